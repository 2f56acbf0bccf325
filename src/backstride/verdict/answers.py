"""Every claim put to one log, once: the only source of verdicts."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from backstride.claims import CLAIM
from backstride.clean.log import Log
from backstride.diary import build_diary
from backstride.errors import ModelError
from backstride.exposures import add_exposures
from backstride.models.adl import Fit, fit_adl
from backstride.models.contrasts import Contrast, contrast
from backstride.models.frame import model_frame
from backstride.models.plain import plain_difference
from backstride.models.power import ALPHA, days_needed, detectable_difference
from backstride.models.rows import model_rows
from backstride.models.specification import SPECIFICATIONS, Specification
from backstride.verdict import refusals
from backstride.verdict.holm import holm_adjusted
from backstride.verdict.refusals import Refusal
from backstride.verdict.sentences import (
    decided,
    needed_sentence,
    verdict_sentence,
)
from backstride.verdict.smallest import smallest_difference

TRIALS = ("stretching", "surface")


@dataclass(frozen=True)
class Answer:
    """One claim put to the log: either refused, or fitted."""

    specification: Specification
    refusal: Refusal | None = None
    fit: Fit | None = None
    contrast: Contrast | None = None


def answer_claims(log: Log) -> pd.DataFrame:
    """Answer every claim from one log.

    Parameters
    ----------
    log : Log

    Returns
    -------
    DataFrame
        As from `answer_diary`.

    Raises
    ------
    DataError
        If the ratings cannot be put before or after the run.
    """
    diary = add_exposures(build_diary(log))
    return answer_diary(diary, log.settings.smallest_difference)


def answer_diary(diary: pd.DataFrame, stated_smallest: float | None = None) -> pd.DataFrame:
    """Answer every claim from one runner's diary with exposures.

    Parameters
    ----------
    diary : DataFrame
        From `add_exposures(build_diary(log))`.
    stated_smallest : float, optional
        The smallest difference that matters, in points.

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
    smallest = smallest_difference(frame["pain_post"].dropna(), stated_smallest)
    answers = [put_to(diary, frame, specification) for specification in SPECIFICATIONS]
    n_claims = sum(answer.contrast is not None for answer in answers)
    p_holm = holm_adjusted(
        {one.specification.slug: one.contrast.p_value for one in answers if one.contrast}
    )
    rows = [
        _row(answer, frame, smallest, n_claims, p_holm.get(answer.specification.slug, np.nan))
        for answer in answers
    ]
    return pd.DataFrame(rows)


def put_to(diary: pd.DataFrame, frame: pd.DataFrame, specification: Specification) -> Answer:
    """Refuse one claim, or fit its model.

    Parameters
    ----------
    diary, frame : DataFrame
        The diary with exposures, and its `model_frame`.
    specification : Specification
    """
    refusal = refusals.not_logged(diary, frame, specification)
    if refusal is None and specification.slug == "shoe-age":
        refusal = refusals.shoe_is_ground(diary)
    if refusal is not None:
        return Answer(specification, refusal)
    rows = model_rows(frame, specification, diary["pain_pre_slot"].iloc[0])
    refusal = refusals.too_few(rows, specification)
    if refusal is not None:
        return Answer(specification, refusal)
    try:
        fit = fit_adl(rows)
    except ModelError:
        return Answer(specification, refusals.inseparable())
    return Answer(specification, fit=fit, contrast=contrast(fit, specification, frame))


def _row(
    answer: Answer, frame: pd.DataFrame, smallest: float, n_claims: int, p_holm: float
) -> dict[str, object]:
    claim = CLAIM[answer.specification.slug]
    plain = plain_difference(frame, answer.specification) if _is_rated(answer) else (np.nan,) * 4
    names = ("naive_estimate", "naive_low", "naive_high", "naive_p_value")
    said = _fitted(answer, smallest, n_claims, p_holm) if answer.fit else _refused(answer)
    return {
        "slug": claim.slug,
        "claim": claim.sentence,
        "contrast": claim.contrast,
        **said,
        "smallest_difference": smallest,
        "evidence": claim.evidence,
        **dict(zip(names, plain, strict=True)),
    }


def _is_rated(answer: Answer) -> bool:
    return answer.refusal is None or answer.refusal.status != "not logged"


def _refused(answer: Answer) -> dict[str, object]:
    refusal = answer.refusal
    if refusal is None:
        raise ValueError(f"{answer.specification.slug}: neither fitted nor refused")
    numbers = ("estimate", "low", "high", "p_value", "p_holm", "n_days", "n_exposed")
    return {
        "status": refusal.status,
        "verdict": f"{refusal.status}: {refusal.why}",
        **dict.fromkeys((*numbers, "detectable_difference"), np.nan),
        "needed": refusal.needed,
        "formula": "",
    }


def _fitted(answer: Answer, smallest: float, n_claims: int, p_holm: float) -> dict[str, object]:
    fit, result, slug = answer.fit, answer.contrast, answer.specification.slug
    if fit is None or result is None:
        raise ValueError(f"{slug}: not fitted")
    low, high = result.interval
    status = decided(result.estimate, low, high, p_holm, smallest, ALPHA)
    n_days = len(fit.rows.frame)
    days = days_needed(result.standard_error, result.dof, n_days, n_claims, smallest)
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
        "detectable_difference": detectable_difference(result.standard_error, result.dof, n_claims),
        "needed": needed_sentence(days - n_days, smallest, slug in TRIALS) if is_open else "",
        "formula": fit.formula,
    }
