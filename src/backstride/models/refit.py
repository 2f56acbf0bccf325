"""Least squares of one claim on plain arrays, and the estimates of every claim on one log."""

from collections.abc import Container
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from backstride.errors import ModelError
from backstride.models.design import (
    FULL_LEVERAGE,
    PAIN_PRE_NEWS,
    SAME_COLUMN,
    known_before,
    pain_pre_residual,
)
from backstride.models.fit import Fit

# Outcome and design of a claim's fit, ready to be changed a little and fitted again.


@dataclass(frozen=True)
class Regression:
    """One linear model, by columns.

    Parameters
    ----------
    frame : DataFrame
        The rows of the model frame behind it, in order; `day` is their place on the calendar.
    endog : ndarray, shape (n,)
    exog : ndarray, shape (n, k)
    names : tuple of str
        The k columns.
    contrasted : tuple of str
        The columns that the contrast is made of; the tested exposure first.
    """

    frame: pd.DataFrame
    endog: np.ndarray
    exog: np.ndarray
    names: tuple[str, ...]
    contrasted: tuple[str, ...]

    @property
    def day(self) -> np.ndarray:
        """Calendar day of each row, whole numbers, ascending."""
        return self.frame["day"].to_numpy().astype(int)

    @property
    def df_resid(self) -> float:
        """Rows less parameters."""
        return float(len(self.endog) - len(self.names))


def regression_of(fit: Fit) -> Regression:
    """Lay out the model of a claim by columns, as it was fitted."""
    model = fit.results.model
    names = tuple(str(name) for name in fit.results.params.index)
    endog, exog = np.asarray(model.endog, float), np.asarray(model.exog, float)
    return Regression(fit.rows.frame, endog, exog, names, fit.rows.contrasted)


def on_rows(regression: Regression, is_kept: np.ndarray) -> Regression:
    """The same model on some of its rows."""
    frame = regression.frame[is_kept].reset_index(drop=True)
    endog, exog = regression.endog[is_kept], regression.exog[is_kept]
    return replace(regression, frame=frame, endog=endog, exog=exog)


def without_columns(regression: Regression, dropped: Container[str]) -> Regression:
    """The same model without the columns named; a contrasted one is no longer contrasted."""
    kept = [name not in dropped for name in regression.names]
    names = tuple(name for name in regression.names if name not in dropped)
    contrasted = tuple(name for name in regression.contrasted if name not in dropped)
    return replace(regression, exog=regression.exog[:, kept], names=names, contrasted=contrasted)


def with_columns(regression: Regression, columns: dict[str, np.ndarray]) -> Regression:
    """The same model with further columns, each of the length of its rows."""
    exog = np.column_stack([regression.exog, *columns.values()])
    return replace(regression, exog=exog, names=(*regression.names, *columns))


def settled(regression: Regression) -> Regression:
    """Make a changed model fit to be fitted, as `build_design` does with a new one.

    What the same-day rating adds to what was known before is worked out anew, columns that
    repeat others are left out, and so are rows that fix a coefficient all by themselves.

    Raises
    ------
    ModelError
        If the rows cannot tell a contrasted column from the others.
    """
    changed = _distinct(_with_news(regression))
    leverage = np.square(np.linalg.qr(changed.exog)[0]).sum(axis=1)
    lone = leverage > FULL_LEVERAGE
    return settled(on_rows(changed, ~lone)) if lone.any() else changed


def known_columns(regression: Regression) -> np.ndarray:
    """Columns that were known before the same-day rating."""
    return regression.exog[:, is_known_before(regression)]


def is_known_before(regression: Regression) -> list[bool]:
    """Say of each column whether it was known before the same-day rating."""
    known = known_before(regression.names, regression.contrasted[0])
    return [name in known for name in regression.names]


def _with_news(regression: Regression) -> Regression:
    if PAIN_PRE_NEWS not in regression.names:
        return regression
    exog = regression.exog.copy()
    rating = regression.frame["pain_pre"].to_numpy(float)
    exog[:, regression.names.index(PAIN_PRE_NEWS)] = pain_pre_residual(
        known_columns(regression), rating
    )
    return replace(regression, exog=exog)


def _distinct(regression: Regression) -> Regression:
    """Leave out columns that those before them hold; the contrasted columns come last."""
    names, contrasted = regression.names, regression.contrasted
    order = [name for name in names if name not in contrasted]
    order += contrasted
    ordered = regression.exog[:, [names.index(name) for name in order]]
    if len(ordered) < len(order):
        raise ModelError("fewer rows than parameters.")
    gained = np.abs(np.diag(np.linalg.qr(ordered, mode="r")))
    held = gained <= SAME_COLUMN * np.linalg.norm(ordered, axis=0)
    repeated = {name for name, is_held in zip(order, held, strict=True) if is_held}
    if repeated & set(contrasted):
        lost = ", ".join(sorted(repeated & set(contrasted)))
        raise ModelError(f"{lost}: cannot be told from the other terms.")
    return without_columns(regression, repeated)


# Least squares with HC3 errors in plain linear algebra: one fit costs about a millisecond.


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
    if PAIN_PRE_NEWS in regression.names:
        place, is_known = regression.names.index(PAIN_PRE_NEWS), is_known_before(regression)
        through = _influence(known_columns(regression), regression.exog[:, place], without_own)
        moved[:, is_known] += params[place] * through
    return moved


def spread_by_news(regression: Regression, slope: float) -> np.ndarray:
    """What working out the news adds to a covariance: slope^2 var(news) (known' known)^-1."""
    added = np.zeros((len(regression.names), len(regression.names)))
    if PAIN_PRE_NEWS in regression.names:
        is_known, known = is_known_before(regression), known_columns(regression)
        residual = regression.exog[:, regression.names.index(PAIN_PRE_NEWS)]
        inverse = least_squares(known, residual)[2]
        variance = float(residual @ residual) / (len(residual) - known.shape[1])
        added[np.ix_(is_known, is_known)] = slope**2 * variance * inverse
    return added


def _influence(exog: np.ndarray, resid: np.ndarray, without_own: bool) -> np.ndarray:
    q, r = np.linalg.qr(exog)
    left = resid / (1 - np.square(q).sum(axis=1)) if without_own else resid
    return np.asarray((q * left[:, None]) @ np.linalg.inv(r).T)
