"""Outcome and design of a claim's fit, ready to be changed a little and fitted again."""

from collections.abc import Container
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from backstride.errors import ModelError
from backstride.models.adl import Fit
from backstride.models.news import known_before, news
from backstride.models.rows import NEWS

SAME_COLUMN = 1e-9
FULL_LEVERAGE = 1 - 1e-8


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
    if NEWS not in regression.names:
        return regression
    exog = regression.exog.copy()
    rating = regression.frame["pain_pre"].to_numpy(float)
    exog[:, regression.names.index(NEWS)] = news(known_columns(regression), rating)
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
