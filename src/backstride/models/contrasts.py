"""From coefficients to the quantity a claim is about, its error, and what the days can show."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from backstride.errors import ModelError
from backstride.exposures.load import WEEK
from backstride.models.fit import Fit
from backstride.models.raised_week import raised_week
from backstride.models.specification import Specification

DAYS_OF_LAGS = (1.0, 1.0, 5.0, 1.0)
LEVEL = 0.95
# The normal quantile of that level, as Monte Carlo errors are widened by it.
NORMAL_95 = 1.96


def half_width(standard_error: Any, dof: Any) -> Any:
    """Half of the 95 % interval of an estimate whose error is known to so many degrees of freedom.

    Examples
    --------
    >>> round(float(half_width(0.25, 400)), 2)
    0.49
    """
    return stats.t.ppf((1 + LEVEL) / 2, dof) * standard_error


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
        half = half_width(self.standard_error, self.dof)
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
        From `model_frame`, every calendar day: its kilometres say what raising a week adds.

    Raises
    ------
    UnsettledError
        If no level is reached under a lasting dose: all of an evening is carried to the next.
    """
    if specification.horizon == "week":
        terms = fit.rows.contrasted[:-1]
        return raised_week_contrast(fit, raised_week(frame, specification.contrast_size, terms))
    if specification.horizon == "lasting":
        return _lasting_dose(fit, specification.contrast_size)
    weights = pd.Series(specification.contrast_sizes).reindex(
        fit.results.params.index, fill_value=0.0
    )
    return _by_delta_method(fit, float(weights @ fit.results.params), weights)


def raised_week_contrast(fit: Fit, steps: pd.DataFrame) -> Contrast:
    """Sum over the days j = 1..7 of rho^(7-j) times all that is added on day j.

    Parameters
    ----------
    fit : Fit
    steps : DataFrame
        From `raised_week`: one row per day, one column per contrasted term but the carry.
    """
    params, (*terms, carry) = fit.results.params, fit.rows.contrasted
    rho, steps = float(params[carry]), steps[terms]
    left = np.arange(WEEK - 1, -1, -1)
    daily = steps.to_numpy() @ params[terms].to_numpy()
    gradient = pd.Series(rho**left @ steps.to_numpy(), index=terms)
    gradient[carry] = (left * rho ** np.maximum(left - 1, 0)) @ daily
    aligned = gradient.reindex(params.index, fill_value=0.0)
    return _by_delta_method(fit, float(rho**left @ daily), aligned)


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


# What these days could have shown, and how many more would.

ALPHA = 0.05
POWER = 0.80


def detectable_multiplier(dof: float, n_claims: int, alpha: float = ALPHA) -> float:
    """Standard errors that a true difference must measure to be found with 80 % power.

    t_(1 - alpha / 2m) + z_0.80: a difference must pass the first step of Holm's procedure over
    the m fitted claims, at the level in force, not the unadjusted one. Times the standard error
    it is the detectable difference.

    Examples
    --------
    >>> [round(0.25 * detectable_multiplier(400, claims), 2) for claims in (1, 5)]
    [0.7, 0.86]
    """
    return float(stats.t.ppf(1 - alpha / (2 * n_claims), dof) + stats.norm.ppf(POWER))


def days_needed(standard_error: float, n_days: int, reached: float, difference: float) -> int:
    """Rated days in all, at the present mix, until `difference` would be found with 80 % power.

    The standard error of a contrast between n1 exposed and n0 unexposed days is
    sd * sqrt((n1 + n0) / (n1 n0)): at a constant share of exposed days it falls with the square
    root of the days, so the runner's own standard error is scaled to the one that is needed.

    Parameters
    ----------
    standard_error : float
        Of the contrast today, on `n_days` days.
    reached : float
        From `detectable_multiplier`.
    difference : float
        Points.

    Examples
    --------
    >>> days_needed(0.25, 500, detectable_multiplier(400, 1), 0.7)
    503
    """
    return int(np.ceil(n_days * (standard_error * reached / difference) ** 2))
