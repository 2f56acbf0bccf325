"""What the terminal shows beside results: progress, and what to do next."""

import os
import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

# A moving line on the terminal, for whatever takes longer than a glance.


@contextmanager
def progress(what: str) -> Iterator[Callable[..., None]]:
    """Show that something goes on, until it is done; nothing where no one looks.

    Parameters
    ----------
    what : str
        Such as `Reading`.

    Yields
    ------
    callable
        Takes how many are done, of how many and, where another word fits better now, that word.
    """
    # Here, since loading it takes longer than many a command.
    from rich.console import Console
    from rich.progress import Progress

    terminal = Console(stderr=True)
    with Progress(console=terminal, transient=True, disable=not terminal.is_terminal) as bar:
        task = bar.add_task(what, total=None)

        def advance(n_done: int, n_all: int, now: str = what) -> None:
            bar.update(task, description=now, completed=n_done, total=n_all)

        yield advance


# What to do next: for a folder, and after a message that names an option.

EXPORTS = (".zip", ".fit", ".fit.gz", ".gpx", ".gpx.gz", ".tcx", ".tcx.gz", ".csv", ".json", ".xml")
BOOKS = (".xlsx", ".xls", ".ods")
KEPT_TABLES = ("runs.csv", "pain.csv", "ledger.csv")
KEPT_PLACES = ("data/private", "kept-log", "reports/tidy", ".")
NEW_KEPT, WORKBOOK, REPORT = "kept-log", "my-log.xlsx", "reports/report.html"
ZONES, ANY_ZONE = "zoneinfo/", "ZONE"
OPTION = re.compile(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*")
VALUES = {
    "--timezone": ANY_ZONE,
    "--rated": "morning|evening",
    "--distance-unit": "km|mi",
    "--date-order": "dmy|mdy|ymd",
    "--sport": "SPORT",
    "--site": "WORDS",
    "--pain-column": "NAME",
    "--pain-detail": "TEXT",
}


def next_steps(folder: Path) -> list[str]:
    """Say what a folder holds and which commands come next.

    Looks at names only: a kept log, a report, and files directly in the folder that may be
    exports or a workbook. Nothing is opened but the kept `pain.csv`, for its second line.

    Parameters
    ----------
    folder : Path
        An existing folder.

    Returns
    -------
    list of str
        Lines; a command stands alone on its line, after two spaces.
    """
    kept = next((place for place in KEPT_PLACES if _is_kept(folder / place)), None)
    found = _files(folder) if kept != "." else []
    if kept is not None:
        return _with_log(folder, kept, found)
    if found:
        return _with_files(folder, found)
    return [
        "No log here yet. A report of the sample log, to see what one looks like:",
        "  backstride report",
        "A workbook to keep pain, shoes and habits in by hand:",
        f"  backstride template {WORKBOOK}",
        "Then put the export of your watch or app beside it, and run backstride again.",
    ]


def _is_kept(place: Path) -> bool:
    return all((place / name).is_file() for name in KEPT_TABLES)


def _files(folder: Path) -> list[Path]:
    usable = (*EXPORTS, *BOOKS)
    files = (path for path in folder.iterdir() if path.is_file() and path.name[0] not in ".~")
    return sorted(path for path in files if path.name.lower().endswith(usable))


def _with_log(folder: Path, kept: str, found: list[Path]) -> list[str]:
    written = (folder / kept / KEPT_TABLES[0]).stat().st_mtime
    newer = [path for path in found if path.stat().st_mtime > written]
    lines = [f"A log is kept in {kept if kept != '.' else 'this folder'}."]
    if newer:
        lines += ["Newer than it, perhaps not read yet:", _read(newer, kept)]
    if not _has_rows(folder / kept / "pain.csv"):
        lines += ["It has no pain rating yet. A workbook for them:"]
        lines += [f"  backstride template {WORKBOOK}"]
    page = folder / REPORT
    if page.is_file() and page.stat().st_mtime >= written:
        lines += [f"Its report is {REPORT}. To write it again:"]
    else:
        lines += ["Its report:"]
    return [*lines, _report(kept), *_about_zone()]


def _with_files(folder: Path, found: list[Path]) -> list[str]:
    kept = "data/private" if (folder / "data/private").is_dir() else NEW_KEPT
    count = "1 file" if len(found) == 1 else f"{len(found)} files"
    lines = [f"{count} here may be part of a log. Read into a log that grows:", _read(found, kept)]
    if not any(path.suffix.lower() in BOOKS for path in found):
        lines += ["Without a pain diary among them, a workbook for one:"]
        lines += [f"  backstride template {WORKBOOK}"]
    return [*lines, "Then the report:", _report(kept), *_about_zone()]


def _read(files: list[Path], kept: str) -> str:
    names = " ".join(shlex.quote(path.name) for path in files)
    return f"  backstride read {names} --timezone {_zone()} --out {kept}"


def _report(kept: str) -> str:
    return f"  backstride report {kept} --timezone {_zone()}"


def _has_rows(table: Path) -> bool:
    with table.open(encoding="utf-8", errors="replace") as lines:
        return any(True for place, _ in enumerate(lines) if place > 0)


def _zone() -> str:
    """The time zone of this machine where it is set by name, else a word in its place."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if "/" in named and not named.startswith("/"):
        return named
    place = str(Path("/etc/localtime").resolve())
    zone = place.partition(ZONES)[2]
    return zone if "/" in zone and not zone.startswith("Etc/") else ANY_ZONE


def _about_zone() -> list[str]:
    if _zone() == ANY_ZONE:
        return [f"{ANY_ZONE} is where you live, such as Europe/Berlin."]
    return [f"{_zone()} is the zone of this computer; name another if you live elsewhere."]


def command_with(arguments: Sequence[str], message: str) -> str | None:
    """The same command with the options that a message asks for, if it asks for any.

    Parameters
    ----------
    arguments : sequence of str
        What stood after `backstride`.
    message : str

    Returns
    -------
    str or None
        None where the message names no option that takes a value, or only such as are there.

    Examples
    --------
    >>> command_with(["report", "my log.csv"], "03/04/2025: say --date-order.")
    "backstride report 'my log.csv' --date-order dmy|mdy|ymd"
    """
    asked = dict.fromkeys(OPTION.findall(message))
    missing = [name for name in asked if name in VALUES and name not in arguments]
    if not missing or not arguments:
        return None
    added = [f"{name} {VALUES[name]}" for name in missing]
    return " ".join(["backstride", *map(shlex.quote, arguments), *added])
