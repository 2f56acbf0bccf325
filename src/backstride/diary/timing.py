"""The rating before and the rating after the day's running: order decides what can be claimed."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.clean.log import Log
from backstride.errors import DataError

# Clock times of a day: when running began and ended, when each rating was felt.

RUNS_FOR_A_HABITUAL_TIME = 5
NOMINAL_CLOCK = {
    "morning": pd.Timedelta(hours=7),
    "midday": pd.Timedelta(hours=13),
    "evening": pd.Timedelta(hours=21),
}
UNTIMED_RUN_CLOCK = pd.Timedelta(hours=12)
EARLY_RUN_CLOCK = pd.Timedelta(hours=8)
MOST_EARLY_RUNS = 0.20
BACKFILL_LIMIT = pd.Timedelta(hours=24)


def running_hours(runs: pd.DataFrame, dates: pd.Series, is_order_told: bool) -> pd.DataFrame:
    """When running began (`a`) and ended (`z`) on every day; the pivot of before and after.

    On a run day `a` is the start of the first run and `z` the latest end (start + elapsed time).
    On a rest day both are the runner's median starting time, of that weekday where at least 5
    runs were on it. Where a run has no clock time the order is unknown and both are missing,
    unless the order is told without it: then noon stands for the run.

    Parameters
    ----------
    runs : DataFrame
        Runs only (no other sports): `start`, `date`, `elapsed_min`, `duration_min`.
    dates : Series of datetime64
        Days of the diary, ascending.
    is_order_told : bool
        Whether something else than clocks tells which ratings come first, see `is_order_told`.

    Returns
    -------
    DataFrame
        One row per day: `date`, `a`, `z`.
    """
    minutes = runs["elapsed_min"].fillna(runs["duration_min"]).fillna(0.0)
    ends = runs["start"] + pd.to_timedelta(minutes, unit="min")
    noon = runs["date"] + UNTIMED_RUN_CLOCK
    fallback = noon if is_order_told else pd.Series(pd.NaT, index=runs.index)
    day = runs["date"]
    starts = runs["start"].fillna(fallback).astype("datetime64[us]").groupby(day)
    begun, n_timed = starts.min().reindex(dates), starts.count().reindex(dates)
    ended = ends.fillna(fallback).astype("datetime64[us]").groupby(day).max().reindex(dates)
    n_runs = starts.size().reindex(dates).to_numpy()
    is_rest = np.isnan(n_runs)
    is_known = is_rest | (n_runs == n_timed.to_numpy())
    usual = (dates + _habitual_clock(runs["start"], dates, is_order_told)).to_numpy()
    clocks = {"a": begun.to_numpy(), "z": ended.to_numpy()}
    return pd.DataFrame(
        {"date": dates}
        | {
            name: np.where(is_known, np.where(is_rest, usual, clock), np.datetime64("NaT", "us"))
            for name, clock in clocks.items()
        }
    )


def is_order_told(pain: pd.DataFrame, rated: str | None) -> bool:
    """Whether ratings are before or after running whatever the clock times of the runs.

    So it is where the runner said when ratings are made (`rated`), and where every rating is one
    of before or after the run, without a clock time.
    """
    is_of_run = pain["rated_at"].isna() & pain["time_of_day"].isin(["before-run", "after-run"])
    return rated is not None or bool(len(pain) and is_of_run.all())


def _habitual_clock(starts: pd.Series, dates: pd.Series, is_order_told: bool) -> pd.Series:
    known = starts.dropna()
    if known.empty:
        nominal = UNTIMED_RUN_CLOCK if is_order_told else pd.NaT
        return pd.Series(nominal, index=dates.index, dtype="timedelta64[us]")
    clock = known - known.dt.normalize()
    by_weekday = clock.groupby(known.dt.day_of_week)
    usual = by_weekday.median().where(by_weekday.size() >= RUNS_FOR_A_HABITUAL_TIME)
    habitual: pd.Series = dates.dt.day_of_week.map(usual).fillna(clock.median())
    return habitual.astype("timedelta64[us]")


def placed_ratings(pain: pd.DataFrame, hours: pd.DataFrame, rated: str | None) -> pd.DataFrame:
    """Give every rating the moment it was felt; missing where its order cannot be known.

    A clock time stands as it is. Without one, `before-run` and `after-run` are the day's `a` and
    `z`; morning, midday and evening count as 07:00, 13:00 and 21:00, and are missing on days
    when running was under way too near to that hour to tell the order. An entry typed more than
    24 hours after the moment (or the day) it speaks of is back-filled: not placed.

    Parameters
    ----------
    pain : DataFrame
        Ratings of one site: `rated_at`, `date`, `time_of_day`, `entered_at`, `pain_nrs`.
    hours : DataFrame
        From `running_hours`.
    rated : {'morning', 'evening', None}
        For ratings with neither clock time nor part of the day.

    Returns
    -------
    DataFrame
        `pain` with `felt_at` (datetime64 or missing) and `is_backfilled` (bool).

    Raises
    ------
    DataError
        If no rating has a clock time and `rated` is not given, or if `rated` is `morning` while
        many runs start before 08:00, so that the rating need not come first.
    """
    if rated == "morning":
        _refuse_morning_after_running(hours)
    part = pain["time_of_day"].fillna(rated) if rated else pain["time_of_day"]
    if len(pain) and (pain["rated_at"].isna() & part.isna()).all():
        raise DataError(
            "pain diary: no rating has a clock time, so it is not known whether it came before "
            "or after the run. Say when it was made: --rated morning|evening. "
            "If it was now before and now after, give clock times in the pain diary."
        )
    day = pain[["date"]].merge(hours, how="left", on="date").set_index(pain.index)
    nominal = day["date"] + part.map(NOMINAL_CLOCK).astype("timedelta64[us]")
    clear = (
        ((part == "morning") & (day["a"] >= day["date"] + EARLY_RUN_CLOCK))
        | ((part == "evening") & (day["z"] <= nominal))
        | ((part == "midday") & ((nominal < day["a"]) | (nominal > day["z"])))
    )
    # A moment before `a`: on a rest day `a` is `z`, and a rating at `z` would be one after.
    just_before = day["a"] - pd.Timedelta(seconds=1)
    guess = nominal.where(clear).mask(part == "before-run", just_before)
    felt_at = pain["rated_at"].fillna(guess.mask(part == "after-run", day["z"]))
    speaks_of = felt_at.fillna(pain["date"] + pd.Timedelta(days=1))
    is_backfilled = pain["entered_at"] - speaks_of > BACKFILL_LIMIT
    return pain.assign(felt_at=felt_at.mask(is_backfilled), is_backfilled=is_backfilled)


def _refuse_morning_after_running(hours: pd.DataFrame) -> None:
    is_early = hours["a"] < hours["date"] + EARLY_RUN_CLOCK
    if is_early.mean() > MOST_EARLY_RUNS:
        raise DataError(
            f"--rated morning: on {is_early.sum()} of {len(hours)} days running starts before "
            "08:00, so the rating may come after the run. Give clock times in the pain diary."
        )


# The rating before and the rating after the day's running: order decides what can be claimed.

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


# Which ratings are the outcome: those of one site.


def ratings_of_site(log: Log) -> pd.DataFrame:
    """Ratings of `settings.site`, in order of the pain table.

    Raises
    ------
    DataError
        If the diary has ratings, but none of that site.
    """
    wanted = log.settings.site.casefold()
    chosen = log.pain[log.pain["site"].str.casefold() == wanted]
    if chosen.empty and not log.pain.empty:
        sites = ", ".join(sorted(log.pain["site"].unique()))
        raise DataError(
            f"--site: found no rating of {log.settings.site!r}; the diary has: {sites}."
        )
    return chosen.reset_index(drop=True)
