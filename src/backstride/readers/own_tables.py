"""Runs, pain, habits, days and shoes from a person's own table."""

import re

import numpy as np
import pandas as pd

from backstride.readers.own_columns import Moments
from backstride.readers.parse.columns import NO, YES, PainHeader
from backstride.readers.parse.dates import clock_times, date_order, local_times, parsed_times
from backstride.readers.parse.numbers import durations_min, numbers
from backstride.readers.parse.text import alias_key, unit_of
from backstride.readers.service_table import Cells, Part, together, unused
from backstride.schemas import KM_PER_MILE

# Runs from a person's own table.

KM_PER = {"km": 1.0, "mi": KM_PER_MILE, "m": 0.001}
_USUAL_DISTANCE = {"km": (0.1, 300.0), "mi": (0.1, 200.0), "m": (50.0, 300_000.0)}
# half of all runs are slower than 3:00 and faster than 15:00 per km; rides and hikes are not, and
# what lies beyond these is an error in the cells, which has a line of its own
_PACES_OF_RIDES, _PACES_OF_HIKES, _FEWEST_PACES = (1.0, 3.0), (15.0, 30.0), 3
REST_DAY = "a distance above 0; a day without a run is a day of rest"
_DISTANCE_WITH_UNIT = r"^(?P<number>.*?[^a-zA-Z\s]|)\s*(?P<unit>[a-zA-Z]+)?$"


def runs_part(cells: Cells, when: Moments, distance_km: pd.Series, is_clock_ours: bool) -> Part:
    """Rows for the table of runs: every row with a distance above 0 or a duration.

    Parameters
    ----------
    is_clock_ours : bool
        Whether the clock times of the sheet are those of the runs.
    """
    duration_field = "duration" if "duration" in cells.columns.fields else _time_as_duration(cells)
    duration = _minutes(cells, duration_field, distance_km)
    elapsed = _minutes(cells, "elapsed", distance_km)
    rpe = cells.number("rpe", (0, 10))
    share = cells.number("unpaved_share", (0, 1)) / (100 if cells.unit("unpaved_share") else 1)
    rows = pd.DataFrame(
        {
            "start": when.start.fillna(when.at) if is_clock_ours else when.start,
            "date": when.date,
            "sport": _sports(cells, distance_km, duration.fillna(elapsed)),
            "distance_km": distance_km,
            "duration_min": duration.fillna(elapsed),
            "elapsed_min": elapsed,
            "surface": cells.text("surface"),
            "unpaved_share": share,
            "shoe": cells.text("shoe"),
            "rpe": rpe,
        }
    )
    is_run = (distance_km > 0) | (duration > 0) | (elapsed > 0) | (distance_km < 0)
    problems = together(
        [
            unused("distance", cells.text("distance"), distance_km, "a distance such as 7.5"),
            unused(
                "duration", cells.text(duration_field), duration, _expected(cells, duration_field)
            ),
            unused("elapsed", cells.text("elapsed"), elapsed, _expected(cells, "elapsed")),
            unused("rpe", cells.text("rpe"), rpe, "a number from 0 to 10"),
            unused("unpaved_share", cells.text("unpaved_share"), share, "a share from 0 to 1"),
            _rest_days(cells, distance_km, is_run),
        ]
    )
    return Part(rows[is_run & when.date.notna()], problems)


def distances_km(cells: Cells) -> pd.Series:
    """Distances in km; the unit is the cell's, the row's, the header's or the runner's word.

    Raises
    ------
    UndecidedError
        If none of them says whether distances are km or miles.
    """
    parts = cells.text("distance").str.extract(_DISTANCE_WITH_UNIT)
    unit = parts["unit"].map(unit_of, na_action="ignore").astype("str")
    unit = unit.fillna(cells.text("unit").map(unit_of, na_action="ignore").astype("str"))
    stated = cells.unit("distance") or cells.settings.distance_unit
    if stated is not None:
        unit = unit.fillna(stated)
    readable = numbers(parts["number"], cells.marks, _USUAL_DISTANCE[stated or "km"])
    if (readable.notna() & (readable != 0) & unit.isna()).any():
        raise cells.undecided(
            "distances could be km or miles. Name the unit in the header, "
            "or say which: --distance-unit km|mi."
        )
    said = parts["unit"].isna() | parts["unit"].map(unit_of, na_action="ignore").isin(list(KM_PER))
    return (readable * unit.map(KM_PER).astype("float64").fillna(1.0)).where(
        said & unit.isin(list(KM_PER)) | (readable == 0)
    )


def _sports(cells: Cells, distance_km: pd.Series, minutes: pd.Series) -> pd.Series:
    """The sport as found or stated; a table that says neither must at least have paces of runs."""
    found = cells.text("sport")
    if cells.settings.sport is not None:
        return found.fillna(cells.settings.sport)
    pace = (minutes / distance_km.where(distance_km > 0)).where(found.isna()).dropna()
    typical = pace.median()
    is_other = any(low < typical < high for low, high in (_PACES_OF_RIDES, _PACES_OF_HIKES))
    if len(pace) >= _FEWEST_PACES and is_other:
        raise cells.undecided(
            f"a median of {typical:.1f} min/km is no pace of runs, and no column names "
            "the sport. Say which: --sport run|ride|walk."
        )
    return found


def _time_as_duration(cells: Cells) -> str:
    return "time" if "time" in cells.columns.fields else "duration"


def _minutes(cells: Cells, name: str, distance_km: pd.Series) -> pd.Series:
    return durations_min(cells.text(name), cells.unit(name), distance_km, cells.marks)


def _expected(cells: Cells, name: str) -> str:
    unit = cells.unit(name)
    return "a duration such as 45:30" + ("" if unit else ", or the unit in the header")


def _rest_days(cells: Cells, distance_km: pd.Series, is_run: pd.Series) -> pd.DataFrame:
    rows = distance_km.index[(distance_km == 0) & ~is_run]
    return pd.DataFrame(
        {
            "row": rows,
            "column": "distance",
            "found": cells.text("distance").loc[rows].to_numpy(),
            "expected": REST_DAY,
        }
    )


# Pain ratings from a person's own table: one entry per column of ratings and row.

_NUMERIC = r"[+-]?\d*[.,]?\d+\s*(?:(?:/|of|von|sur|de|van)\s*\d+|%)?"
_USUAL_SCALE, _WORDS = "0-10", "words"


def pain_part(cells: Cells, when: Moments, is_clock_ours: bool) -> Part:
    """Rows for the pain diary; the rating and its site stay as found.

    Parameters
    ----------
    is_clock_ours : bool
        Whether the clock times of the sheet are those of the ratings: in a table of runs the
        clock is the run's, and when a rating was felt stays unknown.
    """
    entries = [
        _entries(cells, when, label, header, is_clock_ours)
        for label, header in cells.columns.ratings.items()
    ]
    rows = pd.concat([entry.rows for entry in entries])
    return Part(rows.sort_index(kind="stable"), together([entry.problems for entry in entries]))


def _entries(
    cells: Cells, when: Moments, label: str, header: PainHeader, is_clock_ours: bool
) -> Part:
    found = cells.sheet.column(label)
    is_number = found.str.fullmatch(_NUMERIC, case=False, na=False)
    stated = cells.text("scale").str.replace("–", "-", regex=False)
    has_scale = header.scale is not None or stated.notna().any()
    is_numeric_column = has_scale or is_number.sum() * 2 >= found.notna().sum()
    usual = header.scale or (_USUAL_SCALE if is_numeric_column else _WORDS)
    # a column of its own for before and after the run is not rated at the row's one clock time
    is_timed = is_clock_ours and header.time_of_day is None
    clock = _own_clock(cells, header)
    at = when.date + clock_times(clock)
    rows = pd.DataFrame(
        {
            "rated_at": when.rated_at.fillna(when.at if is_timed else at),
            "date": when.date,
            "site": header.site if header.site else cells.text("site"),
            "rating": found,
            "scale": stated.fillna(usual),
            "time_of_day": header.time_of_day if header.time_of_day else when.part_of_day,
            "entered_at": when.entered_at,
            "note": cells.text("note"),
        },
        index=cells.sheet.rows,
    )
    is_rating = is_number | (rows["scale"] == _WORDS)
    value = pd.Series(np.where(is_rating, 1.0, np.nan), index=found.index)
    expected = f"a number on the scale {usual}"
    usable = found.notna() & is_rating & when.date.notna()
    wrong_time = unused("time", clock.where(usable), at, "a time such as 07:30")
    return Part(rows[usable], together([unused("rating", found, value, expected), wrong_time]))


def _own_clock(cells: Cells, header: PainHeader) -> pd.Series:
    """Cells of the column with the clock times of this column of ratings."""
    label = cells.columns.clocks.get(header.time_of_day or "")
    return cells.blank() if label is None else cells.sheet.column(label)


# Exercises from a person's own table: one row each, or one column per exercise.

_DOSE_WITH_UNIT = r"^(?:(?P<sets>\d{1,2})\s*[x×*]\s*)?(?P<number>[\d.,]+)\s*(?P<unit>[^\d\W]+\.?)?$"
_EXPECTED = "a number or yes/no"


def habits_part(cells: Cells, when: Moments, is_clock_ours: bool) -> Part:
    """Rows for the table of habits; names stay as found.

    Parameters
    ----------
    is_clock_ours : bool
        Whether the clock times of the sheet are those of the exercises.
    """
    parts = [_column(cells, when, habit) for habit in cells.columns.exercises]
    if "habit" in cells.columns.fields:
        parts.append(_listed(cells, when))
    rows = pd.concat([part.rows for part in parts])
    clock = when.at.dt.strftime("%H:%M") if is_clock_ours else cells.blank()
    timed = rows.assign(time=clock.loc[rows.index].to_numpy())
    return Part(timed.sort_index(kind="stable"), together([part.problems for part in parts]))


def yes_or_no(texts: pd.Series) -> pd.Series:
    """1 for yes, 0 for no, missing for any other word.

    Examples
    --------
    >>> yes_or_no(pd.Series(["ja", "No", "x", "often"])).tolist()
    [1.0, 0.0, 1.0, nan]
    """
    answers = dict.fromkeys(YES, 1.0) | dict.fromkeys(NO, 0.0)
    spelled = {word: answers.get(alias_key(word) or word) for word in texts.dropna().unique()}
    return texts.map(spelled).astype("float64")


def _column(cells: Cells, when: Moments, habit: str) -> Part:
    field = cells.columns.exercises[habit]
    texts = cells.sheet.column(field.label)
    doses = _doses(cells, texts, field.unit)
    rows = doses.assign(date=when.date, habit=habit)
    is_said = doses["dose"].notna() & when.date.notna()
    return Part(rows[is_said], unused(habit, texts, doses["dose"], _EXPECTED))


def _listed(cells: Cells, when: Moments) -> Part:
    fields = cells.columns.fields
    amount = next((name for name in ("dose", "duration", "time") if name in fields), "dose")
    texts = cells.text(amount)
    doses = _doses(cells, texts, cells.unit(amount))
    unit = cells.text("dose_unit").fillna(cells.text("unit"))
    rows = doses.assign(
        date=when.date, habit=cells.text("habit"), dose_unit=doses["dose_unit"].fillna(unit)
    )
    is_said = rows["habit"].notna() & when.date.notna()
    return Part(rows[is_said], unused("dose", texts, doses["dose"], _EXPECTED))


def _doses(cells: Cells, texts: pd.Series, unit: str | None) -> pd.DataFrame:
    """Dose and unit of cells such as `60`, `60 s`, `3 x 20` (60 in all) or `yes` (one time)."""
    answered = yes_or_no(texts)
    parts = texts.str.extract(_DOSE_WITH_UNIT)
    sets = parts["sets"].astype("float64").fillna(1.0)
    counted = numbers(parts["number"], cells.marks, (0, 10_000)) * sets
    is_yes = answered.notna() & counted.isna()
    stated = parts["unit"].fillna(unit if unit is not None else np.nan)
    return pd.DataFrame(
        {
            "dose": counted.fillna(answered),
            "dose_unit": stated.mask(is_yes, "times").astype("str"),
        }
    )


# Days and shoes from a person's own table.

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
