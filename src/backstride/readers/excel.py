"""Excel and OpenDocument workbooks as records of text cells."""

import io
import lzma
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from backstride.errors import DataError
from backstride.readers.files import EXCEL_MARKS, MOST_TIMES_PACKED, is_bomb
from backstride.readers.workbook_extent import MOST_CELLS, n_cells_in

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
