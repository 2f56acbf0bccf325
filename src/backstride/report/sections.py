"""An executed notebook as a section of the page: outputs and words, no code."""

import base64
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import bleach
import nbformat
from bs4 import BeautifulSoup
from markupsafe import Markup, escape
from nbconvert import HTMLExporter
from nbconvert.preprocessors import CoalesceStreamsPreprocessor

from backstride.presentation import PLAIN, Presentation
from backstride.report.execute import Executed
from backstride.report.notebook_tables import dress_tables
from backstride.report.pictures import size_of, smaller
from backstride.report.reader_words import write_for

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
