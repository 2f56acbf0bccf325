"""The ledger without names: runners and files become numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

WITHOUT_NAME = "runner"
TEXTS = ("source", "reason", "into")


@dataclass(frozen=True)
class Numbers:
    """The number of each runner, and what files may be called in a ledger.

    Parameters
    ----------
    runner : dict of str to int
        By key.
    files : dict of str to list of str
        Files of each runner's folder; none where the runners stand in tables of all.
    common : dict of str to str
        `file 1` and so on, by the name of each file that is nobody's own.
    """

    runner: dict[str, int]
    files: dict[str, list[str]]
    common: dict[str, str]


def numbers_of(
    runners: Iterable[str], folders: Iterable[Path], common: Iterable[str] = ()
) -> Numbers:
    """Number runners, and files that are nobody's own, in alphabetical order from 1.

    Examples
    --------
    >>> numbers_of(["bo", "ann"], [], ["days.csv"]).common
    {'days.csv': 'file 1'}
    """
    files = {folder.name: _names_below(folder) for folder in folders}
    runner = {key: place for place, key in enumerate(sorted(runners), 1)}
    return Numbers(runner, files, {name: f"file {at}" for at, name in enumerate(sorted(common), 1)})


def without_names(ledger: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Put numbers for the runners, and for files wherever one is named.

    What a source is called may name somebody, be it a file, a member of an archive or a device.

    Examples
    --------
    >>> lines = pd.DataFrame({"runner": ["ann"], "source": ["ann/a.csv"], "reason": ["as a.csv"],
    ...                       "into": ["a.csv, row 3"]})
    >>> numbers = Numbers({"ann": 7}, {"ann": ["ann/a.csv", "a.csv"]}, {})
    >>> without_names(lines, numbers).iloc[0].tolist()
    ['7', 'file 1', 'as file 1', 'file 1, row 3']
    """
    number = ledger["runner"].map(numbers.runner, na_action="ignore").astype("Int64").astype("str")
    is_own = ledger["runner"].isin(list(numbers.files))
    parts = [_masked(ledger[~is_own], _common_words(ledger[~is_own], numbers))]
    for key, lines in ledger[is_own].groupby("runner", sort=False):
        parts.append(_masked(lines, _own_words(lines, str(key), numbers)))
    return pd.concat(parts).loc[ledger.index].assign(runner=number)


def _common_words(lines: pd.DataFrame, numbers: Numbers) -> dict[str, str]:
    """What tables of all are called; with a device behind it, as `days.csv [watch]`, too."""
    words = dict(numbers.common)
    for source in lines["source"].unique():
        table = source.rpartition(" [")[0]
        if source not in words and table in words:
            words[source] = words[table]
    return words


def _own_words(lines: pd.DataFrame, runner: str, numbers: Numbers) -> dict[str, str]:
    """What the sources of a runner are called, and the files below the folder of that name."""
    sources = sorted(set(lines["source"]) - {WITHOUT_NAME})
    words = {source: f"file {place}" for place, source in enumerate(sources, 1)}
    for name in numbers.files[runner]:
        same = next((one for one in sources if f"/{one}".endswith(f"/{name}")), None)
        same = same or next((one for one in sources if f"/{name}".endswith(f"/{one}")), None)
        words.setdefault(name, words[same] if same else f"file {len(set(words.values())) + 1}")
    return {**words, runner: WITHOUT_NAME}


def _masked(lines: pd.DataFrame, words: dict[str, str]) -> pd.DataFrame:
    if not words:
        return lines
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    said = {}
    for column in TEXTS:
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
