"""Ratings as ordered steps: the proportional-odds model, fitted by Newton's method."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit, logit

from backstride.errors import ModelError
from backstride.models.estimates import Estimates, labelled, spread_by_news
from backstride.models.regression import Regression, without_columns
from backstride.models.rows import NEWS

HIGHEST = 5
MOST_STEPS, SETTLED = 40, 1e-10
# Where a column of range 1 has a larger error than this, its estimate runs off to infinity.
SURE_LOG_ODDS = 10.0
NONE = np.empty(0)


@dataclass(frozen=True)
class OrdinalFit:
    """A fitted proportional-odds model.

    Parameters
    ----------
    estimates : Estimates
        Log-odds of a higher rating per unit of each column, normal distribution; no intercept.
    levels : ndarray
        The ratings that occur, capped, ascending: a rating that never occurs is no level.
    thresholds : ndarray
        Log-odds between one level and the next.
    """

    estimates: Estimates
    levels: np.ndarray
    thresholds: np.ndarray


def fit_ordinal(regression: Regression) -> OrdinalFit:
    """Fit the ordered logit of ratings rounded to whole points, 5 and more as one step.

    Raises
    ------
    ModelError
        If all ratings fall into one level, or a contrasted column parts higher from lower
        ratings all by itself, so that no finite estimate exists.

    References
    ----------
    McCullagh (1980), J R Stat Soc B 42:109, doi:10.1111/j.2517-6161.1980.tb01109.x.
    """
    rated = np.minimum(np.floor(regression.endog + 0.5), HIGHEST)
    levels, codes = np.unique(rated, return_inverse=True)
    if len(levels) < 2:
        raise ModelError("all ratings fall into one step.")
    # The thresholds take the place of the intercept.
    slopes = without_columns(regression, {"Intercept"})
    spread = np.abs(slopes.exog).max(axis=0)
    n_cuts = len(levels) - 1
    params, covariance = _newton(slopes.exog / spread, codes, n_cuts)
    within = covariance[n_cuts:, n_cuts:]
    _refuse_parted(slopes, np.sqrt(np.diag(within)))
    found = labelled(slopes, params[n_cuts:] / spread, within / np.outer(spread, spread), NONE)
    whole = found.covariance + _spread_by_news(regression, found)
    estimates = replace(found, covariance=whole, df_resid=np.inf)
    return OrdinalFit(estimates, levels, params[:n_cuts])


def _spread_by_news(regression: Regression, found: Estimates) -> np.ndarray:
    added = spread_by_news(regression, float(found.params.get(NEWS, 0.0)))
    is_slope = [name != "Intercept" for name in regression.names]
    return added[np.ix_(is_slope, is_slope)]


def _refuse_parted(slopes: Regression, log_odds_error: np.ndarray) -> None:
    unsure = dict(zip(slopes.names, log_odds_error > SURE_LOG_ODDS, strict=True))
    parted = [name for name in slopes.contrasted if unsure.get(name)]
    if parted:
        raise ModelError(f"{', '.join(parted)}: parts higher from lower ratings all by itself.")


def _newton(exog: np.ndarray, codes: np.ndarray, n_cuts: int) -> tuple[np.ndarray, np.ndarray]:
    """Maximise the likelihood, which has one summit (Pratt 1981); inverse observed information."""
    shares = np.cumsum(np.bincount(codes))[:-1] / len(codes)
    params = np.concatenate([logit(shares), np.zeros(exog.shape[1])])
    value, gradient, information = _likelihood(params, exog, codes, n_cuts)
    for _ in range(MOST_STEPS):
        step = _solved(information, gradient)
        if gradient @ step < SETTLED:
            return params, np.linalg.inv(information)
        found = _likelihood(params + step, exog, codes, n_cuts)
        while found[0] < value and np.abs(step).max() > SETTLED:
            step = step / 2
            found = _likelihood(params + step, exog, codes, n_cuts)
        if found[0] < value:
            break
        params = params + step
        value, gradient, information = found
    raise ModelError("the ordered model does not settle.")


def _solved(information: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    try:
        return np.linalg.solve(information, gradient)
    except np.linalg.LinAlgError:
        raise ModelError("the ordered model does not settle.") from None


def _likelihood(
    params: np.ndarray, exog: np.ndarray, codes: np.ndarray, n_cuts: int
) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood, its gradient, and the observed information."""
    cuts, slopes = params[:n_cuts], params[n_cuts:]
    if (np.diff(cuts) <= 0).any():
        return -np.inf, params, NONE
    ends = np.concatenate([[-np.inf], cuts, [np.inf]])
    mean = exog @ slopes
    upper, lower = ends[codes + 1] - mean, ends[codes] - mean
    # On the side where both are far from 1, so that their difference keeps its digits.
    chance = np.where(lower > 0, expit(-lower) - expit(-upper), expit(upper) - expit(lower))
    if not (chance > 0).all():
        return -np.inf, params, NONE
    ratio_up, ratio_low = (_density(at) / chance for at in (upper, lower))
    bend_up = ratio_up * (1 - 2 * expit(upper)) - ratio_up**2
    bend_low = -ratio_low * (1 - 2 * expit(lower)) - ratio_low**2
    at_upper, at_lower = _moved(codes, exog, n_cuts), _moved(codes - 1, exog, n_cuts)
    gradient = at_upper.T @ ratio_up - at_lower.T @ ratio_low
    cross = at_upper.T @ (at_lower * (ratio_up * ratio_low)[:, None])
    bend = at_upper.T @ (at_upper * bend_up[:, None]) + at_lower.T @ (at_lower * bend_low[:, None])
    return float(np.log(chance).sum()), gradient, -(bend + cross + cross.T)


def _density(at: np.ndarray) -> np.ndarray:
    density: np.ndarray = expit(at) * expit(-at)
    return density


def _moved(cut: np.ndarray, exog: np.ndarray, n_cuts: int) -> np.ndarray:
    """How a limit of each row moves with the parameters; none beyond the outermost cuts."""
    is_cut = cut[:, None] == np.arange(n_cuts)
    return np.column_stack([is_cut.astype(float), -exog])
