"""What the log holds, in the words and numbers of the page and of the sheet."""

from dataclasses import dataclass

import pandas as pd

from backstride.clean.log import Log
from backstride.presentation import Presentation
from backstride.report.diary_start import has_diary
from backstride.summaries import percent


@dataclass(frozen=True)
class LogLines:
    """Facts of one log as text; empty where there is nothing to say."""

    first: str
    last: str
    runs: str
    distance: str
    ratings: str
    rated_days: str
    has_runs: bool
    has_ratings: bool
    has_diary: bool
    is_read: bool
    timezone: str
    site: str


def log_lines(log: Log, presentation: Presentation) -> LogLines:
    """Count runs and ratings; other sports are not runs."""
    runs = log.runs[log.runs["sport"] == "run"]
    days = pd.concat([runs["date"], log.pain["date"]]).dropna()
    return LogLines(
        first=presentation.day(days.min()) if len(days) else "",
        last=presentation.day(days.max()) if len(days) else "",
        runs=presentation.counted(len(runs), "run"),
        distance=presentation.distance(runs["distance_km"].sum()),
        ratings=presentation.counted(len(log.pain), "pain rating"),
        rated_days=presentation.counted(log.pain["date"].nunique(), "day"),
        has_runs=len(runs) > 0,
        has_ratings=not log.pain.empty,
        has_diary=has_diary(log),
        is_read=not log.ledger.empty,
        timezone=log.settings.timezone or "",
        site=log.settings.site,
    )


def pain_lines(diary: pd.DataFrame, presentation: Presentation) -> list[tuple[str, str]]:
    """The ratings that answers rest on: days, mean, share of zeros."""
    after = diary["pain_post"].dropna()
    if after.empty:
        return [("Days rated after the run", "none")]
    return [
        ("Days rated after the run", presentation.number(len(after))),
        ("Mean of those ratings", f"{presentation.number(after.mean(), 1)} of 10"),
        ("Share of zeros among them", percent((after == 0).mean())),
    ]


def logged_lines(log: Log, diary: pd.DataFrame, presentation: Presentation) -> list[str]:
    """What was logged and how much of it, one line a thing; what is absent says so."""
    runs = log.runs[log.runs["sport"] == "run"]
    others = len(log.runs) - len(runs)
    unlogged = int((~diary["is_logged"].astype(bool)).sum()) if len(diary) else 0
    return [
        _share("Runs with a distance", runs["distance_km"].notna()),
        _share("Runs with a known surface", runs["surface"].fillna("unknown") != "unknown"),
        _share("Runs with a named shoe", runs["shoe"].notna()),
        _share("Ratings with a clock time", log.pain["rated_at"].notna()),
        f"Other sports: {presentation.counted(others, 'session')}.",
        _habits(log, presentation),
        _day_facts(log, presentation),
        f"Days without a record of running: {presentation.number(unlogged)}.",
    ]


def _share(what: str, holds: pd.Series) -> str:
    return f"{what}: {percent(float(holds.mean())) if len(holds) else 'none'}."


def _habits(log: Log, presentation: Presentation) -> str:
    n_entries = len(log.habits)
    if n_entries == 0:
        return "Exercises and habits: none."
    entries = "1 entry" if n_entries == 1 else f"{presentation.number(n_entries)} entries"
    n_days = log.habits["date"].nunique()
    return f"Exercises and habits: {entries} on {presentation.counted(n_days, 'day')}."


def _day_facts(log: Log, presentation: Presentation) -> str:
    names = ["sleep_h", "stress", "sitting_h", "illness", "medication"]
    n_days = int(log.days[names].notna().any(axis=1).sum())
    return f"Sleep, stress, sitting, illness, medicine: {presentation.counted(n_days, 'day')}."
