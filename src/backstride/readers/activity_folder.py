"""Many activity files at once: both cores where it pays, results in the order given."""

import multiprocessing
import os
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType

from backstride.errors import DataError
from backstride.readers import fit, gpx, tcx
from backstride.readers.activity import Activities
from backstride.readers.files import FilePath

ACTIVITY_READERS: tuple[ModuleType, ...] = (fit, gpx, tcx)
LEAST_FILES, CHUNK = 50, 16
"""More than so many files are worth other processes; so many go to one of them at a time."""

Progress = Callable[[int, int], None]
"""Called with the number of files done and of all."""
_Task = tuple[str, str | None, str, str]  # file or archive, member, reader, source


def read_all(
    files: Sequence[tuple[FilePath, str, ModuleType]],
    progress: Progress | None = None,
    n_cores: int | None = None,
) -> list[Activities | DataError]:
    """What each file holds, or why it cannot be read, in the order given.

    With more than `LEAST_FILES` files several processes share the work. Where processes are
    started anew (not forked), a script that calls this must guard its main part with
    `if __name__ == "__main__":`; where they cannot run, one core does the work.

    Parameters
    ----------
    files : sequence of (path, source, reader)
        `reader` is one of `ACTIVITY_READERS`.
    progress : callable, optional
        Told after each chunk of files.
    n_cores : int, optional
        By default all of the machine.
    """
    tasks = [_task(*one) for one in files]
    chunks = [tasks[first : first + CHUNK] for first in range(0, len(tasks), CHUNK)]
    cores = n_cores or os.cpu_count() or 1
    if cores > 1 and len(tasks) > LEAST_FILES:
        try:
            return _told(_on_cores(chunks, cores), len(tasks), progress)
        except (BrokenProcessPool, OSError):
            pass  # no processes to be had here: the same work on one core
    return _told(map(_read_chunk, chunks), len(tasks), progress)


def _told(
    found: Iterator[list[Activities | DataError]], n_all: int, progress: Progress | None
) -> list[Activities | DataError]:
    results: list[Activities | DataError] = []
    for chunk in found:
        results += chunk
        if progress:
            progress(len(results), n_all)
    return results


def _on_cores(chunks: list[list[_Task]], n_cores: int) -> Iterator[list[Activities | DataError]]:
    # a fork needs no second import of pandas; elsewhere than on Linux it is not safe
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(min(n_cores, len(chunks)), mp_context=context) as pool:
        with warnings.catch_warnings():
            # the children only read files; locks of other threads do not concern them
            warnings.filterwarnings("ignore", "This process .* is multi-threaded")
            found = pool.map(_read_chunk, chunks)
        yield from found


def _read_chunk(tasks: list[_Task]) -> list[Activities | DataError]:
    # an open archive must not be shared between processes: each chunk opens its own
    with ExitStack() as opened:
        roots: dict[str, zipfile.Path] = {}
        return [_read_one(task, roots, opened) for task in tasks]


def _read_one(
    task: _Task, roots: dict[str, zipfile.Path], opened: ExitStack
) -> Activities | DataError:
    file, member, reader_name, source = task
    reader = next(one for one in ACTIVITY_READERS if one.__name__ == reader_name)
    if member is not None and file not in roots:
        roots[file] = zipfile.Path(opened.enter_context(zipfile.ZipFile(file)))
    path = Path(file) if member is None else zipfile.Path(roots[file].root, member)
    try:
        found: Activities = reader.read_activities(path, source)
        return found
    except DataError as fault:
        return fault


def _task(path: FilePath, source: str, reader: ModuleType) -> _Task:
    if isinstance(path, zipfile.Path):
        return str(path.root.filename), path.at, reader.__name__, source
    return str(path), None, reader.__name__, source
