"""The model of one runner: today's rating on the rating before and on exposures before it."""

from dataclasses import dataclass

import pandas as pd
import statsmodels.api as sm
from statsmodels.regression.linear_model import RegressionResultsWrapper

from backstride.models.design import (
    PAIN_PRE_NEWS,
    ModelRows,
    build_design,
    known_before,
    total_covariance,
)


@dataclass(frozen=True)
class Fit:
    """One fitted model.

    Parameters
    ----------
    results : RegressionResultsWrapper
        statsmodels results with HC3 covariance and t distribution.
    rows : ModelRows
        The rows and terms it was fitted to; `statsmodels.formula.api.ols(formula, rows.frame)`
        gives the same.
    covariance : DataFrame
        Of the coefficients: HC3, and where a same-day rating enters as news, HC3 of the totals.
    """

    results: RegressionResultsWrapper
    rows: ModelRows
    covariance: pd.DataFrame

    @property
    def formula(self) -> str:
        """The statsmodels formula."""
        return self.rows.formula


def fit_adl(rows: ModelRows) -> Fit:
    """Fit the autoregressive distributed-lag model with HC3 standard errors.

    Parameters
    ----------
    rows : ModelRows
        More rows than parameters.

    Returns
    -------
    Fit

    Raises
    ------
    ModelError
        If the data cannot tell a contrasted term from the others.

    References
    ----------
    MacKinnon & White (1985), J Econometrics 29:305, doi:10.1016/0304-4076(85)90158-7.
    """
    design = build_design(rows)
    results = sm.OLS(design.endog, design.exog).fit(cov_type="HC3", use_t=True)
    if PAIN_PRE_NEWS not in results.params:
        return Fit(results, design.rows, results.cov_params())
    slope = float(results.params[PAIN_PRE_NEWS])
    known = known_before(list(design.exog.columns), rows.contrasted[0])
    covariance = total_covariance(design.exog, results.resid.to_numpy(), slope, known)
    return Fit(results, design.rows, covariance)
