"""What must stay the same when code only moves: a digest of every result a person sees.

    python benchmarks/yardstick.py --out before.json
    python benchmarks/yardstick.py --against before.json

Answers of the sample and of ten simulated logs, the sample's report, the sample cohort's files,
the analysis of the sample trial, and the outputs of the committed notebooks. Another checkout is
measured with the same file: `PYTHONPATH=other/src python benchmarks/yardstick.py --root other`.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat

TIMEZONE = "Europe/Berlin"
EFFECTS = ("spike=0.8", "surface=0.5", "strength=-0.1", "stretching=-0.3")
# Seed and days: one per length at which something else is shown or refused.
LOGS = {1: 40, 2: 75, 3: 95, 4: 130, 5: 185, 6: 240, 7: 370, 8: 500, 9: 735, 10: 900}
BUILD_FACTS = re.compile(r"Backstride \d+\.\d+\.\d+\S*")


def digest(content: str | bytes) -> str:
    """Sixteen letters of the SHA-256 of a result."""
    raw = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()[:16]


def backstride(*arguments: str) -> str:
    """Run a command as a person does; return what it printed."""
    command = [sys.executable, "-m", "backstride", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def simulated(place: Path) -> Iterator[tuple[str, Path]]:
    """Ten logs: half of them without any effect."""
    for seed, days in LOGS.items():
        folder = place / f"simulated-{seed}"
        planted = [word for one in EFFECTS for word in ("--effect", one)] if seed % 2 else []
        length = ("--seed", f"{seed}", "--days", f"{days}")
        backstride("simulate", *length, *planted, "--out", f"{folder}")
        yield f"answers: seed {seed}, {days} days", folder


def answers(folder: Path) -> str:
    """Every answer to one log, as text with all digits."""
    import backstride as package

    log = package.read_log([folder], timezone=TIMEZONE)
    return str(package.answer_claims(log).to_csv(index=False))


def outputs(notebook: Path) -> str:
    """The outputs of a notebook; its sources may change."""
    cells = nbformat.read(notebook, as_version=4).cells
    return json.dumps([cell.get("outputs") for cell in cells], sort_keys=True)


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Each file of a folder, by its name in there."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield file.relative_to(folder).as_posix(), file.read_bytes()


def results(root: Path, place: Path) -> Iterator[tuple[str, str]]:
    """Name and digest of every result."""
    yield "answers: the sample", digest(answers(root / "data" / "sample"))
    for name, folder in simulated(place):
        yield name, digest(answers(folder))
    backstride("report", "--out", f"{place / 'report'}")
    page = (place / "report" / "report.html").read_text("utf-8")
    yield "report of the sample", digest(BUILD_FACTS.sub("Backstride", page))
    backstride("cohort", f"{root / 'data' / 'sample-cohort'}", "--out", f"{place / 'cohort'}")
    for name, content in files(place / "cohort"):
        yield f"cohort: {name}", digest(content)
    shutil.copytree(root / "data" / "sample-trial", place / "trial")
    log = [f"{place / 'trial' / name}.csv" for name in ("runs", "pain", "habits", "days", "shoes")]
    told = backstride("trial", "analyse", f"{place / 'trial'}", *log, "--timezone", TIMEZONE)
    yield "trial: what is told", digest(told.replace(f"{place}", ""))
    for notebook in sorted((root / "notebooks").glob("*.ipynb")):
        yield f"outputs: {notebook.name}", digest(outputs(notebook))


def main() -> None:
    """Measure; write, or compare and name what differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path(__file__).parents[1])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--against", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        now = dict(results(options.root.resolve(), Path(place)))
    if options.out:
        options.out.write_text(json.dumps(now, indent=1) + "\n", "utf-8")
    before = json.loads(options.against.read_text("utf-8")) if options.against else now
    for name in sorted({*before, *now}):
        same = before.get(name) == now.get(name)
        print(f"{'same' if same else 'DIFFERS':8} {now.get(name, '-'):16} {name}")
    n_same = sum(before.get(name) == now.get(name) for name in {*before, *now})
    print(f"{n_same} of {len({*before, *now})} results are the same")
    sys.exit(0 if n_same == len({*before, *now}) else 1)


if __name__ == "__main__":
    main()
