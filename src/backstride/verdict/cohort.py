"""Every claim put to a cohort, once."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from backstride.claims import CLAIMS, Claim
from backstride.errors import ModelError
from backstride.models.contrasts import Contrast, UnsettledError
from backstride.models.pool_runners import PooledRunners, pool_runners
from backstride.models.pooled import pooled_estimate
from backstride.models.pooled_contrast import pooled_contrast
from backstride.models.pooled_terms import pooled_model
from backstride.models.power import ALPHA, reach
from backstride.models.specification import SPECIFICATION
from backstride.verdict import refusals
from backstride.verdict.cohort_sums import (
    CohortScores,
    CohortSums,
    cohort_frame,
    cohort_runners,
    cohort_scores,
    cohort_sums,
)
from backstride.verdict.cohort_words import (
    FEWEST_RUNNERS,
    cohort_refusal,
    more_runners_sentence,
    spread_sentence,
)
from backstride.verdict.holm import holm_adjusted
from backstride.verdict.refusals import Refusal
from backstride.verdict.sentences import decided, verdict_sentence
from backstride.verdict.smallest import smallest_difference

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
    detectable = found.standard_error * reach(found.dof, len(rules.p_holm), rules.alpha)
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
