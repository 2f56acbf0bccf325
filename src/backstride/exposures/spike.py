"""Whether a day held a single-session spike."""

import pandas as pd

SPIKE_STATES = ("small", "moderate", "large")


def add_spike_flag(diary: pd.DataFrame) -> pd.DataFrame:
    """Add `has_spike`: 1 on a day with a run above 1.10 times the longest of the 30 days before.

    0 on a logged day without one, rest days included; missing on unlogged days and on run days
    whose 30 days before are not known.
    """
    flag = diary["spike_state"].isin(SPIKE_STATES).astype(float)
    is_rest = diary["is_logged"] & (diary["n_runs"] == 0)
    return diary.assign(has_spike=flag.where(is_rest | diary["spike_state"].notna()))
