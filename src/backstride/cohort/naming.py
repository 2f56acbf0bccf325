"""The ledger without names: runners and their files become numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

WITHOUT_NAME = "runner"


@dataclass(frozen=True)
class Numbers:
    """The number of each runner, and of each file of a runner's own.

    Parameters
    ----------
    runner : dict of str to int
        By key.
    files : dict of str to list of str
        Files of each runner's folder, as they may be called in a ledger; none where the runners
        stand in tables of all.
    """

    runner: dict[str, int]
    files: dict[str, list[str]]


def numbers_of(runners: Iterable[str], folders: Iterable[Path]) -> Numbers:
    """Number runners, and the files of their folders, in alphabetical order from 1."""
    files = {folder.name: _names_below(folder) for folder in folders}
    return Numbers({key: place for place, key in enumerate(sorted(runners), 1)}, files)


def without_names(ledger: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Put numbers for the runners, and for their files wherever one is named.

    Examples
    --------
    >>> lines = pd.DataFrame({"runner": ["ann"], "source": ["ann/a.csv"], "reason": ["as a.csv"],
    ...                       "into": ["a.csv, row 3"]})
    >>> numbers = Numbers({"ann": 7}, {"ann": ["ann/a.csv", "a.csv"]})
    >>> without_names(lines, numbers).iloc[0].tolist()
    ['7', 'file 1', 'as file 2', 'file 2, row 3']
    """
    parts = [
        _without_names(lines, str(key), numbers)
        for key, lines in ledger.groupby("runner", sort=False, dropna=False)
    ]
    return pd.concat(parts) if parts else ledger


def _without_names(lines: pd.DataFrame, runner: str, numbers: Numbers) -> pd.DataFrame:
    place = str(numbers.runner[runner]) if runner in numbers.runner else None
    said: dict[str, pd.Series] = {"runner": pd.Series(place, index=lines.index, dtype="str")}
    names = numbers.files.get(runner)
    if names is None:
        return lines.assign(**said)
    words = {name: f"file {place}" for place, name in enumerate(names, 1)}
    words[runner] = WITHOUT_NAME
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    for column in ("source", "reason", "into"):
        texts = lines[column].dropna()
        masked = {text: pattern.sub(lambda hit: words[hit[0]], text) for text in texts.unique()}
        said[column] = lines[column].map(masked, na_action="ignore").astype("str")
    return lines.assign(**said)


def _names_below(folder: Path) -> list[str]:
    """What the files below a folder may be called: with all, some or none of their folders."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    parts = [(folder.name, *file.relative_to(folder).parts) for file in files]
    names = ["/".join(part[start:]) for part in parts for start in range(len(part))]
    return list(dict.fromkeys([str(folder), *names]))
