"""Whether an answer hangs on one assumption: each claim's contrast under other models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from backstride.errors import ModelError
from backstride.exposures.load import WEEK
from backstride.models.contrasts import ALPHA, Contrast
from backstride.models.curves import (
    CURVE_COLUMNS,
    SHAPE_COLUMNS,
    distance_curve,
    runs_by_distance,
    runs_by_shoe_age,
    shoe_age_curve,
    shoe_age_shapes,
    spike_beyond_length,
)
from backstride.models.error_models import breusch_godfrey
from backstride.models.frame import model_frame
from backstride.models.refit import regression_of
from backstride.models.specification import SPECIFICATIONS
from backstride.models.variants import VARIANTS, Case, Refitted
from backstride.verdict.answers import ClaimResult, fit_claim
from backstride.verdict.rules import decided, holm_adjusted

FIRM = ("raises", "lowers")
COLUMNS = {
    "slug": "str",
    "variant": "str",
    "scale": "str",
    "estimate": "float",
    "low": "float",
    "high": "float",
    "p_value": "float",
    "n_days": "Int64",
    "smallest_difference": "float",
    "status": "str",
    "keeps": "boolean",
    "why_not": "str",
}


def sensitivity(
    diary: pd.DataFrame,
    frame: pd.DataFrame,
    answers: Sequence[ClaimResult],
    smallest: float,
    alpha: float = ALPHA,
) -> pd.DataFrame:
    """Refit each fitted claim's contrast under every variant and see which keep its answer.

    A variant keeps the answer if the rule of the verdict (`decided`) gives the same status:
    the variant's p-value takes the place of the claim's own among the claims of the report, Holm
    is applied anew at the level in force, and the interval is held against the same smallest
    difference. The ordered logit is on a scale of its own, so it keeps the answer if it, too,
    says `raises` or `lowers`, or says neither where the claim says neither.

    Parameters
    ----------
    diary, frame : DataFrame
        The diary with exposures, and its `model_frame`.
    answers : sequence of Answer
        All claims of the report, from `fit_claim`.
    smallest : float
        Smallest difference that matters, points.
    alpha : float
        The level in force.

    Returns
    -------
    DataFrame
        For each fitted claim one row named `as reported`, then one per variant: `slug`,
        `variant`, `scale` (`points` or `log-odds`), `estimate`, `low`, `high` (95 %), `p_value`,
        `n_days`, `smallest_difference`, `status`, `keeps` (missing in the first row and where a
        variant cannot be fitted), `why_not` (a sentence where it cannot, else empty).
    """
    p_values = {
        one.specification.slug: one.contrast.p_value for one in answers if one.contrast is not None
    }
    rows = [
        row
        for answer in answers
        if answer.fit is not None and answer.contrast is not None
        for row in _of_claim(answer, diary, frame, _Rule(p_values, smallest, alpha))
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.assign(smallest_difference=smallest).astype(COLUMNS)


def leftover_correlation(answers: Sequence[ClaimResult]) -> pd.DataFrame:
    """Test each claim's own fit for errors still related within a week (Breusch-Godfrey).

    Returns
    -------
    DataFrame
        Columns `slug`, `statistic` (chi-squared with 7 degrees of freedom), `p_value`, `n_days`.
    """
    rows = []
    for answer in answers:
        if answer.fit is not None:
            regression = regression_of(answer.fit)
            statistic, p_value = breusch_godfrey(regression, WEEK)
            rows.append((answer.specification.slug, statistic, p_value, len(regression.endog)))
    return pd.DataFrame(rows, columns=["slug", "statistic", "p_value", "n_days"])


class _Rule:
    """The rule of the verdict for one claim of the report, its p-value replaced."""

    def __init__(self, p_values: Mapping[str, float], smallest: float, alpha: float) -> None:
        self.p_values, self.smallest, self.alpha = p_values, smallest, alpha

    def status(self, slug: str, refitted: Refitted) -> str:
        """Status of the claim if the variant were its own fit."""
        found = refitted.contrast
        p_holm = holm_adjusted({**self.p_values, slug: found.p_value})[slug]
        # No difference in log-odds is known to be too small to matter.
        smallest = self.smallest if refitted.is_points else 0.0
        return decided(found.estimate, *found.interval, p_holm, smallest, self.alpha)


def _of_claim(
    answer: ClaimResult, diary: pd.DataFrame, frame: pd.DataFrame, rule: _Rule
) -> list[dict[str, object]]:
    if answer.fit is None or answer.contrast is None:
        raise ValueError(f"{answer.specification.slug}: not fitted")
    slug = answer.specification.slug
    own = Refitted(answer.contrast, len(answer.fit.rows.frame))
    reported = rule.status(slug, own)
    rows = [_row(slug, "as reported", own, reported, pd.NA)]
    case = Case(answer.fit, answer.specification, frame, diary["illness"])
    for variant, refit in VARIANTS.items():
        try:
            refitted = refit(case)
        except ModelError as reason:
            rows.append({"slug": slug, "variant": variant, "scale": "", "status": ""})
            rows[-1] |= {"keeps": pd.NA, "why_not": str(reason)}
            continue
        status = rule.status(slug, refitted)
        rows.append(_row(slug, variant, refitted, status, _agrees(status, reported, refitted)))
    return rows


def _agrees(status: str, reported: str, refitted: Refitted) -> bool:
    if refitted.is_points or reported in FIRM:
        return status == reported
    return status not in FIRM


def _row(
    slug: str, variant: str, refitted: Refitted, status: str, keeps: object
) -> dict[str, object]:
    low, high = refitted.contrast.interval
    finite = np.isfinite([low, high]).all()
    return {
        "slug": slug,
        "variant": variant,
        "scale": "points" if refitted.is_points else "log-odds",
        "estimate": refitted.contrast.estimate,
        "low": low if finite else np.nan,
        "high": high if finite else np.nan,
        "p_value": refitted.contrast.p_value,
        "n_days": refitted.n_days,
        "status": status,
        "keeps": keeps,
        "why_not": "",
    }


# The fits behind the claims, and the secondary shapes that come from one of them.


@dataclass(frozen=True)
class Shape:
    """A curve with the runs that it is drawn from; empty where there is no fit.

    Parameters
    ----------
    curve : DataFrame
        As from `models.curves.shoe_age_curve`.
    runs_km : ndarray
        The place of each run on its x axis.
    """

    curve: pd.DataFrame
    runs_km: np.ndarray


def fit_claims(diary: pd.DataFrame, *slugs: str) -> list[ClaimResult]:
    """Put the claims named, or every tested claim, to one diary.

    Parameters
    ----------
    diary : DataFrame
        From `add_exposures(build_diary(log))`.
    *slugs : str

    Returns
    -------
    list of Answer
        In the order of the claims.
    """
    frame = model_frame(diary)
    return [
        fit_claim(diary, frame, one) for one in SPECIFICATIONS if one.slug in slugs or not slugs
    ]


def shape_of_distance(spike: ClaimResult) -> Shape:
    """Pain by the day's distance, from the answer to the claim `spike`."""
    if spike.fit is None:
        return _nothing()
    return Shape(distance_curve(spike.fit), runs_by_distance(spike.fit))


def shape_of_shoe_age(shoe_age: ClaimResult) -> Shape:
    """Pain by kilometres on the pair, from the answer to the claim `shoe-age`."""
    if shoe_age.fit is None:
        return _nothing()
    return Shape(shoe_age_curve(shoe_age.fit), runs_by_shoe_age(shoe_age.fit))


def shapes_of_shoe_age(shoe_age: ClaimResult) -> pd.DataFrame:
    """500 against 100 km on the pair, straight, with a bend and as a curve (`shoe_age_shapes`)."""
    if shoe_age.fit is None:
        return pd.DataFrame(columns=SHAPE_COLUMNS)
    return shoe_age_shapes(shoe_age.fit)


def beyond_its_length(spike: ClaimResult) -> Contrast | None:
    """What a spike adds beyond its length; None without a fit, or where nobody can tell."""
    return None if spike.fit is None else spike_beyond_length(spike.fit)


def _nothing() -> Shape:
    return Shape(pd.DataFrame(columns=CURVE_COLUMNS), np.array([]))
