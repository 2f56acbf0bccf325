"""What a cell of the workbook accepts: drop-downs, ranges, formats."""

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from backstride.clean.days_and_times import EARLIEST
from backstride.tables import LONGEST_SESSION_H
from backstride.workbook.guide import allowed_of
from backstride.workbook.sheets import CLOCK, DAY, NUMBER, SPAN, TEXT, SheetColumn, WorkbookSheet

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
