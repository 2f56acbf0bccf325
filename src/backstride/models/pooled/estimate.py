"""The model of many runners: a level and a trend for each, one effect for all."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.errors import ModelError
from backstride.exposures.load import WEEK
from backstride.models.contrasts import Contrast, contrast, raised_week_contrast
from backstride.models.design import ModelRows
from backstride.models.fit import Fit
from backstride.models.pooled.design import (
    EVENING_BEFORE,
    IS_SAME_DAY,
    SAME_DAY_RATING,
    PooledModel,
    RaisedWeeks,
)
from backstride.models.pooled.sums import (
    RunnerSums,
    ScoreSums,
    WithinSums,
    added,
    coefficients,
    kept_terms,
)
from backstride.models.raised_week import with_lags
from backstride.models.refit import Estimates
from backstride.models.specification import Specification

# The model of many runners: a level and a trend for each, and one effect for all.

FEWEST_RUNNERS = 2
Errors = Literal["jackknife", "CR1"]


@dataclass(frozen=True)
class PooledFit:
    """Coefficients that all runners share.

    Parameters
    ----------
    coefficients : Series
        By term; terms that hold nothing of their own are left out.
    covariance : DataFrame
        Cluster-robust, the runner being the cluster.
    dof : float
        Of the t distribution: runners in whom the exposure varies, less 1.
    n_runners, n_days, n_dropped : int
    """

    coefficients: pd.Series
    covariance: pd.DataFrame
    dof: float
    n_runners: int
    n_days: int
    n_dropped: int


def pooled_estimate(
    within: WithinSums, scores: ScoreSums, model: PooledModel, errors: Errors = "jackknife"
) -> PooledFit:
    """Estimate the pooled model from sums over runners.

    Parameters
    ----------
    within, scores : WithinSums, ScoreSums
        Of the whole cohort.
    model : PooledModel
    errors : {'jackknife', 'CR1'}
        Leave-one-runner-out: (G - 1) / G times the sum of squared moves. Or the sum of squared
        scores times G / (G - 1) · (n - 1) / (n - k), k terms; not to be had
        where a term is news, whose own uncertainty the scores do not hold.

    Raises
    ------
    ModelError
        With fewer than 2 runners, or if a contrasted term cannot be told from the others.

    References
    ----------
    CR1: Liang & Zeger (1986), Biometrika 73:13, doi:10.1093/biomet/73.1.13. Jackknife (CV3) and
    t(G - 1): MacKinnon, Nielsen & Webb (2023), J Appl Econom 38:671, doi:10.1002/jae.2969.
    """
    if within.n_runners < FEWEST_RUNNERS:
        raise ModelError(f"found {within.n_runners} runners, expected {FEWEST_RUNNERS} or more.")
    kept = kept_terms(within, model)
    names = [term for term, is_kept in zip(within.terms, kept, strict=True) if is_kept]
    spread = _jackknife(within, scores) if errors == "jackknife" else _cr1(within, scores, kept)
    counted = within.n_runners
    if model.contrasted:
        counted = int(within.n_varying[within.terms.index(model.contrasted[0])])
    return PooledFit(
        pd.Series(coefficients(within.xx, within.xy, model, kept)[kept], index=names),
        pd.DataFrame(spread[np.ix_(kept, kept)], index=names, columns=names),
        float(max(counted - 1, 1)),
        within.n_runners,
        within.n_days,
        within.n_dropped,
    )


def _jackknife(within: WithinSums, scores: ScoreSums) -> np.ndarray:
    return (within.n_runners - 1) / within.n_runners * scores.moves


def _cr1(within: WithinSums, scores: ScoreSums, kept: np.ndarray) -> np.ndarray:
    n_runners, n_days, n_terms = within.n_runners, within.n_days, int(kept.sum())
    bread = np.zeros_like(within.xx)
    bread[np.ix_(kept, kept)] = np.linalg.inv(within.xx[np.ix_(kept, kept)])
    correction = n_runners / (n_runners - 1) * (n_days - 1) / (n_days - n_terms)
    return np.asarray(correction * bread @ scores.scores @ bread)


# From the coefficients of a cohort to the quantity a claim is about.


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


# A daily dose kept up for some days in a cohort: g-computation, with runners drawn anew.

Floats = NDArray[np.float64]

N_DRAWS, SEED = 500, 0


@dataclass(frozen=True)
class Sustained:
    """A dose kept up, against none.

    Parameters
    ----------
    contrast : Contrast
        On the last evening; error of the runners drawn anew, t(G - 1).
    draws : array, shape (n_draws,)
        The estimate in each draw of runners.
    """

    contrast: Contrast
    draws: Floats


def sustained_model(model: PooledModel, specification: Specification) -> PooledModel:
    """The model of a same-evening claim, asked for what one evening carries to the next as well.

    Its rows are the same; a same-day rating enters as news, so that what is carried is whole.
    """
    exposure, lag = specification.lag_terms[:2]
    return replace(
        model,
        contrasted=(exposure, lag, EVENING_BEFORE),
        news=SAME_DAY_RATING,
        marker=IS_SAME_DAY,
        own=(),
    )


def sustained_dose(
    sums: RunnerSums,
    model: PooledModel,
    dose: float,
    n_days: int = WEEK,
    n_draws: int = N_DRAWS,
    seed: int = SEED,
) -> Sustained:
    """What a dose on each of some days does to the last evening, against none on any.

    The g-formula of the pooled model: v_1 = b dose, v_j = rho v_(j-1) + (b + g) dose, with b and g
    of the exposure of the day and of yesterday, rho what one evening carries to the next. What
    the dose changes on the way, pain and so the next rating before, is carried along; a
    regression on the number of doses of the last days has no way to do so, and where pain leads
    to doses it can have the wrong sign.

    Runners are drawn with replacement, each with all its days, and the sums of those drawn are
    estimated anew.

    Parameters
    ----------
    sums : RunnerSums
        At least 2 runners.
    model : PooledModel
        From `sustained_model`.
    dose : float
        Of each day, in units of the exposure.
    n_days, n_draws, seed : int

    Raises
    ------
    ModelError
        With fewer than 2 runners, or if the cohort cannot tell a term from the others.

    References
    ----------
    Robins (1986), Math Model 7:1393, doi:10.1016/0270-0255(86)90088-6. Drawing whole runners:
    Field & Welsh (2007), J R Stat Soc B 69:369, doi:10.1111/j.1467-9868.2007.00593.x.
    """
    n_runners = len(sums.n_days)
    if n_runners < 2:
        raise ModelError(f"found {n_runners} runners, expected 2 or more.")
    whole = added(sums)
    kept = kept_terms(whole, model)
    places = [model.terms.index(term) for term in model.contrasted]
    drawn = np.random.default_rng(seed).multinomial(
        n_runners, np.full(n_runners, 1 / n_runners), n_draws
    )
    estimate = _level(coefficients(whole.xx, whole.xy, model, kept)[places], dose, n_days)
    draws = np.array([
        _level(
            coefficients(
                np.tensordot(times, sums.xx, 1), np.tensordot(times, sums.xy, 1), model, kept
            )[places],
            dose,
            n_days,
        )
        for times in drawn
    ])  # fmt: skip
    return Sustained(Contrast(estimate, float(draws.std(ddof=1)), float(n_runners - 1)), draws)


def _level(params: Floats, dose: float, n_days: int) -> float:
    b, g, rho = (float(param) for param in params)
    level = b * dose
    for _ in range(n_days - 1):
        level = rho * level + (b + g) * dose
    return level
