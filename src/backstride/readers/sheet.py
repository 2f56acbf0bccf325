"""A table of text cells with its row numbers: what every reader of tables starts from."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from backstride.errors import DataError
from backstride.readers.text import MISSING, clean_header

LONGEST_PREAMBLE = 30
MOST_COLUMNS = 2000
_DATE_LIKE = r"^\s*\d{1,4}[-./]\d{1,2}[-./]\d{1,4}"


@dataclass(frozen=True)
class Sheet:
    """Cells of one table, all text.

    Parameters
    ----------
    source : str
        File, and sheet where it has several.
    header : tuple of str
        Cleaned header cells; a name that comes again carries `.1`, `.2` …
    records : list of list of str
        As many cells as the header has.
    rows : ndarray of int
        Row number of each record; the header is row 1.
    refused : DataFrame
        Columns `row`, `reason`: rows whose cells do not fit the header.
    """

    source: str
    header: tuple[str, ...]
    records: list[list[str]]
    rows: np.ndarray
    refused: pd.DataFrame

    @property
    def all_rows(self) -> list[int]:
        """Every row number, also of refused rows, in order."""
        return sorted([*self.rows.tolist(), *self.refused["row"].tolist()])

    def column(self, label: str) -> pd.Series:
        """Cells of one column by row number, stripped; `n/a`, `--` and blanks are missing."""
        place = self.header.index(label)
        cells = (record[place].strip() for record in self.records)
        return pd.Series(
            [None if len(cell) < 5 and cell.casefold() in MISSING else cell for cell in cells],
            index=self.rows,
            dtype="str",
        )


def to_sheet(source: str, records: list[list[str]], is_known: Callable[[str], bool]) -> Sheet:
    """Find the header among records, number the rows and set those aside that do not fit.

    Parameters
    ----------
    records : list of list of str
        An empty record is a blank line: it counts as a row and holds nothing.
    is_known : callable
        Whether a header cell is one the reader knows; lines above the header are a preamble.
    """
    start = header_place(records, is_known)
    header_cells = [clean_header(cell) for cell in _without_tail(records[start])]
    if len(header_cells) > MOST_COLUMNS:
        raise DataError(
            f"{source}: found {len(header_cells)} columns, expected at most {MOST_COLUMNS}."
        )
    header = _unique(header_cells)
    body = [(row, record) for row, record in enumerate(records[start + 1 :], start=2) if record]
    faults = [(row, _fault(record, records[start], len(header))) for row, record in body]
    refused = [(row, fault) for row, fault in faults if fault]
    wrong = {row for row, _ in refused}
    fitting = [(row, record) for row, record in body if row not in wrong]
    width = len(header)
    return Sheet(
        source,
        header,
        [(record + [""] * (width - len(record)))[:width] for _, record in fitting],
        np.array([row for row, _ in fitting], dtype="int64"),
        pd.DataFrame(refused, columns=["row", "reason"]).astype({"row": "int64", "reason": "str"}),
    )


def header_place(records: list[list[str]], is_known: Callable[[str], bool]) -> int:
    """Place of the header: the first record with a known name and no dated record above it."""
    for place, record in enumerate(records[:LONGEST_PREAMBLE]):
        cells = [clean_header(cell) for cell in record]
        if any(cell and is_known(cell) for cell in cells):
            return place
        if pd.Series(cells, dtype="str").str.contains(_DATE_LIKE).any():
            break
    return 0


def _without_tail(record: list[str]) -> list[str]:
    length = max((place for place, cell in enumerate(record, start=1) if cell.strip()), default=0)
    return record[:length]


def _unique(names: list[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    labels: dict[str, None] = {}
    for name in names:
        label, count = name, seen.get(name, 0)
        while label in labels:
            count += 1
            label = f"{name}.{count}"
        seen[name] = count
        labels[label] = None
    return tuple(labels)


def _fault(record: list[str], header: list[str], width: int) -> str | None:
    if record == header:
        return "the header again"
    if len(record) > width and any(cell.strip() for cell in record[width:]):
        return f"found {len(_without_tail(record))} cells, expected {width} as in the header"
    return None
