"""Every claim and the lag curve put to a cohort in shards, or to one in memory."""

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from backstride.cohort.engine import Engine, Loop
from backstride.cohort.places import find_runners
from backstride.cohort.read import Cohort, read_cohort
from backstride.cohort.shards import Shard, read_diary
from backstride.errors import ModelError
from backstride.models.pooled.lags import (
    LagShape,
    distance_counts,
    lag_estimate,
    lag_rows,
    lag_scores,
    lag_shape,
    lag_sums,
)
from backstride.models.pooled.sums import ScoreSums, WithinSums, kept_terms
from backstride.settings import Settings
from backstride.verdict.cohort import (
    FEWEST_RUNNERS,
    CohortLags,
    answer_cohort,
    lags_of_few,
    lags_told,
    lags_untold,
)
from backstride.verdict.cohort_sums import (
    CohortScores,
    CohortSums,
    cohort_frame,
    cohort_runners,
    cohort_scores,
    cohort_sums,
)

# Every claim put to a cohort in shards; the days of the runners stay where they are.


def answer_shards(
    cohort: Cohort, settings: Settings, engine: Engine
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answer every claim in three passes over the shards, each a map and a sum.

    ```
    shards ─► sums within runners ─► one sum ─► shards ─► scores of runners ─► one sum ─► answers
       └────► the runners' own models, one row for each runner and claim ──────────────────┘
    ```
    Only sums and one row a runner leave the place where a shard is worked on.

    Parameters
    ----------
    cohort : Cohort
    settings : Settings
        `smallest_difference` is used.
    engine : Engine

    Returns
    -------
    answers : DataFrame
        From `answer_cohort`, one row a claim.
    runners : DataFrame
        From `cohort_runners`, one row a claim and runner.
    """
    shards = list(cohort.shards)
    sums: CohortSums = engine.total(_sums, shards)
    scores: CohortScores = engine.total(partial(_scores, sums=sums), shards)
    runners = pd.concat(engine.each(_runners, shards), ignore_index=True)
    return answer_cohort(sums, scores, runners, settings.smallest_difference), runners


def _sums(shard: Shard) -> CohortSums:
    return cohort_sums(cohort_frame(read_diary(shard)))


def _scores(shard: Shard, sums: CohortSums) -> CohortScores:
    return cohort_scores(cohort_frame(read_diary(shard)), sums)


def _runners(shard: Shard) -> pd.DataFrame:
    return cohort_runners(cohort_frame(read_diary(shard)))


# How long a run is felt in a cohort in shards: counts, sums and scores leave a shard, no days.


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
        whole: WithinSums = engine.total(partial(_lag_sums_of, shape=shape), shards)
        # Asked here, so that no worker prints what is an answer like any other.
        kept_terms(whole, shape.model)
        scores: ScoreSums = engine.total(partial(_lag_scores_of, shape=shape, whole=whole), shards)
        return lags_told(lag_estimate(shape, whole, scores))
    except ModelError as refused:
        return lags_untold(refused)


def _counts(shard: Shard) -> pd.Series:
    return distance_counts(read_diary(shard))


def _lag_sums_of(shard: Shard, shape: LagShape) -> WithinSums:
    return lag_sums(lag_rows(read_diary(shard), shape), shape)


def _lag_scores_of(shard: Shard, shape: LagShape, whole: WithinSums) -> ScoreSums:
    return lag_scores(lag_rows(read_diary(shard), shape), shape, whole)


# A cohort that fits into memory: its diaries in one table.


def cohort_diary(place: str | Path, **stated: Any) -> pd.DataFrame:
    """Read the diaries of all runners, with exposures, into one table.

    Parameters
    ----------
    place : path
        As for `backstride cohort`: a folder with a folder for each runner, or with tables that
        have a column `runner`; or one such table.
    **stated
        As for `Settings.stated`; the same for all runners.

    Returns
    -------
    DataFrame
        Runner by runner, every calendar day of each once, ascending.

    Raises
    ------
    DataError
        If there is no runner, or none can be read.
    """
    settings = Settings.stated(**stated)
    with tempfile.TemporaryDirectory() as work:
        read = read_cohort(find_runners(Path(place)), settings, Path(work), Loop())
        diaries = pd.concat([read_diary(shard) for shard in read.shards], ignore_index=True)
    return diaries.sort_values(["runner", "date"], kind="stable", ignore_index=True)
