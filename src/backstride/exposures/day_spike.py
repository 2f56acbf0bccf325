"""The single-session spike where only days are known and not sessions."""

import numpy as np
import pandas as pd

from backstride.diary.spike import SPIKE_WINDOW_DAYS, spike_states
from backstride.exposures.windows import Floats, follows, run_length


def add_day_spikes(diary: pd.DataFrame) -> pd.DataFrame:
    """Add `spike_ratio` and `spike_state` of each day from the longest run of each day.

    The day's longest run over the longest run of the 30 days before, both counted in calendar
    days. On a log with one run a day, always at the same time of day, this is what `add_spikes`
    says of the run. It differs where it has to: of two runs on one day the shorter is not looked
    at, and a run 30 days ago counts whatever the time of day of the two.

    Parameters
    ----------
    diary : DataFrame
        `runner`, `date`, `n_runs`, `is_logged`, `longest_run_km` (missing on rest days), sorted
        by runner and date, no day twice.

    Returns
    -------
    DataFrame
        `diary` with the two columns, missing on days without a run, in the first 30 logged days,
        and where the 30 days before hold an unlogged day or a run of unknown distance.

    References
    ----------
    Frandsen et al. (2025), Br J Sports Med 59:1203, doi:10.1136/bjsports-2024-109380.

    Examples
    --------
    >>> days = pd.DataFrame({"runner": "a", "date": pd.date_range("2025-01-01", periods=32),
    ...     "is_logged": True, "n_runs": 1, "longest_run_km": [8.0, 10, *[5] * 29, 12]})
    >>> add_day_spikes(days)["spike_ratio"].iloc[-2:].tolist()
    [0.5, 1.2]
    """
    has_run = (diary["n_runs"] > 0).to_numpy()
    logged_km = diary["longest_run_km"].where(diary["n_runs"] > 0, 0.0).where(diary["is_logged"])
    km = logged_km.to_numpy(dtype=float)
    is_next = follows(diary)
    length = run_length(km, is_next)
    is_known = has_run & is_next & (_before(length, 1) >= SPIKE_WINDOW_DAYS)
    longest = _longest_before(km)
    ratio = np.full(len(km), np.nan)
    np.divide(km, longest, out=ratio, where=is_known & (longest > 0))
    # Rounded, so that 11 km after 10 km is not 1.1000000000000001 times it.
    ratio = np.round(ratio, 9)
    state = spike_states(ratio).mask(is_known & (longest == 0), "return").set_axis(diary.index)
    return diary.assign(spike_ratio=ratio, spike_state=state)


def _longest_before(km: Floats) -> Floats:
    """Largest of the 30 rows before each row, from maxima of 1, 2, 4, 8 and 16 of them."""
    reach, largest = 1, km
    while 2 * reach <= SPIKE_WINDOW_DAYS:
        largest = np.fmax(largest, _before(largest, reach))
        reach *= 2
    return _before(np.fmax(largest, _before(largest, SPIKE_WINDOW_DAYS - reach)), 1)


def _before(values: np.ndarray, n_rows: int) -> np.ndarray:
    moved = np.zeros(len(values))
    moved[n_rows:] = values[: max(len(values) - n_rows, 0)]
    return moved
