"""What is planted in a simulated cohort: runners, days, effects, and their draws."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from backstride.errors import DataError
from backstride.simulate.draws import (
    MAINTENANCE,
    PAIR_UNIFORM,
    WEEKLY_NORMAL,
    WEEKLY_UNIFORM,
    Floats,
    draw_streams,
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


# Every random number of a cohort, block of runners by block, before the first day is lived.

BLOCK = 500
# The place of a name in its tuple is part of its seed: append, never reorder. So the names of a day
# stand here a second time: those of one runner have others between them.
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
    names = (
        DAILY_UNIFORM, DAILY_NORMAL, WEEKLY_UNIFORM, WEEKLY_NORMAL, PAIR_UNIFORM, PAIR_NORMAL,
        RUNNER_NORMAL,
    )  # fmt: skip
    return draw_streams([scenario.seed, block], names, scenario.n_days, n_runners)
