"""The exploring notebook in a live JupyterLab, and the same notebook without a kernel."""

import re

import nbformat
import pytest
from axe import told_by_axe
from repository import ROOT

KERNEL_ANSWERS_WITHIN_MS = 240_000
ALL_WINDOWS_DRAWN = (
    "() => [...document.querySelectorAll('.widget-html table')].some(one => one.rows.length > 3)"
)
WIDTHS = [1280, 390]
# What JupyterLab and ipywidgets draw around it is theirs to mend.
OWN_OUTPUT = ".widget-html"
START = "/lab/tree/start-here.md"


@pytest.fixture
def page(browser, lab, request):
    """An empty page; `page.asked` are its requests, `page.errors` what the console refused."""
    context = browser.new_context(
        viewport={"width": getattr(request, "param", WIDTHS[0]), "height": 1000}
    )
    opened = context.new_page()
    opened.set_default_timeout(KERNEL_ANSWERS_WITHIN_MS)
    opened.asked, opened.errors = [], []
    opened.on("request", lambda asked: opened.asked.append(asked.url))
    opened.on(
        "console", lambda said: opened.errors.append(said.text) if said.type == "error" else None
    )
    opened.on("pageerror", lambda error: opened.errors.append(str(error)))
    yield opened
    context.close()


def asked_elsewhere(page, lab: str) -> list[str]:
    own = (lab, lab.replace("http", "ws"), "data:", "blob:")
    return [url for url in page.asked if not url.startswith(own)]


def test_lab_opens_on_the_page_that_says_where_to_begin(page, lab):
    assert f"--LabApp.default_url={START}\n" in (ROOT / "Makefile").read_text("utf-8")
    page.goto(f"{lab}{START}")
    page.wait_for_selector(".jp-MarkdownViewer h1:has-text('Start here')")
    assert page.locator(".jp-MarkdownViewer a:has-text('explore')").count() == 1


@pytest.mark.parametrize("page", WIDTHS, indirect=True)
def test_a_moved_control_redraws_table_and_picture(page, lab):
    page.goto(f"{lab}/lab/tree/explore.ipynb")
    page.wait_for_selector(".jp-StatusBar-Widget :text('Python 3 (ipykernel) | Idle')")
    page.click("div.lm-MenuBar-itemLabel:text-is('Run')")
    page.click("div.lm-Menu-itemLabel:text-is('Run All Cells')")
    page.wait_for_selector(".widget-dropdown select")
    shown = page.locator(".widget-html table", has_text="exploratory")
    shown.wait_for()
    page.wait_for_function(ALL_WINDOWS_DRAWN)
    before, picture = shown.inner_text(), page.get_attribute(".widget-html img", "src")
    page.locator(".widget-dropdown select").nth(0).select_option(label="Worn-out shoes")
    page.wait_for_function(
        "before => { const one = document.querySelector('.widget-html table');"
        " return one && one.innerText !== before }",
        arg=before,
    )
    page.wait_for_function(ALL_WINDOWS_DRAWN)
    assert page.get_attribute(".widget-html img", "src") != picture
    said = page.locator(".widget-html").last.inner_text()
    assert "Exploratory, not an answer" in said
    assert "500 km" in said
    assert asked_elsewhere(page, lab) == []
    assert [error for error in page.errors if "favicon" not in error] == []
    assert told_by_axe(page, OWN_OUTPUT) == []


def test_without_a_kernel_choices_open_by_themselves(browser, tmp_path):
    notebook = nbformat.read(ROOT / "notebooks" / "explore.ipynb", as_version=4)
    (html,) = (
        output.data["text/html"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "<details" in output.get("data", {}).get("text/html", "")
    )
    file = tmp_path / "choices.html"
    file.write_text(f"<!DOCTYPE html><meta charset='utf-8'>{html}", "utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    closed = page.locator("details:not([open])").first
    name = closed.locator("summary").inner_text()
    chosen = page.locator("details", has=page.locator(f"summary:text-is('{name}')"))
    assert not chosen.locator("svg").is_visible()
    chosen.locator("summary").click()
    assert chosen.locator("svg").is_visible()
    assert re.search(r"[+−]?\d\.\d\d", chosen.locator("table").inner_text())
    context.close()
