"""What a method must hold in every cell that its assumptions cover."""

import numpy as np
import pandas as pd

from backstride.calibration.scenarios import CELLS
from backstride.calibration.scoring import ANY, OURS

LEVEL, INTERVAL, ERRORS = 0.05, 0.95, 3
# Claims whose contrast rests on what one evening carries to the next.
CARRIED = ("ramp-up", "strength", "cross-training")
CARRIED_EXTRA = 0.009
HIGHEST_MEAN_TYPE1 = 0.055
GROUP = {(cell.scenario, cell.days): cell.group for cell in CELLS}


def highest_type1(claim: str, n_runs: float) -> float:
    """0.05 and three Monte Carlo errors of `n_runs` logs; a little more for carried contrasts.

    Examples
    --------
    >>> round(highest_type1("spike", 1000), 3), round(highest_type1("ramp-up", 1000), 3)
    (0.071, 0.08)
    """
    extra = CARRIED_EXTRA if claim in CARRIED else 0.0
    return float(LEVEL + extra + ERRORS * np.sqrt(LEVEL * (1 - LEVEL) / n_runs))


def lowest_coverage(n_runs: float) -> float:
    """0.95 less three Monte Carlo errors.

    Examples
    --------
    >>> round(lowest_coverage(1000), 3)
    0.929
    """
    return float(INTERVAL - ERRORS * np.sqrt(INTERVAL * (1 - INTERVAL) / n_runs))


def with_limits(table: pd.DataFrame) -> pd.DataFrame:
    """Add `group` of the cell, and whether Backstride holds each limit it is held to.

    Parameters
    ----------
    table : DataFrame
        From `calibration_table`.

    Returns
    -------
    DataFrame
        `table` with `group`, `is_type1_held` and `is_coverage_held`; the last two are missing
        for other methods, for cells that the assumptions do not cover, and where there is no
        number. They are decided on the numbers as written, with 3 decimals.
    """
    places = zip(table["scenario"], table["days"], strict=True)
    group = pd.Series([GROUP.get(place, "failure") for place in places], index=table.index)
    is_bound = (table["method"] == OURS) & (group != "failure")
    limits = [
        (round(highest_type1(claim, runs), 3), round(lowest_coverage(runs), 3)) if runs else (1, 0)
        for claim, runs in zip(table["claim"], table["runs"], strict=True)
    ]
    highest, lowest = (np.array(column) for column in zip(*limits, strict=True))
    type1, coverage = table["type1"].round(3), table["coverage"].round(3)
    return table.assign(
        group=group,
        is_type1_held=(type1 <= highest).astype("boolean").where(is_bound & type1.notna()),
        is_coverage_held=(coverage >= lowest).astype("boolean").where(is_bound & coverage.notna()),
    )


def claims_only(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of single claims."""
    return table[table["claim"] != ANY]
