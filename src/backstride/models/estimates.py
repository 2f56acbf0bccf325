"""Least squares with HC3 errors in plain linear algebra: one fit costs about a millisecond."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from backstride.models.regression import Regression, is_known_before, known_columns
from backstride.models.rows import NEWS


@dataclass(frozen=True)
class Estimates:
    """Coefficients with their covariance, read as statsmodels results are.

    Parameters
    ----------
    params : Series
        Coefficients by column.
    covariance : DataFrame
        Of the coefficients.
    df_resid : float
        Degrees of freedom of the t distribution; infinite for a normal one.
    resid : ndarray
        Outcome less fitted value, row by row; empty where the model has none.
    """

    params: pd.Series
    covariance: pd.DataFrame
    df_resid: float
    resid: np.ndarray

    def cov_params(self) -> pd.DataFrame:
        """Covariance of the coefficients."""
        return self.covariance

    @property
    def bse(self) -> pd.Series:
        """Standard errors of the coefficients."""
        return pd.Series(np.sqrt(np.diag(self.covariance)), index=self.params.index)


def labelled(
    regression: Regression, params: np.ndarray, covariance: np.ndarray, resid: np.ndarray
) -> Estimates:
    """Name coefficients and covariance by the columns of their regression."""
    names = list(regression.names)
    return Estimates(
        pd.Series(params, index=names),
        pd.DataFrame(covariance, index=names, columns=names),
        regression.df_resid,
        resid,
    )


def least_squares(exog: np.ndarray, endog: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coefficients, residuals, and the inverse of exog' exog, by QR."""
    q, r = np.linalg.qr(exog)
    inverse = np.linalg.inv(r)
    params = inverse @ (q.T @ endog)
    return params, endog - exog @ params, inverse @ inverse.T


def fit_hc3(regression: Regression) -> Estimates:
    """Fit by least squares with HC3 standard errors, as `fit_adl` does.

    Parameters
    ----------
    regression : Regression
        Columns linearly independent, no row of leverage 1 (see `settled`).

    References
    ----------
    MacKinnon & White (1985), J Econometrics 29:305, doi:10.1016/0304-4076(85)90158-7.
    """
    params, resid, _ = least_squares(regression.exog, regression.endog)
    moved = total_influence(regression, params, resid, without_own=True)
    return labelled(regression, params, moved.T @ moved, resid)


def total_influence(
    regression: Regression, params: np.ndarray, resid: np.ndarray, without_own: bool
) -> np.ndarray:
    """How far each row moves each coefficient; the sum of squares is their covariance.

    Where a same-day rating enters as news, the coefficients of what was known before are totals,
    and a row also moves them by way of the news (see `total_covariance`).

    Parameters
    ----------
    without_own : bool
        Each row's residual is what it would be had the row not been fitted (HC3).
    """
    moved = _influence(regression.exog, resid, without_own)
    if NEWS in regression.names:
        place, is_known = regression.names.index(NEWS), is_known_before(regression)
        through = _influence(known_columns(regression), regression.exog[:, place], without_own)
        moved[:, is_known] += params[place] * through
    return moved


def spread_by_news(regression: Regression, slope: float) -> np.ndarray:
    """What working out the news adds to a covariance: slope^2 var(news) (known' known)^-1."""
    added = np.zeros((len(regression.names), len(regression.names)))
    if NEWS in regression.names:
        is_known, known = is_known_before(regression), known_columns(regression)
        residual = regression.exog[:, regression.names.index(NEWS)]
        inverse = least_squares(known, residual)[2]
        variance = float(residual @ residual) / (len(residual) - known.shape[1])
        added[np.ix_(is_known, is_known)] = slope**2 * variance * inverse
    return added


def _influence(exog: np.ndarray, resid: np.ndarray, without_own: bool) -> np.ndarray:
    q, r = np.linalg.qr(exog)
    left = resid / (1 - np.square(q).sum(axis=1)) if without_own else resid
    return np.asarray((q * left[:, None]) @ np.linalg.inv(r).T)
