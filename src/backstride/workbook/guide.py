"""The first page of the workbook: what each column means, and what each habit is."""

from collections.abc import Iterator

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from backstride.clean.habits import HABIT_CLAIM
from backstride.readers.excel import GUIDE_MARK
from backstride.workbook.sheets import SheetColumn, WorkbookSheet

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
    """Fill the first page; all descriptions come from `backstride.tables`."""
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
    >>> from backstride.workbook.sheets import sheets_in
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
