"""Numbers from text: which mark is the decimal one is decided from the cells, never assumed."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

# `1,234` is 1234 or 1.234; every other shape can be read only one way
_AMBIGUOUS = r"[+-]?[1-9]\d{0,2}[.,]\d{3}"
_POINT = r"[+-]?(?:(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)?\.\d+|[1-9]\d{0,2}(?:,\d{3}){2,})"
_COMMA = r"[+-]?(?:(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)?,\d+|[1-9]\d{0,2}(?:\.\d{3}){2,})"
_WHOLE = r"[+-]?\d+\.?"
_GROUP_SPACE = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")

Marks = frozenset[str]


def plain_numbers(texts: pd.Series) -> pd.Series:
    """Numbers a program wrote, with a decimal point and no grouping; others are missing."""
    found = pd.to_numeric(texts, errors="coerce").astype("float64")
    return found.where(np.isfinite(found))


def decimal_marks(columns: Iterable[pd.Series]) -> Marks:
    """Decimal marks for which some cell gives proof; two of them mean a mixed file.

    Examples
    --------
    >>> sorted(decimal_marks([pd.Series(["7,5", "1.234"])]))
    [',']
    """
    marks: set[str] = set()
    for texts in columns:
        tidy = _tidy(texts)
        clear = ~tidy.str.fullmatch(_AMBIGUOUS, na=False)
        marks |= {"."} if (clear & tidy.str.fullmatch(_POINT, na=False)).any() else set()
        marks |= {","} if (clear & tidy.str.fullmatch(_COMMA, na=False)).any() else set()
    return frozenset(marks)


def numbers(
    texts: pd.Series, file_marks: Marks = frozenset(), plausible: tuple[float, float] = (0, np.inf)
) -> pd.Series:
    """Numbers in either locale; missing where a cell is no number or could be two.

    A cell such as `1,234` is read by the other cells of its column, then by those of the file,
    then by the range in which the quantity lies.

    Parameters
    ----------
    texts : Series of str
    file_marks : frozenset of str
        Decimal marks proven elsewhere in the file.
    plausible : (float, float)
        Lowest and highest typical value, to tell 1.234 km from 1234 km.

    Examples
    --------
    >>> numbers(pd.Series(["7,5", "1.234", "x"])).tolist()
    [7.5, 1234.0, nan]
    >>> numbers(pd.Series(["5.123", "10.234"]), plausible=(0.1, 300)).tolist()
    [5.123, 10.234]
    >>> numbers(pd.Series(["5.123"])).isna().tolist()
    [True]
    """
    tidy = _tidy(texts)
    ambiguous = tidy.str.fullmatch(_AMBIGUOUS, na=False)
    comma = ~ambiguous & tidy.str.fullmatch(_COMMA, na=False)
    point = ~ambiguous & (
        tidy.str.fullmatch(_POINT, na=False) | tidy.str.fullmatch(_WHOLE, na=False)
    )
    mark = _deciding_mark(tidy, ambiguous, file_marks, plausible) if ambiguous.any() else None
    comma |= ambiguous & (mark == ",")
    point |= ambiguous & (mark == ".")
    plain = tidy.where(point | comma)
    as_comma = plain.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    as_point = plain.str.replace(",", "", regex=False)
    return pd.to_numeric(as_point.where(~comma, as_comma), errors="coerce").astype("float64")


def _deciding_mark(
    tidy: pd.Series, ambiguous: pd.Series, file_marks: Marks, plausible: tuple[float, float]
) -> str | None:
    for marks in (decimal_marks([tidy]), file_marks):
        if len(marks) == 1:
            return next(iter(marks))
        if marks:
            return None
    unclear = tidy[ambiguous]
    used = set(unclear.str.extract(r"([.,])", expand=False))
    whole = unclear.str.replace(r"[.,]", "", regex=True).astype("float64").abs().median()
    low, high = plausible
    fits_whole, fits_decimal = low <= whole <= high, low <= whole / 1000 <= high
    if len(used) != 1 or fits_whole == fits_decimal:
        return None
    separator = used.pop()
    return separator if fits_decimal else ("," if separator == "." else ".")


def _tidy(texts: pd.Series) -> pd.Series:
    return texts.astype("str").str.lstrip("'").str.replace(_GROUP_SPACE, "", regex=True)
