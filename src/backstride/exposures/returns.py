"""Returns to running after a break: events, described one by one and never judged."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.exposures.windows import Flags, Floats, Rows, calendar_of, runner_codes

BREAK_DAYS = 7
RETURN_DAYS = 14
USUAL_DAYS = 28
TYPES = {
    "runner": "str",
    "last_run_on": "datetime64[us]",
    "back_on": "datetime64[us]",
    "days_off": "float64",
    "is_silence": "bool",
    "usual_km": "float64",
    "return_km": "float64",
    "return_ratio": "float64",
    "pain_before": "float64",
    "n_rated_before": "int64",
    "pain_after": "float64",
    "n_rated_after": "int64",
}


def returns(diary: pd.DataFrame) -> pd.DataFrame:
    """List every return to running after at least 7 days without a run.

    ```
    ··· 28 days: usual km ··· last run | 7 or more days off | first run, 14 days: km of the return
    ```
    A break with an unlogged day in it is listed as not known (`days_off` missing): there may have
    been a run on that day. A sum is missing where one of its days is unlogged, has a run of
    unknown distance or lies outside the diary. The first run of a diary is no return, since
    nobody knows what came before it.

    Parameters
    ----------
    diary : DataFrame
        `runner`, `date`, `is_logged`, `is_silence`, `n_runs`, `distance_km`, `pain_post`; days
        that are absent count as unlogged.

    Returns
    -------
    DataFrame
        One row per return, in order of time: `runner`; `last_run_on`, `back_on` (days of the
        last run before the break and of the first after it); `days_off`; `is_silence` (more than
        14 days of it without a session of any sport); `usual_km` (mean 14-day km of the 28 days
        up to the last run); `return_km` (km of the 14 days from `back_on`); `return_ratio`, their
        quotient, missing where nothing was usual; `pain_before`, `pain_after` (plain mean of
        `pain_post` in the 14 days up to the last run and from the first) with the ratings behind
        them, `n_rated_before`, `n_rated_after`.

    Examples
    --------
    >>> diary = pd.DataFrame({"runner": "a", "date": pd.date_range("2025-01-01", periods=50),
    ...     "is_logged": True, "is_silence": False, "pain_post": 2.0,
    ...     "distance_km": [5.0] * 28 + [0.0] * 8 + [6.0] * 14})
    >>> events = returns(diary.assign(n_runs=(diary["distance_km"] > 0).astype(int)))
    >>> events[["days_off", "usual_km", "return_km", "return_ratio"]].values.tolist()
    [[8.0, 70.0, 84.0, 1.2]]
    """
    ordered = diary.sort_values(["runner", "date"], kind="stable").reset_index(drop=True)
    last, back, days_off = _breaks(ordered)
    calendar = calendar_of(ordered, USUAL_DAYS)
    km = ordered["distance_km"].where(ordered["is_logged"]).to_numpy(dtype=float)
    pain = ordered["pain_post"].to_numpy(dtype=float)
    usual_km = calendar.values_around(km, last, _before(USUAL_DAYS)).sum(axis=1)
    usual_km *= RETURN_DAYS / USUAL_DAYS
    return_km = calendar.values_around(km, back, np.arange(RETURN_DAYS)).sum(axis=1)
    pain_before, n_before = _means(calendar.values_around(pain, last, _before(RETURN_DAYS)))
    pain_after, n_after = _means(calendar.values_around(pain, back, np.arange(RETURN_DAYS)))
    is_logged, is_silence = (ordered[name].to_numpy(bool) for name in ("is_logged", "is_silence"))
    is_known = _count_between(is_logged, last, back) == days_off
    found = {
        "runner": ordered["runner"].to_numpy()[last],
        "last_run_on": ordered["date"].to_numpy()[last],
        "back_on": ordered["date"].to_numpy()[back],
        "days_off": np.where(is_known, days_off, np.nan),
        "is_silence": _count_between(is_silence, last, back) > 0,
        "usual_km": usual_km,
        "return_km": return_km,
        "return_ratio": np.divide(return_km, usual_km, out=_missing(last), where=usual_km > 0),
        "pain_before": pain_before,
        "n_rated_before": n_before,
        "pain_after": pain_after,
        "n_rated_after": n_after,
    }
    return pd.DataFrame(found).astype(TYPES)


def _before(n_days: int) -> NDArray[np.int64]:
    """Days of the last `n_days` days up to a day, as days after it."""
    return np.arange(1 - n_days, 1)


def _breaks(ordered: pd.DataFrame) -> tuple[Rows, Rows, NDArray[np.int64]]:
    """Row of the last run before each break, row of the first after it, and the days between."""
    ran = np.flatnonzero(ordered["n_runs"].to_numpy() > 0)
    date = ordered["date"].to_numpy()[ran]
    days_off = np.diff(date) // np.timedelta64(1, "D") - 1
    is_same = np.diff(runner_codes(ordered["runner"])[ran]) == 0
    is_back = is_same & (days_off >= BREAK_DAYS)
    return ran[:-1][is_back], ran[1:][is_back], days_off[is_back].astype(np.int64)


def _count_between(flags: Flags, last: Rows, back: Rows) -> NDArray[np.int64]:
    count: NDArray[np.int64] = np.concatenate([[0], np.cumsum(flags)])
    return count[back] - count[last + 1]


def _means(values: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Mean of the known values of each row, and how many they are."""
    n_known = np.isfinite(values).sum(axis=1)
    total = np.nansum(values, axis=1)
    return np.divide(total, n_known, out=np.full(len(values), np.nan), where=n_known > 0), n_known


def _missing(rows: Rows) -> Floats:
    return np.full(len(rows), np.nan)
