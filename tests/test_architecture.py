"""The flow is one way, files are small, names are the field's, and every way in is described.

readers ─► clean ─► … ─► report ─► cli: a module imports only from modules before it. Each check
looks at all files at once and lists every offender with the reason.
"""

import ast
import tokenize
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath

import pytest
from repository import ROOT

PACKAGE = ROOT / "src" / "backstride"
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
SHORTEST_FILE_OF_ONE_IMPORTER = 40
FULLEST_FOLDER = 24
FORBIDDEN_NAMES = {"df", "data", "tmp", "process", "utils"}

Files = dict[str, str]  # path below the package, and what stands in it
Graph = dict[str, set[str]]  # module, and the modules it imports
Function = ast.FunctionDef | ast.AsyncFunctionDef


def text_of(file: Path) -> str:
    with tokenize.open(file) as text:
        return text.read()


FILES: Files = {
    file.relative_to(PACKAGE).as_posix(): text_of(file) for file in sorted(PACKAGE.rglob("*.py"))
}
parsed = cache(ast.parse)


def n_lines(text: str) -> int:
    return len(text.splitlines())


def place(path: str) -> str:
    return PurePosixPath(path).parts[0].removesuffix(".py")


def module_name(path: str) -> str:
    """Dotted name below the package; the package itself is an empty name."""
    return ".".join(PurePosixPath(path).with_suffix("").parts).removesuffix("__init__").strip(".")


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name below the package of all that is imported from it, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            names = ["backstride.<relative>"]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            root, _, below = name.partition(".")
            if root == "backstride":
                yield node.lineno, below


def import_graph(files: Files) -> Graph:
    modules = {module_name(path) for path in files}

    def home(name: str) -> str:
        while name and name not in modules:
            name = name.rpartition(".")[0]
        return name

    return {
        module_name(path): {home(name) for _, name in imported(parsed(text))} - {module_name(path)}
        for path, text in files.items()
    }


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
    """The module and its public functions, classes and methods without a docstring."""
    scopes = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))]
    members = [node for scope in scopes for node in scope.body]
    public = [
        node
        for node in members
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_")
    ]
    found = [] if ast.get_docstring(tree) else ["the module"]
    return found + [node.name for node in public if not ast.get_docstring(node)]


# The checks: all files in, offenders out


def without_a_place(files: Files) -> list[str]:
    return [f"{path}: not in ORDER" for path in files if place(path) not in ORDER]


def against_the_flow(files: Files) -> list[str]:
    def is_later(own: str, other: str) -> bool:
        return other not in ORDER or ORDER.index(other) > ORDER.index(own)

    found = {
        (path, line, name.partition(".")[0] or "__init__")
        for path, text in files.items()
        for line, name in imported(parsed(text))
    }
    return [
        f"{path}, line {line}: imports {other}"
        for path, line, other in sorted(found)
        if other != place(path) and is_later(place(path), other)
    ]


def circle(files: Files) -> list[str]:
    """The first circle of imports between files, its first module again at its end."""
    graph, done = import_graph(files), set()

    def visit(name: str, way: tuple[str, ...]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        if name not in done:
            for other in sorted(graph[name]):
                if found := visit(other, (*way, name)):
                    return found
            done.add(name)
        return []

    return next((found for name in sorted(graph) if (found := visit(name, ()))), [])


def too_long(files: Files) -> list[str]:
    return [
        f"{path}: {n_lines(text)} lines"
        for path, text in files.items()
        if n_lines(text) > LONGEST_FILE
    ]


def better_within_their_importer(files: Files) -> list[str]:
    graph = import_graph(files)
    found = []
    for path, text in files.items():
        importers = [name for name, others in graph.items() if module_name(path) in others]
        is_small = n_lines(text) < SHORTEST_FILE_OF_ONE_IMPORTER
        if is_small and len(importers) == 1 and not PurePosixPath(path).stem.startswith("__"):
            found.append(f"{path}: {n_lines(text)} lines, imported by {importers[0]} alone")
    return found


def too_full(files: Files) -> list[str]:
    folders = Counter(str(PurePosixPath(path).parent) for path in files)
    return [f"{name}: {n} files" for name, n in folders.items() if n > FULLEST_FOLDER]


def forbidden_names(files: Files) -> list[str]:
    return [
        f"{path}: {name}"
        for path, text in files.items()
        for name in sorted(
            FORBIDDEN_NAMES
            & {*names_given(parsed(text)), *PurePosixPath(path).with_suffix("").parts}
        )
    ]


def asserts(files: Files) -> list[str]:
    return [
        f"{path}, line {node.lineno}"
        for path, text in files.items()
        for node in ast.walk(parsed(text))
        if isinstance(node, ast.Assert)
    ]


def without_a_description(files: Files) -> list[str]:
    return [f"{path}: {name}" for path, text in files.items() for name in undescribed(parsed(text))]


# The package passes them


def test_every_module_has_its_place_in_the_order() -> None:
    assert without_a_place(FILES) == []


def test_imports_go_with_the_flow() -> None:
    assert against_the_flow(FILES) == []


def test_imports_of_files_go_in_no_circle() -> None:
    assert circle(FILES) == []


def test_no_file_is_too_long() -> None:
    assert too_long(FILES) == []


def test_no_small_file_belongs_to_its_only_importer() -> None:
    assert better_within_their_importer(FILES) == []


def test_no_folder_is_too_full() -> None:
    assert too_full(FILES) == []


def test_names_say_what_they_hold() -> None:
    assert forbidden_names(FILES) == []


def test_no_assert_guards_input() -> None:
    assert asserts(FILES) == []


def test_every_module_and_every_way_in_is_described() -> None:
    assert without_a_description(FILES) == []


# Each of them finds an offender


@pytest.mark.parametrize(
    ("check", "files", "offenders"),
    [
        (without_a_place, {"helpers/x.py": "", "clean/x.py": ""}, ["helpers/x.py: not in ORDER"]),
        (too_long, {"a.py": "\n" * 500, "b.py": "\n" * 501}, ["b.py: 501 lines"]),
        (
            too_full,
            {f"clean/m{n}.py": "" for n in range(25)} | {f"diary/m{n}.py": "" for n in range(24)},
            ["clean: 25 files"],
        ),
        (asserts, {"a.py": "x = 1\nassert x"}, ["a.py, line 2"]),
        (without_a_description, {"a.py": "x = 1", "b.py": "'B.'"}, ["a.py: the module"]),
        (
            forbidden_names,
            {"clean/utils.py": "df = 1"},
            ["clean/utils.py: df", "clean/utils.py: utils"],
        ),
    ],
)
def test_offenders_are_listed_with_the_reason(
    check: Callable[[Files], list[str]], files: Files, offenders: list[str]
) -> None:
    assert check(files) == offenders


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
    (offender,) = against_the_flow({"diary/days.py": source})
    assert offender.startswith("diary/days.py, line ")


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
    assert against_the_flow({"diary/days.py": source}) == []


def test_a_circle_of_imports_is_found_out() -> None:
    files = {
        "clean/__init__.py": "from backstride.clean.read import read_log",
        "clean/read.py": "def lazily():\n    from backstride.clean import store",
        "clean/store.py": "import backstride.clean.log as log",
        "clean/log.py": "from backstride.clean.read import read_log",
    }
    assert circle(files) == ["clean.read", "clean.store", "clean.log", "clean.read"]
    assert circle(files | {"clean/log.py": ""}) == []


def test_a_small_file_of_one_importer_is_found_out() -> None:
    small, large = "x = 1\n" * 39, "x = 1\n" * 40
    importer = "from backstride.clean import habits, log\n"
    files = {"clean/habits.py": small, "clean/log.py": large, "clean/read.py": importer}
    assert better_within_their_importer(files) == [
        "clean/habits.py: 39 lines, imported by clean.read alone"
    ]
    assert better_within_their_importer(files | {"clean/store.py": importer}) == []
    package = {"clean/__init__.py": small, "cli.py": "from backstride.clean import read_log"}
    assert better_within_their_importer(package) == []


@pytest.mark.parametrize(
    "source",
    ["df = 1", "def process(): ...", "lambda data: 1", "import x as utils", "[0 for tmp in y]"],
)
def test_a_forbidden_name_is_found_out(source: str) -> None:
    assert len(forbidden_names({"a.py": source})) == 1


def test_naming_an_argument_of_someone_else_is_free() -> None:
    assert forbidden_names({"a.py": "sns.lineplot(data=table)"}) == []


def test_a_function_without_a_docstring_is_found_out() -> None:
    source = (
        "'A.'\ndef told(): 'Say.'\ndef _own(): ...\n"
        "class Kind:\n    'One.'\n    def untold(self): ..."
    )
    assert without_a_description({"a.py": source}) == ["a.py: untold"]
