"""Many runners pooled as is common, and wrong where pain changes what is done: for a warning."""

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
import statsmodels.api as sm
from statsmodels.tools.sm_exceptions import ConvergenceWarning

from backstride.errors import ModelError
from backstride.models.contrasts import Contrast
from backstride.models.specification import Specification

FEWEST_RUNNERS = 3
STATIC, WITHIN = "all days together", "each runner's own level"
GEE, MIXED = "GEE, exchangeable", "mixed model"
COLUMNS = ("estimator", "estimate", "low", "high", "p_value")
# lbfgs, the default, can stop at no variance between runners and call it converged.
SEARCHES = ("bfgs", "cg", "powell")


def naive_pooling(
    frame: pd.DataFrame, specification: Specification, estimators: tuple[str, ...] = ()
) -> pd.DataFrame:
    """What common estimators say of a claim.

    All are static: the rating after on the exposure of the day, running and kilometres, without
    the rating before. So what pain leads to looks like what leads to pain. Errors allow for days
    of one runner being alike; that mends nothing.

    Parameters
    ----------
    frame : DataFrame
        From `model_frame`, runner by runner.
    specification : Specification
    estimators : tuple of str, optional
        Some of the four; all where none is named.

    Returns
    -------
    DataFrame
        `estimator`, `estimate` in points for the claim's contrast, `low`, `high` (95 %),
        `p_value`:

        - all days together: least squares, errors clustered by runner, t(G - 1); the estimate
          is that of GEE with an independence working correlation
        - each runner's own level: fixed effects, errors as before
        - GEE, exchangeable: errors robust (Liang & Zeger 1986)
        - mixed model: a random level of each runner, errors of the model; numbers are missing
          where it does not converge, as happens with few runners who hurt alike

    Raises
    ------
    ModelError
        With fewer than 3 runners, or an exposure that never varies.
    """
    days, terms = _days(frame, specification)
    chosen = {name: ESTIMATORS[name] for name in estimators or ESTIMATORS}
    rows = [
        (name, *_scaled(estimator(days, terms), specification))
        for name, estimator in chosen.items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _days(frame: pd.DataFrame, specification: Specification) -> tuple[pd.DataFrame, list[str]]:
    # Of a claim about distance itself the kilometres of the day lie on the way to the pain.
    beside = ("ran", "km") if "km" in specification.covariates else ("ran",)
    terms = [specification.dose, *beside]
    days = frame[specification.is_compared(frame)][["runner", "pain_post", *terms]].dropna()
    terms = [term for term in terms if np.ptp(days[term].to_numpy()) > 0] if len(days) else []
    if days["runner"].nunique() < FEWEST_RUNNERS or specification.dose not in terms:
        raise ModelError(f"{specification.dose}: too few runners, or the same on every day.")
    return days.reset_index(drop=True), terms


def _all_together(days: pd.DataFrame, terms: list[str]) -> Contrast:
    return _clustered(days["pain_post"], sm.add_constant(days[terms]), days["runner"])


def _own_level(days: pd.DataFrame, terms: list[str]) -> Contrast:
    columns = days[["pain_post", *terms]]
    within = columns - columns.groupby(days["runner"]).transform("mean")
    return _clustered(within["pain_post"], within[terms], days["runner"])


def _clustered(outcome: pd.Series, exog: pd.DataFrame, runner: pd.Series) -> Contrast:
    codes = pd.factorize(runner)[0]
    fit = sm.OLS(outcome, exog).fit(cov_type="cluster", cov_kwds={"groups": codes}, use_t=True)
    dose = next(name for name in exog if name != "const")
    return Contrast(float(fit.params[dose]), float(fit.bse[dose]), float(codes.max()))


def _exchangeable(days: pd.DataFrame, terms: list[str]) -> Contrast:
    exog = sm.add_constant(days[terms])
    model = sm.GEE(
        days["pain_post"], exog, groups=days["runner"], cov_struct=sm.cov_struct.Exchangeable()
    )
    fit = model.fit()
    return Contrast(float(fit.params[terms[0]]), float(fit.bse[terms[0]]), np.inf)


def _random_level(days: pd.DataFrame, terms: list[str]) -> Contrast:
    exog = sm.add_constant(days[terms])
    model = sm.MixedLM(days["pain_post"], exog, groups=days["runner"])
    for method in SEARCHES:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ConvergenceWarning)
            try:
                fit = model.fit(method=method)
            except ConvergenceWarning:
                continue
        return Contrast(float(fit.params[terms[0]]), float(fit.bse[terms[0]]), np.inf)
    return Contrast(np.nan, np.nan, np.inf)


ESTIMATORS: dict[str, Callable[[pd.DataFrame, list[str]], Contrast]] = {
    STATIC: _all_together,
    WITHIN: _own_level,
    GEE: _exchangeable,
    MIXED: _random_level,
}


def _scaled(found: Contrast, specification: Specification) -> tuple[float, float, float, float]:
    amount, (low, high) = specification.exposure_change, found.interval
    return found.estimate * amount, low * amount, high * amount, found.p_value
