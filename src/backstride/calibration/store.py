"""Scores on disk, chunk by chunk, so that a run that was stopped goes on where it was."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import pandas as pd

from backstride.calibration.scenarios import Cell

CHUNK = 25
# All that a score depends on; wording, pictures and pages are not among it.
COUNTED = (
    "tables",
    "settings.py",
    "claims.py",
    "clean",
    "sessions",
    "diary",
    "exposures",
    "models",
    "verdict",
    "trust/plain_tests.py",
    "simulate",
    "calibration/scoring.py",
)
PACKAGES = ("numpy", "pandas", "scipy", "statsmodels")
TEXT = {"claim": "str", "method": "str"}


class Named(Protocol):
    """Whatever has a file of its own."""

    @property
    def name(self) -> str:
        """Name of the file."""


@dataclass(frozen=True)
class Chunk:
    """Some runners of one cell, scored together and kept in one file."""

    cell: Cell
    first: int
    n_runs: int

    @property
    def name(self) -> str:
        """Name of its file: another scenario, seed or code gives another name."""
        first, last = self.cell.runner(self.first), self.first + self.n_runs - 1
        said = f"{first!r} {self.cell.group} {source_digest()}"
        digest = hashlib.sha256(said.encode()).hexdigest()[:12]
        return f"{self.cell.key}-{digest}-{self.first:05d}-{last:05d}.csv"


def chunks_of(cell: Cell, n_runs: int) -> list[Chunk]:
    """Cut the runners 0 to `n_runs` − 1 of a cell into chunks.

    Examples
    --------
    >>> from backstride.calibration.scenarios import CELLS
    >>> [(chunk.first, chunk.n_runs) for chunk in chunks_of(CELLS[0], 60)]
    [(0, 25), (25, 25), (50, 10)]
    """
    return [Chunk(cell, first, min(CHUNK, n_runs - first)) for first in range(0, n_runs, CHUNK)]


def keep(folder: Path, chunk: Named, scores: pd.DataFrame) -> None:
    """Write the scores of a chunk, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{chunk.name}.part"
    scores.to_csv(part, index=False, lineterminator="\n")
    part.replace(folder / chunk.name)


def is_kept(folder: Path, chunk: Named) -> bool:
    """Whether the chunk was scored before, by this code."""
    return (folder / chunk.name).is_file()


def kept_scores(folder: Path, chunk: Chunk) -> pd.DataFrame:
    """Scores as they were kept, with `scenario` and `days` of their cell."""
    scores = pd.read_csv(folder / chunk.name, dtype=TEXT)
    return scores.assign(scenario=chunk.cell.scenario, days=chunk.cell.days)


@cache
def source_digest(
    counted: tuple[str, ...] = COUNTED, root: Path = Path(__file__).parents[1]
) -> str:
    """Digest of the code that scores depend on, and of the versions of what computes them.

    Parameters
    ----------
    counted : tuple of str
        Files and folders below `root`.
    root : Path
    """
    digest = hashlib.sha256()
    for place in counted:
        path = root / place
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    for package in PACKAGES:
        digest.update(f"{package} {version(package)}".encode())
    return digest.hexdigest()
