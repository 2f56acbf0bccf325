"""From a folder of many runners to shards, each task reading the runners of one shard."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from backstride import schemas
from backstride.clean.log import Log
from backstride.clean.read import log_at
from backstride.cohort.day_table import diary_of_days, refuse_choices_of_logs
from backstride.cohort.engine import Engine
from backstride.cohort.places import RUNNER, Found, Table
from backstride.cohort.shards import (
    SOURCE,
    SOURCE_ROW,
    Shard,
    fill_buckets,
    filled_buckets,
    n_buckets,
    rows_of_bucket,
    unused_columns,
    write_shard,
)
from backstride.diary import build_diary
from backstride.errors import BackstrideError, DataError
from backstride.exposures import add_exposures
from backstride.ledger import record_outcome
from backstride.settings import Settings

# The log of one runner of a cohort, read as a person's own log is.

# Of tables that Backstride has written: they say where a row was read before.
ORIGIN = ("source", "source_row")
NOT_READ = "not read:"
Read = tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]


def diary_of_folder(folder: Path, settings: Settings) -> Read:
    """Read a runner's folder; its name is the key of the runner.

    Returns
    -------
    diary : DataFrame
        With exposures; no rows where the runner cannot be read.
    ledger : DataFrame
        As in `schemas.COHORT_LEDGER`. Where the runner cannot be read every row of it is refused,
        and row 0 of `runner` says why.
    unread : tuple of str
        Columns of which no meaning is known.
    """
    return _diary_of(folder, folder.name, settings)


def diary_of_rows(parts: list[pd.DataFrame], runner: str, settings: Settings) -> Read:
    """Read one runner's rows of the tables of a cohort, as if the tables were that runner's own.

    Parameters
    ----------
    parts : list of DataFrame
        Rows of each table, as from `rows_of_bucket`.
    runner : str
    settings : Settings

    Returns
    -------
    diary, ledger, unread
        As from `diary_of_folder`; the ledger names files and rows of the tables of the cohort.
    """
    origins: dict[str, _Origin] = {}
    with TemporaryDirectory(prefix="backstride-") as name:
        for rows in parts:
            source = str(rows[SOURCE].iloc[0])
            own = Path(source).with_suffix(".csv").name
            # runs.csv and runs.parquet are two tables
            own = f"{source}.csv" if own in origins else own
            cells = rows.drop(columns=[RUNNER, SOURCE, SOURCE_ROW, *ORIGIN], errors="ignore")
            cells.to_csv(Path(name) / own, index=False)
            origins[own] = _Origin(source, dict(enumerate(rows[SOURCE_ROW], start=2)))
        diary, ledger, unread = _diary_of(Path(name), runner, settings)
    return diary, _placed(ledger, origins), unread


@dataclass(frozen=True)
class _Origin:
    """The table of the cohort that rows are from, and their place in it."""

    source: str
    rows: dict[int, int]


def _diary_of(folder: Path, runner: str, settings: Settings) -> Read:
    log = Log()
    try:
        log = log_at([folder], settings)
        diary = add_exposures(build_diary(log, runner))
    except (BackstrideError, OSError) as fault:
        return schemas.empty(schemas.DIARY), _refused(log.ledger, runner, str(fault)), _unread(log)
    if diary.empty:
        return diary, _refused(log.ledger, runner, "no run and no rating"), _unread(log)
    return diary, _of_runner(log.ledger, runner), _unread(log)


def _unread(log: Log) -> tuple[str, ...]:
    """Headers of columns without a known meaning, as the repairs of a log tell of them."""
    lines = log.repairs
    is_header = (lines["row"] == 1) & lines["done"].str.startswith(NOT_READ)
    return tuple(sorted(set(lines.loc[is_header, "column"])))


def _refused(ledger: pd.DataFrame, runner: str, reason: str) -> pd.DataFrame:
    said = " ".join(reason.split())
    kept = ledger.loc[ledger["outcome"] == "kept", ["source", "row"]]
    rows = record_outcome(ledger, kept.assign(reason="the runner cannot be used"), "refused")
    whole = {"source": "runner", "row": 0, "table": "runner", "outcome": "refused", "reason": said}
    return _of_runner(pd.concat([pd.DataFrame([whole]), rows]), runner)


def _of_runner(ledger: pd.DataFrame, runner: str) -> pd.DataFrame:
    return schemas.fit_to(schemas.COHORT_LEDGER, ledger.assign(runner=runner))


def _placed(ledger: pd.DataFrame, origins: dict[str, _Origin]) -> pd.DataFrame:
    """Name the tables and rows of the cohort where the ledger names those of the runner's own."""
    own = zip(ledger["source"], ledger["row"], strict=True)
    placed = [_origin(origins, source, row) for source, row in own]
    into = [_moved(said, origins) for said in ledger["into"].astype(object)]
    return ledger.assign(
        source=[source for source, _ in placed],
        row=[row for _, row in placed],
        into=pd.Series(into, index=ledger.index, dtype="str"),
    )


def _origin(origins: dict[str, _Origin], source: str, row: int) -> tuple[str, int]:
    for own, origin in origins.items():
        # A table with sessions of several devices is told apart: `runs.csv [watch]`.
        if source == own or source.startswith(f"{own} ["):
            return origin.source + source.removeprefix(own), origin.rows.get(row, row)
    return source, row


def _moved(said: object, origins: dict[str, _Origin]) -> object:
    if not isinstance(said, str):
        return said
    source, _, row = said.rpartition(", row ")
    if not row.isdigit():
        return said
    place, at = _origin(origins, source, int(row))
    return f"{place}, row {at}"


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
    diary = pd.concat(diaries, ignore_index=True) if diaries else schemas.empty(schemas.DIARY)
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
    every = pd.concat([schemas.empty(schemas.COHORT_LEDGER), *lines], ignore_index=True)
    return schemas.fit_to(schemas.COHORT_LEDGER, every.assign(outcome="refused"))


def _cohort(
    shards: list[Shard], others: pd.DataFrame, work: Path, unused: Iterable[str] = ()
) -> Cohort:
    runners = tuple(sorted(runner for shard in shards for runner in shard.runners))
    n_unread = sum(shard.n_unread for shard in shards)
    rest = write_shard(schemas.empty(schemas.DIARY), others, work, "others", set())
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
