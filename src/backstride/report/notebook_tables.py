"""Tables of notebooks made readable on a page: one header row, numbers to the right, a frame."""

import re

from bs4 import BeautifulSoup
from bs4.element import Tag

NUMBER = re.compile(r"^[-+−<>]?[\d.,]+(e[-+]?\d+)?\s*%?$|^(–|nan|NaN|<NA>|NaT|)$")


def dress_tables(soup: BeautifulSoup, title: str) -> None:
    """Change every table of `soup` in place.

    Columns of numbers get the class `number`; the extra header row in which pandas names an
    index is merged into the first; headers say what they head; each table gets a caption for
    those who hear it, from `title` and the heading above it, and a frame that scrolls sideways.
    """
    for number, table in enumerate(soup.find_all("table"), start=1):
        _join_header(table)
        _mark_numbers(table)
        _scope_headers(table)
        name = f"Table {number} of “{title}”{_under(table)}"
        if table.caption is None:
            caption = soup.new_tag("caption", attrs={"class": "unseen"})
            caption.string = name
            table.insert(0, caption)
        frame = {"class": "scroll", "role": "group", "tabindex": "0", "aria-label": name}
        table.wrap(soup.new_tag("div", attrs=frame))


def _under(table: Tag) -> str:
    heading = table.find_previous(re.compile("^h[2-6]$"))
    return f": {heading.get_text().strip()}" if heading else ""


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


def _scope_headers(table: Tag) -> None:
    for part, scope in (("thead", "col"), ("tbody", "row")):
        for cell in table.select(f"{part} th"):
            if cell.get_text().strip():
                cell["scope"] = scope
            else:
                # A header without a word heads nothing.
                cell.name = "td"
