"""Notebooks are executed, a failing one stops no other, and each becomes a section."""

import json
import re
from pathlib import Path

import nbformat as nf
import pandas as pd
import pytest
from report_examples import RESULT, SETTINGS, TABLE, a_notebook

from backstride.errors import DataError
from backstride.report import execute
from backstride.report.execute import Chapter, execute_notebooks, settings_parameters
from backstride.report.sections import section_of
from backstride.settings import Settings


@pytest.fixture(scope="module")
def notebook_files(tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("notebooks {with braces}")
    notebooks = {
        "1-tables.ipynb": a_notebook("What is shown?", RESULT, TABLE),
        "2-broken.ipynb": a_notebook("What fails?", "raise ValueError('<i>no</i> ratings')"),
    }
    for name, notebook in notebooks.items():
        nf.write(notebook, folder / name)
    return [folder / name for name in notebooks]


@pytest.fixture(scope="module")
def executed(notebook_files, tmp_path_factory):
    workplace = tmp_path_factory.mktemp("work")
    told = []
    here = Path.cwd()
    done = execute_notebooks(
        [Chapter(path, Path("/log")) for path in notebook_files],
        SETTINGS,
        workplace,
        lambda *said: told.append(said),
    )
    assert Path.cwd() == here
    return done, sorted(told), workplace


def test_notebooks_get_folder_and_settings_and_a_directory_of_their_own(executed):
    (first, _), _, workplace = executed
    printed = first.notebook.cells[3].outputs[0].text.splitlines()[0]
    assert json.loads(printed) == ["/log", settings_parameters(SETTINGS), str(workplace)]


def test_a_failing_notebook_does_not_stop_the_others(executed):
    (first, second), told, _ = executed
    assert first.problem == ""
    assert (second.notebook, second.problem) == (None, "ValueError: <i>no</i> ratings")
    assert {name for name, _, _ in told} == {"1-tables", "2-broken"}
    assert {(n_done, n_all) for _, n_done, n_all in told} == {(1, 2), (2, 2)}


def test_whatever_stops_a_notebook_is_said_in_its_place(tmp_path, monkeypatch):
    def dies(*_args, **_options):
        raise RuntimeError("Kernel died")

    monkeypatch.setattr("papermill.execute_notebook", dies)
    nf.write(a_notebook("Who is there?"), tmp_path / "1-x.ipynb")
    (one,) = execute_notebooks([Chapter(tmp_path / "1-x.ipynb", tmp_path)], Settings(), tmp_path)
    assert one.problem == "RuntimeError: Kernel died"


def test_settings_become_plain_values():
    stated = settings_parameters(Settings(since=pd.Timestamp("2025-01-02").date(), rated="evening"))
    assert json.loads(json.dumps(stated)) == {
        "timezone": None,
        "rated": "evening",
        "unlogged": [],
        "since": "2025-01-02",
        "until": None,
        "site": "lower back",
        "smallest_difference": None,
    }


def test_a_section_has_words_pictures_and_tables_but_no_code(executed):
    section = section_of(executed[0][0])
    assert section.title == "What is shown?"
    assert not section.has_failed
    assert "<h3>Question</h3>" in section.body
    assert "<em>this</em>" in section.body
    assert "import json" not in section.body
    assert "<h1" not in section.body
    assert " id=" not in section.body


def test_a_section_keeps_alt_text_and_caption(executed):
    body = section_of(executed[0][0]).body
    assert 'alt="one pixel &amp; more"' in body
    assert '<p class="said">A caption with &lt;b&gt;.</p>' in body
    assert "No description has been provided" not in body


def test_a_section_escapes_what_tables_hold(executed):
    body = section_of(executed[0][0]).body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert "<script" not in body
    assert "<style" not in body
    assert ".dataframe" not in body


def test_tables_scroll_have_one_header_row_and_numbers_to_the_right(executed):
    body = section_of(executed[0][0]).body
    assert re.search(r'<div[^>]*class="scroll"[^>]*>\s*<table', body)
    header = re.search(r"<thead>(.*?)</thead>", body, re.DOTALL).group(1)
    assert header.count("<tr") == 1
    assert re.sub(r"<[^>]+>|\s+", " ", header).split() == ["pair", "km", "worn"]
    assert '<td class="number">20.0</td>' in body
    assert "<td>b</td>" in body


def test_a_failed_section_says_so_under_its_own_title(executed):
    section = section_of(executed[0][1])
    assert (section.slug, section.title) == ("2-broken", "What fails?")
    assert section.has_failed
    assert "could not be computed" in section.body
    assert "&lt;i&gt;no&lt;/i&gt; ratings" in section.body


def test_notebooks_come_in_the_order_of_their_numbers_without_that_of_many(monkeypatch, tmp_path):
    for name in ("11-b.ipynb", "10-many-runners.ipynb", "2-a.ipynb", "explore.ipynb"):
        (tmp_path / name).write_text("")
    monkeypatch.setattr(execute, "_first_folder", lambda *_places: tmp_path)
    assert [path.name for path in execute.notebook_paths()] == ["2-a.ipynb", "11-b.ipynb"]


def test_missing_notebooks_and_sample_are_said(monkeypatch, tmp_path):
    monkeypatch.setattr(execute, "PACKAGE", tmp_path)
    monkeypatch.setattr(execute, "REPOSITORY", tmp_path)
    with pytest.raises(DataError, match=r"folder not found\. Install Backstride again"):
        execute.sample_folder()
    (tmp_path / "_notebooks").mkdir()
    with pytest.raises(DataError, match="no notebook found"):
        execute.notebook_paths()
