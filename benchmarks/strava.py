"""Strava's activities.csv with 20,000 rows: our reader against a bare csv pass with dates parsed.

python benchmarks/strava.py [--rows 20000]
"""

import argparse
import csv
import random
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from backstride.readers import read_paths
from backstride.settings import Settings

DATE = "%b %d, %Y, %I:%M:%S %p"
HEADER = [
    "Activity ID",
    "Activity Date",
    "Activity Name",
    "Activity Type",
    "Activity Description",
    "Elapsed Time",
    "Distance",
    "Max Heart Rate",
    "Relative Effort",
    "Commute",
    "Activity Private Note",
    "Activity Gear",
    "Filename",
    "Athlete Weight",
    "Bike Weight",
    "Elapsed Time",
    "Moving Time",
    "Distance",
    "Max Speed",
    "Average Speed",
    "Elevation Gain",
    "Elevation Loss",
    "Perceived Exertion",
    "Dirt Distance",
]


def write_export(path: Path, n_rows: int) -> None:
    """Write an export of one activity a day, newest last, with made-up numbers."""
    draw = random.Random(7)
    first = datetime(1990, 1, 1, 6)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER)
        for number in range(n_rows):
            start = first + timedelta(days=number * 0.65, seconds=draw.randrange(40_000))
            metres = draw.uniform(3000, 25_000)
            moving = metres / draw.uniform(2.4, 3.6)
            rows.writerow(
                [number, start.strftime(DATE), "Evening Run", "Run", "", round(moving * 1.05),
                 f"{metres / 1000:.2f}", 171, 50, "false", "", f"Harrier {number % 5}", "", 70, "",
                 f"{moving * 1.05:.1f}", f"{moving:.1f}", f"{metres:.1f}", 5.1, 3.1, 80.5, 79.0,
                 "", f"{metres * 0.2:.1f}"]
            )  # fmt: skip


def bare_pass(path: Path) -> int:
    """Read every cell and parse every date with the standard library."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        where = next(rows).index("Activity Date")
        return sum(datetime.strptime(row[where], DATE).year > 0 for row in rows)


def seconds(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=20_000)
    n_rows = arguments.parse_args().rows
    settings = Settings(timezone="Europe/Berlin")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "activities.csv"
        write_export(path, n_rows)
        bare = min(seconds(lambda: bare_pass(path)) for _ in range(3))
        ours = min(seconds(lambda: read_paths([path], settings)) for _ in range(3))
    sys.stdout.write(f"strava, {n_rows} rows: bare csv pass 1, Backstride {ours / bare:.1f}\n")


if __name__ == "__main__":
    main()
