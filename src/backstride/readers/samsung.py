"""The exercise table of Samsung Health: a line of metadata, a header, rows one field longer.

Times are UTC with an offset of their own, durations milliseconds, distances metres, sports codes.
"""

import pandas as pd

from backstride.errors import DataError
from backstride.readers.base import About, Reading, UndecidedError
from backstride.readers.files import FilePath
from backstride.readers.parse.dates import missing_zone, parsed_times, utc_to_local
from backstride.readers.parse.numbers import plain_numbers
from backstride.readers.parse.text import alias_key
from backstride.readers.service_table import (
    header_keys,
    named_texts,
    runs_reading,
    service_sheet,
    unused,
)
from backstride.settings import Settings

# Codes of Samsung Health's `exercise_type`, in words.

_LINES = """
1001 Walking | 1002 Running | 2001 Baseball | 2002 Softball | 2003 Cricket | 3001 Golf
3002 Billiards | 3003 Bowling | 4001 Hockey | 4002 Rugby | 4003 Basketball | 4004 Football
4005 Handball | 4006 American football | 5001 Volleyball | 5002 Beach volleyball | 6001 Squash
6002 Tennis | 6003 Badminton | 6004 Table tennis | 6005 Racquetball | 7001 Tai chi | 7002 Boxing
7003 Martial arts | 8001 Ballet dancing | 8002 Dancing | 8003 Ballroom dancing | 9001 Pilates
9002 Yoga | 10001 Stretching | 10002 Rope skipping | 10003 Hula-hooping
10004 Push-ups (strength) | 10005 Pull-ups (strength) | 10006 Sit-ups (strength)
10007 Circuit training (strength) | 10008 Mountain climbers (strength)
10009 Jumping jacks (cardio) | 10010 Burpees (strength) | 10011 Bench press (strength)
10012 Squats (strength) | 10013 Lunges (strength) | 10014 Leg press (strength)
10015 Leg extension (strength) | 10016 Leg curl (strength) | 10017 Back extension (strength)
10018 Lat pulldown (strength) | 10019 Deadlift (strength) | 10020 Shoulder press (strength)
10021 Front raise (strength) | 10022 Lateral raise (strength) | 10023 Crunch (strength)
10024 Leg raise (strength) | 10025 Plank (strength) | 10026 Arm curl (strength)
10027 Arm extension (strength) | 11001 Inline skating | 11002 Hang gliding (other)
11005 Horse riding | 11007 Cycling | 11009 Roller skating | 12001 Aerobics (cardio)
13001 Hiking | 13002 Rock climbing | 13003 Backpacking (hiking) | 13004 Mountain biking
13005 Orienteering (running) | 14001 Swimming | 14002 Aquarobics (cardio) | 14003 Canoeing
14004 Sailing | 14007 Kayaking | 14008 Kitesurfing | 14010 Rowing | 14011 Windsurfing
14013 Water skiing | 15001 Stair stepper | 15002 Weight machine | 15003 Exercise bike
15004 Rowing machine | 15005 Treadmill | 15006 Elliptical | 16001 Cross-country skiing
16002 Skiing | 16003 Ice dancing | 16004 Ice skating | 16006 Ice hockey | 16007 Snowboarding
16008 Alpine skiing | 16009 Snowshoeing
"""


def _sport_table() -> dict[int, str]:
    entries = [entry.strip() for line in _LINES.splitlines() for entry in line.split("|")]
    pairs = [entry.partition(" ") for entry in entries if entry]
    return {int(code): name for code, _, name in pairs}


SPORTS = _sport_table()
"""Code → name. A code not listed here goes on as a number and is reported."""


ABOUT = About(
    source="Samsung Health exercise table",
    runs="every exercise",
    moving_time="`duration`",
    surface="treadmill, from the type",
    zone="UTC with the row's own offset",
    refuses="rows without a start; other tables of Samsung Health",
)


_FAMILY = "com samsung "
_TABLES = frozenset({"com samsung shealth exercise", "com samsung health exercise"})
_PREFIX = "com.samsung.health.exercise."
_FIELDS = ("start_time", "end_time", "time_offset", "duration", "distance", "exercise_type")
# newer exports put the name of the table before that of the column
_COLUMNS = {alias_key(prefix + field): field for field in _FIELDS for prefix in (_PREFIX, "")}
_OFFSET = r"^(?:UTC)?(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})$"


def recognises(path: FilePath) -> bool:
    """Whether the first line of a file names a table of Samsung Health."""
    return any(key.startswith(_FAMILY) for keys in header_keys(path) for key in keys)


def read(path: FilePath, settings: Settings, source: str) -> Reading:
    """Sessions of the exercise table.

    Raises
    ------
    DataError
        If it is another of Samsung's tables, or damaged.
    UndecidedError
        If a time comes without an offset and no zone is stated.
    """
    if not any(keys & _TABLES for keys in header_keys(path)):
        raise DataError(
            f"{source}: a table of Samsung Health other than com.samsung.shealth.exercise, "
            "the only one that is read."
        )
    sheet = service_sheet(path, source, _COLUMNS)
    texts = named_texts(sheet, _COLUMNS)
    utc = {name: parsed_times(texts[name], None)["wall"] for name in ("start_time", "end_time")}
    start = _local(utc["start_time"], texts["time_offset"], settings, source)
    duration, distance = plain_numbers(texts["duration"]), plain_numbers(texts["distance"])
    elapsed = (utc["end_time"] - utc["start_time"]).dt.total_seconds() / 60
    minutes = (duration / 60_000).where(duration > 0)
    runs = pd.DataFrame(
        {
            "start": start,
            "date": start.dt.normalize(),
            "sport": _sports(texts["exercise_type"]),
            "distance_km": (distance / 1000).where(distance != 0),
            "duration_min": minutes.fillna(elapsed.where(elapsed > 0)),
            "elapsed_min": elapsed.where(elapsed > 0),
            "surface": "unknown",
        }
    )
    problems = [
        unused("duration_min", texts["duration"], duration, "milliseconds"),
        unused("distance_km", texts["distance"], distance, "metres"),
    ]
    return runs_reading(sheet, runs, texts["start_time"], problems)


def _local(utc: pd.Series, offsets: pd.Series, settings: Settings, source: str) -> pd.Series:
    """Wall clock in the stated zone, else in the zone of each row."""
    if settings.timezone is not None:
        return utc_to_local(utc, settings)
    parts = offsets.str.extract(_OFFSET)
    minutes = parts["hours"].astype("float64") * 60 + parts["minutes"].astype("float64")
    shift = pd.to_timedelta(minutes.where(parts["sign"] == "+", -minutes), unit="min")
    if (utc.notna() & shift.isna()).any():
        raise UndecidedError(missing_zone(source))
    return utc + shift.astype("timedelta64[us]")


def _sports(codes: pd.Series) -> pd.Series:
    """Names of codes; one not known here keeps its number, so that cleaning reports it."""
    number = plain_numbers(codes)
    # 0 is an exercise the runner made up
    names = number.map({**SPORTS, 0: "Other"}).astype("str")
    return names.fillna("exercise type " + codes.fillna("nothing"))
