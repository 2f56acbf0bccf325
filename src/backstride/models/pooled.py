"""The model of many runners: a level and a trend for each, and one effect for all."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from backstride.errors import ModelError
from backstride.models.pooled_scores import ScoreSums, coefficients, kept_terms
from backstride.models.pooled_sums import WithinSums
from backstride.models.pooled_terms import PooledModel

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
