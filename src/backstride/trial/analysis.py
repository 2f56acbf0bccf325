"""A trial put to the test, once: when it has ended or was given up."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from backstride.claims import CLAIM
from backstride.clean.log import Log
from backstride.diary import build_diary
from backstride.exposures import add_exposures
from backstride.exposures.load import WEEK
from backstride.models.frame import model_frame
from backstride.models.specification import SPECIFICATION
from backstride.trial.folder import FirstLook, Seen, first_look, seen_in, stopped_on, trial_folders
from backstride.trial.plan import (
    FEWEST_PAIRS,
    FEWEST_RATINGS,
    SHOE_AGE,
    TRIED,
    Plan,
    assignment,
    spelled,
)
from backstride.trial.power import ALPHA, FlipTest, flip_test
from backstride.trial.seal import read_plan
from backstride.verdict.answers import ClaimResult, fit_claim
from backstride.verdict.rules import decided, verdict_sentence

# The days of a trial, period by period and pair by pair: assigned, done, rated.

HALF = 0.5


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
    return _ADHERENCE.get(plan.claim, _habit_done)(plan, diary, diary["distance_km"] > 0)


def _worn_pair_used(plan: Plan, diary: pd.DataFrame, ran: pd.Series) -> pd.DataFrame:
    shoe = diary["shoe"].astype("str").map(spelled, na_action="ignore")
    worn, fresh = ((shoe == spelled(name)) for name in (plan.worn_pair, plan.fresh_pair))
    return _done_as_assigned(worn, worn, fresh, ran & shoe.notna())


def _hard_ground_used(_: Plan, diary: pd.DataFrame, ran: pd.Series) -> pd.DataFrame:
    hard = diary["hard_share"] >= HALF
    return _done_as_assigned(hard, hard, ~hard, ran & (diary["unknown_share"] < HALF))


def _habit_done(plan: Plan, diary: pd.DataFrame, ran: pd.Series) -> pd.DataFrame:
    claim = CLAIM[plan.claim]
    times = diary.get(claim.habit_column, pd.Series(float("nan"), index=diary.index))
    could = ran if claim.is_with_run else pd.Series(True, index=diary.index)
    share = (times / TRIED[plan.claim].times_a_day).clip(upper=1.0)
    return _done_as_assigned(times > 0, share, times == 0, could & times.notna())


# Where what was done is not a habit of the log; every other claim is one.
_ADHERENCE = {SHOE_AGE: _worn_pair_used, "surface": _hard_ground_used}


def _done_as_assigned(
    is_done: pd.Series, as_a: pd.Series, as_b: pd.Series, is_known: pd.Series
) -> pd.DataFrame:
    parts = {"is_done": is_done, "as_a": as_a, "as_b": as_b}
    return pd.DataFrame({name: part.astype(float).where(is_known) for name, part in parts.items()})


NOT_BEGUN, RUNNING, STOPPED_EARLY, ENDED = "not begun", "running", "stopped early", "ended"
TOO_FEW, CHANGED = "too few pairs", "plan changed"
# Arms that were done alike would make no difference whatever the claim: no evidence against it.
LEAST_PARTED = 0.5


@dataclass(frozen=True)
class TrialResult:
    """What one trial has shown.

    Parameters
    ----------
    plan : Plan
    changes : tuple of str
        Signs that the plan was changed after it was fixed.
    stage : {'not begun', 'running', 'stopped early', 'ended'}
    last_day : date
        Last day of the log.
    periods, pairs : DataFrame
        From `period_table` and `pair_table`; before the end without any mean of pain.
    status : str
        As from `verdict.rules.decided`; else `not begun`, `running`, `too few pairs` or
        `plan changed`.
    verdict : str
        In words.
    parted : float
        How far the arms differed in what was done, as from `periods.parted`.
    test : FlipTest, optional
        None before the end.
    without_washout : FlipTest, optional
        The same with the first days of each period left out.
    diary_answer : Answer, optional
        The claim's own model on the days of the trial.
    seen : Seen, optional
        The ratings that count; None before the end.
    first : FirstLook, optional
        What the first analysis saw, where one was put down.
    stopped : date, optional
        Last day of the log when the trial was given up.
    """

    plan: Plan
    changes: tuple[str, ...]
    stage: str
    last_day: date
    periods: pd.DataFrame
    pairs: pd.DataFrame
    status: str
    verdict: str
    parted: float
    test: FlipTest | None = None
    without_washout: FlipTest | None = None
    diary_answer: ClaimResult | None = None
    seen: Seen | None = None
    first: FirstLook | None = None
    stopped: date | None = None


def find_trial(folder: str | Path, log: Log) -> TrialResult | None:
    """Analyse the trial whose plan lies in a folder or right below it; None without one.

    Of several it is the one that starts last.

    Parameters
    ----------
    folder : path
    log : Log
    """
    found = trial_folders([folder])
    return analyse_trial(found[-1], log) if found else None


def analyse_trial(folder: Path, log: Log) -> TrialResult:
    """Analyse a trial from its plan and the runner's log.

    Before its last day nothing about pain is computed, unless the runner gave it up: then the
    pairs that were complete count, and later days change nothing. The pain is that of the site in
    the plan, whichever the log is read for.

    Parameters
    ----------
    folder : Path
        Of the plan.
    log : Log

    Raises
    ------
    DataError
        If there is no plan, the diary has no rating of its site, or the ratings cannot be put
        before or after the run.
    """
    plan, changes = read_plan(folder)
    of_site = replace(log, settings=replace(log.settings, site=plan.site))
    diary = add_exposures(build_diary(of_site))
    return replace(analysed(plan, diary, changes, stopped_on(folder)), first=first_look(folder))


def analysed(
    plan: Plan, diary: pd.DataFrame, changes: tuple[str, ...] = (), stopped: date | None = None
) -> TrialResult:
    """Analyse a trial from its plan and a diary with exposures, as `analyse_trial` does."""
    last = plan.created if diary.empty else diary["date"].max().date()
    stage = _stage(plan, last, stopped)
    until = stopped if stage == STOPPED_EARLY else None
    days = trial_days(plan, diary, until)
    periods = period_table(days, plan)
    if stage in (NOT_BEGUN, RUNNING):
        hidden = periods.assign(mean_pain=np.nan)
        said, apart = _waiting(plan, stage), parted(periods)
        pairs = pair_table(hidden)
        return TrialResult(plan, changes, stage, last, hidden, pairs, stage, said, apart)
    complete = _complete(periods, until)
    test, apart = _tested(periods, complete, plan), parted(periods.query("pair in @complete"))
    later = period_table(days.assign(pain_post=days["pain_post"].mask(days["is_washout"])), plan)
    status, verdict = _judged(test, plan, changes, apart)
    return TrialResult(
        plan,
        changes,
        stage,
        last,
        periods,
        pair_table(periods).query("pair in @complete").reset_index(drop=True),
        status,
        verdict,
        apart,
        test,
        _tested(later, complete, plan),
        _diary_answer(plan, diary, until),
        seen_in(days[days["pair"].isin(complete)], test.estimate),
        stopped=stopped,
    )


def _stage(plan: Plan, last: date, stopped: date | None) -> str:
    if stopped is not None:
        return STOPPED_EARLY
    if last < plan.start:
        return NOT_BEGUN
    return RUNNING if last < plan.last_day else ENDED


def _waiting(plan: Plan, stage: str) -> str:
    return f"begins on {plan.start}" if stage == NOT_BEGUN else f"runs until {plan.last_day}"


def _complete(periods: pd.DataFrame, until: date | None) -> list[int]:
    ends = periods.groupby("pair")["last"].max()
    done = ends if until is None else ends[ends <= pd.Timestamp(until)]
    return [int(pair) for pair in done.index]


def _tested(periods: pd.DataFrame, complete: list[int], plan: Plan) -> FlipTest:
    pairs = pair_table(periods)
    differences = pairs.loc[pairs["pair"].isin(complete), "difference"].dropna()
    return flip_test(differences.to_numpy(dtype=float), plan.seed)


def _judged(test: FlipTest, plan: Plan, changes: tuple[str, ...], apart: float) -> tuple[str, str]:
    if changes:
        return CHANGED, "no verdict: the plan was changed after it was fixed"
    if test.n_pairs < FEWEST_PAIRS:
        return TOO_FEW, f"no verdict: {FEWEST_PAIRS} pairs are the fewest that can show anything"
    numbers = (test.estimate, test.low, test.high, test.p_value, plan.smallest_difference)
    status = decided(*numbers, ALPHA)
    if status == "no difference" and not apart >= LEAST_PARTED:
        return "cannot tell", f"can’t tell yet: {_not_parted(apart)}"
    return status, verdict_sentence(status, test.low, test.high, plan.smallest_difference)


def _not_parted(apart: float) -> str:
    if np.isnan(apart):
        return "no difference was seen, but the log does not say what was done"
    return "no difference was seen, but what was done hardly differed between A and B"


def _diary_answer(plan: Plan, diary: pd.DataFrame, until: date | None) -> ClaimResult:
    last = min(until, plan.last_day) if until else plan.last_day
    within = diary["date"].between(pd.Timestamp(plan.start), pd.Timestamp(last)).to_numpy()
    frame = model_frame(diary)
    specification = SPECIFICATION[plan.claim]
    own = diary[within].reset_index(drop=True)
    return fit_claim(own, frame[within].reset_index(drop=True), specification)
