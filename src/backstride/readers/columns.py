"""Which columns of a person's own table mean what, and which tables it therefore feeds."""

import re
from dataclasses import dataclass

from backstride.readers.aliases import FIELDS
from backstride.readers.exercise_names import EXERCISES
from backstride.readers.pain_headers import PainHeader, clock_header, pain_header
from backstride.readers.sheet import Sheet
from backstride.readers.text import alias_key, split_unit

_LENGTHS = frozenset({"km", "mi", "m"})
_DAY_FIELDS = frozenset({"sleep_h", "stress", "sitting_h", "illness", "medication"})
_SHOE_FIELDS = frozenset({"start_km", "first_day", "retired_on"})
_RUN_FIELDS = frozenset({"distance", "duration", "elapsed", "surface", "rpe"})
_NAMES = frozenset({"name", "nom", "nombre", "naam"})
_SHOE_FILE = re.compile(r"shoe|schuh|chaussure|zapatilla|schoen")
_WHEN_FIELDS = frozenset({"date", "start", "rated_at", "timestamp"})


@dataclass(frozen=True)
class Field:
    """A column with a known meaning and the unit its header states."""

    label: str
    unit: str | None


@dataclass(frozen=True)
class Columns:
    """The columns of one table by meaning.

    Parameters
    ----------
    fields : dict of str to Field
        First column of each meaning.
    ratings : dict of str to PainHeader
        Columns of pain ratings by label.
    exercises : dict of str to Field
        Columns of one exercise each, by the name in the header.
    clocks : dict of str to str
        Columns of the clock times of ratings, by the part of the day they are for.
    unread : tuple of str
        Labels no meaning is known for.
    """

    fields: dict[str, Field]
    ratings: dict[str, PainHeader]
    exercises: dict[str, Field]
    clocks: dict[str, str]
    unread: tuple[str, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables that the columns can feed, in the order of the log."""
        names = self.fields.keys()
        if not names & _WHEN_FIELDS:
            # a table of runs that lacks its dates is not one of shoes
            is_list = "shoe" in names and not names & _RUN_FIELDS and not self.ratings
            return ("shoes",) if is_list else ()
        if {"shoe"} < names and names & _SHOE_FIELDS and "distance" not in names:
            return ("shoes",)
        has_runs = "distance" in names or (
            "duration" in names and bool(names & {"sport", "shoe", "surface"})
        )
        feeds = {
            "runs": has_runs,
            "pain": bool(self.ratings),
            "habits": bool(self.exercises) or "habit" in names,
            "days": bool(names & _DAY_FIELDS),
        }
        return tuple(name for name, is_fed in feeds.items() if is_fed)

    @property
    def has_date(self) -> bool:
        """Whether some column says when."""
        return bool(self.fields.keys() & _WHEN_FIELDS)


def is_known(cell: str) -> bool:
    """Whether a header cell has a meaning in a person's own table."""
    return _exercise(cell) is not None or _field(cell) is not None or pain_header(cell) is not None


def columns_of(sheet: Sheet, chosen: str | None = None) -> Columns:
    """The meaning of every column of a table.

    Parameters
    ----------
    chosen : str, optional
        Label of the one column of ratings; without it every column that can be one is.
    """
    fields: dict[str, Field] = {}
    ratings: dict[str, PainHeader] = {}
    exercises: dict[str, Field] = {}
    clocks: dict[str, str] = {}
    unread: list[str] = []
    for label in sheet.header:
        named, exercise, rating = _field(label), _exercise(label), pain_header(label)
        if label == chosen:
            ratings[label] = rating or PainHeader(None, None, _scale_of(label))
        elif named and (named[0] not in fields or named[0] == "ours"):
            fields[named[0]] = named[1]
        elif exercise and exercise not in exercises:
            exercises[exercise] = Field(label, split_unit(label)[1])
        elif rating and chosen is None and not _is_taken(rating, ratings):
            ratings[label] = rating
        elif (part := clock_header(label)) and part not in clocks:
            clocks[part] = label
        elif label and alias_key(label) != "pain nrs":
            unread.append(label)
    name = next((label for label in unread if alias_key(label) in _NAMES), None)
    if "shoe" not in fields and name is not None and _SHOE_FILE.search(sheet.source.casefold()):
        fields["shoe"] = Field(name, None)
        unread.remove(name)
    unread += _unneeded(clocks, ratings)
    return Columns(fields, ratings, exercises, clocks, tuple(unread))


def _unneeded(clocks: dict[str, str], ratings: dict[str, PainHeader]) -> list[str]:
    rated = {rating.time_of_day for rating in ratings.values()}
    return [label for part, label in clocks.items() if part not in rated]


def _field(cell: str) -> tuple[str, Field] | None:
    name, unit = split_unit(cell)
    field = FIELDS.get(alias_key(cell)) or FIELDS.get(alias_key(name))
    if field is None or (field == "distance" and unit is not None and unit not in _LENGTHS):
        return None
    return field, Field(cell, unit)


def _exercise(cell: str) -> str | None:
    name = split_unit(cell)[0]
    return name if alias_key(name) in EXERCISES else None


def _scale_of(label: str) -> str | None:
    unit = split_unit(label)[1]
    return unit if unit and unit[0].isdigit() else None


def _is_taken(rating: PainHeader, ratings: dict[str, PainHeader]) -> bool:
    place = (rating.site, rating.time_of_day)
    return any((other.site, other.time_of_day) == place for other in ratings.values())
