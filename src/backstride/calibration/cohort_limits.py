"""What the pooled answers must hold in every cell, and how they are counted."""

import numpy as np
import pandas as pd

from backstride.calibration.cohort_scoring import POOLED, TWO_STAGE
from backstride.calibration.measures import calibration_table

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
