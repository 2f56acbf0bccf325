"""What a day's distance does to pain over four weeks, in many runners: a DLNM that carries pain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from scipy.linalg import toeplitz

from backstride.errors import ModelError
from backstride.models.contrasts import LEVEL
from backstride.models.lag_shape import LagShape
from backstride.models.pooled import PooledFit, pooled_estimate
from backstride.models.pooled_scores import ScoreSums, score_sums
from backstride.models.pooled_sums import WithinSums, within_sums
from backstride.models.pooled_terms import EVENING_BEFORE


@dataclass(frozen=True)
class LagFit:
    """The fitted lag model.

    Parameters
    ----------
    shape : LagShape
    pooled : PooledFit
        Coefficients of `shape.model`, their covariance by runner.
    """

    shape: LagShape
    pooled: PooledFit


def lag_sums(rows: pd.DataFrame, shape: LagShape) -> WithinSums:
    """Add up within runners what the rows of `lag_rows` say; sums of parts of a cohort add."""
    return within_sums(rows, shape.model)


def lag_scores(rows: pd.DataFrame, shape: LagShape, whole: WithinSums) -> ScoreSums:
    """Add up how the runners spread around the estimate of the whole cohort; parts add."""
    return score_sums(rows, shape.model, whole)


def lag_estimate(shape: LagShape, whole: WithinSums, scores: ScoreSums) -> LagFit:
    """Estimate the lag model from the sums of the whole cohort.

    Rating of the evening ~ a level for each runner + rating of the evening before +
    curve of today's distance + cross-basis of the 27 days before + weekday; least squares,
    leave-one-runner-out errors, t(N - 1). Where all runners have a same-day rating before the
    run, today's distance is adjusted for it, and the past holds what passes through it.

    Raises
    ------
    ModelError
        With fewer than 2 runners, or if a curve cannot be told from the other terms.

    References
    ----------
    Gasparrini, Armstrong & Kenward (2010), Stat Med 29:2224, doi:10.1002/sim.3940. Today apart
    from the past: Bache-Mathiesen et al. (2024), Biol Sport 41:119,
    doi:10.5114/biolsport.2024.127388.
    """
    return LagFit(shape, pooled_estimate(whole, scores, shape.model))


def fit_lags(rows: pd.DataFrame, shape: LagShape) -> LagFit:
    """Fit the lag model to rows that are all in memory.

    Parameters
    ----------
    rows : DataFrame
        From `lag_rows`.
    shape : LagShape
    """
    whole = lag_sums(rows, shape)
    return lag_estimate(shape, whole, lag_scores(rows, shape, whole))


def lag_effects(
    fit: LagFit, km: Sequence[float], reference_km: float, is_carried: bool = True
) -> pd.DataFrame:
    """Pain after a day of so many kilometres against a day of `reference_km`, evening by evening.

    What the day itself does `l` evenings later is w(l), from the curves. Carried, an evening also
    hands on what it has to the next: v(l) = rho v(l - 1) + w(l), rho the coefficient of
    yesterday's rating. All other days are run alike in both.

    Parameters
    ----------
    fit : LagFit
    km : sequence of float
        0 for a rest day, else within the distances that were run.
    reference_km : float
        Likewise.
    is_carried : bool
        False: w(l), what the evening before does not yet tell. R's `dlnm::crosspred` gives that.

    Returns
    -------
    DataFrame
        One row per distance and lag: `km`, `lag_days` (0 is the same evening), `estimate`,
        `low`, `high` (points, 95 %), and `sum`, `sum_low`, `sum_high` of all evenings from the
        first to this one (points times evenings). Intervals hold at each row by itself.

    Raises
    ------
    ModelError
        If a distance was not run by anybody.

    References
    ----------
    The recursion is the g-formula of a linear model: Robins (1986), Math Modelling 7:1393.
    Standard errors by the delta method.
    """
    _refuse_unseen([*km, reference_km], fit.shape)
    asked, reference = _own_effects(fit.shape, km), _own_effects(fit.shape, [reference_km])
    parts = [_by_lag(fit, weights - reference[0], is_carried) for weights in asked]
    n_lags = asked.shape[1]
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "lag_days", np.tile(np.arange(n_lags), len(parts)))
    table.insert(0, "km", np.repeat(np.asarray(km, dtype=float), n_lags))
    return table


def _own_effects(shape: LagShape, km: Sequence[float]) -> np.ndarray:
    """Weights of the distance terms, by distance and lag 0..27, against rest."""
    values = np.asarray(km, dtype=float)
    today, past = shape.past.value.basis(values), shape.past.responses(values)
    n_today = today.shape[1]
    weights = np.zeros((len(values), 1 + past.shape[1], n_today + past.shape[2]))
    weights[:, 0, :n_today] = today
    weights[:, 1:, n_today:] = past
    return weights


def _by_lag(fit: LagFit, weights: np.ndarray, is_carried: bool) -> pd.DataFrame:
    coefficients = fit.pooled.coefficients
    own = weights @ coefficients[list(fit.shape.distance_terms)].to_numpy()
    rho = float(coefficients[EVENING_BEFORE]) if is_carried else 0.0
    lag = np.arange(len(own))
    carried = _below_diagonal(rho**lag)
    slope = _below_diagonal(lag * rho ** np.maximum(lag - 1, 0)) if is_carried else 0 * carried
    gradient = np.column_stack([slope @ own, carried @ weights])
    each = _with_interval(fit, carried @ own, gradient)
    total = _with_interval(fit, np.cumsum(carried @ own), np.cumsum(gradient, axis=0))
    named = dict(zip(("estimate", "low", "high"), each, strict=True))
    return pd.DataFrame({**named, **dict(zip(("sum", "sum_low", "sum_high"), total, strict=True))})


def _below_diagonal(first_column: np.ndarray) -> np.ndarray:
    return np.asarray(toeplitz(first_column, np.zeros(len(first_column))))


def _with_interval(
    fit: LagFit, estimate: np.ndarray, gradient: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    terms = [EVENING_BEFORE, *fit.shape.distance_terms]
    covariance = fit.pooled.covariance.loc[terms, terms].to_numpy()
    error = np.sqrt(np.einsum("ij,jk,ik->i", gradient, covariance, gradient))
    half = stats.t.ppf((1 + LEVEL) / 2, fit.pooled.dof) * error
    return estimate, estimate - half, estimate + half


def _refuse_unseen(km: Sequence[float], shape: LagShape) -> None:
    unseen = [at for at in km if at != 0 and not shape.shortest_km <= at <= shape.longest_km]
    if unseen:
        raise ModelError(
            f"distance: found {', '.join(f'{at:g}' for at in unseen)} km, expected 0 or "
            f"{shape.shortest_km:g} to {shape.longest_km:g}, the days that were run. Nothing is "
            "known beyond them."
        )
