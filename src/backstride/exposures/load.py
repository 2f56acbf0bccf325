"""How much, against what one was used to: ACWR, EWMA, week to week, monotony, strain."""

import numpy as np
import pandas as pd

from backstride.exposures.windows import run_length, window_values

ACUTE_DAYS = 7
CHRONIC_DAYS = 28


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
    four_weeks = window_values(diary, "distance_km", CHRONIC_DAYS)
    two_weeks = window_values(diary, "distance_km", 2 * ACUTE_DAYS)
    acute = window_values(diary, "distance_km", ACUTE_DAYS).mean(axis=1)
    chronic = four_weeks[:, :-ACUTE_DAYS].mean(axis=1)
    return diary.assign(
        acute_km=acute,
        chronic_km=chronic,
        workload_ratio=_ratio(acute, chronic),
        workload_ratio_coupled=_ratio(acute, four_weeks.mean(axis=1)),
        ewma_ratio=_ewma_ratio(diary),
        weekly_ratio=_ratio(
            two_weeks[:, ACUTE_DAYS:].sum(axis=1), two_weeks[:, :ACUTE_DAYS].sum(axis=1)
        ),
        **_monotony(diary),
    )


def _ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    ratio = np.full_like(numerator, np.nan)
    np.divide(numerator, denominator, out=ratio, where=denominator > 0)
    return ratio


def _ewma_ratio(diary: pd.DataFrame) -> np.ndarray:
    # A gap restarts the average: what was run in it is not known.
    length = run_length(diary, "distance_km")
    stretch = np.cumsum(length <= 1)
    by_stretch = diary["distance_km"].groupby(stretch)
    acute, chronic = (
        by_stretch.ewm(span=days, adjust=False).mean().to_numpy()
        for days in (ACUTE_DAYS, CHRONIC_DAYS)
    )
    return np.where(length >= CHRONIC_DAYS, _ratio(acute, chronic), np.nan)


def _monotony(diary: pd.DataFrame) -> dict[str, np.ndarray]:
    # By the column, not by its values: a load logged later must not change the weeks before it.
    week = window_values(diary, "load" if "load" in diary else "distance_km", ACUTE_DAYS)
    # Seven equal days have SD 0, which floating point would miss.
    is_constant = (week == week[:, :1]).all(axis=1)
    spread = np.where(is_constant, 0.0, week.std(axis=1, ddof=1))
    monotony = _ratio(week.mean(axis=1), spread)
    return {
        "monotony": monotony,
        "strain": week.sum(axis=1) * monotony,
        "is_monotony_undefined": is_constant,
    }
