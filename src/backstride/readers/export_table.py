"""What readers of a service's table share: its header, its columns by meaning, its account."""

import csv
import io
from itertools import islice

import pandas as pd

from backstride import tables
from backstride.errors import DataError
from backstride.ledger import opened, settle
from backstride.readers.delimited import decoded_head, delimiter_of
from backstride.readers.files import FilePath
from backstride.readers.parts import together
from backstride.readers.reading import Reading, raw_table
from backstride.readers.sheet import Sheet
from backstride.readers.text import alias_key

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
    undated = runs["date"].isna()
    reasons = (
        "date: found " + dates[undated].str[:40].fillna("nothing") + f", expected {EXPECTED_DATE}"
    )
    kept = runs[~undated].assign(source=sheet.source, source_row=runs.index[~undated])
    unused = together(problems)
    unused = unused[unused["row"].isin(kept.index)]
    lines = unused.assign(done="not used: expected " + unused["expected"].astype("str"))
    return Reading(
        runs=raw_table("runs", kept),
        ledger=sheet_ledger(sheet, "runs", reasons),
        repairs=repair_list(sheet.source, [*(told or []), lines]),
    )


def sheet_ledger(sheet: Sheet, table: str, reasons: pd.Series) -> pd.DataFrame:
    """A line for every row of a sheet; rows with a reason, or that fit no header, are refused."""
    judged = pd.DataFrame({"row": reasons.index, "reason": reasons.to_numpy()})
    refused = [part for part in (sheet.refused, judged) if not part.empty]
    book = opened(sheet.source, sheet.all_rows, table)
    return (
        settle(book, pd.concat(refused).assign(source=sheet.source), "refused") if refused else book
    )


def repair_list(source: str, lines: list[pd.DataFrame]) -> pd.DataFrame:
    """Stack lines with `row`, `column`, `found`, `done` of one file."""
    filled = [table[["row", "column", "found", "done"]] for table in lines if not table.empty]
    if not filled:
        return tables.empty(tables.REPAIRS)
    return tables.fit_to(tables.REPAIRS, pd.concat(filled).assign(source=source))


def told_once(column: str, found: str, done: str) -> pd.DataFrame:
    """A repair line about the file as a whole, on the row of its header."""
    return pd.DataFrame({"row": [1], "column": [column], "found": [found], "done": [done]})
