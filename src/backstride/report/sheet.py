"""One A4 page for the practitioner: what was logged, what the claims come to, and the picture."""

from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import matplotlib as mpl
from fpdf import FPDF
from fpdf.util import Padding

from backstride.figures import png, running_and_pain
from backstride.presentation import PLAIN, Presentation
from backstride.report.claim_words import claim_rows, tally_sentence
from backstride.report.log_lines import LogLines, log_lines, logged_lines, pain_lines
from backstride.report.page import Findings
from backstride.report.pictures import smaller
from backstride.report.red_flags import FLAGS, TITLE
from backstride.report.sheet_claims import draw_claims
from backstride.report.sheet_style import (
    BOTTOM_MM,
    FAMILY,
    INK,
    LEFT_MM,
    NOTE_WASH,
    SMALL_PT,
    SOFT,
    TEXT_PT,
    TITLE_PT,
    TOP_MM,
    WIDTH_MM,
    heading,
    paragraph,
)
from backstride.summaries import marks

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
