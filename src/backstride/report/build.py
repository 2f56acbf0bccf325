"""From files to a written report: read once, answer once, execute, assemble, rename."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from backstride import schemas
from backstride.clean import Log, read_log, write_log
from backstride.clean.csv_files import move_in, write_cells
from backstride.clean.store import open_looks, write_tables
from backstride.diary import build_diary
from backstride.errors import DataError
from backstride.exposures import add_exposures
from backstride.presentation import PLAIN, Presentation
from backstride.report import history
from backstride.report.execute import (
    Chapter,
    Progress,
    execute_notebooks,
    is_of_trial,
    notebook_paths,
    sample_folder,
)
from backstride.report.history import changes
from backstride.report.page import Findings, page_html
from backstride.report.pdf import sheet_pdf
from backstride.report.sections import Section, section_of
from backstride.report.text import has_diary, start_diary, trial_part
from backstride.settings import Settings
from backstride.summaries import look_sentence
from backstride.trial.folder import carry_trial, trial_folders
from backstride.trial.seal import read_plan
from backstride.verdict import answer_claims
from backstride.verdict.looks import look_due, with_look

NAME = "report.html"
SHEET = "report.pdf"


@dataclass(frozen=True)
class Report:
    """What was written.

    Parameters
    ----------
    path : Path
        The page.
    diary : Path or None
        The empty pain diary, where one was started.
    failed : tuple of str
        Titles of the sections that could not be computed.
    sheet : Path or None
        The page for the practitioner, where it was asked for.
    """

    path: Path
    diary: Path | None
    failed: tuple[str, ...]
    sheet: Path | None = None


def write_report(
    paths: Sequence[Path | str],
    settings: Settings,
    out: Path | str,
    *,
    presentation: Presentation = PLAIN,
    with_sheet: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Write `report.html` for one log.

    Parameters
    ----------
    paths : sequence of path
        Files or folders of one runner; none means the sample log.
    settings : Settings
    out : path
        Folder for the report; made if absent. The looks of earlier reports are read from its
        `looks.csv` and a look that is drawn is added to it; what this report says is kept in
        `last-answers.csv` for the next one to compare with. The sample log has neither.
    presentation : Presentation
        How dates, numbers and distances are written.
    with_sheet : bool
        Write `report.pdf`, one page for a practitioner, as well.
    progress : callable, optional
        Called with the name of a finished notebook, how many are finished, and of how many.

    Returns
    -------
    Path
        The page. It appears whole or not at all, and with it the look that it shows.

    Raises
    ------
    BackstrideError
        If a file cannot be read, or the report cannot be written.
    """
    return written_report(
        paths,
        settings,
        out,
        presentation=presentation,
        with_sheet=with_sheet,
        progress=progress,
    ).path


def written_report(
    paths: Sequence[Path | str],
    settings: Settings,
    out: Path | str,
    *,
    presentation: Presentation = PLAIN,
    with_sheet: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Write the report as `write_report` does, and say what became of it."""
    place = Path(out)
    _check_place(place)
    chosen = [Path(path) for path in paths] or [sample_folder()]
    is_sample = [path.resolve() for path in chosen] == [sample_folder()]
    looks = schemas.empty(schemas.LOOKS) if is_sample else open_looks(place, settings)
    last = history.open_last_answers(place) if not is_sample else None
    log = replace(read_log(chosen, **vars(settings)), looks=looks)
    diary = add_exposures(build_diary(log))
    due = look_due(diary, looks, log.settings.site)
    answers = answer_claims(log)
    seen = with_look(looks, answers, due)
    said = look_sentence(due, seen)
    trials = trial_folders(chosen)
    plans = [read_plan(folder)[0] for folder in trials]
    findings = Findings(log, diary, answers, said, is_sample=is_sample, trials=plans)
    cells: dict[str, pd.DataFrame] = {}
    if last is not None:
        now = history.answers_now(answers, diary, log.settings.site)
        before, cells[history.NAME] = history.before_and_kept(last, now)
        findings = replace(findings, changes=changes(before, now, presentation))
    sections = _sections(trials, log, presentation, progress)
    new = {NAME: page_html(findings, sections, presentation).encode()}
    if with_sheet:
        new[SHEET] = sheet_pdf(findings, presentation)
    has_new_look = len(seen) > len(looks) and not is_sample
    _write(new, cells, replace(log, looks=seen) if has_new_look else None, place)
    started = start_diary(place) if log.pain.empty and not has_diary(log) else None
    failed = tuple(section.title for section in sections if section.has_failed)
    return Report(place / NAME, started, failed, place / SHEET if with_sheet else None)


def _sections(
    trials: Sequence[Path], log: Log, presentation: Presentation, progress: Progress | None
) -> list[Section]:
    # Short, because the sockets of the kernels lie in it.
    with tempfile.TemporaryDirectory(prefix="bs-") as workplace:
        chapters = _chapters(trials, log, Path(workplace))
        executed = execute_notebooks(
            chapters, log.settings, Path(workplace), progress, presentation
        )
    names = {*log.runs["shoe"].dropna(), *log.shoes["shoe"].dropna(), log.settings.site}
    return [section_of(notebook, presentation, names) for notebook in executed]


def _chapters(trials: Sequence[Path], log: Log, workplace: Path) -> list[Chapter]:
    """One for each notebook about the log, then one for each trial in the order of its start."""
    of_log, of_trial = workplace / "tidy", [path for path in notebook_paths() if is_of_trial(path)]
    write_log(log, of_log)
    chapters = [Chapter(path, of_log) for path in notebook_paths() if not is_of_trial(path)]
    for nth, trial in enumerate(trials, start=1):
        folder = workplace / f"trial-{nth}"
        write_log(log, folder)
        carry_trial(trial, folder)
        part = trial_part(read_plan(trial)[0], nth, len(trials)) if len(trials) > 1 else ""
        chapters += [Chapter(path, folder, part) for path in of_trial]
    return chapters


def _check_place(out: Path) -> None:
    # a minute of computing for a page that cannot be written is a minute lost
    there = next(place for place in (out, *out.absolute().parents) if place.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise DataError(f"--out: cannot write to {out}. Name a folder you may write to.")


def _write(
    files: dict[str, bytes], cells: dict[str, pd.DataFrame], with_looks: Log | None, out: Path
) -> None:
    # A verdict that is seen is a look that is spent: all are written, or none.
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".backstride-", dir=out) as beside:
            new, old = Path(beside) / "new", Path(beside) / "old"
            new.mkdir()
            old.mkdir()
            for name, content in files.items():
                (new / name).write_bytes(content)
            for name, table in cells.items():
                write_cells(table, new / name)
            if with_looks is not None:
                write_tables({schemas.LOOKS.name: with_looks.looks}, with_looks, new)
            move_in(new, out, old)
    except OSError as refusal:
        raise DataError(
            f"--out: cannot write to {out} ({refusal.strerror}). Name a folder you may write to."
        ) from None
