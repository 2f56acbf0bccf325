"""Activity files that lie in an export beside the table that lists them.

Strava and Runkeeper name the file of each session in their table. The sport there is the
runner's own word, corrected after the recording; the file may hold another or none, and the two
could then not be known for one session.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from backstride.errors import DataError
from backstride.readers.activity import Activities
from backstride.readers.delimited import decoded, records_of
from backstride.readers.files import FilePath, read_bytes
from backstride.readers.strava_columns import COLUMNS
from backstride.readers.text import alias_key

_RUNKEEPER = {"gpx file": "filename", "type": "type"}


def with_listed_sports(paths: Sequence[FilePath], found: Sequence[Activities]) -> list[Activities]:
    """Give the one session of each listed file the sport of its row; others stay as they are."""
    tables: dict[str, dict[str, str]] = {}
    named: list[Activities] = []
    for path, one in zip(paths, found, strict=True):
        table = _table_beside(path)
        key = str(table)
        if table is not None and key not in tables:
            tables[key] = sports_by_file(table)
        sport = tables.get(key, {}).get(path.name)
        named.append(_renamed(one, sport) if sport and len(one.sessions) == 1 else one)
    return named


def sports_by_file(table: FilePath) -> dict[str, str]:
    """Sport of each session by the name of its file; empty where the table lists none."""
    try:
        header, *records = records_of(decoded(read_bytes(table), table.name), table.name)
    except DataError:
        return {}  # the reading of the table says what is wrong with it
    meanings = COLUMNS if table.name == "activities.csv" else _RUNKEEPER
    names = [meanings.get(alias_key(cell)) for cell in header]
    if not {"filename", "type"} <= set(names):
        return {}
    file, sport = names.index("filename"), names.index("type")
    return {
        record[file].rpartition("/")[2]: record[sport].strip()
        for record in records
        if len(record) > max(file, sport) and record[file].strip() and record[sport].strip()
    }


def _table_beside(path: FilePath) -> FilePath | None:
    folder = cast(FilePath, path.parent)
    strava = cast(FilePath, folder.parent) / "activities.csv"
    beside = [strava] if folder.name == "activities" else [folder / "cardioActivities.csv"]
    return next((table for table in beside if table.is_file()), None)


def _renamed(one: Activities, sport: str) -> Activities:
    return replace(one, sessions=(replace(one.sessions[0], sport=sport),))
