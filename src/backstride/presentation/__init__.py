"""How the reader of a report writes numbers, dates and distances: the one place that knows."""

import calendar
import os
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from backstride.errors import DataError
from backstride.schemas import KM_PER_MILE
from backstride.settings import DISTANCE_UNITS

__all__ = [
    "KM_PER_MILE",
    "PLAIN",
    "UNITS_VARIABLE",
    "UNIT_NAMES",
    "Presentation",
    "amounts_in_unit",
    "drawn_unit",
    "either_name",
    "in_picture_words",
    "in_reader_words",
    "in_unit",
    "stated_presentation",
]

# How numbers, dates and distances are written for the reader of a report.

MONTHS = tuple(calendar.month_name)[1:]
_DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b")
# Separators only: years and counts below 1,000 are the same in every locale.
_NUMBER = re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+)(?![\w]|[.,]\d)")
_KM = re.compile(r"(?<![\w.,])(?:([\d,.]+) to )?(\d[\d,]*(?:\.\d+)?) km\b")


@dataclass(frozen=True)
class Presentation:
    """The locale of dates and numbers, and the unit of distances.

    Parameters
    ----------
    locale : str
        Such as `de`, `fr_CA` or `en-US`; the words stay English.
    units : {'km', 'mi'}

    Raises
    ------
    DataError
        Unknown locale or unit.

    Examples
    --------
    >>> german = Presentation("de", "mi")
    >>> german.day(date(2025, 3, 1)), german.number(4431.8, 1), german.distance(16.09)
    ('1. März 2025', '4.431,8', '10,0 mi')
    """

    locale: str = "en_GB"
    units: str = "km"

    def __post_init__(self) -> None:
        problems = []
        try:
            Locale.parse(self.locale.replace("-", "_"))
        except (ValueError, UnknownLocaleError):
            found = f"--locale: found {self.locale!r}"
            problems.append(f"{found}, expected a language such as de, fr_CA or en_US.")
        if self.units not in DISTANCE_UNITS:
            allowed = " or ".join(DISTANCE_UNITS)
            problems.append(f"--units: found {self.units!r}, expected {allowed}.")
        if problems:
            raise DataError(problems)

    @cached_property
    def _parsed(self) -> Locale:
        return Locale.parse(self.locale.replace("-", "_"))

    @property
    def is_plain(self) -> bool:
        """Whether everything is written as the notebooks write it.

        Examples
        --------
        >>> Presentation("en-GB").is_plain, Presentation("en-US").is_plain
        (True, False)
        """
        return (str(self._parsed), self.units) == ("en_GB", "km")

    def day(self, day: date) -> str:
        """A day in words."""
        return format_date(date(day.year, day.month, day.day), "long", self._parsed)

    def short_day(self, day: date) -> str:
        """A day for a table.

        Examples
        --------
        >>> Presentation("de").short_day(date(2025, 3, 1))
        '01.03.2025'
        """
        return format_date(day, "medium", self._parsed)

    def month(self, first_day: date) -> str:
        """A month and its year.

        Examples
        --------
        >>> Presentation("de").month(date(2025, 3, 1))
        'März 2025'
        """
        return format_skeleton("yMMM", first_day, locale=self._parsed)

    def month_alone(self, day: date) -> str:
        """A month of an axis.

        Examples
        --------
        >>> Presentation("fr").month_alone(date(2025, 3, 1))
        'mars'
        """
        return format_date(day, "LLL", self._parsed)

    def day_and_month(self, day: date) -> str:
        """A day of an axis, whose year stands elsewhere.

        Examples
        --------
        >>> Presentation("de").day_and_month(date(2025, 1, 5))
        '5. Jan.'
        """
        return format_skeleton("MMMd", day, locale=self._parsed)

    def weekday(self, day: date) -> str:
        """A day of the week, in short.

        Examples
        --------
        >>> Presentation("de").weekday(date(2025, 1, 5))
        'So'
        """
        return format_date(day, "ccc", self._parsed)

    def number(self, value: float, digits: int = 0) -> str:
        """A number with so many decimals; digits are 0 to 9 in every locale."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        shown = round(value, digits) + 0.0
        text = format_decimal(shown, pattern, self._parsed, numbering_system="latn")
        return text.replace("-", "−")

    def signed(self, points: float) -> str:
        """A difference in points, with its sign and two decimals.

        Examples
        --------
        >>> Presentation().signed(-0.3), Presentation("fr").signed(0.001)
        ('−0.30', '+0,00')
        """
        text = self.number(points, 2)
        return text if text.startswith("−") else f"+{text}"

    def counted(self, number: float, noun: str) -> str:
        """A whole number and its noun, which takes an s for any number but 1."""
        return f"{self.number(number)} {noun}{'' if number == 1 else 's'}"

    def distance(self, distance_km: float, digits: int = 1) -> str:
        """A distance with its unit."""
        return f"{self.number(self.in_units(distance_km), digits)} {self.units}"

    def in_units(self, distance_km: float) -> float:
        """A distance as a number of the reader's units."""
        return distance_km / KM_PER_MILE if self.units == "mi" else distance_km

    def sentence(self, text: str) -> str:
        """A sentence of ours, written with points and English dates, as this reader writes.

        Kilometres by which a claim is defined stay, with the miles behind them. Not for text that
        holds names out of a log.

        Examples
        --------
        >>> Presentation("de", "mi").sentence("From 1 March 2025: a pair with 500 km, +0.75 points")
        'From 1. März 2025: a pair with 500 km (311 mi), +0,75 points'
        >>> [Presentation(locale).sentence("below .05") for locale in ("en-US", "de")]
        ['below .05', 'below 0,05']
        """
        if self.units == "mi":
            text = _KM.sub(self._with_miles, text)
        text = _NUMBER.sub(self._renumbered, text)
        return _DAY.sub(self._redated, text)

    def _with_miles(self, found: re.Match[str]) -> str:
        ends = [float(end.replace(",", "")) for end in found.groups() if end]
        if not any(ends):
            return found[0]
        miles = " to ".join(f"{self.in_units(end):,.0f}" for end in ends)
        return f"{found[0]} ({miles} {self.units})"

    def _renumbered(self, found: re.Match[str]) -> str:
        plain = found[1].replace(",", "")
        written = self.number(float(plain), len(plain.partition(".")[2]))
        # Without the zero that we leave out of p-values, where the point stays a point.
        return plain if written == f"0{plain}" else written

    def _redated(self, found: re.Match[str]) -> str:
        return self.day(date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1])))


PLAIN = Presentation()


def stated_presentation(locale: str | None, units: str | None) -> Presentation:
    """The presentation as stated on the command line; what was not stated is the usual."""
    return Presentation(locale or PLAIN.locale, units or PLAIN.units)


# Texts of ours, written with points and English dates, as the reader of a report writes them.

MILES = {"kilometres": "miles", "Kilometres": "Miles"}
SHORT_MONTHS, WEEKDAYS = tuple(calendar.month_abbr)[1:], tuple(calendar.day_abbr)
# Every month of it has its last day, and its first day is a Saturday.
LEAP_YEAR = 2000
_MONDAY = date(LEAP_YEAR, 1, 3)
_KILOMETRES = re.compile("|".join(MILES))
_ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_OF_AXIS = re.compile(rf"(?:(\d{{1,2}}) )?({'|'.join(SHORT_MONTHS)})(?:(\s)(\d{{4}}))?")


def either_name(names: Collection[str]) -> re.Pattern[str] | None:
    """What finds any of the names in a text, also where it is broken into lines."""
    known = sorted({name for name in names if name.strip()}, key=len, reverse=True)
    either = "|".join(r"\s+".join(map(re.escape, name.split())) for name in known)
    return re.compile(rf"((?<![\w.,])(?:{either})(?!\w|[.,]\d))") if known else None


def in_reader_words(text: str, presentation: Presentation, kept: re.Pattern[str] | None) -> str:
    """One text of ours, but for the names in it.

    Examples
    --------
    >>> german, kept = Presentation("de", "mi"), either_name(["Pair 1.5"])
    >>> in_reader_words("1.5 points on 2025-03-01, Pair 1.5: 8.0 km", german, kept)
    '1,5 points on 01.03.2025, Pair 1.5: 8,0 km (5 mi)'
    """
    pieces = kept.split(text) if kept else [text]
    return "".join(
        piece if place % 2 else _rewritten(piece, presentation)
        for place, piece in enumerate(pieces)
    )


def in_picture_words(text: str, presentation: Presentation, kept: re.Pattern[str] | None) -> str:
    r"""One text of a picture, whose distances are drawn in the reader's unit already.

    A day, month or weekday of an axis is one where it is the whole text.

    Examples
    --------
    >>> french = Presentation("fr", "mi")
    >>> [in_picture_words(text, french, None) for text in ("05 Jan", "Jan\n2025", "Mon", "0.5 km")]
    ['5 janv.', 'janv.\n2025', 'lun.', '0,5 km']
    """
    if kept and kept.fullmatch(text):
        return text
    named = _OF_AXIS.fullmatch(text)
    if named:
        return _day_of_axis(named, presentation)
    if text in WEEKDAYS:
        return presentation.weekday(_MONDAY.replace(day=_MONDAY.day + WEEKDAYS.index(text)))
    return in_reader_words(text, replace(presentation, units="km"), kept)


def _day_of_axis(named: re.Match[str], presentation: Presentation) -> str:
    day, month, gap, year = named.groups()
    first = date(int(year or LEAP_YEAR), SHORT_MONTHS.index(month) + 1, int(day or 1))
    if day:
        return presentation.short_day(first) if year else presentation.day_and_month(first)
    return f"{presentation.month_alone(first)}{gap or ''}{year or ''}"


def _rewritten(text: str, presentation: Presentation) -> str:
    if presentation.units == "mi" and "miles" not in text:
        text = _KILOMETRES.sub(lambda found: MILES[found[0]], text)
    text = presentation.sentence(text)
    return _ISO_DAY.sub(lambda day: presentation.short_day(date(*map(int, day.groups()))), text)


# Distances in pictures and tables: kilometres, or miles where the reader asks for them.

UNITS_VARIABLE = "BACKSTRIDE_UNITS"
KM_IN = {"km": 1.0, "mi": KM_PER_MILE}
UNIT_NAMES = {"km": "kilometres", "mi": "miles"}

Distances = TypeVar("Distances", pd.DataFrame, pd.Series, np.ndarray)


def drawn_unit(unit: str | None = None) -> str:
    """The unit stated; else that of `BACKSTRIDE_UNITS`, which a report sets for its notebooks.

    Raises
    ------
    ValueError
        Neither km nor mi.

    Examples
    --------
    >>> drawn_unit("mi")
    'mi'
    """
    chosen = unit or os.environ.get(UNITS_VARIABLE) or "km"
    if chosen not in KM_IN:
        raise ValueError(f"unknown unit {chosen!r}, expected km or mi")
    return chosen


def in_unit(distance_km: Distances, unit: str) -> Distances:
    """Distances in km as distances in `unit`.

    Examples
    --------
    >>> in_unit(pd.Series([0.0, 16.09344]), "mi").tolist()
    [0.0, 10.0]
    """
    return distance_km / KM_IN[unit]


def amounts_in_unit(
    rows: pd.DataFrame, columns: Sequence[str], unit: str | None = None
) -> pd.DataFrame:
    """Amounts whose own `unit` is km in the reader's unit; other rows as they are.

    Parameters
    ----------
    rows : DataFrame
        `unit`, and the columns of amounts.
    columns : sequence of str
    unit : {'km', 'mi'}, optional
        As `drawn_unit` says where it is not stated.

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": ["km", "times"], "change": [16.09344, 3.0]})
    >>> amounts_in_unit(rows, ["change"], "mi").to_numpy().tolist()
    [['mi', 10.0], ['times', 3.0]]
    """
    chosen, is_km, names = drawn_unit(unit), rows["unit"] == "km", list(columns)
    amounts = rows[names].astype(float)
    return rows.assign(
        **amounts.where(~is_km, in_unit(amounts, chosen)),
        unit=rows["unit"].where(~is_km, chosen),
    )
