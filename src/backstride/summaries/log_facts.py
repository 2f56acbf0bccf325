"""What the log holds, in counts."""

import pandas as pd

from backstride.clean.log import Log
from backstride.summaries.wording import percent

NONE = "none"


def log_facts(log: Log, diary: pd.DataFrame) -> pd.DataFrame:
    """Count what was logged and what was not.

    Returns
    -------
    DataFrame
        Columns `fact` and `value` (text), one row per fact.
    """
    return pd.DataFrame(
        [*_running_facts(log, diary), *_pain_facts(diary)], columns=["fact", "value"]
    )


def _running_facts(log: Log, diary: pd.DataFrame) -> list[tuple[str, str]]:
    runs = log.runs[log.runs["sport"] == "run"]
    unlogged = int((~diary["is_logged"].astype(bool)).sum())
    return [
        ("first day", f"{diary['date'].min():%Y-%m-%d}" if len(diary) else NONE),
        ("last day", f"{diary['date'].max():%Y-%m-%d}" if len(diary) else NONE),
        ("time zone", log.settings.timezone or "not stated; clock times as they stand in the log"),
        ("runs", f"{len(runs):,}"),
        ("kilometres run", f"{runs['distance_km'].sum():,.0f}"),
        ("other sessions", f"{len(log.runs) - len(runs):,}"),
        ("days without a record of running", f"{unlogged:,}"),
        ("days of silence of more than two weeks", f"{int(diary['is_silence'].sum()):,}"),
    ]


def _pain_facts(diary: pd.DataFrame) -> list[tuple[str, str]]:
    n_rated = int((diary["n_ratings"] > 0).sum())
    n_before = int(diary["pain_pre"].notna().sum())
    after = diary["pain_post"].dropna()
    return [
        ("days with a rating", f"{n_rated:,}"),
        ("days without any rating", f"{len(diary) - n_rated:,}"),
        (
            "ratings typed more than a day later (shown, not used)",
            f"{int(diary['n_backfilled'].sum()):,}",
        ),
        ("days with a rating in the 24 hours before running time", f"{n_before:,}"),
        ("the rating before is from", diary["pain_pre_slot"].iloc[0] if n_before else NONE),
        ("days with a rating in the 24 hours after it", f"{len(after):,}"),
        ("mean of the ratings after", f"{after.mean():.1f}" if len(after) else NONE),
        ("share of zeros among them", percent((after == 0).mean()) if len(after) else NONE),
    ]


def pain_free_note(diary: pd.DataFrame) -> str:
    """Say what the share of zeros means for the answers."""
    after = diary["pain_post"].dropna()
    if after.empty:
        return "No rating lies after a run yet, so nothing can be said about pain."
    zeros = (after == 0).mean()
    if zeros == 1:
        return "Every rating after a run is 0: without any pain there is nothing to explain."
    if zeros == 0:
        return (
            "Not one rating after a run is 0. If only painful days were rated, differences come "
            "out too small: rate the good days, too."
        )
    if zeros > 0.5:
        return (
            f"{_begun(percent(zeros))} of the ratings after a run are 0. Pain cannot fall below "
            "0, so anything that lowers it looks smaller than it is."
        )
    return (
        f"{_begun(percent(zeros))} of the ratings after a run are 0; the scale has room both ways."
    )


def _begun(words: str) -> str:
    return words[0].upper() + words[1:]
