"""The single-session spike: a run against the longest of the 30 days before it."""

import numpy as np
import pandas as pd

__all__ = ["SPIKES_ABOVE", "SPIKE_LIMIT", "SPIKE_WINDOW_DAYS", "add_spikes", "spike_states"]

SPIKE_WINDOW_DAYS = 30
SPIKE_LIMIT = 1.10
# Where each class of spikes begins; up to the first of them a run is usual.
SPIKES_ABOVE = {"small": SPIKE_LIMIT, "moderate": 1.30, "large": 2.00}


def add_spikes(runs: pd.DataFrame, covered: pd.DataFrame) -> pd.DataFrame:
    """Add `spike_ratio` and `spike_state` to every run.

    The ratio is the session's distance over the longest session of the previous 30 days
    (30 x 24 hours, strictly before its start). States: `usual` up to 1.10, `small` above 1.10 to
    1.30, `moderate` above 1.30 to 2.00, `large` above 2.00, and `return` where no run lies in
    the window (its ratio is missing). Both are missing in the first 30 logged days and where
    the window holds an unlogged day or a run of unknown distance.

    Parameters
    ----------
    runs : DataFrame
        One runner's runs: `start` (missing counts as noon of `date`), `date`, `distance_km`.
    covered : DataFrame
        `date`, `is_logged` as from `coverage`.

    Returns
    -------
    DataFrame
        `runs` in order of time with the two columns added.

    References
    ----------
    Frandsen et al. (2025), Br J Sports Med 59:1203, doi:10.1136/bjsports-2024-109380.
    """
    moment = runs["start"].fillna(runs["date"] + pd.Timedelta(hours=12))
    ordered = runs.assign(_moment=moment).sort_values("_moment", kind="stable")
    by_time = ordered.set_index("_moment")["distance_km"]
    window = f"{SPIKE_WINDOW_DAYS}D"
    longest = by_time.rolling(window, closed="left").max().to_numpy()
    is_unmeasured = by_time.isna().astype(float).rolling(window, closed="left").sum() > 0
    known = _window_known(ordered["date"], covered) & ~is_unmeasured.to_numpy()
    # Rounded, so that 11 km after 10 km is not 1.1000000000000001 times it.
    ratio = np.round(np.where(known, ordered["distance_km"].to_numpy() / longest, np.nan), 9)
    state = spike_states(ratio).mask(known & np.isnan(longest), "return")
    added = ordered.drop(columns="_moment").reset_index(drop=True)
    return added.assign(spike_ratio=ratio, spike_state=state)


def _window_known(dates: pd.Series, covered: pd.DataFrame) -> np.ndarray:
    logged = covered.set_index("date")["is_logged"].astype(float)
    complete = logged.rolling(SPIKE_WINDOW_DAYS).sum().shift(1) == SPIKE_WINDOW_DAYS
    return complete.reindex(dates).fillna(False).to_numpy(dtype=bool)


def spike_states(ratio: np.ndarray) -> pd.Series:
    """The state of each ratio, missing where it is.

    Examples
    --------
    >>> spike_states(np.array([1.1, 1.2, 2.5])).tolist()
    ['usual', 'small', 'large']
    """
    edges = [-np.inf, *SPIKES_ABOVE.values(), np.inf]
    return pd.Series(pd.cut(ratio, edges, labels=["usual", *SPIKES_ABOVE])).astype("str")
