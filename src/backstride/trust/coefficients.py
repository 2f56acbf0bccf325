"""A weighted sum of coefficients as an estimate, and the row of a check that it makes."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from backstride.models.adl import Fit
from backstride.models.contrasts import Contrast

ALPHA = 0.05
COLUMNS = ["slug", "estimate", "low", "high", "p_value", "n_days", "is_passed", "wording"]


def weighted_sum(fit: Fit, weights: Mapping[str, float]) -> Contrast:
    """Sum of coefficients times weights, with its HC3 standard error.

    Parameters
    ----------
    fit : Fit
    weights : mapping of str to float
        By name of the coefficient; those that the fit left out count as 0.
    """
    params = fit.results.params
    gradient = pd.Series(dict(weights)).reindex(params.index, fill_value=0.0)
    variance = float(gradient @ fit.results.cov_params() @ gradient)
    return Contrast(float(gradient @ params), float(np.sqrt(variance)), float(fit.results.df_resid))


def fitted_row(slug: str, found: Contrast, n_days: int, wording: str) -> dict[str, object]:
    """Row of a check that was made; it is passed where p is at least 0.05."""
    low, high = found.interval
    return {
        "slug": slug,
        "estimate": found.estimate,
        "low": low,
        "high": high,
        "p_value": found.p_value,
        "n_days": n_days,
        "is_passed": found.p_value >= ALPHA,
        "wording": wording,
    }


def refused_row(slug: str, why: str) -> dict[str, object]:
    """Row of a check that could not be made: its numbers are missing, its wording says why."""
    return {"slug": slug, "wording": why}


def check_table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Rows of a check as a table; whether it was passed is missing where it was not made."""
    numbers = dict.fromkeys(("estimate", "low", "high", "p_value"), "float64")
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({**numbers, "n_days": "Int64", "is_passed": "boolean"})
