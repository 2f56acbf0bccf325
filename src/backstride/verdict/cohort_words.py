"""When nothing is said of a cohort, and the sentences that go with its numbers."""

import math

from backstride.claims import CLAIM
from backstride.models.pool_runners import PooledRunners
from backstride.models.specification import Specification
from backstride.verdict.cohort_sums import ClaimSums
from backstride.verdict.refusals import DAYS_PER_PARAMETER, Refusal
from backstride.verdict.sentences import SMALLEST_SHOWN

FEWEST_RUNNERS = 5
MOST_TIMES = 20
# In shorter diaries the line of each runner takes a part of what is carried through a week.
FEWEST_DAYS_OF_WEEKS = 60
NEEDS = {"shoe-age": f"{CLAIM['shoe-age'].needs}, of two pairs or more"}


def cohort_refusal(
    claim: ClaimSums, specification: Specification, n_runners: int
) -> Refusal | None:
    """Refuse a claim that too few runners, or too few days, can say something about.

    Parameters
    ----------
    claim : ClaimSums
        Of the whole cohort.
    specification : Specification
    n_runners : int
        Runners with a rating.
    """
    slug = specification.slug
    if n_runners < FEWEST_RUNNERS:
        why = (
            f"{_runners(n_runners)} with ratings; of fewer than {FEWEST_RUNNERS} nothing is shown."
        )
        return Refusal("too few runners", why, _more(FEWEST_RUNNERS - n_runners, "ratings"))
    if claim.n_exposed + claim.n_unexposed == 0:
        why = "No runner has a day with all that is needed."
        return Refusal("not logged", why, f"Log {NEEDS.get(slug, CLAIM[slug].needs)}.")
    n_telling = min(claim.n_both, claim.n_varying(specification.exposure))
    if n_telling < FEWEST_RUNNERS:
        why = f"{_runners(n_telling)} with enough days with it and days without."
        needed = _more(FEWEST_RUNNERS - n_telling, "days of both kinds")
        return Refusal("too few runners", why, needed)
    n_needed = DAYS_PER_PARAMETER * int((claim.within.n_varying > 0).sum())
    if claim.within.n_days < n_needed:
        why = f"{claim.within.n_days} days can be used; the model needs {n_needed}."
        return Refusal("too few days", why, f"{n_needed - claim.within.n_days} more rated days.")
    days_each = claim.within.n_days / claim.within.n_runners
    if specification.horizon == "week" and days_each < FEWEST_DAYS_OF_WEEKS:
        why = (
            f"{days_each:.0f} days of a runner can be used on the mean; a raised week moves slowly "
            f"and needs {FEWEST_DAYS_OF_WEEKS}."
        )
        missing = math.ceil(FEWEST_DAYS_OF_WEEKS - days_each)
        return Refusal("too few days", why, f"About {missing} more rated days of each runner.")
    return None


def more_runners_sentence(n_runners: int, detectable: float, smallest: float) -> str:
    """What it takes to tell, where it cannot be told yet: the error falls with √ of the runners.

    Examples
    --------
    >>> more_runners_sentence(10, 1.2, 0.6)
    'About 30 more runners like these to find a difference of 0.6 points.'
    """
    needed = n_runners * (detectable / smallest) ** 2
    if needed <= n_runners:
        return f"A difference of {smallest:.1f} points would probably have shown."
    if needed > MOST_TIMES * n_runners:
        return (
            f"More than {MOST_TIMES} times as many runners like these: diaries will not settle it."
        )
    more = math.ceil(round(needed - n_runners, 6))
    runners = "1 more runner" if more == 1 else f"{more} more runners"
    return f"About {runners} like these to find a difference of {smallest:.1f} points."


def spread_sentence(pooled: PooledRunners | None, n_own: int) -> str:
    """How far runners differ, in words.

    Examples
    --------
    >>> spread_sentence(None, 2)
    'Too few runners (2) have days enough for a model of their own.'
    """
    if pooled is None:
        return f"Too few runners ({n_own}) have days enough for a model of their own."
    low, high = _points(pooled.prediction_low), _points(pooled.prediction_high)
    said = f"The effect in one more runner probably lies between {low} and {high} points"
    if pooled.tau == 0:
        return f"{said}; no sign that runners differ."
    differ = f"{pooled.tau:.1f}" if pooled.tau >= SMALLEST_SHOWN else f"less than {SMALLEST_SHOWN}"
    return f"{said}; runners differ by an SD of {differ}, for reasons not known here."


def _points(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−") if round(value, 1) else "0.0"


def _runners(count: int) -> str:
    return {0: "No runner"}.get(count, f"Only {count} runner{'s' if count > 1 else ''}")


def _more(count: int, of_what: str) -> str:
    return f"At least {count} more runner{'s' if count > 1 else ''} with {of_what}."
