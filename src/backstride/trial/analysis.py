"""A trial put to the test, once: when it has ended or was given up."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from backstride.clean.log import Log
from backstride.diary import build_diary
from backstride.exposures import add_exposures
from backstride.models.frame import model_frame
from backstride.models.specification import SPECIFICATION
from backstride.trial.files import stopped_on, trial_folders
from backstride.trial.first_look import FirstLook, Seen, first_look, seen_in
from backstride.trial.flips import ALPHA, FlipTest, flip_test
from backstride.trial.periods import pair_table, parted, period_table, trial_days
from backstride.trial.plan import FEWEST_PAIRS, Plan
from backstride.trial.seal import read_plan
from backstride.verdict.answers import Answer, put_to
from backstride.verdict.sentences import decided, verdict_sentence

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
        As from `verdict.sentences.decided`; else `not begun`, `running`, `too few pairs` or
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
    diary_answer: Answer | None = None
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


def _diary_answer(plan: Plan, diary: pd.DataFrame, until: date | None) -> Answer:
    last = min(until, plan.last_day) if until else plan.last_day
    within = diary["date"].between(pd.Timestamp(plan.start), pd.Timestamp(last)).to_numpy()
    frame = model_frame(diary)
    specification = SPECIFICATION[plan.claim]
    own = diary[within].reset_index(drop=True)
    return put_to(own, frame[within].reset_index(drop=True), specification)
