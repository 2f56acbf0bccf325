"""Doses of habits that lie between the day's two ratings, and those whose order is unknown."""

import numpy as np
import pandas as pd

from backstride.clean.habits import HABIT_CLAIM


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
        `<claim>_done`, times it was done that day, in whatever order with the ratings, and
        `<claim>_between`, times it was done after the rating before and before the rating after;
        missing where the time of day of any of them is not known, and on a day on which it was
        done and one of the two ratings is missing.
    """
    rows = habits.assign(claim=habits["habit"].map(HABIT_CLAIM).fillna(habits["habit"]))
    rows = rows.assign(times=_times_done(rows), moment=_moment(rows))
    rows = rows.assign(day=_day_between(rows["moment"], timed))
    is_rated = timed.set_index("date")[["pain_pre_at", "pain_post_at"]].notna().all(axis=1)
    columns = {}
    for claim, group in rows.groupby("claim"):
        name = str(claim).replace("-", "_")
        done = _per_day(group, "date", timed["date"])
        between = _per_day(group.dropna(subset=["day"]), "day", timed["date"])
        untimed_days = group.loc[group["moment"].isna() & (group["times"] > 0), "date"]
        is_placed = is_rated.reindex(done.index) | (done == 0)
        inside = done.notna() & is_placed & ~done.index.isin(untimed_days)
        columns[f"{name}_done"] = done
        columns[f"{name}_between"] = between.fillna(0.0).where(inside)
    return pd.DataFrame(columns, index=pd.Index(timed["date"], name="date"))


def _times_done(rows: pd.DataFrame) -> pd.Series:
    """One row is one time it was done; only doses counted in times say more."""
    is_count = rows["dose_unit"] == "times"
    return rows["dose"].where(is_count, (rows["dose"] > 0).astype(float))


def _moment(rows: pd.DataFrame) -> pd.Series:
    clock = pd.to_timedelta(rows["time"].astype("object") + ":00", errors="coerce")
    return (rows["date"] + clock).astype("datetime64[us]")


def _day_between(moments: pd.Series, timed: pd.DataFrame) -> pd.Series:
    whole = timed.dropna(subset=["pain_pre_at", "pain_post_at"]).reset_index(drop=True)
    if whole.empty:
        return pd.Series(pd.NaT, index=moments.index, dtype="datetime64[us]")
    position = np.searchsorted(whole["pain_pre_at"].to_numpy(), moments.to_numpy()) - 1
    interval = whole.reindex(np.where(moments.notna(), position, -1)).set_index(moments.index)
    return interval["date"].where(moments < interval["pain_post_at"])


def _per_day(group: pd.DataFrame, key: str, dates: pd.Series) -> pd.Series:
    doses = group.groupby(key)["times"].sum()
    per_day = doses.reindex(pd.Index(dates, name="date"))
    first, last = group["date"].min(), group["date"].max()
    inside = (per_day.index >= first) & (per_day.index <= last)
    return per_day.mask(per_day.isna() & inside, 0.0)
