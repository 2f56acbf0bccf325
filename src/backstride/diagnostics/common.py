"""What checks share: the scale of a diary, rows of a check, and behaviours pain may move."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.models.contrasts import ALPHA, Contrast
from backstride.models.fit import Fit

# The scale that a runner rates on.

Floats = NDArray[np.float64]
LOWEST, HIGHEST = 0.0, 10.0


@dataclass(frozen=True)
class Scale:
    """The ratings that can be given, ascending."""

    levels: Floats

    def rated(self, pain: Floats) -> Floats:
        """The nearest rating; pain beyond the ends of the scale gets the end.

        Examples
        --------
        >>> Scale(np.array([0.0, 2.5, 5.0])).rated(np.array([-1.0, 1.3, 9.0])).tolist()
        [0.0, 2.5, 5.0]
        """
        between = (self.levels[1:] + self.levels[:-1]) / 2
        return self.levels[np.searchsorted(between, pain)]

    def before_rounding(self, residuals: Floats) -> Floats:
        """Residuals without the spread that rounding will add: a twelfth of a step squared.

        References
        ----------
        Sheppard (1898), Proc London Math Soc 29:353.
        """
        added = float(np.diff(self.levels).mean()) ** 2 / 12
        spread = float(residuals.var())
        return residuals * np.sqrt(max(0.0, 1 - added / spread)) if spread > 0 else residuals


def scale_of(ratings: pd.Series) -> Scale:
    """Whole points from 0 to 10 where all ratings are whole, else the ratings that were given.

    Examples
    --------
    >>> scale_of(pd.Series([0.0, 2.5, 7.5, 2.5])).levels.tolist()
    [0.0, 2.5, 7.5]
    """
    given = np.unique(ratings.dropna().to_numpy(dtype=float))
    if (given == np.rint(given)).all():
        return Scale(np.arange(LOWEST, HIGHEST + 1))
    return Scale(given)


# A weighted sum of coefficients as an estimate, and the row of a check that it makes.

COLUMNS = ["slug", "estimate", "low", "high", "p_value", "n_days", "is_passed", "wording"]


def weighted_sum(fit: Fit, weights: Mapping[str, float]) -> Contrast:
    """Sum of coefficients times weights, with its HC3 standard error.

    Parameters
    ----------
    fit : Fit
    weights : mapping of str to float
        By name of the coefficient; those that the fit left out count as 0.
    """
    params = fit.results.params
    gradient = pd.Series(dict(weights)).reindex(params.index, fill_value=0.0)
    variance = float(gradient @ fit.results.cov_params() @ gradient)
    return Contrast(float(gradient @ params), float(np.sqrt(variance)), float(fit.results.df_resid))


def fitted_row(slug: str, found: Contrast, n_days: int, wording: str) -> dict[str, object]:
    """Row of a check that was made; it is passed where p is at least 0.05."""
    low, high = found.interval
    return {
        "slug": slug,
        "estimate": found.estimate,
        "low": low,
        "high": high,
        "p_value": found.p_value,
        "n_days": n_days,
        "is_passed": found.p_value >= ALPHA,
        "wording": wording,
    }


def refused_row(slug: str, why: str) -> dict[str, object]:
    """Row of a check that could not be made: its numbers are missing, its wording says why."""
    return {"slug": slug, "wording": why}


def check_table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Rows of a check as a table; whether it was passed is missing where it was not made."""
    numbers = dict.fromkeys(("estimate", "low", "high", "p_value"), "float64")
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({**numbers, "n_days": "Int64", "is_passed": "boolean"})


# What the runner does from day to day, where pain may have moved it.

KM = "km"
# A ratio of weeks is moved by what is run on the day.
DRIVERS = {"log_weekly_ratio": KM}


def driver(exposure: str) -> str:
    """The column of the model frame with the daily behaviour behind an exposure.

    Examples
    --------
    >>> driver("log_weekly_ratio"), driver("stretching")
    ('km', 'stretching')
    """
    return DRIVERS.get(exposure, exposure)
