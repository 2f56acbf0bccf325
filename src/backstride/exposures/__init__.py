"""What a day of running, shoes and habits amounts to."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.errors import DataError
from backstride.exposures.load import add_load
from backstride.exposures.shoes import add_days_since_run, add_rotation
from backstride.exposures.spike import add_spike_flag
from backstride.exposures.surface import add_surface_shares
from backstride.exposures.windows import runner_codes

__all__ = ["add_exposures", "add_load"]


def add_exposures(diary: pd.DataFrame) -> pd.DataFrame:
    """Add every exposure that the columns of a diary allow.

    Any table with `runner`, `date` and `distance_km` (0 on rest, missing on unlogged days) gets
    the load exposures of `add_load`; `load` is used where it is there. A diary from
    `build_diary` also gets the day's shares of ground, rotation of shoes and days since the
    last run.

    Parameters
    ----------
    diary : DataFrame
        One row per runner and day, in any order; days that are absent count as unlogged.

    Returns
    -------
    DataFrame
        The rows of `diary`, in its own order, with the columns added.

    Raises
    ------
    DataError
        If a needed column is missing; else all at once: days that occur twice, distances below 0.

    Examples
    --------
    >>> table = pd.DataFrame({"runner": "a", "date": pd.date_range("2025-01-01", periods=14),
    ...                       "distance_km": [5.0] * 7 + [6.0] * 7})
    >>> add_exposures(table)["weekly_ratio"].iloc[-1]
    np.float64(1.2)
    """
    _refuse_missing_columns(diary)
    dated = diary.assign(date=pd.to_datetime(diary["date"]).dt.normalize())
    order = _by_runner_and_day(dated)
    problems = [*_negative_distances(dated), *_days_twice(dated, order)]
    if problems:
        raise DataError(problems)
    exposed = _added(dated if order is None else dated.iloc[order])
    if order is None:
        return exposed
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return exposed.iloc[place]


def _added(diary: pd.DataFrame) -> pd.DataFrame:
    exposed = add_load(diary)
    if not {"n_runs", "km_unknown", "shoe"} <= set(diary.columns):
        return exposed
    exposed = exposed.pipe(add_surface_shares).pipe(add_spike_flag)
    return exposed.pipe(add_rotation).pipe(add_days_since_run)


def _by_runner_and_day(diary: pd.DataFrame) -> NDArray[np.intp] | None:
    """The order of the rows by runner and day; None where they stand in it."""
    code, date = runner_codes(diary["runner"]), diary["date"].to_numpy()
    step, later = np.diff(code), np.diff(date) > np.timedelta64(0)
    if ((step > 0) | ((step == 0) & later)).all():
        return None
    return np.lexsort((date, code))


def _days_twice(diary: pd.DataFrame, order: NDArray[np.intp] | None) -> list[str]:
    if order is None:
        return []
    code, date = runner_codes(diary["runner"])[order], diary["date"].to_numpy()[order]
    is_twice = (np.diff(code) == 0) & (np.diff(date) == np.timedelta64(0))
    if not is_twice.any():
        return []
    first = diary.iloc[order[1:][is_twice].min()]
    return [
        f"diary: {is_twice.sum()} days occur twice, first {first['date']} of runner "
        f"{first['runner']}. Sum the sessions of a day first."
    ]


def _refuse_missing_columns(diary: pd.DataFrame) -> None:
    missing = [name for name in ("runner", "date", "distance_km") if name not in diary]
    if missing:
        raise DataError(f"diary: no column {', '.join(missing)}; needed: runner, date, distance_km")


def _negative_distances(diary: pd.DataFrame) -> list[str]:
    is_negative = diary["distance_km"] < 0
    if not is_negative.any():
        return []
    first = diary[is_negative].iloc[0]
    return [
        f"diary, distance_km: found {is_negative.sum()} distances below 0, first "
        f"{first['distance_km']:g} on {first['date']:%Y-%m-%d} of runner {first['runner']}; "
        "expected 0 or more. Correct them or leave them empty."
    ]
