"""From files to typed rows: one module per source, tried in the order of `registry`."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pandas as pd

from backstride import schemas
from backstride.errors import DataError
from backstride.readers.activity import Activities, reading_of
from backstride.readers.base import Reading, UndecidedError, joined, reason_of
from backstride.readers.discover import (
    ACTIVITY_READERS,
    Input,
    Progress,
    inputs_of,
    read_all,
    with_listed_sports,
)
from backstride.readers.files import FilePath, fault_of, read_head
from backstride.readers.registry import READERS
from backstride.readers.spreadsheet import stated_shoes
from backstride.settings import Settings

__all__ = ["Progress", "Reading", "read_paths"]


def read_paths(
    paths: Iterable[str | Path], settings: Settings, progress: Progress | None = None
) -> Reading:
    """Read every file, folder and zip; the order of `paths` does not matter.

    A file named directly must be readable; inside a folder or zip one that is not becomes a
    ledger line (row 0, table `file`, refused) and the rest goes on.

    Parameters
    ----------
    paths : iterable of str or Path
        A path that is given twice is read once.
    settings : Settings
        What the runner states: time zone, date order, unit of distances.
    progress : callable, optional
        Called with the number of activity files (FIT, GPX, TCX) done and of all.

    Raises
    ------
    DataError
        All problems at once: files that cannot be read, choices that only the runner can make.
    """
    outcomes = _Outcomes()
    activity_files: list[tuple[Input, ModuleType]] = []
    for entry in inputs_of(paths):
        with outcomes.of(entry):
            reader = _reader_of(entry)
            if reader in ACTIVITY_READERS:
                activity_files.append((entry, reader))
            else:
                outcomes.readings.append(reader.read(entry.path, settings, entry.source))
    _add_activities(outcomes, activity_files, settings, progress)
    if outcomes.problems:
        raise DataError(dict.fromkeys(outcomes.problems))
    if not outcomes.readings:
        raise DataError("No log found. Give an export, a table of runs or a pain diary.")
    return joined([*outcomes.readings, stated_shoes(settings)])


@dataclass
class _Outcomes:
    readings: list[Reading] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @contextmanager
    def of(self, entry: Input) -> Iterator[None]:
        """Turn the fault of one file into a problem to show, or into its ledger line."""
        try:
            yield
        except DataError as fault:
            if entry.is_named or isinstance(fault, UndecidedError):
                self.problems.extend(fault.problems)
            else:
                self.readings.append(_refused(entry, fault))


def _add_activities(
    outcomes: _Outcomes,
    files: list[tuple[Input, ModuleType]],
    settings: Settings,
    progress: Progress | None,
) -> None:
    found = read_all([(entry.path, entry.source, reader) for entry, reader in files], progress)
    paths: list[FilePath] = []
    activities: list[Activities] = []
    for (entry, _), one in zip(files, found, strict=True):
        if isinstance(one, Activities):
            paths.append(entry.path)
            activities.append(one)
            continue
        with outcomes.of(entry):
            raise one
    if activities:
        try:
            outcomes.readings.append(reading_of(with_listed_sports(paths, activities), settings))
        except UndecidedError as fault:
            outcomes.problems.extend(fault.problems)


def _reader_of(entry: Input) -> ModuleType:
    head = read_head(entry.path)
    if not head.strip():
        raise DataError(f"{entry.source}: the file is empty.")
    for reader in READERS:
        if reader.recognises(entry.path):
            return reader
    fault = fault_of(head) or "not a format Backstride reads"
    raise DataError(f"{entry.source}: {fault}. Give a Strava export, or a table as CSV or Excel.")


def _refused(entry: Input, fault: DataError) -> Reading:
    line = pd.DataFrame(
        {
            "source": [entry.source],
            "row": [0],
            "table": ["file"],
            "outcome": ["refused"],
            "reason": [reason_of(fault)],
        }
    )
    return Reading(ledger=schemas.fit_to(schemas.LEDGER, line))
