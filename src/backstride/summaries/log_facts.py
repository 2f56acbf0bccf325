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
