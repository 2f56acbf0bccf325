"""Sections of the page: harmless HTML, links, pictures, and numbers as the reader writes them."""

import nbformat as nf
import pytest
from bs4 import BeautifulSoup

from backstride.figures import png
from backstride.figures.style import blank
from backstride.presentation import PLAIN, Presentation
from backstride.report.execute import Executed
from backstride.report.sections import (
    allowed_html,
    section_of,
    size_of,
    smaller,
    with_links,
    write_for,
)


def test_a_failed_notebook_without_a_title_goes_by_its_name(tmp_path):
    nf.write(nf.v4.new_notebook(), tmp_path / "3-x.ipynb")
    assert section_of(Executed(tmp_path / "3-x.ipynb", None, "KeyError: 1")).title == "3-x"


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<img src="x" onerror="alert(1)">', '&lt;img src="x" onerror="alert(1)"&gt;'),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<b onclick="x()">y</b>', "<b>y</b>"),
        ("<style>td {}</style>plain", "plain"),
    ],
)
def test_only_harmless_html_passes(html, kept):
    assert allowed_html(html) == kept


def test_links_leave_attributes_code_and_words_of_every_day_alone():
    told = '<p title="interval"><code>interval</code> A run. Intervals. <b>An interval</b></p>'
    assert with_links(told) == told.replace(
        "Intervals", '<a class="term" href="#term-interval">Intervals</a>'
    )


def test_a_smaller_picture_looks_the_same():
    picture = png(blank("day", "km"))
    small = smaller(picture)
    assert len(small) < len(picture)
    assert size_of(small) == size_of(picture)
    assert smaller(b"no picture") == b"no picture"
    assert size_of(b"") == (0, 0)


def test_a_caption_that_came_in_two_messages_is_one(tmp_path):
    make = nf.v4
    texts = ("A caption.", "\n")
    parts = [make.new_output("stream", name="stdout", text=text) for text in texts]
    cells = [make.new_markdown_cell("# Is it?"), make.new_code_cell("", outputs=parts)]
    notebook = make.new_notebook(cells=cells)
    body = section_of(Executed(tmp_path / "1-x.ipynb", notebook)).body
    assert body.count("<p") == 1
    assert ">A caption.</p>" in body


GERMAN, AMERICAN = Presentation("de", "km"), Presentation("en_US", "mi")


def written(html: str, presentation: Presentation, names=()) -> str:
    soup = BeautifulSoup(html, "html.parser")
    write_for(soup, presentation, names)
    return str(soup)


def table(*rows: list[str]) -> str:
    lines = [
        "".join(f"<{tag}>{cell}</{tag}>" for cell in row)
        for tag, row in zip(["th", *["td"] * len(rows)], rows, strict=False)
    ]
    body = "".join(f"<tr>{line}</tr>" for line in lines[1:])
    return f"<table><thead><tr>{lines[0]}</tr></thead><tbody>{body}</tbody></table>"


def cells(html: str) -> list[list[str]]:
    rows = BeautifulSoup(html, "html.parser").select("tr")
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in rows]


def test_who_asked_for_nothing_gets_the_notebook_as_it_is():
    html = "<p>0.50 points on 2025-03-01, 8.0 km &amp; more</p>"
    assert written(html, PLAIN) == html


def test_sentences_tables_and_alt_texts_have_the_same_numbers():
    html = (
        "<p>+1.25 points on 2025-03-01, from 1,640 days.</p>"
        + table(["first run", "points", "days"], ["2025-03-01", "1.25", "1,640"])
        + '<img alt="1.25 points on 1 March 2025">'
    )
    soup = BeautifulSoup(written(html, GERMAN), "html.parser")
    assert soup.p.get_text() == "+1,25 points on 01.03.2025, from 1.640 days."
    assert cells(str(soup))[1] == ["01.03.2025", "1,25", "1.640"]
    assert soup.img["alt"] == "1,25 points on 1. März 2025"


def test_distances_are_miles_in_tables_and_have_miles_beside_them_in_sentences():
    html = "<p>Kilometres: 4 to 1,038 km.</p>" + table(
        ["month", "km", "asphalt", "mean pain after"],
        ["2024-01", "1,609", "–", "1.6"],
        ["2024-02", "16.1", "0", "2.0"],
    )
    told = written(html, AMERICAN)
    assert "<p>Miles: 4 to 1,038 km (2 to 645 mi).</p>" in told
    assert cells(told) == [
        ["month", "mi", "asphalt", "mean pain after"],
        ["Jan 2024", "1,000", "–", "1.6"],
        ["Feb 2024", "10.0", "0", "2.0"],
    ]


def test_a_row_of_kilometres_becomes_one_of_miles():
    told = written(table(["fact", "value"], ["kilometres run", "4,432"], ["runs", "361"]), AMERICAN)
    assert cells(told)[1:] == [["miles run", "2,754"], ["runs", "361"]]


@pytest.mark.parametrize(
    "html",
    [
        "<p><code>cr(day, df=2.5)</code></p>",
        "<pre>pain ~ 1.5 km</pre>",
        table(["file", "reason"], ["run 2.5 km.csv", "distance: found 1,234.5 on 2025-03-01"]),
        "<p>differ as miles and kilometres do</p>",
    ],
)
def test_code_quotes_and_units_that_are_the_subject_stay(html):
    assert written(html, Presentation("de", "mi")) == html


def test_names_out_of_the_log_stay_everywhere():
    html = "<p>Fast 2.5 and Trail 10 km: 2.5 points</p>" + table(["shoe"], ["Fast 2.5"])
    told = written(html, Presentation("de", "mi"), {"Fast 2.5", "Trail 10 km", "2"})
    assert "<p>Fast 2.5 and Trail 10 km: 2,5 points</p>" in told
    assert cells(told)[1] == ["Fast 2.5"]
