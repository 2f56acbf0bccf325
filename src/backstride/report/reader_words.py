"""What a notebook says, written as the reader of the report writes: numbers, dates, distances."""

import re
from collections.abc import Collection
from datetime import date

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from backstride.presentation import Presentation, either_name, in_reader_words
from backstride.tables import SURFACES

UNWRITTEN = ("code", "pre", "style")
# Tables of rows of the input quote its cells as they stand there.
QUOTES = {"file"}
DISTANCE = re.compile(r"\bkm\b")
DISTANCE_ROWS = {"kilometres run"}
_ISO_MONTH = re.compile(r"^(\d{4})-(\d{2})$")
_WHOLE_NUMBER = re.compile(r"^[−-]?[\d,]+(\.\d+)?$")


def write_for(soup: BeautifulSoup, presentation: Presentation, names: Collection[str]) -> None:
    """Change every text, table and description of a picture in `soup` in place.

    Columns of distances (headed with km, or with a surface) turn into the reader's unit; so does
    every distance in a sentence, but for those by which a claim is defined. Code, formulas and
    quotes from files stay as they are.

    Parameters
    ----------
    soup : BeautifulSoup
        One executed notebook.
    presentation : Presentation
        Where it is plain, nothing is changed.
    names : collection of str
        Names out of the log, such as those of shoes, which no rule may touch.
    """
    if presentation.is_plain:
        return
    kept = either_name(names)
    for table in soup.find_all("table"):
        if not QUOTES & {cell.get_text().strip() for cell in table.select("thead th")}:
            _write_table(table, presentation, kept)
    for text in soup.find_all(string=True):
        if text.find_parent(("table", *UNWRITTEN)) is None and type(text) is NavigableString:
            text.replace_with(in_reader_words(text, presentation, kept))
    for image in soup.find_all("img", alt=True):
        image["alt"] = in_reader_words(str(image["alt"]), presentation, kept)


def _write_table(table: Tag, presentation: Presentation, kept: re.Pattern[str] | None) -> None:
    heads = table.select("thead tr:last-child th")
    is_distance = [_is_distance(head, presentation) for head in heads]
    if presentation.units == "mi":
        for head in heads:
            head.string = DISTANCE.sub("mi", head.get_text())
    for row in table.select("tbody tr"):
        cells = row.find_all(["td", "th"])
        is_sum = cells[0].get_text() in DISTANCE_ROWS and presentation.units == "mi"
        for place, cell in enumerate(cells):
            of_distance = is_sum or (place < len(is_distance) and is_distance[place])
            cell.string = _cell(cell.get_text(), presentation, kept, of_distance)


def _is_distance(head: Tag, presentation: Presentation) -> bool:
    name = head.get_text().strip()
    return presentation.units == "mi" and bool(DISTANCE.search(name) or name in SURFACES)


def _cell(
    text: str, presentation: Presentation, kept: re.Pattern[str] | None, is_distance: bool
) -> str:
    month = _ISO_MONTH.match(text)
    if month:
        return presentation.month(date(int(month[1]), int(month[2]), 1))
    if is_distance and _WHOLE_NUMBER.match(text):
        distance_km = float(text.replace(",", "").replace("−", "-"))
        digits = len(text.partition(".")[2])
        return presentation.number(presentation.in_units(distance_km), digits)
    return in_reader_words(text, presentation, kept)
