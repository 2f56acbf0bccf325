"""The CSV export of Daylio: moods, newest first, and the activities of each entry.

A mood is not pain and is never read as such. Activities that are exercises feed the habits, with
the clock time of their entry. Older exports give the year in a column of its own.
"""

import pandas as pd

from backstride.readers.base import About, Reading, raw_table
from backstride.readers.files import FilePath
from backstride.readers.own_columns import MOOD_IS_NOT_PAIN, chosen_column
from backstride.readers.parse.columns import EXERCISES
from backstride.readers.parse.dates import clock_times, date_order, parsed_times
from backstride.readers.parse.table import Sheet
from backstride.readers.parse.text import alias_key, words
from backstride.readers.service_table import (
    header_keys,
    named_columns,
    not_used,
    repair_list,
    service_sheet,
    sheet_ledger,
    undated,
    unsplit_header,
    unused,
)
from backstride.readers.spreadsheet import read_sheet
from backstride.settings import Settings

ABOUT = About(
    source="Daylio CSV export, older and newer",
    pain="none: a mood is not pain; a column of ratings by `--pain-column`",
    zone="local, as written",
    refuses="entries without an exercise among their activities",
)
COLUMNS = words(
    {
        "day": "full_date",
        "year": "year",
        "date": "date",
        "time": "time",
        "mood": "mood",
        "activities": "activities",
    }
)
TAG_MARK = "|"


def recognises(path: FilePath) -> bool:
    """Whether a file is an export of Daylio, by its header."""
    header = header_keys(path)
    return bool(header) and any(
        {*days, "weekday", "time", "mood", "activities"} <= header[0]
        for days in (["full date"], ["year", "date"])
    )


def read(path: FilePath, settings: Settings, source: str) -> Reading:
    """Exercises among the activities; with `--pain-column` the ratings of that column instead.

    Raises
    ------
    DataError
        If the file is damaged.
    UndecidedError
        If `--pain-column` names the mood.
    """
    sheet = service_sheet(path, source, COLUMNS)
    if chosen_column(sheet.header, settings.pain_column, source) is not None:
        return read_sheet(sheet, settings)
    return _habits(sheet, settings)


def _habits(sheet: Sheet, settings: Settings) -> Reading:
    found = named_columns(sheet, COLUMNS)
    if not any(
        {*days, "time", "activities"} <= found.keys() for days in (["day"], ["year", "date"])
    ):
        raise unsplit_header(sheet.source)
    texts = found["day"] if "day" in found else found["date"] + " " + found["year"]
    day = parsed_times(texts, date_order([texts], settings, sheet.source))["wall"].dt.normalize()
    clock = clock_times(found["time"])
    tags = found["activities"].str.split(TAG_MARK, regex=False).explode().astype("str").str.strip()
    habits = tags[tags.map(alias_key, na_action="ignore").isin(EXERCISES)]
    rows = pd.DataFrame(
        {
            "date": day.reindex(habits.index),
            "time": (day + clock).dt.strftime("%H:%M").reindex(habits.index),
            "habit": habits,
            "dose": 1.0,
            "dose_unit": "times",
            "source": sheet.source,
            "source_row": habits.index,
        }
    )
    reasons = _reasons(texts, day, habits)
    untimed = unused("time", found["time"], clock, "a time such as 07:30")
    lines = not_used(untimed[~untimed["row"].isin(reasons.index)])
    return Reading(
        habits=raw_table("habits", rows[rows["date"].notna()]),
        ledger=sheet_ledger(sheet, "habits", reasons),
        repairs=repair_list(sheet.source, [lines]),
    )


def _reasons(texts: pd.Series, day: pd.Series, habits: pd.Series) -> pd.Series:
    without = pd.Series(
        f"{MOOD_IS_NOT_PAIN}, and no exercise is among the activities", index=day.index
    )
    reasons = without.mask(day.index.isin(habits.index)).mask(day.isna(), undated(texts))
    return reasons.astype("str").dropna()
