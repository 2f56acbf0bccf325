"""From a folder of many runners to shards, each task reading the runners of one shard."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from backstride import tables
from backstride.cohort.buckets import (
    SOURCE_ROW,
    fill_buckets,
    filled_buckets,
    n_buckets,
    rows_of_bucket,
)
from backstride.cohort.cells import unused_columns
from backstride.cohort.day_span import refuse_choices_of_logs
from backstride.cohort.day_table import diary_of_days
from backstride.cohort.engine import Engine
from backstride.cohort.own_logs import Read, diary_of_folder, diary_of_rows
from backstride.cohort.places import RUNNER, Found, Table
from backstride.cohort.shards import Shard, write_shard
from backstride.errors import DataError
from backstride.settings import Settings

FOLDERS_PER_SHARD = 20


@dataclass(frozen=True)
class Cohort:
    """A cohort in shards.

    Parameters
    ----------
    shards : tuple of Shard
        Those with a diary.
    ledgers : tuple of Path
        Parts of the ledger, those of all shards among them.
    counts : DataFrame
        Units read and their outcomes, by table.
    runners : tuple of str
        Keys of all runners, in alphabetical order.
    n_unread : int
        Runners that cannot be read.
    unused : tuple of str
        Columns that were not used, in alphabetical order.
    """

    shards: tuple[Shard, ...]
    ledgers: tuple[Path, ...]
    counts: pd.DataFrame
    runners: tuple[str, ...]
    n_unread: int
    unused: tuple[str, ...]


def read_cohort(found: Found, settings: Settings, work: Path, engine: Engine) -> Cohort:
    """Read every runner into shards in the folder `work`.

    Parameters
    ----------
    found : Found
    settings : Settings
        Of all runners alike.
    work : Path
        An empty folder that every worker of the engine can reach.
    engine : Engine

    Raises
    ------
    DataError
        If no runner at all can be read.
    """
    if found.folders:
        parts = _parts(found.folders)
        read = partial(_read_folders, settings=settings, work=work)
        return _cohort(engine.each(read, parts), _unread_files(found.left, []), work)
    is_of_days = all(table.is_of_days for table in found.tables)
    if is_of_days:
        refuse_choices_of_logs(settings)
    buckets = work / "buckets"
    buckets.mkdir()
    n_wanted = n_buckets(found.tables)
    fill = partial(fill_buckets, n_wanted=n_wanted, into=buckets)
    refused = list(zip(found.tables, engine.each(fill, found.tables), strict=True))
    take = partial(_read_bucket, is_of_days=is_of_days, settings=settings, work=work)
    shards = engine.each(take, filled_buckets(buckets))
    names = (name for table in found.tables for name in table.columns if is_of_days)
    return _cohort(shards, _unread_files(found.left, refused), work, unused_columns(names))


def _parts(folders: tuple[Path, ...]) -> list[tuple[int, tuple[Path, ...]]]:
    starts = range(0, len(folders), FOLDERS_PER_SHARD)
    return [(at, folders[start : start + FOLDERS_PER_SHARD]) for at, start in enumerate(starts)]


def _read_folders(part: tuple[int, Sequence[Path]], settings: Settings, work: Path) -> Shard:
    number, folders = part
    read = [diary_of_folder(folder, settings) for folder in folders]
    return _shard(read, work, f"{number:06d}", {folder.name for folder in folders})


def _read_bucket(bucket: Path, is_of_days: bool, settings: Settings, work: Path) -> Shard:
    parts = rows_of_bucket(bucket)
    runners = set().union(*(rows[RUNNER].unique() for rows in parts))
    if is_of_days:
        read: list[Read] = [(*diary_of_days(parts, settings), ())]
    else:
        read = [_read_runner(parts, runner, settings) for runner in sorted(runners)]
    return _shard(read, work, bucket.name, runners)


def _read_runner(parts: list[pd.DataFrame], runner: str, settings: Settings) -> Read:
    own = [rows[rows[RUNNER] == runner] for rows in parts]
    return diary_of_rows([rows for rows in own if len(rows)], runner, settings)


def _shard(read: list[Read], work: Path, name: str, runners: set[str]) -> Shard:
    diaries = [diary for diary, _, _ in read if len(diary)]
    diary = pd.concat(diaries, ignore_index=True) if diaries else tables.empty(tables.DIARY)
    ledger = pd.concat([lines for _, lines, _ in read], ignore_index=True)
    unread = {column for _, _, columns in read for column in columns}
    return write_shard(diary, ledger, work, name, runners, unread)


def _unread_files(left: dict[str, str], refused: list[tuple[Table, pd.DataFrame]]) -> pd.DataFrame:
    """Lines of the ledger that belong to no runner: files, and rows without a runner."""
    lines = [
        pd.DataFrame({"source": [name], "row": [0], "table": "file", "reason": [reason]})
        for name, reason in left.items()
    ]
    for table, rows in refused:
        named = rows.rename(columns={SOURCE_ROW: "row"})
        word = "days" if table.is_of_days else "rows"
        lines.append(named.assign(source=table.path.name, table=word))
    every = pd.concat([tables.empty(tables.COHORT_LEDGER), *lines], ignore_index=True)
    return tables.fit_to(tables.COHORT_LEDGER, every.assign(outcome="refused"))


def _cohort(
    shards: list[Shard], others: pd.DataFrame, work: Path, unused: Iterable[str] = ()
) -> Cohort:
    runners = tuple(sorted(runner for shard in shards for runner in shard.runners))
    n_unread = sum(shard.n_unread for shard in shards)
    rest = write_shard(tables.empty(tables.DIARY), others, work, "others", set())
    if n_unread == len(runners):
        raise DataError(f"cohort: no runner can be read. {_first_reason([*shards, rest])}")
    counts = pd.concat([shard.counts for shard in (*shards, rest)])
    return Cohort(
        tuple(shard for shard in shards if shard.n_days),
        tuple(shard.ledger for shard in (*shards, rest)),
        counts.groupby(level=0).sum(),
        runners,
        n_unread,
        tuple(sorted({*unused, *(name for shard in shards for name in shard.unread)})),
    )


def _first_reason(shards: list[Shard]) -> str:
    for shard in shards:
        reasons = pd.read_parquet(shard.ledger, columns=["source", "row", "reason"])
        said = reasons.dropna(subset="reason").sort_values("row", kind="stable")
        if len(said):
            first = said.iloc[0]
            return f"The first: {first['source']}, row {first['row']}: {first['reason']}"
    return "There is no row in any table."
