"""Tables of notebooks made readable on a page: one header row, numbers to the right, a frame."""

import re

from bs4 import BeautifulSoup
from bs4.element import Tag

NUMBER = re.compile(r"^[-+−<>]?[\d.,]+(e[-+]?\d+)?\s*%?$|^(–|nan|NaN|<NA>|NaT|)$")


def dress_tables(soup: BeautifulSoup) -> None:
    """Change every table of `soup` in place.

    Columns of numbers get the class `number`; the extra header row in which pandas names an
    index is merged into the first; each table is put into a frame that scrolls sideways.
    """
    for table in soup.find_all("table"):
        _join_header(table)
        _mark_numbers(table)
        frame = {"class": "scroll", "role": "region", "tabindex": "0", "aria-label": "table"}
        table.wrap(soup.new_tag("div", attrs=frame))


def _join_header(table: Tag) -> None:
    rows = [row.find_all("th") for row in table.select("thead tr")]
    if len(rows) != 2 or len(rows[0]) != len(rows[1]):
        return
    upper, lower = ([cell.get_text().strip() for cell in cells] for cells in rows)
    if any(above and below for above, below in zip(upper, lower, strict=True)):
        return
    for cell, below in zip(rows[0], lower, strict=True):
        if below:
            cell.string = below
    table.select("thead tr")[1].extract()


def _mark_numbers(table: Tag) -> None:
    rows = [row.find_all(["th", "td"]) for row in table.select("tr")]
    if len({len(cells) for cells in rows}) != 1:
        return
    for column in zip(*rows, strict=True):
        values = [cell for cell in column if cell.name == "td"]
        if values and all(NUMBER.match(cell.get_text().strip()) for cell in values):
            for cell in column:
                cell["class"] = "number"
