"""Rotation: whether pairs were alternated; and how long ago the last run was."""

import numpy as np
import pandas as pd

from backstride.exposures.calendar import calendar_of
from backstride.exposures.windows import Flags, Rows, first_rows, runner_codes

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
