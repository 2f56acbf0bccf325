"""A lived cohort as the table that a diary is: one row per runner and day."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import logit

from backstride.simulate.cohort_plan import weekdays
from backstride.simulate.cohort_scenario import CohortScenario
from backstride.simulate.draws import Floats
from backstride.simulate.shoes import MODELS
from backstride.tables import SURFACES

HARD, SOFT = "asphalt", "trail"
RATED_BEFORE_H, RATED_EVENING_BEFORE_H = 9.0, 20.0
SPIKE_DAYS = 30
SPIKE_EDGES, SPIKE_STATES = (1.10, 1.30, 2.00), ("usual", "small", "moderate", "large")


def block_days(
    scenario: CohortScenario, lived: dict[str, Floats], draws: dict[str, Floats], first: int
) -> pd.DataFrame:
    """Days of a block of runners, sorted by runner and date.

    Parameters
    ----------
    scenario : CohortScenario
    lived, draws : dict of str to array, shape (n_days, n_runners)
        From `live_block`, `draw_block`.
    first : int
        Number of the first runner of the block.

    Returns
    -------
    DataFrame
        The columns of `tables.DIARY` that exposures and models need, habits among them.
    """
    n_days, n_runners = lived["distance_km"].shape
    names = [f"runner-{number:05d}" for number in range(first, first + n_runners)]
    date = pd.date_range(scenario.first_day, periods=n_days, unit="us")
    columns = {**_runs(lived), **_habits(lived), **_ratings(scenario, lived, draws)}
    columns |= _context(scenario, lived, draws)
    flat = {name: values.T.reshape(-1) for name, values in columns.items()}
    days = pd.DataFrame(
        {
            "runner": pd.array(names, dtype="str").repeat(n_days),
            "date": np.tile(date.to_numpy(), n_runners),
            "is_logged": True,
            "is_silence": False,
            **flat,
        }
    )
    slot = "same day" if scenario.rated_before_run else "day before"
    return days.assign(
        n_runs=days["n_runs"].astype("int64"),
        n_ratings=days["n_ratings"].astype("int64"),
        n_backfilled=0,
        pain_pre_slot=pd.array([slot], dtype="str").repeat(len(days)),
        spike_state=_states(days, n_days),
        shoe=_shoes(lived),
    )


def _runs(lived: dict[str, Floats]) -> dict[str, Floats]:
    km = lived["distance_km"]
    has_run = km > 0
    ground = {f"km_{surface}": np.zeros_like(km) for surface in SURFACES}
    ground[f"km_{HARD}"] = km * lived["is_hard"]
    ground[f"km_{SOFT}"] = km * (1 - lived["is_hard"])
    return {
        "n_runs": has_run.astype(float),
        "distance_km": km,
        "longest_run_km": np.where(has_run, km, np.nan),
        **ground,
        "shoe_km": np.where(has_run, lived["shoe_km"], np.nan),
        "spike_ratio": lived["spike_ratio"],
        "cross_training_min": lived["ride_min"],
    }


def _habits(lived: dict[str, Floats]) -> dict[str, Floats]:
    warm_up = lived["warm_up"] * (lived["distance_km"] > 0)
    done = {
        "stretching": lived["doses"],
        "warm_up": warm_up,
        "strength": lived["strength"],
        "maintenance": lived["maintenance"],
    }
    between = {f"{name}_between": times for name, times in done.items()}
    return {f"{name}_done": times for name, times in done.items()} | between


def _ratings(
    scenario: CohortScenario, lived: dict[str, Floats], draws: dict[str, Floats]
) -> dict[str, Floats]:
    intercept = scenario.missing_intercept
    evening = _written(lived["pain_evening"], draws["missing-evening"], intercept)
    if scenario.rated_before_run:
        before = _written(lived["pain_pre"], draws["missing-morning"], intercept)
        ratings, gap_h = np.stack([before, evening]), RATED_BEFORE_H
    else:
        before = np.concatenate([np.full_like(evening[:1], np.nan), evening[:-1]])
        ratings, gap_h = evening[None], RATED_EVENING_BEFORE_H
    return {
        "pain_pre": before,
        "pain_post": evening,
        "pain_pre_gap_h": np.where(np.isnan(before), np.nan, gap_h),
        "pain_worst": np.fmax.reduce(ratings),
        "n_ratings": (~np.isnan(ratings)).sum(axis=0).astype(float),
    }


def _written(rating: Floats, chance: Floats, intercept: float | None) -> Floats:
    """Ratings that were written down; as `is_missing`, for each runner."""
    if intercept is None:
        return rating
    below = logit(chance) - (intercept + 0.15 * (rating - 3))
    is_missing = below < 0
    for day in range(1, len(rating)):
        is_missing[day] |= is_missing[day - 1] & (below[day] < 1.2)
    return np.where(is_missing, np.nan, rating)


def _context(
    scenario: CohortScenario, lived: dict[str, Floats], draws: dict[str, Floats]
) -> dict[str, Floats]:
    """What is known of a day without acting on pain, and stress, which does."""
    stress, evening = lived["stress"], lived["pain_evening"]
    sore = np.concatenate([np.zeros_like(evening[:1]), evening[:-1]]) - scenario.mu_mean
    is_weekend = (weekdays(scenario) >= 5)[:, None]
    return {
        "stress": (4 + 2 * stress).clip(0, 10).round(),
        "sleep_h": (7.3 - 0.2 * stress + 0.7 * draws["sleep"]).clip(3, 11).round(1),
        "sitting_h": (7.5 - 3 * is_weekend + 1.2 * draws["sitting"]).clip(0, 14).round(1),
        "illness": _illness(draws),
        "medication": (draws["medication"] < 1 / (1 + np.exp(3.5 - 0.5 * sore))).astype(float),
    }


def _illness(draws: dict[str, Floats]) -> Floats:
    """Ill (1) from a start in 1 % of the days; 30 % of the ill get well each day."""
    states = np.zeros(draws["ill"].shape, dtype=bool)
    is_ill = states[0].copy()
    for day in range(len(states)):
        is_ill = np.where(is_ill, draws["well"][day] >= 0.3, draws["ill"][day] < 0.01)
        states[day] = is_ill
    return states.astype(float)


def _states(days: pd.DataFrame, n_days: int) -> pd.Series:
    ratio = days["spike_ratio"].to_numpy()
    # Rounded as in a diary, so that 11 km after 10 km is no spike.
    place = np.searchsorted(SPIKE_EDGES, np.round(ratio, 9), side="left")
    states = pd.Series(pd.array([*SPIKE_STATES, "return"], dtype="str").take(place))
    is_late = np.arange(len(days)) % n_days >= SPIKE_DAYS
    is_back = is_late & np.isnan(ratio) & (days["n_runs"] > 0)
    return states.where(~np.isnan(ratio)).mask(is_back, "return")


def _shoes(lived: dict[str, Floats]) -> pd.Series:
    slot, version = (lived[name].T.reshape(-1).astype(np.int64) for name in ("slot", "version"))
    most = int(version.max(initial=0)) + 1
    names = [f"{model} {number + 1}" for model in MODELS for number in range(most)]
    worn = pd.Series(pd.array(names, dtype="str").take(_codes(slot, version, most)))
    return worn.where(lived["distance_km"].T.reshape(-1) > 0)


def _codes(slot: NDArray[np.int64], version: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    return slot * most + version
