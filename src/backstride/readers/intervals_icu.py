"""Exports of intervals.icu: activities (metres, seconds, local times) and wellness days.

Of the wellness days sleep and stress are taken. Stress is rated 1 (low) to 4 (extreme) and goes
on as percent of the maximum possible (Cohen 1999, doi:10.1207/S15327906MBR3403_2), 0 to 10.
Soreness, fatigue, mood and injury are rated 1 to 4 for the whole body: no pain at a site, so
they are not read.
"""

import pandas as pd

from backstride.readers.base import About, Reading, raw_table
from backstride.readers.files import FilePath
from backstride.readers.parse.dates import parsed_times
from backstride.readers.parse.numbers import plain_numbers
from backstride.readers.parse.table import Sheet
from backstride.readers.parse.text import alias_key, words
from backstride.readers.service_table import (
    file_repair,
    header_keys,
    named_texts,
    not_used,
    repair_list,
    runs_reading,
    service_sheet,
    sheet_ledger,
    undated,
    unused,
)
from backstride.settings import Settings

ABOUT = About(
    source="intervals.icu activities and wellness",
    runs="every activity",
    moving_time="`moving_time`",
    surface="virtual and trail types",
    shoe="`gear`",
    rpe="`icu_rpe`",
    zone="local, as written",
    refuses="rows without a date; of wellness, all but sleep and stress is left out",
)


_ACTIVITIES = words(
    {
        "start": "start_date_local",
        "type": "type",
        "distance": "distance",
        "moving": "moving_time",
        "elapsed": "elapsed_time",
        "shoe": "gear | gear_name | gear.name",
        "rpe": "icu_rpe",
    }
)
_WELLNESS = words({"date": "date | id", "sleep": "sleepSecs", "stress": "stress"})
_RATED = ("soreness", "fatigue", "mood", "injury")
_OF_WELLNESS = frozenset({"ctl", "atl", "ramprate", "restinghr", "sleepsecs", "sleepquality"})
_LOWEST_STRESS, _HIGHEST_STRESS = 1, 4


def recognises(path: FilePath) -> bool:
    """Whether a file is a list of activities or of wellness days, by its header."""
    keys = frozenset().union(*header_keys(path))
    return _is_activities(keys) or _is_wellness(keys)


def read(path: FilePath, settings: Settings, source: str) -> Reading:  # noqa: ARG001
    """Sessions of the list of activities, or days of the list of wellness.

    Raises
    ------
    DataError
        If the file is damaged.
    """
    sheet = service_sheet(path, source, {**_ACTIVITIES, **_WELLNESS})
    is_wellness = not _is_activities(frozenset(map(alias_key, sheet.header)))
    return _days(sheet) if is_wellness else _runs(sheet)


def _is_activities(keys: frozenset[str]) -> bool:
    return {"start date local", "type"} <= keys and any(key.startswith("icu ") for key in keys)


def _is_wellness(keys: frozenset[str]) -> bool:
    is_dated = bool(keys & {"date", "id"})
    return is_dated and bool(keys & {*_RATED, "stress"}) and len(keys & _OF_WELLNESS) >= 2


def _runs(sheet: Sheet) -> Reading:
    texts = named_texts(sheet, _ACTIVITIES)
    value = pd.DataFrame({name: plain_numbers(texts[name]) for name in _MEASURED})
    # 0 stands for what was not measured
    value = value.where(value != 0)
    start = parsed_times(texts["start"], None)
    runs = pd.DataFrame(
        {
            "start": start["wall"].where(start["has_clock"]),
            "date": start["wall"].dt.normalize(),
            "sport": texts["type"],
            "distance_km": value["distance"] / 1000,
            "duration_min": value["moving"].fillna(value["elapsed"]) / 60,
            "elapsed_min": value["elapsed"] / 60,
            "surface": "unknown",
            "shoe": texts["shoe"],
            "rpe": value["rpe"],
        }
    )
    problems = [
        unused(column, texts[name], plain_numbers(texts[name]), expected)
        for name, (column, expected) in _MEASURED.items()
    ]
    return runs_reading(sheet, runs, texts["start"], problems)


_MEASURED = {
    "distance": ("distance_km", "metres"),
    "moving": ("duration_min", "seconds"),
    "elapsed": ("elapsed_min", "seconds"),
    "rpe": ("rpe", "a number from 1 to 10"),
}


def _days(sheet: Sheet) -> Reading:
    texts = named_texts(sheet, _WELLNESS)
    slept, rated = plain_numbers(texts["sleep"]), plain_numbers(texts["stress"])
    reach = _HIGHEST_STRESS - _LOWEST_STRESS
    stress = 10 * (rated - _LOWEST_STRESS) / reach
    stress = stress.where(rated.between(_LOWEST_STRESS, _HIGHEST_STRESS))
    days = pd.DataFrame(
        {
            "date": parsed_times(texts["date"], None)["wall"].dt.normalize(),
            "sleep_h": (slept / 3600).where(slept > 0),
            "stress": stress,
        }
    )
    is_said = days[["sleep_h", "stress"]].notna().any(axis=1)
    reasons = undated(texts["date"]).where(days["date"].isna())
    reasons = reasons.mask(reasons.isna() & ~is_said, "neither sleep nor stress in it").dropna()
    kept = days.drop(reasons.index)
    problems = [
        unused("sleep_h", texts["sleep"], slept, "seconds"),
        unused("stress", texts["stress"], stress, "a rating from 1 to 4"),
    ]
    lines = [not_used(table[table["row"].isin(kept.index)]) for table in problems]
    return Reading(
        days=raw_table("days", kept.assign(source=sheet.source, source_row=kept.index)),
        ledger=sheet_ledger(sheet, "days", reasons),
        repairs=repair_list(sheet.source, [*_cell_repairs(sheet, stress), *lines]),
    )


def _cell_repairs(sheet: Sheet, stress: pd.Series) -> list[pd.DataFrame]:
    told = []
    if stress.notna().any():
        done = "from 1-4 to 0-10 as percent of the maximum possible (Cohen 1999)"
        told.append(file_repair("stress", "stress 1-4", done))
    done = "not read: a rating of the whole body from 1 to 4 is no pain at a site"
    rated = [label for label in sheet.header if alias_key(label) in _RATED]
    filled = [label for label in rated if sheet.column(label).notna().any()]
    return [*told, *(file_repair("pain_nrs", label, done) for label in filled)]
