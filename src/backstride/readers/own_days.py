"""Days and shoes from a person's own table."""

import re

import pandas as pd

from backstride.readers.clock import clock_times
from backstride.readers.dates import date_order, local_times, parsed_times
from backstride.readers.moments import Moments
from backstride.readers.numbers import numbers
from backstride.readers.own_habits import yes_or_no
from backstride.readers.own_runs import KM_PER
from backstride.readers.parts import Cells, Part, together, unused

_HOURS_PER = {"h": 1.0, "min": 1 / 60, "s": 1 / 3600}
_DAY_COLUMNS = ("sleep_h", "stress", "sitting_h", "illness", "medication")


def days_part(cells: Cells, when: Moments) -> Part:
    """Rows for the table of days: every row with some value in it.

    A word for an illness or a medicine counts as 1 and goes no further: the log never says which.
    """
    texts = {name: cells.text(name) for name in _DAY_COLUMNS}
    values = pd.DataFrame(
        {
            "sleep_h": _hours(cells, "sleep_h"),
            "stress": cells.number("stress", (0, 100)),
            "sitting_h": _hours(cells, "sitting_h"),
            "illness": _was(texts["illness"]),
            "medication": _was(texts["medication"]),
        }
    )
    problems = [unused(name, texts[name], values[name], "a number") for name in _DAY_COLUMNS]
    is_said = values.notna().any(axis=1) & when.date.notna()
    return Part(values.assign(date=when.date)[is_said], together(problems))


def shoes_part(cells: Cells) -> Part:
    """Rows for the table of shoes: every row with a name.

    Raises
    ------
    UndecidedError
        If a distance on a pair could be km or miles, or its dates can be read two ways.
    """
    shoe = cells.text("shoe")
    start = cells.number("start_km", (1, 5000))
    unit = _unit_of_start(cells)
    if start.gt(0).any() and unit not in KM_PER:
        raise cells.undecided(
            "distances on shoes could be km or miles. Name the unit in the header, "
            "or say which: --distance-unit km|mi."
        )
    texts = {name: cells.text(name) for name in ("first_day", "retired_on")}
    order = date_order(list(texts.values()), cells.settings, cells.sheet.source)
    days = {
        name: local_times(
            parsed_times(text, order), cells.settings, cells.sheet.source
        ).dt.normalize()
        for name, text in texts.items()
    }
    rows = pd.DataFrame({"shoe": shoe, "start_km": start * KM_PER.get(unit or "km", 1.0), **days})
    nameless = pd.Series("nothing", index=shoe.index[shoe.isna()], dtype="str")
    problems = [
        unused("shoe", nameless, shoe.loc[nameless.index], "the name of a pair"),
        unused("start_km", cells.text("start_km"), start, "a distance such as 120"),
        *(unused(name, texts[name], days[name], "a date such as 2024-03-01") for name in texts),
    ]
    return Part(rows[shoe.notna()], together(problems))


def _unit_of_start(cells: Cells) -> str | None:
    field = cells.columns.fields.get("start_km")
    # `km at start` and `Anfangskilometer` hold their unit in the name
    named = "km" if field and re.search("km|kilom", field.label.casefold()) else None
    return cells.unit("start_km") or named or cells.settings.distance_unit


def _hours(cells: Cells, name: str) -> pd.Series:
    texts = cells.text(name)
    clock = clock_times(texts).dt.total_seconds() / 3600
    counted = numbers(texts, cells.marks, (0, 1000)) * _HOURS_PER.get(cells.unit(name) or "h", 1.0)
    return counted.where(~texts.str.contains(":", na=False), clock)


def _was(texts: pd.Series) -> pd.Series:
    counted = numbers(texts)
    worded = yes_or_no(texts).where(counted.isna(), counted)
    return worded.fillna(texts.notna().astype("float64").where(texts.notna()))
