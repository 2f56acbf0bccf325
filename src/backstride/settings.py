"""The choices no file can make: one set of names, the same on the command line and in Python."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from backstride.errors import DataError

RATED = ("morning", "evening")


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

    Raises
    ------
    DataError
        Unknown time zone, unknown `rated`, or a stretch that ends before it begins.

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

    def __post_init__(self) -> None:
        problems = [*self._zone_problems(), *self._choice_problems(), *self._span_problems()]
        if problems:
            raise DataError(problems)

    @property
    def zone(self) -> ZoneInfo | None:
        """The time zone as an object, or None where it was not stated."""
        return ZoneInfo(self.timezone) if self.timezone else None

    def _zone_problems(self) -> list[str]:
        if self.timezone is None or self.timezone in available_timezones():
            return []
        return [
            f"--timezone: found {self.timezone!r}, expected an IANA name such as "
            "Europe/Berlin or America/New_York."
        ]

    def _choice_problems(self) -> list[str]:
        problems = []
        if self.rated is not None and self.rated not in RATED:
            problems.append(f"--rated: found {self.rated!r}, expected morning or evening.")
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
