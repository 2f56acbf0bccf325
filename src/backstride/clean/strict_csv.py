"""CSV files as Backstride writes them: every record as long as the header, or it is told."""

import csv
from pathlib import Path

import pandas as pd

from backstride.clean.staging import current
from backstride.errors import DataError

_FAULTS = (OSError, UnicodeDecodeError, csv.Error)


def write_cells(cells: pd.DataFrame, path: Path) -> None:
    """Write a table of text as UTF-8, with the header first."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(cells.columns)
        writer.writerows(cells.itertuples(index=False, name=None))


def header_of(path: Path) -> list[str]:
    """Names of the columns of a file; none where it cannot be read."""
    try:
        with current(path).open(encoding="utf-8-sig", newline="") as file:
            return next(csv.reader(file), [])
    except _FAULTS:
        return []


def cells_of(path: Path, header: list[str]) -> pd.DataFrame:
    """Every cell as text; blank lines are passed over.

    Raises
    ------
    DataError
        The file is missing, its header is another one, or a record is shorter or longer.
    """
    if not current(path).exists():
        raise DataError(f"{path.name}: missing from {path.parent}. Put it back as it was.")
    if header_of(path) != header:
        raise DataError(
            f"{path.name}: expected the columns {', '.join(header)}, with commas between them."
        )
    try:
        with current(path).open(encoding="utf-8-sig", newline="") as file:
            _, *records = (record for record in csv.reader(file, strict=True) if record)
    except _FAULTS as fault:
        raise DataError(f"{path.name}: cannot be read ({fault}).") from None
    _ensure_whole(path, header, records)
    return pd.DataFrame(records, columns=header, dtype="str")


def _ensure_whole(path: Path, header: list[str], records: list[list[str]]) -> None:
    lengths = {row: len(record) for row, record in enumerate(records, start=2)}
    wrong = {row: length for row, length in lengths.items() if length != len(header)}
    if wrong:
        row, length = next(iter(wrong.items()))
        more = f" So are {len(wrong) - 1} more rows." if len(wrong) > 1 else ""
        raise DataError(
            f"{path.name}, row {row}: found {length} cells, expected {len(header)}.{more}"
        )
