"""A cleaned log as a folder of CSV files: written whole or not at all, read back strictly."""

import csv
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from backstride import tables
from backstride.clean.cells import from_cells, to_cells
from backstride.clean.log import Log
from backstride.clean.sites import site_named
from backstride.clean.span import within_span
from backstride.clean.staging import current, move_in
from backstride.errors import DataError
from backstride.settings import Settings


def write_log(log: Log, out: str | Path) -> Path:
    """Write the seven tables of a log as `runs.csv`, `pain.csv` … into folder `out`.

    Either all seven appear or none; other files in the folder stay. Days are `YYYY-MM-DD`, times
    local ISO 8601 with the offset of `settings.timezone` where it is stated; a text cell that a
    spreadsheet would run as a formula begins with an apostrophe.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    DataError
        If `out` is or holds an input of the log, or cannot be written.
    """
    return write_tables({name: getattr(log, name) for name in tables.LOG_TABLES}, log, out)


def write_tables(named: Mapping[str, pd.DataFrame], log: Log, out: str | Path) -> Path:
    """Write tables of a log as `write_log` does, each under its name."""
    folder = Path(out)
    _spare_inputs(log.inputs, folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".backstride-", dir=folder.parent) as beside:
            new, old = Path(beside) / "new", Path(beside) / "old"
            new.mkdir()
            old.mkdir()
            for name, table in named.items():
                _write_table(to_cells(table, log.settings.zone), new / f"{name}.csv")
            move_in(new, folder, old)
    except OSError as fault:
        raise DataError(
            f"{folder}: cannot be written ({fault.strerror}). Name another --out."
        ) from None
    return folder


def is_tidy_folder(path: str | Path) -> bool:
    """Whether a path is a folder that `write_log` wrote: runs and ledger with their headers."""
    return all(
        _header(Path(path) / f"{schema.name}.csv") == list(schema.columns)
        for schema in (tables.RUNS, tables.LEDGER)
    )


def open_tidy_folder(path: str | Path, settings: Settings) -> Log:
    """Read a folder that `write_log` wrote; nothing is cleaned or repaired again.

    Raises
    ------
    DataError
        A file is missing or a cell is not as `backstride.tables` describes it; all at once.
    """
    read: dict[str, Any] = {}
    problems: list[str] = []
    for name, schema in tables.LOG_TABLES.items():
        try:
            read[name] = open_table(Path(path) / f"{name}.csv", schema, settings)
        except DataError as fault:
            problems += fault.problems
    if problems:
        raise DataError(problems)
    named = replace(settings, site=site_named(settings.site))
    return within_span(Log(**read, settings=named))


def open_table(path: Path, schema: pa.DataFrameSchema, settings: Settings) -> pd.DataFrame:
    """Read one file of such a folder.

    Raises
    ------
    DataError
        The file is missing or a cell is not as `schema` describes it; all at once.
    """
    cells = _read_cells(path, list(schema.columns))
    values, problems = from_cells(cells, schema, settings.zone)
    if problems:
        raise DataError(f"{path.name}, {problem}. Correct the cell." for problem in problems)
    try:
        return tables.fit_to(schema, values)
    except DataError as fault:
        raise DataError(_named_as_file(path, problem) for problem in fault.problems) from None


def _spare_inputs(inputs: Sequence[Path], folder: Path) -> None:
    place = folder.resolve()
    problems = [
        f"--out {folder} is or holds the input {path}. Name another folder, "
        "or keep exports in a folder within it."
        for path in inputs
        if path == place or (path.parent == place and not path.is_dir())
    ]
    if problems:
        raise DataError(problems)


def _write_table(cells: pd.DataFrame, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(cells.columns)
        writer.writerows(cells.itertuples(index=False, name=None))


def _header(path: Path) -> list[str]:
    try:
        with current(path).open(encoding="utf-8-sig", newline="") as file:
            return next(csv.reader(file), [])
    except (OSError, UnicodeDecodeError, csv.Error):
        return []


def _read_cells(path: Path, header: list[str]) -> pd.DataFrame:
    if not current(path).exists():
        raise DataError(f"{path.name}: missing from {path.parent}. Write the folder again.")
    if _header(path) != header:
        raise DataError(f"{path.name}: expected the columns {', '.join(header)}.")
    try:
        return pd.read_csv(current(path), dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, OSError) as fault:
        raise DataError(f"{path.name}: cannot be read ({fault}).") from None


def _named_as_file(path: Path, problem: str) -> str:
    # The schema counts rows from 0; in the file the header is row 1.
    match = re.match(r"^\w+, row (\d+), (.*)$", problem, flags=re.DOTALL)
    place = (
        f"{path.name}, row {int(match[1]) + 2}, {match[2]}" if match else f"{path.name}: {problem}"
    )
    return f"{place}. Correct the cell."
