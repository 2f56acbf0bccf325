"""Numbers and durations from text: what a mark means is decided from the cells, never assumed."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

# Numbers from text: which mark is the decimal one is decided from the cells, never assumed.

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


# Durations from text: `1:20:47`, `18:31`, or numbers whose unit the header or the pace tells.

_PARTS = r"^(?:(?P<hours>\d{1,3}):)?(?P<minutes>\d{1,4}):(?P<seconds>\d{2}(?:[.,]\d+)?)$"
_WORDED = (
    r"^(?:(?P<hours>\d{1,3})\s*(?:h|std\.?|hr|hrs))?\s*"
    r"(?:(?P<minutes>\d{1,4})\s*(?:m|min|mins|')\.?)?\s*(?:(?P<seconds>\d{1,2})\s*(?:s|sec|\"))?$"
)
MINUTES_PER = {"h": 60.0, "min": 1.0, "s": 1 / 60}
PACES_MIN_PER_KM = (2.0, 20.0)
"""From faster than any world record to a slow walk."""


def durations_min(
    texts: pd.Series, unit: str | None, distance_km: pd.Series, file_marks: Marks = frozenset()
) -> pd.Series:
    """Minutes; missing where a cell is no duration or its unit cannot be told.

    Parameters
    ----------
    texts : Series of str
    unit : str or None
        As stated by the header: `h`, `min`, `s`, `hh:mm`, `mm:ss`, `hh:mm:ss` or nothing.
    distance_km : Series
        Distances of the same rows: of several readings the one with a human pace is taken.
    file_marks : frozenset of str
        Decimal marks proven elsewhere in the file.

    Examples
    --------
    >>> km = pd.Series([5.0, 15.0])
    >>> durations_min(pd.Series(["27:12", "1:20:00"]), None, km).tolist()
    [27.2, 80.0]
    >>> durations_min(pd.Series(["1620", "4800"]), None, km).tolist()
    [27.0, 80.0]
    """
    minutes = _colon_minutes(texts, unit, distance_km)
    minutes = minutes.fillna(_worded_minutes(texts))
    plain = numbers(texts, file_marks)
    stated = MINUTES_PER.get(unit or "")
    factor = stated if stated is not None else _factor_by_pace(plain, distance_km)
    return minutes if factor is None else minutes.fillna(plain * factor)


def has_human_pace(minutes: pd.Series, distance_km: pd.Series) -> bool:
    """Whether the median pace lies in `PACES_MIN_PER_KM`; False where nothing has both."""
    pace = (minutes / distance_km.where(distance_km > 0)).median()
    return bool(PACES_MIN_PER_KM[0] <= pace <= PACES_MIN_PER_KM[1])


def _colon_minutes(texts: pd.Series, unit: str | None, distance_km: pd.Series) -> pd.Series:
    parts = texts.astype("str").str.extract(_PARTS)
    number = parts.apply(lambda part: pd.to_numeric(part.str.replace(",", "."))).astype("float64")
    three, two = number["hours"].notna(), number["hours"].isna() & number["minutes"].notna()
    full: pd.Series = number["hours"] * 60 + number["minutes"] + number["seconds"] / 60
    as_minutes = (number["minutes"] + number["seconds"] / 60).where(two)
    as_hours = (number["minutes"] * 60 + number["seconds"]).where(two)
    is_hours = unit == "hh:mm" or (
        unit is None
        and has_human_pace(as_hours, distance_km)
        and not has_human_pace(as_minutes, distance_km)
    )
    return full.where(three, as_hours if is_hours else as_minutes)


def _worded_minutes(texts: pd.Series) -> pd.Series:
    parts = texts.astype("str").str.strip().str.lower().str.extract(_WORDED)
    number = parts.apply(pd.to_numeric).astype("float64")
    total: pd.Series = number["hours"].fillna(0) * 60 + number["minutes"].fillna(0)
    total += number["seconds"].fillna(0) / 60
    return total.where(number.notna().any(axis=1))


def _factor_by_pace(plain: pd.Series, distance_km: pd.Series) -> float | None:
    fitting = [
        factor for factor in MINUTES_PER.values() if has_human_pace(plain * factor, distance_km)
    ]
    return fitting[0] if len(fitting) == 1 else None
