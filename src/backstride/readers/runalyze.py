"""The activity table of Runalyze: German, Windows letters, days without a clock time."""

import pandas as pd

from backstride.readers.base import About, Reading
from backstride.readers.files import FilePath, read_bytes
from backstride.readers.parse.dates import date_order, parsed_times
from backstride.readers.parse.numbers import durations_min, numbers
from backstride.readers.parse.table import decoded, records_of, to_sheet
from backstride.readers.parse.text import alias_key, words
from backstride.readers.service_table import header_keys, named_columns, runs_reading, unused
from backstride.settings import Settings

ABOUT = About(
    source="Runalyze CSV",
    runs="every row",
    moving_time="`Zeit HH:MM:SS`",
    shoe="`Schuh`",
    zone="days only, no clock times",
    refuses="rows without a date",
)


_COLUMNS = words(
    {
        "date": "Datum",
        "type": "Art",
        "distance": "Distanz in km",
        "time": "Zeit HH:MM:SS",
        "shoe": "Schuh",
    }
)
_OTHERS = frozenset({"hfavg", "hfmax"})


def recognises(path: FilePath) -> bool:
    """Whether a file is a table of Runalyze, by its header."""
    keys = frozenset().union(*header_keys(path))
    names = {_COLUMNS.get(key) for key in keys}
    return {"date", "distance", "time"} <= names and bool(keys & _OTHERS)


def read(path: FilePath, settings: Settings, source: str) -> Reading:
    """Sessions of the table; notes stay there.

    Raises
    ------
    DataError
        If the file is damaged.
    """
    records = records_of(decoded(read_bytes(path), source), source)
    sheet = to_sheet(source, records, lambda cell: alias_key(cell) in _COLUMNS)
    found = named_columns(sheet, _COLUMNS)
    blank = pd.Series(index=sheet.rows, dtype="str")
    texts = {name: found.get(name, blank) for name in sorted(set(_COLUMNS.values()))}
    distance = numbers(texts["distance"], plausible=(0.05, 300))
    minutes = durations_min(texts["time"], "mm:ss", distance)
    parsed = parsed_times(texts["date"], date_order([texts["date"]], settings, source))
    runs = pd.DataFrame(
        {
            "start": parsed["wall"].where(parsed["has_clock"]),
            "date": parsed["wall"].dt.normalize(),
            "sport": texts["type"],
            "distance_km": distance.where(distance != 0),
            "duration_min": minutes.where(minutes > 0),
            "surface": "unknown",
            "shoe": texts["shoe"],
        }
    )
    problems = [
        unused("distance_km", texts["distance"], distance, "a distance such as 7,4"),
        unused("duration_min", texts["time"], minutes, "a duration such as 00:45:12"),
    ]
    return runs_reading(sheet, runs, texts["date"], problems)
