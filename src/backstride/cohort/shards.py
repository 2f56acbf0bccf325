"""Shards: the diaries of some runners in one file, and the ledger of their rows in another."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pandas as pd

from backstride import tables

COUNTED = ("read", *tables.OUTCOMES)


@dataclass(frozen=True)
class Shard:
    """Some runners, whole; what is known of them without opening the files.

    Parameters
    ----------
    diary, ledger : Path
        Parquet: the diary with exposures, runner by runner, and the lines of `COHORT_LEDGER`.
    runners : tuple of str
        Keys of all runners, of those that cannot be read too.
    n_days, n_unread : int
        Days of the diary, and runners that are not in it.
    counts : DataFrame
        Units read and their outcomes, by table.
    unread : tuple of str
        Columns of the runners' own logs of which no meaning is known.
    """

    diary: Path
    ledger: Path
    runners: tuple[str, ...]
    n_days: int
    n_unread: int
    counts: pd.DataFrame
    unread: tuple[str, ...]


def write_shard(
    diary: pd.DataFrame,
    ledger: pd.DataFrame,
    folder: Path,
    name: str,
    runners: set[str],
    unread: Iterable[str] = (),
) -> Shard:
    """Write a shard; a file is there whole or not at all, and is the same when written again."""
    days, lines = folder / f"diary-{name}.parquet", folder / f"ledger-{name}.parquet"
    write_whole(diary, days)
    write_whole(ledger, lines)
    n_unread = len(runners) - diary["runner"].nunique()
    keys, columns = tuple(sorted(runners)), tuple(sorted(unread))
    return Shard(days, lines, keys, len(diary), n_unread, outcomes(ledger), columns)


def write_whole(table: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet; two that write the same at once do not meet."""
    beside = path.with_name(f"{uuid4()}.new")
    table.to_parquet(beside, index=False)
    beside.replace(path)


def read_diary(shard: Shard) -> pd.DataFrame:
    """The diary of a shard, with exposures."""
    return pd.read_parquet(shard.diary)


def outcomes(ledger: pd.DataFrame) -> pd.DataFrame:
    """Units read, kept, merged and refused by table: rows, and files and runners as a whole.

    Examples
    --------
    >>> lines = pd.DataFrame({"table": "days", "outcome": ["kept", "refused"]})
    >>> outcomes(lines).loc["days"].tolist()
    [2, 1, 0, 1]
    """
    counts = pd.crosstab(ledger["table"].astype(object), ledger["outcome"].astype(object))
    counts = counts.reindex(columns=list(tables.OUTCOMES), fill_value=0)
    counts.insert(0, "read", counts.sum(axis=1))
    return counts.rename_axis(columns=None)
