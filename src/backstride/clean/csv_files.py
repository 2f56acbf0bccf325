"""CSV files written exactly, read back strictly, and replaced all together or not at all."""

import csv
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pandera.pandas as pa

from backstride import schemas
from backstride.errors import DataError
from backstride.schemas.log import TIME

# A tidy table as cells of text, and back, without losing a bit.

DAY_COLUMNS = frozenset({"date", "first_day", "retired_on", "last_rated"})
# Spreadsheets run a cell that begins like this as a formula; an apostrophe makes it text. Cells
# that begin with apostrophes before such a sign get one more, so that reading can take one off.
_FORMULA = re.compile(r"^'*[=+\-@\t]")
_DAY, _TIME = r"\d{4}-\d{2}-\d{2}", r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{6})?"
_OFFSET = r"(?:[+-]\d{2}:\d{2}(?::\d{2})?)?"


def to_cells(table: pd.DataFrame, zone: ZoneInfo | None) -> pd.DataFrame:
    """Text of every cell; missing is empty, times carry the offset of `zone` where one is known."""
    cells = {}
    for name in table.columns:
        values = table[name]
        if values.dtype.kind == "M":
            text = _days_written(values) if name in DAY_COLUMNS else _times_written(values, zone)
        elif values.dtype.kind == "f":
            text = values.map(lambda value: repr(value).removesuffix(".0"), na_action="ignore")
        elif values.dtype.kind == "i":
            text = values.astype("str")
        else:
            text = values.map(_harmless, na_action="ignore")
        cells[name] = text.astype("str").fillna("")
    return pd.DataFrame(cells)


def from_cells(
    cells: pd.DataFrame, schema: pa.DataFrameSchema, zone: ZoneInfo | None
) -> tuple[pd.DataFrame, list[str]]:
    """Values of the cells with the types of `schema`, and what was wrong with them.

    Returns
    -------
    tuple of (DataFrame, list of str)
        Problems read `row n, column: found …, expected …`; the header is row 1.
    """
    columns, problems = {}, []
    blank = schemas.empty(schema)
    if cells.empty:
        return blank, []
    for name in schema.columns:
        text = cells[name].mask(cells[name] == "")
        values, expected = _read(name, blank[name].dtype.kind, text)
        wrong = text.notna() & values.isna()
        if blank[name].dtype.kind == "i":
            # a count can be neither missing nor broken
            wrong = values.isna() | (values % 1 != 0)
            text = text.fillna("nothing")
        if zone is not None and expected == _EXPECTED["time"]:
            wrong_offset = _has_other_offset(text, values, zone)
            problems += _problems(text, name, wrong_offset, f"the offset of --timezone {zone.key}")
        problems += _problems(text, name, wrong, expected)
        columns[name] = values
    return pd.DataFrame(columns), problems


_EXPECTED = {
    "day": "a day YYYY-MM-DD",
    "time": "a time YYYY-MM-DDTHH:MM:SS with or without offset",
    "number": "a number",
    "count": "a whole number",
    "text": "text",
}


def _read(name: str, kind: str, text: pd.Series) -> tuple[pd.Series, str]:
    if name in DAY_COLUMNS:
        return _moments(text, rf"^({_DAY})$"), _EXPECTED["day"]
    if kind == "M":
        return _moments(text, rf"^({_TIME}){_OFFSET}$"), _EXPECTED["time"]
    if kind in "fi":
        numbers = text.map(_number, na_action="ignore").astype("float64")
        return numbers, _EXPECTED["number" if kind == "f" else "count"]
    return text.map(_as_found, na_action="ignore").astype("str"), _EXPECTED["text"]


def _problems(text: pd.Series, name: str, wrong: pd.Series, expected: str) -> list[str]:
    return [
        f"row {place + 2}, {name}: found {found}, expected {expected}"
        for place, found in zip(np.flatnonzero(wrong), text[wrong], strict=True)
    ]


def _harmless(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _as_found(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return np.nan
    return value if np.isfinite(value) else np.nan


def _days_written(values: pd.Series) -> pd.Series:
    days = np.datetime_as_string(values.to_numpy(dtype="datetime64[us]"), unit="D")
    return pd.Series(days, index=values.index, dtype="str").where(values.notna())


def _times_written(values: pd.Series, zone: ZoneInfo | None) -> pd.Series:
    times = np.datetime_as_string(values.to_numpy(dtype="datetime64[us]"), unit="us")
    text = pd.Series(times, index=values.index, dtype="str").str.removesuffix(".000000")
    if zone is not None:
        text = text + _offsets(values, zone, is_first=True)
    return text.where(values.notna())


def _moments(text: pd.Series, pattern: str) -> pd.Series:
    wall_clock = text.str.extract(pattern, expand=False)
    moments = pd.to_datetime(wall_clock, format="ISO8601", errors="coerce")
    return pd.Series(moments, dtype=TIME)


def _offsets(values: pd.Series, zone: ZoneInfo, is_first: bool) -> pd.Series:
    # In the hour that a clock goes through twice both offsets are right; the first is written.
    ambiguous = np.full(len(values), is_first)
    there = values.dt.tz_localize(zone, ambiguous=ambiguous, nonexistent="shift_forward")
    gap = there.dt.tz_localize(None) - there.dt.tz_convert("UTC").dt.tz_localize(None)
    names = {span: _offset_name(span) for span in gap.dropna().unique()}
    return pd.Series(gap.map(names, na_action="ignore"), dtype="str")


def _offset_name(span: pd.Timedelta) -> str:
    seconds = round(abs(span).total_seconds())
    sign = "-" if span < pd.Timedelta(0) else "+"
    name = f"{sign}{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
    return f"{name}:{seconds % 60:02d}" if seconds % 60 else name


def _has_other_offset(text: pd.Series, values: pd.Series, zone: ZoneInfo) -> pd.Series:
    found = text.str.extract(r"T[^+-]+([+-].+)$", expand=False)
    known = pd.Series(False, index=text.index)
    for is_first in (True, False):
        known |= found == _offsets(values, zone, is_first)
    return found.notna() & values.notna() & ~known


# Files that change in a folder all together or not at all, whenever the run is interrupted.

STAGED = ".backstride-new"


@contextmanager
def only_user(folder: Path, *, to_write: bool) -> Iterator[None]:
    """Wait until no other run writes to a folder, and hold others back meanwhile.

    The system lets go of the lock when a run ends, however it ends. Where it has no lock for
    folders (Windows, some network disks), nobody waits.

    Parameters
    ----------
    folder : Path
        May be absent; then the nearest folder around it is held.
    to_write : bool
        Whether other readers must wait, too.
    """
    if sys.platform == "win32":
        yield
        return
    handle = _locked(folder, to_write)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _locked(folder: Path, to_write: bool) -> int | None:
    if sys.platform == "win32":
        return None
    import fcntl

    while True:
        held = _nearest(folder)
        try:
            handle = os.open(held, os.O_RDONLY)
        except OSError:
            return None
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX if to_write else fcntl.LOCK_SH)
        # the run that was waited for may have made the folder
        if _nearest(folder) == held:
            return handle
        os.close(handle)


def _nearest(folder: Path) -> Path:
    place = folder.resolve()
    return next(one for one in (place, *place.parents) if one.exists())


def stamps_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of the last change (ns) of every file of a folder; none if it is absent."""
    if not folder.is_dir():
        return {}
    states = {path.name: path.lstat() for path in folder.iterdir()}
    return {name: (state.st_size, state.st_mtime_ns) for name, state in states.items()}


def current(path: Path) -> Path:
    """Where the content of a file lies now.

    A run that was killed while it moved files in has left some of them in the folder of staged
    files, which appears only when all are written: they are the ones that count.
    """
    staged = path.parent / STAGED / path.name
    return staged if staged.exists() else path


def move_in(new: Path, folder: Path, old: Path) -> None:
    """Move the files of `new` into `folder`; those they replace go to `old`.

    Parameters
    ----------
    new, old : Path
        Folders on the disk of `folder`; `new` holds every file complete, `old` is empty.

    Raises
    ------
    DataError
        If a folder stands where a file should go; nothing is changed then.
    OSError
        If a file cannot be moved; everything is then as it was.
    """
    blocked = [path for path in sorted(new.iterdir()) if (folder / path.name).is_dir()]
    if blocked:
        raise DataError(f"{folder / blocked[0].name} is a folder. Name another --out.")
    if not folder.exists():
        new.rename(folder)
        return
    finish(folder)
    for path in new.iterdir():
        if (folder / path.name).exists():
            shutil.copy2(folder / path.name, old / path.name)
    # This one rename is the moment from which the new state holds.
    staged = new.rename(folder / STAGED)
    names = sorted(path.name for path in staged.iterdir())
    try:
        finish(folder)
    except BaseException:
        _move_back(folder, old, names)
        raise


def finish(folder: Path) -> None:
    """Move the files that an interrupted run has left staged to their places."""
    staged = folder / STAGED
    if staged.is_dir():
        for path in sorted(staged.iterdir()):
            path.replace(folder / path.name)
        staged.rmdir()


def _move_back(folder: Path, old: Path, names: list[str]) -> None:
    for name in names:
        if (old / name).exists():
            (old / name).replace(folder / name)
        else:
            (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / STAGED)


# CSV files as Backstride writes them: every record as long as the header, or it is told.

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


def cells_of(
    path: Path, columns: Sequence[str], needed: Sequence[str] | None = None
) -> pd.DataFrame:
    """Every cell as text; blank lines are passed over.

    Parameters
    ----------
    path : Path
    columns : sequence of str
        Columns of the table, in the order they are wanted; in the file any order will do.
    needed : sequence of str, optional
        Those that the file must have, by default all; every cell of another that it lacks is
        empty.

    Raises
    ------
    DataError
        The file is missing, lacks a column or has an unknown one, or a record is shorter or
        longer than its header.
    """
    if not current(path).exists():
        raise DataError(f"{path.name}: missing from {path.parent}. Put it back as it was.")
    header = header_of(path)
    _ensure_header(path, header, columns, columns if needed is None else needed)
    try:
        with current(path).open(encoding="utf-8-sig", newline="") as file:
            _, *records = (record for record in csv.reader(file, strict=True) if record)
    except _FAULTS as fault:
        raise DataError(f"{path.name}: cannot be read ({fault}).") from None
    _ensure_whole(path, header, records)
    found = pd.DataFrame(records, columns=header, dtype="str")
    return found.reindex(columns=list(columns), fill_value="").astype("str")


def _ensure_header(
    path: Path, header: list[str], columns: Sequence[str], needed: Sequence[str]
) -> None:
    lacking = [name for name in needed if name not in header]
    twice = sorted({name for name in header if header.count(name) > 1})
    unknown = [name or "without a name" for name in header if name not in columns]
    found = {"no column": lacking, "twice the column": twice, "the unknown column": unknown}
    told = [f"{words} {', '.join(names)}" for words, names in found.items() if names]
    if not told:
        return
    if not header:
        told = ["no header that can be read"]
    remedy = "Put the header back as it was."
    if not lacking and not twice:
        remedy = "Take it out, or update Backstride if a newer one has written it."
    raise DataError(
        f"{path.name}: found {' and '.join(told)}, expected the columns {', '.join(columns)}, "
        f"with commas between them. {remedy}"
    )


def _ensure_whole(path: Path, header: list[str], records: list[list[str]]) -> None:
    lengths = {row: len(record) for row, record in enumerate(records, start=2)}
    wrong = {row: length for row, length in lengths.items() if length != len(header)}
    if wrong:
        row, length = next(iter(wrong.items()))
        more = f" So are {len(wrong) - 1} more rows." if len(wrong) > 1 else ""
        raise DataError(
            f"{path.name}, row {row}: found {length} cells, expected {len(header)}.{more}"
        )
