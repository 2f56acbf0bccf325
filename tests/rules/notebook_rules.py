"""What every committed notebook keeps to; for pre-commit, `make check` and the tests alike.

python tests/rules/notebook_rules.py notebooks/*.ipynb
"""

import ast
import re
import sys
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode

SECTIONS = ["Question", "Data", "Method", "Result", "Caveats"]
LONGEST_CELL = 12
FORBIDDEN_NAMES = {"df", "data", "tmp", "process", "utils"}
HIDDEN_LOGIC = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.Try,
    ast.TryStar,
)
PLACEHOLDER_ALT = "No description has been provided"


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def headings(notebook: NotebookNode, mark: str) -> list[str]:
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    return re.findall(rf"^{mark} (.+?) *$", "\n".join(prose), re.MULTILINE)


def structure_breaches(notebook: NotebookNode) -> Iterator[str]:
    titles = headings(notebook, "#")
    if len(titles) != 1 or not titles[0].endswith("?"):
        yield f"one title, phrased as a question: found {titles}"
    if not notebook.cells or not notebook.cells[0].source.startswith("# "):
        yield "the title comes first"
    if headings(notebook, "##") != SECTIONS:
        yield f"sections: found {headings(notebook, '##')}"
    tagged = ["parameters" in cell.metadata.get("tags", []) for cell in code_cells(notebook)]
    if tagged[:1] != [True] or sum(tagged) != 1:
        yield "the first code cell, and no other, is tagged parameters"
    counts = [cell.execution_count for cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"execution counts: found {counts}"
    if "widgets" in notebook.metadata:
        yield "widget state"


def code_breaches(cell: NotebookNode) -> Iterator[str]:
    if len(cell.source.splitlines()) > LONGEST_CELL:
        yield f"{len(cell.source.splitlines())} lines"
    if re.search(r"^\s*#\s*(?:NBVAL_|PYTEST_VALIDATE)", cell.source, re.MULTILINE):
        yield "a marker for nbval"
    tags = [tag for tag in cell.metadata.get("tags", []) if tag != "parameters"]
    if tags:
        yield f"tags {tags}"
    if "execution" in cell.metadata:
        yield "times of execution"
    try:
        tree = ast.parse(cell.source)
    except SyntaxError:
        yield "not plain Python"
        return
    for node in ast.walk(tree):
        if isinstance(node, HIDDEN_LOGIC):
            yield f"line {node.lineno}: {type(node).__name__}"
        is_given = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        if is_given and node.id in FORBIDDEN_NAMES:
            yield f"the name {node.id}"
    if cell.source.rstrip().endswith(";"):
        yield "a trailing semicolon"


def output_breaches(cell: NotebookNode) -> Iterator[str]:
    for output in cell.outputs:
        if output.output_type == "error":
            yield f"error {output.ename}"
        elif output.output_type == "stream" and output.name == "stderr":
            yield f"stderr {output.text[:60]!r}"
        kinds = output.get("data", {})
        alt = output.get("metadata", {}).get("image/png", {}).get("alt", "").strip()
        if "image/png" in kinds and (not alt or PLACEHOLDER_ALT in alt):
            yield "a picture without alt text"
        if any("widget" in kind for kind in kinds):
            yield "a widget"


def breaches(notebook: NotebookNode) -> list[str]:
    found = list(structure_breaches(notebook))
    for number, cell in enumerate(code_cells(notebook), 1):
        every = [*code_breaches(cell), *output_breaches(cell)]
        found += [f"code cell {number}: {breach}" for breach in every]
    if not any(cell.outputs for cell in code_cells(notebook)):
        found.append("no output is committed")
    return found


def main(paths: list[str]) -> int:
    """Print every breach of every notebook; 1 if there is any."""
    found = [
        f"{path}: {breach}"
        for path in paths
        for breach in breaches(nbformat.read(path, as_version=4))
    ]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
