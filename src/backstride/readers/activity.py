"""Sessions of activity files (FIT, GPX, TCX): their one table, and what their XML shares.

A unit is a session; its row in the ledger is its number in the file, counted from 1. Row 0 is
the file itself.
"""

import io
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar
from xml.etree.ElementTree import Element, ParseError

import pandas as pd
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from backstride import schemas
from backstride.errors import DataError
from backstride.readers.base import Reading, UndecidedError, raw_table
from backstride.readers.files import FilePath, unpacked, unpacked_head
from backstride.readers.parse.dates import LAST_YEAR, missing_zone, utc_to_local
from backstride.settings import Settings

# Sessions of activity files (FIT, GPX, TCX), and the one table that all of them become.

_SESSION = {
    "source": "str",
    "row": "int64",
    "start_utc": "datetime64[us]",
    "offset_min": "float64",
    "sport": "str",
    "surface": "str",
    "distance_km": "float64",
    "duration_min": "float64",
    "elapsed_min": "float64",
}


@dataclass(frozen=True)
class Session:
    """One session as its file tells it; `None` is what the file does not tell.

    Parameters
    ----------
    row : int
        Number of the session in the file, from 1.
    start_utc : datetime
        Naive, in UTC.
    offset_min : float, optional
        Local clock minus UTC, where the file tells it.
    sport, surface : str, optional
        Words as found.
    distance_km, duration_min, elapsed_min : float, optional
        Duration is timer or moving time.
    """

    row: int
    start_utc: datetime
    offset_min: float | None
    sport: str | None
    surface: str | None
    distance_km: float | None
    duration_min: float | None
    elapsed_min: float | None


@dataclass(frozen=True)
class Activities:
    """What one activity file holds.

    Parameters
    ----------
    source : str
    sessions : tuple of Session
    refused : tuple of (int, str)
        Row and reason of each session that cannot be used; row 0 where the file is sound and
        holds no session at all.
    repairs : tuple of (int, str, str, str)
        Row, column, found, done.
    """

    source: str
    sessions: tuple[Session, ...] = ()
    refused: tuple[tuple[int, str], ...] = ()
    repairs: tuple[tuple[int, str, str, str], ...] = ()


Unit = TypeVar("Unit")


def activities_of(
    source: str,
    units: Iterable[Unit],
    session_of: Callable[[int, Unit], Session | str],
    nothing: str,
) -> Activities:
    """Sessions of one file out of its units, in their order.

    Parameters
    ----------
    source : str
    units : iterable
        What the format has for a session, such as a track.
    session_of : callable
        Number of a unit, and the unit → its session, or why it cannot be used.
    nothing : str
        Why a file without any unit is refused.
    """
    judged = [(row, session_of(row, unit)) for row, unit in enumerate(units, start=1)]
    refused = [(row, found) for row, found in judged if isinstance(found, str)]
    return Activities(
        source,
        tuple(found for _, found in judged if isinstance(found, Session)),
        tuple(refused if judged else [(0, nothing)]),
    )


def reading_of(found: Sequence[Activities], settings: Settings) -> Reading:
    """Rows of all sessions of all files, in local time.

    The runner's zone decides the wall clock; where none is stated, the clock that the file
    tells does, with a repair line. A session without a sport is what `settings.sport` says.

    Raises
    ------
    UndecidedError
        If neither file nor runner tells the zone, or the sport, of a session.
    """
    rows = [{"source": one.source, **vars(session)} for one in found for session in one.sessions]
    sessions = pd.DataFrame(rows, columns=list(_SESSION)).astype(_SESSION)
    _ensure_decided(sessions, settings)
    start = _local_starts(sessions, settings)
    runs = sessions.assign(
        start=start,
        date=start.dt.normalize(),
        sport=sessions["sport"].fillna(settings.sport).astype("str"),
        source_row=sessions["row"],
    )
    told = [(one.source, *line) for one in found for line in one.repairs]
    repairs = pd.DataFrame(told, columns=list(schemas.REPAIRS.columns))
    if settings.zone is None and len(sessions):
        repairs = pd.concat([repairs, _clock_repairs(sessions)])
    return Reading(
        runs=raw_table("runs", runs),
        ledger=_ledger(sessions, found),
        repairs=schemas.fit_to(schemas.REPAIRS, repairs),
    )


def _ensure_decided(sessions: pd.DataFrame, settings: Settings) -> None:
    problems = []
    if settings.zone is None:
        unplaced = sessions.loc[sessions["offset_min"].isna(), "source"].unique().tolist()
        problems += [missing_zone(_several(unplaced))] if unplaced else []
    if settings.sport is None:
        unnamed = sessions.loc[sessions["sport"].isna(), "source"].unique().tolist()
        problems += [_missing_sport(unnamed)] if unnamed else []
    if problems:
        raise UndecidedError(problems)


def _several(sources: list[str]) -> str:
    return f"{len(sources)} files, such as {sources[0]}" if len(sources) > 1 else sources[0]


def _missing_sport(sources: list[str]) -> str:
    others = "--sport run (or walk, ride, swim, other)"
    if len(sources) == 1:
        return (
            f"{sources[0]}: no word on which sport this was. Say which: {others}, "
            "or leave the file out."
        )
    return (
        f"{_several(sources)}: no word on which sport they were. Say it once for all of them: "
        f"{others}, and leave out those that were another. Files that name a sport keep it."
    )


def _local_starts(sessions: pd.DataFrame, settings: Settings) -> pd.Series:
    if settings.zone is not None:
        return utc_to_local(sessions["start_utc"], settings)
    shift = pd.to_timedelta(sessions["offset_min"], unit="min")
    return (sessions["start_utc"] + shift).astype("datetime64[us]")


def _clock_repairs(sessions: pd.DataFrame) -> pd.DataFrame:
    hours = sessions["offset_min"].map(lambda minutes: f"{minutes / 60:+g} h")
    return pd.DataFrame(
        {
            "source": sessions["source"],
            "row": sessions["row"],
            "column": "start",
            "found": "UTC",
            "done": "moved by " + hours + ", the local clock the file tells",
        }
    )


def _ledger(sessions: pd.DataFrame, found: Sequence[Activities]) -> pd.DataFrame:
    kept: list[dict[str, Any]] = [
        {"source": source, "row": row, "table": "runs", "outcome": "kept", "reason": None}
        for source, row in zip(sessions["source"], sessions["row"], strict=True)
    ]
    refused = [
        {
            "source": one.source,
            "row": row,
            "table": "runs" if row else "file",
            "outcome": "refused",
            "reason": reason,
        }
        for one in found
        for row, reason in one.refused
    ]
    lines = pd.DataFrame([*kept, *refused], columns=["source", "row", "table", "outcome", "reason"])
    return schemas.fit_to(schemas.LEDGER, lines.sort_values(["source", "row"], kind="stable"))


# What GPX and TCX share: XML read piece by piece and with care, numbers, moments in time.

_BLANKS, _BYTE_ORDER_MARK = b" \t\r\n", b"\xef\xbb\xbf"
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
FIRST_YEAR = 1980  # of the time of GPS
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Piece:
    """One end of an XML element.

    Parameters
    ----------
    is_start : bool
        Whether it is the start tag; then only the attributes are there.
    name, parent : str
        Names of the element and of the one around it, without namespaces.
    element : Element
    """

    is_start: bool
    name: str
    parent: str
    element: Element

    @property
    def text(self) -> str | None:
        """Text of the element, without outer blanks; None where there is none."""
        return (self.element.text or "").strip() or None


def has_root(path: FilePath, name: str) -> bool:
    """Whether a file is XML, packed with gzip or not, whose first element is `name`."""
    head = unpacked_head(path)
    text = head.decode(_UTF16.get(head[:2], "latin-1"), errors="replace")
    if not text.lstrip("\ufeffï»¿ \t\r\n").startswith("<"):
        return False
    return re.search(rf"<(?:[\w.-]+:)?{name}[\s>/]", text) is not None


def pieces(path: FilePath, source: str, whole: frozenset[str] = frozenset()) -> Iterator[Piece]:
    """Start and end of every element, in the order of the file.

    Parameters
    ----------
    whole : frozenset of str
        Elements that still have their children at their end. All others lose each child once its
        end has been yielded, so that memory does not grow with the file.

    Raises
    ------
    DataError
        If the XML is damaged, or declares entities (which could swell or fetch other files).
    """
    content = unpacked(path).lstrip(_BLANKS).removeprefix(_BYTE_ORDER_MARK).lstrip(_BLANKS)
    names = [""]
    around: list[Element] = []
    try:
        for event, element in iterparse(io.BytesIO(content), events=("start", "end")):
            name = element.tag.rpartition("}")[2]
            if event == "start":
                names.append(name)
                around.append(element)
            yield Piece(event == "start", name, names[-2], element)
            if event == "end":
                names.pop()
                around.pop()
                if around and names[-1] not in whole:
                    around[-1].remove(element)
    except DefusedXmlException:
        raise DataError(
            f"{source}: the XML declares entities, which no app that records runs does. "
            "Take the file as the app wrote it."
        ) from None
    except (ParseError, ValueError, LookupError) as fault:
        raise DataError(
            f"{source}: the XML is damaged or cut off ({fault}). Export the file again."
        ) from None


def number_of(text: str | None) -> float | None:
    """A finite number, or None.

    Examples
    --------
    >>> number_of("5.2"), number_of("n/a"), number_of("NaN"), number_of(None)
    (5.2, None, None, None)
    """
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def moment_of(
    text: str | None, usual_offset_min: float | None = None
) -> tuple[float, float | None] | None:
    """Seconds since 1970 in UTC, and the offset of the clock in minutes; None for no moment.

    `Z` and +00:00 tell no local clock. A moment before GPS time began (1980) or after 2099 is
    none: a device writes it before it has found the time.

    Parameters
    ----------
    text : str, optional
        Date and time of ISO 8601.
    usual_offset_min : float, optional
        Offset of times that state none; without it they are UTC, as both formats say.

    Examples
    --------
    >>> moment_of("2024-03-01T02:00:00+02:00"), moment_of("2024-03-01T00:00:00Z")
    ((1709251200.0, 120.0), (1709251200.0, None))
    """
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=timezone(timedelta(minutes=usual_offset_min or 0)))
    shift = found.utcoffset()
    offset_min = shift.total_seconds() / 60 if shift else None
    return (found - _EPOCH).total_seconds(), offset_min


def utc_of(seconds: float) -> datetime:
    """Naive UTC from seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
