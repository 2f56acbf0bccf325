"""From paths on the command line to single files: folders and zips expanded, names made unique."""

import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from backstride.errors import DataError
from backstride.readers.files import EXCEL_MARKS, FilePath, read_head
from backstride.readers.strava import is_export, is_no_log

NEVER_LOGS = frozenset({"readme", "license", "thumbs.db", "desktop.ini", "__macosx"})


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
    missing = [path for path in given if not path.exists()]
    if missing:
        raise DataError(f"{path}: no such file or folder." for path in missing)
    found: dict[tuple[str, ...], tuple[FilePath, bool]] = {}
    for path in sorted({path.resolve() for path in given}):
        for parts, file in _files(path):
            named = file is path or (parts in found and found[parts][1])
            found[parts] = (file, named)
    names = _short_names(list(found))
    return [Input(found[parts][0], names[parts], found[parts][1]) for parts in sorted(found)]


def _files(path: Path) -> Iterator[tuple[tuple[str, ...], FilePath]]:
    if path.is_dir():
        yield from _inside(path, path.parts)
    elif _is_archive(path):
        yield from _members(path)
    else:
        yield path.parts, path


def _inside(folder: FilePath, parts: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], FilePath]]:
    children: list[FilePath] = [*folder.iterdir()]
    children.sort(key=lambda child: child.name)
    in_export = is_export(children)
    for child in children:
        place = (*parts, child.name)
        if _is_never_a_log(child.name) or (in_export and is_no_log(child)):
            continue
        if child.is_dir():
            yield from _inside(child, place)
        elif isinstance(child, Path) and _is_archive(child):
            yield from _members(child)
        else:
            yield place, child


def _members(archive: Path) -> Iterator[tuple[tuple[str, ...], FilePath]]:
    try:
        root = zipfile.Path(zipfile.ZipFile(archive))
        yield from _inside(root, archive.parts)
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


def _short_names(places: list[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    names: dict[tuple[str, ...], str] = {}
    for length in range(1, max(map(len, places), default=0) + 1):
        shorts = Counter("/".join(parts[-length:]) for parts in places)
        for parts in places:
            short = "/".join(parts[-length:])
            if parts not in names and shorts[short] == 1:
                names[parts] = short
    return names
