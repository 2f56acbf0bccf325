"""FIT files written byte by byte, for tests and benchmarks."""

import struct
from dataclasses import dataclass, field
from datetime import datetime, timedelta

FIT_EPOCH = datetime(1989, 12, 31)
ENUM, UINT8, UINT16, UINT32, SINT32 = (
    (0x00, "B"),
    (0x02, "B"),
    (0x84, "H"),
    (0x86, "I"),
    (0x85, "i"),
)
SPORTS = {"generic": 0, "running": 1, "cycling": 2, "fitness_equipment": 4, "swimming": 5}
SPORTS |= {"training": 10, "walking": 11}
SUB_SPORTS = {"generic": 0, "treadmill": 1, "street": 2, "trail": 3, "track": 4, "elliptical": 15}
SUB_SPORTS |= {"strength_training": 20, "indoor_running": 45, "virtual_activity": 58}
FILE_TYPES = {"device": 1, "settings": 2, "activity": 4, "workout": 5, "course": 6}
NOTHING = {"B": 0xFF, "H": 0xFFFF, "I": 0xFFFFFFFF, "i": 0x7FFFFFFF}

# message: number, then name of the field: (number of the field, type)
FILE_ID = (0, {"type": (0, ENUM), "time_created": (4, UINT32)})
SPORT = (12, {"sport": (0, ENUM), "sub_sport": (1, ENUM)})
SESSION = (
    18,
    {
        "timestamp": (253, UINT32),
        "start_time": (2, UINT32),
        "elapsed": (7, UINT32),
        "timer": (8, UINT32),
        "distance": (9, UINT32),
        "sport": (5, ENUM),
        "sub_sport": (6, ENUM),
    },
)
ACTIVITY = (34, {"timestamp": (253, UINT32), "local": (5, UINT32), "sessions": (1, UINT16)})
RECORD = (
    20,
    {
        "timestamp": (253, UINT32),
        "latitude": (0, SINT32),
        "longitude": (1, SINT32),
        "distance": (5, UINT32),
        "altitude": (2, UINT16),
        "speed": (6, UINT16),
        "heart_rate": (3, UINT8),
        "cadence": (4, UINT8),
    },
)


def fit_seconds(moment):
    """Seconds since the epoch of FIT; a number stays as it is, None is nothing."""
    return int((moment - FIT_EPOCH).total_seconds()) if isinstance(moment, datetime) else moment


def fit_checksum(content):
    """The checksum of the FIT protocol, bit by bit."""
    value = 0
    for byte in content:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
    return value


def definition(message, local=0, developer=(), big=False):
    """Definition record; `developer` holds sizes of developer fields."""
    number, fields = message
    order = ">" if big else "<"
    head = 0x40 | local | (0x20 if developer else 0)
    record = struct.pack(f"{order}BBBHB", head, 0, int(big), number, len(fields))
    for field_number, (base, letter) in fields.values():
        record += bytes([field_number, struct.calcsize(letter), base])
    if developer:
        record += bytes([len(developer)])
        record += b"".join(bytes([at, size, 0]) for at, size in enumerate(developer))
    return record


def row(message, values, local=0, developer=b"", big=False, offset=None):
    """Row of a message; fields that are None or absent are nothing."""
    order = ">" if big else "<"
    head = local if offset is None else 0x80 | local << 5 | offset
    record = bytes([head])
    for name, (_, (_, letter)) in message[1].items():
        value = values.get(name)
        record += struct.pack(order + letter, NOTHING[letter] if value is None else value)
    return record + developer


def fit_file(*records, checksum=None, header_size=14):
    """Header, records and checksum."""
    body = b"".join(records)
    header = struct.pack("<2BHI4s", header_size, 0x20, 2132, len(body), b".FIT")
    header += bytes(header_size - len(header))
    content = header + body
    crc = fit_checksum(content) if checksum is None else checksum
    return content + struct.pack("<H", crc)


@dataclass(frozen=True)
class FitSession:
    """What one session message says; distance in m, timer and elapsed in s."""

    start: datetime | int | None = datetime(2024, 3, 1, 7)
    sport: str | None = "running"
    sub_sport: str | None = "generic"
    distance: float | None = 10_000.0
    timer: float | None = 3600.0
    elapsed: float | None = 3660.0
    fields: dict = field(default_factory=dict)


def session_row(session, **options):
    """Row of a session message, values scaled as FIT does."""
    end = (
        session.start + timedelta(seconds=session.elapsed or 0)
        if session.elapsed and isinstance(session.start, datetime)
        else session.start
    )
    scaled = {
        name: None if value is None else round(value * scale)
        for name, value, scale in (
            ("elapsed", session.elapsed, 1000),
            ("timer", session.timer, 1000),
            ("distance", session.distance, 100),
        )
    }
    words = {"sport": SPORTS.get(session.sport), "sub_sport": SUB_SPORTS.get(session.sub_sport)}
    times = {"start_time": fit_seconds(session.start), "timestamp": fit_seconds(end)}
    return row(SESSION, {**scaled, **words, **times}, **options)


def record_rows(n_records, start=datetime(2024, 3, 1, 7), local=2):
    """Definition and one row a second of a run."""
    first = fit_seconds(start)
    rows = [
        row(
            RECORD,
            {
                "timestamp": first + second,
                "latitude": 626_000_000 + 300 * second,
                "longitude": 160_000_000 + 200 * (second % 600),
                "distance": 278 * second,
                "altitude": 2600 + second % 50,
                "speed": 2780,
                "heart_rate": 140 + second % 20,
                "cadence": 85,
            },
            local=local,
        )
        for second in range(n_records)
    ]
    return [definition(RECORD, local=local), *rows]


def activity_records(sessions, n_records=0, offset_min=None):
    """Records of an activity: file id, track, sessions, and the local clock where stated."""
    start = next((one.start for one in sessions if isinstance(one.start, datetime)), FIT_EPOCH)
    told = [definition(FILE_ID), row(FILE_ID, {"type": FILE_TYPES["activity"]})]
    told += record_rows(n_records, start) if n_records else []
    told += [definition(SESSION, 1), *(session_row(one, local=1) for one in sessions)]
    now = fit_seconds(start)
    local = None if offset_min is None else now + 60 * offset_min
    values = {"timestamp": now, "local": local, "sessions": len(sessions)}
    return [*told, definition(ACTIVITY, 3), row(ACTIVITY, values, local=3)]


def activity_file(*sessions, n_records=0, offset_min=None, **options):
    """A FIT activity with these sessions (one by default)."""
    told = sessions or (FitSession(),)
    return fit_file(*activity_records(told, n_records, offset_min), **options)
