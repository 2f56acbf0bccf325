"""Sums over the last days that never cross a runner, a gap in the calendar or an unlogged day."""

import numpy as np
import pandas as pd


def window_values(diary: pd.DataFrame, column: str, n_days: int) -> np.ndarray:
    """Values of the last `n_days` days up to and including each row.

    Parameters
    ----------
    diary : DataFrame
        `runner`, `date` (midnight) and `column`, sorted by runner and date, no day twice.

    Returns
    -------
    ndarray, shape (n_rows, n_days)
        Oldest first. The whole row is missing where any of its days is missing, absent from the
        calendar or belongs to another runner.
    """
    if diary.empty:
        return np.empty((0, n_days))
    values = diary[column].to_numpy(dtype=float)
    padded = np.concatenate([np.full(n_days - 1, np.nan), values])
    windows = np.lib.stride_tricks.sliding_window_view(padded, n_days)
    complete = run_length(diary, column) >= n_days
    return np.where(complete[:, None], windows, np.nan)


def run_length(diary: pd.DataFrame, column: str) -> np.ndarray:
    """Count the unbroken days with a value up to and including each row (0 where missing)."""
    present = diary[column].notna().to_numpy()
    follows = np.zeros(len(diary), dtype=bool)
    if len(diary) > 1:
        same_runner = diary["runner"].to_numpy()[1:] == diary["runner"].to_numpy()[:-1]
        next_day = np.diff(diary["date"].to_numpy()) == np.timedelta64(1, "D")
        follows[1:] = same_runner & next_day & present[:-1]
    row = np.arange(len(diary))
    begins = np.maximum.accumulate(np.where(present & follows, 0, row))
    return np.where(present, row - begins + 1, 0)
