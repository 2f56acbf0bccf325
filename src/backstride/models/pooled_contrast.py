"""From the coefficients of a cohort to the quantity a claim is about."""

import numpy as np
import pandas as pd

from backstride.models.adl import Fit
from backstride.models.cohort_weeks import RaisedWeeks
from backstride.models.contrasts import Contrast, contrast, raised_week_contrast
from backstride.models.estimates import Estimates
from backstride.models.pooled import PooledFit
from backstride.models.pooled_terms import PooledModel
from backstride.models.raised_week import with_lags
from backstride.models.rows import ModelRows
from backstride.models.specification import Specification


def pooled_contrast(
    fit: PooledFit, model: PooledModel, specification: Specification, weeks: RaisedWeeks
) -> Contrast:
    """Compute the contrast of a claim from pooled coefficients, as `contrast` does for one runner.

    Parameters
    ----------
    fit : PooledFit
    model : PooledModel
        Of the claim.
    specification : Specification
    weeks : RaisedWeeks
        Of the whole cohort; only a raised week looks at it.

    Raises
    ------
    UnsettledError
        If no level is reached under a lasting dose: all of an evening is carried to the next.
    """
    results = Estimates(fit.coefficients, fit.covariance, fit.dof, np.empty(0))
    contrasted = tuple(term for term in model.contrasted if term in fit.coefficients)
    rows = ModelRows(pd.DataFrame(), tuple(fit.coefficients.index), contrasted)
    carried = Fit(results, rows, fit.covariance)
    if specification.horizon == "week":
        return raised_week_contrast(carried, with_lags(weeks.daily, contrasted[:-1]))
    return contrast(carried, specification, pd.DataFrame())
