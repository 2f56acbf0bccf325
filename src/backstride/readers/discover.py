"""From paths on the command line to single files: folders, zips and listed files."""

import csv
import multiprocessing
import os
import sys
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import cast

from backstride import schemas
from backstride.errors import DataError
from backstride.readers import apple_health, fit, gpx, strava, tcx
from backstride.readers.activity import Activities
from backstride.readers.files import EXCEL_MARKS, FilePath, read_bytes, read_head
from backstride.readers.parse.table import decoded, records_of
from backstride.readers.parse.text import alias_key
from backstride.readers.strava import COLUMNS
from backstride.schemas.log import FINGERPRINTS

# From paths on the command line to single files: folders and zips expanded, names made unique.

# What systems leave in folders, and what a report or the plan of a trial leaves in its own.
NEVER_LOGS = frozenset(
    {"readme", "license", "thumbs.db", "desktop.ini", "__macosx", "report.html", "looks.csv"}
    | {"report.pdf", "last-answers.csv"}
    | {"plan.json", "calendar.html", "calendar.ics", "stopped.json", "analysed.json"}
)
_EXPORTS = (strava, apple_health)
_OWN_MARKS = (schemas.LAYOUT, schemas.LEDGER, FINGERPRINTS)
_OWN_TABLES = frozenset(
    f"{name}.csv" for name in (*schemas.LOG_TABLES, FINGERPRINTS.name, schemas.LAYOUT.name)
)


@dataclass(frozen=True)
class Input:
    """One file to read.

    Parameters
    ----------
    path : Path or zipfile.Path
    source : str
        Its name in the ledger: the file name, with as many parent folders as tell it apart.
    is_named : bool
        Whether it was named directly; others were found in a folder or zip.
    """

    path: FilePath
    source: str
    is_named: bool


def inputs_of(paths: Iterable[str | Path]) -> list[Input]:
    """Every file to read, each once, in the order of their full names.

    Raises
    ------
    DataError
        One line for each path that does not exist.
    """
    given = [Path(path) for path in paths]
    missing = [path for path in given if not _exists(path)]
    if missing:
        raise DataError(f"{path}: no such file or folder." for path in missing)
    found: dict[tuple[str, ...], tuple[FilePath, bool]] = {}
    for path in sorted({path.resolve() for path in given}):
        for parts, file in _files(path):
            named = file is path or (parts in found and found[parts][1])
            found[parts] = (file, named)
    names = _short_names(list(found))
    return [Input(found[parts][0], names[parts], found[parts][1]) for parts in sorted(found)]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long, or a folder that may not be opened
        return False


def _files(path: Path) -> Iterator[tuple[tuple[str, ...], FilePath]]:
    if path.is_dir():
        yield from _inside(path, path.parts, path)
    elif _is_archive(path):
        yield from _members(path)
    else:
        yield path.parts, path


def _inside(
    folder: FilePath, parts: tuple[str, ...], root: Path
) -> Iterator[tuple[tuple[str, ...], FilePath]]:
    try:
        children: list[FilePath] = sorted(folder.iterdir(), key=lambda child: child.name)
    except OSError:
        # the reading of it says what is wrong, as for a file
        yield parts, folder
        return
    exports = [reader for reader in _EXPORTS if reader.is_export(children)]
    for child in children:
        place = (*parts, child.name)
        if _is_never_a_log(child.name) or any(one.is_no_log(child) for one in exports):
            continue
        if isinstance(child, Path) and child.is_symlink():
            # what it leads to inside the folder is read there; out of it no link is followed
            if not _leads_inside(child, root):
                yield place, child
        elif child.is_dir():
            yield from _below(child, place, root)
        elif isinstance(child, Path) and _is_archive(child):
            yield from _members(child)
        else:
            yield place, child


def _below(
    folder: FilePath, parts: tuple[str, ...], root: Path
) -> Iterator[tuple[tuple[str, ...], FilePath]]:
    # tables that Backstride wrote from the files around them must not be read beside those
    written = _OWN_TABLES if _is_written(folder) else frozenset()
    for place, file in _inside(folder, parts, root):
        if place[:-1] != parts or place[-1] not in written:
            yield place, file


def _leads_inside(link: Path, root: Path) -> bool:
    try:
        return link.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):  # it leads nowhere, or round in a circle
        return False


def _is_written(folder: FilePath) -> bool:
    return any(
        schemas.can_read(schema, _header_of(folder / f"{schema.name}.csv")) for schema in _OWN_MARKS
    )


def _header_of(file: FilePath) -> list[str]:
    try:
        # a spreadsheet that saves a table puts a mark before it
        head = read_head(file).removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].strip()
    except DataError:
        return []
    return next(csv.reader([head.decode("utf-8", "replace")]), [])


def _members(archive: Path) -> Iterator[tuple[tuple[str, ...], FilePath]]:
    try:
        root = zipfile.Path(zipfile.ZipFile(archive))
        yield from _inside(root, archive.parts, archive)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError):
        # the reading of it says what is wrong, as for any other file
        yield archive.parts, archive


def _is_archive(path: Path) -> bool:
    try:
        if not read_head(path).startswith(EXCEL_MARKS[0]) or not zipfile.is_zipfile(path):
            return False
        with zipfile.ZipFile(path) as archive:
            return not {"[Content_Types].xml", "mimetype"} & set(archive.namelist())
    except (DataError, zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError):
        return False


def _is_never_a_log(name: str) -> bool:
    return name.startswith((".", "~$")) or name.casefold().split(".md")[0] in NEVER_LOGS


def _printable(name: str) -> str:
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in name)


def _short_names(places: list[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    shown = {parts: tuple(map(_printable, parts)) for parts in places}
    names: dict[tuple[str, ...], str] = {}
    for length in range(1, max(map(len, places), default=0) + 1):
        shorts = Counter("/".join(parts[-length:]) for parts in shown.values())
        for parts, words in shown.items():
            short = "/".join(words[-length:])
            if parts not in names and shorts[short] == 1:
                names[parts] = short
    return names


# Many activity files at once: both cores where it pays, results in the order given.

ACTIVITY_READERS: tuple[ModuleType, ...] = (fit, gpx, tcx)
LEAST_FILES, CHUNK = 50, 16
"""More than so many files are worth other processes; so many go to one of them at a time."""

Progress = Callable[[int, int], None]
"""Called with the number of files done and of all."""
_Task = tuple[str, str | None, str, str]  # file or archive, member, reader, source


def read_all(
    files: Sequence[tuple[FilePath, str, ModuleType]],
    progress: Progress | None = None,
    n_cores: int | None = None,
) -> list[Activities | DataError]:
    """What each file holds, or why it cannot be read, in the order given.

    With more than `LEAST_FILES` files several processes share the work. Where processes are
    started anew (not forked), a script that calls this must guard its main part with
    `if __name__ == "__main__":`; where they cannot run, one core does the work.

    Parameters
    ----------
    files : sequence of (path, source, reader)
        `reader` is one of `ACTIVITY_READERS`.
    progress : callable, optional
        Told after each chunk of files.
    n_cores : int, optional
        By default all of the machine.
    """
    tasks = [_task(*one) for one in files]
    chunks = [tasks[first : first + CHUNK] for first in range(0, len(tasks), CHUNK)]
    cores = n_cores or os.cpu_count() or 1
    if cores > 1 and len(tasks) > LEAST_FILES:
        try:
            return _collected(_on_cores(chunks, cores), len(tasks), progress)
        except (BrokenProcessPool, OSError):
            pass  # no processes to be had here: the same work on one core
    return _collected(map(_read_chunk, chunks), len(tasks), progress)


def _collected(
    found: Iterator[list[Activities | DataError]], n_all: int, progress: Progress | None
) -> list[Activities | DataError]:
    results: list[Activities | DataError] = []
    for chunk in found:
        results += chunk
        if progress:
            progress(len(results), n_all)
    return results


def _on_cores(chunks: list[list[_Task]], n_cores: int) -> Iterator[list[Activities | DataError]]:
    # a fork needs no second import of pandas; elsewhere than on Linux it is not safe
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(min(n_cores, len(chunks)), mp_context=context) as pool:
        with warnings.catch_warnings():
            # the children only read files; locks of other threads do not concern them
            warnings.filterwarnings("ignore", "This process .* is multi-threaded")
            found = pool.map(_read_chunk, chunks)
        yield from found


def _read_chunk(tasks: list[_Task]) -> list[Activities | DataError]:
    # an open archive must not be shared between processes: each chunk opens its own
    with ExitStack() as opened:
        roots: dict[str, zipfile.Path] = {}
        return [_read_one(task, roots, opened) for task in tasks]


def _read_one(
    task: _Task, roots: dict[str, zipfile.Path], opened: ExitStack
) -> Activities | DataError:
    file, member, reader_name, source = task
    reader = next(one for one in ACTIVITY_READERS if one.__name__ == reader_name)
    if member is not None and file not in roots:
        roots[file] = zipfile.Path(opened.enter_context(zipfile.ZipFile(file)))
    path = Path(file) if member is None else zipfile.Path(roots[file].root, member)
    try:
        found: Activities = reader.read_activities(path, source)
        return found
    except DataError as fault:
        return fault


def _task(path: FilePath, source: str, reader: ModuleType) -> _Task:
    if isinstance(path, zipfile.Path):
        return str(path.root.filename), path.at, reader.__name__, source
    return str(path), None, reader.__name__, source


# Activity files that lie in an export beside the table that lists them.
#
# Strava and Runkeeper name the file of each session in their table. The sport there is the
# runner's own word, corrected after the recording; the file may hold another or none, and the two
# could then not be known for one session.

_RUNKEEPER = {"gpx file": "filename", "type": "type"}


def with_listed_sports(paths: Sequence[FilePath], found: Sequence[Activities]) -> list[Activities]:
    """Give the one session of each listed file the sport of its row; others stay as they are."""
    tables: dict[str, dict[str, str]] = {}
    named: list[Activities] = []
    for path, one in zip(paths, found, strict=True):
        table = _table_beside(path)
        key = str(table)
        if table is not None and key not in tables:
            tables[key] = sports_by_file(table)
        sport = tables.get(key, {}).get(path.name)
        named.append(_renamed(one, sport) if sport and len(one.sessions) == 1 else one)
    return named


def sports_by_file(table: FilePath) -> dict[str, str]:
    """Sport of each session by the name of its file; empty where the table lists none."""
    try:
        header, *records = records_of(decoded(read_bytes(table), table.name), table.name)
    except DataError:
        return {}  # the reading of the table says what is wrong with it
    meanings = COLUMNS if table.name == "activities.csv" else _RUNKEEPER
    names = [meanings.get(alias_key(cell)) for cell in header]
    if not {"filename", "type"} <= set(names):
        return {}
    file, sport = names.index("filename"), names.index("type")
    return {
        record[file].rpartition("/")[2]: record[sport].strip()
        for record in records
        if len(record) > max(file, sport) and record[file].strip() and record[sport].strip()
    }


def _table_beside(path: FilePath) -> FilePath | None:
    folder = cast(FilePath, path.parent)
    strava = cast(FilePath, folder.parent) / "activities.csv"
    beside = [strava] if folder.name == "activities" else [folder / "cardioActivities.csv"]
    return next((table for table in beside if table.is_file()), None)


def _renamed(one: Activities, sport: str) -> Activities:
    return replace(one, sessions=(replace(one.sessions[0], sport=sport),))
