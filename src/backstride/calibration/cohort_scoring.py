"""What each way of pooling says of one simulated cohort, beside the truth."""

import time
from functools import cache

import numpy as np
import pandas as pd

from backstride.calibration.cohort_cells import CohortCell, truth_cohort
from backstride.errors import ModelError
from backstride.exposures import add_exposures
from backstride.models.cohort_weeks import NO_WEEK, raised_weeks
from backstride.models.contrasts import Contrast, UnsettledError
from backstride.models.pool_runners import pool_runners
from backstride.models.pooled import pooled_estimate
from backstride.models.pooled_contrast import pooled_contrast
from backstride.models.pooled_scores import spread
from backstride.models.pooled_sums import added, runner_sums
from backstride.models.pooled_terms import pooled_columns, pooled_model
from backstride.models.power import ALPHA
from backstride.models.specification import SPECIFICATIONS, Specification
from backstride.models.two_stage import runner_estimates
from backstride.simulate.cohort import simulate_cohort
from backstride.simulate.cohort_scenario import CohortScenario
from backstride.simulate.cohort_truth import cohort_truth
from backstride.trust.pooled_wrongly import pooled_wrongly
from backstride.verdict.cohort_sums import cohort_frame

POOLED, TWO_STAGE = "pooled", "two-stage"
CLAIMS = tuple(one.slug for one in SPECIFICATIONS)
FOLLOWS_PAIN, WARNED_AT = "stretching", 40
COLUMNS = ["claim", "method", "estimate", "low", "high", "p_value", "is_yes", "truth"]


def score_cohorts(cell: CohortCell, first: int, n_runs: int) -> pd.DataFrame:
    """Score some cohorts of a cell.

    Returns
    -------
    DataFrame
        One row per cohort, claim and method: `run`, `claim`, `method`, `estimate`, `low`, `high`,
        `p_value` (missing where refused), `is_yes` (p < 0.05), `truth` in points, and `seconds`
        of computing. The wrong estimators are put to stretching alone, which follows pain, in
        cohorts of 40.
    """
    truths = true_means(cell.scenario)
    scored = []
    for run in range(first, first + n_runs):
        began = time.process_time()
        rows = score_cohort(cell.cohort(run), truths)
        scored.append(rows.assign(run=run, seconds=time.process_time() - began))
    return pd.concat(scored, ignore_index=True)


@cache
def true_means(scenario: str) -> dict[str, float]:
    """Mean true contrast of each claim in the cells of one scenario.

    0 where effects of mean 0 were planted: that ratings end at 0 and 10 makes it .007 at most.
    """
    planted = truth_cohort(scenario)
    truth = cohort_truth(planted, tuple(slug for slug in CLAIMS if slug in planted.effects))
    known = dict(zip(truth["slug"], truth["truth"].astype(float), strict=True))
    return {slug: known.get(slug, 0.0) for slug in CLAIMS}


def score_cohort(scenario: CohortScenario, truths: dict[str, float]) -> pd.DataFrame:
    """Answers to one cohort by every method, beside the truth."""
    frame = cohort_frame(add_exposures(simulate_cohort(scenario).days))
    rows, wrongly = [], []
    for one in SPECIFICATIONS:
        columns = pooled_columns(frame, one)
        rows.append(_row(one.slug, POOLED, _pooled(columns, one, frame)))
        rows.append(_row(one.slug, TWO_STAGE, _two_stage(columns, one, frame)))
        if one.slug == FOLLOWS_PAIN and scenario.n_runners == WARNED_AT:
            wrong = pooled_wrongly(frame, one).rename(columns={"estimator": "method"})
            wrongly.append(wrong.assign(claim=one.slug))
    scores = pd.concat([pd.DataFrame(rows), *wrongly], ignore_index=True)
    known = scores.assign(is_yes=scores["p_value"] < ALPHA, truth=scores["claim"].map(truths))
    return known[COLUMNS]


def _pooled(
    columns: pd.DataFrame, specification: Specification, frame: pd.DataFrame
) -> Contrast | None:
    model = pooled_model(specification)
    is_week = specification.horizon == "week"
    weeks = raised_weeks(frame, specification.amount) if is_week else NO_WEEK
    sums = runner_sums(columns, model)
    whole = added(sums)
    try:
        fit = pooled_estimate(whole, spread(sums, model, whole), model)
        return pooled_contrast(fit, model, specification, weeks)
    except (UnsettledError, ModelError):
        return None


def _two_stage(
    columns: pd.DataFrame, specification: Specification, frame: pd.DataFrame
) -> Contrast | None:
    try:
        return pool_runners(runner_estimates(columns, specification, frame)).mean
    except ModelError:
        return None


def _row(claim: str, method: str, found: Contrast | None) -> dict[str, object]:
    estimate, low, high, p_value = (
        (found.estimate, *found.interval, found.p_value) if found else (np.nan,) * 4
    )
    numbers = {"estimate": estimate, "low": low, "high": high, "p_value": p_value}
    return {"claim": claim, "method": method, **numbers}
