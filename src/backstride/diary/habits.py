"""Doses of habits between the day's two ratings, and minutes of other sports among them."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.clean.habits import HABIT_CLAIM

# Doses of habits that lie between the day's two ratings, and those whose order is unknown.

MAINTENANCE = "maintenance"
MAINTENANCE_EXERCISES = tuple(
    name for name, claim in HABIT_CLAIM.items() if claim == MAINTENANCE and name != MAINTENANCE
)


def habit_doses(habits: pd.DataFrame, timed: pd.DataFrame) -> pd.DataFrame:
    """Count the doses of each habit per day, in time order with the ratings.

    A day between a habit's first and last row without a row is 0; outside it is missing: a habit
    log lists what was done, and before its first row nobody was listing.

    Parameters
    ----------
    habits : DataFrame
        `date`, `time` (`HH:MM` or missing), `habit`, `dose`.
    timed : DataFrame
        `date`, `pain_pre_at`, `pain_post_at` from `timed_ratings`, every calendar day.

    Returns
    -------
    DataFrame
        Indexed by date, for each claim with a habit two columns (`_` for `-`):
        `<claim>_done`, times it was done that day, in whatever order with the ratings (of
        `maintenance`: how many of its four exercises, and never more than that), and
        `<claim>_between`, times it was done after the rating before and before the rating after;
        missing where the time of day of any of them is not known, and on a day on which it was
        done and one of the two ratings is missing.
    """
    rows = habits.assign(times=_times_done(habits), moment=_moment(habits))
    dates = pd.DatetimeIndex(timed["date"], name="date")
    rows = rows.assign(
        claim=habits["habit"].map(HABIT_CLAIM).fillna(habits["habit"]),
        place=_place(dates, habits["date"]),
        place_between=_place(dates, _day_between(rows["moment"], timed)),
    )
    is_rated = (timed["pain_pre_at"].notna() & timed["pain_post_at"].notna()).to_numpy()
    columns: dict[str, NDArray[np.float64]] = {}
    for claim, group in rows.assign(times=_exercises_once(rows)).groupby("claim"):
        name = str(claim).replace("-", "_")
        done, between = _doses(group, dates, is_rated)
        columns |= {f"{name}_done": done, f"{name}_between": between}
    return pd.DataFrame(columns, index=dates)


def _doses(
    group: pd.DataFrame, dates: pd.DatetimeIndex, is_rated: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Times done on each day, and times done between its two ratings, of one claim's rows."""
    times = group["times"].fillna(0.0).to_numpy(dtype=float)
    is_listed = (dates >= group["date"].min()) & (dates <= group["date"].max())
    done = np.where(is_listed, _per_day(group["place"], times, len(dates)), np.nan)
    between = _per_day(group["place_between"], times, len(dates))
    untimed = group["place"].to_numpy()[group["moment"].isna().to_numpy() & (times > 0)]
    is_placed = is_listed & (is_rated | (done == 0))
    is_placed[untimed[untimed >= 0]] = False
    return done, np.where(is_placed, between, np.nan)


def _per_day(place: pd.Series, times: NDArray[np.float64], n_days: int) -> NDArray[np.float64]:
    # Place -1, of rows outside the calendar, is counted in front and left out.
    counts = np.bincount(place.to_numpy() + 1, weights=times, minlength=n_days + 1)
    return counts[1:].astype(np.float64)


def _place(dates: pd.DatetimeIndex, days: pd.Series) -> NDArray[np.intp]:
    """Row of the calendar of each day; -1 outside it, and where the day is missing."""
    return dates.get_indexer(pd.DatetimeIndex(days))


def _exercises_once(rows: pd.DataFrame) -> pd.Series:
    """Count each of the four maintenance exercises once a day, however many sets it had.

    The word for all of them at once counts as all four.
    """
    is_maintenance = (rows["claim"] == MAINTENANCE) & (rows["times"] > 0)
    day = rows["place_between"].where(rows["place_between"] >= 0, rows["place"])
    is_again = rows[["habit"]].assign(day=day)[is_maintenance].duplicated()
    counted = np.where(rows["habit"] == MAINTENANCE, len(MAINTENANCE_EXERCISES), 1.0)
    once = pd.Series(counted, index=rows.index).mask(rows.index.isin(is_again[is_again].index), 0.0)
    return rows["times"].mask(is_maintenance, once)


def _times_done(rows: pd.DataFrame) -> pd.Series:
    """One row is one time it was done; only doses counted in times say more."""
    is_count = rows["dose_unit"] == "times"
    return rows["dose"].where(is_count, (rows["dose"] > 0).astype(float))


def _moment(rows: pd.DataFrame) -> pd.Series:
    clock = pd.to_timedelta(rows["time"].astype("object") + ":00", errors="coerce")
    return (rows["date"] + clock).astype("datetime64[us]")


def _day_between(moments: pd.Series, timed: pd.DataFrame) -> pd.Series:
    whole = timed.dropna(subset=["pain_pre_at", "pain_post_at"])
    if whole.empty:
        return pd.Series(pd.NaT, index=moments.index, dtype="datetime64[us]")
    moment = moments.to_numpy()
    position = np.searchsorted(whole["pain_pre_at"].to_numpy(), moment) - 1
    is_between = (position >= 0) & (moment < whole["pain_post_at"].to_numpy()[position])
    day = pd.Series(whole["date"].to_numpy()[position], index=moments.index)
    return day.where(is_between)


# Minutes of other sports that stand in the habit log.

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
