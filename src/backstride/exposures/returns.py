"""Returns to running after a break: events, described one by one and never judged."""

import numpy as np
import pandas as pd

BREAK_DAYS = 7
RETURN_DAYS = 14
USUAL_DAYS = 28
COLUMNS = (
    "runner",
    "last_run_on",
    "back_on",
    "days_off",
    "is_silence",
    "usual_km",
    "return_km",
    "return_ratio",
    "pain_before",
    "n_rated_before",
    "pain_after",
    "n_rated_after",
)


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
    found = [
        _returns_of(str(runner), _whole_calendar(days)) for runner, days in diary.groupby("runner")
    ]
    rows = [row for events in found for row in events]
    dates = dict.fromkeys(("last_run_on", "back_on"), "datetime64[us]")
    counts = dict.fromkeys(("n_rated_before", "n_rated_after"), "int64")
    numbers = ("days_off", "usual_km", "return_km", "return_ratio", "pain_before", "pain_after")
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    types = {"runner": "str", "is_silence": "bool", **dates, **counts}
    return table.astype({**types, **dict.fromkeys(numbers, "float64")})


def _whole_calendar(days: pd.DataFrame) -> pd.DataFrame:
    whole = days.set_index("date").sort_index().asfreq("D")
    flags = ["is_logged", "is_silence"]
    return whole.assign(
        **{name: whole[name].astype("boolean").fillna(False).astype(bool) for name in flags},
        n_runs=whole["n_runs"].fillna(0),
    )


def _returns_of(runner: str, days: pd.DataFrame) -> list[dict[str, object]]:
    run_days = np.flatnonzero(days["n_runs"].to_numpy() > 0)
    is_back = np.diff(run_days) > BREAK_DAYS
    pairs = zip(run_days[:-1][is_back], run_days[1:][is_back], strict=True)
    return [{"runner": runner, **_event(days, int(last), int(back))} for last, back in pairs]


def _event(days: pd.DataFrame, last: int, back: int) -> dict[str, object]:
    off = days.iloc[last + 1 : back]
    km = days["distance_km"].where(days["is_logged"]).to_numpy(dtype=float)
    pain = days["pain_post"].to_numpy(dtype=float)
    usual_km = _sum(km, last + 1 - USUAL_DAYS, USUAL_DAYS) * RETURN_DAYS / USUAL_DAYS
    return_km = _sum(km, back, RETURN_DAYS)
    before = pain[max(last + 1 - RETURN_DAYS, 0) : last + 1]
    after = pain[back : back + RETURN_DAYS]
    return {
        "last_run_on": days.index[last],
        "back_on": days.index[back],
        "days_off": len(off) if off["is_logged"].all() else np.nan,
        "is_silence": off["is_silence"].any(),
        "usual_km": usual_km,
        "return_km": return_km,
        "return_ratio": return_km / usual_km if usual_km > 0 else np.nan,
        "pain_before": _mean(before),
        "n_rated_before": np.count_nonzero(~np.isnan(before)),
        "pain_after": _mean(after),
        "n_rated_after": np.count_nonzero(~np.isnan(after)),
    }


def _sum(values: np.ndarray, first: int, n_days: int) -> float:
    window = values[first : first + n_days] if first >= 0 else values[:0]
    return float(window.sum()) if len(window) == n_days else np.nan


def _mean(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else np.nan
