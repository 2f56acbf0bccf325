"""One claim's model fitted to many null diaries at once: only the ratings in it change."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.models.adl import Fit
from backstride.models.news import known_before
from backstride.models.rows import CARRY, NEWS
from backstride.trust.null_pain import NullPain

Floats = NDArray[np.float64]
PRE = "pain_pre"
NO_LEVERAGE_LEFT = 1e-12


@dataclass(frozen=True)
class Refits:
    """The block of coefficients that a contrast is made of, for every diary.

    Parameters
    ----------
    names : tuple of str
        Columns of the design.
    params : array, shape (n_diaries, n_names)
    covariance : array, shape (n_diaries, n_names, n_names)
        HC3; of totals where a same-day rating enters as news.
    dof : float
        Residual degrees of freedom.
    """

    names: tuple[str, ...]
    params: Floats
    covariance: Floats
    dof: float


def refit(fit: Fit, frame: pd.DataFrame, pain: NullPain) -> Refits:
    """Fit the same rows and terms to other ratings.

    Days without a rating stay without, so rows and all columns but the ratings are those of
    `fit`. What never changes is projected out once (Frisch & Waugh 1933); what is left of the
    few columns of interest is solved for all diaries together, with HC3 covariance
    (MacKinnon & White 1985, doi:10.1016/0304-4076(85)90158-7). The block equals that of
    statsmodels on the whole design.

    Parameters
    ----------
    fit : Fit
        The claim's own model on the runner's own ratings.
    frame : DataFrame
        From `model_frame`.
    pain : NullPain
    """
    exog = pd.DataFrame(np.asarray(fit.results.model.exog), columns=fit.results.params.index)
    day = fit.rows.frame["day"].to_numpy(dtype=int)
    post, columns = pain.post[day], _ratings(frame, day, pain)
    names = tuple(dict.fromkeys([*fit.rows.contrasted, *_rating_columns(exog)]))
    known = known_before(list(exog.columns), fit.rows.contrasted[0]) if NEWS in names else []
    if known:
        before = [name for name in names if name in known]
        _, through, columns[NEWS] = _least_squares(exog[known], before, columns, columns[PRE])
    params, influence, _ = _least_squares(exog, list(names), columns, post)
    if known:
        # What was known before has totals, as in `models.news.total_covariance`.
        slope = params[:, names.index(NEWS), None, None]
        influence[:, [names.index(name) for name in before]] += slope * through
    covariance = influence @ np.swapaxes(influence, 1, 2)
    return Refits(names, params, covariance, float(fit.results.df_resid))


def _rating_columns(exog: pd.DataFrame) -> list[str]:
    return [name for name in (CARRY, PRE, NEWS) if name in exog]


def _ratings(frame: pd.DataFrame, day: NDArray[np.int64], pain: NullPain) -> dict[str, Floats]:
    """The columns of the design that hold ratings; 0 where the runner's own are missing."""
    before = np.maximum(day - 1, 0)
    is_known = frame["pain_post_lag1"].notna().to_numpy()[day]
    return {CARRY: np.where(is_known[:, None], pain.post[before], 0.0), PRE: pain.pre[day]}


def _least_squares(
    exog: pd.DataFrame, names: list[str], ratings: dict[str, Floats], response: Floats
) -> tuple[Floats, Floats, Floats]:
    """Slopes of the columns `names`, each day's influence on them (HC3), and what is left over.

    Shapes (n_diaries, n_names), (n_diaries, n_names, n_days), (n_days, n_diaries).
    """
    basis = np.linalg.qr(exog.drop(columns=names).to_numpy())[0]
    columns = (ratings[name] if name in ratings else exog[[name]].to_numpy() for name in names)
    block = [np.broadcast_to(_left_over(basis, column), response.shape) for column in columns]
    by_diary, answer = np.moveaxis(np.stack(block), 2, 0), _left_over(basis, response).T
    # A diary whose ratings are all alike has no solution: the pseudo-inverse gives it no slope.
    inverse = np.linalg.pinv(by_diary @ np.swapaxes(by_diary, 1, 2), hermitian=True)
    moved = inverse @ by_diary
    params = (moved @ answer[:, :, None])[:, :, 0]
    residual = answer - (params[:, None, :] @ by_diary)[:, 0, :]
    hat = np.square(basis).sum(axis=1) + (by_diary * moved).sum(axis=1)
    influence = moved * (residual / np.maximum(1 - hat, NO_LEVERAGE_LEFT))[:, None, :]
    return params, influence, residual.T


def _left_over(basis: Floats, columns: Floats) -> Floats:
    return np.asarray(columns - basis @ (basis.T @ columns))
