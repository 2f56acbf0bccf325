"""Delimited text (CSV in any dialect and encoding) as records of text cells."""

import csv
import io
from collections import Counter
from itertools import islice

from backstride.errors import DataError
from backstride.readers.files import (
    HEAD_BYTES,
    LARGEST_FILE_BYTES,
    FilePath,
    fault_of,
    read_head,
)

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
