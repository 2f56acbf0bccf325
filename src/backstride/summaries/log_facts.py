"""What the log holds, in counts."""

import pandas as pd

from backstride.clean.log import Log


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
        ("first day", f"{diary['date'].min():%Y-%m-%d}" if len(diary) else "none"),
        ("last day", f"{diary['date'].max():%Y-%m-%d}" if len(diary) else "none"),
        ("time zone", log.settings.timezone or "not stated; clock times as they stand in the log"),
        ("runs", str(len(runs))),
        ("kilometres run", f"{runs['distance_km'].sum():.0f}"),
        ("other sessions", str(len(log.runs) - len(runs))),
        ("days without a record of running", str(unlogged)),
        ("days of silence of more than two weeks", str(int(diary["is_silence"].sum()))),
    ]


def _pain_facts(diary: pd.DataFrame) -> list[tuple[str, str]]:
    rated = diary.loc[diary["n_ratings"] > 0]
    after = diary["pain_post"].dropna()
    slot = diary["pain_pre_slot"].iloc[0] if len(diary) else "none"
    return [
        ("days with a rating", str(len(rated))),
        ("days without any rating", str(len(diary) - len(rated))),
        ("days with a rating before the run", str(int(diary["pain_pre"].notna().sum()))),
        ("that rating is of the", slot if diary["pain_pre"].notna().any() else "none"),
        ("days with a rating after the run", str(len(after))),
        ("mean of the ratings after", f"{after.mean():.1f}" if len(after) else "none"),
        ("share of zeros among them", f"{(after == 0).mean():.0%}" if len(after) else "none"),
    ]


def pain_free_note(diary: pd.DataFrame) -> str:
    """Say what the share of zeros means for the answers."""
    after = diary["pain_post"].dropna()
    if after.empty:
        return "There is no pain rating yet, so nothing can be said about pain."
    zeros = (after == 0).mean()
    if zeros == 0:
        return (
            "Not one rating is 0. If only painful days were rated, differences come out too "
            "small: rate the good days, too."
        )
    if zeros > 0.5:
        return (
            f"{zeros:.0%} of the ratings are 0. Pain cannot fall below 0, so anything that "
            "lowers it looks smaller than it is."
        )
    return f"{zeros:.0%} of the ratings are 0; the scale has room both ways."
