"""The contrast of a claim under other assumptions: each variant changes one thing about its fit."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from backstride.errors import ModelError
from backstride.models.contrasts import Contrast, contrast
from backstride.models.design import DAYS_PER_PARAMETER, FEWEST_EXPOSED, TREND
from backstride.models.error_models import fit_ar1, fit_newey_west, fit_ordinal, hac_lags
from backstride.models.fit import Fit
from backstride.models.raised_week import raised_week
from backstride.models.refit import (
    Estimates,
    Regression,
    fit_hc3,
    on_rows,
    regression_of,
    settled,
    with_columns,
    without_columns,
)
from backstride.models.specification import Specification

FIRST_DAYS, DAYS_AFTER_ILLNESS = 14, 3
RATING_LAG2 = "pain_post_lag2"
TINY = 1e-30


@dataclass(frozen=True)
class Case:
    """A fitted claim, and what its variants need beside it.

    Parameters
    ----------
    fit : Fit
    specification : Specification
    frame : DataFrame
        From `model_frame`: every calendar day, so that row d is day d.
    illness : Series
        0/1 for each calendar day; missing where not logged.
    """

    fit: Fit
    specification: Specification
    frame: pd.DataFrame
    illness: pd.Series


@dataclass(frozen=True)
class Refitted:
    """The claim's contrast under one variant.

    Parameters
    ----------
    contrast : Contrast
        In points; in log-odds where `is_points` is False.
    n_days : int
        Rows used.
    is_points : bool
    """

    contrast: Contrast
    n_days: int
    is_points: bool = True


def related_errors(case: Case) -> Refitted:
    """Newey-West errors: unequal, and related up to a week apart."""
    regression = regression_of(case.fit)
    estimates = fit_newey_west(regression, hac_lags(len(regression.endog)))
    return _refitted(case, regression, estimates)


def fading_errors(case: Case) -> Refitted:
    """AR(1) errors by generalised least squares."""
    regression = regression_of(case.fit)
    return _refitted(case, regression, fit_ar1(regression)[0])


def ordered_ratings(case: Case) -> Refitted:
    """Ordered logit of the ratings 0..5+: only its sign and p-value bear comparison.

    What one evening carries to the next has no counterpart in log-odds: where the contrast
    needs it, it is held at the value of the claim's own fit.
    """
    regression = regression_of(case.fit)
    estimates = fit_ordinal(regression).estimates
    if case.specification.is_carried:
        estimates = _with_known_carry(estimates, case)
    return replace(_refitted(case, regression, estimates), is_points=False)


def two_lags(case: Case) -> Refitted:
    """ADL(2): the rating and the exposure of two days before beside those of the day before.

    A lasting dose has the exposure of a whole week in its model already: the rating is added.
    """
    regression, specification = regression_of(case.fit), case.specification
    day = regression.day
    lags = {RATING_LAG2: case.frame["pain_post"].shift(2).to_numpy(float)[day]}
    if specification.horizon != "lasting":
        exposed = case.frame[specification.exposure].shift(2).to_numpy(float)
        lags[_lag2(specification.exposure)] = exposed[day]
    is_known = ~np.isnan(np.column_stack([*lags.values()])).any(axis=1)
    known = {name: values[is_known] for name, values in lags.items()}
    longer = _changed(case, with_columns(on_rows(regression, is_known), known))
    estimates = fit_hc3(longer)
    if specification.horizon == "week":
        return Refitted(week_over_two_days(case, estimates), len(longer.endog))
    if specification.horizon == "lasting":
        estimates = carried_in_two_days(estimates, case.fit.rows.contrasted[-1])
    return _refitted(case, longer, estimates)


def without_trend(case: Case) -> Refitted:
    """The model without its slow trend."""
    regression = regression_of(case.fit)
    trend = {name for name in regression.names if name.startswith(TREND)}
    return _fitted(case, without_columns(regression, trend))


def without_illness(case: Case) -> Refitted:
    """Without days of illness and the 3 days after each."""
    is_ill = case.illness.fillna(0).to_numpy() > 0
    near = np.convolve(is_ill, np.ones(DAYS_AFTER_ILLNESS + 1))[: len(is_ill)] > 0
    regression = regression_of(case.fit)
    return _on_fewer_days(case, regression, ~near[regression.day])


def without_first_days(case: Case) -> Refitted:
    """Without the first 14 days from the first rating on: rating itself may change the rating."""
    ratings = case.frame[["pain_pre", "pain_post"]].notna().any(axis=1)
    regression = regression_of(case.fit)
    late = regression.day >= int(np.argmax(ratings.to_numpy())) + FIRST_DAYS
    return _on_fewer_days(case, regression, late)


VARIANTS: dict[str, Callable[[Case], Refitted]] = {
    "related errors": related_errors,
    "fading errors": fading_errors,
    "ordered ratings": ordered_ratings,
    "two lags": two_lags,
    "without trend": without_trend,
    "without illness": without_illness,
    "without first days": without_first_days,
}


def _on_fewer_days(case: Case, regression: Regression, is_kept: np.ndarray) -> Refitted:
    if is_kept.all():
        raise ModelError("no such days among those that are used.")
    return _fitted(case, on_rows(regression, is_kept))


def _fitted(case: Case, regression: Regression) -> Refitted:
    changed = _changed(case, regression)
    return _refitted(case, changed, fit_hc3(changed))


def _changed(case: Case, regression: Regression) -> Regression:
    """The changed model, where it has days enough by the rules that the claim itself must pass."""
    changed = settled(regression)
    is_compared = case.specification.is_compared(changed.frame)
    is_exposed = case.specification.is_exposed(changed.frame) & is_compared
    fewest = min(is_exposed.sum(), (is_compared & ~is_exposed).sum())
    if fewest < FEWEST_EXPOSED or len(changed.endog) < DAYS_PER_PARAMETER * len(changed.names):
        raise ModelError("too few days are left.")
    return changed


def _refitted(case: Case, regression: Regression, estimates: Estimates) -> Refitted:
    fit = replace(case.fit, results=estimates, covariance=estimates.covariance)
    return Refitted(contrast(fit, case.specification, case.frame), len(regression.endog))


def _lag2(exposure: str) -> str:
    return f"{exposure}_lag2"


def _with_known_carry(estimates: Estimates, case: Case) -> Estimates:
    carry = case.fit.rows.contrasted[-1]
    params, covariance = estimates.params.copy(), estimates.covariance.copy()
    params[carry] = case.fit.results.params[carry]
    covariance.loc[carry, :] = 0.0
    covariance.loc[:, carry] = 0.0
    return replace(estimates, params=params, covariance=covariance)


def carried_in_two_days(estimates: Estimates, carry: str) -> Estimates:
    """Let the coefficient of the rating before stand for both: r1 + r2.

    A level that is kept up is reached where v = r1 v + r2 v + push: only the sum matters.
    """
    if RATING_LAG2 not in estimates.params:
        return estimates
    sums = pd.DataFrame(
        np.eye(len(estimates.params)), estimates.params.index, estimates.params.index
    )
    sums.loc[carry, RATING_LAG2] = 1.0
    covariance = sums @ estimates.covariance @ sums.T
    return replace(estimates, params=sums @ estimates.params, covariance=covariance)


def week_over_two_days(case: Case, estimates: Estimates) -> Contrast:
    """The raised week by recursion over two days, with its delta-method error.

    v_j = r1 v_(j-1) + r2 v_(j-2) + what is added on day j. The gradient is taken by a complex step,
    which is exact to rounding (Squire & Trapp 1998, doi:10.1137/S003614459631241X).
    """
    *terms, carry = case.fit.rows.contrasted
    pushing = [*terms, _lag2(case.specification.exposure)]
    order = [*pushing, carry, RATING_LAG2]
    values = estimates.params.reindex(order, fill_value=0.0).to_numpy()
    spread = estimates.covariance.reindex(index=order, columns=order, fill_value=0.0).to_numpy()
    steps = raised_week(case.frame, case.specification.contrast_size, pushing).to_numpy()
    tilted = values + 1j * TINY * np.eye(len(order))
    gradient = np.array([_end_of_week(row, steps).imag for row in tilted]) / TINY
    error = float(np.sqrt(gradient @ spread @ gradient))
    return Contrast(_end_of_week(values + 0j, steps).real, error, estimates.df_resid)


def _end_of_week(values: np.ndarray, steps: np.ndarray) -> complex:
    *pushing, r1, r2 = (complex(value) for value in values)
    before, now = 0j, 0j
    for push in steps @ np.array(pushing):
        before, now = now, r1 * now + r2 * before + push
    return now
