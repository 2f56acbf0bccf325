"""A whole report, statistics included, against the same kernels doing nothing but the imports.

python benchmarks/report.py [--repeats 1]
"""

import argparse
import tempfile
import time
from pathlib import Path

import nbformat

from backstride.report.build import write_report
from backstride.report.execute import Chapter, execute_notebooks, notebook_paths, sample_folder
from backstride.settings import Settings

LIMIT = 2.0
SETTINGS = Settings(timezone="Europe/Berlin")


def only_imports(path: Path, folder: Path) -> Path:
    """Write the notebook with its parameters and imports, and nothing else to compute."""
    notebook = nbformat.read(path, as_version=4)
    parameters, first = [cell for cell in notebook.cells if cell.cell_type == "code"][:2]
    first.source = first.source.partition("\n\n")[0]
    notebook.cells = [parameters, first]
    nbformat.write(notebook, folder / path.name)
    return folder / path.name


def seconds_of_imports() -> float:
    with tempfile.TemporaryDirectory(prefix="bs-") as place:
        bare = [
            Chapter(only_imports(path, Path(place)), sample_folder()) for path in notebook_paths()
        ]
        began = time.perf_counter()
        execute_notebooks(bare, SETTINGS, Path(place))
        return time.perf_counter() - began


def seconds_of_report() -> float:
    with tempfile.TemporaryDirectory(prefix="bs-") as place:
        began = time.perf_counter()
        write_report([], SETTINGS, place)
        return time.perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=1, help="the fastest of so many counts")
    repeats = range(parser.parse_args().repeats)
    imports = min(seconds_of_imports() for _ in repeats)
    ratio = min(seconds_of_report() for _ in repeats) / imports
    print(f"{len(notebook_paths())} notebooks, two kernels at a time")
    print(f"whole report / kernels with imports only: {ratio:.2f} (limit {LIMIT:.0f})")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
