"""What a trial has shown, in sentences that are computed."""

import numpy as np

from backstride.claims import CLAIM
from backstride.summaries.wording import counted, percent, signed, with_interval
from backstride.trial.analysis import (
    CHANGED,
    NOT_BEGUN,
    RUNNING,
    STOPPED_EARLY,
    TOO_FEW,
    TrialResult,
)
from backstride.trial.flips import FlipTest, smallest_p
from backstride.trial.plan import FEWEST_RATINGS, Plan
from backstride.trial.seal import plan_hash

NO_TRIAL = "No trial lies in this folder."
NOT_BLIND = (
    "Nobody was blind here: the runner knew what each period was for, so the difference is that of "
    "being assigned to it, expectation included. What it would be without expecting anything, no "
    "trial on oneself can tell."
)
_SMALLEST_P = 0.001


def trial_sentence(result: TrialResult | None) -> str:
    """The verdict of a trial with its numbers, or how far it has come."""
    if result is None:
        return NO_TRIAL
    named = CLAIM[result.plan.claim].sentence
    said = f"{named}: {result.verdict}."
    test = result.test
    if test is None:
        return f"{said} Nothing about pain is computed before the last day: one look, at the end."
    if test.n_pairs == 0:
        return f"{said} No pair of periods can be used."
    if result.status == TOO_FEW:
        return f"{said} {_too_few(test)}"
    return f"{said} {_numbers(test, result.plan)}{_early(result)}"


def _numbers(test: FlipTest, plan: Plan) -> str:
    pairs = counted(test.n_pairs, "pair")
    return (
        f"Mean of {pairs}, A ({plan.arm_a}) minus B ({plan.arm_b}): "
        f"{with_interval(test.estimate, test.low, test.high)}, p {_p_text(test)}."
    )


def _p_text(test: FlipTest) -> str:
    size = "< 0.001" if test.p_value < _SMALLEST_P else f"= {test.p_value:.3f}"
    if test.mc_error:
        return f"{size} (± {test.mc_error:.4f}, {test.n_assignments:,} assignments drawn)"
    return f"{size} by all {test.n_assignments:,} assignments"


def _too_few(test: FlipTest) -> str:
    return (
        f"The mean difference of {counted(test.n_pairs, 'pair')} is {signed(test.estimate)} "
        f"points; the smallest p that so few can give is {smallest_p(test.n_pairs):.3g}."
    )


def _early(result: TrialResult) -> str:
    if result.stage != STOPPED_EARLY:
        return ""
    complete = f"{len(result.pairs)} of {counted(result.plan.n_pairs, 'pair')}"
    return (
        f" The trial was given up after {complete}. That is fair if the pain so far was not "
        "looked at before; who stops because it looks good finds too much."
    )


def plan_sentence(result: TrialResult | None) -> str:
    """What was planned, when, and what it could show."""
    return "" if result is None else planned(result.plan)


def planned(plan: Plan) -> str:
    """The plan in words, with its power and where that comes from."""
    return (
        f"{2 * plan.n_pairs} periods of {counted(plan.period_days, 'day')} in {plan.n_pairs} "
        f"pairs, {plan.start} to {plan.last_day}, fixed on {plan.created} with seed {plan.seed}. "
        f"{power_sentence(plan)}"
    )


def power_sentence(plan: Plan) -> str:
    """How often such a trial finds the smallest difference that matters, and what is assumed."""
    size = f"{plan.smallest_difference:.2f}"
    source = (
        f"the pain of your log ({counted(plan.pain_days, 'pair')} of days in a row)"
        if plan.pain_days
        else "a pain that is assumed, since no log with enough days in a row was given"
    )
    return (
        f"If the true difference is {size} points, it is found in {percent(plan.power)} of "
        f"simulated trials (Monte Carlo error {100 * plan.power_error:.1f} percentage points), at "
        f"{source}: mean {plan.pain_mean:.1f}, {percent(plan.pain_carry)} carried from a day to "
        f"the next, noise {plan.pain_noise_sd:.1f} points."
    )


def change_sentence(result: TrialResult | None) -> str:
    """Whether the plan is the one that was fixed."""
    if result is None:
        return ""
    digest = plan_hash(result.plan)
    if not result.changes:
        return (
            f"The plan matches its hash, {digest}. Compare it with the one on the page printed "
            "before the start."
        )
    return (
        f"The plan was changed after it was fixed. {' '.join(result.changes)} No verdict is drawn "
        f"from it. The hash of what lies here now is {digest}."
    )


def adherence_sentence(result: TrialResult | None) -> str:
    """How far what was done is what was assigned."""
    if result is None or result.stage == NOT_BEGUN:
        return ""
    begun = result.periods[result.periods["known_days"] > 0]
    if begun.empty:
        return "The log does not say what was done, so nobody can tell whether the plan was kept."
    followed = begun.groupby("arm")["followed"].mean()
    parts = [f"{percent(followed[arm])} in the periods of {arm}" for arm in followed.index]
    unknown = int((result.periods["known_days"] == 0).sum())
    more = f" Of {counted(unknown, 'period')} the log says nothing." if unknown else ""
    return f"What was assigned was done: {', '.join(parts)}.{more}"


def missing_sentence(result: TrialResult | None) -> str:
    """How many ratings are missing, and which pairs are left out for it."""
    if result is None or result.test is None:
        return ""
    counted_in = result.periods[result.periods["pair"].isin(result.pairs["pair"])]
    n_days = len(counted_in) * result.plan.period_days
    n_rated = int(counted_in["rated_days"].sum())
    dropped = result.pairs.loc[result.pairs["difference"].isna(), "pair"].tolist()
    said = f"{n_rated} of {counted(n_days, 'day')} are rated; a mean is over the rated days."
    if not dropped:
        return said
    pairs = ", ".join(map(str, dropped))
    return (
        f"{said} Left out, for fewer than {FEWEST_RATINGS} ratings in a period: pair {pairs}. "
        f"{counted(result.test.n_pairs, 'pair')} count."
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
        f"{lead} compares days on which it was done with others: {numbers}, for "
        f"{CLAIM[result.plan.claim].contrast}. It is not protected by the coin and comes second."
    )


def expectation_sentence(result: TrialResult | None) -> str:
    """What an unblinded trial estimates."""
    if result is None or result.status in (NOT_BEGUN, RUNNING, CHANGED):
        return ""
    return NOT_BLIND
