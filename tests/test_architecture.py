"""The flow is one way, files are small, names are the field's, and every way in is described.

readers ─► clean ─► … ─► report ─► cli: a module imports only from modules before it.
"""

import ast
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "backstride"
ORDER = [
    "errors",
    "schemas",
    "ledger",
    "settings",
    "readers",
    "clean",
    "diary",
    "exposures",
    "claims",
    "models",
    "verdict",
    "diagnostics",
    "presentation",
    "summaries",
    "simulate",
    "calibration",
    "trial",
    "cohort",
    "workbook",
    "figures",
    "explore",
    "report",
    "cli",
    "dictionary",
    "__init__",
    "__main__",
]
LONGEST_FILE = 500
FORBIDDEN_NAMES = {"df", "data", "tmp", "process", "utils"}

FILES = sorted(PACKAGE.rglob("*.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef


def place(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_places(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and place of every import of the package, those inside functions included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            names = ["backstride.<relative>"]
        elif isinstance(node, ast.ImportFrom) and node.module == "backstride":
            names = [f"backstride.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        for name in names:
            root, *below = name.split(".")
            if root == "backstride":
                yield node.lineno, below[0] if below else "__init__"


def imports_against_the_flow(own: str, tree: ast.AST) -> list[str]:
    return [
        f"line {line}: {own} imports {other}"
        for line, other in imported_places(tree)
        if other != own and (other not in ORDER or ORDER.index(other) > ORDER.index(own))
    ]


def names_given(tree: ast.AST) -> Iterator[str]:
    """Names of variables, arguments, functions, classes and imports under another name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, Function | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname


def undescribed(tree: ast.Module) -> list[str]:
    """Public functions, classes and methods without a docstring."""
    scopes = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))]
    members = [node for scope in scopes for node in scope.body]
    return [
        node.name
        for node in members
        if isinstance(node, Function | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]


def parsed(file: Path) -> ast.Module:
    with tokenize.open(file) as text:
        return ast.parse(text.read())


@pytest.fixture(params=FILES, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def file(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_every_module_has_its_place_in_the_order(file: Path) -> None:
    assert place(file) in ORDER


def test_imports_go_with_the_flow(file: Path) -> None:
    assert imports_against_the_flow(place(file), parsed(file)) == []


def test_no_file_is_too_long(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= LONGEST_FILE


def test_names_say_what_they_hold(file: Path) -> None:
    assert FORBIDDEN_NAMES & {*names_given(parsed(file)), file.stem, place(file)} == set()


def test_no_assert_guards_input(file: Path) -> None:
    assert [node.lineno for node in ast.walk(parsed(file)) if isinstance(node, ast.Assert)] == []


def test_every_module_and_every_way_in_is_described(file: Path) -> None:
    tree = parsed(file)
    assert ast.get_docstring(tree)
    assert undescribed(tree) == []


@pytest.mark.parametrize(
    "source",
    [
        "import backstride.models",
        "import backstride",
        "from backstride import models",
        "from backstride import read_log",
        "from backstride.models.fit import fit",
        "def lazily():\n    from backstride.models import adl",
        "from . import models",
        "from backstride.unheard_of import thing",
    ],
)
def test_an_import_against_the_flow_is_found_out(source: str) -> None:
    assert len(imports_against_the_flow("diary", ast.parse(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "import pandas as pd",
        "from backstride import schemas",
        "from backstride.clean.log import Log",
        "from backstride.diary.timing import running_hours",
    ],
)
def test_an_import_with_the_flow_passes(source: str) -> None:
    assert imports_against_the_flow("diary", ast.parse(source)) == []


@pytest.mark.parametrize(
    "source",
    ["df = 1", "def process(): ...", "lambda data: 1", "import x as utils", "[0 for tmp in y]"],
)
def test_a_forbidden_name_is_found_out(source: str) -> None:
    assert FORBIDDEN_NAMES & set(names_given(ast.parse(source)))


def test_naming_an_argument_of_someone_else_is_free() -> None:
    assert FORBIDDEN_NAMES.isdisjoint(names_given(ast.parse("sns.lineplot(data=table)")))


def test_a_function_without_a_docstring_is_found_out() -> None:
    source = (
        "def told(): 'Say.'\ndef _own(): ...\nclass Kind:\n    'One.'\n    def untold(self): ..."
    )
    assert undescribed(ast.parse(source)) == ["untold"]
