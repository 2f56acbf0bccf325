"""The claims on the sheet: verdict, numbers and interval of each on one line."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from fpdf import FPDF

from backstride.presentation import Presentation
from backstride.report.sheet_style import (
    BLUE,
    FAMILY,
    INK,
    LEFT_MM,
    LINE,
    POINT_MM,
    SMALL_PT,
    SOFT,
    WIDTH_MM,
    ZONE,
    fitted,
    paragraph,
)
from backstride.report.strips import widest_points

ROW_MM, MOST_LINES = 9.9, 2
CLAIM_MM, VERDICT_MM, NUMBERS_MM = 54.0, 47.0, 35.0
FOREST_MM = WIDTH_MM - CLAIM_MM - VERDICT_MM - NUMBERS_MM
FILLED = ("raises", "lowers")
KEY = (
    "Points on the scale of pain from 0 to 10; right of the line is more pain. Line: 95 % interval "
    "of one claim. Grey: smaller than what matters. Point filled: the verdict is raises or lowers."
)


def draw_claims(
    sheet: FPDF, answers: pd.DataFrame, rows: list[dict[str, str]], presentation: Presentation
) -> None:
    """Draw one line per claim below the place where the sheet stands.

    Parameters
    ----------
    sheet : FPDF
    answers : DataFrame
        As from `answer_claims`.
    rows : list of dict
        The same claims in words, as from `claim_rows`.
    presentation : Presentation
        For the numbers of the scale.
    """
    widest = 1.1 * widest_points(answers)
    top = sheet.get_y()
    for place, (answer, row) in enumerate(zip(answers.to_dict("records"), rows, strict=True)):
        y = top + place * ROW_MM
        _draw_words(sheet, row, y)
        if row["estimate"]:
            _draw_interval(sheet, answer, y, widest)
        sheet.set_draw_color(*LINE)
        sheet.set_line_width(0.1)
        sheet.line(LEFT_MM, y + ROW_MM - 0.4, LEFT_MM + WIDTH_MM, y + ROW_MM - 0.4)
    sheet.set_xy(LEFT_MM, top + len(rows) * ROW_MM)
    if answers["estimate"].notna().any():
        _draw_scale(sheet, widest, presentation)
        paragraph(sheet, KEY, SMALL_PT - 0.5, SOFT)
    sheet.ln(1)


def _draw_words(sheet: FPDF, row: dict[str, str], y: float) -> None:
    days = f"{row['days']} days, {row['exposed']} with it" if row["days"] else ""
    columns = (
        (CLAIM_MM, row["claim"], ""),
        (VERDICT_MM, row["verdict"], row["reason"]),
        (NUMBERS_MM, f"{row['estimate']} ({row['interval']})" if row["estimate"] else "–", days),
    )
    x = LEFT_MM
    for place, (wide, upper, lower) in enumerate(columns):
        sheet.set_xy(x, y)
        _draw_lines(sheet, upper, wide - 2, SMALL_PT + 0.3, is_bold=place == 1)
        if lower:
            sheet.set_x(x)
            sheet.set_text_color(*SOFT)
            _draw_lines(sheet, lower, wide - 2, SMALL_PT - 1)
            sheet.set_text_color(*INK)
        x += wide


def _draw_lines(
    sheet: FPDF, text: str, wide: float, size_pt: float, *, is_bold: bool = False
) -> None:
    # Two lines at most, so that every row keeps to its place.
    sheet.set_font(FAMILY, "B" if is_bold else "", size_pt)
    broken = sheet.multi_cell(wide, text=text, align="L", dry_run=True, output="LINES")
    lines = [str(line) for line in broken] if isinstance(broken, list) else [text]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], fitted(sheet, " ".join(lines[MOST_LINES - 1 :]), wide)]
    x = sheet.get_x()
    for line in lines:
        sheet.set_x(x)
        sheet.cell(wide, size_pt * POINT_MM * 1.25, line, new_y="NEXT")


def _at(points: float, widest: float) -> float:
    middle = LEFT_MM + WIDTH_MM - FOREST_MM / 2
    return middle + points / widest * FOREST_MM / 2


def _draw_interval(sheet: FPDF, answer: Mapping[Hashable, Any], y: float, widest: float) -> None:
    zone, middle = answer["smallest_difference"], y + ROW_MM / 2 - 0.4
    if pd.notna(zone):
        sheet.set_fill_color(*ZONE)
        left = _at(-zone, widest)
        sheet.rect(left, y - 0.4, _at(zone, widest) - left, ROW_MM, style="F")
    sheet.set_draw_color(*SOFT)
    sheet.set_line_width(0.15)
    sheet.line(_at(0, widest), y - 0.4, _at(0, widest), y + ROW_MM - 0.4)
    sheet.set_draw_color(*BLUE)
    sheet.set_line_width(0.7)
    sheet.line(_at(answer["low"], widest), middle, _at(answer["high"], widest), middle)
    sheet.set_line_width(0.4)
    sheet.set_fill_color(*(BLUE if str(answer["status"]) in FILLED else (255, 255, 255)))
    sheet.circle(_at(answer["estimate"], widest), middle, 1.0, style="DF")


def _draw_scale(sheet: FPDF, widest: float, presentation: Presentation) -> None:
    step = next(size for size in (0.25, 0.5, 1.0, 2.0, 5.0, 10.0) if widest / size < 3)
    y = sheet.get_y()
    sheet.set_font(FAMILY, "", SMALL_PT - 1)
    sheet.set_text_color(*SOFT)
    for place in range(-int(widest / step), int(widest / step) + 1):
        sheet.set_xy(_at(place * step, widest) - 6, y - 0.2)
        sheet.cell(12, 3, presentation.number(place * step, 2 if step < 0.5 else 1), align="C")
    sheet.set_text_color(*INK)
    sheet.set_xy(LEFT_MM, y + 3)
