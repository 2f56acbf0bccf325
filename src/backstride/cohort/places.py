"""What a folder of many runners holds: a folder for each, or tables with a column `runner`."""

import csv
from dataclasses import dataclass
from pathlib import Path

from backstride.errors import DataError
from backstride.tables import NEEDED_DAYS

DELIMITERS = (",", ";", "\t")
TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".parquet")
RUNNER = "runner"
MOST_TOLD = 5


@dataclass(frozen=True)
class Table:
    """A table with a column `runner`.

    Parameters
    ----------
    path : Path
    columns : tuple of str
    delimiter : str
        Between the cells of a text; empty for Parquet.
    """

    path: Path
    columns: tuple[str, ...]
    delimiter: str

    @property
    def is_of_days(self) -> bool:
        """Whether each row is a day of a runner with its distance and its rating."""
        return set(NEEDED_DAYS) <= set(self.columns)


@dataclass(frozen=True)
class Found:
    """What lies in a folder of many runners.

    Parameters
    ----------
    folders : tuple of Path
        One for each runner, in the order of their names.
    tables : tuple of Table
    left : dict of str to str
        Files that are neither, and why.
    """

    folders: tuple[Path, ...]
    tables: tuple[Table, ...]
    left: dict[str, str]


def find_runners(place: Path) -> Found:
    """Look what a folder (or a single table) holds; nothing is read but the heads of tables.

    Raises
    ------
    DataError
        If it is not there, holds no runner, or holds both kinds at once.
    """
    if not place.exists():
        raise DataError(f"{place}: no such file or folder.")
    entries = [place] if place.is_file() else sorted(place.iterdir())
    entries = [entry for entry in entries if not entry.name.startswith((".", "~$"))]
    folders = tuple(entry for entry in entries if entry.is_dir())
    tables: list[Table] = []
    left: dict[str, str] = {}
    for file in (entry for entry in entries if not entry.is_dir()):
        try:
            tables.append(_table(file))
        except DataError as fault:
            left[file.name] = str(fault)
    _refuse_mixtures(place, folders, tables, left)
    return Found(folders, tuple(tables), left)


def unreadable(fault: Exception) -> str:
    """Why a table cannot be read, in one line."""
    if isinstance(fault, UnicodeError):
        return "cannot be read: not a text in UTF-8. Save it as CSV UTF-8"
    return f"cannot be read ({' '.join(str(fault).split())})"


def _refuse_mixtures(
    place: Path, folders: tuple[Path, ...], tables: list[Table], left: dict[str, str]
) -> None:
    if folders and tables:
        raise DataError(
            f"{place}: found folders ({folders[0].name} …) and tables with a column runner "
            f"({tables[0].path.name} …). Expected one of the two; move one elsewhere."
        )
    if not folders and not tables:
        raise DataError(
            [
                f"{place}: found no runner. Expected a folder for each, or a table "
                "(.csv, .parquet) with a column runner.",
                *(f"{name}: {reason}." for name, reason in list(left.items())[:MOST_TOLD]),
            ]
        )
    others = [table.path.name for table in tables if not table.is_of_days]
    if others and len(others) < len(tables):
        days = next(table.path.name for table in tables if table.is_of_days)
        raise DataError(
            f"{place}: {days} holds days with their ratings, {others[0]} does not. Expected "
            f"days throughout ({', '.join(NEEDED_DAYS)}), or logs throughout."
        )


def _table(file: Path) -> Table:
    if file.suffix.casefold() not in TABLE_ENDINGS:
        raise DataError("not a table (.csv, .parquet) and not the folder of a runner")
    try:
        table = _parquet(file) if file.suffix.casefold() == ".parquet" else _text(file)
    except (OSError, ValueError, csv.Error) as fault:
        raise DataError(unreadable(fault)) from None
    twice = sorted({name for name in table.columns if table.columns.count(name) > 1})
    if twice:
        raise DataError(f"found column {', '.join(twice)} twice; keep one of each name")
    if RUNNER not in table.columns:
        raise DataError("no column runner, and not in the folder of a runner")
    return table


def _parquet(file: Path) -> Table:
    from pyarrow import parquet

    names = parquet.read_schema(file).names
    return Table(file, tuple(name.strip() for name in names), "")


def _text(file: Path) -> Table:
    with file.open(encoding="utf-8-sig", newline="") as text:
        head = text.readline()
        delimiter = max(DELIMITERS, key=head.count)
        names = next(csv.reader([head], delimiter=delimiter), [])
        first = next(csv.reader(text, delimiter=delimiter), [])
    if len(first) > len(names):
        # Of such a table pandas would leave out what has no header, without a word.
        raise ValueError(f"row 2 has {len(first)} cells, the header {len(names)}")
    return Table(file, tuple(name.strip() for name in names), delimiter)
