"""A tidy table as cells of text, and back, without losing a bit."""

import re
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pandera.pandas as pa

from backstride import tables
from backstride.tables.columns import TIME

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
    blank = tables.empty(schema)
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
