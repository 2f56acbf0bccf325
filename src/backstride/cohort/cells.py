"""Cells of a day table to typed columns, with the problems of every row that has some."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
import pandera.pandas as pa

from backstride import tables
from backstride.tables.columns import COUNT, FLAG, NUMBER, TIME, column

NOTHING = ("", "NA", "NaN", "nan", "None", "<NA>")
FLAGS = {"true": True, "1": True, "1.0": True, "false": False, "0": False, "0.0": False}
INDEX = re.compile(r"__index_level_\d+__")
COMMA, POINT = r"-?\d+,\d+", "; a point in decimals, no comma"
DOSES = re.compile(r"[a-z_]+_(done|between)")
FIRST_DAY, LAST_DAY = pd.Timestamp("1970-01-01"), pd.Timestamp("2100-01-01")
_DOSE = column(NUMBER, "times a habit was done", low=0)


def described(name: str) -> pa.Column | None:
    """How a column of a day table is described; nothing for one that is not used."""
    columns: dict[str, pa.Column] = tables.COHORT_DAYS.columns
    return columns.get(name, _DOSE if DOSES.fullmatch(name) else None)


def unused_columns(names: Iterable[str]) -> set[str]:
    """Those of the columns that a day table is not known to have.

    Examples
    --------
    >>> unused_columns(["date", "mood", "stretching_done"])
    {'mood'}
    """
    return {name for name in names if described(name) is None and not INDEX.fullmatch(name)}


def typed_days(cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Give every known column its type.

    Parameters
    ----------
    cells : DataFrame
        Columns as found, text or typed; those that are not described are left out.

    Returns
    -------
    days : DataFrame
        Typed columns: numbers as float64 (missing where empty), flags as 1, 0 or missing, days.
    problems : Series of str
        What is wrong with the cells of each row that cannot be used; missing where nothing is.

    Examples
    --------
    >>> cells = pd.DataFrame({"date": ["2025-02-01", "1.2.25"], "pain_post": ["3", "12"]})
    >>> typed_days(cells)[1].tolist()[1:]
    ['date: found 1.2.25, expected a day as YYYY-MM-DD; pain_post: found 12, expected 0 to 10']
    """
    problems = pd.Series(None, index=cells.index, dtype="str")
    typed: dict[str, pd.Series] = {}
    for name in map(str, cells):
        how = described(name)
        if how is None:
            continue
        if name == "runner":
            # A bucket holds no row without a key, and NA is somebody's.
            typed[name] = cells[name].astype("str")
            continue
        values, expected = _typed(cells[name], how)
        is_wrong = _has_cell(cells[name]) & values.isna()
        if name == "date":
            is_wrong |= values.isna()
        typed[name] = values
        if is_wrong.any():
            found = cells.loc[is_wrong, name].astype("str").fillna("nothing").replace("", "nothing")
            said = f"{name}: found " + found + f", expected {expected}"
            said = said.mask(found.str.fullmatch(COMMA), said + POINT)
            problems = joined(problems, said)
    return pd.DataFrame(typed, index=cells.index), problems


def joined(problems: pd.Series, more: pd.Series) -> pd.Series:
    """Add problems to those of the same rows.

    Examples
    --------
    >>> joined(pd.Series(["a", None, None]), pd.Series(["b", "c"], index=[0, 2])).tolist()
    ['a; b', nan, 'c']
    """
    both = problems.copy()
    before = both.loc[more.index]
    both.loc[more.index] = (before + "; " + more).fillna(more)
    return both


def _has_cell(cells: pd.Series) -> pd.Series:
    if cells.dtype != "str" and cells.dtype != object:
        return cells.notna()
    return cells.notna() & ~cells.astype("str").str.strip().isin(NOTHING)


def _typed(cells: pd.Series, how: pa.Column) -> tuple[pd.Series, str]:
    limits = how.metadata or {}
    dtype = limits["dtype"]
    if dtype == TIME:
        return _days(cells), "a day as YYYY-MM-DD"
    if dtype == FLAG:
        words = cells.astype("str").str.strip().str.casefold()
        return words.map(FLAGS).astype("float64"), "true or false"
    if dtype in (NUMBER, COUNT):
        return _numbers(cells, limits["low"], limits["high"]), _range(limits["low"], limits["high"])
    text = cells.astype("str").str.strip()
    known = text.where(_has_cell(cells))
    if not limits["allowed"]:
        return known, "a word"
    return known.where(known.isin(limits["allowed"])), " or ".join(limits["allowed"])


def _days(cells: pd.Series) -> pd.Series:
    if isinstance(cells.dtype, pd.DatetimeTZDtype):
        cells = cells.dt.tz_localize(None)
    if not pd.api.types.is_datetime64_any_dtype(cells):
        text = cells.astype("str").str.strip()
        cells = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    days = cells.astype("datetime64[us]").dt.normalize()
    return days.where((days >= FIRST_DAY) & (days < LAST_DAY))


def _numbers(cells: pd.Series, low: float | None, high: float | None) -> pd.Series:
    numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
    is_within = np.isfinite(numbers)
    if low is not None:
        is_within &= numbers >= low
    if high is not None:
        is_within &= numbers <= high
    return numbers.where(is_within)


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    return f"{low:g} or more" if low is not None else "a number"
