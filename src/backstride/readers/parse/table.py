"""Delimited text as records of cells, and the table that every reader of tables starts from."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd

from backstride.errors import DataError
from backstride.readers.files import HEAD_BYTES, LARGEST_FILE_BYTES, FilePath, fault_of, read_head
from backstride.readers.parse.text import MISSING, clean_header

# Delimited text (CSV in any dialect and encoding) as records of text cells.

# a long note is a cell like any other; the size of the file is limited, and that is enough
csv.field_size_limit(LARGEST_FILE_BYTES)

MOST_RECORDS = 1_000_000
_END = "end of text"
DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_RECORDS, _SAMPLE_CHARACTERS = 200, 200_000


def decoded(content: bytes, name: str) -> str:
    """Text of a file in UTF-8, UTF-16 with a byte-order mark, or Windows-1252.

    Raises
    ------
    DataError
        If the bytes are no text.

    Examples
    --------
    >>> decoded("Größe".encode("cp1252"), "a.csv"), decoded("Größe".encode("utf-16"), "a.csv")
    ('Größe', 'Größe')
    """
    fault = fault_of(content)
    if fault:
        raise DataError(f"{name}: {fault}. Give a CSV or Excel file.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def decoded_head(path: FilePath) -> str:
    """Text of the first lines of a file, as `decoded`."""
    head = read_head(path)
    return decoded(head[: head.rfind(b"\n") + 1] if len(head) == HEAD_BYTES else head, path.name)


def records_of(text: str, name: str) -> list[list[str]]:
    """Records of a delimited text; blank lines are left out, quoted line breaks are kept.

    Raises
    ------
    DataError
        If there is no record, or a quote is opened and never closed.
    """
    records = _parsed(text, delimiter_of(text), name)
    if not records:
        raise DataError(f"{name}: the file is empty.")
    return _unwrapped(records)


def delimiter_of(text: str) -> str:
    r"""The delimiter under which most records have the same number (above one) of cells.

    Examples
    --------
    >>> delimiter_of("Datum;km\n01.02.2024;7,5\n03.02.2024;8,1\n")
    ';'
    """
    sample = text[:_SAMPLE_CHARACTERS]
    scores = [(*_consistency(sample, delimiter), delimiter) for delimiter in DELIMITERS]
    best = max(scores, key=lambda score: score[:2])
    return best[2] if best[0] > 0 else ","


def _consistency(text: str, delimiter: str) -> tuple[float, int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lengths: list[int] = []
    try:
        for record in reader:
            lengths.append(len(record))
            if len(lengths) >= _SAMPLE_RECORDS:
                break
    except csv.Error:
        return 0.0, 0
    several = Counter(length for length in lengths if length > 1)
    if not several:
        return 0.0, 0
    length, count = max(several.items(), key=lambda item: (item[1], item[0]))
    return count / sum(1 for found in lengths if found), length


def _parsed(text: str, delimiter: str, name: str) -> list[list[str]]:
    # a quote that is never closed swallows the line put behind the last one
    lines = io.StringIO(f"{text}\n{_END}", newline="")
    try:
        reader = csv.reader(lines, delimiter=delimiter)
        records = list(islice((record for record in reader if record), MOST_RECORDS + 2))
    except csv.Error as fault:
        raise DataError(f"{name}: cannot be split into cells ({fault}).") from None
    if len(records) > MOST_RECORDS + 1:
        raise DataError(f"{name}: found more than {MOST_RECORDS} rows, more than any log.")
    if records[-1] != [_END]:
        raise DataError(
            f"{name}, row {len(records)}: a quote is opened and never closed, so the rest of the "
            'file is one cell. Close the quote (") or take it out.'
        )
    return records[:-1]


def _unwrapped(records: list[list[str]]) -> list[list[str]]:
    # some exports quote every row whole, so that a row is one cell holding a row
    if any(len(record) > 1 for record in records):
        return records
    lines = "\n".join(record[0].replace("\n", " ") for record in records)
    delimiter = delimiter_of(lines)
    reparsed = list(csv.reader(lines.split("\n"), delimiter=delimiter))
    return [record or [""] for record in reparsed] if len(reparsed) == len(records) else records


# A table of text cells with its row numbers: what every reader of tables starts from.

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
