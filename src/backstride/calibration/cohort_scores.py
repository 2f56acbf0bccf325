"""Cohorts that pooled answers are tried on: cells, scores, limits, and scores on disk."""

import hashlib
import time
import zlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from backstride.calibration.engine import source_digest
from backstride.calibration.measures import calibration_table
from backstride.diagnostics.pooling import naive_pooling
from backstride.errors import ModelError
from backstride.exposures import add_exposures
from backstride.models.contrasts import ALPHA, Contrast, UnsettledError
from backstride.models.pooled.design import NO_WEEK, pooled_columns, pooled_model, raised_weeks
from backstride.models.pooled.estimate import pooled_contrast, pooled_estimate
from backstride.models.pooled.sums import added, runner_sums, spread
from backstride.models.pooled.two_stage import pool_runners, runner_estimates
from backstride.models.specification import SPECIFICATIONS, Specification
from backstride.simulate.cohort.scenario import CohortScenario
from backstride.simulate.cohort.truth import cohort_truth
from backstride.simulate.cohort.write import simulate_cohort
from backstride.verdict.cohort_sums import cohort_frame

# The cohorts that pooled answers are tried on.

SIZES = (10, 40, 100)
DAYS = 180
SEEDS_PER_CELL = 10_000
# A cohort of its own, so that no cohort is judged by a truth that its own chance is part of.
TRUTH_SEED, TRUTH_RUNNERS = 0, 5000
# In the units of `Scenario.effects`: mean over runners, and SD between them.
PLANTED = {
    "spike": 0.5,
    "ramp-up": 0.1,
    "surface": 0.2,
    "shoe-age": 0.2,
    "stretching": -0.3,
    "cross-training": -0.2,
    "strength": -0.05,
    "maintenance": -0.2,
}
SDS = {
    "spike": 0.3,
    "ramp-up": 0.1,
    "surface": 0.15,
    "shoe-age": 0.15,
    "warm-up": 0.25,
    "stretching": 0.25,
    "cross-training": 0.15,
    "strength": 0.04,
    "maintenance": 0.15,
}
FEEDBACK = CohortScenario(n_days=DAYS, kappa=0.5, psi=0.06, habits_follow="felt")
MEANINGS = {
    "no effect": "nothing has an effect; pain shortens and cancels runs, and is stretched away",
    "one effect for all": "the same, and all but warming up acts, alike in every runner",
    "effects that differ": "the same, and every effect differs between runners",
    "effects that cancel out": "every effect differs as much between runners, and is 0 on the mean",
}
PLANS = {
    "no effect": FEEDBACK,
    "one effect for all": replace(FEEDBACK, effects=PLANTED),
    "effects that differ": replace(FEEDBACK, effects=PLANTED, effect_sds=SDS),
    "effects that cancel out": replace(FEEDBACK, effect_sds=SDS),
}


@dataclass(frozen=True)
class CohortCell:
    """One kind of cohort at one size.

    Parameters
    ----------
    scenario : str
        Key of `PLANS` and `MEANINGS`.
    n_runners : int
    """

    scenario: str
    n_runners: int

    @property
    def key(self) -> str:
        """Its name in file names."""
        return f"{self.scenario.replace(' ', '-')}-{self.n_runners}"

    def cohort(self, run: int) -> CohortScenario:
        """The cohort number `run`; its runners are in no other cohort of any cell."""
        first = SEEDS_PER_CELL * (1 + zlib.crc32(self.key.encode()) % SEEDS_PER_CELL)
        return replace(PLANS[self.scenario], seed=first + run, n_runners=self.n_runners)


def truth_cohort(scenario: str) -> CohortScenario:
    """The large cohort whose mean effects are taken for true in the cells of a scenario."""
    return replace(PLANS[scenario], seed=TRUTH_SEED, n_runners=TRUTH_RUNNERS)


CELLS = tuple(CohortCell(scenario, size) for scenario in PLANS for size in SIZES)


# What each way of pooling says of one simulated cohort, beside the truth.

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
            wrong = naive_pooling(frame, one).rename(columns={"estimator": "method"})
            wrongly.append(wrong.assign(claim=one.slug))
    scores = pd.concat([pd.DataFrame(rows), *wrongly], ignore_index=True)
    known = scores.assign(is_yes=scores["p_value"] < ALPHA, truth=scores["claim"].map(truths))
    return known[COLUMNS]


def _pooled(
    columns: pd.DataFrame, specification: Specification, frame: pd.DataFrame
) -> Contrast | None:
    model = pooled_model(specification)
    is_week = specification.horizon == "week"
    weeks = raised_weeks(frame, specification.contrast_size) if is_week else NO_WEEK
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


# What the pooled answers must hold in every cell, and how they are counted.

OURS = (POOLED, TWO_STAGE)
HIGHEST_TYPE1, LOWEST_COVERAGE = 0.10, 0.90
MEAN_TYPE1, MEAN_COVERAGE = (0.04, 0.06), (0.94, 0.96)
# Fewer estimates than this say little of a share: the method refuses most of such cohorts.
FEWEST_RUNS = 20


def cohort_table(scores: pd.DataFrame) -> pd.DataFrame:
    """How each method did at each claim in each cell.

    Parameters
    ----------
    scores : DataFrame
        Tables of `score_cohorts` with `scenario` and `n_runners`, one below the other.

    Returns
    -------
    DataFrame
        As from `calibration_table`, with `n_runners` in the place of `days`.
    """
    table = calibration_table(scores.rename(columns={"n_runners": "days"}))
    return table.rename(columns={"days": "n_runners"}).drop(columns="p_verdict")


def with_cohort_limits(table: pd.DataFrame) -> pd.DataFrame:
    """Add whether each of our methods holds its limits: `is_type1_held`, `is_coverage_held`.

    Missing for the methods that are shown as a warning, and where there is too little to count.
    """
    is_bound = table["method"].isin(OURS) & (table["runs"] >= FEWEST_RUNS)
    type1, coverage = table["type1"].round(3), table["coverage"].round(3)
    return table.assign(
        is_type1_held=(type1 <= HIGHEST_TYPE1).astype("boolean").where(is_bound & type1.notna()),
        is_coverage_held=(coverage >= LOWEST_COVERAGE)
        .astype("boolean")
        .where(is_bound & coverage.notna()),
    )


def means_of(judged: pd.DataFrame, method: str) -> dict[str, float]:
    """Mean type-I error and coverage of a method over its cells and claims, with their errors.

    The Monte Carlo error is that of as many cohorts as the mean has estimates: as if the claims of
    one cohort erred each by itself.
    """
    rows = judged[judged["method"] == method]
    bound = rows[rows["is_coverage_held"].notna()]
    null = rows[rows["is_type1_held"].notna()]
    type1, coverage = null["type1"].mean(), bound["coverage"].mean()
    return {
        "type1": float(type1),
        "type1_error": _error(type1, null["runs"].sum()),
        "coverage": float(coverage),
        "coverage_error": _error(coverage, bound["runs"].sum()),
    }


def _error(share: float, n_runs: float) -> float:
    return float(np.sqrt(share * (1 - share) / n_runs)) if n_runs else np.nan


# Scores of cohorts on disk, chunk by chunk, so that a run that was stopped goes on.

CHUNK = 20
# All that a score depends on; wording and pages are not among it.
COUNTED = (
    "exposures",
    "models",
    "simulate",
    "diagnostics/pooling.py",
    "verdict/cohort_sums.py",
    "calibration/cohort_scores.py",
)


@dataclass(frozen=True)
class CohortChunk:
    """Some cohorts of one cell, scored together and kept in one file."""

    cell: CohortCell
    first: int
    n_runs: int

    @property
    def name(self) -> str:
        """Name of its file: another cohort, seed or code gives another name."""
        first, last = self.cell.cohort(self.first), self.first + self.n_runs - 1
        digest = hashlib.sha256(f"{first!r} {source_digest(COUNTED)}".encode()).hexdigest()[:12]
        return f"{self.cell.key}-{digest}-{self.first:05d}-{last:05d}.csv"


def cohort_chunks(cells: tuple[CohortCell, ...], n_runs: int) -> list[CohortChunk]:
    """Cut the cohorts 0 to `n_runs` − 1 of each cell into chunks, first those of all cells.

    Examples
    --------
    >>> from backstride.calibration.cohort_scores import CELLS
    >>> [(chunk.cell.n_runners, chunk.first) for chunk in cohort_chunks(CELLS[:2], 40)]
    [(10, 0), (40, 0), (10, 20), (40, 20)]
    """
    return [
        CohortChunk(cell, first, min(CHUNK, n_runs - first))
        for first in range(0, n_runs, CHUNK)
        for cell in cells
    ]


def kept_cohorts(folder: Path, chunk: CohortChunk) -> pd.DataFrame:
    """Scores as they were kept, with `scenario` and `n_runners` of their cell."""
    scores = pd.read_csv(folder / chunk.name, dtype={"claim": "str", "method": "str"})
    return scores.assign(scenario=chunk.cell.scenario, n_runners=chunk.cell.n_runners)
