"""From the runner's files to a cleaned log."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from backstride.clean.cleaning import clean_reading
from backstride.clean.folder import is_tidy_folder
from backstride.clean.kept import extended, open_kept
from backstride.clean.log import Log
from backstride.clean.staging import only_user
from backstride.errors import DataError
from backstride.readers import read_paths
from backstride.readers.stated import stated_shoes
from backstride.settings import Settings, StatedShoe


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
