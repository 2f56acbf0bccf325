"""Minutes of other sports that stand in the habit log."""

import numpy as np
import pandas as pd

CROSS_TRAINING = "cross-training"
MINUTES_PER = {"min": 1.0, "s": 1 / 60}


def listed_minutes(habits: pd.DataFrame) -> pd.Series:
    """Minutes of `cross-training` by day, indexed by date.

    Missing on a day on which it was done and one of its rows has no time in it: nobody knows how
    long it was.
    """
    listed = habits[habits["habit"] == CROSS_TRAINING]
    minutes_per = listed["dose_unit"].map(MINUTES_PER).astype("float64")
    minutes = (listed["dose"] * minutes_per).mask(listed["dose"] == 0, 0.0)
    return minutes.groupby(listed["date"]).sum(skipna=False)


def with_listed_minutes(days: pd.DataFrame, habits: pd.DataFrame) -> pd.DataFrame:
    """Bring what the habit log lists into `cross_training_min`.

    Where a session and the habit log speak of the same day the larger counts: one ride may stand
    in both. A day that lists it without minutes, and has no session, is missing.

    Parameters
    ----------
    days : DataFrame
        `date`, `cross_training_min`, one row per calendar day.
    habits : DataFrame
        `date`, `habit`, `dose`, `dose_unit`.
    """
    listed = listed_minutes(habits)
    if listed.empty:
        return days
    is_listed = days["date"].isin(listed.index).to_numpy()
    minutes = listed.reindex(days["date"]).to_numpy()
    recorded = days["cross_training_min"].to_numpy(dtype=float)
    larger = np.fmax(recorded, minutes)
    is_open = is_listed & np.isnan(minutes) & ~(recorded > 0)
    return days.assign(cross_training_min=np.where(is_open, np.nan, larger))
