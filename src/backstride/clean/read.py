"""From the runner's files to a cleaned log, read once or kept in a folder that grows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from backstride import schemas
from backstride.clean.audit import all_repairs, settled_ledger
from backstride.clean.csv_files import cells_of, current, only_user, stamps_of
from backstride.clean.identity import (
    UNIT,
    Matched,
    base_name,
    corrected_units,
    marked_by_hand,
    match_rows,
    written_of,
)
from backstride.clean.log import OUTSIDE, Log, within_span
from backstride.clean.pipeline import clean_reading, stated_in_miles, tidied
from backstride.clean.store import (
    ensure_free,
    is_tidy_folder,
    open_table,
    open_tidy_folder,
    remove_leftovers,
    tables_of,
    write_tables,
)
from backstride.clean.update import Links, incoming_rows, joined_rows, with_replaced
from backstride.errors import DataError
from backstride.ledger import stacked
from backstride.readers import Progress, read_paths
from backstride.readers.base import Reading
from backstride.readers.spreadsheet import stated_shoes
from backstride.schemas.log import FINGERPRINTS
from backstride.settings import Settings, StatedShoe

# A log that is kept in a folder and grows with every reading; docs/decisions/0005 says how.


@dataclass(frozen=True)
class Kept:
    """A kept log and how its rows are known again.

    Parameters
    ----------
    log : Log
    fingerprints : DataFrame
        As in `backstride.schemas.log.FINGERPRINTS`; may lack rows of the ledger.
    """

    log: Log
    fingerprints: pd.DataFrame


def keep_log(
    paths: Iterable[str | Path],
    out: str | Path,
    settings: Settings,
    progress: Progress | None = None,
) -> Log:
    """Read files and add them to the log kept in folder `out`, which is made if absent.

    The same files again change nothing, byte for byte. A run that is interrupted leaves the
    folder as it was.

    Parameters
    ----------
    paths : iterable of paths
        Exports and tables; the folder itself among them does no harm.
    out : path
        Folder of the kept log.
    settings : Settings
        `since` and `until` can only be stated for a folder that holds no log yet.
    progress : callable, optional
        As in `backstride.readers.read_paths`.

    Returns
    -------
    Log
        The whole kept log.

    Raises
    ------
    DataError
        As `read_log` and `write_log`; or the kept log was written for another time zone, or by a
        newer Backstride; or a path is the folder of another kept log.
    """
    folder = Path(out)
    others = [path for path in map(Path, paths) if not _is_kept_in(path, folder)]
    _refuse_kept_logs(others)
    with only_user(folder, to_write=False):
        kept, seen = _opened(folder, settings, others), stamps_of(folder)
    if others or kept is None:
        reading = read_paths(others, settings, progress)
    else:
        reading = stated_shoes(settings)
    with only_user(folder, to_write=True):
        if stamps_of(folder) != seen:  # another run has added to it meanwhile
            kept = _opened(folder, settings, others)
        grown = extended(kept or Kept(Log(), schemas.empty(FINGERPRINTS)), reading, settings)
        log = replace(grown.log, inputs=tuple(path.resolve() for path in others))
        remove_leftovers(folder)
        write_tables({**tables_of(log), FINGERPRINTS.name: grown.fingerprints}, log, folder)
    return log


def _is_kept_in(path: Path, folder: Path) -> bool:
    return path.resolve() == folder.resolve() and is_tidy_folder(folder)


def _refuse_kept_logs(paths: Iterable[Path]) -> None:
    problems = [
        f"{path} keeps a log of its own. Name it as --out to add to it, "
        "or give the files it was made from."
        for path in paths
        if is_tidy_folder(path)
    ]
    if problems:
        raise DataError(problems)


def _opened(folder: Path, settings: Settings, others: list[Path]) -> Kept | None:
    """The log that a folder keeps, or None where it keeps none yet and may take one."""
    names = (*tables_of(Log()), FINGERPRINTS.name)
    ensure_free(folder, names, [path.resolve() for path in others])
    if not is_tidy_folder(folder):
        return None
    if settings.since or settings.until:
        raise DataError(
            f"{folder} keeps the log of all days. Leave out --since and --until, "
            "or name another --out."
        )
    try:
        kept = open_kept(folder, settings)
    except DataError as fault:
        remedy = f"{folder}: nothing was changed. Mend these files, or name another --out."
        raise DataError([*fault.problems, remedy]) from None
    _ensure_zone(folder, settings)
    return kept


def open_kept(folder: str | Path, settings: Settings) -> Kept:
    """Open a folder that `keep_log` or `write_log` wrote, with what was changed in it by hand.

    Raises
    ------
    DataError
        As `open_tidy_folder`.
    """
    whole = replace(settings, since=None, until=None)
    log = open_tidy_folder(folder, whole)
    path = Path(folder) / f"{FINGERPRINTS.name}.csv"
    is_there = current(path).exists()
    prints = open_table(path, FINGERPRINTS, settings) if is_there else schemas.empty(FINGERPRINTS)
    log = marked_by_hand(log, prints.set_index(UNIT)["written"])
    return Kept(log, prints)


def _ensure_zone(folder: Path, settings: Settings) -> None:
    times = pd.concat(
        [
            cells_of(
                folder / f"{schema.name}.csv", list(schema.columns), schemas.needed_columns(schema)
            )[column]
            for schema, column in ((schemas.RUNS, "start"), (schemas.PAIN, "rated_at"))
        ]
    )
    if settings.timezone is None and times.str.contains(r"T.*[+-]\d{2}:", na=False).any():
        raise DataError(
            f"{folder}: this log is kept in the time of a zone. "
            "State it again: --timezone Europe/Berlin (an IANA name)."
        )


def extended(kept: Kept, reading: Reading, settings: Settings) -> Kept:
    """Add a reading to a kept log.

    Rows known from earlier readings change nothing. Where a new row and a kept one say the same
    thing, the kept one stays and takes what it lacks; a newer version of a kept row takes its
    place, unless a person deleted or corrected that row.
    """
    whole = replace(settings, since=None, until=None)
    base = replace(kept.log, ledger=_without_outside(kept.log))
    rows = match_rows(reading, base, kept.fingerprints)
    news = clean_reading(incoming_rows(reading, rows, base), whole)
    log = news if base.ledger.empty and base.repairs.empty else _joined(base, news, rows)
    stated = replace(news.settings, since=settings.since, until=settings.until)
    log = within_span(replace(log, settings=stated, looks=kept.log.looks))
    return Kept(log, _remembered(log, rows, kept.fingerprints))


def _joined(base: Log, news: Log, rows: Matched) -> Log:
    repairs = stacked([base.repairs, news.repairs], schemas.REPAIRS)
    if news.ledger.empty:
        return replace(base, repairs=repairs, settings=news.settings)
    cleaned = joined_rows(base, news, _links(base, news, repairs, rows))
    ledger = settled_ledger(stacked([base.ledger, news.ledger], schemas.LEDGER), cleaned)
    tidy: dict[str, Any] = {one.name: tidied(one) for one in cleaned}
    return Log(
        **tidy,
        ledger=schemas.fit_to(schemas.LEDGER, with_replaced(ledger, rows, _units_in(tidy))),
        repairs=schemas.fit_to(schemas.REPAIRS, all_repairs(repairs, cleaned)),
        settings=news.settings,
    )


def _links(base: Log, news: Log, repairs: pd.DataFrame, rows: Matched) -> Links:
    newer = rows.with_status("newer")
    left = written_of(news).index
    newer = newer[pd.MultiIndex.from_frame(newer[["name", "row"]]).isin(left)]
    places = _places(newer["name"], newer["row"])
    olds = _places(newer["old_source"], newer["old_row"])
    known = rows.with_status("known")
    known_places = _places(known["old_source"], known["old_row"])
    lines = base.ledger.dropna(subset=["into"])
    into = dict(zip(_places(lines["source"], lines["row"]), lines["into"], strict=True))
    seen = known_places.map(lambda name: into.get(name, name))
    fixed = corrected_units(base.repairs).to_frame(index=False)
    return Links(
        newer=dict(zip(places, olds, strict=True)),
        fixed=frozenset(_places(fixed["source"], fixed["row"])),
        seen=frozenset(zip(seen, base_name(known["source"]), strict=True)),
        miles=stated_in_miles(repairs),
    )


def _units_in(tidy: Mapping[str, pd.DataFrame]) -> pd.MultiIndex:
    rows = pd.concat([table[["source", "source_row"]] for table in tidy.values()])
    return pd.MultiIndex.from_frame(rows)


def _places(source: pd.Series, row: pd.Series) -> pd.Series:
    return source + ", row " + row.astype("int64").astype("str")


def _without_outside(log: Log) -> pd.DataFrame:
    # days left out by --since or --until were never taken into the log
    is_there = pd.MultiIndex.from_frame(log.ledger[UNIT]).isin(written_of(log).index)
    outside = log.ledger["reason"].str.contains(OUTSIDE, regex=False, na=False) & ~is_there
    return log.ledger[~outside].reset_index(drop=True)


def _remembered(log: Log, rows: Matched, before: pd.DataFrame) -> pd.DataFrame:
    fresh = rows.rows.loc[rows.rows["status"] != "known", ["name", "row", "slot", "content"]]
    said = pd.concat([before[[*UNIT, "slot", "content"]], fresh.rename(columns={"name": "source"})])
    said = said.drop_duplicates(UNIT, keep="last")
    lines = log.ledger[UNIT].merge(said, how="left", on=UNIT)
    index = pd.MultiIndex.from_frame(lines[UNIT])
    written = written_of(log).reindex(index).to_numpy()
    return schemas.fit_to(FINGERPRINTS, lines.assign(written=written))


# From the runner's files to a cleaned log.


def read_log(
    paths: str | Path | Iterable[str | Path],
    *,
    timezone: str | None = None,
    rated: str | None = None,
    unlogged: Iterable[str | tuple[date, date]] = (),
    since: str | date | None = None,
    until: str | date | None = None,
    site: str = "lower back",
    smallest_difference: float | None = None,
    distance_unit: str | None = None,
    date_order: str | None = None,
    sport: str | None = None,
    pain_column: str | None = None,
    pain_detail: str | None = None,
    shoes: Iterable[str | StatedShoe] = (),
) -> Log:
    """Read and clean a runner's log: exports, own tables, a folder that Backstride wrote, or both.

    Parameters
    ----------
    paths : path or iterable of paths
        Files, folders or zip archives.
    timezone, rated, unlogged, since, until, site, smallest_difference
        As in `backstride.settings.Settings`; days may be words (`YYYY-MM-DD`, `FROM..TO`).
    distance_unit, date_order, sport, pain_column, pain_detail, shoes
        Choices that no file can make, as in `backstride.settings.Settings`.

    Returns
    -------
    Log
        Tidy tables with the ledger of every input row.

    Raises
    ------
    DataError
        A file that cannot be read, or something that no file can decide, with the option to set.
    """
    settings = Settings.stated(
        timezone=timezone,
        rated=rated,
        unlogged=unlogged,
        since=since,
        until=until,
        site=site,
        smallest_difference=smallest_difference,
        distance_unit=distance_unit,
        date_order=date_order,
        sport=sport,
        pain_column=pain_column,
        pain_detail=pain_detail,
        shoes=shoes,
    )
    places = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    return replace(log_at(places, settings), inputs=tuple(path.resolve() for path in places))


def log_at(places: list[Path], settings: Settings) -> Log:
    """Read and clean a log as `read_log` does, with settings that are stated already."""
    tidy = sorted({path.resolve() for path in places if is_tidy_folder(path)})
    if not tidy:
        return clean_reading(read_paths(places, settings), settings)
    if len(tidy) > 1:
        raise DataError(
            f"{tidy[0]} and {tidy[1]} were both written by Backstride. "
            "Give one of them and the files the other was made from."
        )
    with only_user(tidy[0], to_write=False):
        kept = open_kept(tidy[0], settings)
    others = [path for path in places if path.resolve() != tidy[0]]
    reading = read_paths(others, settings) if others else stated_shoes(settings)
    return extended(kept, reading, settings).log
