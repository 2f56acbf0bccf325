"""How long a run is felt in a cohort in shards: counts, sums and scores leave a shard, no days."""

from functools import partial

import pandas as pd

from backstride.cohort.engine import Engine
from backstride.cohort.reading import Cohort
from backstride.cohort.shards import Shard, read_diary
from backstride.errors import ModelError
from backstride.models.lag_shape import LagShape, distance_counts, lag_rows, lag_shape
from backstride.models.lags import lag_estimate, lag_scores, lag_sums
from backstride.models.pooled_scores import ScoreSums, kept_terms
from backstride.models.pooled_sums import WithinSums
from backstride.verdict.cohort_lags import CohortLags, lags_of_few, lags_told, lags_untold
from backstride.verdict.cohort_words import FEWEST_RUNNERS


def lags_of_shards(cohort: Cohort, engine: Engine) -> CohortLags:
    """Put the lag model to a cohort in three passes over its shards.

    Knots are placed by the distances of all runners, so that every shard has the same columns.

    Parameters
    ----------
    cohort : Cohort
    engine : Engine

    Returns
    -------
    CohortLags
        As from `cohort_lags`, whatever the shards and the engine.
    """
    shards = list(cohort.shards)
    n_runners = len(cohort.runners) - cohort.n_unread
    if n_runners < FEWEST_RUNNERS:
        return lags_of_few(n_runners)
    try:
        counts = pd.concat(engine.each(_counts, shards))
        shape = lag_shape(counts.groupby(level=0).sum())
        whole: WithinSums = engine.total(partial(_sums, shape=shape), shards)
        # Asked here, so that no worker prints what is an answer like any other.
        kept_terms(whole, shape.model)
        scores: ScoreSums = engine.total(partial(_scores, shape=shape, whole=whole), shards)
        return lags_told(lag_estimate(shape, whole, scores))
    except ModelError as refused:
        return lags_untold(refused)


def _counts(shard: Shard) -> pd.Series:
    return distance_counts(read_diary(shard))


def _sums(shard: Shard, shape: LagShape) -> WithinSums:
    return lag_sums(lag_rows(read_diary(shard), shape), shape)


def _scores(shard: Shard, shape: LagShape, whole: WithinSums) -> ScoreSums:
    return lag_scores(lag_rows(read_diary(shard), shape), shape, whole)
