"""The p-value of a claim's contrast in every null diary."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from backstride.models.contrasts import DAYS_OF_LAGS
from backstride.models.raised_week import WEEK, raised_week
from backstride.models.specification import Specification
from backstride.trust.refit import Refits

Floats = NDArray[np.float64]


def contrast_p_values(
    refits: Refits, contrasted: tuple[str, ...], specification: Specification, frame: pd.DataFrame
) -> Floats:
    """Two-sided p-values of `models.contrasts.contrast`, for all diaries at once.

    Parameters
    ----------
    refits : Refits
    contrasted : tuple of str
        Terms of the contrast, from the rows of the fit.
    specification : Specification
    frame : DataFrame
        From `model_frame`, every calendar day.

    Returns
    -------
    array, shape (n_diaries,)
        1 where a diary allows no contrast: no "yes" can come of it.
    """
    places = [refits.names.index(name) for name in contrasted]
    params = refits.params[:, places]
    covariance = refits.covariance[:, places][:, :, places]
    estimate, gradient = _contrasts(params, contrasted, specification, frame)
    variance = np.einsum("bi,bij,bj->b", gradient, covariance, gradient)
    error = np.sqrt(np.maximum(variance, 0.0))
    ratio = np.divide(np.abs(estimate), error, out=np.zeros_like(error), where=error > 0)
    return np.asarray(2 * stats.t.sf(ratio, refits.dof))


def _contrasts(
    params: Floats, contrasted: tuple[str, ...], specification: Specification, frame: pd.DataFrame
) -> tuple[Floats, Floats]:
    """Estimates, and their slopes in each of the contrasted coefficients."""
    if specification.horizon == "evening":
        return specification.amount * params[:, 0], np.full_like(params, specification.amount)
    if specification.horizon == "week":
        steps = raised_week(frame, specification.amount, contrasted[:-1])
        return _raised_weeks(params, steps.to_numpy())
    if specification.horizon == "lasting":
        return _lasting_doses(params, specification.amount)
    raise ValueError(f"unknown horizon {specification.horizon!r}")


def _raised_weeks(params: Floats, steps: Floats) -> tuple[Floats, Floats]:
    rho, left = params[:, -1:], np.arange(WEEK - 1, -1, -1)
    carried, daily = rho**left, params[:, :-1] @ steps.T
    slope = left * rho ** np.maximum(left - 1, 0)
    slopes = [carried @ steps, (slope * daily).sum(axis=1)]
    return (carried * daily).sum(axis=1), np.column_stack(slopes)


def _lasting_doses(params: Floats, dose: float) -> tuple[Floats, Floats]:
    """Level under a weekly dose that is kept up; no slope where all of an evening is carried on."""
    rho, days = params[:, -1], np.asarray(DAYS_OF_LAGS, dtype=float)
    settles = rho < 1
    a_day = np.where(settles, dose / WEEK / (1 - np.where(settles, rho, 0.0)), 0.0)
    level = a_day * (params[:, :-1] @ days)
    carried = np.where(settles, level / (1 - np.where(settles, rho, 0.0)), 0.0)
    return level, np.column_stack([a_day[:, None] * days, carried])
