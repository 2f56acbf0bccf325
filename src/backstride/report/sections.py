"""An executed notebook as a section of the page: outputs, tables, pictures, glossary; no code."""

import base64
import csv
import io
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import bleach
import nbformat
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from markupsafe import Markup, escape
from nbconvert import HTMLExporter
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from PIL import Image

from backstride.figures import Picture, png
from backstride.presentation import PLAIN, Presentation, either_name, in_reader_words
from backstride.report.execute import Executed
from backstride.schemas import SURFACES

# Tables of notebooks made readable on a page: one header row, numbers to the right, a frame.

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


# Pictures on the page: small, of known size, with their words.

COLOURS = 256


@dataclass(frozen=True)
class Embedded:
    """A picture as text of the page: base64 of a PNG, its size in pixels, its words."""

    image: str
    width: int
    height: int
    alt: str = ""
    caption: str = ""


def smaller(picture: bytes) -> bytes:
    """The same picture as a PNG of at most 256 colours, where that makes it smaller.

    Parameters
    ----------
    picture : bytes
        A PNG on white. One that cannot be read is given back as it is.
    """
    try:
        with Image.open(io.BytesIO(picture)) as full:
            flat = Image.new("RGB", full.size, "white")
            flat.paste(full, mask=full.getchannel("A") if full.mode == "RGBA" else None)
    except (OSError, ValueError):
        return picture
    sheet = io.BytesIO()
    few = flat.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(sheet, format="PNG", optimize=True)
    return min(picture, sheet.getvalue(), key=len)


def size_of(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels, as its header says; 0 where there is no header."""
    if picture[12:16] != b"IHDR":
        return 0, 0
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")


def embedded(picture: Picture, presentation: Presentation) -> Embedded:
    """One of our figures, ready to be put into the page."""
    image = smaller(png(picture, presentation))
    return Embedded(
        base64.b64encode(image).decode("ascii"),
        *size_of(image),
        presentation.sentence(picture.alt),
        presentation.sentence(picture.caption),
    )


# What a notebook says, written as the reader of the report writes: numbers, dates, distances.

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


# An executed notebook as a section of the page: outputs and words, no code.

TEMPLATES = Path(__file__).resolve().parent / "templates"
INLINE_TAGS = {
    "a",
    "abbr",
    "b",
    "br",
    "code",
    "em",
    "i",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
}
BLOCK_TAGS = {"blockquote", "dd", "div", "dl", "dt", "hr", "li", "ol", "p", "pre", "ul"}
HEADING_TAGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
TABLE_TAGS = {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
TAGS = INLINE_TAGS | BLOCK_TAGS | HEADING_TAGS | TABLE_TAGS
ATTRIBUTES = {"*": ["class"], "a": ["href", "title"], "td": ["colspan", "rowspan"]}
ATTRIBUTES["th"] = [*ATTRIBUTES["td"], "scope"]
PNG_START = "data:image/png;base64,"
PNG_SOURCE = re.compile(f"^{PNG_START}")
STYLE_BLOCK = re.compile(r"<style\b.*?</style>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Section:
    """One notebook on the page."""

    slug: str
    title: str
    body: Markup
    has_failed: bool = False


def section_of(
    executed: Executed, presentation: Presentation = PLAIN, names: Collection[str] = ()
) -> Section:
    """The section of one notebook, or one that says plainly why it could not be computed.

    Parameters
    ----------
    executed : Executed
    presentation : Presentation
        How the reader writes numbers, dates and distances.
    names : collection of str
        Names out of the log, which stay as they are.

    Returns
    -------
    Section
        Headings one level lower than in the notebook, no element ids, nothing to load, tables in
        a frame that scrolls sideways.
    """
    if executed.notebook is None:
        return _failed(executed, presentation)
    page, _ = _exporter().from_notebook_node(executed.notebook)
    soup = BeautifulSoup(page, "html.parser")
    title = _with_part(_title_of(soup, executed.path), executed, presentation)
    write_for(soup, presentation, names)
    dress_tables(soup, title)
    _shrink_pictures(soup)
    for heading in soup.find_all(re.compile("^h[1-5]$")):
        heading.name = f"h{int(heading.name[1]) + 1}"
    # The page is safe: every text was escaped and every tag checked on the way here.
    return Section(_slug(executed), title, Markup(str(soup).strip()))


def allowed_html(html: str) -> str:
    """Keep harmless tags only, escape the rest, drop the style blocks of pandas.

    Examples
    --------
    >>> allowed_html("<style>p {}</style><b>sore</b><script>alert(1)</script>")
    '<b>sore</b>&lt;script&gt;alert(1)&lt;/script&gt;'
    """
    return str(bleach.clean(STYLE_BLOCK.sub("", html), tags=TAGS, attributes=ATTRIBUTES))


@cache
def _exporter() -> HTMLExporter:
    return HTMLExporter(
        template_name="fragment",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_input=True,
        exclude_anchor_links=True,
        # How the kernel cuts its output into messages hangs on how busy the machine is.
        preprocessors=[CoalesceStreamsPreprocessor(enabled=True)],
        filters={"allowed_html": allowed_html},
    )


def _title_of(soup: BeautifulSoup, path: Path) -> str:
    heading = soup.find("h1")
    if heading is None:
        return path.stem
    heading.extract()
    return heading.get_text().strip()


def _shrink_pictures(soup: BeautifulSoup) -> None:
    for number, image in enumerate(soup.find_all("img", src=PNG_SOURCE), start=1):
        picture = smaller(base64.b64decode(str(image["src"]).removeprefix(PNG_START)))
        image["src"] = PNG_START + base64.b64encode(picture).decode("ascii")
        width, height = size_of(picture)
        if width and height:
            image["width"], image["height"] = str(width), str(height)
        if image.parent is not None and image.parent.get("role") == "group":
            image.parent["aria-label"] = f"Picture {number}"


def _slug(executed: Executed) -> str:
    return "-".join([executed.path.stem, *re.findall(r"\w+", executed.part.lower())])


def _with_part(title: str, executed: Executed, presentation: Presentation) -> str:
    return f"{title} {presentation.sentence(executed.part)}".strip()


def _failed(executed: Executed, presentation: Presentation) -> Section:
    words = Markup('<p class="failed">This part could not be computed. {}</p>').format(
        escape(executed.problem)
    )
    title = _with_part(_first_heading(executed.path), executed, presentation)
    return Section(_slug(executed), title, words, has_failed=True)


def _first_heading(path: Path) -> str:
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown" and cell.source.startswith("# "):
            return str(cell.source).splitlines()[0].removeprefix("# ").strip()
    return path.stem


# The glossary on the page, and the links that lead to it from the first use of each term.

GLOSSARY = Path(__file__).parent / "glossary.csv"
_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?\s*([a-zA-Z0-9]+)")
# Also words of every day, which a link would only get in the way of.
EVERYDAY = frozenset(
    re.findall(
        r"\w+",
        "claim diary dose lag look merged news outcome power profile rating repair rest return run "
        "runner strain",
    )
)
_UNLINKED = frozenset(
    re.findall(r"\w+", "a caption code dl h1 h2 h3 h4 nav pre script style summary th title")
)


@dataclass(frozen=True)
class Term:
    """One line of the glossary."""

    name: str
    meaning: str

    @property
    def anchor(self) -> str:
        """The id of the term on the page.

        Examples
        --------
        >>> Term("Holm's procedure", "").anchor
        'term-holm-s-procedure'
        """
        return "term-" + re.sub(r"[^a-z0-9]+", "-", self.name.lower())


@cache
def glossary_terms() -> tuple[Term, ...]:
    """Every term of the glossary, in its order."""
    with GLOSSARY.open(encoding="utf-8", newline="") as rows:
        return tuple(Term(row["term"], row["meaning"]) for row in csv.DictReader(rows))


def with_links(page: str) -> str:
    """Link the first use of each term in running text to its line of the glossary.

    Headings, headers of tables, code, other links and the glossary itself are left alone; so are
    terms that are words of every day.

    Parameters
    ----------
    page : str
        HTML in which every `>` of a text or an attribute is escaped.

    Examples
    --------
    >>> with_links("<h2>A spike</h2><p>A spike, then spikes.</p>")
    '<h2>A spike</h2><p>A <a class="term" href="#term-spike">spike</a>, then spikes.</p>'
    """
    pending = {term.name.lower(): term for term in glossary_terms() if term.name not in EVERYDAY}
    closed: list[str] = []
    pieces = _TAG.split(page)
    for place, piece in enumerate(pieces):
        if place % 2:
            _follow(piece, closed)
        elif not closed and pending and piece.strip():
            pieces[place] = _linked(piece, pending)
    return "".join(pieces)


def _follow(tag: str, closed: list[str]) -> None:
    named = _NAME.match(tag)
    name = named[1].lower() if named else ""
    if name not in _UNLINKED:
        return
    if not tag.startswith("</"):
        closed.append(name)
    elif name in closed:
        while closed.pop() != name:
            pass


def _linked(text: str, pending: dict[str, Term]) -> str:
    # Longer terms first: "hard ground" before any word of it.
    names = sorted(pending, key=len, reverse=True)
    either = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, names))})(s?)(?![\w-])", re.I)

    def link(found: re.Match[str]) -> str:
        term = pending.pop(found[1].lower(), None)
        return f'<a class="term" href="#{term.anchor}">{found[0]}</a>' if term else found[0]

    return either.sub(link, text)
