"""Every claim put to a cohort in shards; the days of the runners stay where they are."""

from functools import partial

import pandas as pd

from backstride.cohort.engine import Engine
from backstride.cohort.reading import Cohort
from backstride.cohort.shards import Shard, read_diary
from backstride.settings import Settings
from backstride.verdict.cohort import answer_cohort
from backstride.verdict.cohort_sums import (
    CohortScores,
    CohortSums,
    cohort_frame,
    cohort_runners,
    cohort_scores,
    cohort_sums,
)


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
