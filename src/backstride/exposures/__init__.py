"""What a day of running, shoes and habits amounts to."""

import pandas as pd

from backstride.errors import DataError
from backstride.exposures.load import add_load
from backstride.exposures.shoes import add_days_since_run, add_rotation
from backstride.exposures.spike import add_spike_flag
from backstride.exposures.surface import add_surface_shares

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
        If a needed column is missing, a day occurs twice, or a distance is negative.

    Examples
    --------
    >>> table = pd.DataFrame({"runner": "a", "date": pd.date_range("2025-01-01", periods=14),
    ...                       "distance_km": [5.0] * 7 + [6.0] * 7})
    >>> add_exposures(table)["weekly_ratio"].iloc[-1]
    np.float64(1.2)
    """
    _refuse_unusable(diary)
    ordered = diary.assign(
        date=pd.to_datetime(diary["date"]).dt.normalize(), _row=range(len(diary))
    )
    exposed = add_load(ordered.sort_values(["runner", "date"], kind="stable"))
    if {"n_runs", "km_unknown", "shoe"} <= set(diary.columns):
        exposed = exposed.pipe(add_surface_shares).pipe(add_spike_flag)
        exposed = exposed.pipe(add_rotation).pipe(add_days_since_run)
    restored = exposed.sort_values("_row").drop(columns="_row")
    return restored.set_axis(diary.index, axis=0)


def _refuse_unusable(diary: pd.DataFrame) -> None:
    missing = [name for name in ("runner", "date", "distance_km") if name not in diary]
    if missing:
        raise DataError(f"diary: no column {', '.join(missing)}; needed: runner, date, distance_km")
    problems = []
    twice = diary.duplicated(["runner", "date"])
    if twice.any():
        first = diary.loc[twice, ["runner", "date"]].iloc[0]
        problems.append(
            f"diary: {twice.sum()} days occur twice, first {first['date']} of runner "
            f"{first['runner']}. Sum the sessions of a day first."
        )
    if (diary["distance_km"] < 0).any():
        problems.append("diary, distance_km: found a negative distance, expected 0 or more.")
    if problems:
        raise DataError(problems)
