"""Score every cell on several processes, a chunk at a time."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from backstride.calibration import store
from backstride.calibration.scoring import score_cell
from backstride.calibration.store import Chunk


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
    waiting = [chunk for chunk in chunks if not store.is_kept(folder, chunk)]
    yield sum(chunk.n_runs for chunk in chunks) - sum(chunk.n_runs for chunk in waiting)
    # New processes read this before they load numpy; a forked one would not.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    pool = ProcessPoolExecutor(n_processes, mp_context=get_context("spawn"))
    try:
        futures: dict[Future[pd.DataFrame], Part] = {
            pool.submit(score, chunk): chunk for chunk in waiting
        }
        for future in as_completed(futures):
            store.keep(folder, futures[future], future.result())
            yield futures[future].n_runs
    finally:
        pool.shutdown(cancel_futures=True)


def all_scores(chunks: Sequence[Chunk], folder: Path) -> pd.DataFrame:
    """The scores of chunks that are all kept, one below the other."""
    return pd.concat([store.kept_scores(folder, chunk) for chunk in chunks], ignore_index=True)


def computing_hours(scores: pd.DataFrame) -> float:
    """Hours that one core would have taken."""
    runs = scores.drop_duplicates(["scenario", "days", "run"])
    return float(runs["seconds"].sum() / 3600)


def scored(chunk: Chunk) -> pd.DataFrame:
    """Score the runners of a chunk."""
    return score_cell(chunk.cell, chunk.first, chunk.n_runs)
