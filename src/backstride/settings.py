"""The choices no file can make: one set of names, the same on the command line and in Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from backstride.errors import DataError

RATED = ("morning", "evening")
DATE_ORDERS = ("dmy", "mdy", "ymd")
DISTANCE_UNITS = ("km", "mi")


@dataclass(frozen=True)
class StatedShoe:
    """A pair of shoes as the runner states it: km on it before the log, day of first use."""

    name: str
    start_km: float | None = None
    first_day: date | None = None


@dataclass(frozen=True)
class Settings:
    """What the runner states about a log; `None` means not stated.

    Parameters
    ----------
    timezone : str, optional
        IANA name of the zone the runner lives in, such as `Europe/Berlin`.
    rated : {'morning', 'evening'}, optional
        When ratings without a clock time were felt.
    unlogged : tuple of (date, date)
        Stretches, both ends inclusive, in which runs were not recorded.
    since, until : date, optional
        First and last day to use, inclusive.
    site : str
        Which site of the pain diary is the outcome.
    smallest_difference : float, optional
        Smallest difference that matters, in points; by default
        min(1 point, 30 % of the runner's mean).
    date_order : {'dmy', 'mdy', 'ymd'}, optional
        How dates such as 03/04/2025 are written, where a file cannot tell.
    distance_unit : {'km', 'mi'}, optional
        Unit of distances whose file names none.
    sport : {'run', 'walk', 'ride', 'swim', 'strength', 'other'}, optional
        What the sessions of a table without a sport column are.
    pain_column : str, optional
        Column of an own table that holds the ratings of pain.
    pain_detail : str, optional
        Which symptom of a diary of many symptoms is the pain.
    shoes : tuple of StatedShoe
        Pairs whose history stands in no file.

    Raises
    ------
    DataError
        Unknown time zone, an unknown choice, or a stretch that ends before it begins.

    Examples
    --------
    >>> Settings(timezone="Europe/Berlin").timezone
    'Europe/Berlin'
    >>> Settings(timezone="Europe/Berln")
    Traceback (most recent call last):
    backstride.errors.DataError: --timezone: found 'Europe/Berln', expected an IANA name such as
    Europe/Berlin or America/New_York.
    """

    timezone: str | None = None
    rated: str | None = None
    unlogged: tuple[tuple[date, date], ...] = ()
    since: date | None = None
    until: date | None = None
    site: str = "lower back"
    smallest_difference: float | None = None
    date_order: str | None = None
    distance_unit: str | None = None
    sport: str | None = None
    pain_column: str | None = None
    pain_detail: str | None = None
    shoes: tuple[StatedShoe, ...] = ()

    @classmethod
    def stated(
        cls,
        *,
        unlogged: Iterable[str | tuple[date, date]] = (),
        since: str | date | None = None,
        until: str | date | None = None,
        shoes: Iterable[str | StatedShoe] = (),
        **others: Any,
    ) -> "Settings":
        """Settings from words: days as `YYYY-MM-DD`, stretches as `FROM..TO`, or dates.

        Examples
        --------
        >>> Settings.stated(unlogged=["2025-03-01..2025-03-09"]).unlogged[0][1].day
        9
        """
        return cls(
            unlogged=tuple(
                _stretch(words) if isinstance(words, str) else (words[0], words[1])
                for words in unlogged
            ),
            since=_day("--since", since),
            until=_day("--until", until),
            shoes=tuple(_pair(words) if isinstance(words, str) else words for words in shoes),
            **others,
        )

    def __post_init__(self) -> None:
        problems = [*self._zone_problems(), *self._choice_problems(), *self._span_problems()]
        if problems:
            raise DataError(problems)

    @property
    def zone(self) -> ZoneInfo | None:
        """The time zone as an object, or None where it was not stated."""
        return ZoneInfo(self.timezone) if self.timezone else None

    def _zone_problems(self) -> list[str]:
        if self.timezone is None or self.timezone in _zone_names():
            return []
        return [
            f"--timezone: found {self.timezone!r}, expected an IANA name such as "
            "Europe/Berlin or America/New_York."
        ]

    def _choice_problems(self) -> list[str]:
        choices = (
            ("--rated", self.rated, RATED),
            ("--date-order", self.date_order, DATE_ORDERS),
            ("--distance-unit", self.distance_unit, DISTANCE_UNITS),
            ("--sport", self.sport, _sports() if self.sport is not None else ()),
        )
        problems = [
            f"{option}: found {found!r}, expected {' or '.join(allowed)}."
            for option, found, allowed in choices
            if found is not None and found not in allowed
        ]
        if self.smallest_difference is not None and not 0 < self.smallest_difference <= 10:
            problems.append(
                f"--smallest-difference: found {self.smallest_difference}, "
                "expected points above 0, up to 10."
            )
        return problems

    def _span_problems(self) -> list[str]:
        spans = [("--unlogged", *span) for span in self.unlogged]
        if self.since and self.until:
            spans.append(("--since/--until", self.since, self.until))
        return [
            f"{option}: {first} lies after {last}; give the earlier day first."
            for option, first, last in spans
            if first > last
        ]


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def _sports() -> tuple[str, ...]:
    # the help of the command line must not wait for the imports of the tables
    from backstride.schemas import SPORTS

    return SPORTS


def _stretch(words: str) -> tuple[date, date]:
    first, _, last = words.partition("..")
    try:
        return date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise DataError(
            f"--unlogged: found {words!r}, expected two days such as 2025-03-01..2025-04-15."
        ) from None


def _day(option: str, words: str | date | None) -> date | None:
    if not isinstance(words, str):
        return words
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise DataError(f"{option}: found {words!r}, expected a day such as 2025-03-01.") from None


def _pair(words: str) -> StatedShoe:
    name, _, history = words.partition("=")
    start_km, _, first_day = history.partition(",")
    if name.strip() and history.strip():
        try:
            return StatedShoe(
                name.strip(),
                float(start_km) if start_km.strip() else None,
                date.fromisoformat(first_day.strip()) if first_day.strip() else None,
            )
        except ValueError:
            pass
    raise DataError(
        f"--shoe: found {words!r}, expected NAME=KM or NAME=KM,FIRST_DAY such as "
        "'Harrier 5=120,2024-03-01'."
    )
