"""What is planted in a simulated cohort: runners, days, effects, plans and draws."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from backstride.errors import DataError
from backstride.simulate.draws import (
    EXTRA_SHARE,
    MAINTENANCE,
    RIDE_SHARE,
    SHARE_BY_WEEKDAY,
    STAY,
    SURFACE_ODDS,
    VOLUME_HIGHEST_KM,
    VOLUME_LOWEST_KM,
    VOLUME_START_KM,
    VOLUME_USUAL_KM,
    WARM_UP_SHARE,
    Floats,
)
from backstride.simulate.scenario import EFFECT_SLUGS, FOLLOWED, unusable_effects

# What is planted in a simulated cohort: runners, days, effects, and how they differ.

FEW_RUNNERS = 1
NO_WEEKDAY = (0.0,) * 7


@dataclass(frozen=True)
class CohortScenario:
    """Many simulated runners; two scenarios with the same seed share every random draw.

    A larger cohort begins with the runners of a smaller one of the same length.

    Parameters
    ----------
    seed : int
        Not negative.
    n_runners, n_days : int
    first_day : date
    effects : mapping of slug to float
        Mean over runners, in the units of `Scenario.effects`.
    effect_sds : mapping of slug to float
        SD of the effect between runners; 0 where not named.
    km_points : sequence of float
        Points of evening pain per 10 km of a day, for that day (lag 0) and each day after it;
        each acts on its own evening and is carried on with the pain.
    mu_mean, mu_sd : float
        Level of latent pain, normal between runners.
    phi, sd : float
        Share of pain carried to the next day, SD of the day's noise.
    stress_on_pain : float
        Points of latent pain per SD of the day's stress, which also cancels runs.
    drift_sd : float
        SD of a slow wandering of the level (0.99 of it is kept from day to day).
    weekday_points : sequence of 7 floats
        Added on each weekday, Monday first.
    kappa, psi : float
        Feedback of last evening's rating, less `mu_mean`, on skipping a run (log odds per point)
        and on its length (log km per point).
    habits_follow : {'none', 'yesterday', 'felt'}
        The rating that stretching answers: none, last evening's, or the morning's.
    habit_slope : float
        Log odds of stretching per point of that rating. Like runs, stretching follows pain and
        not what is usual for the runner: who hurts more than others stretches more than others.
    rated_before_run : bool
        Whether the morning rating is logged beside the evening one.
    missing_intercept : float, optional
        Log odds of a missing rating at pain 3; None: none missing.

    Raises
    ------
    DataError
        Every unusable value at once.
    """

    seed: int = 0
    n_runners: int = 40
    n_days: int = 180
    first_day: date = date(2024, 1, 1)
    effects: Mapping[str, float] = field(default_factory=dict)
    effect_sds: Mapping[str, float] = field(default_factory=dict)
    km_points: tuple[float, ...] = ()
    mu_mean: float = 2.5
    mu_sd: float = 1.0
    phi: float = 0.45
    sd: float = 1.0
    stress_on_pain: float = 0.3
    drift_sd: float = 0.0
    weekday_points: tuple[float, ...] = NO_WEEKDAY
    kappa: float = 0.0
    psi: float = 0.0
    habits_follow: str = "none"
    habit_slope: float = 0.35
    rated_before_run: bool = True
    missing_intercept: float | None = -2.7

    def __post_init__(self) -> None:
        problems = [*unusable_effects({**self.effects, **self.effect_sds}), *self._problems()]
        if problems:
            raise DataError(problems)

    def _problems(self) -> list[str]:
        sds = (self.mu_sd, self.drift_sd, *self.effect_sds.values())
        checks = (
            ("seed", self.seed, self.seed >= 0, "0 or more"),
            ("n_runners", self.n_runners, self.n_runners >= FEW_RUNNERS, "1 or more"),
            ("n_days", self.n_days, self.n_days >= 1, "1 or more"),
            ("phi", self.phi, 0 <= self.phi < 1, "at least 0, below 1"),
            ("sd", self.sd, self.sd > 0, "above 0"),
            ("SDs between runners", sds, min(sds) >= 0, "0 or more"),
            ("weekday_points", self.weekday_points, len(self.weekday_points) == 7, "7 numbers"),
            ("habits_follow", self.habits_follow, self.habits_follow in FOLLOWED,
             ", ".join(FOLLOWED)),
        )  # fmt: skip
        return [
            f"cohort, {name}: found {found!r}, expected {allowed}."
            for name, found, is_fine, allowed in checks
            if not is_fine
        ]


# What the runners of a cohort would do if nothing hurt: training and exercises, by day.

WEEK = 7


def weekdays(scenario: CohortScenario) -> NDArray[np.int64]:
    """Weekday of each day, Monday 0."""
    return (scenario.first_day.weekday() + np.arange(scenario.n_days)) % WEEK


def weeks(scenario: CohortScenario) -> NDArray[np.int64]:
    """Number of the calendar week of each day, from 0."""
    return (scenario.first_day.weekday() + np.arange(scenario.n_days)) // WEEK


def planned_km(scenario: CohortScenario, draws: dict[str, Floats]) -> Floats:
    """Distance of the session planned for each day, 0 without one; as `plan_training` does."""
    week = weeks(scenario)
    share = SHARE_BY_WEEKDAY[weekdays(scenario)][:, None]
    is_extra = (share == 0) & (draws["extra"] < 0.08)
    share = np.where(is_extra, EXTRA_SHARE, share * (draws["skip"] >= 0.08))
    share[_is_break(draws, week)] = 0.0
    return np.asarray(weekly_km(draws)[week] * share * np.exp(0.2 * draws["session"]))


def weekly_km(draws: dict[str, Floats]) -> Floats:
    """Planned distance of each week; as `weekly_volume_km` does."""
    ramps = np.where(draws["ramp"] < 0.06, 1.3 + 0.4 * draws["ramp-size"], 1.0)
    growth = np.exp(0.03 + 0.06 * draws["growth"]) * ramps
    planned, volume = np.empty_like(growth), np.full(growth.shape[1], VOLUME_START_KM)
    for week, factor in enumerate(growth):
        pulled = volume * factor * (VOLUME_USUAL_KM / volume) ** 0.15
        volume = pulled.clip(VOLUME_LOWEST_KM, VOLUME_HIGHEST_KM)
        planned[week] = volume * (0.75 if week % 4 == 3 else 1.0)
    return planned


def _is_break(draws: dict[str, Floats], week: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Days off: breaks of 3 to 14 days begin in 3 % of the weeks, on their first day."""
    is_off = np.zeros((len(week), draws["break"].shape[1]), dtype=bool)
    for number, runner in np.argwhere(draws["break"] < 0.03):
        first = int(np.searchsorted(week, number))
        is_off[first : first + 3 + int(12 * draws["break-length"][number, runner]), runner] = True
    return is_off


def is_hard(draws: dict[str, Floats]) -> NDArray[np.bool_]:
    """Whether a run of that day would be on asphalt; elsewhere it is on trail."""
    return np.asarray(draws["surface"] < SURFACE_ODDS[0])


def planned_habits(scenario: CohortScenario, draws: dict[str, Floats]) -> dict[str, Floats]:
    """Exercises that pain has no hold on, by name; as `plan_habits` does."""
    changes = draws["motivation"] >= STAY
    changes[0] = draws["motivation"][0] >= 0.5
    keen = (np.cumsum(changes, axis=0) % 2).astype(float)[weeks(scenario)]
    session = (draws["strength"] < 0.10 + 0.30 * keen).astype(float)
    minutes = (45 * np.exp(0.3 * draws["ride-length"])).clip(20, 80).round()
    done = [(draws[name] < 0.08 + 0.25 * keen).astype(float) for name in MAINTENANCE]
    return {
        "keen": keen,
        "warm_up": (draws["warm-up"] < WARM_UP_SHARE).astype(float),
        "strength": session,
        "strength_7d": last_sums(session, WEEK),
        "ride_min": minutes * (draws["ride"] < RIDE_SHARE),
        "maintenance": np.sum(done, axis=0),
    }


def last_sums(daily: Floats, n_days: int) -> Floats:
    """Sum of the last days up to and including each one; days before the first count 0.

    Examples
    --------
    >>> last_sums(np.array([[1.0], [2.0], [3.0]]), 2)[:, 0].tolist()
    [1.0, 3.0, 5.0]
    """
    padded = np.concatenate([np.zeros((n_days, daily.shape[1])), daily])
    cumulative = np.cumsum(padded, axis=0)
    return np.asarray(cumulative[n_days:] - cumulative[:-n_days])


# Every random number of a cohort, block of runners by block, before the first day is lived.

BLOCK = 500
# The place of a name in its tuple is part of its seed: append, never reorder.
DAILY_UNIFORM = (
    "skip",
    "extra",
    "sore-skip",
    "surface",
    "pair",
    "warm-up",
    "stretch",
    "second-dose",
    "strength",
    "ride",
    "missing-evening",
    "missing-morning",
    "ill",
    "well",
    "medication",
    *MAINTENANCE,
)
DAILY_NORMAL = (
    "stress",
    "session",
    "felt",
    "evening",
    "morning",
    "ride-length",
    "sleep",
    "sitting",
    "drift",
)
WEEKLY_UNIFORM = ("ramp", "ramp-size", "break", "break-length", "motivation")
WEEKLY_NORMAL = ("growth",)
PAIR_UNIFORM = ("pair-start",)
PAIR_NORMAL = ("pair-life",)
RUNNER_NORMAL = ("level", "start", *(f"{slug}-effect" for slug in EFFECT_SLUGS))


def blocks(scenario: CohortScenario) -> Iterator[tuple[int, int]]:
    """Number and size of each block of runners.

    Examples
    --------
    >>> list(blocks(CohortScenario(n_runners=1100)))
    [(0, 500), (1, 500), (2, 100)]
    """
    for number, first in enumerate(range(0, scenario.n_runners, BLOCK)):
        yield number, min(BLOCK, scenario.n_runners - first)


def draw_block(scenario: CohortScenario, block: int, n_runners: int) -> dict[str, Floats]:
    """Arrays of draws by name, days (weeks, pairs) down and runners across.

    Each name has a stream of its own, filled runner by runner: effects never touch the draws.

    Examples
    --------
    >>> few, many = (draw_block(CohortScenario(n_days=3), 0, n) for n in (2, 9))
    >>> bool((few["stress"] == many["stress"][:, :2]).all())
    True
    """
    n_weeks, n_pairs = scenario.n_days // 7 + 2, scenario.n_days // 10 + 4
    groups = (
        (DAILY_UNIFORM, scenario.n_days, True),
        (DAILY_NORMAL, scenario.n_days, False),
        (WEEKLY_UNIFORM, n_weeks, True),
        (WEEKLY_NORMAL, n_weeks, False),
        (PAIR_UNIFORM, n_pairs, True),
        (PAIR_NORMAL, n_pairs, False),
        (RUNNER_NORMAL, 1, False),
    )
    draws = {}
    for number, (names, length, is_uniform) in enumerate(groups):
        for place, name in enumerate(names):
            stream = np.random.default_rng([scenario.seed, block, number, place])
            shape = (n_runners, length)
            drawn = stream.random(shape) if is_uniform else stream.standard_normal(shape)
            draws[name] = drawn.T.copy()
    return draws


def carried_on(shocks: Floats, share: float) -> Floats:
    """`autoregressive` of each column: series of variance 1 that carry `share` to the next day.

    Examples
    --------
    >>> carried_on(np.array([[1.0], [0.0], [0.0]]), 0.6)[:, 0].round(2).tolist()
    [1.0, 0.6, 0.36]
    """
    series = shocks.copy()
    scale = np.sqrt(1 - share**2)
    for day in range(1, len(series)):
        series[day] = share * series[day - 1] + scale * shocks[day]
    return series
