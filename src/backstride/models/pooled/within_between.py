"""What goes together between runners, apart from what goes together within them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm

from backstride.errors import ModelError
from backstride.models.contrasts import Contrast
from backstride.models.specification import Specification

FEWEST_RUNNERS = 5
BESIDE = ("ran", "km")


@dataclass(frozen=True)
class BetweenRunners:
    """The association between runners, apart from what goes together within them.

    Parameters
    ----------
    contrast : Contrast
        Runners who do more of it against runners who do less. No effect of anything: runners who
        differ in this differ in much else, and who hurts more may do more of it.
    n_runners : int
    """

    contrast: Contrast
    n_runners: int


def runner_means(columns: pd.DataFrame, specification: Specification) -> pd.DataFrame:
    """Mean rating, exposure, running and kilometres of each runner; parts go below each other.

    Parameters
    ----------
    columns : DataFrame
        From `pooled_columns`.
    specification : Specification

    Returns
    -------
    DataFrame
        One row per runner: `runner`, `pain_post`, `exposure`, `ran`, `km`.
    """
    means = columns.rename(columns={specification.dose: "exposure"})
    kept = ["pain_post", "exposure", *BESIDE]
    return means.groupby("runner", sort=False)[kept].mean().reset_index()


def between_runners(means: pd.DataFrame, specification: Specification) -> BetweenRunners:
    """The association between runners, to be set beside the one within them.

    The means of the runners' ratings on the means of their exposures, running and kilometres held
    equal; least squares with HC3 errors, each runner once.

    Parameters
    ----------
    means : DataFrame
        From `runner_means`, all parts.
    specification : Specification

    Raises
    ------
    ModelError
        With fewer than 5 runners, or runners who are all alike in the exposure.

    References
    ----------
    Mundlak (1978), Econometrica 46:69, doi:10.2307/1913646; Bell & Jones (2015), Polit Sci Res
    Methods 3:133, doi:10.1017/psrm.2014.7.
    """
    known = means.dropna()
    beside = [name for name in BESIDE if np.ptp(known[name].to_numpy()) > 0] if len(known) else []
    n_needed = FEWEST_RUNNERS + len(beside)
    if len(known) < n_needed or np.ptp(known["exposure"].to_numpy()) == 0:
        raise ModelError(
            f"{specification.dose}: {len(known)} runners who differ in it, expected {n_needed}."
        )
    exog = sm.add_constant(known[["exposure", *beside]])
    fit = sm.OLS(known["pain_post"], exog).fit(cov_type="HC3", use_t=True)
    amount = specification.exposure_change
    slope, error = float(fit.params["exposure"]), float(fit.bse["exposure"])
    return BetweenRunners(Contrast(amount * slope, amount * error, float(fit.df_resid)), len(known))
