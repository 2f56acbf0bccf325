"""The sheets of the workbook: which columns they have, and which column of the log each feeds."""

from dataclasses import dataclass

import pandera.pandas as pa

from backstride import tables
from backstride.clean.habits import HABIT_CLAIM, UNITS_OF_DOSE

DAY, CLOCK, SPAN, NUMBER, TEXT = "day", "clock", "span", "number", "text"
USUAL_SITES = ("lower back", "upper back", "neck", "shoulder", "hip", "knee")


@dataclass(frozen=True)
class SheetColumn:
    """One column of a sheet.

    Parameters
    ----------
    header : str
        Its name, as `backstride read` knows it.
    feeds : str
        Column of the tidy table that it fills; its description, unit and limits hold here too.
    kind : {'day', 'clock', 'span', 'number', 'text'}
        How a cell is written.
    example : str
    choices : tuple of str
        Words offered for choice.
    is_open : bool
        Whether other words are welcome, too.
    """

    header: str
    feeds: str
    kind: str
    example: str = ""
    choices: tuple[str, ...] = ()
    is_open: bool = False


@dataclass(frozen=True)
class WorkbookSheet:
    """One sheet and the table it feeds."""

    name: str
    schema: pa.DataFrameSchema
    columns: tuple[SheetColumn, ...]

    def described(self, column: SheetColumn) -> pa.Column:
        """What `backstride.tables` says about the column of the log that this one feeds."""
        described: pa.Column = self.schema.columns[column.feeds]
        return described


def sheets_in(unit: str) -> tuple[WorkbookSheet, ...]:
    """The sheets of the workbook, with distances in `km` or `mi`."""
    return (
        WorkbookSheet("runs", tables.RUNS, _runs(unit)),
        WorkbookSheet("pain", tables.PAIN, _PAIN),
        WorkbookSheet("shoes", tables.SHOES, _shoes(unit)),
        WorkbookSheet("habits", tables.HABITS, _HABITS),
        WorkbookSheet("days", tables.DAYS, _DAYS),
    )


_DATE = SheetColumn("date", "date", DAY, "2026-03-01")
_SHOE = SheetColumn("shoe", "shoe", TEXT, "blue pair")


def _runs(unit: str) -> tuple[SheetColumn, ...]:
    return (
        _DATE,
        SheetColumn("start time", "start", CLOCK, "07:30"),
        SheetColumn("sport", "sport", TEXT, "run", tables.SPORTS),
        SheetColumn(f"distance ({unit})", "distance_km", NUMBER, "8.5"),
        SheetColumn("duration (h:mm:ss)", "duration_min", SPAN, "0:48:30"),
        SheetColumn("surface", "surface", TEXT, "trail", tables.SURFACES),
        _SHOE,
        SheetColumn("rpe", "rpe", NUMBER, "4"),
    )


_PAIN = (
    _DATE,
    SheetColumn("time before run", "rated_at", CLOCK, "07:15"),
    SheetColumn("pain before run (0-10)", "pain_nrs", NUMBER, "2"),
    SheetColumn("time in the evening", "rated_at", CLOCK, "21:30"),
    SheetColumn("pain in the evening (0-10)", "pain_nrs", NUMBER, "3"),
    SheetColumn("time", "rated_at", CLOCK),
    SheetColumn("time of day", "time_of_day", TEXT, choices=tables.TIMES_OF_DAY),
    SheetColumn("pain (0-10)", "pain_nrs", NUMBER),
    SheetColumn("site", "site", TEXT, "lower back", USUAL_SITES, is_open=True),
    SheetColumn("note", "note", TEXT),
    SheetColumn("entered on", "entered_at", DAY, "2026-03-01"),
)
_HABITS = (
    _DATE,
    SheetColumn("time", "time", CLOCK, "19:00"),
    SheetColumn("habit", "habit", TEXT, "plank", tuple(HABIT_CLAIM), is_open=True),
    SheetColumn("dose", "dose", NUMBER, "60"),
    SheetColumn("dose_unit", "dose_unit", TEXT, "s", UNITS_OF_DOSE),
)
_DAYS = (
    _DATE,
    SheetColumn("sleep_h", "sleep_h", NUMBER, "7.5"),
    SheetColumn("stress", "stress", NUMBER, "3"),
    SheetColumn("sitting_h", "sitting_h", NUMBER, "6"),
    SheetColumn("illness", "illness", NUMBER, "0"),
    SheetColumn("medication", "medication", NUMBER, "0"),
)


def _shoes(unit: str) -> tuple[SheetColumn, ...]:
    return (
        _SHOE,
        SheetColumn(f"start distance ({unit})", "start_km", NUMBER, "120"),
        SheetColumn("first_day", "first_day", DAY, "2026-01-15"),
        SheetColumn("retired_on", "retired_on", DAY),
    )
