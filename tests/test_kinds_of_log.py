"""Eight kinds of log, from 30 days to five years: what their reports say is fit to be read.

The cells of the notebooks are run here without a kernel; what they print, show and draw is read.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from kinds_of_log import KINDS, TIMEZONE

from backstride.claims import CLAIMS
from backstride.clean import read_log, write_log
from backstride.diary import build_diary
from backstride.exposures import add_exposures
from backstride.figures import Picture, style
from backstride.report.execute import notebook_paths
from backstride.report.page import Findings, page_html
from backstride.report.pdf import sheet_pdf
from backstride.summaries import text
from backstride.verdict import answer_claims

# The others draw hundreds of diaries for each claim, which takes a minute.
QUICK = [path for path in notebook_paths() if int(path.name.split("-")[0]) <= 6]
COUNTED = "claim|day|diary|flare|gap|kilometre|mile|pair|rating|return|run|session|spike|week|year"
UNFIT = {
    "a missing number": r"\b(nan|None|NaT|inf)\b|<NA>",
    "one of several": rf"(?<![\d.,–])1 (?:more )?(?:{COUNTED})s\b",
    "several of one": rf"(?<![\d.,–])(?:0|[2-9]|\d\d+) (?:{COUNTED})\b(?!-)",
    "a range of nothing": r"(?<![\d.])(\d+\.\d+) to \1 (?!points)",
    "a negative nothing": r"[-−]0(\.0+)?(?![\d.])",
    "thousands that run together": r"(?<![\d.,#-])(?!(?:19|20)\d\d\b)\d{4,}(?![\d-])",
    "a hole in a sentence": r" [.,;:] |\(\)|\bof of\b|  \w+ \w+ \w+\.",
}


@dataclass
class Told:
    """What a reader of the notebooks meets: sentences, tables as text, pictures."""

    sentences: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


def told_by(paths: list[Path], folder: Path, settings: dict, monkeypatch) -> Told:
    told = Told()
    monkeypatch.setattr(text, "display", lambda said, **_: told.tables.append(said["text/plain"]))
    monkeypatch.setattr(style, "display", lambda *_, **__: None)
    monkeypatch.setattr(style, "png", lambda picture, *_: told.pictures.append(picture) or b"")
    say = lambda *said: told.sentences.append(" ".join(map(str, said)))  # noqa: E731
    for path in paths:
        names: dict = {"print": say}
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                exec(cell.source, names)
            if "parameters" in cell.metadata.get("tags", []):
                names |= {"folder": str(folder), "settings": settings}
    told.sentences += [words for one in told.pictures for words in (one.alt, one.caption)]
    return told


@pytest.fixture(scope="module", params=KINDS)
def kind(request, tmp_path_factory):
    """A log as it is read back, the folder it was read from, and what was stated."""
    folder = tmp_path_factory.mktemp("log") / "tidy"
    log = KINDS[request.param]()
    write_log(log, folder)
    settings = {"timezone": TIMEZONE, "unlogged": [f"{a}..{b}" for a, b in log.settings.unlogged]}
    return read_log([folder], **settings), folder, settings


def unfit(texts: list[str]) -> list[str]:
    return [
        f"{what}: {found[0]!r} in {text}"
        for text in texts
        for what, pattern in UNFIT.items()
        if (found := re.search(pattern, text))
    ]


def test_notebooks_say_nothing_unfit(kind, monkeypatch):
    _, folder, settings = kind
    told = told_by(QUICK, folder, settings, monkeypatch)
    assert unfit(told.sentences) == []
    assert [table for table in told.tables if re.search(UNFIT["a missing number"], table)] == []
    assert len(told.tables) > 10
    assert len(told.pictures) >= 12
    for picture in told.pictures:
        assert len(picture.alt) > 15
        assert any(axes.get_xlabel() for axes in picture.figure.axes), picture.alt


def test_page_and_sheet_are_whole(kind):
    log, _, _ = kind
    diary = add_exposures(build_diary(log))
    findings = Findings(log, diary, answer_claims(log))
    soup = BeautifulSoup(page_html(findings, []), "html.parser")
    soup.select_one("#glossary").decompose()
    blocks = soup.select("p, li, dd, td, caption, figcaption, th small")
    said = [" ".join(block.get_text(" ").split()) for block in blocks]
    assert unfit([re.sub(r" (?=[.,;:)])", "", text) for text in said]) == []
    assert len(soup.select("table.claims > tbody")) == len(CLAIMS)
    assert soup.select_one("#timeline img")["alt"].startswith("Running and pain, ")
    sheet = sheet_pdf(findings)
    assert len(re.findall(rb"/Type /Page\b", sheet)) == 1
