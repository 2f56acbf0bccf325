"""Texts of ours, written with points and English dates, as the reader of a report writes them."""

import calendar
import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from backstride.presentation.reader import Presentation

MILES = {"kilometres": "miles", "Kilometres": "Miles"}
MONTHS, WEEKDAYS = tuple(calendar.month_abbr)[1:], tuple(calendar.day_abbr)
# Every month of it has its last day, and its first day is a Saturday.
LEAP_YEAR = 2000
_MONDAY = date(LEAP_YEAR, 1, 3)
_KILOMETRES = re.compile("|".join(MILES))
_ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_OF_AXIS = re.compile(rf"(?:(\d{{1,2}}) )?({'|'.join(MONTHS)})(?:(\s)(\d{{4}}))?")


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
    first = date(int(year or LEAP_YEAR), MONTHS.index(month) + 1, int(day or 1))
    if day:
        return presentation.short_day(first) if year else presentation.day_and_month(first)
    return f"{presentation.month_alone(first)}{gap or ''}{year or ''}"


def _rewritten(text: str, presentation: Presentation) -> str:
    if presentation.units == "mi" and "miles" not in text:
        text = _KILOMETRES.sub(lambda found: MILES[found[0]], text)
    text = presentation.sentence(text)
    return _ISO_DAY.sub(lambda day: presentation.short_day(date(*map(int, day.groups()))), text)
