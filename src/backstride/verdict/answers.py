"""Every claim put to one log, once: the only source of verdicts."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from backstride.claims import CLAIMS, Claim
from backstride.clean.log import Log
from backstride.diary import build_diary
from backstride.errors import DataError, ModelError
from backstride.exposures import add_exposures
from backstride.models.contrasts import (
    ALPHA,
    Contrast,
    UnsettledError,
    contrast,
    days_needed,
    detectable_multiplier,
)
from backstride.models.design import model_rows
from backstride.models.fit import Fit, fit_adl
from backstride.models.frame import model_frame
from backstride.models.plain import plain_difference
from backstride.models.specification import SPECIFICATIONS, Specification
from backstride.verdict import refusals
from backstride.verdict.looks import apply_look, look_due
from backstride.verdict.refusals import Refusal
from backstride.verdict.rules import (
    decided,
    holm_adjusted,
    needed_sentence,
    verdict_sentence,
)
from backstride.verdict.smallest_difference import smallest_difference


@dataclass(frozen=True)
class ClaimResult:
    """One claim put to the log: either refused, or fitted."""

    specification: Specification
    refusal: Refusal | None = None
    fit: Fit | None = None
    contrast: Contrast | None = None


@dataclass(frozen=True)
class _Rules:
    """What all claims of one report share."""

    smallest: float
    alpha: float
    n_claims: int
    p_holm: dict[str, float]

    def multiplier(self, result: Contrast) -> float:
        """Standard errors that a true difference must measure to be found."""
        return detectable_multiplier(result.dof, self.n_claims, self.alpha)


def answer_claims(log: Log) -> pd.DataFrame:
    """Answer every claim from one log.

    Parameters
    ----------
    log : Log

    Returns
    -------
    DataFrame
        As from `answer_diary`, with the verdicts of the look in force and the columns that
        `apply_look` adds.

    Raises
    ------
    DataError
        If the ratings cannot be put before or after the run, or the looks that were kept do not
        belong to this log.
    """
    diary = add_exposures(build_diary(log))
    due = look_due(diary, log.looks, log.settings.site)
    answers = answer_diary(diary, log.settings.smallest_difference, due.alpha)
    return apply_look(answers, due, log.looks)


def answer_diary(
    diary: pd.DataFrame, stated_smallest: float | None = None, alpha: float = ALPHA
) -> pd.DataFrame:
    """Answer every claim from one runner's diary with exposures.

    Parameters
    ----------
    diary : DataFrame
        From `add_exposures(build_diary(log))`.
    stated_smallest : float, optional
        The smallest difference that matters, in points.
    alpha : float
        The level at which Holm's procedure decides; power is given at this level, too.

    Returns
    -------
    DataFrame
        One row per claim: `slug`, `claim`, `contrast`, `status`, `verdict`, `estimate`, `low`,
        `high` (95 %, unadjusted), `p_value`, `p_holm`, `n_days`, `n_exposed`,
        `detectable_difference`, `smallest_difference`, `needed`, `evidence`, `formula`, and the
        plain correlation on the same contrast (`naive_estimate`, `naive_low`, `naive_high`,
        `naive_p_value`). Numbers of refused claims are missing.

    References
    ----------
    Holm (1979), Scand J Statist 6:65.
    """
    frame = model_frame(diary)
    answers = {one.slug: fit_claim(diary, frame, one) for one in SPECIFICATIONS}
    p_values = {slug: one.contrast.p_value for slug, one in answers.items() if one.contrast}
    smallest = smallest_difference(frame["pain_post"].dropna(), stated_smallest)
    rules = _Rules(smallest, alpha, len(p_values), holm_adjusted(p_values))
    return pd.DataFrame([_row(claim, answers.get(claim.slug), frame, rules) for claim in CLAIMS])


def fit_claim(
    diary: pd.DataFrame, frame: pd.DataFrame, specification: Specification
) -> ClaimResult:
    """Refuse one claim, or fit its model.

    Parameters
    ----------
    diary, frame : DataFrame
        The diary with exposures, and its `model_frame`.
    specification : Specification
    """
    refusal = refusals.not_logged(diary, frame, specification)
    if refusal is None:
        refusal = refusals.design_refusal(diary, specification.slug)
    if refusal is not None:
        return ClaimResult(specification, refusal)
    rows = model_rows(frame, specification, diary["pain_pre_slot"].iloc[0])
    refusal = refusals.too_few(rows, specification)
    if refusal is not None:
        return ClaimResult(specification, refusal)
    try:
        fit = fit_adl(rows)
        return ClaimResult(specification, fit=fit, contrast=contrast(fit, specification, frame))
    except UnsettledError:
        return ClaimResult(specification, refusals.no_level())
    except ModelError:
        return ClaimResult(specification, refusals.inseparable())


def _row(
    claim: Claim, answer: ClaimResult | None, frame: pd.DataFrame, rules: _Rules
) -> dict[str, object]:
    said = {"slug": claim.slug, "claim": claim.sentence, "contrast": claim.contrast}
    known = {"smallest_difference": rules.smallest, "evidence": claim.evidence}
    if answer is None:
        return said | _refused(refusals.described()) | known | _plain(None, frame)
    if answer.refusal is not None:
        is_rated = answer.refusal.status != "not logged"
        plain = _plain(answer.specification if is_rated else None, frame)
        return said | _refused(answer.refusal) | known | plain
    return said | _fitted(answer, rules) | known | _plain(answer.specification, frame)


def _plain(specification: Specification | None, frame: pd.DataFrame) -> dict[str, object]:
    names = ("naive_estimate", "naive_low", "naive_high", "naive_p_value")
    numbers = plain_difference(frame, specification) if specification else (np.nan,) * 4
    return dict(zip(names, numbers, strict=True))


def _refused(refusal: Refusal) -> dict[str, object]:
    numbers = ("estimate", "low", "high", "p_value", "p_holm", "n_days", "n_exposed")
    return {
        "status": refusal.status,
        "verdict": f"{refusal.status}: {refusal.why}",
        **dict.fromkeys((*numbers, "detectable_difference"), np.nan),
        "needed": refusal.needed,
        "formula": "",
    }


def _fitted(answer: ClaimResult, rules: _Rules) -> dict[str, object]:
    fit, result, slug = answer.fit, answer.contrast, answer.specification.slug
    if fit is None or result is None:
        raise ValueError(f"{slug}: not fitted")
    low, high = result.interval
    p_holm, smallest = rules.p_holm[slug], rules.smallest
    status = decided(result.estimate, low, high, p_holm, smallest, rules.alpha)
    n_days, reached = len(fit.rows.frame), rules.multiplier(result)
    days = days_needed(result.standard_error, n_days, reached, smallest)
    is_open = status == "cannot tell"
    return {
        "status": status,
        "verdict": verdict_sentence(status, low, high, smallest),
        "estimate": result.estimate,
        "low": low,
        "high": high,
        "p_value": result.p_value,
        "p_holm": p_holm,
        "n_days": n_days,
        "n_exposed": refusals.exposed_days(fit.rows.frame, answer.specification)[0],
        "detectable_difference": reached * result.standard_error,
        "needed": needed_sentence(days - n_days, smallest) if is_open else "",
        "formula": fit.formula,
    }


# The fitted model of one claim, laid open.

CALENDAR_TERMS = ("C(weekday)", "cr(day")


def model_terms(diary: pd.DataFrame, slug: str) -> pd.DataFrame:
    """Coefficients of one claim's model, weekdays and trend left out.

    Parameters
    ----------
    diary : DataFrame
        From `add_exposures(build_diary(log))`.
    slug : str
        A claim that is tested.

    Returns
    -------
    DataFrame
        Columns `term`, `coefficient`, `standard_error` (HC3), `p_value`, in points on 0-10 per
        unit of the term; no rows where the claim was refused.

    Raises
    ------
    DataError
        If no claim of that name is tested.
    """
    by_slug = {specification.slug: specification for specification in SPECIFICATIONS}
    if slug not in by_slug:
        raise DataError(f"claim: found {slug!r}, expected one of {', '.join(by_slug)}.")
    fit = fit_claim(diary, model_frame(diary), by_slug[slug]).fit
    if fit is None:
        return pd.DataFrame(columns=["term", "coefficient", "standard_error", "p_value"])
    error = np.sqrt(np.diag(fit.covariance))
    table = pd.DataFrame({"coefficient": fit.results.params, "standard_error": error})
    t_value = table["coefficient"].abs() / error
    table = table.assign(p_value=2 * stats.t.sf(t_value, fit.results.df_resid))
    shown = table[~table.index.str.startswith(CALENDAR_TERMS)]
    return shown.rename_axis("term").reset_index()
