"""What a folder of many runners holds, and how nobody in it is named."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from backstride.errors import DataError
from backstride.schemas import NEEDED_DAYS

# What a folder of many runners holds: a folder for each, or tables with a column `runner`.

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


# The ledger without names: runners and files become numbers.

WITHOUT_NAME = "runner"
TEXTS = ("source", "reason", "into")


@dataclass(frozen=True)
class Numbers:
    """The number of each runner, and what files may be called in a ledger.

    Parameters
    ----------
    runner : dict of str to int
        By key.
    files : dict of str to list of str
        Files of each runner's folder; none where the runners stand in tables of all.
    common : dict of str to str
        `file 1` and so on, by the name of each file that is nobody's own.
    """

    runner: dict[str, int]
    files: dict[str, list[str]]
    common: dict[str, str]


def numbers_of(
    runners: Iterable[str], folders: Iterable[Path], common: Iterable[str] = ()
) -> Numbers:
    """Number runners, and files that are nobody's own, in alphabetical order from 1.

    Examples
    --------
    >>> numbers_of(["bo", "ann"], [], ["days.csv"]).common
    {'days.csv': 'file 1'}
    """
    files = {folder.name: _names_below(folder) for folder in folders}
    runner = {key: place for place, key in enumerate(sorted(runners), 1)}
    return Numbers(runner, files, {name: f"file {at}" for at, name in enumerate(sorted(common), 1)})


def without_names(ledger: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Put numbers for the runners, and for files wherever one is named.

    What a source is called may name somebody, be it a file, a member of an archive or a device.

    Examples
    --------
    >>> lines = pd.DataFrame({"runner": ["ann"], "source": ["ann/a.csv"], "reason": ["as a.csv"],
    ...                       "into": ["a.csv, row 3"]})
    >>> numbers = Numbers({"ann": 7}, {"ann": ["ann/a.csv", "a.csv"]}, {})
    >>> without_names(lines, numbers).iloc[0].tolist()
    ['7', 'file 1', 'as file 1', 'file 1, row 3']
    """
    number = ledger["runner"].map(numbers.runner, na_action="ignore").astype("Int64").astype("str")
    is_own = ledger["runner"].isin(list(numbers.files))
    parts = [_masked(ledger[~is_own], _common_words(ledger[~is_own], numbers))]
    for key, lines in ledger[is_own].groupby("runner", sort=False):
        parts.append(_masked(lines, _own_words(lines, str(key), numbers)))
    return pd.concat(parts).loc[ledger.index].assign(runner=number)


def _common_words(lines: pd.DataFrame, numbers: Numbers) -> dict[str, str]:
    """What tables of all are called; with a device behind it, as `days.csv [watch]`, too."""
    words = dict(numbers.common)
    for source in lines["source"].unique():
        table = source.rpartition(" [")[0]
        if source not in words and table in words:
            words[source] = words[table]
    return words


def _own_words(lines: pd.DataFrame, runner: str, numbers: Numbers) -> dict[str, str]:
    """What the sources of a runner are called, and the files below the folder of that name."""
    sources = sorted(set(lines["source"]) - {WITHOUT_NAME})
    words = {source: f"file {place}" for place, source in enumerate(sources, 1)}
    for name in numbers.files[runner]:
        same = next((one for one in sources if f"/{one}".endswith(f"/{name}")), None)
        same = same or next((one for one in sources if f"/{name}".endswith(f"/{one}")), None)
        words.setdefault(name, words[same] if same else f"file {len(set(words.values())) + 1}")
    return {**words, runner: WITHOUT_NAME}


def _masked(lines: pd.DataFrame, words: dict[str, str]) -> pd.DataFrame:
    if not words:
        return lines
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    said = {}
    for column in TEXTS:
        texts = lines[column].dropna()
        masked = {text: pattern.sub(lambda hit: words[hit[0]], text) for text in texts.unique()}
        said[column] = lines[column].map(masked, na_action="ignore").astype("str")
    return lines.assign(**said)


def _names_below(folder: Path) -> list[str]:
    """What the files below a folder may be called: with all, some or none of their folders."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    parts = [(folder.name, *file.relative_to(folder).parts) for file in files]
    names = ["/".join(part[start:]) for part in parts for start in range(len(part))]
    return list(dict.fromkeys([str(folder), *names]))
