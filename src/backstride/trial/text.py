"""What a trial has shown and how it was carried out: sentences and tables."""

import numpy as np
import pandas as pd

from backstride.claims import CLAIM
from backstride.summaries.text import SMALLEST_P, counted, percent, signed, with_interval
from backstride.trial.analysis import (
    CHANGED,
    LEAST_PARTED,
    NOT_BEGUN,
    STOPPED_EARLY,
    TOO_FEW,
    TrialResult,
)
from backstride.trial.folder import Seen
from backstride.trial.plan import FEWEST_RATINGS, Plan
from backstride.trial.power import EQUAL, FlipTest, smallest_p
from backstride.trial.seal import plan_hash

# What a trial has shown, in sentences that are computed.

NO_TRIAL = "No trial lies in this folder."
NOT_BLIND = (
    "Nobody was blind here: the runner knew what each period was for, so the difference is that of "
    "being assigned to it, expectation included. What it would be without expecting anything, no "
    "trial on oneself can tell."
)
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
    size = f"< {SMALLEST_P}" if test.p_value < SMALLEST_P else f"= {test.p_value:.3f}"
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


# How a trial was carried out, in sentences: plan kept, things done, days rated and changed.


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
    begun = _counted_periods(result)
    known = begun[begun["known_days"] > 0]
    if known.empty:
        return "The log does not say what was done, so nobody can tell whether the plan was kept."
    followed = known.groupby("arm")["followed"].mean()
    parts = [f"{percent(followed[arm])} in the periods of {arm}" for arm in followed.index]
    unknown = len(begun) - len(known)
    more = f" Of {counted(unknown, 'period')} the log says nothing." if unknown else ""
    if result.parted < LEAST_PARTED:
        more += (
            " So A and B hardly differed in what was done, and a small difference in pain says "
            "little about the habit itself."
        )
    return f"What was assigned was done: {', '.join(parts)}.{more}"


def _counted_periods(result: TrialResult) -> pd.DataFrame:
    """Periods that count; before the end those that have begun."""
    if result.test is None:
        return result.periods[result.periods["first"] <= pd.Timestamp(result.last_day)]
    return result.periods[result.periods["pair"].isin(result.pairs["pair"])]


def missing_sentence(result: TrialResult | None) -> str:
    """How many ratings are missing, and which pairs are left out for it."""
    if result is None or result.test is None:
        return ""
    counted_in = _counted_periods(result)
    n_days = len(counted_in) * result.plan.period_days
    n_rated = int(counted_in["rated_days"].sum())
    dropped = result.pairs.loc[result.pairs["difference"].isna(), "pair"].tolist()
    said = f"{n_rated} of {counted(n_days, 'day')} are rated; a mean is over the rated days."
    unplaced = int(counted_in["unplaced_days"].sum())
    if unplaced:
        said += (
            f" {counted(unplaced, 'more day')} have a rating that is not known to lie before or "
            "after running: give the file with the runs, or say when ratings were made (--rated)."
        )
    if not dropped:
        return said
    pairs = f"{'pair' if len(dropped) == 1 else 'pairs'} {', '.join(map(str, dropped))}"
    left = result.test.n_pairs
    return (
        f"{said} Left out, for fewer than {FEWEST_RATINGS} ratings in a period: {pairs}. "
        f"{counted(left, 'pair')} {'counts' if left == 1 else 'count'}."
    )


def looks_sentence(result: TrialResult | None) -> str:
    """Whether the ratings are those that the first analysis saw."""
    if result is None or result.first is None or result.seen is None:
        return ""
    first, now = result.first.seen, result.seen
    if first.ratings == now.ratings:
        return f"The ratings are those of the first analysis, on {result.first.on}."
    return (
        f"The ratings are not those of the first analysis, on {result.first.on}: then "
        f"{_look(first)}, now {_look(now)}. Ratings were added, changed or placed anew since; who "
        "tells of this trial should tell of both."
    )


def _look(seen: Seen) -> str:
    return f"{counted(seen.rated_days, 'rated day')} and {signed(seen.estimate)} points"


# Tables of a trial as notebooks show them.

_PERIODS = ["period", "pair", "arm", "first", "last", "rated_days", "mean_pain"]
_DONE = ["done_days", "followed"]


def periods_table(result: TrialResult | None) -> pd.DataFrame:
    """One row per period: assigned, done, rated; no rows without a trial."""
    if result is None:
        return pd.DataFrame(columns=[*_PERIODS, *_DONE])
    periods = result.periods[[*_PERIODS, *_DONE]]
    days = {name: periods[name].dt.strftime("%Y-%m-%d") for name in ("first", "last")}
    done = periods["done_days"].where(result.periods["known_days"] > 0).astype("Int64")
    return periods.assign(**days, done_days=done)


def result_table(result: TrialResult | None) -> pd.DataFrame:
    """The test on all days and without the first days; no rows before the end."""
    names = ["days", "pairs", "estimate", "low", "high", "p_value"]
    if result is None or result.test is None:
        return pd.DataFrame(columns=names)
    parts = f"without the first {result.plan.washout_days}"
    tests = [("all", result.test)]
    if result.without_washout is not None and result.plan.washout_days:
        tests.append((parts, result.without_washout))
    rows = [
        (days, test.n_pairs, test.estimate, test.low, test.high, test.p_value)
        for days, test in tests
    ]
    table = pd.DataFrame(rows, columns=names)
    return table.replace([np.inf, -np.inf], np.nan)
