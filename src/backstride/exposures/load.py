"""How much, against what one was used to: ACWR, EWMA, week to week, monotony, strain."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.exposures.windows import (
    Flags,
    Floats,
    Rows,
    blocks,
    earlier,
    follows,
    run_length,
    week_sums,
)

# Exponentially weighted means that begin anew after every break in the record.


def weighted_ratio(
    values: Floats, length: NDArray[np.int64], acute_days: int, chronic_days: int
) -> Floats:
    """Ratio of two exponentially weighted means of each unbroken stretch, up to each row.

    ```
    E(first) = x(first)      E(d) = E(d-1) + 2 / (N + 1) * (x(d) - E(d-1))
    ```
    All stretches take their first step together, then their second: a few operations on arrays
    for every day of the longest stretch, however many stretches there are.

    Parameters
    ----------
    values : array
    length : array of int
        From `run_length`: 1 where a stretch begins, 0 where a value is missing.
    acute_days, chronic_days : int
        N of the mean above and of the one below.

    Returns
    -------
    array
        Missing on the first `chronic_days` - 1 days of a stretch, and where the mean below is 0.

    References
    ----------
    Williams et al. (2017), Br J Sports Med 51:209, doi:10.1136/bjsports-2016-096589.

    Examples
    --------
    >>> weighted_ratio(np.array([4.0, 4.0, 10.0]), np.array([1, 2, 3]), 1, 3).tolist()
    [nan, nan, 1.4285714285714286]
    """
    ratio = np.full(len(values), np.nan)
    first, n_days = _stretches(length, chronic_days)
    acute = chronic = values[first]
    # The longest stretches stand first: after some days the last ones are over.
    n_going_on = np.searchsorted(-n_days, -np.arange(1, n_days.max(initial=0)), side="left")
    for day, n_left in enumerate(n_going_on.tolist(), start=1):
        rows = first[:n_left] + day
        today = values[rows]
        acute = _moved(acute[:n_left], today, acute_days)
        chronic = _moved(chronic[:n_left], today, chronic_days)
        if day + 1 >= chronic_days:
            ratio[rows] = acute / np.where(chronic > 0, chronic, np.nan)
    return ratio


def _moved(mean: Floats, today: Floats, n_days: int) -> Floats:
    return mean + 2 / (n_days + 1) * (today - mean)


def _stretches(length: NDArray[np.int64], fewest: int) -> tuple[Rows, NDArray[np.int64]]:
    """First row and number of days of each stretch that is long enough, the longest first."""
    last = np.flatnonzero((length >= fewest) & (np.append(length[1:], 0)[: len(length)] <= 1))
    last = last[np.argsort(-length[last], kind="stable")]
    return last - length[last] + 1, length[last]


WEEK = 7
FOUR_WEEKS = 28
LOAD_COLUMNS = {
    "acute_km": float,
    "chronic_km": float,
    "workload_ratio": float,
    "workload_ratio_coupled": float,
    "ewma_ratio": float,
    "weekly_ratio": float,
    "monotony": float,
    "strain": float,
    "is_monotony_undefined": bool,
}


def add_load(diary: pd.DataFrame) -> pd.DataFrame:
    """Add the load exposures of each day to a sorted diary.

    All windows end on the day itself, both ends inclusive, and are missing where any of their
    days is unlogged. A ratio whose denominator is 0 is undefined: missing, not 0, not infinite.

    Parameters
    ----------
    diary : DataFrame
        `runner`, `date`, `distance_km`, sorted, no day twice; `load` (RPE x minutes) where known.

    Returns
    -------
    DataFrame
        `diary` with

        - `acute_km`: mean of days d-6..d
        - `chronic_km`: mean of days d-27..d-7 (21 days, uncoupled)
        - `workload_ratio`: acute_km / chronic_km (uncoupled ACWR)
        - `workload_ratio_coupled`: acute_km / mean of days d-27..d
        - `ewma_ratio`: exponentially weighted means, N = 7 against N = 28, from day 28 on
        - `weekly_ratio`: sum of days d-6..d / sum of days d-13..d-7
        - `monotony`: mean / SD (ddof = 1) of 7 days of `load`, of km in a table without `load`
        - `strain`: 7-day sum x monotony
        - `is_monotony_undefined`: the 7 days are known and their SD is 0

    References
    ----------
    Uncoupled ratio: Windt & Gabbett (2019), Br J Sports Med 53:988. EWMA: Williams et al. (2017),
    Br J Sports Med 51:209. Monotony and strain: Foster (1998), Med Sci Sports Exerc 30:1164.

    Examples
    --------
    >>> table = pd.DataFrame({"runner": "a", "date": pd.date_range("2025-01-01", periods=28),
    ...                       "distance_km": [30.0] * 21 + [50.0] * 7})
    >>> ratios = ["ewma_ratio", "workload_ratio_coupled", "workload_ratio"]
    >>> add_load(table)[ratios].iloc[-1].round(4).tolist()
    [1.2497, 1.4286, 1.6667]
    """
    km = diary["distance_km"].to_numpy(dtype=float)
    is_next = follows(diary)
    length = run_length(km, is_next)
    # By the column, not by its values: a load logged later must not change the weeks before it.
    load = diary["load"].to_numpy(dtype=float) if "load" in diary else km
    load_length = run_length(load, is_next) if "load" in diary else length
    added = {name: np.empty(len(km), dtype=dtype) for name, dtype in LOAD_COLUMNS.items()}
    added["ewma_ratio"] = weighted_ratio(km, length, WEEK, FOUR_WEEKS)
    for rows in blocks(is_next):
        part = {**_distances(km[rows], length[rows]), **_monotony(load[rows], load_length[rows])}
        for name, values in part.items():
            added[name][rows] = values
    columns = {name: pd.Series(added[name], index=diary.index, copy=False) for name in added}
    return diary.assign(**columns)


def _distances(km: Floats, length: NDArray[np.int64]) -> dict[str, Floats]:
    week = np.where(length >= WEEK, week_sums(km), np.nan)
    week_before = np.where(length >= 2 * WEEK, earlier(week, WEEK), np.nan)
    three_before = week_before + earlier(week, 2 * WEEK) + earlier(week, 3 * WEEK)
    three_before[length < FOUR_WEEKS] = np.nan
    acute = week / WEEK
    chronic = three_before / (FOUR_WEEKS - WEEK)
    usual = (three_before + week) / FOUR_WEEKS
    return {
        "acute_km": acute,
        "chronic_km": chronic,
        "workload_ratio": _ratio(acute, chronic),
        "workload_ratio_coupled": _ratio(acute, usual),
        "weekly_ratio": _ratio(week, week_before),
    }


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    ratio = np.full_like(numerator, np.nan)
    np.divide(numerator, denominator, out=ratio, where=denominator > 0)
    return ratio


def _monotony(load: Floats, length: NDArray[np.int64]) -> dict[str, Floats | Flags]:
    week = np.where(length >= WEEK, week_sums(load), np.nan)
    # Seven equal days have SD 0, which floating point would miss.
    is_constant = _equal_days(load, length) >= WEEK
    spread = np.where(is_constant, 0.0, _week_deviation(load, week / WEEK))
    monotony = _ratio(week / WEEK, spread)
    return {
        "monotony": monotony,
        "strain": week * monotony,
        "is_monotony_undefined": is_constant,
    }


def _equal_days(load: Floats, length: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the unbroken days of one and the same load up to and including each row."""
    is_same = (length > 1) & (load == earlier(load, 1))
    row = np.arange(len(load))
    begins = np.maximum.accumulate(np.where(is_same, 0, row))
    return np.where(length > 0, row - begins + 1, 0)


def _week_deviation(load: Floats, mean: Floats) -> Floats:
    """Standard deviation (ddof = 1) of each row and the six before it about their mean."""
    squares = np.zeros(len(load))
    for days_before in range(WEEK):
        squares += np.square(earlier(load, days_before) - mean)
    return np.sqrt(squares / (WEEK - 1))
