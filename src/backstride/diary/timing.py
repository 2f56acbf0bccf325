"""The rating before and the rating after the day's running: order decides what can be claimed."""

import numpy as np
import pandas as pd

DAY = pd.Timedelta(hours=24)
MOMENT = pd.Timedelta(microseconds=1)
SAME_DAY_SHARE = 0.60


def timed_ratings(hours: pd.DataFrame, placed: pd.DataFrame) -> pd.DataFrame:
    """Pick `pain_pre` and `pain_post` for every day.

    ```
    day d     ····· pre ······ a ▓▓ run ▓▓ z ········ post ····
               (a-24 h, a] latest      earliest [z, min(next a, z+24 h)]
    ```
    Ratings during a run are neither. Where `a` is `z`, on a rest day, a rating at that very
    moment comes after it, so that no rating is both. One slot type for `pain_pre` holds on all
    days: `same day` if at least 60 % of the rated days have a rating of that day before `a`, else
    `day before` (mixing slots would bias). So with `pain_post`: where at least 60 % of the
    ratings after come on the day itself, one of the next morning does not stand in for them.

    Parameters
    ----------
    hours : DataFrame
        `date`, `a`, `z` for every calendar day, from `running_hours`.
    placed : DataFrame
        `felt_at`, `pain_nrs`; rows missing either are left out.

    Returns
    -------
    DataFrame
        `date`, `pain_pre`, `pain_pre_at`, `pain_post`, `pain_post_at`, `pain_pre_gap_h` (hours
        from the rating to `a`), `pain_pre_slot` (the same on every row).
    """
    ratings = placed.dropna(subset=["felt_at", "pain_nrs"])
    ratings = ratings[["felt_at", "pain_nrs"]].sort_values("felt_at", kind="stable")
    a, z = hours["a"], hours["z"]
    # Where it is not known when the next day's running began, the day's last moment is the limit.
    next_a = a.shift(-1).fillna(hours["date"] + DAY)
    until = a.where(z > a, a - MOMENT)
    same_day = _latest(ratings, until=until, after=_later(a - DAY, hours["date"]))
    last_moment = hours["date"] - MOMENT
    day_before = _latest(ratings, until=_earlier(until, last_moment), after=a - DAY)
    after = _of_one_day(_earliest(ratings, since=z, until=_earlier(next_a, z + DAY)), z)
    slot, before = _one_slot(same_day, day_before, is_rated=after["pain"].notna())
    return pd.DataFrame(
        {
            "date": hours["date"],
            "pain_pre": before["pain"],
            "pain_pre_at": before["at"],
            "pain_post": after["pain"],
            "pain_post_at": after["at"],
            "pain_pre_gap_h": (a - before["at"]).dt.total_seconds() / 3600,
            "pain_pre_slot": slot,
        }
    )


def _one_slot(
    same_day: pd.DataFrame, day_before: pd.DataFrame, is_rated: pd.Series
) -> tuple[str, pd.DataFrame]:
    share = same_day.loc[is_rated, "pain"].notna().mean()
    if share >= SAME_DAY_SHARE:
        return "same day", same_day
    return "day before", day_before


def _of_one_day(after: pd.DataFrame, ended: pd.Series) -> pd.DataFrame:
    """Leave out ratings of the next day where most are of the day itself."""
    is_same_day = after["at"].dt.normalize() == ended.dt.normalize()
    share = is_same_day[after["pain"].notna()].mean()
    return after.where(is_same_day) if share >= SAME_DAY_SHARE else after


def _later(one: pd.Series, other: pd.Series) -> pd.Series:
    return one.where(one >= other, other).where(one.notna() & other.notna())


def _earlier(one: pd.Series, other: pd.Series) -> pd.Series:
    return one.where(one <= other, other).where(one.notna() & other.notna())


def _latest(ratings: pd.DataFrame, until: pd.Series, after: pd.Series) -> pd.DataFrame:
    """Find the last rating in (after, until]; a rating at midnight belongs to the day it opens."""
    position = _positions(ratings["felt_at"], until, side="right") - 1
    found = _taken(ratings, position, until)
    is_midnight = found["at"] == found["at"].dt.normalize()
    return found.where((found["at"] > after) | (is_midnight & (found["at"] == after)))


def _earliest(ratings: pd.DataFrame, since: pd.Series, until: pd.Series) -> pd.DataFrame:
    """Find the first rating in [since, until]."""
    found = _taken(ratings, _positions(ratings["felt_at"], since, side="left"), since)
    return found.where(found["at"] <= until)


def _positions(moments: pd.Series, keys: pd.Series, side: str) -> np.ndarray:
    return np.searchsorted(moments.to_numpy(), keys.to_numpy(), side=side)  # type: ignore[call-overload, no-any-return]


def _taken(ratings: pd.DataFrame, position: np.ndarray, keys: pd.Series) -> pd.DataFrame:
    inside = (position >= 0) & (position < len(ratings)) & keys.notna().to_numpy()
    taken = ratings.reset_index(drop=True).reindex(np.where(inside, position, -1))
    return pd.DataFrame(
        {"pain": taken["pain_nrs"].to_numpy(), "at": taken["felt_at"].to_numpy()}, index=keys.index
    )
