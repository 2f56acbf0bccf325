"""What a day of running, shoes and habits amounts to."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.diary.spike import SPIKES_ABOVE
from backstride.errors import DataError
from backstride.exposures.load import add_load
from backstride.exposures.windows import Flags, Rows, calendar_of, first_rows, runner_codes
from backstride.schemas import HARD_SURFACES

__all__ = ["add_exposures", "add_load"]

# The day's ground: shares of the distance on hard and on unknown ground.


def add_surface_shares(diary: pd.DataFrame) -> pd.DataFrame:
    """Add `hard_km`, `hard_share` and `unknown_share` of the day's kilometres.

    Hard is road, asphalt and concrete. Shares are missing on a day without kilometres.
    """
    known = diary["distance_km"].where(diary["distance_km"] > 0)
    hard_km = diary[[f"km_{surface}" for surface in HARD_SURFACES]].sum(axis=1, skipna=False)
    return diary.assign(
        hard_km=hard_km,
        hard_share=hard_km / known,
        unknown_share=diary["km_unknown"] / known,
    )


# Whether a day held a single-session spike.


def add_spike_flag(diary: pd.DataFrame) -> pd.DataFrame:
    """Add `has_spike`: 1 on a day with a run above 1.10 times the longest of the 30 days before.

    0 on a logged day without one, rest days included; missing on unlogged days and on run days
    whose 30 days before are not known.
    """
    flag = diary["spike_state"].isin(SPIKES_ABOVE).astype(float)
    is_rest = diary["is_logged"] & (diary["n_runs"] == 0)
    return diary.assign(has_spike=flag.where(is_rest | diary["spike_state"].notna()))


# Rotation: whether pairs were alternated; and how long ago the last run was.

ROTATION_DAYS = 28
ALTERNATIONS = 2


def add_rotation(diary: pd.DataFrame) -> pd.DataFrame:
    """Add `is_rotating`: at least two pairs, alternated at least twice, in days d-27..d.

    An alternation is a run in another pair than the run before it. Days without a run or with an
    unknown pair change nothing.

    References
    ----------
    Malisoux et al. (2015), Scand J Med Sci Sports 25:110.
    """
    worn = np.flatnonzero(diary["shoe"].notna())
    pair = pd.factorize(diary["shoe"].iloc[worn])[0]
    runner = runner_codes(diary["runner"])[worn]
    is_change = np.zeros(len(diary), dtype=bool)
    is_change[worn[1:]] = (np.diff(pair) != 0) & (np.diff(runner) == 0)
    # Whole numbers: a running count is exact, whatever rows come before.
    n_changes = np.concatenate([[0], np.cumsum(is_change)])
    recent = n_changes[1:] - n_changes[calendar_of(diary, ROTATION_DAYS).first_since(ROTATION_DAYS)]
    return diary.assign(is_rotating=recent >= ALTERNATIONS)


def add_days_since_run(diary: pd.DataFrame) -> pd.DataFrame:
    """Add `days_since_run`: days from the last run before this day; missing before the first one.

    Missing, too, once an unlogged day lies between: there may have been a run on it.
    """
    has_run = ((diary["distance_km"] > 0) | (diary["n_runs"] > 0)).to_numpy()
    is_unlogged = diary["distance_km"].isna().to_numpy() & ~has_run
    begins = first_rows(diary["runner"])
    first = np.repeat(begins, np.diff([*begins, len(diary)]))
    ran_on, unlogged_on = _last_before(has_run, first), _last_before(is_unlogged, first)
    date = diary["date"].to_numpy()
    days = (date - date[ran_on]) / np.timedelta64(1, "D")
    is_known = (ran_on >= 0) & (unlogged_on < ran_on)
    return diary.assign(days_since_run=np.where(is_known, days, np.nan))


def _last_before(is_it: Flags, first: Rows) -> Rows:
    """Row of the runner's last such day before each row; -1 where there is none."""
    row = np.arange(len(is_it))
    last = np.maximum.accumulate(np.where(is_it, row, -1))
    before = np.concatenate([[-1], last])[: len(is_it)]
    return np.where(before >= first, before, -1)


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
