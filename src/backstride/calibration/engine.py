"""Score every cell on several processes, chunk by chunk on disk, so that a run can go on."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from backstride.calibration.grid import Cell
from backstride.calibration.measures import calibration_table
from backstride.calibration.page import calibration_page
from backstride.calibration.scores import score_cell

# Scores on disk, chunk by chunk, so that a run that was stopped goes on where it was.

CHUNK = 25
# All that a score depends on; wording, pictures and pages are not among it.
COUNTED = (
    "schemas",
    "settings.py",
    "claims.py",
    "clean",
    "diary",
    "exposures",
    "models",
    "verdict",
    "diagnostics/false_alarms.py",
    "simulate",
    "calibration/scores.py",
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
    >>> from backstride.calibration.grid import CELLS
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


# Score every cell on several processes, a chunk at a time.


class Part(Protocol):
    """Some runs that are scored together and kept in one file."""

    @property
    def name(self) -> str:
        """Name of the file."""

    @property
    def n_runs(self) -> int:
        """How many there are."""


def score_chunks(
    chunks: Sequence[Part],
    folder: Path,
    n_processes: int,
    score: Callable[[Any], pd.DataFrame],
) -> Iterator[int]:
    """Score and keep the chunks that are not kept yet; the runs of each as it is done.

    Every process computes on one core: the matrices are too small to share.

    Parameters
    ----------
    chunks : sequence of Chunk
    folder : Path
        Made where it does not exist.
    n_processes : int
    score : callable
        From a chunk to its scores; at the top of a module, as other processes look for it.
    """
    waiting = [chunk for chunk in chunks if not is_kept(folder, chunk)]
    yield sum(chunk.n_runs for chunk in chunks) - sum(chunk.n_runs for chunk in waiting)
    # New processes read this before they load numpy; a forked one would not.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    pool = ProcessPoolExecutor(n_processes, mp_context=get_context("spawn"))
    try:
        futures: dict[Future[pd.DataFrame], Part] = {
            pool.submit(score, chunk): chunk for chunk in waiting
        }
        for future in as_completed(futures):
            keep(folder, futures[future], future.result())
            yield futures[future].n_runs
    finally:
        pool.shutdown(cancel_futures=True)


def all_scores(chunks: Sequence[Chunk], folder: Path) -> pd.DataFrame:
    """The scores of chunks that are all kept, one below the other."""
    return pd.concat([kept_scores(folder, chunk) for chunk in chunks], ignore_index=True)


def computing_hours(scores: pd.DataFrame) -> float:
    """Hours that one core would have taken."""
    runs = scores.drop_duplicates(["scenario", "days", "run"])
    return float(runs["seconds"].sum() / 3600)


def scored(chunk: Chunk) -> pd.DataFrame:
    """Score the runners of a chunk."""
    return score_cell(chunk.cell, chunk.first, chunk.n_runs)


# `calibration.csv` and the page made of it.

TABLE, PAGE = "calibration.csv", "calibration.md"
PARTIALS = Path("reports/calibration")
# Tables that a report reads, so that they come with the package; the docs are made of them.
PUBLISHED = Path(__file__).parent / "published"
DOCS = Path(__file__).parents[3] / "docs"


def places_of(is_whole: bool) -> tuple[Path, Path]:
    """Folder of the table and folder of the page.

    The whole set is published where there are docs, in a checkout of the repository; all else
    stays beside its parts.
    """
    return (PUBLISHED, DOCS) if is_whole and DOCS.is_dir() else (PARTIALS, PARTIALS)


def write_calibration(scores: pd.DataFrame, tables: Path, pages: Path) -> None:
    """Write the table into one folder and the page into another, each whole or not at all."""
    tables.mkdir(parents=True, exist_ok=True)
    lines = calibration_table(scores).to_csv(index=False, float_format="%.4f", lineterminator="\n")
    write_whole(tables / TABLE, lines)
    table, hours = read_calibration(tables / TABLE), computing_hours(scores)
    write_whole(pages / PAGE, calibration_page(table, hours, link_to(tables / TABLE, pages)))


def link_to(file: Path, pages: Path) -> str:
    """Link from a page of a folder to a file.

    Examples
    --------
    >>> link_to(Path("src/calibration.csv"), Path("docs"))
    '../src/calibration.csv'
    """
    return Path(os.path.relpath(file, pages)).as_posix()


def read_calibration(path: Path) -> pd.DataFrame:
    """The table as it was written."""
    return pd.read_csv(path, dtype={"scenario": "str", "claim": "str", "method": "str"})


def write_whole(path: Path, text: str) -> None:
    """Write a file, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, "utf-8")
    part.replace(path)
