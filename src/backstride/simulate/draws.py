"""Every random number of a runner, and what it decides: training, habits, shoes, clock, pain."""

import math
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from backstride.simulate.scenario import Scenario

# Every random number of a runner, drawn before the first day is lived.

Floats = NDArray[np.float64]

MAINTENANCE = ("superman", "lacrosse-ball", "seated-forward-fold", "legs-up-the-wall")
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
    "pauses",
    "morning-clock",
    "run-clock",
    "midday-clock",
    "ride-clock",
    "late-clock",
    "evening-clock",
    *MAINTENANCE,
)
DAILY_NORMAL = (
    "stress",
    "session",
    "felt",
    "evening",
    "morning",
    "pace",
    "exertion",
    "ride-length",
    "plank",
    "climbers",
    "sleep",
    "sitting",
)
WEEKLY_UNIFORM = ("ramp", "ramp-size", "break", "break-length", "motivation")
WEEKLY_NORMAL = ("growth",)
PAIR_UNIFORM = ("pair-start",)
PAIR_NORMAL = ("pair-life", "start")


def draw(scenario: Scenario) -> dict[str, Floats]:
    """Arrays of draws by name; each name has a stream of its own.

    Effects never touch the draws, so two scenarios that differ in an effect alone meet the
    same chance (common random numbers), and a longer log begins like a shorter one.

    Examples
    --------
    >>> short, long = draw(Scenario(n_days=3)), draw(Scenario(n_days=9))
    >>> bool((short["stress"] == long["stress"][:3]).all())
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
    )
    draws = {}
    for number, (names, length, is_uniform) in enumerate(groups):
        for place, name in enumerate(names):
            stream = np.random.default_rng([scenario.seed, number, place])
            draws[name] = stream.random(length) if is_uniform else stream.standard_normal(length)
    return draws


def autoregressive(shocks: Floats, share: float) -> Floats:
    """A series of variance 1 that carries `share` of itself to the next step.

    Examples
    --------
    >>> autoregressive(np.array([1.0, 0.0, 0.0]), 0.6).round(2).tolist()
    [1.0, 0.6, 0.36]
    """
    series = np.empty_like(shocks)
    level, scale = 0.0, np.sqrt(1 - share**2)
    for step, shock in enumerate(shocks.tolist()):
        level = share * level + scale * shock if step else shock
        series[step] = level
    return series


# The plan of a runner: weekly volume, breaks, sessions; and what pain leaves of it.

VOLUME_START_KM, VOLUME_USUAL_KM = 32.0, 35.0
VOLUME_LOWEST_KM, VOLUME_HIGHEST_KM = 8.0, 110.0
SHARE_BY_WEEKDAY = np.array([0.0, 0.20, 0.0, 0.20, 0.0, 0.22, 0.38])
EXTRA_SHARE = 0.15
SURFACES, SURFACE_ODDS = ("asphalt", "trail", "track", "treadmill"), (0.55, 0.25, 0.10, 0.10)


def weekdays(scenario: Scenario) -> NDArray[np.int64]:
    """Weekday of each day, Monday 0."""
    return (scenario.first_day.weekday() + np.arange(scenario.n_days)) % 7


def weeks(scenario: Scenario) -> NDArray[np.int64]:
    """Number of the calendar week of each day, from 0."""
    return (scenario.first_day.weekday() + np.arange(scenario.n_days)) // 7


def weekly_volume_km(draws: dict[str, Floats]) -> Floats:
    """Planned distance of each week: growth, pull to the usual, ramps, an easy fourth week."""
    volume, planned = VOLUME_START_KM, []
    ramps = np.where(draws["ramp"] < 0.06, 1.3 + 0.4 * draws["ramp-size"], 1.0)
    growth = np.exp(0.03 + 0.06 * draws["growth"])
    for week, factor in enumerate((growth * ramps).tolist()):
        pulled = volume * factor * (VOLUME_USUAL_KM / volume) ** 0.15
        volume = min(max(pulled, VOLUME_LOWEST_KM), VOLUME_HIGHEST_KM)
        planned.append(volume * (0.75 if week % 4 == 3 else 1.0))
    return np.array(planned)


def break_days(draws: dict[str, Floats], week: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Days off: breaks of 3 to 14 days begin in 3 % of the weeks, on their first day."""
    is_off = np.zeros(len(week), dtype=bool)
    for number in np.flatnonzero(draws["break"] < 0.03):
        first = int(np.searchsorted(week, number))
        is_off[first : first + 3 + int(12 * draws["break-length"][number])] = True
    return is_off


def plan_training(scenario: Scenario, draws: dict[str, Floats]) -> pd.DataFrame:
    """What would be run if nothing hurt: 8 % of sessions skipped, 8 % of free days run.

    Returns
    -------
    DataFrame
        By day: `planned_km` (0 without a session), `surface_if_run`.
    """
    week = weeks(scenario)
    share = SHARE_BY_WEEKDAY[weekdays(scenario)]
    is_extra = (share == 0) & (draws["extra"] < 0.08)
    share = np.where(is_extra, EXTRA_SHARE, share * (draws["skip"] >= 0.08))
    share[break_days(draws, week)] = 0.0
    km = weekly_volume_km(draws)[week] * share * np.exp(0.2 * draws["session"])
    bounds = np.cumsum(SURFACE_ODDS)[:-1]
    surface = np.array(SURFACES)[np.searchsorted(bounds, draws["surface"], side="right")]
    return pd.DataFrame({"planned_km": km, "surface_if_run": surface})


def distance_km(
    scenario: Scenario, planned_km: float, sore: float, stress: float, chance: float
) -> float:
    """What is run of a planned session after last evening's rating.

    Parameters
    ----------
    sore : float
        Last evening's rating less the runner's mean.
    stress : float
        The day's stress, in SD.
    chance : float
        Uniform draw that decides whether the session is skipped.

    Examples
    --------
    >>> distance_km(Scenario(kappa=1.0), 10.0, sore=8.0, stress=0.0, chance=0.5)
    0.0
    >>> distance_km(Scenario(psi=0.06), 10.0, sore=1.0, stress=0.0, chance=0.5)
    8.87
    """
    log_odds = -3.2 + scenario.kappa * sore + 0.3 * stress
    if planned_km == 0 or chance < 1 / (1 + math.exp(-log_odds)):
        return 0.0
    pull = scenario.stress_on_km * stress - scenario.psi * max(sore + 1, 0.0)
    return round(planned_km * math.exp(pull), 2)


# Exercises: those that follow motivation alone, and stretching, which may follow pain.

STAY = 0.85
WARM_UP_SHARE = 0.5
RIDE_SHARE = 0.15
SECOND_DOSE_SHARE = 0.7


def motivation(draws: dict[str, Floats]) -> Floats:
    """High (1) or low (0) by week; stays as it is in 85 % of the weeks."""
    changes = draws["motivation"] >= STAY
    changes[0] = draws["motivation"][0] >= 0.5
    return (np.cumsum(changes) % 2).astype(np.float64)


def plan_habits(scenario: Scenario, draws: dict[str, Floats]) -> pd.DataFrame:
    """Exercises that pain has no hold on, one row a day.

    Returns
    -------
    DataFrame
        `motivation`, `warm_up_if_run`, `strength_session` (0/1), `strength_7d` (sessions in the
        last 7 days), `plank_s`, `climber_repetitions`, `ride_min`, the four maintenance
        exercises (0/1) and `maintenance_share` (share of them done).
    """
    keen = motivation(draws)[weeks(scenario)]
    session = (draws["strength"] < 0.10 + 0.30 * keen).astype(float)
    items = {name: (draws[name] < 0.08 + 0.25 * keen).astype(float) for name in MAINTENANCE}
    ride_min = (45 * np.exp(0.3 * draws["ride-length"])).clip(20, 80).round()
    return pd.DataFrame(
        {
            "motivation": keen,
            "warm_up_if_run": (draws["warm-up"] < WARM_UP_SHARE).astype(float),
            "strength_session": session,
            "strength_7d": _sum_of_7_days(session),
            "plank_s": (55 + 10 * draws["plank"]).clip(20, 120).round(),
            "climber_repetitions": (30 + 6 * draws["climbers"]).clip(10, 60).round(),
            "ride_min": ride_min * (draws["ride"] < RIDE_SHARE),
            **items,
            "maintenance_share": sum(items.values()) / len(MAINTENANCE),
        }
    )


def stretching_doses(
    scenario: Scenario, followed: float, keen: float, chance: float, second: float
) -> int:
    """Doses of a day: none, or two in 70 % of the days with any.

    Parameters
    ----------
    followed : float
        The rating that the habit answers, on the scale 0-10.
    chance, second : float
        Uniform draws for the first and the second dose.

    Examples
    --------
    >>> stretching_doses(Scenario(habit_slope=0.8), 9.0, 1.0, chance=0.5, second=0.5)
    2
    """
    log_odds = -0.9 + scenario.habit_slope * (followed - scenario.mu) + 0.8 * keen
    if chance >= 1 / (1 + math.exp(-log_odds)):
        return 0
    return 2 if second < SECOND_DOSE_SHARE else 1


def _sum_of_7_days(daily: Floats) -> Floats:
    return np.convolve(daily, np.ones(7))[: len(daily)].round()


# Two pairs in use at a time, each worn out in the end and replaced.

MODELS = ("Harrier", "Lark")
SECOND_PAIR_SHARE = 0.35
START_HIGHEST_KM = 650.0
LIFE_MEAN_KM, LIFE_SD_KM, LIFE_LOWEST_KM = 700.0, 120.0, 350.0


@dataclass
class Pair:
    """One pair: what stood on it when the log began and what has been run on it since."""

    shoe: str
    start_km: float
    life_km: float
    km: float
    is_old: bool
    first_run: int | None = None
    last_run: int | None = None
    is_retired: bool = False


@dataclass
class Closet:
    """The pairs of one runner; `in_use` are two places in `pairs`."""

    life_km: list[float]
    pairs: list[Pair] = field(default_factory=list)
    in_use: list[int] = field(default_factory=list)

    def wear(self, slot: int, km: float, day: int) -> tuple[str, float]:
        """Run `km` in the pair of `slot`; its name and the km on it before this run."""
        pair = self.pairs[self.in_use[slot]]
        before_km = pair.km
        pair.km += km
        pair.first_run = day if pair.first_run is None else pair.first_run
        pair.last_run = day
        if pair.km >= pair.life_km:
            pair.is_retired = True
            self.buy(slot, start_km=0.0)
        return pair.shoe, before_km

    def buy(self, slot: int, start_km: float) -> None:
        """Put a new pair, named by model and version, into `slot`."""
        model = MODELS[slot]
        version = 1 + sum(pair.shoe.startswith(model) for pair in self.pairs)
        life_km = self.life_km[len(self.pairs) % len(self.life_km)]
        self.pairs.append(Pair(f"{model} {version}", start_km, life_km, start_km, version == 1))
        self.in_use[slot] = len(self.pairs) - 1


def open_closet(draws: dict[str, Floats]) -> Closet:
    """Two pairs with 0 to 650 km on them; each pair lasts N(700, 120) km, at least 350."""
    life_km = (LIFE_MEAN_KM + LIFE_SD_KM * draws["pair-life"]).clip(LIFE_LOWEST_KM)
    closet = Closet(life_km.tolist(), in_use=[0, 0])
    for slot in range(len(MODELS)):
        closet.buy(slot, start_km=round(START_HIGHEST_KM * float(draws["pair-start"][slot]), 0))
    return closet


def shoe_table(closet: Closet, first_day: date) -> pd.DataFrame:
    """Pairs that were run in: `shoe`, `start_km`, `first_day`, `retired_on`.

    Parameters
    ----------
    first_day : date
        Day 0 of the log; pairs in use before it have no `first_day`.
    """
    worn = [pair for pair in closet.pairs if pair.last_run is not None]
    begin = pd.Timestamp(first_day)
    rows = {
        "shoe": [pair.shoe for pair in worn],
        "start_km": [pair.start_km for pair in worn],
        "first_day": [_day(begin, None if pair.is_old else pair.first_run) for pair in worn],
        "retired_on": [_day(begin, pair.last_run if pair.is_retired else None) for pair in worn],
    }
    days = {"first_day": "datetime64[us]", "retired_on": "datetime64[us]"}
    return pd.DataFrame(rows).astype({"shoe": "str", "start_km": "float64", **days})


def _day(begin: pd.Timestamp, day: int | None) -> pd.Timestamp | None:
    return None if day is None else begin + pd.Timedelta(days=day)


# When things happen in a day, in minutes after midnight; a day keeps one order of events.
#
# Morning rating, (on weekends the run,) midday exercises, ride, (on weekdays the run,) evening
# dose of stretching, evening rating.

MORNING, WEEKDAY_RUN, WEEKEND_RUN = 7 * 60 + 15, 18 * 60, 9 * 60 + 30
MIDDAY, RIDE, LATE, EVENING = 12 * 60 + 45, 15 * 60 + 30, 19 * 60 + 50, 21 * 60 + 15
LATEST_END = 23 * 60 + 30
EXERCISES_LAST_MIN = 40


def run_start_min(scenario: Scenario, draws: dict[str, Floats]) -> NDArray[np.int64]:
    """Start of the run by day, whether or not there is one: 18:00 or 9:30, 40 min around."""
    is_weekend = weekdays(scenario) >= 5
    return np.where(is_weekend, WEEKEND_RUN, WEEKDAY_RUN) + _around(draws["run-clock"], 40)


def clock_times(
    start_min: NDArray[np.int64], elapsed_min: Floats, ride_min: Floats, draws: dict[str, Floats]
) -> pd.DataFrame:
    """Minutes after midnight of all that is not a run.

    Parameters
    ----------
    start_min : array of int
        Start of the run.
    elapsed_min, ride_min : array of float
        Length of run and ride; 0 where there is none.

    Returns
    -------
    DataFrame
        `morning_min`, `midday_min`, `ride_start_min`, `late_min`, `evening_min`.
    """
    end = np.where(elapsed_min > 0, np.ceil(start_min + elapsed_min), 0).astype(np.int64)
    end_early = np.where(start_min < MIDDAY, end, 0)
    midday = np.maximum(MIDDAY + _around(draws["midday-clock"], 15), end_early + 10)
    ride = np.maximum(RIDE + _around(draws["ride-clock"], 20), midday + EXERCISES_LAST_MIN)
    ride_end = np.where(ride_min > 0, ride + ride_min, 0).astype(np.int64)
    after_all = np.maximum.reduce([end, ride_end, midday + EXERCISES_LAST_MIN]) + 5
    late = np.maximum(LATE + _around(draws["late-clock"], 15), after_all)
    evening = np.maximum(EVENING + _around(draws["evening-clock"], 20), late + 10)
    return pd.DataFrame(
        {
            "morning_min": MORNING + _around(draws["morning-clock"], 20),
            "midday_min": midday,
            "ride_start_min": ride,
            "late_min": late,
            "evening_min": evening,
        }
    )


def _around(chance: Floats, minutes: int) -> NDArray[np.int64]:
    return np.floor((2 * minutes + 1) * chance).astype(np.int64) - minutes


# Latent pain, the rating it is given, and whether the rating is written down.

FELT_SHARE, EVENING_SHARE = 0.3, 0.7
MORNING_NOISE_SD = 0.7


def rate(latent: float) -> int:
    """The rating 0-10 that latent pain is given.

    Examples
    --------
    >>> rate(-0.8), rate(2.6), rate(11.2)
    (0, 3, 10)
    """
    return min(max(round(latent), 0), 10)


def expected_rating(mean: Floats, sd: float) -> Floats:
    """Mean rating of latent pain N(mean, sd²): the sum over k = 0..9 of Φ((mean − k − .5)/sd).

    Examples
    --------
    >>> expected_rating(np.array([5.0, -9.0]), 1.0).round(6).tolist()
    [5.0, 0.0]
    """
    steps = np.arange(10) + 0.5
    return np.asarray(ndtr((mean[..., None] - steps) / sd).sum(axis=-1))


def evening_sd(scenario: Scenario) -> float:
    """SD of evening pain around what was felt before the run plus the day's effects."""
    return scenario.sd * math.sqrt(EVENING_SHARE)


def is_missing(
    rating: NDArray[np.int64], chance: Floats, intercept: float | None
) -> NDArray[np.bool_]:
    """Whether each day's rating was left out; painful days and the day after one more often.

    Parameters
    ----------
    rating : array of int
        What would have been written, by day.
    chance : array of float
        Uniform draws.
    intercept : float, optional
        Log odds at rating 3 after a rated day; None leaves nothing out.
    """
    if intercept is None:
        return np.zeros(len(rating), dtype=bool)
    base = intercept + 0.15 * (rating - 3)
    odds = np.log(chance / (1 - chance))
    missing, before = [], False
    for rated_day, missed_day in zip(odds < base, odds < base + 1.2, strict=True):
        before = bool(missed_day if before else rated_day)
        missing.append(before)
    return np.array(missing)
