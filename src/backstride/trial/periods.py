"""The days of a trial, period by period and pair by pair: assigned, done, rated."""

from datetime import date

import pandas as pd

from backstride.trial.arms import SHOE_AGE, TRIED
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
        usual hour of it on a rest day) and `is_done` (1 or 0; missing where the log does not say,
        and on days on which it could not be done, such as rest days for a warm-up).
    """
    facts = diary[["date", "pain_post"]].assign(is_done=_is_done(plan, diary))
    if until is not None:
        facts = facts[facts["date"] <= pd.Timestamp(until)]
    return assignment(plan).merge(facts, how="left", on="date")


def period_table(days: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """One row per period: how many days were rated, their mean, and how far it was done.

    Returns
    -------
    DataFrame
        `period`, `pair`, `arm`, `first`, `last`, `rated_days`, `mean_pain`, `known_days` (days of
        which the log says whether it was done), `done_days`, `followed` (0-1: of arm A the days
        done over the days asked for, 1 at most; of arm B the days on which it was not done).
    """
    periods = days.groupby("period", as_index=False).agg(
        pair=("pair", "first"),
        arm=("arm", "first"),
        first=("date", "min"),
        last=("date", "max"),
        rated_days=("pain_post", "count"),
        mean_pain=("pain_post", "mean"),
        known_days=("is_done", "count"),
        done_days=("is_done", "sum"),
    )
    share = (periods["done_days"] / periods["known_days"]).where(periods["known_days"] > 0)
    asked = TRIED[plan.claim].days_a_week / WEEK
    with_it = (share / asked).clip(upper=1.0)
    return periods.assign(followed=with_it.where(periods["arm"] == "A", 1.0 - share))


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


def _is_done(plan: Plan, diary: pd.DataFrame) -> pd.Series:
    nothing = pd.Series(float("nan"), index=diary.index)
    ran = diary["distance_km"] > 0
    if plan.claim == "surface":
        known = ran & (diary["unknown_share"] < HALF)
        return (diary["hard_share"] >= HALF).astype(float).where(known)
    if plan.claim == SHOE_AGE:
        worn, fresh = (_spelled(diary["shoe"]) == _one(name) for name in _pairs(plan))
        return worn.astype(float).where(ran & (worn | fresh))
    done = diary.get(f"{plan.claim.replace('-', '_')}_done", nothing)
    is_done = (done > 0).astype(float).where(done.notna())
    return is_done.where(ran) if plan.claim == "warm-up" else is_done


def _pairs(plan: Plan) -> tuple[str, str]:
    return plan.worn_pair, plan.fresh_pair


def _spelled(names: pd.Series) -> pd.Series:
    return names.astype("str").str.casefold().str.split().str.join(" ").fillna("")


def _one(name: str) -> str:
    return " ".join(name.casefold().split())
