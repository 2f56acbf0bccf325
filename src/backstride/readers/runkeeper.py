"""cardioActivities.csv of Runkeeper: local times, the unit of distances in the header."""

from backstride.readers.base import About, Reading
from backstride.readers.files import FilePath
from backstride.readers.own_tables import KM_PER
from backstride.readers.parse.numbers import durations_min, numbers
from backstride.readers.parse.text import words
from backstride.readers.service_table import (
    file_repair,
    header_keys,
    named_columns,
    named_texts,
    plain_runs,
    runs_reading,
    service_sheet,
    unused,
)
from backstride.settings import Settings

ABOUT = About(
    source="Runkeeper `cardioActivities.csv`",
    runs="every row; unit from the header",
    moving_time="`Duration`",
    zone="local, as written",
    refuses="rows without a date",
)


_COLUMNS = words(
    {
        "date": "Date",
        "type": "Type",
        "km": "Distance (km)",
        "mi": "Distance (mi)",
        "duration": "Duration",
    }
)
_OTHERS = frozenset({"route name", "gpx file", "calories burned", "average pace"})
_UNITS = {"km": "kilometres", "mi": "miles"}


def recognises(path: FilePath) -> bool:
    """Whether a file is a cardioActivities.csv, by its header."""
    keys = frozenset().union(*header_keys(path))
    names = {_COLUMNS.get(key) for key in keys}
    return (
        {"date", "type", "duration"} <= names
        and bool(names & {"km", "mi"})
        and (len(keys & _OTHERS) >= 2)
    )


def read(path: FilePath, settings: Settings, source: str) -> Reading:
    """Sessions of the export; `18:31` is minutes and seconds, notes and route names stay there.

    Raises
    ------
    DataError
        If the file is damaged.
    """
    sheet = service_sheet(path, source, _COLUMNS)
    texts = named_texts(sheet, _COLUMNS)
    unit = "km" if "km" in named_columns(sheet, _COLUMNS) else "mi"
    distance = numbers(texts[unit], plausible=(0.05, 500)) * KM_PER[unit]
    minutes = durations_min(texts["duration"], "mm:ss", distance)
    runs = plain_runs(sheet, texts, distance, minutes, settings)
    problems = [
        unused("distance_km", texts[unit], distance, "a distance such as 7.5"),
        unused("duration_min", texts["duration"], minutes, "a duration such as 18:31"),
    ]
    told = file_repair("distance_km", f"Distance ({unit})", f"{_UNITS[unit]}, as the header says")
    return runs_reading(sheet, runs, texts["date"], problems, [told])
