"""Every random number of a runner, and what it decides: calendar, shoes, clock, pain."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import logit, ndtr

from backstride.simulate.exposure import WEEK
from backstride.simulate.scenario import Scenario

# Every random number of a runner, drawn before the first day is lived.
#
# Arrays have their days (weeks, pairs) down. What is computed from them works on those of one
# runner, shape (n_days,), and on those of many, shape (n_days, n_runners).

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
# How often a name of each group is drawn, and whether evenly between 0 and 1 or normally.
GROUPS = (
    ("day", True), ("day", False), ("week", True), ("week", False), ("pair", True),
    ("pair", False), ("runner", False),
)  # fmt: skip


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
    names = (
        DAILY_UNIFORM, DAILY_NORMAL, WEEKLY_UNIFORM, WEEKLY_NORMAL, PAIR_UNIFORM, PAIR_NORMAL
    )  # fmt: skip
    drawn = draw_streams([scenario.seed], names, scenario.n_days, n_runners=1)
    return {name: draws[:, 0] for name, draws in drawn.items()}


def draw_streams(
    seed: Sequence[int], names: Sequence[tuple[str, ...]], n_days: int, n_runners: int
) -> dict[str, Floats]:
    """Arrays of draws by name, each from a stream of its own, filled runner by runner.

    Parameters
    ----------
    seed : sequence of int
        The place of a name in `names` is added to it.
    names : sequence of tuple of str
        One tuple for each of `GROUPS`, or of the first of them.
    n_days, n_runners : int

    Returns
    -------
    dict of str to array, shape (n_days, n_weeks, n_pairs or 1; n_runners)
    """
    lengths = {"day": n_days, "week": n_days // WEEK + 2, "pair": n_days // 10 + 4, "runner": 1}
    draws = {}
    for number, (group, (per, is_uniform)) in enumerate(zip(names, GROUPS, strict=False)):
        for place, name in enumerate(group):
            stream = np.random.default_rng([*seed, number, place])
            shape = (n_runners, lengths[per])
            drawn = stream.random(shape) if is_uniform else stream.standard_normal(shape)
            draws[name] = drawn.T.copy()
    return draws


def autoregressive(shocks: Floats, share: float) -> Floats:
    """A series of variance 1 that carries `share` of itself to the next step.

    Examples
    --------
    >>> autoregressive(np.array([1.0, 0.0, 0.0]), 0.6).round(2).tolist()
    [1.0, 0.6, 0.36]
    """
    series = shocks.copy()
    scale = np.sqrt(1 - share**2)
    for step in range(1, len(series)):
        series[step] = share * series[step - 1] + scale * shocks[step]
    return series


def weekdays(first_day: date, n_days: int) -> NDArray[np.int64]:
    """Weekday of each day, Monday 0."""
    return (first_day.weekday() + np.arange(n_days)) % WEEK


def weeks(first_day: date, n_days: int) -> NDArray[np.int64]:
    """Number of the calendar week of each day, from 0."""
    return (first_day.weekday() + np.arange(n_days)) // WEEK


def for_each_runner(by_day: NDArray[Any], draws: Floats) -> NDArray[Any]:
    """Values that are alike for every runner, in the shape that goes with these draws.

    Examples
    --------
    >>> for_each_runner(np.arange(3), np.zeros((3, 40))).shape
    (3, 1)
    """
    return by_day.reshape(-1, *[1] * (draws.ndim - 1))


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


def pair_life_km(draws: dict[str, Floats]) -> Floats:
    """How long each pair lasts: N(700, 120) km, at least 350."""
    return (LIFE_MEAN_KM + LIFE_SD_KM * draws["pair-life"]).clip(LIFE_LOWEST_KM)


def pair_start_km(draws: dict[str, Floats]) -> Floats:
    """What stands on the two pairs in use when the log begins: 0 to 650 km."""
    return (START_HIGHEST_KM * draws["pair-start"][: len(MODELS)]).round()


def open_closet(draws: dict[str, Floats]) -> Closet:
    """The two pairs that one runner begins with."""
    closet = Closet(pair_life_km(draws).tolist(), in_use=[0, 0])
    for slot, start_km in enumerate(pair_start_km(draws).tolist()):
        closet.buy(slot, start_km)
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
SATURDAY = 5
EXERCISES_LAST_MIN = 40


def run_start_min(scenario: Scenario, draws: dict[str, Floats]) -> NDArray[np.int64]:
    """Start of the run by day, whether or not there is one: 18:00 or 9:30, 40 min around."""
    is_weekend = weekdays(scenario.first_day, scenario.n_days) >= SATURDAY
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


def evening_sd(sd: float) -> float:
    """SD of evening pain around what was felt before the run plus the day's effects."""
    return sd * math.sqrt(EVENING_SHARE)


def pain_noise(draws: dict[str, Floats], sd: float, stress_points: Floats) -> dict[str, Floats]:
    """The day's draws of pain; `felt_noise` holds the pull of stress (points) as well."""
    return {
        "felt_noise": stress_points + sd * math.sqrt(FELT_SHARE) * draws["felt"],
        "evening_noise": evening_sd(sd) * draws["evening"],
        "morning_noise": MORNING_NOISE_SD * draws["morning"],
    }


def is_missing(rating: Floats, chance: Floats, intercept: float | None) -> NDArray[np.bool_]:
    """Whether each day's rating was left out; painful days and the day after one more often.

    Parameters
    ----------
    rating : array
        What would have been written, by day.
    chance : array of float
        Uniform draws.
    intercept : float, optional
        Log odds at rating 3 after a rated day; None leaves nothing out.
    """
    if intercept is None:
        return np.zeros(rating.shape, dtype=bool)
    below = logit(chance) - (intercept + 0.15 * (rating - 3))
    missing: NDArray[np.bool_] = below < 0
    for day in range(1, len(rating)):
        missing[day] |= missing[day - 1] & (below[day] < 1.2)
    return missing


# What is known of a day without acting on pain, and stress, which does.


def stated_of_day(
    draws: dict[str, Floats], stress: Floats, sore: Floats, weekday: NDArray[np.int64]
) -> dict[str, Floats]:
    """What a diary may hold beside runs, pain and exercises.

    Parameters
    ----------
    stress : array of float
        Latent, SD 1.
    sore : array of float
        Last evening's rating less the mean.
    weekday : array of int, shape (n_days,)

    Returns
    -------
    dict of str to array
        `stress` (0-10), `sleep_h`, `sitting_h`, `illness`, `medication` (0/1).
    """
    is_weekend = for_each_runner(weekday >= SATURDAY, stress)
    return {
        "stress": (4 + 2 * stress).clip(0, 10).round(),
        "sleep_h": (7.3 - 0.2 * stress + 0.7 * draws["sleep"]).clip(3, 11).round(1),
        "sitting_h": (7.5 - 3 * is_weekend + 1.2 * draws["sitting"]).clip(0, 14).round(1),
        "illness": _illness(draws),
        "medication": (draws["medication"] < 1 / (1 + np.exp(3.5 - 0.5 * sore))).astype(float),
    }


def of_last_evening(rating: Floats) -> Floats:
    """The rating of the evening before each day; 0 before the first."""
    return np.concatenate([np.zeros_like(rating[:1]), rating[:-1]])


def _illness(draws: dict[str, Floats]) -> Floats:
    """Ill (1) from a start in 1 % of the days; 30 % of the ill get well each day."""
    states, stays_ill = draws["ill"] < 0.01, draws["well"] >= 0.3
    for day in range(1, len(states)):
        states[day] = np.where(states[day - 1], stays_ill[day], states[day])
    return states.astype(float)
