"""What GPX and TCX share: XML read piece by piece and with care, numbers, moments in time."""

import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from backstride.errors import DataError
from backstride.readers.dates import LAST_YEAR
from backstride.readers.files import FilePath
from backstride.readers.unpacked import unpacked, unpacked_head

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
