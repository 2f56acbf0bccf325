"""`python -m backstride.calibration`: try the answers on thousands of simulated runners."""

import argparse
import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from backstride.calibration.engine import (
    PAGE,
    PARTIALS,
    TABLE,
    Chunk,
    all_scores,
    chunks_of,
    places_of,
    score_chunks,
    scored,
    write_calibration,
)
from backstride.calibration.grid import CELLS, cells_named, runs_of
from backstride.errors import BackstrideError

FULL_RUNS = 1000


def main(words: list[str] | None = None) -> int:
    """Score, then write `calibration.csv` and `calibration.md`.

    The whole set with 1,000 runs or more is published: the table in the package, the page in
    `docs/`. Anything less stays beside its parts.
    """
    chosen = _options(words)
    try:
        cells = cells_named(chosen.scenario)
    except BackstrideError as problem:
        print(problem, file=sys.stderr)
        return 2
    chunks = [chunk for cell in cells for chunk in chunks_of(cell, runs_of(cell, chosen.runs))]
    _score(chunks, chosen.processes)
    tables, pages = places_of(cells == CELLS and chosen.runs >= FULL_RUNS)
    write_calibration(all_scores(chunks, PARTIALS), tables, pages)
    print(f"{tables / TABLE} and {pages / PAGE}")
    return 0


def _score(chunks: list[Chunk], n_processes: int) -> None:
    columns = (TextColumn("Simulated logs"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        bar = progress.add_task("", total=sum(chunk.n_runs for chunk in chunks))
        for n_runs in score_chunks(chunks, PARTIALS, n_processes, scored):
            progress.advance(bar, n_runs)


def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m backstride.calibration", description=__doc__)
    parser.add_argument("--runs", type=_count, default=FULL_RUNS, help="logs of each cell")
    parser.add_argument("--processes", type=_count, default=2)
    parser.add_argument("--scenario", action="append", default=[], help="only this one (repeat)")
    return parser.parse_args(words)


def _count(word: str) -> int:
    count = int(word)
    if count < 1:
        raise argparse.ArgumentTypeError(f"found {word}, expected 1 or more")
    return count


if __name__ == "__main__":
    raise SystemExit(main())
