"""Exponentially weighted means that begin anew after every break in the record."""

import numpy as np
from numpy.typing import NDArray

from backstride.exposures.windows import Floats, Rows


def weighted_ratio(
    values: Floats, length: NDArray[np.int64], acute_days: int, chronic_days: int
) -> Floats:
    """Ratio of two exponentially weighted means of each unbroken stretch, up to each row.

    ```
    E(first) = x(first)      E(d) = E(d-1) + 2 / (N + 1) * (x(d) - E(d-1))
    ```
    All stretches take their first step together, then their second: a few operations on arrays
    for every day of the longest stretch, however many stretches there are.

    Parameters
    ----------
    values : array
    length : array of int
        From `run_length`: 1 where a stretch begins, 0 where a value is missing.
    acute_days, chronic_days : int
        N of the mean above and of the one below.

    Returns
    -------
    array
        Missing on the first `chronic_days` - 1 days of a stretch, and where the mean below is 0.

    References
    ----------
    Williams et al. (2017), Br J Sports Med 51:209, doi:10.1136/bjsports-2016-096589.

    Examples
    --------
    >>> weighted_ratio(np.array([4.0, 4.0, 10.0]), np.array([1, 2, 3]), 1, 3).tolist()
    [nan, nan, 1.4285714285714286]
    """
    ratio = np.full(len(values), np.nan)
    first, n_days = _stretches(length, chronic_days)
    acute = chronic = values[first]
    # The longest stretches stand first: after some days the last ones are over.
    n_going_on = np.searchsorted(-n_days, -np.arange(1, n_days.max(initial=0)), side="left")
    for day, n_left in enumerate(n_going_on.tolist(), start=1):
        rows = first[:n_left] + day
        today = values[rows]
        acute = _moved(acute[:n_left], today, acute_days)
        chronic = _moved(chronic[:n_left], today, chronic_days)
        if day + 1 >= chronic_days:
            ratio[rows] = acute / np.where(chronic > 0, chronic, np.nan)
    return ratio


def _moved(mean: Floats, today: Floats, n_days: int) -> Floats:
    return mean + 2 / (n_days + 1) * (today - mean)


def _stretches(length: NDArray[np.int64], fewest: int) -> tuple[Rows, NDArray[np.int64]]:
    """First row and number of days of each stretch that is long enough, the longest first."""
    last = np.flatnonzero((length >= fewest) & (np.append(length[1:], 0)[: len(length)] <= 1))
    last = last[np.argsort(-length[last], kind="stable")]
    return last - length[last] + 1, length[last]
