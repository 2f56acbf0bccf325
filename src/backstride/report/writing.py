"""From files to a written report: read once, answer once, execute, assemble, rename."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from backstride import tables
from backstride.clean import Log, read_log, write_log
from backstride.clean.folder import open_looks, write_tables
from backstride.clean.staging import move_in
from backstride.diary import build_diary
from backstride.errors import DataError
from backstride.report.diary_start import has_diary, start_diary
from backstride.report.execute import Progress, execute_notebooks
from backstride.report.page import page_html
from backstride.report.places import notebook_paths, sample_folder
from backstride.report.sections import section_of
from backstride.settings import Settings
from backstride.summaries import look_sentence
from backstride.verdict import answer_claims
from backstride.verdict.looks import look_due, with_look

NAME = "report.html"


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
    """

    path: Path
    diary: Path | None
    failed: tuple[str, ...]


def write_report(
    paths: Sequence[Path | str],
    settings: Settings,
    out: Path | str,
    *,
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
        `looks.csv` and a look that is drawn is added to it; the sample log has none.
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
    return written_report(paths, settings, out, progress=progress).path


def written_report(
    paths: Sequence[Path | str],
    settings: Settings,
    out: Path | str,
    *,
    progress: Progress | None = None,
) -> Report:
    """Write the report as `write_report` does, and say what became of it."""
    _check_place(Path(out))
    chosen = [Path(path) for path in paths] or [sample_folder()]
    is_sample = [path.resolve() for path in chosen] == [sample_folder()]
    looks = tables.empty(tables.LOOKS) if is_sample else open_looks(out, settings)
    log = replace(read_log(chosen, **vars(settings)), looks=looks)
    due = look_due(build_diary(log), looks, log.settings.site)
    answers = answer_claims(log)
    seen = with_look(looks, answers, due)
    # Short, because the sockets of the kernels lie in it.
    with tempfile.TemporaryDirectory(prefix="bs-") as workplace:
        folder = Path(workplace) / "tidy"
        write_log(log, folder)
        executed = execute_notebooks(
            notebook_paths(), folder, log.settings, Path(workplace), progress
        )
    sections = [section_of(notebook) for notebook in executed]
    said = look_sentence(due, seen)
    page = page_html(log, answers, sections, looks=said, is_sample=is_sample)
    has_new_look = len(seen) > len(looks) and not is_sample
    path = _written(page, replace(log, looks=seen) if has_new_look else None, Path(out))
    diary = start_diary(Path(out)) if log.pain.empty and not has_diary(log) else None
    failed = tuple(section.title for section in sections if section.has_failed)
    return Report(path, diary, failed)


def _check_place(out: Path) -> None:
    # a minute of computing for a page that cannot be written is a minute lost
    there = next(place for place in (out, *out.absolute().parents) if place.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise DataError(f"--out: cannot write to {out}. Name a folder you may write to.")


def _written(page: str, with_looks: Log | None, out: Path) -> Path:
    # A verdict that is seen is a look that is spent: both are written, or neither.
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".backstride-", dir=out) as beside:
            new, old = Path(beside) / "new", Path(beside) / "old"
            new.mkdir()
            old.mkdir()
            (new / NAME).write_text(page, encoding="utf-8", newline="\n")
            if with_looks is not None:
                write_tables({tables.LOOKS.name: with_looks.looks}, with_looks, new)
            move_in(new, out, old)
    except OSError as refusal:
        raise DataError(
            f"--out: cannot write to {out} ({refusal.strerror}). Name a folder you may write to."
        ) from None
    return out / NAME
