"""From the coefficients of a cohort to the quantity a claim is about."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from backstride.models.adl import Fit
from backstride.models.contrasts import WEEK, Contrast, contrast
from backstride.models.estimates import Estimates
from backstride.models.pooled import PooledFit
from backstride.models.pooled_terms import PooledModel
from backstride.models.rows import ModelRows
from backstride.models.specification import Specification


@dataclass(frozen=True)
class WeekSums:
    """Shares of a usual week's kilometres by weekday, added up over runners. They add with `+`.

    Parameters
    ----------
    shares : array, shape (7,)
        Monday first; of each runner they add up to 1.
    n_runners : int
    """

    shares: np.ndarray
    n_runners: int

    def __add__(self, other: "WeekSums") -> "WeekSums":
        return WeekSums(self.shares + other.shares, self.n_runners + other.n_runners)

    @property
    def week(self) -> pd.DataFrame:
        """The cohort's usual week: `weekday` and `km`, as `contrast` looks at a calendar."""
        return pd.DataFrame({"weekday": range(WEEK), "km": self.shares})


def week_sums(frame: pd.DataFrame) -> WeekSums:
    """Add up the usual weeks of runners.

    Of each runner: medians over the whole weeks with running of the cumulative share, rescaled
    to a sum of 1 (`usual_weeks`). Runners without such a week are left out.

    Parameters
    ----------
    frame : DataFrame
        From `model_frame`: every calendar day, runner by runner.
    """
    is_first = (frame["weekday"] == 0) | (frame["runner"] != frame["runner"].shift())
    week = is_first.cumsum().to_numpy()
    km = frame["km"].to_numpy(dtype=float)
    n_days = np.bincount(week)
    whole = np.flatnonzero((n_days == WEEK) & (np.bincount(week, weights=km) > 0))
    is_whole = np.isin(week, whole)
    weeks = km[is_whole].reshape(-1, WEEK)
    runner = frame["runner"].to_numpy()[is_whole][::WEEK]
    cumulative = pd.DataFrame(np.cumsum(weeks, axis=1) / weeks.sum(axis=1, keepdims=True))
    medians = cumulative.groupby(runner).median().to_numpy()
    shares = np.diff(medians / medians[:, -1:], prepend=0.0, axis=1)
    return WeekSums(shares.sum(axis=0), len(shares))


def pooled_contrast(
    fit: PooledFit, model: PooledModel, specification: Specification, weeks: WeekSums
) -> Contrast:
    """Compute the contrast of a claim from pooled coefficients, as `contrast` does for one runner.

    Parameters
    ----------
    fit : PooledFit
    model : PooledModel
        Of the claim.
    specification : Specification
    weeks : WeekSums
        Of the whole cohort; only a raised week looks at it.

    Raises
    ------
    UnsettledError
        If no level is reached under a lasting dose: all of an evening is carried to the next.
    """
    results = Estimates(fit.coefficients, fit.covariance, fit.dof, np.empty(0))
    rows = ModelRows(pd.DataFrame(), tuple(fit.coefficients.index), model.contrasted)
    return contrast(Fit(results, rows, fit.covariance), specification, weeks.week)
