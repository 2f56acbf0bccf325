"""A cleaned log as a folder of CSV files: written whole or not at all, read back strictly."""

import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from backstride import schemas
from backstride.clean.csv_files import (
    cells_of,
    current,
    from_cells,
    header_of,
    move_in,
    to_cells,
    write_cells,
)
from backstride.clean.log import Log, within_span
from backstride.clean.values import site_named
from backstride.errors import DataError
from backstride.schemas.log import FINGERPRINTS
from backstride.settings import Settings

# Files that are being written lie in a folder of this name; a run that is killed may leave it.
_BESIDE = ".backstride-tables-"
_MOST_PROBLEMS = 10


def write_log(log: Log, out: str | Path) -> Path:
    """Write the seven tables of a log as `runs.csv`, `pain.csv` … into folder `out`.

    Beside them lies `layout.csv` with the version of their columns. Either all of these appear or
    none; other files in the folder stay. Days are `YYYY-MM-DD`, times local ISO 8601 with the
    offset of `settings.timezone` where it is stated; a text cell that a spreadsheet would run as a
    formula begins with an apostrophe. Looks of earlier reports, where the log has any, go into
    `looks.csv`.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    DataError
        If `out` is or holds an input of the log or tables that Backstride did not write, or was
        written by a newer Backstride, or cannot be written.
    """
    named = tables_of(log)
    if not log.looks.empty:
        named[schemas.LOOKS.name] = log.looks
    return write_tables(named, log, out)


def tables_of(log: Log) -> dict[str, pd.DataFrame]:
    """The seven tables of a log and the version of their layout, by the names of their files."""
    layout = pd.DataFrame({"backstride_layout": [schemas.LAYOUT_VERSION]})
    tables = {name: getattr(log, name) for name in schemas.LOG_TABLES}
    return {**tables, schemas.LAYOUT.name: layout}


def write_tables(named: Mapping[str, pd.DataFrame], log: Log, out: str | Path) -> Path:
    """Write tables of a log as `write_log` does, each under its name."""
    folder = Path(out)
    ensure_free(folder, named, log.inputs)
    try:
        # within the folder, which may be a disk of its own
        home = folder if folder.exists() else folder.parent
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=_BESIDE, dir=home) as beside:
            new, old = Path(beside) / "new", Path(beside) / "old"
            new.mkdir()
            old.mkdir()
            for name, table in named.items():
                write_cells(to_cells(table, log.settings.zone), new / f"{name}.csv")
            move_in(new, folder, old)
    except OSError as fault:
        raise DataError(
            f"{folder}: cannot be written ({fault.strerror}). Name another --out."
        ) from None
    return folder


def remove_leftovers(folder: Path) -> None:
    """Take away what killed runs left in a folder; nobody else may be writing to it now."""
    for left in folder.glob(f"{_BESIDE}*"):
        shutil.rmtree(left, ignore_errors=True)


def ensure_free(folder: Path, names: Iterable[str], inputs: Iterable[Path]) -> None:
    """See to it that writing tables into a folder takes nothing from anybody.

    Raises
    ------
    DataError
        The folder is or holds one of `inputs`, or a file of one of these names that Backstride
        did not write; or a newer Backstride wrote it.
    """
    place = folder.resolve()
    problems = [
        f"--out {folder} is or holds the input {path}. Name another folder, "
        "or keep exports in a folder within it."
        for path in inputs
        if path == place or (path.parent == place and not path.is_dir())
    ]
    there = [f"{name}.csv" for name in names if (folder / f"{name}.csv").is_file()]
    if there and not problems and not is_tidy_folder(folder):
        problems = [
            f"--out {folder} holds files that Backstride did not write: {', '.join(there)}. "
            "They would be lost. Name another folder."
        ]
    if problems:
        raise DataError(problems)
    ensure_known_layout(folder)


def ensure_known_layout(folder: Path) -> None:
    """See to it that a folder was not written in a layout that is not known yet.

    Raises
    ------
    DataError
        It was, or its `layout.csv` does not say a version.
    """
    path = folder / f"{schemas.LAYOUT.name}.csv"
    if not current(path).exists():
        return
    versions = open_table(path, schemas.LAYOUT, Settings())["backstride_layout"].tolist()
    if len(versions) != 1:
        raise DataError(
            f"{path.name}: found {len(versions)} rows, expected one with the version of the "
            "layout. Put it back as it was."
        )
    if versions[0] > schemas.LAYOUT_VERSION:
        raise DataError(
            f"{folder}: found tables in layout {versions[0]}, expected a layout up to "
            f"{schemas.LAYOUT_VERSION}, the last that this Backstride reads; update Backstride, "
            "nothing was changed."
        )


def is_tidy_folder(path: str | Path) -> bool:
    """Whether Backstride wrote the tables in a folder, be some of them gone or spoilt since."""
    own = (schemas.LAYOUT, schemas.LEDGER, FINGERPRINTS, schemas.RUNS)
    return any(
        schemas.can_read(schema, header_of(Path(path) / f"{schema.name}.csv")) for schema in own
    )


def open_tidy_folder(path: str | Path, settings: Settings) -> Log:
    """Read a folder that `write_log` wrote; nothing is cleaned or repaired again.

    Raises
    ------
    DataError
        A newer Backstride wrote the folder; or files are missing, or lack a column that is
        needed, or cells are not as `backstride.schemas` describes them: all at once.
    """
    ensure_known_layout(Path(path))
    read: dict[str, Any] = {}
    problems: list[str] = []
    for name, schema in schemas.LOG_TABLES.items():
        try:
            read[name] = open_table(Path(path) / f"{name}.csv", schema, settings)
        except DataError as fault:
            problems += fault.problems
    try:
        read[schemas.LOOKS.name] = open_looks(path, settings)
    except DataError as fault:
        problems += fault.problems
    if problems:
        raise DataError(problems)
    named = replace(settings, site=site_named(settings.site))
    return within_span(Log(**read, settings=named))


def open_looks(folder: str | Path, settings: Settings) -> pd.DataFrame:
    """Read the looks that a report has left in a folder; no rows where there are none.

    Raises
    ------
    DataError
        `looks.csv` is not as `schemas.LOOKS` describes it, or a newer Backstride wrote the
        folder.
    """
    if is_tidy_folder(folder):
        ensure_known_layout(Path(folder))
    path = Path(folder) / f"{schemas.LOOKS.name}.csv"
    if not current(path).exists():
        return schemas.empty(schemas.LOOKS)
    try:
        return open_table(path, schemas.LOOKS, settings)
    except DataError as fault:
        remedy = f"{path}: holds the looks of earlier reports. Put it back as it was."
        raise DataError([*fault.problems, remedy]) from None


def open_table(path: Path, schema: pa.DataFrameSchema, settings: Settings) -> pd.DataFrame:
    """Read one file of such a folder; a column that it may lack is then empty.

    Raises
    ------
    DataError
        The file is missing, or lacks a column that is needed, or a cell is not as `schema`
        describes it; all at once.
    """
    cells = cells_of(path, list(schema.columns), schemas.needed_columns(schema))
    values, problems = from_cells(cells, schema, settings.zone)
    if problems:
        told = [f"{path.name}, {problem}. Correct the cell." for problem in problems]
        raise DataError(_first(path, told))
    try:
        return schemas.fit_to(schema, values)
    except DataError as fault:
        told = [_named_as_file(path, problem) for problem in fault.problems]
        raise DataError(_first(path, told)) from None


def _first(path: Path, problems: list[str]) -> list[str]:
    n_more = len(problems) - _MOST_PROBLEMS
    more = [f"{path.name}: {n_more} more cells of this kind."] if n_more > 0 else []
    return problems[:_MOST_PROBLEMS] + more


def _named_as_file(path: Path, problem: str) -> str:
    # The schema counts rows from 0; in the file the header is row 1.
    match = re.match(r"^\w+, row (\d+), (.*)$", problem, flags=re.DOTALL)
    place = (
        f"{path.name}, row {int(match[1]) + 2}, {match[2]}" if match else f"{path.name}: {problem}"
    )
    return f"{place}. Correct the cell."
