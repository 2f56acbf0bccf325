"""From coefficients to the quantity a claim is about, with its standard error."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from backstride.errors import ModelError
from backstride.models.adl import Fit
from backstride.models.specification import Specification

WEEK = 7
DAYS_OF_LAGS = (1.0, 1.0, 5.0, 1.0)
LEVEL = 0.95


class UnsettledError(ModelError):
    """Pain that carries over whole has no level to settle at."""


@dataclass(frozen=True)
class Contrast:
    """An estimate on the 0-10 scale.

    Parameters
    ----------
    estimate, standard_error : float
        Points.
    dof : float
        Residual degrees of freedom of the t distribution.
    """

    estimate: float
    standard_error: float
    dof: float

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval."""
        half = stats.t.ppf((1 + LEVEL) / 2, self.dof) * self.standard_error
        return self.estimate - half, self.estimate + half

    @property
    def p_value(self) -> float:
        """Two-sided p-value of no effect; 0.05 where the interval just touches 0."""
        return float(2 * stats.t.sf(abs(self.estimate) / self.standard_error, self.dof))


def contrast(fit: Fit, specification: Specification, frame: pd.DataFrame) -> Contrast:
    """Compute the contrast of a claim from its fitted model.

    Parameters
    ----------
    fit : Fit
    specification : Specification
    frame : DataFrame
        From `model_frame`, every calendar day: `weekday` and `km` give the shape of a usual week.

    Raises
    ------
    UnsettledError
        If no level is reached under a lasting dose: all of an evening is carried to the next.
    """
    if specification.horizon == "week":
        return _ramped_week(fit, ramp_steps(frame, specification.amount))
    if specification.horizon == "lasting":
        return _lasting_dose(fit, specification.amount)
    weights = pd.Series(0.0, index=fit.results.params.index)
    weights[specification.exposure] = specification.amount
    return _by_delta_method(fit, float(weights @ fit.results.params), weights)


def usual_weeks(frame: pd.DataFrame) -> np.ndarray:
    """Cumulative share of a usual week's kilometres, for a week that ends on each weekday.

    Medians over the whole weeks with running, rescaled to a sum of 1; even shares without any.

    Returns
    -------
    array, shape (7, 7)
        Row: the weekday it ends on, Monday first. Column: its days, the first one first.

    Examples
    --------
    >>> week = pd.DataFrame({"weekday": range(7), "km": [0, 5, 0, 5, 0, 0, 10]})
    >>> usual_weeks(pd.concat([week, week]))[[0, 6]].tolist()
    [[0.25, 0.25, 0.5, 0.5, 0.5, 1.0, 1.0], [0.0, 0.25, 0.25, 0.5, 0.5, 0.5, 1.0]]
    """
    week = (frame["weekday"] == 0).cumsum()
    weeks = frame.assign(week=week).pivot_table(index="week", columns="weekday", values="km")
    whole = weeks.reindex(columns=range(WEEK)).dropna()
    total = whole.sum(axis=1)
    shares = np.full(WEEK, 1 / WEEK)
    if (total > 0).any():
        cumulative = whole[total > 0].div(total[total > 0], axis=0).cumsum(axis=1).median()
        shares = np.diff(cumulative.to_numpy() / cumulative.iloc[-1], prepend=0.0)
    ending = [np.roll(shares, -last - 1) for last in range(WEEK)]
    return np.asarray(np.cumsum(ending, axis=1).clip(0.0, 1.0))


def ramp_steps(frame: pd.DataFrame, raise_by: float) -> np.ndarray:
    """Log weekly ratio on each of 7 days that are raised evenly, as usual weeks go.

    log(1 + raise_by * share so far), the mean over the weekday on which the 7 days end: a raised
    week may end on any of them, and when its kilometres come decides what is left on its last
    evening.
    """
    return np.asarray(np.log1p(raise_by * usual_weeks(frame)).mean(axis=0))


def _ramped_week(fit: Fit, steps: np.ndarray) -> Contrast:
    """Sum of rho^(7-j) (b x_j + g x_(j-1)) over the days j = 1..7, x_0 = 0."""
    params, terms = fit.results.params, list(fit.rows.contrasted)
    b, g, rho = params[terms]
    before = np.concatenate([[0.0], steps[:-1]])
    left = np.arange(WEEK - 1, -1, -1)
    daily = b * steps + g * before
    slope = left * rho ** np.maximum(left - 1, 0)
    slopes = [rho**left @ steps, rho**left @ before, slope @ daily]
    gradient = pd.Series(slopes, index=terms).reindex(params.index, fill_value=0.0)
    return _by_delta_method(fit, float(rho**left @ daily), gradient)


def _lasting_dose(fit: Fit, dose: float) -> Contrast:
    """Level reached under a weekly dose that is kept up: dose / 7 * sum of n b / (1 - rho).

    Every day has a seventh of the dose; the terms b stand for n days each: today, yesterday, the
    five days before, and the seventh, which has just left the week.
    """
    params, (*lags, carry) = fit.results.params, fit.rows.contrasted
    rho, days = float(params[carry]), pd.Series(DAYS_OF_LAGS, index=lags)
    if rho >= 1:
        raise UnsettledError(f"{carry}: {rho:.2f} is carried to the next day, expected < 1.")
    a_day = dose / WEEK / (1 - rho)
    gradient = days * a_day
    level = float(gradient @ params[lags])
    gradient[carry] = level / (1 - rho)
    return _by_delta_method(fit, level, gradient.reindex(params.index, fill_value=0.0))


def _by_delta_method(fit: Fit, estimate: float, gradient: pd.Series) -> Contrast:
    weights = gradient.to_numpy()
    variance = float(weights @ fit.covariance.to_numpy() @ weights)
    return Contrast(estimate, float(np.sqrt(variance)), float(fit.results.df_resid))
