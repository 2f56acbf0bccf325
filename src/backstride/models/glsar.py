"""The model with errors that fade from day to day (AR(1)), days without a rating included."""

from dataclasses import replace

import numpy as np
from scipy.optimize import fixed_point

from backstride.errors import ModelError
from backstride.models.estimates import Estimates, labelled, least_squares, spread_by_news
from backstride.models.hac import on_calendar
from backstride.models.regression import Regression
from backstride.models.rows import NEWS

MOST_STEPS = 50
SETTLED = 1e-6
LARGEST = 0.99


def fit_ar1(regression: Regression) -> tuple[Estimates, float]:
    """Fit with AR(1) errors by iterated feasible generalised least squares.

    Returns
    -------
    tuple
        Estimates with the usual errors of generalised least squares, and the correlation of
        errors one day apart.

    Raises
    ------
    ModelError
        If the correlation does not settle below 0.99.

    References
    ----------
    Prais & Winsten (1954), Cowles Commission Discussion Paper 383; with days missing Baltagi & Wu
    (1999), Econometric Theory 15:814, doi:10.1017/S0266466699156020.
    """
    day = regression.day

    def found_after(rho: float) -> float:
        if not abs(rho) < LARGEST:
            raise ModelError("errors hardly fade from day to day.")
        return day_to_day(fit_given(regression, float(rho)).resid, day)

    try:
        # Iterated until it stays where it is, with Steffensen's acceleration.
        rho = float(fixed_point(found_after, found_after(0.0), xtol=SETTLED, maxiter=MOST_STEPS))
    except RuntimeError:
        raise ModelError("what carries over from day to day does not settle.") from None
    estimates = fit_given(regression, rho)
    added = spread_by_news(regression, float(estimates.params.get(NEWS, 0.0)))
    return replace(estimates, covariance=estimates.covariance + added), rho


def day_to_day(resid: np.ndarray, day: np.ndarray) -> float:
    """Correlation of residuals exactly one calendar day apart."""
    residuals = on_calendar(resid, day)
    rated = on_calendar(np.ones(len(day)), day)
    n_pairs = float(rated[1:] @ rated[:-1])
    if n_pairs == 0:
        raise ModelError("no two days in a row.")
    return float(residuals[1:] @ residuals[:-1] / n_pairs / (resid @ resid / len(resid)))


def fit_given(regression: Regression, rho: float) -> Estimates:
    """Generalised least squares where errors h days apart have correlation rho^h."""
    day = regression.day
    exog, endog = _whitened(regression.exog, day, rho), _whitened(regression.endog, day, rho)
    params, left, inverse = least_squares(exog, endog)
    covariance = float(left @ left) / regression.df_resid * inverse
    resid = regression.endog - regression.exog @ params
    return labelled(regression, params, covariance, resid)


def _whitened(values: np.ndarray, day: np.ndarray, rho: float) -> np.ndarray:
    """Each row less what the row before foretells, scaled to equal spread."""
    fades = rho ** np.diff(day)
    scale = np.sqrt((1 - rho**2) / (1 - fades**2))
    shape = (-1, *[1] * (values.ndim - 1))
    first = np.sqrt(1 - rho**2) * values[:1]
    rest = (values[1:] - fades.reshape(shape) * values[:-1]) * scale.reshape(shape)
    return np.concatenate([first, rest])
