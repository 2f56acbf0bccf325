"""Scores of cohorts on disk, chunk by chunk, so that a run that was stopped goes on."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from backstride.calibration.cohort_cells import CohortCell
from backstride.calibration.store import source_digest

CHUNK = 20
# All that a score depends on; wording and pages are not among it.
COUNTED = (
    "exposures",
    "models",
    "simulate",
    "trust/pooled_wrongly.py",
    "verdict/cohort_sums.py",
    "calibration/cohort_cells.py",
    "calibration/cohort_scoring.py",
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
    >>> from backstride.calibration.cohort_cells import CELLS
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
