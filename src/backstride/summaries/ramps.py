"""Spikes and raised weeks, counted."""

import pandas as pd

from backstride.summaries.wording import counted, percent

STATES = ("usual", "small", "moderate", "large", "return")


def spike_states(diary: pd.DataFrame) -> pd.DataFrame:
    """Count run days by spike state, with the plain mean of the ratings before and after.

    Returns
    -------
    DataFrame
        Columns `state`, `run_days`, `rated_after`, `mean_pain_pre`, `mean_pain_post`; one row
        per state, or none at all where no run has 30 logged days before it.
    """
    days = diary.dropna(subset=["spike_state"]).groupby("spike_state")
    table = days.agg(
        run_days=("date", "size"),
        rated_after=("pain_post", "count"),
        mean_pain_pre=("pain_pre", "mean"),
        mean_pain_post=("pain_post", "mean"),
    )
    states = list(STATES) if len(table) else []
    whole = table.reindex(states).rename_axis("state").reset_index()
    counts = ["run_days", "rated_after"]
    return whole.assign(**{name: whole[name].fillna(0).astype(int) for name in counts})


def raised_weeks(diary: pd.DataFrame) -> str:
    """Say how often the last 7 days were above 1.3 times the 7 before."""
    ratio = diary["weekly_ratio"].dropna()
    if ratio.empty:
        return (
            "No week can be set against the one before: that takes two logged weeks in a row, "
            "with a run in the first."
        )
    return (
        f"{counted(len(ratio), 'day')} can be set against the week before; on "
        f"{percent((ratio > 1.3).mean())} of them the last 7 days were more than 1.3 times the "
        "7 before."
    )
