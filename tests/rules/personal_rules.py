"""Nobody's log, place or health is committed; for pre-commit, `make check` and the tests alike.

python tests/rules/personal_rules.py

Only files that git tracks, or is about to, are looked at. What lies in `data/sample*` is simulated.
"""

import ast
import csv
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from PIL import Image

from backstride.errors import DataError
from backstride.readers import spreadsheet
from backstride.readers.base import NotALogError
from backstride.readers.registry import READERS
from backstride.settings import Settings

ROOT = Path(__file__).parents[2]
SIMULATED = re.compile(r"data/sample(-[a-z]+)*/")
PRIVATE, KEPT = "data/private/", "data/private/.gitkeep"
MOST_BYTES = 3_000_000

# Files of watches, packed exports and databases: no test and no page of the project needs one.
EXPORTS = {".fit", ".gpx", ".tcx", ".kml", ".kmz", ".zip", ".gz", ".7z"}
EXPORTS |= {".xls", ".xlsx", ".ods", ".parquet", ".db", ".sqlite"}
TABLES = {".csv", ".tsv", ".txt", ".json", ".xml", ".htm", ".html"}
PICTURES = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp"}
COHORT = {"runner", "date"}
GPS_OF_PICTURE = 0x8825
# The settings that leave nothing undecided, so that any log can be read.
DECIDED = Settings(timezone="UTC", date_order="ymd", distance_unit="km")

# A degree with four decimals or more is a place within ten metres; tests make do with fewer.
AXIS = r"(?:latitude|longitude|(?<![a-z])(?:lat|lon|lng|latlng|coordinates))(?:_?deg(?:rees)?)?"
IS = r"\\?[\"']?\s*[=:>]\s*\\?[\"'\[(\s]*"
COORDINATE = re.compile(rf"{AXIS}{IS}-?\d{{1,3}}\.\d{{4,}}", re.IGNORECASE)
AXES = re.compile(rf"(?:\w+[_ ])?{AXIS}", re.IGNORECASE)
HEADER_CELL = re.compile(r"<th[^>]*>([^<]*)</th>")

# A text in a notebook that begins like a path; those of the sample are the only ones there.
PATH = re.compile(r"~|/|\.{1,2}/|[A-Za-z]:[\\/]")
SAMPLE = re.compile(r"\.\./data/sample(-[a-z]+)*(/|$)")


def tracked(root: Path) -> list[str]:
    """Paths of the index of git, below `root`; none where there is no repository."""
    if not (root / ".git").exists():
        return []
    command = ["git", "ls-files", "-z", "--cached"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (root / name).is_file()]


def breaches(root: Path, names: Iterable[str]) -> list[str]:
    """One line for every file and reason why it must not be committed."""
    return [f"{name}: {breach}" for name in names for breach in file_breaches(root, name)]


def file_breaches(root: Path, name: str) -> Iterator[str]:
    file = root / name
    if name.startswith(PRIVATE) and name != KEPT:
        yield "lies among the private logs; git rm --cached it"
    if file.stat().st_size > MOST_BYTES:
        yield f"{file.stat().st_size:,} bytes, {MOST_BYTES:,} are allowed"
    if SIMULATED.match(name):
        return
    suffix = file.suffix.casefold()
    if suffix in EXPORTS:
        yield f"a {suffix} file is an export; only data/sample* has logs"
    elif suffix in TABLES and is_log(file):
        yield "can be read as somebody's log; only data/sample* has logs"
    elif suffix in PICTURES:
        yield from picture_breaches(file)
    elif suffix == ".ipynb":
        yield from notebook_breaches(nbformat.read(file, as_version=4))
    if suffix not in EXPORTS | PICTURES:
        yield from place_breaches(file)


def is_log(file: Path) -> bool:
    """Whether Backstride would read a file, as the export of a service or as a table."""
    if any(reader.recognises(file) for reader in READERS if reader is not spreadsheet):
        return True
    if header(file) >= COHORT:
        return True
    try:
        return spreadsheet.recognises(file) and bool(spreadsheet.read(file, DECIDED, file.name))
    except NotALogError:
        return False
    except DataError:
        # A log all the same, with a fault.
        return True


def header(file: Path) -> set[str]:
    with file.open(encoding="utf-8", errors="replace", newline="") as text:
        line = text.readline()
    delimiter = max(",;\t", key=line.count)
    return {cell.strip().casefold() for cell in next(csv.reader([line], delimiter=delimiter), [])}


def picture_breaches(file: Path) -> Iterator[str]:
    with Image.open(file) as picture:
        if picture.getexif().get_ifd(GPS_OF_PICTURE):
            yield "the picture says where it was taken"


def place_breaches(file: Path) -> Iterator[str]:
    text = file.read_text("utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), 1):
        if COORDINATE.search(line):
            yield f"line {number}: a coordinate"
    columns = header(file) if file.suffix.casefold() in TABLES else set()
    columns |= {cell.strip() for cell in HEADER_CELL.findall(text)}
    for column in sorted(filter(AXES.fullmatch, columns)):
        yield f"a column of coordinates, {column}"


def notebook_breaches(notebook: NotebookNode) -> Iterator[str]:
    if "papermill" in notebook.metadata:
        yield "metadata of papermill, which name the log it ran on"
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    for number, source in enumerate(cells, 1):
        for text in texts_of(source):
            if PATH.match(text) and not SAMPLE.match(text):
                yield f"code cell {number}: {text!r}, where only ../data/sample* may be read"


def texts_of(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def main() -> int:
    """Print every breach of every tracked file; 1 if there is any."""
    found = breaches(ROOT, tracked(ROOT))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
