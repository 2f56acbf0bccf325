"""`backstride cohort` from one table of days to the answers: how time and memory grow with runners.

python benchmarks/cohort_command.py [--largest 3000]

Every size runs in a process of its own; times are of the processor.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from backstride.cohort import report_cohort
from backstride.settings import Settings
from backstride.simulate.cohort.scenario import CohortScenario
from backstride.simulate.cohort.write import cohort_parts

RESULTS = Path(__file__).parent / "results"
SIZES = (100, 300, 1000, 3000)
DAYS = 365
COLUMNS = ["runner", "date", "distance_km", "pain_post", "stretching_done", "stretching_between"]
MOST_EXPONENT = 1.1
# From the first size that fills its shards (some 550 runners each) to the largest.
FULL_SHARD, MOST_GROWTH_OF_MEMORY = 1000, 1.25


def write_days(n_runners: int, path: Path) -> None:
    """Days of simulated runners, part by part."""
    scenario = CohortScenario(n_runners=n_runners, n_days=DAYS, kappa=0.5, psi=0.06)
    for number, part in enumerate(cohort_parts(scenario)):
        lines = part.days[COLUMNS].to_csv(index=False, header=number == 0)
        with path.open("a", encoding="utf-8") as file:
            file.write(lines)


def measured(path: Path) -> dict[str, float]:
    """Processor seconds and peak memory of one run of the command's work."""
    with tempfile.TemporaryDirectory() as out:
        began = time.process_time()
        report_cohort(path, Settings(), Path(out) / "out")
        seconds = time.process_time() - began
    status = Path("/proc/self/status").read_text("ascii")
    return {"seconds": seconds, "peak_mb": int(status.partition("VmHWM:")[2].split()[0]) / 1024}


def growth(sizes: tuple[int, ...], place: Path) -> pd.DataFrame:
    """Time beside that of the smallest cohort, and peak memory, by the number of runners."""
    rows = []
    for n_runners in sizes:
        path = place / f"days-{n_runners}.csv"
        write_days(n_runners, path)
        command = [sys.executable, __file__, "--path", str(path)]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        rows.append({"runners": n_runners, **json.loads(said.splitlines()[-1])})
        path.unlink()
    table = pd.DataFrame(rows)
    slope = float(np.polyfit(np.log(table["runners"]), np.log(table["seconds"]), 1)[0])
    ratio = table["seconds"] / table["seconds"].iloc[0]
    return table.assign(time=ratio, exponent=slope)[["runners", "peak_mb", "time", "exponent"]]


def broken_limits(table: pd.DataFrame) -> list[str]:
    """What does not hold."""
    slope, by_size = table["exponent"].iloc[0], table.set_index("runners")["peak_mb"]
    problems = [] if slope < MOST_EXPONENT else [f"time grows with exponent {slope:.2f}"]
    if by_size.iloc[-1] > MOST_GROWTH_OF_MEMORY * by_size.get(FULL_SHARD, np.inf):
        problems.append("memory grows with the cohort")
    return problems


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--largest", type=int, default=SIZES[-1])
    arguments.add_argument("--path", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.path:
        print(json.dumps(measured(Path(given.path))))
        return 0
    with tempfile.TemporaryDirectory() as place:
        table = growth(tuple(n for n in SIZES if n <= given.largest), Path(place))
    RESULTS.mkdir(exist_ok=True)
    table.to_csv(RESULTS / "cohort-command.csv", index=False, float_format="%.3g")
    print(table.round(2).to_string(index=False))
    problems = broken_limits(table)
    print("\n".join(problems) or "every limit was held")
    return int(bool(problems))


if __name__ == "__main__":
    raise SystemExit(main())
