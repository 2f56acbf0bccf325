"""Runs by how far they went beyond the longest before, and the rating that came next."""

import pandas as pd

from backstride.summaries.means import means_by
from backstride.summaries.ramps import STATES


def rated_spike_days(diary: pd.DataFrame) -> pd.DataFrame:
    """Rated days with a run of known spike ratio: `spike_state`, `spike_ratio`, `pain_post`."""
    columns = ["spike_state", "spike_ratio", "pain_post"]
    return diary.dropna(subset=columns)[columns].reset_index(drop=True)


def mean_pain_by_spike(days: pd.DataFrame) -> pd.DataFrame:
    """Plain mean of the next rating by spike state, with its 95 % t interval.

    Parameters
    ----------
    days : DataFrame
        From `rated_spike_days`.

    Returns
    -------
    DataFrame
        `spike_state`, `median_ratio`, `n_days`, `mean`, `low`, `high`, from usual to large; the
        interval is missing for a state with fewer than 5 days, or with equal ratings only.
    """
    means = means_by(days["spike_state"], days["pain_post"])
    median = days.groupby("spike_state")["spike_ratio"].median().rename("median_ratio")
    states = [name for name in STATES if name in means.index]
    table = pd.concat([median, means], axis=1).loc[states].rename_axis("spike_state")
    return table.reset_index()
