"""The workbook of a trial: the diary with what is assigned to each day beside its ratings."""

import pandas as pd
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from backstride.readers.excel import GUIDE_MARK
from backstride.workbook.writing import bytes_of, new_workbook

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
