"""FIT files of watches and bike computers: their sessions, one or several a file.

Only the messages file id, sport, session and activity are decoded. Times are UTC; the activity
message may tell the local clock. A file without a session (cut off before its summary, or
settings, a workout, a weight …) holds nothing that could be counted and is refused; a fault
beside a sound session (wrong checksum, cut off later) is noted in the repairs, row 0.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import fitdecode
import numpy as np

from backstride.errors import DataError
from backstride.readers.activity import Activities, Session, reading_of
from backstride.readers.base import About, Reading
from backstride.readers.files import FilePath, unpacked, unpacked_head
from backstride.readers.parse.dates import LAST_YEAR
from backstride.settings import Settings

# The checksum at the end of a FIT file, two bytes at a time.

_POLYNOMIAL = 0xA001  # CRC-16/ARC, reflected


def checksum(content: bytes) -> int:
    """CRC-16/ARC of some bytes, as FIT files carry it.

    Examples
    --------
    >>> hex(checksum(b"123456789"))
    '0xbb3d'
    """
    table = _table()
    even = len(content) & ~1
    value = 0
    for word in np.frombuffer(content[:even], dtype="<u2").tolist():
        value = table[value ^ word]
    if len(content) > even:
        low = value ^ content[-1]
        # shifting in one byte is shifting in two with the upper byte kept aside
        value = table[(low & 0xFF) << 8] ^ (low >> 8)
    return value


@cache
def _table() -> list[int]:
    """The checksum after each pair of bytes, by the checksum before exclusive-or the pair."""
    values = np.arange(65_536, dtype="uint32")
    for _ in range(16):
        values = np.where(values & 1, (values >> 1) ^ _POLYNOMIAL, values >> 1)
    return [int(value) for value in values]


# One pass over the records of a FIT file that keeps the few messages a log needs.
#
# A FIT file is a header, records, and a checksum; several may follow one another. A record is a
# definition (the layout of a local message: which fields, how many bytes) or a row of that
# layout. Sizes alone lead from record to record, so that the thousands of track points are passed
# over unread. Developer fields are passed over too: nothing of a log is in them.

FIT_MARK = b".FIT"
FILE_ID, SPORT, SESSION, ACTIVITY = 0, 12, 18, 34
WANTED = frozenset({FILE_ID, SPORT, SESSION, ACTIVITY})

_HEADER = struct.Struct("<2BHI4s")
_COMPRESSED, _DEFINITION, _DEVELOPER = 0x80, 0x40, 0x20
_CHECKSUM_BYTES = 2
_LONGEST_DEFINITION = 6 + 255 * 3 + 1 + 255 * 3
CUT_OFF = "the file is cut off"
WRONG_CHECKSUM = "wrong checksum"


@dataclass(frozen=True)
class FitPart:
    """One of the FIT files of which a file is made (usually the only one).

    Parameters
    ----------
    stream : bytes
        A FIT file of its own with the wanted messages only; its checksum is not computed.
    n_rows : int
        Rows passed, wanted or not.
    faults : tuple of str
        What is wrong with the part, or with what follows it.
    """

    stream: bytes
    n_rows: int
    faults: tuple[str, ...]


def fit_parts(content: bytes) -> Iterator[FitPart]:
    """The FIT files that follow one another in `content`, which begins with one."""
    position = 0
    while position < len(content):
        if not starts_fit(content, position):
            yield FitPart(b"", 0, (f"{len(content) - position} bytes at its end are no FIT",))
            return
        size, *_, body_size, _ = _HEADER.unpack_from(content, position)
        begin = position + size
        end = begin + body_size
        yield _part(content, position, begin, end)
        position = end + _CHECKSUM_BYTES


def starts_fit(content: bytes, position: int = 0) -> bool:
    """Whether the header of a FIT file lies at `position`."""
    mark = content[position + 8 : position + _HEADER.size]
    return mark == FIT_MARK and content[position] >= _HEADER.size


def _part(content: bytes, start: int, begin: int, end: int) -> FitPart:
    kept, n_rows, fault = _kept(content, begin, min(end, len(content)))
    faults = [fault] if fault else []
    if end + _CHECKSUM_BYTES > len(content):
        faults = faults or [CUT_OFF]
    elif checksum(content[start:end]) != int.from_bytes(content[end : end + 2], "little"):
        faults.append(WRONG_CHECKSUM)
    header = _HEADER.pack(_HEADER.size, 0x20, 2132, len(kept), FIT_MARK)
    return FitPart(header + kept + bytes(_CHECKSUM_BYTES), n_rows, tuple(faults))


def _kept(content: bytes, position: int, end: int) -> tuple[bytes, int, str | None]:
    """Wanted records between two positions, how many rows there are, and what stopped the pass."""
    layouts: dict[int, tuple[int, int]] = {}  # by local message: bytes of a row, bytes to keep
    kept: list[bytes] = []
    n_rows = 0
    while position < end:
        head = content[position]
        if head & _DEFINITION and not head & _COMPRESSED:
            layout = _layout(content[position : min(end, position + _LONGEST_DEFINITION)])
            if layout is None:
                return b"".join(kept), n_rows, CUT_OFF
            definition, size, layouts[head & 0x0F] = layout
            kept.append(definition)
            position += size
            continue
        local = head >> 5 & 0x03 if head & _COMPRESSED else head & 0x0F
        if local not in layouts:
            return b"".join(kept), n_rows, f"a message of an undefined kind ({local})"
        row_size, keep_size = layouts[local]
        if position + row_size > end:
            return b"".join(kept), n_rows, CUT_OFF
        if keep_size:
            # the time in a compressed header is told by the rows before, which are not kept
            kept.append(bytes([local]) + content[position + 1 : position + keep_size])
        n_rows += 1
        position += row_size
    return b"".join(kept), n_rows, None


def _layout(record: bytes) -> tuple[bytes, int, tuple[int, int]] | None:
    """Definition to keep, its size as found, and the sizes of its rows; None where cut off."""
    if len(record) < 6:
        return None
    order = ">" if record[2] else "<"
    (message,) = struct.unpack_from(f"{order}H", record, 3)
    end = 6 + 3 * record[5]
    native = sum(record[7:end:3])
    foreign, stop = 0, end
    if record[0] & _DEVELOPER:
        stop = end + 1 + 3 * (record[end] if len(record) > end else 0)
        foreign = sum(record[end + 2 : stop : 3])
    if len(record) < max(stop, end + bool(record[0] & _DEVELOPER)):
        return None
    is_wanted = message in WANTED
    definition = bytes([record[0] & ~_DEVELOPER]) + record[1:end] if is_wanted else b""
    return definition, stop, (1 + native + foreign, 1 + native if is_wanted else 0)


ABOUT = About(
    source="FIT files, single, `.gz`, in folders or zips",
    runs="every session of a file (several in a triathlon)",
    moving_time="timer time, else elapsed",
    surface="`sub_sport`: street, trail, track, treadmill, indoor",
    zone="UTC; `--timezone`, else the file's own local clock",
    refuses="files without a session (cut off, settings, workouts, weights); no start",
)


# sub-sports of running that say what the run was on
_SURFACES = {
    "street": "street",
    "trail": "trail",
    "track": "track",
    "treadmill": "treadmill",
    "indoor_running": "indoor",
    "virtual_activity": "treadmill",
}
# sports that say nothing without their sub-sport: `training` of strength, `fitness_equipment` …
_VAGUE = frozenset({"training", "fitness_equipment", "generic"})
_LARGEST_OFFSET_MIN, _QUARTER_HOUR_MIN, _OFF_MIN = 14 * 60, 15, 1.0
_KEPT = "kept: values as they stand in the file"

Fields = dict[str, Any]


@dataclass(frozen=True)
class _Messages:
    file_types: tuple[Any, ...]
    sessions: tuple[Fields, ...]
    n_rows: int
    faults: tuple[str, ...]


def recognises(path: FilePath) -> bool:
    """Whether a file is a FIT file, packed with gzip or not, by its header."""
    return starts_fit(unpacked_head(path))


def read(path: FilePath, settings: Settings, source: str) -> Reading:
    """Rows of one file; `read_activities` then `activity.reading_of`."""
    return reading_of([read_activities(path, source)], settings)


def read_activities(path: FilePath, source: str) -> Activities:
    """Sessions of one file.

    Raises
    ------
    DataError
        If nothing but damage is in it.
    """
    found = _messages(unpacked(path))
    if not found.sessions:
        return Activities(source, refused=((0, _no_activity(found, source)),))
    placed: list[Session] = []
    refused: list[tuple[int, str]] = []
    for row, fields in enumerate(found.sessions, start=1):
        start = fields.get("start_time")
        if isinstance(start, datetime) and start.year <= LAST_YEAR:
            placed.append(_session(row, start.replace(tzinfo=None), fields))
        else:
            refused.append((row, _no_start(start)))
    repairs = tuple((0, "source", fault, _KEPT) for fault in dict.fromkeys(found.faults))
    return Activities(source, tuple(placed), tuple(refused), repairs)


def decoded_messages(part: FitPart) -> Iterator[tuple[str, Fields]]:
    """Name and fields of each wanted message of a part, in the order of the file.

    Raises
    ------
    fitdecode.FitError, ValueError, struct.error
        If a field cannot be decoded.
    """
    if not part.stream:
        return
    with fitdecode.FitReader(
        part.stream,
        check_crc=fitdecode.CrcCheck.DISABLED,
        error_handling=fitdecode.ErrorHandling.IGNORE,
    ) as frames:
        for frame in frames:
            if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                yield frame.name, {field.name: field.value for field in frame.fields}


def _messages(content: bytes) -> _Messages:
    file_types: list[Any] = []
    sessions: list[Fields] = []
    faults: list[str] = []
    n_rows = 0
    for part in fit_parts(content):
        found, fault = _decoded(part)
        told = [fields for name, fields in found if name == "activity"]
        offset = next((_offset_min(fields) for fields in told), None)
        sport: Fields = {}
        for name, fields in found:
            if name == "file_id":
                file_types.append(fields.get("type"))
            elif name == "sport":
                sport = fields
            elif name == "session":
                sessions.append({"offset_min": offset, **_filled(fields, sport)})
        n_rows += part.n_rows
        faults += [*part.faults, *fault]
    return _Messages(tuple(file_types), tuple(sessions), n_rows, tuple(faults))


def _decoded(part: FitPart) -> tuple[list[tuple[str, Fields]], list[str]]:
    found: list[tuple[str, Fields]] = []
    try:
        found.extend(decoded_messages(part))
    except (fitdecode.FitError, ArithmeticError, LookupError, TypeError, ValueError) as fault:
        return found, [f"a message that cannot be decoded ({type(fault).__name__})"]
    return found, []


def _filled(session: Fields, sport: Fields) -> Fields:
    """A session with the words of the sport message before it, where it has none itself."""
    return {**session, **{name: sport.get(name) for name in _SPORT if session.get(name) is None}}


_SPORT = ("sport", "sub_sport")


def _session(row: int, start: datetime, fields: Fields) -> Session:
    metres = _number(fields.get("total_distance"))
    is_run = fields.get("sport") in ("running", None)
    return Session(
        row=row,
        start_utc=start,
        offset_min=fields["offset_min"],
        sport=_sport_words(fields),
        surface=_SURFACES.get(str(fields.get("sub_sport"))) if is_run else None,
        distance_km=None if metres is None else metres / 1000,
        duration_min=_minutes(fields.get("total_timer_time")),
        elapsed_min=_minutes(fields.get("total_elapsed_time")),
    )


def _sport_words(fields: Fields) -> str | None:
    sport, kind = fields.get("sport"), fields.get("sub_sport")
    if sport is None:
        return None
    if sport in _VAGUE and isinstance(kind, str) and kind != "generic":
        return f"{sport} {kind}"
    return str(sport)


def _minutes(seconds: object) -> float | None:
    value = _number(seconds)
    return None if value is None else value / 60


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _offset_min(activity: Fields) -> float | None:
    """Local clock minus UTC; a clock that is set to UTC, or to nothing sound, tells no zone."""
    here, there = activity.get("local_timestamp"), activity.get("timestamp")
    if not isinstance(here, datetime) or not isinstance(there, datetime):
        return None
    minutes = (here - there).total_seconds() / 60
    offset = round(minutes / _QUARTER_HOUR_MIN) * _QUARTER_HOUR_MIN
    is_sound = abs(minutes - offset) <= _OFF_MIN and 0 < abs(offset) <= _LARGEST_OFFSET_MIN
    return float(offset) if is_sound else None


def _no_start(start: object) -> str:
    found = "nothing" if start is None else str(start)
    if isinstance(start, int):
        found = f"{start} s since the watch was switched on"
    return f"start: found {found}, expected a date and time"


def _no_activity(found: _Messages, source: str) -> str:
    kinds = [str(kind) for kind in found.file_types if kind is not None and kind != "activity"]
    if kinds and not found.faults:
        return f"not an activity: a FIT file of type {kinds[0]}"
    if not found.n_rows:
        raise DataError(f"{source}: the FIT file ends after its header; nothing was recorded.")
    why = "; ".join(dict.fromkeys(found.faults)) or "it ends without one"
    raise DataError(
        f"{source}: a FIT file without the summary of a session ({why}). "
        "Export it again from the app that shows it, or enter the run in a table."
    )
