"""How the package is built, in figures: files, lines, imports, and what a run passes through.

python benchmarks/structure.py [--root OTHER_CHECKOUT]
"""

import argparse
import ast
import os
import statistics
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

SMALL = 40
TRACE = """
import sys
from pathlib import Path
import backstride
entered = set()
sys.setprofile(lambda frame, *_: entered.add(frame.f_code) and None)
log = backstride.read_log([sys.argv[1]], timezone="Europe/Berlin")
backstride.answer_claims(log)
sys.setprofile(None)
home = str(Path(backstride.__file__).parent)
called = [code for code in entered if code.co_name != "<module>"]
print(len({code.co_filename for code in called if code.co_filename.startswith(home)}))
"""


def module_name(file: Path, package: Path) -> str:
    """Dotted name below the package; the package itself is an empty name."""
    parts = file.relative_to(package).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(file: Path, modules: set[str]) -> set[str]:
    """Modules of the package that a file imports, those inside functions included."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("backstride"):
            continue
        origin = node.module.removeprefix("backstride").lstrip(".")
        for alias in node.names:
            below = f"{origin}.{alias.name}".lstrip(".")
            found.add(below if below in modules else origin)
    return found


def import_graph(package: Path) -> dict[str, set[str]]:
    """Each module with the modules it imports."""
    files = {module_name(file, package): file for file in sorted(package.rglob("*.py"))}
    return {name: imports(file, set(files)) - {name} for name, file in files.items()}


def longest_chain(graph: dict[str, set[str]]) -> int:
    """Modules on the longest way of imports; 0 if imports go in a circle."""
    length: dict[str, int] = {}

    def visit(name: str, way: tuple[str, ...]) -> int:
        if name in way:
            raise RecursionError
        if name not in length:
            length[name] = 1 + max((visit(one, (*way, name)) for one in graph[name]), default=0)
        return length[name]

    try:
        return max(visit(name, ()) for name in graph)
    except RecursionError:
        return 0


def entered_files(root: Path) -> int:
    """Files of which a function is called between a 400-day log and its verdicts."""
    environment = {**os.environ, "PYTHONPATH": f"{root / 'src'}"}
    with tempfile.TemporaryDirectory() as place:
        simulate = [sys.executable, "-m", "backstride", "simulate", "--days", "400", "--out", place]
        subprocess.run(simulate, check=True, capture_output=True, env=environment)
        trace = [sys.executable, "-c", TRACE, place]
        told = subprocess.run(trace, check=True, capture_output=True, text=True, env=environment)
    return int(told.stdout)


def figures(root: Path) -> dict[str, object]:
    """Every figure by its name."""
    package = root / "src" / "backstride"
    files = sorted(package.rglob("*.py"))
    kinds = {module_name(file, package): file.stem for file in files}
    lines = {
        module_name(file, package): len(file.read_text("utf-8").splitlines()) for file in files
    }
    graph = import_graph(package)
    importers = defaultdict(set)
    for name, others in graph.items():
        for other in others:
            importers[other].add(name)
    inner = [name for name, stem in kinds.items() if not stem.startswith("__")]
    single = [name for name in inner if len(importers[name]) == 1]
    stems = Counter(stem for stem in kinds.values() if not stem.startswith("__"))
    sizes = sorted(lines.values())
    folders = Counter(file.parent for file in files)
    return {
        "Python files": len(files),
        "lines in all": sum(sizes),
        "lines per file, median": statistics.median(sizes),
        "lines per file, 90th percentile": sizes[int(0.9 * (len(sizes) - 1))],
        "lines per file, most": sizes[-1],
        "import edges between files": sum(map(len, graph.values())),
        "modules with a single importer": len(single),
        f"... of them under {SMALL} lines": sum(lines[name] < SMALL for name in single),
        f"modules under {SMALL} lines": sum(lines[name] < SMALL for name in inner),
        "files in the largest folder": max(folders.values()),
        "files that share their name with another": sum(n for n in stems.values() if n > 1),
        "longest chain of imports": longest_chain(graph) or "a circle",
        "files entered from a 400-day log to its verdicts": entered_files(root),
    }


def main() -> None:
    """Print the figures of a checkout."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path(__file__).parents[1])
    for name, value in figures(parser.parse_args().root.resolve()).items():
        print(f"{value!s:>9}  {name}")


if __name__ == "__main__":
    main()
