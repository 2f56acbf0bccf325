"""What a trial has shown, in sentences that are computed."""

import numpy as np

from backstride.claims import CLAIM
from backstride.summaries.wording import counted, signed, with_interval
from backstride.trial.analysis import (
    CHANGED,
    NOT_BEGUN,
    STOPPED_EARLY,
    TOO_FEW,
    TrialResult,
)
from backstride.trial.flips import EQUAL, FlipTest, smallest_p
from backstride.trial.plan import Plan

NO_TRIAL = "No trial lies in this folder."
NOT_BLIND = (
    "Nobody was blind here: the runner knew what each period was for, so the difference is that of "
    "being assigned to it, expectation included. What it would be without expecting anything, no "
    "trial on oneself can tell."
)
_SMALLEST_P = 0.001
# Below this, four decimals would say 0.
SMALLEST_ERROR = 0.0001


def trial_sentence(result: TrialResult | None) -> str:
    """The verdict of a trial with its numbers, or how far it has come."""
    if result is None:
        return NO_TRIAL
    named = CLAIM[result.plan.claim].sentence
    said = f"{named}: {result.verdict}."
    test = result.test
    if test is None:
        return f"{said} {_waiting(result)}"
    if test.n_pairs == 0:
        return f"{said} No pair of periods can be used."
    if result.status == TOO_FEW:
        return f"{said} {_too_few(test)}"
    return f"{said} {_numbers(test, result.plan)}{_alike(result)}{_early(result)}"


def _waiting(result: TrialResult) -> str:
    said = "Nothing about pain is computed before the last day: one look, at the end."
    if result.stage == NOT_BEGUN:
        return said
    return (
        f"{said} The log goes up to {result.last_day}. Who gave the trial up says so, once: "
        "backstride trial analyse --stopped."
    )


def _numbers(test: FlipTest, plan: Plan) -> str:
    pairs = counted(test.n_pairs, "pair")
    return (
        f"Mean of {pairs}, A ({plan.arm_a}) minus B ({plan.arm_b}): "
        f"{with_interval(test.estimate, test.low, test.high)}, p {_p_text(test)}."
    )


def _p_text(test: FlipTest) -> str:
    size = "< 0.001" if test.p_value < _SMALLEST_P else f"= {test.p_value:.3f}"
    if test.mc_error:
        error = f"± {max(test.mc_error, SMALLEST_ERROR):.4f}"
        return f"{size} ({error}, {test.n_assignments:,} assignments drawn)"
    return f"{size} by all {test.n_assignments:,} assignments"


def _too_few(test: FlipTest) -> str:
    return (
        f"The mean difference of {counted(test.n_pairs, 'pair')} is {signed(test.estimate)} "
        f"points; the smallest p that so few can give is {smallest_p(test.n_pairs):.3g}."
    )


def _alike(result: TrialResult) -> str:
    """What an interval without width means."""
    differences = result.pairs["difference"].dropna()
    if np.ptp(differences) > EQUAL:
        return ""
    if result.periods["mean_pain"].max() == 0:
        return " Every rating was 0: there was no pain that could have been lowered."
    return (
        " All pairs differ alike, so the interval has no width. Ratings that hardly ever move may "
        "be blunt rather than exact."
    )


def _early(result: TrialResult) -> str:
    if result.stage != STOPPED_EARLY:
        return ""
    complete = f"{len(result.pairs)} of {counted(result.plan.n_pairs, 'pair')}"
    return (
        f" The trial was given up on {result.stopped}, after {complete}. That is fair if "
        "the pain so far was not looked at before; who stops because it looks good finds too much."
    )


def washout_sentence(result: TrialResult | None) -> str:
    """The same test without the first days of each period."""
    if result is None or result.without_washout is None or result.plan.washout_days == 0:
        return ""
    test, days = result.without_washout, counted(result.plan.washout_days, "day")
    if not np.isfinite(test.low):
        return f"Without the first {days} of each period too few pairs are left to compare."
    return (
        f"Without the first {days} of each period, which may still feel the one before: "
        f"{with_interval(test.estimate, test.low, test.high)}, p {_p_text(test)}."
    )


def diary_sentence(result: TrialResult | None) -> str:
    """What the claim's own model says on the days of the trial, second to the test."""
    if result is None or result.diary_answer is None:
        return ""
    answer = result.diary_answer
    lead = "The model of the diary, on these days only,"
    if answer.contrast is None:
        why = answer.refusal.why if answer.refusal else "It could not be fitted."
        return f"{lead} has no number: {why[0].lower()}{why[1:]}"
    numbers = with_interval(answer.contrast.estimate, *answer.contrast.interval)
    return (
        f"{lead} gives {numbers}, for {CLAIM[result.plan.claim].contrast}. It goes by what was "
        "done, whatever was assigned, so it is not protected by the coin and comes second."
    )


def expectation_sentence(result: TrialResult | None) -> str:
    """What an unblinded trial estimates."""
    if result is None or result.test is None or not result.test.n_pairs:
        return ""
    if result.status == CHANGED:
        return ""
    return NOT_BLIND
