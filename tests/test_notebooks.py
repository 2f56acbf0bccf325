"""Every notebook is a short story with a question, its code in sight, its outputs committed.

That the outputs are still true is checked by nbval in the same run (`make test`).
"""

import configparser
import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from notebook_rules import PLACEHOLDER_ALT, SECTIONS, breaches, code_cells, main

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# Its widgets get a new id each run: no outputs of theirs are committed, only a first table.
WITH_WIDGETS = "explore.ipynb"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_keeps_the_rules(path: Path) -> None:
    assert breaches(nbformat.read(path, as_version=4)) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_is_valid(path: Path) -> None:
    nbformat.validate(nbformat.read(path, as_version=4))


def test_notebooks_are_numbered_without_gaps() -> None:
    names = [path.name for path in NOTEBOOKS if path.name != WITH_WIDGETS]
    numbers = sorted(int(re.match(r"(\d+)-[a-z]+(?:-[a-z]+)*\.ipynb$", name)[1]) for name in names)
    assert numbers == list(range(1, len(names) + 1))


def test_nbval_hides_addresses_and_nothing_else() -> None:
    hidden = configparser.ConfigParser()
    hidden.read(ROOT / "tests" / "nbval-sanitize.cfg")
    (section,) = hidden.sections()
    assert re.sub(hidden[section]["regex"], "", "<object object at 0x7f3a>") == "<object object >"
    assert not re.search(hidden[section]["regex"], "2025-03-01 07:30 0.8 at 10.5 km")


def table_output(alt: str | None = None, **kinds: str) -> NotebookNode:
    metadata = {} if alt is None else {"image/png": {"alt": alt}}
    return new_output("display_data", data={"text/plain": "1", **kinds}, metadata=metadata)


def good() -> NotebookNode:
    """Build a notebook that keeps every rule."""
    show = new_code_cell("show(figure)", outputs=[table_output("A line.", **{"image/png": "x"})])
    cells = [
        new_markdown_cell("# Does one long run hurt?"),
        new_markdown_cell("## Question\n\nDoes it?\n\n## Data"),
        new_code_cell("folder = 'data'", metadata={"tags": ["parameters"]}),
        new_markdown_cell("## Method\n## Result"),
        show,
        new_markdown_cell("## Caveats"),
    ]
    notebook = new_notebook(cells=cells)
    for count, cell in enumerate(code_cells(notebook), 1):
        cell.execution_count = count
    return notebook


def test_a_good_notebook_passes() -> None:
    assert breaches(good()) == []


@pytest.mark.parametrize(
    ("source", "breach"),
    [
        ("x = 1\n" * 13, "13 lines"),
        ("def f():\n    return 1", "line 1: FunctionDef"),
        ("class A: ...", "line 1: ClassDef"),
        ("f = lambda x: x", "line 1: Lambda"),
        ("for x in y:\n    x", "line 1: For"),
        ("while x:\n    x", "line 1: While"),
        ("try:\n    x\nexcept E:\n    y", "line 1: Try"),
        ("df = 1", "the name df"),
        ("show(figure);", "a trailing semicolon"),
        ("%matplotlib inline", "not plain Python"),
        ("# NBVAL_IGNORE_OUTPUT\nx", "a marker for nbval"),
    ],
)
def test_hidden_code_is_found_out(source: str, breach: str) -> None:
    notebook = good()
    code_cells(notebook)[1].source = source
    assert breaches(notebook) == [f"code cell 2: {breach}"]


@pytest.mark.parametrize(
    ("output", "breach"),
    [
        (new_output("error", ename="KeyError", evalue="", traceback=[]), "error KeyError"),
        (new_output("stream", name="stderr", text="Warning"), "stderr 'Warning'"),
        (table_output(**{"image/png": "x"}), "a picture without alt text"),
        (table_output(" ", **{"image/png": "x"}), "a picture without alt text"),
        (table_output(PLACEHOLDER_ALT, **{"image/png": "x"}), "a picture without alt text"),
        (table_output(**{"application/vnd.jupyter.widget-view+json": "{}"}), "a widget"),
    ],
)
def test_a_bad_output_is_found_out(output: NotebookNode, breach: str) -> None:
    notebook = good()
    code_cells(notebook)[1].outputs = [output]
    assert breaches(notebook) == [f"code cell 2: {breach}"]


@pytest.mark.parametrize("tag", ["nbval-skip", "nbval-ignore-output", "raises-exception"])
def test_a_tag_that_hides_is_found_out(tag: str) -> None:
    notebook = good()
    code_cells(notebook)[1].metadata["tags"] = [tag]
    assert breaches(notebook) == [f"code cell 2: tags ['{tag}']"]


def test_cleared_outputs_are_found_out() -> None:
    notebook = good()
    for cell in code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
    assert breaches(notebook) == ["execution counts: found [None, None]", "no output is committed"]


def test_a_title_that_asks_nothing_is_found_out() -> None:
    notebook = good()
    notebook.cells[0].source = "# Long runs"
    assert breaches(notebook) == ["one title, phrased as a question: found ['Long runs']"]


def test_a_missing_section_is_found_out() -> None:
    notebook = good()
    notebook.cells[-1].source = "Nothing."
    assert breaches(notebook) == [f"sections: found {SECTIONS[:-1]}"]


def test_untagged_parameters_are_found_out() -> None:
    notebook = good()
    code_cells(notebook)[0].metadata["tags"] = []
    assert breaches(notebook) == ["the first code cell, and no other, is tagged parameters"]


def test_widget_state_and_times_are_found_out() -> None:
    notebook = good()
    notebook.metadata["widgets"] = {}
    code_cells(notebook)[1].metadata["execution"] = {"iopub.status.busy": "2025-03-01"}
    assert breaches(notebook) == ["widget state", "code cell 2: times of execution"]


def test_the_command_names_notebook_and_breach(tmp_path: Path, capsys) -> None:
    kept, broken = tmp_path / "kept.ipynb", tmp_path / "broken.ipynb"
    nbformat.write(good(), kept)
    cleared = good()
    cleared.cells[2].execution_count = None
    nbformat.write(cleared, broken)
    assert main([str(kept)]) == 0
    assert capsys.readouterr().out == ""
    assert main([str(kept), str(broken)]) == 1
    assert capsys.readouterr().out == f"{broken}: execution counts: found [None, 2]\n"
