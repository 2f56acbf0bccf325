"""A cohort from its files to the files of its answers."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from backstride.clean.csv_files import move_in
from backstride.cohort.answers import answer_shards, lags_of_shards
from backstride.cohort.engine import Engine, engine
from backstride.cohort.places import Found, Numbers, find_runners, numbers_of, without_names
from backstride.cohort.read import Cohort, read_cohort
from backstride.errors import DataError, require_package
from backstride.settings import Settings
from backstride.verdict.cohort import CohortLags

_BESIDE = ".backstride-cohort-"
RUNNERS = "runners.csv"
N_STEPS = 3

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class CohortReport:
    """What was written.

    Parameters
    ----------
    out : Path
        The folder: `answers.csv`, `lags.csv`, `counts.csv`, `ledger.csv`, and `runners.csv` where
        asked.
    answers : DataFrame
        From `answer_cohort`.
    lags : CohortLags
        From `lags_of_shards`; its surface is `lags.csv`.
    counts : DataFrame
        Rows read, kept, merged and refused, by table.
    n_runners, n_unread : int
        Runners found, and those of them that cannot be read.
    n_days : int
        Days of all diaries.
    unused : tuple of str
        Columns that were not used.
    """

    out: Path
    answers: pd.DataFrame
    lags: CohortLags
    counts: pd.DataFrame
    n_runners: int
    n_unread: int
    n_days: int
    unused: tuple[str, ...]


def _nobody_waits(n_done: int, n_all: int, now: str) -> None:
    """Nothing is shown."""


def report_cohort(
    place: Path,
    settings: Settings,
    out: Path,
    *,
    scheduler: str | None = None,
    n_workers: int = 1,
    name_runners: bool = False,
    progress: Progress = _nobody_waits,
) -> CohortReport:
    """Read a cohort, answer every claim, and write what was found.

    Parameters
    ----------
    place : Path
        A folder with a folder for each runner, or with tables that have a column `runner`; or
        one such table.
    settings : Settings
        The same for all runners.
    out : Path
        Folder to write to; its files appear together or not at all. Shards lie in it while the
        work goes on, so that workers elsewhere must see it, and `place`, under the same names.
    scheduler, n_workers
        As for `engine`.
    name_runners : bool
        Whether the ledger names runners and their files, and `runners.csv` is written.

    progress : callable, optional
        Takes how many steps are done, of how many, and what is done now.

    Raises
    ------
    DataError
        If there is no runner, none can be read, or the folder cannot be written.
    """
    require_package("pyarrow", "cohort", "cohort")
    found = find_runners(place)
    folder = out.resolve()
    home = place.resolve() if place.is_dir() else place.resolve().parent
    if folder == home or (place.is_dir() and home in folder.parents):
        raise DataError(f"--out {out} lies in {home}, which is read. Name a folder elsewhere.")
    try:
        beside_it = folder if folder.exists() else folder.parent
        beside_it.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=_BESIDE, dir=beside_it) as beside:
            with engine(scheduler, n_workers) as running:
                worked_out = _worked_out(found, settings, Path(beside), running, progress)
            return _written(worked_out, found, Path(beside), out, name_runners)
    except OSError as fault:
        raise DataError(
            f"{out}: cannot be written ({fault.strerror or fault}). Name another --out."
        ) from None


def _worked_out(
    found: Found, settings: Settings, beside: Path, running: Engine, progress: Progress
) -> tuple[Cohort, pd.DataFrame, pd.DataFrame, CohortLags]:
    """The cohort in shards, its answers, its runners' own, and how long a run is felt."""
    work = beside / "work"
    work.mkdir()
    progress(0, N_STEPS, "Reading")
    cohort = read_cohort(found, settings, work, running)
    progress(1, N_STEPS, "Answering")
    answers, runners = answer_shards(cohort, settings, running)
    progress(2, N_STEPS, "How long a run is felt")
    return cohort, answers, runners, lags_of_shards(cohort, running)


def _written(
    worked_out: tuple[Cohort, pd.DataFrame, pd.DataFrame, CohortLags],
    found: Found,
    beside: Path,
    out: Path,
    name_runners: bool,
) -> CohortReport:
    cohort, answers, runners, lags = worked_out
    new, old = (beside / name for name in ("new", "old"))
    for folder in (new, old):
        folder.mkdir()
    answers.to_csv(new / "answers.csv", index=False)
    lags.surface.to_csv(new / "lags.csv", index=False)
    cohort.counts.rename_axis("table").to_csv(new / "counts.csv")
    if name_runners:
        runners.to_csv(new / RUNNERS, index=False)
    common = (*(table.path.name for table in found.tables), *found.left)
    numbers = None if name_runners else numbers_of(cohort.runners, found.folders, common)
    _write_ledger(cohort, new / "ledger.csv", numbers)
    move_in(new, out, old)
    if not name_runners:
        # Those of an earlier run have names, and belong to other answers.
        (out / RUNNERS).unlink(missing_ok=True)
    n_days = sum(shard.n_days for shard in cohort.shards)
    n_runners = len(cohort.runners)
    return CohortReport(
        out, answers, lags, cohort.counts, n_runners, cohort.n_unread, n_days, cohort.unused
    )


def _write_ledger(cohort: Cohort, path: Path, numbers: Numbers | None) -> None:
    """Write the parts of the ledger below each other, one in memory at a time."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for place, part in enumerate(cohort.ledgers):
            lines = pd.read_parquet(part)
            named = lines if numbers is None else without_names(lines, numbers)
            named.to_csv(file, index=False, header=place == 0)
