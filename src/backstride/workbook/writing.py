"""The workbook as a file: written once, never over another file."""

import io
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

from backstride.errors import DataError
from backstride.workbook.guide import write_guide
from backstride.workbook.rules import add_rules
from backstride.workbook.sheets import sheets_in

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
