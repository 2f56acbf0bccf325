"""How long the distance of a day is felt in a cohort, or why nothing is said."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from backstride.errors import ModelError
from backstride.models.lag_shape import distance_counts, lag_rows, lag_shape
from backstride.models.lags import LagFit, fit_lags, lag_effects
from backstride.verdict.cohort_words import FEWEST_RUNNERS
from backstride.verdict.refusals import DAYS_PER_PARAMETER

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
