"""The days of a trial, period by period and pair by pair: assigned, done, rated."""

from datetime import date

import pandas as pd

from backstride.trial.arms import SHOE_AGE, TRIED, spelled
from backstride.trial.plan import FEWEST_RATINGS, Plan, assignment

HALF = 0.5
WEEK = 7


def trial_days(plan: Plan, diary: pd.DataFrame, until: date | None = None) -> pd.DataFrame:
    """Every day of the plan with its rating and what was done.

    Parameters
    ----------
    plan : Plan
    diary : DataFrame
        One runner's diary with exposures.
    until : date, optional
        Last day whose diary is used.

    Returns
    -------
    DataFrame
        The columns of `assignment`, `pain_post` (the first rating after running, or after the
        usual hour of it on a rest day), `is_unplaced` (rated, but it is not known whether before or
        after running), `is_done` (1 where any of what arm A asks for
        was done, else 0) and `kept` (0-1: how far the day is as assigned; of two stretches asked
        for, one is 0.5). Both are missing where the log does not say, and on days on which it
        could not be done, such as rest days for a warm-up.
    """
    is_placed = diary[["pain_pre", "pain_post"]].notna().any(axis=1)
    facts = diary[["date", "pain_post"]].assign(is_unplaced=(diary["n_ratings"] > 0) & ~is_placed)
    facts = pd.concat([facts, _done(plan, diary)], axis=1)
    if until is not None:
        facts = facts[facts["date"] <= pd.Timestamp(until)]
    days = assignment(plan).merge(facts, how="left", on="date")
    kept = days["as_a"].where(days["arm"] == "A", days["as_b"])
    return days.assign(kept=kept).drop(columns=["as_a", "as_b"])


def period_table(days: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """One row per period: how many days were rated, their mean, and how far it was done.

    Returns
    -------
    DataFrame
        `period`, `pair`, `arm`, `first`, `last`, `unplaced_days`, `rated_days`, `mean_pain`,
        `known_days` (of which the log says whether it was done), `done_days`, `followed` (0-1: mean
        of `kept`; where arm A does not ask for every day, over the share of days that it asks for,
        1 at most).
    """
    periods = days.groupby("period", as_index=False).agg(
        pair=("pair", "first"),
        arm=("arm", "first"),
        first=("date", "min"),
        last=("date", "max"),
        unplaced_days=("is_unplaced", "sum"),
        rated_days=("pain_post", "count"),
        mean_pain=("pain_post", "mean"),
        known_days=("kept", "count"),
        done_days=("is_done", "sum"),
        followed=("kept", "mean"),
    )
    asked = TRIED[plan.claim].days_a_week / WEEK
    with_it = (periods["followed"] / asked).clip(upper=1.0)
    return periods.assign(followed=with_it.where(periods["arm"] == "A", periods["followed"]))


def parted(periods: pd.DataFrame) -> float:
    """How far the two arms differed in what was done, from 1 (as assigned) to 0 (done alike).

    The share that was as assigned in the periods of A, plus that of B, minus 1; missing where the
    log says nothing about one of them.

    Examples
    --------
    >>> parted(pd.DataFrame({"arm": ["A", "B", "B"], "followed": [1.0, 0.5, 0.0]}))
    0.25
    """
    followed = periods.groupby("arm")["followed"].mean()
    return float(followed.reindex(["A", "B"]).sum(skipna=False) - 1.0)


def pair_table(periods: pd.DataFrame) -> pd.DataFrame:
    """One row per pair: the mean of each arm and their difference.

    A period with fewer than 3 ratings has no mean that could be trusted, and its pair is left out.

    Returns
    -------
    DataFrame
        `pair`, `mean_a`, `mean_b`, `difference` (A minus B, missing where the pair is left out).
    """
    means = periods["mean_pain"].where(periods["rated_days"] >= FEWEST_RATINGS)
    wide = periods.assign(mean_pain=means).pivot(index="pair", columns="arm", values="mean_pain")
    pairs = wide.rename(columns={"A": "mean_a", "B": "mean_b"}).rename_axis(columns=None)
    return pairs.assign(difference=pairs["mean_a"] - pairs["mean_b"]).reset_index()


def _done(plan: Plan, diary: pd.DataFrame) -> pd.DataFrame:
    """Of each day: whether any of it was done, and how far it is as arm A and as arm B ask."""
    ran = diary["distance_km"] > 0
    if plan.claim == SHOE_AGE:
        shoe = diary["shoe"].astype("str").map(spelled, na_action="ignore")
        worn, fresh = ((shoe == spelled(name)) for name in (plan.worn_pair, plan.fresh_pair))
        return _told(worn, worn, fresh, ran & shoe.notna())
    if plan.claim == "surface":
        hard = diary["hard_share"] >= HALF
        return _told(hard, hard, ~hard, ran & (diary["unknown_share"] < HALF))
    nothing = pd.Series(float("nan"), index=diary.index)
    times = diary.get(f"{plan.claim.replace('-', '_')}_done", nothing)
    could = ran if plan.claim == "warm-up" else pd.Series(True, index=diary.index)
    share = (times / TRIED[plan.claim].times_a_day).clip(upper=1.0)
    return _told(times > 0, share, times == 0, could & times.notna())


def _told(
    is_done: pd.Series, as_a: pd.Series, as_b: pd.Series, is_known: pd.Series
) -> pd.DataFrame:
    parts = {"is_done": is_done, "as_a": as_a, "as_b": as_b}
    return pd.DataFrame({name: part.astype(float).where(is_known) for name, part in parts.items()})
