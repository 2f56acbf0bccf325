"""What readers of a service's table share: header, columns by meaning, account, devices."""

import csv
import io
from collections.abc import Container
from dataclasses import dataclass, field, replace
from itertools import islice

import pandas as pd

from backstride import schemas
from backstride.errors import DataError
from backstride.ledger import open_entries, record_outcome
from backstride.readers.base import RAW_COLUMNS, Reading, UndecidedError, raw_table
from backstride.readers.files import FilePath, read_bytes
from backstride.readers.parse.columns import Columns
from backstride.readers.parse.dates import date_order, parsed_times
from backstride.readers.parse.numbers import Marks, numbers
from backstride.readers.parse.table import (
    Sheet,
    decoded,
    decoded_head,
    delimiter_of,
    records_of,
    to_sheet,
)
from backstride.readers.parse.text import alias_key
from backstride.settings import Settings

# What one table of a sheet yields: rows, and cells that could not be used.

_LONGEST_FOUND = 40
_PROBLEM = ["row", "column", "found", "expected"]


@dataclass(frozen=True)
class Part:
    """Rows for one table of the log.

    Parameters
    ----------
    rows : DataFrame
        Indexed by row number; a row of the sheet may come several times or not at all.
    problems : DataFrame
        Columns `row`, `column`, `found`, `expected`: cells that were not used.
    """

    rows: pd.DataFrame
    problems: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=_PROBLEM))


@dataclass(frozen=True)
class Cells:
    """A sheet, the meaning of its columns and the choices that hold for it."""

    sheet: Sheet
    columns: Columns
    settings: Settings
    marks: Marks

    def text(self, name: str) -> pd.Series:
        """Cells of the column with this meaning; all missing where there is none."""
        known = self.columns.fields.get(name)
        return self.blank() if known is None else self.sheet.column(known.label)

    def unit(self, name: str) -> str | None:
        """Unit that the header of the column with this meaning states."""
        known = self.columns.fields.get(name)
        return known.unit if known else None

    def number(self, name: str, plausible: tuple[float, float]) -> pd.Series:
        """Numbers of the column with this meaning."""
        return numbers(self.text(name), self.marks, plausible)

    def blank(self) -> pd.Series:
        """A column without any value."""
        return pd.Series(index=self.sheet.rows, dtype="str")

    def undecided(self, problem: str) -> UndecidedError:
        """The error that names a choice to make, with the file in front."""
        return UndecidedError(f"{self.sheet.source}: {problem}")


def unused(column: str, found: pd.Series, value: pd.Series, expected: str) -> pd.DataFrame:
    """Problems of cells that hold something (`found`) and gave nothing (`value`)."""
    wrong = found[found.notna() & value.isna()]
    return pd.DataFrame(
        {
            "row": wrong.index,
            "column": column,
            "found": wrong.str[:_LONGEST_FOUND].to_numpy(),
            "expected": expected,
        }
    )


def together(problems: list[pd.DataFrame]) -> pd.DataFrame:
    """Stack problems; none at all gives an empty table."""
    filled = [table for table in problems if not table.empty]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=_PROBLEM)


# What readers of a service's table share: its header, its columns by meaning, its account.

EXPECTED_DATE = "a date such as 2024-03-01 08:00:00"


def header_keys(path: FilePath, lines: int = 1) -> list[frozenset[str]]:
    """Alias keys of the cells of each of the first lines of a file that are not blank.

    Parameters
    ----------
    path : Path or zipfile.Path
    lines : int
        How many lines to look at, for exports with a title above the header.

    Returns
    -------
    list of frozenset of str
        Empty for a file that is no text.
    """
    try:
        text = decoded_head(path)
    except DataError:
        return []
    written = (line for line in io.StringIO(text, newline=None) if line.strip())
    return [frozenset(map(alias_key, cells_of(line))) for line in islice(written, lines)]


def cells_of(line: str) -> list[str]:
    r"""Cells of one line, also of a line that is quoted whole as one cell.

    Examples
    --------
    >>> cells_of('"Run,5.2"\n')
    ['Run', '5.2']
    """
    try:
        cells = next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter_of(line)), [])
    except csv.Error:
        return []
    held = [cell for cell in cells if cell.strip()]
    return cells_of(held[0]) if len(held) == 1 and held[0] != line.rstrip("\r\n") else cells


def service_sheet(path: FilePath, source: str, names: Container[str]) -> Sheet:
    """The table of a text file.

    Parameters
    ----------
    path : Path or zipfile.Path
    source : str
    names : container of str
        Alias keys of the columns by which its header is known.

    Raises
    ------
    DataError
        If the file is no text, or cannot be split into cells.
    """
    records = records_of(decoded(read_bytes(path), source), source)
    return to_sheet(source, records, lambda cell: alias_key(cell) in names)


def unsplit_header(source: str, what: str = "file") -> DataError:
    """The error of a header that holds the columns as text, and no longer as cells."""
    return DataError(
        f"{source}: the header cannot be split as the rows are; export the {what} again."
    )


def named_columns(sheet: Sheet, names: dict[str, str]) -> dict[str, pd.Series]:
    """Columns by meaning; the second of two with one meaning gets `_2` (pandas' `X.1` too).

    Parameters
    ----------
    sheet : Sheet
    names : dict of str to str
        Alias key → meaning.
    """
    found: dict[str, pd.Series] = {}
    for label in sheet.header:
        bare, _, number = label.rpartition(".")
        name = names.get(alias_key(bare if bare and number.isdigit() else label))
        if name:
            found.setdefault(name if name not in found else f"{name}_2", sheet.column(label))
    return found


def named_texts(sheet: Sheet, names: dict[str, str]) -> dict[str, pd.Series]:
    """`named_columns` of every meaning; all missing where the sheet has no such column."""
    found = named_columns(sheet, names)
    blank = pd.Series(index=sheet.rows, dtype="str")
    return {name: found.get(name, blank) for name in sorted(set(names.values()))}


def plain_runs(
    sheet: Sheet,
    texts: dict[str, pd.Series],
    distance_km: pd.Series,
    duration_min: pd.Series,
    settings: Settings,
) -> pd.DataFrame:
    """Runs with local dates and few columns; a distance or duration of 0 is none.

    Parameters
    ----------
    sheet : Sheet
    texts : dict of str to Series
        `date` and `type` as written.
    distance_km, duration_min : Series of float
    settings : Settings

    Returns
    -------
    DataFrame
        `start` (missing where no clock time is written), `date`, `sport`, `distance_km`,
        `duration_min`, `surface`, by row number.
    """
    order = date_order([texts["date"]], settings, sheet.source)
    parsed = parsed_times(texts["date"], order)
    return pd.DataFrame(
        {
            "start": parsed["wall"].where(parsed["has_clock"]),
            "date": parsed["wall"].dt.normalize(),
            "sport": texts["type"],
            "distance_km": distance_km.where(distance_km != 0),
            "duration_min": duration_min.where(duration_min > 0),
            "surface": "unknown",
        }
    )


def undated(dates: pd.Series) -> pd.Series:
    """Why a row is refused whose cell of the date holds this."""
    found = dates.fillna("nothing").str[:_LONGEST_FOUND]
    return "date: found " + found + f", expected {EXPECTED_DATE}"


def runs_reading(
    sheet: Sheet,
    runs: pd.DataFrame,
    dates: pd.Series,
    problems: list[pd.DataFrame],
    told: list[pd.DataFrame] | None = None,
) -> Reading:
    """Runs of an export with their account: a row without a date is refused.

    Parameters
    ----------
    sheet : Sheet
    runs : DataFrame
        Columns of the raw table, by row number; `date` is missing where unreadable.
    dates : Series of str
        What stood in the cell of the date.
    problems : list of DataFrame
        Columns `row`, `column`, `found`, `expected`: cells that were not used.
    told : list of DataFrame, optional
        Columns `row`, `column`, `found`, `done`: further lines for the repair list.
    """
    is_undated = runs["date"].isna()
    kept = runs[~is_undated].assign(source=sheet.source, source_row=runs.index[~is_undated])
    unused = together(problems)
    lines = not_used(unused[unused["row"].isin(kept.index)])
    return Reading(
        runs=raw_table("runs", kept),
        ledger=sheet_ledger(sheet, "runs", undated(dates[is_undated])),
        repairs=repair_list(sheet.source, [*(told or []), lines]),
    )


def sheet_ledger(sheet: Sheet, table: str, reasons: pd.Series) -> pd.DataFrame:
    """A line for every row of a sheet; rows with a reason, or that fit no header, are refused."""
    judged = pd.DataFrame({"row": reasons.index, "reason": reasons.to_numpy()})
    refused = [part for part in (sheet.refused, judged) if not part.empty]
    book = open_entries(sheet.source, sheet.all_rows, table)
    return (
        record_outcome(book, pd.concat(refused).assign(source=sheet.source), "refused")
        if refused
        else book
    )


def not_used(problems: pd.DataFrame) -> pd.DataFrame:
    """Lines for the repair list of cells that were not used (`unused`)."""
    return problems.assign(done="not used: expected " + problems["expected"].astype("str"))


def repair_list(source: str, lines: list[pd.DataFrame]) -> pd.DataFrame:
    """Stack lines with `row`, `column`, `found`, `done` of one file."""
    filled = [table[["row", "column", "found", "done"]] for table in lines if not table.empty]
    if not filled:
        return schemas.empty(schemas.REPAIRS)
    return schemas.fit_to(schemas.REPAIRS, pd.concat(filled).assign(source=source))


def file_repair(column: str, found: str, done: str) -> pd.DataFrame:
    """A repair line about the file as a whole, on the row of its header."""
    return pd.DataFrame({"row": [1], "column": [column], "found": [found], "done": [done]})


# One table that several devices wrote: each is a source of its own, as if it had its own file.


def split_by_device(reading: Reading, sheet: Sheet, columns: Columns) -> Reading:
    """Name the device in the source of each row, `runs.csv [watch]`, where several are named.

    The same session by two devices can then become one, as it does from two files.

    Parameters
    ----------
    reading : Reading
        Rows and account of this one sheet.
    """
    field = columns.fields.get("device")
    if field is None:
        return reading
    device = sheet.column(field.label).dropna()
    names = device.str.casefold().str.split().str.join(" ")
    if names.nunique() < 2:
        return reading
    sources = sheet.source + " [" + names + "]"
    named = {
        table: _renamed(getattr(reading, table), "source_row", sources) for table in RAW_COLUMNS
    }
    return replace(
        reading,
        **named,
        ledger=_renamed(reading.ledger, "row", sources),
        repairs=_renamed(reading.repairs, "row", sources),
    )


def _renamed(table: pd.DataFrame, row: str, sources: "pd.Series[str]") -> pd.DataFrame:
    named = table[row].map(sources).astype("str").fillna(table["source"])
    return table.assign(source=named)
