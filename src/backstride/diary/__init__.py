"""One row per runner and local calendar day: the table every answer is computed from."""

import pandas as pd

from backstride.clean.log import Log
from backstride.diary.days import day_sessions
from backstride.diary.habits import habit_doses, with_listed_minutes
from backstride.diary.runs import add_shoe_wear, coverage
from backstride.diary.spike import add_spikes
from backstride.diary.timing import (
    is_order_told,
    placed_ratings,
    ratings_of_site,
    running_hours,
    timed_ratings,
)

__all__ = ["build_diary"]


def build_diary(log: Log, runner: str = "runner-1") -> pd.DataFrame:
    """Lay a log out on its calendar.

    Parameters
    ----------
    log : Log
        A cleaned log; it is not changed.
    runner : str
        Key of the runner, the same on every row.

    Returns
    -------
    DataFrame
        One row per day from the first to the last day of any session or rating, as described in
        `schemas.DIARY`. Rest is 0 km; an unlogged day is missing.

    Raises
    ------
    DataError
        If the site asked for is not in the diary, or ratings cannot be put before or after the
        run (the message names `--rated`).
    """
    covered = coverage(log)
    is_run = log.runs["sport"] == "run"
    worn = add_shoe_wear(log.runs, log.shoes)
    spiked = add_spikes(worn[worn["sport"] == "run"], covered)
    sessions = pd.concat([spiked, worn[worn["sport"] != "run"]])
    days = with_listed_minutes(day_sessions(sessions, covered), log.habits)
    ratings, rated = ratings_of_site(log), log.settings.rated
    hours = running_hours(log.runs[is_run], days["date"], is_order_told(ratings, rated))
    placed = placed_ratings(ratings, hours, rated)
    timed = timed_ratings(hours, placed)
    shown = _display_ratings(placed).reindex(days["date"])
    counts = ["n_ratings", "n_backfilled"]
    shown[counts] = shown[counts].fillna(0).astype(int)
    facts = [timed.drop(columns="date"), shown, habit_doses(log.habits, timed)]
    laid_out = pd.concat([days, *(fact.reset_index(drop=True) for fact in facts)], axis=1)
    laid_out.insert(0, "runner", runner)
    known = log.days.drop(columns=["source", "source_row"])
    return laid_out.merge(known, how="left", on="date")


def _display_ratings(placed: pd.DataFrame) -> pd.DataFrame:
    by_day = placed["pain_nrs"].groupby(placed["date"])
    is_late = placed["is_backfilled"] & placed["pain_nrs"].notna()
    return pd.DataFrame(
        {
            "pain_worst": by_day.max(),
            "n_ratings": by_day.count(),
            "n_backfilled": is_late.groupby(placed["date"]).sum(),
        }
    )
