"""Exposures of 5,200 runners over 550 days, beside other ways to work them out; and how they grow.

python benchmarks/cohort_exposures.py [--runners 5200] [--only growth]

The others are installed for this alone, and left out where they are absent:
.tools/bin/uv pip install --python .venv/bin/python polars duckdb acwr
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from exposures_elsewhere import CONTENDERS, DAYS, OURS, Columns, days_of, medians, with_backstride

from backstride.cohort.engine import Engine, engine
from backstride.cohort.shards import write_whole
from backstride.exposures import add_exposures

RESULTS = Path(__file__).parent / "results"
SIZES = (100, 300, 1000, 3000, 10_000)
RUNNERS_PER_SHARD = 100
FLOOR, ACWR = "numpy, cumulative sums", "acwr"
MOST_OF_FLOOR, LEAST_AHEAD, MOST_MB, MOST_EXPONENT = 3.0, 50.0, 2000.0, 1.1
# What a part needs may differ a little; a cohort 100 times as large must not show.
MOST_GROWTH_OF_MEMORY = 1.25
# Of medians: where a week holds no run, a running total leaves a rest, and so a ratio of rests.
SAME = 1e-3
REPEATS = 3


@dataclass(frozen=True)
class Measured:
    """Processor seconds, peak memory of the process (MB), and quantities that are not ours."""

    seconds: float
    megabytes: float
    differences: list[str]


def cohort_table(n_runners: int, first: int = 0) -> pd.DataFrame:
    """Made-up days without a gap, so that every contender can take them."""
    rng = np.random.default_rng([7, first])
    km = rng.gamma(4, 2.5, (n_runners, DAYS)) * (rng.random((n_runners, DAYS)) < 0.5)
    names = [f"runner-{number:06d}" for number in range(first, first + n_runners)]
    runner = pd.Categorical.from_codes(np.repeat(np.arange(n_runners), DAYS), names)
    dates = np.tile(pd.date_range("2024-01-01", periods=DAYS).to_numpy(), n_runners)
    return pd.DataFrame({"runner": runner, "date": dates, "distance_km": km.round(2).ravel()})


def in_own_process(*arguments: str) -> Measured:
    """Measure one contender, or one size, in a process that does nothing else."""
    command = [sys.executable, __file__, *arguments]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Measured(**json.loads(said.splitlines()[-1]))


def peak_megabytes() -> float:
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def processor_seconds(task: Callable[[], object]) -> float:
    began = time.process_time()
    task()
    return time.process_time() - began


def measure_contender(name: str, path: Path) -> Measured:
    """The fastest of three; what is read before, and the comparison after, do not count."""
    contender = CONTENDERS[name]
    ready = contender.prepare(path)
    seconds = min(processor_seconds(partial(contender.work, ready)) for _ in range(REPEATS))
    megabytes = peak_megabytes()
    days = days_of(path)
    if contender.only_runners:
        seconds *= len(days) / (contender.only_runners * DAYS)
        days = days.head(contender.only_runners * DAYS)
    return Measured(seconds, megabytes, differences(contender.work(ready), days))


def differences(found: Columns, days: pd.DataFrame) -> list[str]:
    ours, theirs = medians(with_backstride(days)), medians(found)
    return [
        f"{name}: {value}, with Backstride {ours[name]}"
        for name, value in theirs.items()
        if not np.isclose(value, ours[name], rtol=SAME)
    ]


def exposures_of(path: Path, into: Path) -> int:
    """One shard: read it, add exposures, write it."""
    exposed = add_exposures(pd.read_parquet(path))
    write_whole(exposed, into / path.name)
    return len(exposed)


def write_shards(n_runners: int, folder: Path) -> None:
    for first in range(0, n_runners, RUNNERS_PER_SHARD):
        table = cohort_table(min(RUNNERS_PER_SHARD, n_runners - first), first)
        write_whole(table, folder / f"{first:06d}.parquet")


def through_engine(folder: Path, running: Engine) -> None:
    with tempfile.TemporaryDirectory() as into:
        shards = sorted(folder.glob("*.parquet"))
        running.total(partial(exposures_of, into=Path(into)), shards)


def measure_size(folder: Path) -> Measured:
    """Time and memory of all shards; what the first file costs once in a process is left out."""
    with engine() as running, tempfile.TemporaryDirectory() as into:
        exposures_of(min(folder.glob("*.parquet")), Path(into))
        seconds = processor_seconds(lambda: through_engine(folder, running))
    return Measured(seconds, peak_megabytes(), [])


def wall_seconds(folder: Path, n_workers: int) -> float:
    """Time on the clock of workers that are up; the first pass, which starts them, is left out."""
    with engine(n_workers=n_workers) as running:
        through_engine(folder, running)
        began = time.perf_counter()
        through_engine(folder, running)
        return time.perf_counter() - began


def peers(n_runners: int, place: Path) -> tuple[pd.DataFrame, list[str]]:
    """Every contender on the same table; problems where a limit is not held."""
    path = place / "days.parquet"
    write_whole(cohort_table(n_runners), path)
    found: dict[str, Measured] = {}
    rows = []
    for name, contender in CONTENDERS.items():
        if contender.package and find_spec(contender.package) is None:
            print(f"{name}: left out, {contender.package} is not installed")
            continue
        found[name] = in_own_process("--contender", name, "--path", str(path))
        rows.append({"way": name, "note": contender.note, "peak_mb": found[name].megabytes})
    ours = found[OURS]
    for row in rows:
        row["time"] = found[row["way"]].seconds / ours.seconds
    table = pd.DataFrame(rows)[["way", "time", "peak_mb", "note"]]
    differ = [f"{name}, {said}" for name, one in found.items() for said in one.differences]
    return table, [*differ, *broken_limits(found)]


def broken_limits(found: dict[str, Measured]) -> list[str]:
    ours = found[OURS]
    problems = []
    if ours.seconds > MOST_OF_FLOOR * found[FLOOR].seconds:
        problems.append(f"more than {MOST_OF_FLOOR:.0f} times the numpy floor")
    if ACWR in found and found[ACWR].seconds < LEAST_AHEAD * ours.seconds:
        problems.append(f"less than {LEAST_AHEAD:.0f} times ahead of acwr")
    if ours.megabytes > MOST_MB:
        problems.append(f"peak memory above {MOST_MB:.0f} MB")
    return problems


def growth(sizes: tuple[int, ...], place: Path) -> tuple[pd.DataFrame, list[str]]:
    """Time and memory by the number of runners, shard by shard; one and two workers."""
    rows = []
    for n_runners in sizes:
        folder = place / f"shards-{n_runners}"
        folder.mkdir()
        write_shards(n_runners, folder)
        run = in_own_process("--size", str(folder))
        rows.append({"runners": n_runners, "seconds": run.seconds, "peak_mb": run.megabytes})
    table = pd.DataFrame(rows)
    one, two = (wall_seconds(folder, n_workers) for n_workers in (1, 2))
    table["time"] = table["seconds"] / table["seconds"].iloc[0]
    slope = exponent(table["runners"], table["seconds"])
    table["exponent"] = slope
    table["two_workers"] = np.where(table["runners"] == sizes[-1], two / one, np.nan)
    problems = [] if slope < MOST_EXPONENT else [f"time grows with exponent {slope:.2f}"]
    if table["peak_mb"].iloc[-1] > MOST_GROWTH_OF_MEMORY * table["peak_mb"].iloc[0]:
        problems.append("memory grows with the cohort")
    return table.drop(columns="seconds"), problems


def exponent(runners: pd.Series, seconds: pd.Series) -> float:
    return float(np.polyfit(np.log(runners), np.log(seconds), 1)[0])


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--runners", type=int, default=5200)
    arguments.add_argument("--largest", type=int, default=SIZES[-1], help="runners of the growth")
    arguments.add_argument("--only", choices=("peers", "growth"))
    for internal in ("--contender", "--path", "--size"):
        arguments.add_argument(internal, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.contender or given.size:
        run = (
            measure_contender(given.contender, Path(given.path))
            if given.contender
            else measure_size(Path(given.size))
        )
        print(json.dumps(vars(run)))
        return 0
    problems: list[str] = []
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        for piece, work in (
            ("peers", partial(peers, given.runners)),
            ("growth", partial(growth, tuple(n for n in SIZES if n <= given.largest))),
        ):
            if given.only in (None, piece):
                table, broken = work(Path(name))
                table.to_csv(RESULTS / f"cohort-{piece}.csv", index=False, float_format="%.3g")
                print(table.round(2).to_string(index=False))
                problems += broken
    print("\n".join(problems) or "every limit was held")
    return int(bool(problems))


if __name__ == "__main__":
    raise SystemExit(main())
