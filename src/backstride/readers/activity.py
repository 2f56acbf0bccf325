"""Sessions of activity files (FIT, GPX, TCX), and the one table that all of them become.

A unit is a session; its row in the ledger is its number in the file, counted from 1. Row 0 is
the file itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from backstride import tables
from backstride.readers.choices import UndecidedError
from backstride.readers.dates import missing_zone, utc_to_local
from backstride.readers.reading import Reading, raw_table
from backstride.settings import Settings

_SESSION = {
    "source": "str",
    "row": "int64",
    "start_utc": "datetime64[us]",
    "offset_min": "float64",
    "sport": "str",
    "surface": "str",
    "distance_km": "float64",
    "duration_min": "float64",
    "elapsed_min": "float64",
}


@dataclass(frozen=True)
class Session:
    """One session as its file tells it; `None` is what the file does not tell.

    Parameters
    ----------
    row : int
        Number of the session in the file, from 1.
    start_utc : datetime
        Naive, in UTC.
    offset_min : float, optional
        Local clock minus UTC, where the file tells it.
    sport, surface : str, optional
        Words as found.
    distance_km, duration_min, elapsed_min : float, optional
        Duration is timer or moving time.
    """

    row: int
    start_utc: datetime
    offset_min: float | None
    sport: str | None
    surface: str | None
    distance_km: float | None
    duration_min: float | None
    elapsed_min: float | None


@dataclass(frozen=True)
class Activities:
    """What one activity file holds.

    Parameters
    ----------
    source : str
    sessions : tuple of Session
    refused : tuple of (int, str)
        Row and reason of each session that cannot be used; row 0 where the file is sound and
        holds no session at all.
    repairs : tuple of (int, str, str, str)
        Row, column, found, done.
    """

    source: str
    sessions: tuple[Session, ...] = ()
    refused: tuple[tuple[int, str], ...] = ()
    repairs: tuple[tuple[int, str, str, str], ...] = ()


def reading_of(found: Sequence[Activities], settings: Settings) -> Reading:
    """Rows of all sessions of all files, in local time.

    The runner's zone decides the wall clock; where none is stated, the clock that the file
    tells does, with a repair line. A session without a sport is what `settings.sport` says.

    Raises
    ------
    UndecidedError
        If neither file nor runner tells the zone, or the sport, of a session.
    """
    rows = [{"source": one.source, **vars(session)} for one in found for session in one.sessions]
    sessions = pd.DataFrame(rows, columns=list(_SESSION)).astype(_SESSION)
    _ensure_decided(sessions, settings)
    start = _local_starts(sessions, settings)
    runs = sessions.assign(
        start=start,
        date=start.dt.normalize(),
        sport=sessions["sport"].fillna(settings.sport).astype("str"),
        source_row=sessions["row"],
    )
    told = [(one.source, *line) for one in found for line in one.repairs]
    repairs = pd.DataFrame(told, columns=list(tables.REPAIRS.columns))
    if settings.zone is None and len(sessions):
        repairs = pd.concat([repairs, _clock_repairs(sessions)])
    return Reading(
        runs=raw_table("runs", runs),
        ledger=_ledger(sessions, found),
        repairs=tables.fit_to(tables.REPAIRS, repairs),
    )


def _ensure_decided(sessions: pd.DataFrame, settings: Settings) -> None:
    problems = []
    if settings.zone is None:
        unplaced = sessions.loc[sessions["offset_min"].isna(), "source"].unique().tolist()
        problems += [missing_zone(_several(unplaced))] if unplaced else []
    if settings.sport is None:
        unnamed = sessions.loc[sessions["sport"].isna(), "source"].unique().tolist()
        problems += [_missing_sport(unnamed)] if unnamed else []
    if problems:
        raise UndecidedError(problems)


def _several(sources: list[str]) -> str:
    return f"{len(sources)} files, such as {sources[0]}" if len(sources) > 1 else sources[0]


def _missing_sport(sources: list[str]) -> str:
    others = "--sport run (or walk, ride, swim, other)"
    if len(sources) == 1:
        return (
            f"{sources[0]}: no word on which sport this was. Say which: {others}, "
            "or leave the file out."
        )
    return (
        f"{_several(sources)}: no word on which sport they were. Say it once for all of them: "
        f"{others}, and leave out those that were another. Files that name a sport keep it."
    )


def _local_starts(sessions: pd.DataFrame, settings: Settings) -> pd.Series:
    if settings.zone is not None:
        return utc_to_local(sessions["start_utc"], settings)
    shift = pd.to_timedelta(sessions["offset_min"], unit="min")
    return (sessions["start_utc"] + shift).astype("datetime64[us]")


def _clock_repairs(sessions: pd.DataFrame) -> pd.DataFrame:
    hours = sessions["offset_min"].map(lambda minutes: f"{minutes / 60:+g} h")
    return pd.DataFrame(
        {
            "source": sessions["source"],
            "row": sessions["row"],
            "column": "start",
            "found": "UTC",
            "done": "moved by " + hours + ", the local clock the file tells",
        }
    )


def _ledger(sessions: pd.DataFrame, found: Sequence[Activities]) -> pd.DataFrame:
    kept: list[dict[str, Any]] = [
        {"source": source, "row": row, "table": "runs", "outcome": "kept", "reason": None}
        for source, row in zip(sessions["source"], sessions["row"], strict=True)
    ]
    refused = [
        {
            "source": one.source,
            "row": row,
            "table": "runs" if row else "file",
            "outcome": "refused",
            "reason": reason,
        }
        for one in found
        for row, reason in one.refused
    ]
    lines = pd.DataFrame([*kept, *refused], columns=["source", "row", "table", "outcome", "reason"])
    return tables.fit_to(tables.LEDGER, lines.sort_values(["source", "row"], kind="stable"))
