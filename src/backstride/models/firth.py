"""Logistic regression that stays finite when an exposure tells all onsets from all other days."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from backstride.errors import ModelError
from backstride.models.contrasts import LEVEL
from backstride.models.design import SAME_COLUMN

MOST_STEPS, MOST_HALVINGS = 100, 40
LONGEST_STEP = 5.0
SMALLEST_GAIN, ROUNDING = 1e-13, 1e-10
RESOLUTION = 1e-7

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FirthFit:
    """Penalised maximum likelihood of a logistic regression.

    Parameters
    ----------
    endog : array, shape (n,)
        Outcome, 0 or 1.
    exog : array, shape (n, k)
        Design matrix, intercept included.
    params : array, shape (k,)
        Log odds.
    covariance : array, shape (k, k)
        Inverse Fisher information; intervals do not use it but for where to look.
    log_likelihood : float
        Penalised.
    """

    endog: Floats
    exog: Floats
    params: Floats
    covariance: Floats
    log_likelihood: float


@dataclass(frozen=True)
class Profile:
    """One coefficient with its 95 % profile penalised-likelihood interval.

    Parameters
    ----------
    estimate, low, high : float
        Log odds.
    p_value : float
        Two-sided, of the penalised likelihood ratio test of 0.
    """

    estimate: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True)
class _Point:
    """What the steps need to know where they stand."""

    params: Floats
    fitted: Floats
    information: Floats
    height: float


def fit_firth(endog: Floats, exog: Floats) -> FirthFit:
    """Fit a logistic regression with Firth's penalty.

    Maximises log L + log|I| / 2, I = X'WX, by Newton steps on the modified score
    X'(y - p + h(1/2 - p)), h the diagonal of the hat matrix of W^(1/2) X; a step that lowers
    the penalised likelihood is halved. Estimates are finite on separated data, and rescaling or
    recombining the columns changes no fitted value.

    Parameters
    ----------
    endog : array, shape (n,)
        0 or 1.
    exog : array, shape (n, k)
        With a column of ones where an intercept is wanted.

    Raises
    ------
    ModelError
        If a column is a combination of the others, or the steps do not settle.

    References
    ----------
    Firth (1993), Biometrika 80:27, doi:10.1093/biomet/80.1.27. Heinze & Schemper (2002),
    Stat Med 21:2409, doi:10.1002/sim.1047.

    Examples
    --------
    >>> exposed, onset = np.repeat([0.0, 1.0], 10), np.repeat([0.0, 1.0], 10)
    >>> fit_firth(onset, np.column_stack([np.ones(20), exposed])).params.round(2).tolist()
    [-3.04, 6.09]
    """
    _refuse_singular(exog)
    n_columns = exog.shape[1]
    top, _ = _climb(endog, exog, np.zeros(n_columns), list(range(n_columns)))
    covariance: Floats = np.asarray(np.linalg.inv(top.information), dtype=np.float64)
    return FirthFit(endog, exog, top.params, covariance, top.height)


def profile(fit: FirthFit, column: int) -> Profile:
    """Interval and p-value of one coefficient by the profile of the penalised likelihood.

    The other coefficients are fitted anew at each value tried; the penalty is that of the whole
    model throughout. A limit is where twice the penalised log likelihood lies 3.84 below its
    maximum. Wald intervals are far off where this model is needed.

    Parameters
    ----------
    fit : FirthFit
    column : int
        Which column of `fit.exog`.

    Raises
    ------
    ModelError
        If no limit is found.

    References
    ----------
    Heinze & Schemper (2002), Stat Med 21:2409, doi:10.1002/sim.1047.

    Examples
    --------
    >>> exposed, onset = np.repeat([0.0, 1.0], 10), np.repeat([0.0, 1.0], 10)
    >>> fit = fit_firth(onset, np.column_stack([np.ones(20), exposed]))
    >>> round(profile(fit, 1).low, 2)
    2.96
    """
    estimate = float(fit.params[column])
    low, high = (_limit(fit, column, side) for side in (-1, 1))
    statistic = max(2 * (fit.log_likelihood - _held(fit, column, 0.0)[0]), 0.0)
    return Profile(estimate, low, high, float(stats.chi2.sf(statistic, 1)))


def _refuse_singular(exog: Floats) -> None:
    lengths = np.linalg.norm(exog, axis=0)
    if exog.shape[0] < exog.shape[1] or not lengths.all():
        raise ModelError("A column of the model is empty, or there are fewer days than columns.")
    if np.linalg.svd(exog / lengths, compute_uv=False)[-1] <= SAME_COLUMN:
        raise ModelError("A column of the model is a combination of the others.")


def _at(endog: Floats, exog: Floats, params: Floats) -> _Point:
    """The penalised likelihood at `params`, minus infinity where the information is singular."""
    predictor = exog @ params
    fitted = special.expit(predictor)
    information = exog.T @ (exog * (fitted * (1 - fitted))[:, None])
    sign, log_determinant = np.linalg.slogdet(information)
    height = endog @ predictor - np.logaddexp(0, predictor).sum() + log_determinant / 2
    return _Point(params, fitted, information, float(height) if sign > 0 else -np.inf)


def _climb(endog: Floats, exog: Floats, start: Floats, free: list[int]) -> tuple[_Point, Floats]:
    """Maximise over the `free` coefficients, the others as in `start`; the score at the top."""
    point = _at(endog, exog, start)
    for _ in range(MOST_STEPS):
        if point.height == -np.inf:
            break
        score = _score(endog, exog, point)
        step = np.zeros_like(start)
        step[free] = np.linalg.solve(point.information[free][:, free], score[free])
        if score @ step < SMALLEST_GAIN:
            return _at(endog, exog, point.params + step), score
        step *= min(1.0, LONGEST_STEP / np.abs(step).max())
        tried = _at(endog, exog, point.params + step)
        for _ in range(MOST_HALVINGS):
            if tried.height >= point.height - ROUNDING:
                break
            step /= 2
            tried = _at(endog, exog, point.params + step)
        point = tried
    raise ModelError("The penalised likelihood has no maximum that the steps settle on.")


def _score(endog: Floats, exog: Floats, point: _Point) -> Floats:
    """Gradient of the penalised likelihood: X'(y - p + h(1/2 - p))."""
    weights = point.fitted * (1 - point.fitted)
    hat = weights * ((exog @ np.linalg.inv(point.information)) * exog).sum(axis=1)
    return np.asarray(exog.T @ (endog - point.fitted + hat * (0.5 - point.fitted)))


def _held(fit: FirthFit, column: int, value: float) -> tuple[float, float]:
    """The profile of the penalised likelihood where one coefficient is `value`, and its slope."""
    others = [place for place in range(len(fit.params)) if place != column]
    # Where the others go when this one moves, to first order.
    drift = fit.covariance[:, column] / fit.covariance[column, column]
    start = fit.params + drift * (value - fit.params[column])
    top, score = _climb(fit.endog, fit.exog, start, others)
    return top.height, float(score[column])


def _limit(fit: FirthFit, column: int, side: int) -> float:
    """Where the signed root of twice the fall of the profile is the normal quantile.

    The root is close to a straight line in the coefficient, so that Newton steps find the limit
    in three or four; one that leaves the bracket is replaced by its middle.
    """
    target, estimate = float(stats.norm.ppf((1 + LEVEL) / 2)), float(fit.params[column])
    inside, outside = 0.0, np.inf
    reach = target * float(np.sqrt(fit.covariance[column, column]))
    for _ in range(MOST_STEPS):
        height, slope = _held(fit, column, estimate + side * reach)
        root = float(np.sqrt(max(2 * (fit.log_likelihood - height), 0.0)))
        if abs(root - target) < RESOLUTION:
            return estimate + side * reach
        inside, outside = (reach, outside) if root < target else (inside, reach)
        rise = -side * slope / root if root else 0.0
        tried = reach + (target - root) / rise if rise > 0 else np.inf
        is_within = inside < tried < min(outside, 2 * reach)
        reach = tried if is_within else min((inside + outside) / 2, 2 * reach)
    raise ModelError("The interval of a coefficient has no end.")
