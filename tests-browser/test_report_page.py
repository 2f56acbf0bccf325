"""The report as a reader's browser shows it: on a desk, on a phone, on paper, read aloud."""

import re
from itertools import pairwise
from urllib.parse import unquote

import pytest
from axe import told_by_axe
from bs4 import BeautifulSoup

READING_AGE, AGE_AT_SCHOOL = 14, 5
WIDTHS = [1280, 390]
SCHEMES = ["light", "dark"]


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def page(browser, report, request):
    """The report, open; `page.asked` are its requests, `page.complaints` what the console said."""
    context = browser.new_context(viewport={"width": request.param, "height": 900})
    opened = context.new_page()
    opened.asked, opened.complaints = [], []
    opened.on("request", lambda asked: opened.asked.append(asked.url))
    opened.on("console", lambda said: opened.complaints.append(f"{said.type}: {said.text}"))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.goto(report.as_uri())
    yield opened
    context.close()


OWN_LINKS = "a[href^='#']"
IN_VIEW = (
    "name => { const top = document.getElementById(name).getBoundingClientRect().top;"
    " const isAtEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;"
    " return (top >= -2 && top < innerHeight / 2) || (isAtEnd && top < innerHeight) }"
)


def open_all(page) -> None:
    page.eval_on_selector_all("details", "every => every.forEach(one => { one.open = true })")


def test_nothing_is_loaded_and_nothing_complained_of(page, report):
    open_all(page)
    page.wait_for_load_state("networkidle")
    assert [url for url in page.asked if not url.startswith(("data:", report.as_uri()))] == []
    assert page.complaints == []


def test_it_fits_its_window(page):
    open_all(page)
    wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= window


def test_every_link_leads_somewhere(page, report):
    links = page.eval_on_selector_all("a[href]", "every => every.map(one => one.href)")
    assert links
    here = f"{report.as_uri()}#"
    elsewhere = [link for link in links if not link.startswith(here)]
    assert [link for link in elsewhere if not link.startswith(("https://", "http://"))] == []
    targets = [link.removeprefix(here) for link in links if link.startswith(here)]
    missing = "names => names.filter(name => !document.getElementById(decodeURIComponent(name)))"
    assert page.evaluate(missing, targets) == []


def test_every_link_of_the_page_is_followed_into_view(page):
    # Leaps, not slides: a hundred links would scroll for minutes.
    page.emulate_media(reduced_motion="reduce")
    names = page.eval_on_selector_all(OWN_LINKS, "every => every.map(one => one.hash.slice(1))")
    assert len(set(names)) > 10
    for place, name in enumerate(names):
        page.evaluate("scrollTo(0, 0)")
        link = page.locator(OWN_LINKS).nth(place)
        link.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash.slice(1)") == name
        page.wait_for_function(IN_VIEW, arg=unquote(name), timeout=10_000)


def test_a_section_opens_and_closes_by_mouse_and_key(page):
    summary = page.locator("details > summary").filter(visible=True).first
    is_open = "summary => summary.parentElement.open"
    was_open = summary.evaluate(is_open)
    summary.click()
    assert summary.evaluate(is_open) is not was_open
    summary.focus()
    page.keyboard.press("Enter")
    assert summary.evaluate(is_open) is was_open


def test_landmarks_and_headings_are_in_order(page):
    assert page.locator("main").count() == 1
    assert page.locator("h1").count() == 1
    levels = page.eval_on_selector_all(
        "h1,h2,h3,h4,h5,h6", "every => every.map(one => Number(one.tagName[1]))"
    )
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_every_picture_says_what_it_shows(page):
    silent = "every => every.filter(one => !one.alt || one.alt.length < 15).length"
    assert page.locator("img").count() > 0
    assert page.eval_on_selector_all("img", silent) == 0


def test_it_prints_whole_though_its_sections_are_folded(page):
    open_all(page)
    whole = n_pages(page.pdf(format="A4"))
    folded = "every => every.forEach(one => { one.open = false })"
    page.eval_on_selector_all("details", folded)
    sheet = page.pdf(format="A4", outline=True, tagged=True)
    assert n_pages(sheet) == whole > 5
    assert sheet.count(b"/Alt ") >= page.locator("img").count()


def n_pages(sheet: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", sheet))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_no_violation(page, scheme):
    page.emulate_media(color_scheme=scheme)
    open_all(page)
    assert told_by_axe(page) == []


def test_two_years_of_daily_logs_are_less_than_3_mb(report):
    assert report.stat().st_size < 3e6


def test_a_reader_of_14_can_read_every_section(report):
    soup = BeautifulSoup(report.read_text("utf-8"), "html.parser")
    for unread in soup.select("style, nav, pre, code, table, #flags"):
        unread.decompose()
    hard = {}
    for section in soup.select("main > section"):
        said = " ".join(words.get_text() for words in section.select("p, li, dd, figcaption"))
        if said and school_years(said) > READING_AGE - AGE_AT_SCHOOL:
            hard[section["id"]] = round(school_years(said), 1)
    assert hard == {}


def school_years(text: str) -> float:
    """Years of school that a text takes (Kincaid 1975, DOI 10.21236/ADA006655)."""
    sentences = [re.findall(r"[a-z’']+", one) for one in re.split(r"[.!?]\s", text.lower())]
    sentences = [words for words in sentences if words]
    words = [word for sentence in sentences for word in sentence]
    # A group of vowels is a syllable, but for the e that ends a word.
    n_syllables = sum(max(1, len(re.findall(r"[aeiouy]+(?!$)|[aiouy]$", one))) for one in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * n_syllables / len(words) - 15.59


def test_a_hard_sentence_is_found_hard():
    easy = "The run was long. The back was sore. It went away."
    hard = "Heteroscedasticity-consistent covariance estimation accommodates misspecification."
    assert school_years(easy) < 3 < 15 < school_years(hard)
