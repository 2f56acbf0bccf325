"""The glossary on the page, and the links that lead to it from the first use of each term."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from backstride.report.places import glossary_file

_LINE = re.compile(r"^- \*\*(.+?)\*\*: (.+)$", re.MULTILINE)
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
def glossary_terms(path: Path | None = None) -> tuple[Term, ...]:
    """Every term of the glossary, in its order."""
    text = (path or glossary_file()).read_text(encoding="utf-8")
    return tuple(Term(name, meaning) for name, meaning in _LINE.findall(text))


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
