"""From files to typed rows: one module per source, tried in the order of `READERS`.

A new source is a module with `recognises(path)` and `read(path, settings, source)`, and one
more entry in `READERS`; the spreadsheet, which takes any table, stays last.
"""

from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pandas as pd

from backstride import tables
from backstride.errors import DataError
from backstride.readers import spreadsheet, strava
from backstride.readers.choices import UndecidedError
from backstride.readers.files import fault_of, read_head
from backstride.readers.inputs import Input, inputs_of
from backstride.readers.reading import Reading, joined
from backstride.settings import Settings

__all__ = ["READERS", "Reading", "read_paths"]

READERS: tuple[ModuleType, ...] = (strava, spreadsheet)


def read_paths(paths: Iterable[str | Path], settings: Settings) -> Reading:
    """Read every file, folder and zip; the order of `paths` does not matter.

    A file named directly must be readable; inside a folder or zip one that is not becomes a
    ledger line (row 0, table `file`, refused) and the rest goes on.

    Parameters
    ----------
    paths : iterable of str or Path
        A path that is given twice is read once.
    settings : Settings
        What the runner states: time zone, date order, unit of distances.

    Raises
    ------
    DataError
        All problems at once: files that cannot be read, choices that only the runner can make.
    """
    readings: list[Reading] = []
    problems: list[str] = []
    for entry in inputs_of(paths):
        try:
            readings.append(_read(entry, settings))
        except DataError as fault:
            if entry.is_named or isinstance(fault, UndecidedError):
                problems.extend(fault.problems)
            else:
                readings.append(_refused(entry, fault))
    if problems:
        raise DataError(dict.fromkeys(problems))
    if not readings:
        raise DataError("No log found. Give an export, a table of runs or a pain diary.")
    return joined(readings)


def _read(entry: Input, settings: Settings) -> Reading:
    head = read_head(entry.path)
    if not head.strip():
        raise DataError(f"{entry.source}: the file is empty.")
    for reader in READERS:
        if reader.recognises(entry.path):
            reading: Reading = reader.read(entry.path, settings, entry.source)
            return reading
    fault = fault_of(head) or "not a format Backstride reads"
    raise DataError(f"{entry.source}: {fault}. Give a Strava export, or a table as CSV or Excel.")


def _refused(entry: Input, fault: DataError) -> Reading:
    line = pd.DataFrame(
        {
            "source": [entry.source],
            "row": [0],
            "table": ["file"],
            "outcome": ["refused"],
            "reason": [" ".join(fault.problems)],
        }
    )
    return Reading(ledger=tables.fit_to(tables.LEDGER, line))
