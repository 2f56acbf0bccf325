"""The workbook: an Excel file to keep a log, or a trial, in by hand."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from backstride import schemas
from backstride.clean.habits import HABIT_CLAIM, UNITS_OF_DOSE
from backstride.clean.values import EARLIEST
from backstride.errors import DataError
from backstride.readers.parse.excel import GUIDE_MARK
from backstride.schemas import LONGEST_SESSION_H

__all__ = ["trial_diary", "write_template"]

# The sheets of the workbook: which columns they have, and which column of the log each feeds.

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
        """What `backstride.schemas` says about the column of the log that this one feeds."""
        described: pa.Column = self.schema.columns[column.feeds]
        return described


def sheets_in(unit: str) -> tuple[WorkbookSheet, ...]:
    """The sheets of the workbook, with distances in `km` or `mi`."""
    return (
        WorkbookSheet("runs", schemas.RUNS, _runs(unit)),
        WorkbookSheet("pain", schemas.PAIN, _PAIN),
        WorkbookSheet("shoes", schemas.SHOES, _shoes(unit)),
        WorkbookSheet("habits", schemas.HABITS, _HABITS),
        WorkbookSheet("days", schemas.DAYS, _DAYS),
    )


_DATE = SheetColumn("date", "date", DAY, "2026-03-01")
_SHOE = SheetColumn("shoe", "shoe", TEXT, "blue pair")


def _runs(unit: str) -> tuple[SheetColumn, ...]:
    return (
        _DATE,
        SheetColumn("start time", "start", CLOCK, "07:30"),
        SheetColumn("sport", "sport", TEXT, "run", schemas.SPORTS),
        SheetColumn(f"distance ({unit})", "distance_km", NUMBER, "8.5"),
        SheetColumn("duration (h:mm:ss)", "duration_min", SPAN, "0:48:30"),
        SheetColumn("surface", "surface", TEXT, "trail", schemas.SURFACES),
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
    SheetColumn("time of day", "time_of_day", TEXT, choices=schemas.TIMES_OF_DAY),
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


# The first page of the workbook: what each column means, and what each habit is.

TITLE = "how to"
NO_TARGET = "none named"
# Doses that a popular article names; what is shown is said to be no advice.
TARGETS = {
    "stretching": "hamstrings, twice a day",
    "plank": "60 s, at least 45 s, three to five times",
    "mountain-climber": "alternating knees; no number named",
    "superman": "3 times 20 to 30 repetitions",
    "lacrosse-ball": "lacrosse or tennis ball under each glute until the tight spot eases",
    "seated-forward-fold": "2 to 5 min (not with a herniated or bulging disc)",
    "legs-up-the-wall": "no number named",
}
_INTRODUCTION = (
    (GUIDE_MARK,),
    ("Fill in the other sheets, one row at a time; leave empty what you do not know.",),
    ("An empty cell is not 0: a day without pain is a 0 that you write down.",),
    (
        "Pain: one cell before the run and one in the evening, each with its time; any further "
        "rating of the day is a row of its own, with time and pain.",
    ),
    ("Read it with: backstride read my-log.xlsx --out data/private",),
    (),
)
_HEAD = ("sheet", "column", "meaning", "unit", "allowed", "example")
_HABIT_HEAD = ("habit", "belongs to the claim", "target named in a popular article (no advice)")
_WIDTHS = (14, 28, 70, 10, 46, 14)


def write_guide(page: Worksheet, sheets: tuple[WorkbookSheet, ...]) -> None:
    """Fill the first page; all descriptions come from `backstride.schemas`."""
    page.title = TITLE
    rows = [*_INTRODUCTION, _HEAD, *_column_rows(sheets), (), _HABIT_HEAD, *_habit_rows()]
    for row in rows:
        page.append(row)
    for head in (_INTRODUCTION[0], _HEAD, _HABIT_HEAD):
        for cell in page[rows.index(head) + 1]:
            cell.font = Font(bold=True)
    for column, width in zip("ABCDEF", _WIDTHS, strict=True):
        page.column_dimensions[column].width = width
    for cells in page.iter_rows(min_row=len(_INTRODUCTION) + 1):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def allowed_of(sheet: WorkbookSheet, column: SheetColumn) -> str:
    """What may stand in a column, in words; empty where anything may.

    Examples
    --------
    >>> from backstride.workbook import sheets_in
    >>> runs = sheets_in("km")[0]
    >>> allowed_of(runs, runs.columns[3])
    '0 to 300'
    """
    limits = sheet.described(column).metadata or {}
    if column.choices:
        return ", ".join(column.choices) + (" or another word" if column.is_open else "")
    if column.kind == "number" and limits["high"] is not None:
        return f"{limits['low']:g} to {limits['high']:g}"
    return _WRITTEN.get(column.kind, "")


_WRITTEN = {"day": "a day", "clock": "a time of day", "span": "hours:minutes:seconds"}


def unit_of(sheet: WorkbookSheet, column: SheetColumn) -> str:
    """Unit in which a column is filled in, which the header states where it is another one."""
    unit = (sheet.described(column).metadata or {})["unit"]
    _, _, stated = column.header.partition("(")
    return stated.rstrip(")") or str(unit)


def _column_rows(sheets: tuple[WorkbookSheet, ...]) -> Iterator[tuple[str, ...]]:
    for sheet in sheets:
        for column in sheet.columns:
            yield (
                sheet.name,
                column.header,
                str(sheet.described(column).description),
                unit_of(sheet, column),
                allowed_of(sheet, column),
                column.example,
            )


def _habit_rows() -> Iterator[tuple[str, ...]]:
    for habit, claim in HABIT_CLAIM.items():
        yield habit, claim, TARGETS.get(habit, NO_TARGET)


# What a cell of the workbook accepts: drop-downs, ranges, formats.

LAST_ROW = 1_048_576
_FORMATS = {DAY: "yyyy-mm-dd", CLOCK: "hh:mm", SPAN: "[h]:mm:ss", NUMBER: "General", TEXT: "@"}
_LONGEST_PROMPT = 255
_MARGIN = 3


def add_rules(page: Worksheet, sheet: WorkbookSheet) -> None:
    """Give every column of a sheet its format, width and validation."""
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = max(11, len(column.header) + _MARGIN)
        page.column_dimensions[letter].number_format = _FORMATS[column.kind]
        rule = validation(sheet, column)
        rule.add(f"{letter}2:{letter}{LAST_ROW}")
        page.add_data_validation(rule)


def validation(sheet: WorkbookSheet, column: SheetColumn) -> DataValidation:
    """The rule of one column, with the description of its meaning shown beside the cell."""
    rule = DataValidation(**_limits(sheet, column), allow_blank=True)
    allowed = allowed_of(sheet, column)
    rule.showErrorMessage = bool(rule.type) and not column.is_open
    rule.errorTitle, rule.error = column.header, f"Expected: {allowed}."[:_LONGEST_PROMPT]
    meaning = str(sheet.described(column).description)
    rule.showInputMessage = True
    rule.promptTitle, rule.prompt = column.header, meaning[:_LONGEST_PROMPT]
    return rule


def _limits(sheet: WorkbookSheet, column: SheetColumn) -> dict[str, str]:
    if column.choices:
        return {"type": "list", "formula1": f'"{",".join(column.choices)}"'}
    if column.kind == DAY:
        first = f"DATE({EARLIEST.year},{EARLIEST.month},{EARLIEST.day})"
        return {"type": "date", "operator": "greaterThanOrEqual", "formula1": first}
    if column.kind == CLOCK:
        return _between("time", 0, 0.99999)
    if column.kind == SPAN:
        return _between("decimal", 0, LONGEST_SESSION_H / 24)
    limits = sheet.described(column).metadata or {}
    if column.kind == NUMBER:
        return _between("decimal", limits["low"], limits["high"])
    return {}


def _between(kind: str, low: float, high: float) -> dict[str, str]:
    return {"type": kind, "operator": "between", "formula1": f"{low:g}", "formula2": f"{high:g}"}


# The workbook as a file: written once, never over another file.

SUFFIX = ".xlsx"


def write_template(path: str | Path, distance_unit: str | None = None) -> Path:
    """Write an empty workbook for runs, pain, shoes, habits and days.

    Parameters
    ----------
    path : path
        The new file, `….xlsx`.
    distance_unit : {'km', 'mi'}, optional
        Unit of its distances; kilometres by default.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    DataError
        If the name does not end in `.xlsx`, or the file is there already or cannot be written.
    """
    place = Path(path)
    if place.suffix.casefold() != SUFFIX:
        raise DataError(f"{place}: a workbook ends in {SUFFIX}. Name it my-log{SUFFIX}.")
    content = bytes_of(new_workbook(distance_unit or "km"))
    try:
        with place.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise DataError(
            f"{place}: is there already, and a log is never written over. Name another file."
        ) from None
    except OSError as fault:
        raise DataError(
            f"{place}: cannot be written ({fault.strerror}). Name another place."
        ) from None
    return place


def new_workbook(distance_unit: str) -> Workbook:
    """The empty workbook, its distances in `km` or `mi`."""
    workbook = Workbook()
    sheets = sheets_in(distance_unit)
    guide = workbook.active
    write_guide(guide, sheets)
    for sheet in sheets:
        page = workbook.create_sheet(sheet.name)
        page.append([column.header for column in sheet.columns])
        for cell in page[1]:
            cell.font = Font(bold=True)
        page.freeze_panes = "A2"
        add_rules(page, sheet)
    return workbook


def bytes_of(workbook: Workbook) -> bytes:
    """A workbook as the content of its file."""
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


# The workbook of a trial: the diary with what is assigned to each day beside its ratings.

SHEET, HEADER = "trial", "assigned"
_FIRST_ROW = 4
# Several ratings a day have a row each.
_ROWS_A_DAY = 4


def trial_diary(assignment: pd.DataFrame, distance_unit: str | None = None) -> bytes:
    """The workbook for the diary of a trial.

    The sheet `trial` lists every day with its period and what is assigned; the sheet `pain` looks
    it up for the day that is typed into a row, in a last column that reading leaves alone.

    Parameters
    ----------
    assignment : DataFrame
        `date`, `period`, `assigned`, one row per day.
    distance_unit : {'km', 'mi'}, optional
        Unit of its distances; kilometres by default.

    Returns
    -------
    bytes
        Content of an `.xlsx` file.
    """
    workbook = new_workbook(distance_unit or "km")
    last_row = _write_days(workbook.create_sheet(SHEET), assignment)
    pain = workbook["pain"]
    letter = get_column_letter(pain.max_column + 1)
    pain[f"{letter}1"] = HEADER
    pain[f"{letter}1"].font = Font(bold=True)
    pain.column_dimensions[letter].width = 44
    days = f"{SHEET}!$A${_FIRST_ROW}:$C${last_row}"
    for row in range(2, _ROWS_A_DAY * len(assignment) + 2):
        pain[f"{letter}{row}"] = f'=IFERROR(VLOOKUP($A{row},{days},3,FALSE),"")'
    return bytes_of(workbook)


def _write_days(page: Worksheet, assignment: pd.DataFrame) -> int:
    # a page that begins with this mark holds no rows of a log
    page.append([GUIDE_MARK])
    page.append(["What the coin has assigned to each day. Change nothing here."])
    page.append(["date", "period", HEADER])
    for cell in page[_FIRST_ROW - 1]:
        cell.font = Font(bold=True)
    for day, period, words in assignment[["date", "period", HEADER]].itertuples(index=False):
        page.append([day.date(), int(period), words])
    for row in range(_FIRST_ROW, page.max_row + 1):
        page[f"A{row}"].number_format = "yyyy-mm-dd"
    page.column_dimensions["A"].width = 14
    page.column_dimensions["C"].width = 60
    page.freeze_panes = f"A{_FIRST_ROW}"
    return int(page.max_row)
