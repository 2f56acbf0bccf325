"""The rating before and the rating after the day's running: order decides what can be claimed."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Moments = NDArray[np.datetime64]
DAY, SECOND, MOMENT = np.timedelta64(24, "h"), np.timedelta64(1, "s"), np.timedelta64(1, "us")
_NOT_KNOWN = np.datetime64("NaT", "us")
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
    known = placed[["felt_at", "pain_nrs"]].dropna().sort_values("felt_at", kind="stable")
    ratings = Ratings(known["felt_at"].to_numpy(), known["pain_nrs"].to_numpy())
    date, a, z = (_moments(hours[name]) for name in ("date", "a", "z"))
    # Where it is not known when the next day's running began, the day's last moment is the limit.
    next_a = _known_or(np.append(a[1:], _NOT_KNOWN)[: len(a)], date + DAY)
    until = np.where(z > a, a, a - MOMENT)
    same_day = _latest(ratings, until=until, after=np.maximum(a - DAY, date))
    day_before = _latest(ratings, until=np.minimum(until, date - MOMENT), after=a - DAY)
    after = _of_one_day(_earliest(ratings, since=z, until=np.minimum(next_a, z + DAY)), z)
    slot, before = _one_slot(same_day, day_before, is_rated=~np.isnan(after.pain))
    return pd.DataFrame(
        {
            "date": hours["date"],
            "pain_pre": before.pain,
            "pain_pre_at": before.moment,
            "pain_post": after.pain,
            "pain_post_at": after.moment,
            "pain_pre_gap_h": (a - before.moment) / SECOND / 3600,
            "pain_pre_slot": slot,
        }
    )


class Ratings(NamedTuple):
    """Ratings in order of time, or one for each day: missing where there is none."""

    moment: Moments
    pain: NDArray[np.float64]

    def where(self, is_kept: NDArray[np.bool_]) -> "Ratings":
        """The same with those left out that are not kept."""
        return Ratings(
            np.where(is_kept, self.moment, _NOT_KNOWN), np.where(is_kept, self.pain, np.nan)
        )


def _one_slot(
    same_day: Ratings, day_before: Ratings, is_rated: NDArray[np.bool_]
) -> tuple[str, Ratings]:
    if _share(~np.isnan(same_day.pain[is_rated])) >= SAME_DAY_SHARE:
        return "same day", same_day
    return "day before", day_before


def _of_one_day(after: Ratings, ended: Moments) -> Ratings:
    """Leave out ratings of the next day where most are of the day itself."""
    is_same_day = _day(after.moment) == _day(ended)
    share = _share(is_same_day[~np.isnan(after.pain)])
    return after.where(is_same_day) if share >= SAME_DAY_SHARE else after


def _moments(column: pd.Series) -> Moments:
    return column.to_numpy()


def _share(flags: NDArray[np.bool_]) -> float:
    return float(flags.mean()) if len(flags) else float("nan")


def _day(moments: Moments) -> Moments:
    return moments.astype("datetime64[D]")


def _known_or(moments: Moments, other: Moments) -> Moments:
    return np.where(np.isnat(moments), other, moments)


def _latest(ratings: Ratings, until: Moments, after: Moments) -> Ratings:
    """Find the last rating in (after, until]; a rating at midnight belongs to the day it opens."""
    position = np.searchsorted(ratings.moment, until, side="right") - 1
    found = _taken(ratings, position, until)
    is_midnight = found.moment == _day(found.moment)
    return found.where((found.moment > after) | (is_midnight & (found.moment == after)))


def _earliest(ratings: Ratings, since: Moments, until: Moments) -> Ratings:
    """Find the first rating in [since, until]."""
    found = _taken(ratings, np.searchsorted(ratings.moment, since, side="left"), since)
    return found.where(found.moment <= until)


def _taken(ratings: Ratings, position: NDArray[np.intp], keys: Moments) -> Ratings:
    """The ratings at `position`; none where it lies outside or the key is missing."""
    inside = (position >= 0) & (position < len(ratings.moment)) & ~np.isnat(keys)
    if len(ratings.moment) == 0:
        nothing = np.full(len(keys), np.nan)
        return Ratings(np.full(len(keys), _NOT_KNOWN), nothing)
    taken = np.where(inside, position, 0)
    return Ratings(ratings.moment[taken], ratings.pain[taken]).where(inside)
