"""Measures, colours and text of the sheet for the practitioner."""

from fpdf import FPDF

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
