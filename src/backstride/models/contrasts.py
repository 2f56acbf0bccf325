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
        steps = ramp_steps(usual_week_shares(frame), specification.amount)
        return _ramped_week(fit, steps)
    if specification.horizon == "lasting":
        return _lasting_dose(fit, specification.amount)
    weights = pd.Series(0.0, index=fit.results.params.index)
    weights[specification.exposure] = specification.amount
    return _by_delta_method(fit, float(weights @ fit.results.params), weights)


def usual_week_shares(frame: pd.DataFrame) -> np.ndarray:
    """Cumulative share of a usual week's kilometres after each of its 7 days from Monday.

    Medians over the whole weeks with running, rescaled to end at 1; even shares without any.

    Examples
    --------
    >>> fortnight = pd.DataFrame({"weekday": [0, 1, 2, 3, 4, 5, 6] * 2, "km": 5.0})
    >>> usual_week_shares(fortnight).round(2).tolist()
    [0.14, 0.29, 0.43, 0.57, 0.71, 0.86, 1.0]
    """
    week = (frame["weekday"] == 0).cumsum()
    weeks = frame.assign(week=week).pivot_table(index="week", columns="weekday", values="km")
    whole = weeks.reindex(columns=range(WEEK)).dropna()
    total = whole.sum(axis=1)
    if not (total > 0).any():
        return np.arange(1, WEEK + 1) / WEEK
    shares = whole[total > 0].div(total[total > 0], axis=0).cumsum(axis=1)
    median = shares.median().to_numpy()
    return np.asarray(median / median[-1])


def ramp_steps(shares: np.ndarray, raise_by: float) -> np.ndarray:
    """Log weekly ratio on each day of a week that is raised evenly: log(1 + raise_by * share)."""
    return np.log1p(raise_by * shares)


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
