"""When the rows of a person's own table happened, and which of its columns is the pain."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from backstride import schemas
from backstride.ledger import stacked
from backstride.readers.base import Reading, UndecidedError
from backstride.readers.parse.dates import clock_times, date_order, local_times, parsed_times
from backstride.readers.parse.numbers import PACES_MIN_PER_KM, durations_min
from backstride.readers.parse.text import alias_key, split_unit, word_set
from backstride.readers.service_table import Cells, together, unused

# When the rows of a person's own table happened: day, clock time, part of the day.

_EXPECTED_DATE = "a date such as 2024-03-01"
_EARLIEST_USUAL_HOUR = 4
_MOST = 0.8


@dataclass(frozen=True)
class Moments:
    """Times of every row of a sheet, by row number.

    Parameters
    ----------
    date : Series of datetime64[us]
        Local day; missing where unreadable.
    at : Series of datetime64[us]
        Wall clock, from a clock column or a date with a time in it.
    start, rated_at : Series of datetime64[us]
        From columns that say that the time is a run's or a rating's.
    entered_at : Series of datetime64[us]
        When the row was typed; midnight where only the day is said, which is never too late.
    part_of_day : Series of str
        Words for a part of the day as found.
    problems : DataFrame
        Cells that are no time.
    """

    date: pd.Series
    at: pd.Series
    start: pd.Series
    rated_at: pd.Series
    entered_at: pd.Series
    part_of_day: pd.Series
    problems: pd.DataFrame


def moments_of(cells: Cells, clock_field: str | None) -> Moments:
    """Read the columns that say when.

    Parameters
    ----------
    cells : Cells
    clock_field : {'clock', 'time'} or None
        The column that holds clock times, see `clock_field_of`.
    """
    names = ("date", "start", "rated_at", "timestamp", "entered_at")
    texts = {name: cells.text(name) for name in names}
    order = date_order(list(texts.values()), cells.settings, cells.sheet.source)
    parsed = {name: parsed_times(text, order) for name, text in texts.items()}
    local = {
        name: local_times(times, cells.settings, cells.sheet.source)
        for name, times in parsed.items()
    }
    timed = {name: local[name].where(parsed[name]["has_clock"]) for name in names}
    # a timestamp beside a date says when the row was typed; alone it says when it happened
    is_typed = bool(cells.columns.fields.keys() & {"date", "start", "rated_at"})
    typed = pd.Series(is_typed, index=cells.sheet.rows)
    stamp = timed["date"].where(typed, timed["timestamp"])
    day = local["date"].where(typed, local["timestamp"])
    for name in ("start", "rated_at"):
        day = timed[name].fillna(day).fillna(local[name])
    day = day.dt.normalize()
    clock_text = cells.text(clock_field) if clock_field else cells.blank()
    clock = clock_times(clock_text)
    part_of_day = cells.text("time_of_day")
    words = clock_text.where(clock.isna() & clock_text.str.contains(r"[^\W\d]{2}", na=False))
    problems = [unused(name, texts[name], local[name], _EXPECTED_DATE) for name in names]
    problems.append(unused("time", clock_text.where(words.isna()), clock, "a time such as 07:30"))
    return Moments(
        date=day,
        at=stamp.fillna(day + clock),
        start=timed["start"],
        rated_at=timed["rated_at"],
        entered_at=local["entered_at"].fillna(timed["timestamp"].where(typed)),
        part_of_day=part_of_day.fillna(words),
        problems=together([*problems, _undated(cells, day)]),
    )


def clock_field_of(cells: Cells, distance_km: pd.Series) -> str | None:
    """Which column holds clock times: `clock`, `time`, or none.

    A column called just *time* may hold the clock or the duration of a run: it is a duration
    where a duration would be a human pace and a clock time is impossible, and the reverse.

    Raises
    ------
    UndecidedError
        If it could be both.
    """
    fields = cells.columns.fields
    if "clock" in fields or "time" not in fields:
        return "clock" if "clock" in fields else None
    if "runs" not in cells.columns.tables or "duration" in fields:
        return "time"
    texts = cells.text("time").dropna()
    if texts.empty:
        return "time"
    can_be_clock = _can_be_clock(cells, texts)
    can_last = _can_last(cells, texts, distance_km)
    if can_be_clock and can_last:
        raise cells.undecided(
            f"column {fields['time'].label!r} could be the time of day or the duration. "
            "Rename it: `start time` or `duration`."
        )
    return None if can_last else "time"


def _can_be_clock(cells: Cells, texts: pd.Series) -> bool:
    dates = cells.text("date").dropna()
    if cells.unit("time") is not None or dates.str.contains(r"\d{1,2}:\d{2}").any():
        return False
    clock = clock_times(texts)
    hour = clock.dt.total_seconds() / 3600
    return bool((clock.notna().mean() >= _MOST) and (hour.median() >= _EARLIEST_USUAL_HOUR))


def _can_last(cells: Cells, texts: pd.Series, distance_km: pd.Series) -> bool:
    minutes = durations_min(texts, cells.unit("time"), distance_km.loc[texts.index], cells.marks)
    pace = (minutes / distance_km.where(distance_km > 0)).dropna()
    return not pace.empty and bool(pace.between(*PACES_MIN_PER_KM).mean() >= _MOST)


def _undated(cells: Cells, day: pd.Series) -> pd.DataFrame:
    # only rows in which every date cell is empty; unreadable ones have their own line
    names = ("date", "start", "rated_at", "timestamp")
    written = pd.concat([cells.text(name) for name in names], axis=1).notna().any(axis=1)
    rows = day.index[day.isna() & ~written]
    return pd.DataFrame(
        {"row": rows, "column": "date", "found": "nothing", "expected": _EXPECTED_DATE}
    )


# Which column of a table holds the pain: the one that the runner names, and never a mood.

MOOD_IS_NOT_PAIN = "a mood is not a rating of pain"
_MOODS = word_set(
    "mood moods stimmung stimmungen laune gemut humeur humeurs humor animo stemming humore umore"
)


def is_mood(label: str) -> bool:
    """Whether the name of a column says mood.

    Examples
    --------
    >>> is_mood("Stimmung (1-5)"), is_mood("Estado de ánimo"), is_mood("pain")
    (True, True, False)
    """
    return not _MOODS.isdisjoint(alias_key(label).split())


def chosen_column(labels: Iterable[str], pain_column: str | None, source: str) -> str | None:
    """The label that `--pain-column` names, with or without its unit; None where none does.

    Raises
    ------
    UndecidedError
        If it names a mood.

    Examples
    --------
    >>> chosen_column(["Date", "Ache level (0-10)"], "ache level", "log.csv")
    'Ache level (0-10)'
    """
    if pain_column is None:
        return None
    key = alias_key(pain_column)
    found = [
        label for label in labels if key in {alias_key(label), alias_key(split_unit(label)[0])}
    ]
    if found and is_mood(found[0]):
        raise UndecidedError(
            f"{source}: --pain-column names {found[0]!r}, and {MOOD_IS_NOT_PAIN}. Name the column "
            "of the ratings: --pain-column NAME. If it does hold ratings of pain, call it pain."
        )
    return found[0] if found else None


def missing_refusals(
    reading: Reading, source: str, chosen: str | None, pain_column: str | None
) -> Reading:
    """Say so where `--pain-column` names no column of a table whose ratings were read anyway."""
    if pain_column is None or chosen is not None or reading.pain.empty:
        return reading
    done = "--pain-column names no column of this table: ratings read from its own columns"
    line = pd.DataFrame({"source": [source], "row": 1, "column": "rating", "done": done})
    lines = schemas.fit_to(schemas.REPAIRS, line)
    return replace(reading, repairs=stacked([reading.repairs, lines], schemas.REPAIRS))
