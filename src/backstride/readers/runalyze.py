"""The activity table of Runalyze: German, Windows letters, days without a clock time."""

from backstride.readers.base import About, Reading
from backstride.readers.files import FilePath
from backstride.readers.parse.numbers import durations_min, numbers
from backstride.readers.parse.text import words
from backstride.readers.service_table import (
    header_keys,
    named_texts,
    plain_runs,
    runs_reading,
    service_sheet,
    unused,
)
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
    sheet = service_sheet(path, source, _COLUMNS)
    texts = named_texts(sheet, _COLUMNS)
    distance = numbers(texts["distance"], plausible=(0.05, 300))
    minutes = durations_min(texts["time"], "mm:ss", distance)
    runs = plain_runs(sheet, texts, distance, minutes, settings).assign(shoe=texts["shoe"])
    problems = [
        unused("distance_km", texts["distance"], distance, "a distance such as 7,4"),
        unused("duration_min", texts["time"], minutes, "a duration such as 00:45:12"),
    ]
    return runs_reading(sheet, runs, texts["date"], problems)
