"""FIT files of an hour: our pass against a plain pass of fitdecode, and two cores against one.

Ratios within one run: below 1 is faster. The limit of the first is a third.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import fitdecode

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "examples"))

from fit_files import FitSession, activity_file

from backstride.readers import fit
from backstride.readers.discover import read_all

N_FILES, N_SLOW, RECORDS_AN_HOUR = 500, 20, 3600
LIMIT = 1 / 3


def write_files(folder: Path, n_files: int) -> list[Path]:
    first = datetime(2023, 1, 1, 7)
    kinds = [activity_file(FitSession(), n_records=RECORDS_AN_HOUR + step) for step in range(4)]
    bare = activity_file(FitSession(first), n_records=1)
    print(f"{n_files} files of {len(kinds[0]) // 1024} kB (without track {len(bare)} bytes)")
    paths = [folder / f"{(first + timedelta(days=day)).date()}.fit" for day in range(n_files)]
    for day, path in enumerate(paths):
        path.write_bytes(kinds[day % len(kinds)])
    return paths


def seconds(task: Callable[[], object]) -> float:
    begin = time.perf_counter()
    task()
    return time.perf_counter() - begin


def plain_pass(paths: list[Path]) -> None:
    for path in paths:
        with fitdecode.FitReader(path) as frames:
            for _ in frames:
                pass


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        paths = write_files(Path(name), N_FILES)
        files = [(path, path.name, fit) for path in paths]
        # the plain pass is slow and even: a part of the files tells its time for all
        plain = seconds(lambda: plain_pass(paths[:N_SLOW])) * N_FILES / N_SLOW
        one = seconds(lambda: read_all(files, n_cores=1))
        two = seconds(lambda: read_all(files, n_cores=2))
    print(f"one core / plain fitdecode pass: {one / plain:.3f} (limit {LIMIT:.2f})")
    print(f"two cores / one core:            {two / one:.2f}")
    if one / plain > LIMIT:
        sys.exit("slower than the limit")


if __name__ == "__main__":
    main()
