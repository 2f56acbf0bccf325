"""From the runner's files to a cleaned log."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from backstride.clean.cleaning import clean_reading
from backstride.clean.folder import is_tidy_folder, open_tidy_folder
from backstride.clean.log import Log
from backstride.errors import DataError
from backstride.readers import read_paths
from backstride.settings import Settings


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
) -> Log:
    """Read and clean a runner's log: exports, own tables, or a folder that `write_log` wrote.

    Parameters
    ----------
    paths : path or iterable of paths
        Files, folders or zip archives.
    timezone, rated, unlogged, since, until, site, smallest_difference, distance_unit, date_order
        As in `backstride.settings.Settings`; days may be words (`YYYY-MM-DD`, `FROM..TO`).

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
    )
    places = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    return replace(_log_at(places, settings), inputs=tuple(path.resolve() for path in places))


def _log_at(places: list[Path], settings: Settings) -> Log:
    tidy = [path for path in places if is_tidy_folder(path)]
    if tidy and len(places) > 1:
        raise DataError(
            f"{tidy[0]} was written by Backstride and cannot be joined with other files. "
            "Give the files it was made from instead."
        )
    if tidy:
        return open_tidy_folder(tidy[0], settings)
    return clean_reading(read_paths(places, settings), settings)
