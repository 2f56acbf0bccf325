"""`python -m backstride.calibration.cohort`: try the pooled answers on simulated cohorts."""

import argparse
import sys
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from backstride.calibration.cohort_cells import CELLS
from backstride.calibration.cohort_page import write_cohort_calibration
from backstride.calibration.cohort_scoring import score_cohorts
from backstride.calibration.cohort_store import CohortChunk, cohort_chunks, kept_cohorts
from backstride.calibration.running import score_chunks

PARTIALS, DOCS = Path("reports/calibration"), Path("docs")
FULL_RUNS = 200


def main(words: list[str] | None = None) -> int:
    """Score, then write `calibration-cohort.csv` and `.md`.

    With 200 cohorts in each cell or more they go to `docs/`, with fewer beside their parts.
    """
    parser = argparse.ArgumentParser(prog="python -m backstride.calibration.cohort")
    parser.add_argument("--runs", type=int, default=FULL_RUNS, help="cohorts of each cell")
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args(words)
    if min(chosen.runs, chosen.processes) < 1:
        parser.error("--runs, --processes: expected 1 or more")
    chunks = cohort_chunks(CELLS, chosen.runs)
    columns = (TextColumn("Simulated cohorts"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        bar = progress.add_task("", total=sum(chunk.n_runs for chunk in chunks))
        for n_runs in score_chunks(chunks, PARTIALS, chosen.processes, scored):
            progress.advance(bar, n_runs)
    scores = pd.concat([kept_cohorts(PARTIALS, chunk) for chunk in chunks], ignore_index=True)
    out = DOCS if chosen.runs >= FULL_RUNS else PARTIALS
    write_cohort_calibration(scores, out)
    print(f"{out / 'calibration-cohort.csv'} and {out / 'calibration-cohort.md'}")
    return 0


def scored(chunk: CohortChunk) -> pd.DataFrame:
    """Score the cohorts of a chunk."""
    return score_cohorts(chunk.cell, chunk.first, chunk.n_runs)


if __name__ == "__main__":
    sys.exit(main())
