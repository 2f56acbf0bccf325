"""The exercise table of Samsung Health: a line of metadata, a header, rows one field longer.

Times are UTC with an offset of their own, durations milliseconds, distances metres, sports codes.
"""

import pandas as pd

from backstride.errors import DataError
from backstride.readers.about import About
from backstride.readers.choices import UndecidedError
from backstride.readers.dates import missing_zone, parsed_times, utc_to_local
from backstride.readers.delimited import decoded, records_of
from backstride.readers.export_table import header_keys, named_columns, runs_reading
from backstride.readers.files import FilePath, read_bytes
from backstride.readers.numbers import plain_numbers
from backstride.readers.parts import unused
from backstride.readers.reading import Reading
from backstride.readers.samsung_sports import SPORTS
from backstride.readers.sheet import to_sheet
from backstride.readers.text import alias_key
from backstride.settings import Settings

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
    records = records_of(decoded(read_bytes(path), source), source)
    sheet = to_sheet(source, records, lambda cell: alias_key(cell) in _COLUMNS)
    found = named_columns(sheet, _COLUMNS)
    blank = pd.Series(index=sheet.rows, dtype="str")
    texts = {field: found.get(field, blank) for field in _FIELDS}
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
