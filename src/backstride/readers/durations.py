"""Durations from text: `1:20:47`, `18:31`, or numbers whose unit the header or the pace tells."""

import pandas as pd

from backstride.readers.numbers import Marks, numbers

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
