"""Excel and OpenDocument workbooks as records of text cells, their extent bounded."""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any

import python_calamine

from backstride.errors import DataError
from backstride.readers.files import CHUNK_BYTES, EXCEL_MARKS, MOST_TIMES_PACKED, is_bomb

# How far the cells of a workbook lie apart, before room is made for all that lie between.
#
# A workbook names the place of each cell. One cell at the far end of a sheet makes a file of a
# few kilobytes a table of 17 thousand million cells.

MOST_CELLS = 10_000_000
_CONTENT = "content.xml"  # the sheets of an OpenDocument workbook
_PLACE = re.compile(rb"""\sr\s{0,9}=\s{0,9}["']([A-Za-z]{0,3})(\d{1,9})["']""")
_LONGEST_TAG, _LONGEST_PLACE = 64 * 1024, 64
_TAG = re.compile(
    rb"""<table:(table-row|table-cell|covered-table-cell)\b((?:[^>"']|"[^"]*"|'[^']*')*)>"""
)
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["'](\d{1,9})["']""")


def n_cells_in(parts: zipfile.ZipFile) -> int:
    """Cells of the largest sheet of a workbook, with the empty ones between those that are filled.

    Parameters
    ----------
    parts : ZipFile
        The workbook: Office Open XML (`.xlsx`), or OpenDocument (`.ods`).

    Raises
    ------
    ValueError, OSError, zipfile.BadZipFile, zlib.error
        A part of it cannot be read.
    """
    if _CONTENT in parts.namelist():
        return _repeated_cells(_matches(parts, _CONTENT, _TAG))
    return max(_placed_cells(_matches(parts, name, _PLACE)) for name in parts.namelist())


def _placed_cells(places: Iterator[re.Match[bytes]]) -> int:
    # any attribute `r` counts, wherever it stands: a theme has some, too, and does no harm
    n_columns = n_rows = 1
    for place in places:
        n_columns = max(n_columns, _column_number(place[1].upper()))
        n_rows = max(n_rows, int(place[2]))
    return n_columns * n_rows


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _repeated_cells(tags: Iterator[re.Match[bytes]]) -> int:
    # rows of all sheets are counted on; empty cells and rows at the end take no room
    n_columns = n_rows = row = repeated = column = 0
    for tag in tags:
        found = _REPEATED.search(tag[2])
        times = int(found[1]) if found else 1
        if tag[1] == b"table-row":
            row, repeated, column = row + repeated, times, 0
            continue
        column += times
        is_empty = tag[2].endswith(b"/") and b"value" not in tag[2]
        if not is_empty:
            n_columns, n_rows = max(n_columns, column), row + repeated
    return n_columns * n_rows


def _matches(
    parts: zipfile.ZipFile, name: str, pattern: re.Pattern[bytes]
) -> Iterator[re.Match[bytes]]:
    rest = b""
    with parts.open(name) as stream:
        for chunk in takewhile(bool, iter(lambda: stream.read(CHUNK_BYTES), None)):
            text = rest + chunk
            # a tag that the chunk cuts in two is looked at with the next
            end = max(text.rfind(b"<"), 0)
            if end < len(text) - _LONGEST_TAG:
                if pattern is _TAG:
                    raise ValueError(f"{name}: a tag without an end")
                end = len(text) - _LONGEST_PLACE
            yield from pattern.finditer(text, 0, end)
            rest = text[end:]
    yield from pattern.finditer(rest)


# Excel and OpenDocument workbooks as records of text cells.

# The page of the workbook that explains the others begins with this cell; it holds no rows.
GUIDE_MARK = "A log of running and back pain"
LARGEST_WORKBOOK_BYTES = 500 * 1024 * 1024
_PART_FAULTS = (
    OSError,
    ValueError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)
_FAULTS = (python_calamine.CalamineError, OSError, ValueError)


def sheets_of(content: bytes, name: str) -> dict[str, list[list[str]]]:
    """Records of every sheet that holds anything, by its title.

    A blank row is an empty record, so that row numbers are those on the screen when the header
    stands in row 1.

    Raises
    ------
    DataError
        If the workbook cannot be read or holds nothing.
    """
    _check_size(content, name)
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(content))
        sheets = {
            title: workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
            for title in workbook.sheet_names
        }
    except _FAULTS as fault:
        raise DataError(f"{name}: not a readable workbook ({fault}).") from None
    texts = {title: _from_first([_record(row) for row in rows]) for title, rows in sheets.items()}
    filled = {
        title: records
        for title, records in texts.items()
        if records and records[0][:1] != [GUIDE_MARK]
    }
    if not filled:
        raise DataError(f"{name}: the workbook is empty.")
    return filled


def _check_size(content: bytes, name: str) -> None:
    if not content.startswith(EXCEL_MARKS[0]):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _check_parts(parts, name)
    except _PART_FAULTS as fault:
        raise DataError(f"{name}: not a readable workbook ({fault}).") from None


def _check_parts(parts: zipfile.ZipFile, name: str) -> None:
    members = parts.infolist()
    total = sum(member.file_size for member in members)
    if any(map(is_bomb, members)) or total > LARGEST_WORKBOOK_BYTES:
        limit = LARGEST_WORKBOOK_BYTES // (1024 * 1024)
        raise DataError(
            f"{name}: unpacks to more than {limit} MB or than {MOST_TIMES_PACKED} times its size, "
            "as no log of one runner does. It was not unpacked."
        )
    if any(member.filename.endswith("workbook.bin") for member in members):
        raise DataError(f"{name}: a binary workbook (.xlsb). Save it as .xlsx.")
    if n_cells_in(parts) > MOST_CELLS:
        raise DataError(
            f"{name}: its cells lie so far apart that a sheet would hold more than "
            f"{MOST_CELLS // 1_000_000} million. Delete the cells far below or right of the table."
        )


def cell_text(value: Any) -> str:
    """A cell as a person would type it: ISO dates, H:MM:SS times, whole numbers without point.

    Examples
    --------
    >>> cell_text(5.0), cell_text(datetime(2024, 3, 1)), cell_text(timedelta(minutes=62))
    ('5', '2024-03-01', '1:02:00')
    """
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date | time):
        return str(value.isoformat()).replace("T", " ")
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _record(cells: list[Any]) -> list[str]:
    texts = [cell_text(cell) for cell in cells]
    return texts if any(text.strip() for text in texts) else []


def _from_first(records: list[list[str]]) -> list[list[str]]:
    first = next((place for place, record in enumerate(records) if record), len(records))
    return records[first:]
