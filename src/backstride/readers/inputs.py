"""From paths on the command line to single files: folders and zips expanded, names made unique."""

import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from backstride import tables
from backstride.errors import DataError
from backstride.readers import apple_health, strava
from backstride.readers.files import EXCEL_MARKS, FilePath, read_head
from backstride.tables.kept import FINGERPRINTS

# What systems leave in folders, and what a report or the plan of a trial leaves in its own.
NEVER_LOGS = frozenset(
    {"readme", "license", "thumbs.db", "desktop.ini", "__macosx", "report.html", "looks.csv"}
    | {"report.pdf", "last-answers.csv"}
    | {"plan.json", "calendar.html", "calendar.ics", "stopped.json", "analysed.json"}
)
_EXPORTS = (strava, apple_health)
_OWN_HEADERS = {
    f"{schema.name}.csv": ",".join(schema.columns).encode()
    for schema in (tables.LEDGER, FINGERPRINTS)
}
_OWN_TABLES = frozenset(f"{name}.csv" for name in (*tables.LOG_TABLES, FINGERPRINTS.name))


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
    return any(_first_line(folder / name) == header for name, header in _OWN_HEADERS.items())


def _first_line(file: FilePath) -> bytes:
    try:
        # a spreadsheet that saves a table puts a mark before it
        return read_head(file).removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].strip()
    except DataError:
        return b""


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
