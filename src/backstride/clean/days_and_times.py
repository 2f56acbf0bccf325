"""Days and clock times: every row has a day, and it is the day of its clock time."""

import re

import pandas as pd

from backstride.clean.rows import Rows, mapped

EARLIEST = pd.Timestamp("1970-01-01")
_CLOCK = re.compile(
    r"^(\d{1,2})[:.h](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:uhr|h)?\s*([ap])?\.?\s*m?\.?$"
)


def dated(rows: Rows, time_column: str | None = None) -> Rows:
    """Settle `date` at midnight of the day of `time_column`; refuse rows without a day.

    A day before 1970 is refused: it comes from an unset clock.
    """
    day = rows.table["date"].dt.normalize()
    if time_column is not None:
        of_time = rows.table[time_column].dt.normalize()
        differs = day.notna() & of_time.notna() & (day != of_time)
        done = "day of the clock time taken: " + of_time.dt.strftime("%Y-%m-%d").astype("str")
        rows = rows.noted(differs, "date", day.dt.strftime("%Y-%m-%d").astype("str"), done)
        day = of_time.fillna(day)
    return rows.with_column("date", day).refused(_reasons(day))


def _reasons(day: pd.Series) -> pd.Series:
    reasons = pd.Series(pd.NA, index=day.index, dtype="str")
    reasons = reasons.mask(day.isna(), "date: found nothing, expected a day. Fill the cell in.")
    found = "date: found " + day.dt.strftime("%Y-%m-%d").astype("str")
    return reasons.mask(day < EARLIEST, found + ", expected 1970-01-01 or later. Correct the cell.")


def without_early_days(rows: Rows, column: str) -> Rows:
    """Empty cells of a day column that lie before 1970."""
    early = rows.table[column] < EARLIEST
    return rows.changed(early, column, pd.NaT, "left empty: expected 1970-01-01 or later")


def clock_named(text: str) -> str | None:
    """Clock time as `HH:MM`, or None where the text is none.

    Examples
    --------
    >>> clock_named("7:05"), clock_named("19h30"), clock_named("07:05 pm"), clock_named("25:00")
    ('07:05', '19:30', '19:05', None)
    """
    match = _CLOCK.match(text.strip().casefold())
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2]), match[3]
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def clocked(rows: Rows, column: str = "time") -> Rows:
    """Bring a column of clock times to `HH:MM`; what is none is left empty."""
    found = rows.table[column]
    clock = mapped(found, clock_named)
    wrong = found.notna() & clock.isna()
    told = rows.noted(wrong, column, found, "left empty: expected a clock time HH:MM")
    return told.with_column(column, clock)
