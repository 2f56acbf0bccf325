"""Rotation: whether pairs were alternated."""

import numpy as np
import pandas as pd

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
    worn = diary.loc[diary["shoe"].notna(), ["runner", "date", "shoe"]]
    previous = worn.groupby("runner")["shoe"].shift()
    is_change = ((worn["shoe"] != previous) & previous.notna()).astype(float)
    changes = is_change.reindex(diary.index, fill_value=0.0)
    by_runner = pd.DataFrame({"runner": diary["runner"], "changes": changes}).groupby("runner")
    recent = by_runner["changes"].rolling(ROTATION_DAYS, min_periods=1).sum().to_numpy()
    return diary.assign(is_rotating=recent >= ALTERNATIONS)


def add_days_since_run(diary: pd.DataFrame) -> pd.DataFrame:
    """Add `days_since_run`: days from the last run before this day; missing before the first one.

    Missing, too, once an unlogged day lies between: there may have been a run on it.
    """
    has_run = (diary["distance_km"] > 0) | (diary["n_runs"] > 0)
    last = _last_before(diary["date"].where(has_run), diary["runner"])
    unlogged_on = diary["date"].where(diary["distance_km"].isna() & ~has_run)
    unlogged = _last_before(unlogged_on, diary["runner"])
    days = (diary["date"] - last).dt.days.astype(float)
    return diary.assign(days_since_run=days.mask(unlogged > last, np.nan))


def _last_before(dates: pd.Series, runner: pd.Series) -> pd.Series:
    return dates.groupby(runner).shift().groupby(runner).ffill()
