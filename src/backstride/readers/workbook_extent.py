"""How far the cells of a workbook lie apart, before room is made for all that lie between.

A workbook names the place of each cell. One cell at the far end of a sheet makes a file of a few
kilobytes a table of 17 thousand million cells.
"""

import re
import zipfile
from collections.abc import Iterator
from itertools import takewhile

from backstride.readers.files import CHUNK_BYTES

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
