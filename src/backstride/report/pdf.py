"""One A4 page for the practitioner: what was logged, what the claims come to, and the picture."""

from collections.abc import Hashable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from fpdf import FPDF
from fpdf.util import Padding

from backstride.figures import png, running_and_pain
from backstride.presentation import PLAIN, Presentation
from backstride.report.page import Findings, widest_points
from backstride.report.sections import smaller
from backstride.report.text import (
    FLAGS,
    TITLE,
    LogLines,
    claim_rows,
    log_lines,
    logged_lines,
    pain_lines,
    tally_sentence,
)
from backstride.summaries import marks

# Measures, colours and text of the sheet for the practitioner.

FAMILY = "DejaVu"
TITLE_PT, TEXT_PT, SMALL_PT = 14.0, 8.5, 7.0
LEFT_MM, TOP_MM, WIDTH_MM, BOTTOM_MM = 13.0, 11.0, 184.0, 277.0
POINT_MM = 0.3528
INK, SOFT, LINE, ZONE = (34, 38, 43), (90, 96, 104), (190, 195, 200), (226, 228, 231)
NOTE_WASH, BLUE = (253, 246, 231), (1, 115, 178)

Colour = tuple[int, int, int]


def paragraph(
    sheet: FPDF, text: str, size_pt: float, colour: Colour = INK, wide: float = WIDTH_MM
) -> None:
    """Text of any length, broken into lines; the next one begins below it."""
    sheet.set_font(FAMILY, "", size_pt)
    sheet.set_text_color(*colour)
    line_mm = size_pt * POINT_MM * 1.35
    sheet.multi_cell(wide, line_mm, text, align="L", new_x="LMARGIN", new_y="NEXT")
    sheet.set_text_color(*INK)


def heading(sheet: FPDF, text: str, wide: float = WIDTH_MM) -> None:
    """A line of bold text above a part."""
    sheet.set_font(FAMILY, "B", TEXT_PT)
    sheet.multi_cell(wide, 4.4, text, align="L", new_x="LMARGIN", new_y="NEXT")
    sheet.ln(0.6)


def fitted(sheet: FPDF, text: str, wide: float) -> str:
    """Text cut to one line of so many millimetres, in the font that is set."""
    if sheet.get_string_width(text) <= wide:
        return text
    while text and sheet.get_string_width(f"{text}…") > wide:
        text = text[:-1]
    return f"{text.rstrip()}…"


# The claims on the sheet: verdict, numbers and interval of each on one line.

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


# Any fixed moment: the same log gives the same bytes.
CREATED = datetime(2000, 1, 1, tzinfo=UTC)
PICTURE_MM = 112.0
GAP_MM = 6.0
LONGEST_NAME = 60
NOT_ADVICE = (
    "Made by a runner from an own log with Backstride {version}. It describes; it does not "
    "diagnose and gives no advice. Every number, its model and its limits stand in report.html."
)


def sheet_pdf(findings: Findings, presentation: Presentation = PLAIN) -> bytes:
    """The page as PDF; it holds no titles, no notes, no names of files and no places.

    Parameters
    ----------
    findings : Findings
    presentation : Presentation

    Returns
    -------
    bytes
        The same input gives the same bytes.
    """
    sheet = _blank_sheet()
    lines = log_lines(findings.log, presentation)
    _draw_head(sheet, lines, findings.is_sample)
    _draw_flags(sheet)
    _draw_facts(sheet, lines, findings, presentation)
    heading(sheet, f"The claims. {_tally(lines, findings)}")
    draw_claims(sheet, findings.answers, claim_rows(findings.answers, presentation), presentation)
    paragraph(sheet, presentation.sentence(findings.looks), SMALL_PT)
    _draw_log(sheet, findings, presentation)
    _draw_foot(sheet)
    return bytes(sheet.output())


def _blank_sheet() -> FPDF:
    sheet = FPDF("portrait", "mm", "A4")
    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    sheet.add_font(FAMILY, "", fonts / "DejaVuSans.ttf")
    sheet.add_font(FAMILY, "B", fonts / "DejaVuSans-Bold.ttf")
    sheet.set_creation_date(CREATED)
    sheet.set_title("Running and back pain: one page for the practitioner")
    sheet.set_lang("en")
    sheet.set_margins(LEFT_MM, TOP_MM, LEFT_MM)
    sheet.set_auto_page_break(False)
    sheet.add_page()
    sheet.c_margin = 0
    return sheet


def _draw_head(sheet: FPDF, lines: LogLines, is_sample: bool) -> None:
    sheet.set_font(FAMILY, "B", TITLE_PT)
    sheet.set_text_color(*INK)
    sheet.cell(WIDTH_MM, 7, "Running and back pain: one page for the practitioner")
    sheet.ln(7.5)
    site = lines.site if len(lines.site) <= LONGEST_NAME else f"{lines.site[:LONGEST_NAME]}…"
    period = f"{lines.first} to {lines.last}. " if lines.first else "Nothing is logged yet. "
    sample = " Sample log of one simulated runner." if is_sample else ""
    paragraph(sheet, f"{period}Site of the pain: {site}.{sample}", TEXT_PT, SOFT)


def _draw_flags(sheet: FPDF) -> None:
    sheet.ln(1)
    text = f"**{TITLE}.** " + " ".join(f"**{what}** {signs}" for what, signs in FLAGS)
    sheet.set_font(FAMILY, "", SMALL_PT)
    sheet.set_fill_color(*NOTE_WASH)
    sheet.multi_cell(
        WIDTH_MM,
        3.7,
        text,
        markdown=True,
        fill=True,
        padding=Padding(1.6, 1.6, 1.6, 1.6),
        align="L",
        new_x="LMARGIN",
        new_y="NEXT",
    )
    sheet.ln(2)


def _draw_facts(
    sheet: FPDF, lines: LogLines, findings: Findings, presentation: Presentation
) -> None:
    facts = [
        ("Runs", lines.runs.split(" ")[0] if lines.has_runs else "none"),
        ("Distance", lines.distance),
        ("Pain ratings", lines.ratings.split(" ")[0] if lines.has_ratings else "none"),
        *pain_lines(findings.diary, presentation),
    ]
    wide = WIDTH_MM / len(facts)
    top = sheet.get_y()
    for place, (name, value) in enumerate(facts):
        sheet.set_xy(LEFT_MM + place * wide, top)
        sheet.set_font(FAMILY, "B", TEXT_PT + 1.5)
        sheet.cell(wide, 5, value)
        sheet.set_xy(LEFT_MM + place * wide, top + 4.6)
        sheet.set_font(FAMILY, "", SMALL_PT - 0.5)
        sheet.set_text_color(*SOFT)
        sheet.multi_cell(wide - 1, 3.2, name, align="L")
        sheet.set_text_color(*INK)
    sheet.set_xy(LEFT_MM, top + 13)


def _tally(lines: LogLines, findings: Findings) -> str:
    if lines.has_ratings:
        return tally_sentence(findings.answers)
    return "Without a pain rating that can be used, none can be answered."


def _draw_log(sheet: FPDF, findings: Findings, presentation: Presentation) -> None:
    sheet.ln(3)
    top = sheet.get_y()
    picture = running_and_pain(findings.diary, marks(findings.diary), presentation.units)
    height = PICTURE_MM * picture.figure.get_figheight() / picture.figure.get_figwidth()
    height = min(height, BOTTOM_MM - top)
    alt = Presentation(presentation.locale).sentence(picture.alt)
    image = smaller(png(picture, presentation))
    sheet.image(image, LEFT_MM, top, PICTURE_MM, height, alt_text=alt, keep_aspect_ratio=True)
    sheet.set_xy(LEFT_MM + PICTURE_MM + GAP_MM, top)
    heading(sheet, "What was logged, and what was not", WIDTH_MM - PICTURE_MM - GAP_MM)
    for line in [*logged_lines(findings.log, findings.diary, presentation), _not_logged(findings)]:
        sheet.set_x(LEFT_MM + PICTURE_MM + GAP_MM)
        paragraph(sheet, line, SMALL_PT, wide=WIDTH_MM - PICTURE_MM - GAP_MM)
        sheet.ln(0.7)


def _not_logged(findings: Findings) -> str:
    answers = findings.answers
    needed = answers.loc[answers["status"] == "not logged", "needed"].unique()
    if not len(needed):
        return "Nothing that a claim needs is missing altogether."
    return f"For an answer to every claim: {' '.join(needed)}"


def _draw_foot(sheet: FPDF) -> None:
    sheet.set_xy(LEFT_MM, BOTTOM_MM + 1.5)
    paragraph(sheet, NOT_ADVICE.format(version=version("backstride")), SMALL_PT - 0.5, SOFT)
