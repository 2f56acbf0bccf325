"""How a trial was carried out, in sentences: plan kept, things done, days rated and changed."""

import pandas as pd

from backstride.summaries.wording import counted, percent, signed
from backstride.trial.analysis import LEAST_PARTED, NOT_BEGUN, TrialResult
from backstride.trial.first_look import Seen
from backstride.trial.plan import FEWEST_RATINGS
from backstride.trial.seal import plan_hash


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
