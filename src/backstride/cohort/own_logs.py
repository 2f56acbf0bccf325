"""The log of one runner of a cohort, read as a person's own log is."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from backstride import tables
from backstride.clean.files import log_at
from backstride.clean.log import Log
from backstride.cohort.buckets import SOURCE, SOURCE_ROW
from backstride.cohort.places import RUNNER
from backstride.diary import build_diary
from backstride.errors import BackstrideError
from backstride.exposures import add_exposures
from backstride.ledger import settle
from backstride.settings import Settings

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
        As in `tables.COHORT_LEDGER`. Where the runner cannot be read every row of it is refused,
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
        return tables.empty(tables.DIARY), _refused(log.ledger, runner, str(fault)), _unread(log)
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
    rows = settle(ledger, kept.assign(reason="the runner cannot be used"), "refused")
    whole = {"source": "runner", "row": 0, "table": "runner", "outcome": "refused", "reason": said}
    return _of_runner(pd.concat([pd.DataFrame([whole]), rows]), runner)


def _of_runner(ledger: pd.DataFrame, runner: str) -> pd.DataFrame:
    return tables.fit_to(tables.COHORT_LEDGER, ledger.assign(runner=runner))


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
