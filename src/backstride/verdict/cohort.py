"""Every claim put to a cohort, once, and when nothing is said."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from backstride.claims import CLAIM, CLAIMS, Claim
from backstride.errors import ModelError
from backstride.models.contrasts import ALPHA, Contrast, UnsettledError, detectable_multiplier
from backstride.models.design import DAYS_PER_PARAMETER
from backstride.models.pooled.design import pooled_model
from backstride.models.pooled.estimate import pooled_contrast, pooled_estimate
from backstride.models.pooled.lags import (
    LagFit,
    distance_counts,
    fit_lags,
    lag_effects,
    lag_rows,
    lag_shape,
)
from backstride.models.pooled.two_stage import PooledRunners, pool_runners
from backstride.models.specification import SPECIFICATION, Specification
from backstride.verdict import refusals
from backstride.verdict.cohort_sums import (
    ClaimSums,
    CohortScores,
    CohortSums,
    cohort_frame,
    cohort_runners,
    cohort_scores,
    cohort_sums,
)
from backstride.verdict.refusals import Refusal
from backstride.verdict.rules import (
    SMALLEST_SHOWN,
    decided,
    holm_adjusted,
    verdict_sentence,
)
from backstride.verdict.smallest_difference import smallest_difference

# When nothing is said of a cohort, and the sentences that go with its numbers.

FEWEST_RUNNERS = 5
MOST_TIMES = 20
# In shorter diaries the line of each runner takes a part of what is carried through a week.
FEWEST_DAYS_OF_WEEKS = 60


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
        return Refusal("not logged", why, f"Log {CLAIM[slug].cohort_needs or CLAIM[slug].needs}.")
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


# Every claim put to a cohort, once.

NUMBERS = (
    "estimate", "low", "high", "p_value", "p_holm", "n_days", "n_exposed", "n_runners",
    "detectable_difference", "tau", "i_squared", "prediction_low", "prediction_high",
    "own_estimate", "own_low", "own_high", "n_own",
)  # fmt: skip


@dataclass(frozen=True)
class CohortAnswer:
    """One claim put to a cohort: either refused, or estimated."""

    refusal: Refusal | None = None
    contrast: Contrast | None = None


def answer_whole_cohort(
    diary: pd.DataFrame, stated_smallest: float | None = None, alpha: float = ALPHA
) -> pd.DataFrame:
    """Answer every claim from the diaries of many runners that fit into memory.

    Parameters
    ----------
    diary : DataFrame
        Runner by runner, with exposures: every calendar day of each once, ascending.
    stated_smallest, alpha
        As for `answer_cohort`.

    Returns
    -------
    DataFrame
        As from `answer_cohort`.
    """
    frame = cohort_frame(diary)
    sums = cohort_sums(frame)
    scores, runners = cohort_scores(frame, sums), cohort_runners(frame)
    return answer_cohort(sums, scores, runners, stated_smallest, alpha)


def answer_cohort(
    sums: CohortSums,
    scores: CohortScores,
    runners: pd.DataFrame,
    stated_smallest: float | None = None,
    alpha: float = ALPHA,
) -> pd.DataFrame:
    """Answer every claim from what the parts of a cohort add up to.

    Nothing is said of fewer than 5 runners. The verdict rests on the pooled model: one effect for
    all, errors by leaving runners out. Beside it stands what the runners' own models say: their
    mean, how far they differ, and where the effect of one more runner probably lies.

    Parameters
    ----------
    sums, scores : CohortSums, CohortScores
        Of the whole cohort.
    runners : DataFrame
        From `cohort_runners`, all parts.
    stated_smallest : float, optional
        The smallest difference that matters, in points; else that of the mean rating.
    alpha : float
        The level at which Holm's procedure decides.

    Returns
    -------
    DataFrame
        One row per claim: `slug`, `claim`, `contrast`, `status`, `verdict`, `estimate`, `low`,
        `high` (95 %, unadjusted), `p_value`, `p_holm`, `n_days`, `n_exposed`, `n_runners`,
        `detectable_difference`, `smallest_difference`, `needed`, `evidence`; and of the runners'
        own models `own_estimate`, `own_low`, `own_high` (mean), `tau`, `i_squared`,
        `prediction_low`, `prediction_high`, `n_own` (runners with an estimate) and `spread`, what
        they say in words. Numbers of refused claims are missing.

    References
    ----------
    Holm (1979), Scand J Statist 6:65.
    """
    answers = {slug: _answer(slug, sums, scores) for slug in SPECIFICATION}
    p_values = {slug: one.contrast.p_value for slug, one in answers.items() if one.contrast}
    mean = sums.rating_total / sums.n_ratings if sums.n_ratings else np.nan
    smallest = smallest_difference(pd.Series([mean]).dropna(), stated_smallest)
    rules = _Rules(smallest, alpha, holm_adjusted(p_values))
    rows = [_row(claim, answers.get(claim.slug), sums, runners, rules) for claim in CLAIMS]
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class _Rules:
    """What all claims of one report share."""

    smallest: float
    alpha: float
    p_holm: dict[str, float]


def _answer(slug: str, sums: CohortSums, scores: CohortScores) -> CohortAnswer:
    claim, specification = sums.claims[slug], SPECIFICATION[slug]
    model = pooled_model(specification)
    refusal = cohort_refusal(claim, specification, sums.n_runners)
    if refusal is not None:
        return CohortAnswer(refusal)
    if slug not in scores.claims:
        return CohortAnswer(refusals.inseparable())
    try:
        fit = pooled_estimate(claim.within, scores.claims[slug], model)
        found = pooled_contrast(fit, model, specification, sums.weeks)
    except UnsettledError:
        return CohortAnswer(refusals.no_level())
    except ModelError:
        return CohortAnswer(refusals.inseparable())
    return CohortAnswer(contrast=found)


def _row(
    claim: Claim,
    answer: CohortAnswer | None,
    sums: CohortSums,
    runners: pd.DataFrame,
    rules: _Rules,
) -> dict[str, object]:
    said = {"slug": claim.slug, "claim": claim.sentence, "contrast": claim.contrast}
    known = {"smallest_difference": rules.smallest, "evidence": claim.evidence}
    if answer is None:
        return said | _refused(refusals.described()) | known
    if answer.refusal is not None or answer.contrast is None:
        return said | _refused(answer.refusal or refusals.inseparable()) | known
    estimated = _estimated(claim.slug, answer.contrast, sums, rules)
    return said | estimated | _of_runners(runners[runners["slug"] == claim.slug]) | known


def _refused(refusal: Refusal) -> dict[str, object]:
    return {
        "status": refusal.status,
        "verdict": f"{refusal.status}: {refusal.why}",
        **dict.fromkeys(NUMBERS, np.nan),
        "needed": refusal.needed,
        "spread": "",
    }


def _estimated(slug: str, found: Contrast, sums: CohortSums, rules: _Rules) -> dict[str, object]:
    claim = sums.claims[slug]
    (low, high), p_holm = found.interval, rules.p_holm[slug]
    status = decided(found.estimate, low, high, p_holm, rules.smallest, rules.alpha)
    detectable = found.standard_error * detectable_multiplier(
        found.dof, len(rules.p_holm), rules.alpha
    )
    is_open = status == "cannot tell"
    n_runners = int(found.dof) + 1
    return {
        "status": status,
        "verdict": verdict_sentence(status, low, high, rules.smallest),
        "estimate": found.estimate,
        "low": low,
        "high": high,
        "p_value": found.p_value,
        "p_holm": p_holm,
        "n_days": claim.within.n_days,
        "n_exposed": claim.n_exposed,
        "n_runners": n_runners,
        "detectable_difference": detectable,
        "needed": more_runners_sentence(n_runners, detectable, rules.smallest) if is_open else "",
    }


def _of_runners(own: pd.DataFrame) -> dict[str, object]:
    """The runners' own models; not shown for fewer than 5 estimates."""
    estimates = own[own["refused"] == ""]
    if len(estimates) < FEWEST_RUNNERS:
        missing = dict.fromkeys(NUMBERS[9:-1], np.nan)
        return missing | {"n_own": len(estimates), "spread": spread_sentence(None, len(estimates))}
    pooled: PooledRunners = pool_runners(estimates)
    low, high = pooled.mean.interval
    return {
        "tau": pooled.tau,
        "i_squared": pooled.i_squared,
        "prediction_low": pooled.prediction_low,
        "prediction_high": pooled.prediction_high,
        "own_estimate": pooled.mean.estimate,
        "own_low": low,
        "own_high": high,
        "n_own": pooled.n_runners,
        "spread": spread_sentence(pooled, pooled.n_runners),
    }


# How long the distance of a day is felt in a cohort, or why nothing is said.

N_DISTANCES = 21
SURFACE_COLUMNS = (
    "km", "reference_km", "lag_days", "estimate", "low", "high", "sum", "sum_low", "sum_high",
)  # fmt: skip


@dataclass(frozen=True)
class CohortLags:
    """Pain by distance and by evening, or the reason for none.

    Parameters
    ----------
    surface : DataFrame
        As from `lag_effects`, with `reference_km`: 21 distances, from one that a tenth of the
        days with a run do not exceed to one that nine tenths do not, against the median. No rows
        where nothing is said.
    refusal : str
        Why nothing is said; empty where something is.
    n_runners, n_days : int
        Behind it: days with a rating, the rating before, and 27 logged days before.
    """

    surface: pd.DataFrame
    refusal: str = ""
    n_runners: int = 0
    n_days: int = 0


def cohort_lags(diary: pd.DataFrame) -> CohortLags:
    """Put the lag model to a cohort whose diary fits into memory.

    Parameters
    ----------
    diary : DataFrame
        Runner by runner, every calendar day of each once, ascending; as for `lag_rows`.

    Returns
    -------
    CohortLags
    """
    n_runners = int(diary["runner"].nunique())
    if n_runners < FEWEST_RUNNERS:
        return lags_of_few(n_runners)
    try:
        shape = lag_shape(distance_counts(diary))
        return lags_told(fit_lags(lag_rows(diary, shape), shape))
    except ModelError as refused:
        return lags_untold(refused)


def lags_of_few(n_runners: int) -> CohortLags:
    """Nothing is said of fewer than 5 runners, not even between which distances they ran."""
    return _untold(
        f"Runners with days enough: {n_runners} at most; nothing is shown of fewer than "
        f"{FEWEST_RUNNERS}."
    )


def lags_untold(refused: ModelError) -> CohortLags:
    """Nothing is said, and why the model cannot be fitted."""
    return _untold(f"The model cannot be fitted: {refused}")


def lags_told(fit: LagFit) -> CohortLags:
    """What may be said of a fitted lag model: nothing of fewer than 5 runners, or of few days."""
    pooled = fit.pooled
    n_needed = DAYS_PER_PARAMETER * (len(pooled.coefficients) + pooled.n_runners)
    if pooled.n_runners < FEWEST_RUNNERS:
        return lags_of_few(pooled.n_runners)
    if pooled.n_days < n_needed:
        return _untold(f"{pooled.n_days} days can be used; the model needs {n_needed}.")
    low, usual, high = fit.shape.typical_km
    surface = lag_effects(fit, np.linspace(low, high, N_DISTANCES).tolist(), usual)
    surface.insert(1, "reference_km", usual)
    return CohortLags(surface, "", pooled.n_runners, pooled.n_days)


def _untold(reason: str) -> CohortLags:
    return CohortLags(pd.DataFrame(columns=list(SURFACE_COLUMNS), dtype=float), reason)
