"""Exponentially weighted means that begin anew after every break in the record."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from backstride.exposures.windows import Floats, Rows


def weighted_means(values: Floats, length: NDArray[np.int64], spans_days: Sequence[int]) -> Floats:
    """Exponentially weighted means of each unbroken stretch, up to and including each row.

    ```
    E(first) = x(first)      E(d) = E(d-1) + 2 / (N + 1) * (x(d) - E(d-1))
    ```
    All stretches take their first step together, then their second: a few operations on arrays
    for every day of the longest stretch, however many stretches there are.

    Parameters
    ----------
    values : array, shape (n_rows,)
    length : array of int, shape (n_rows,)
        From `run_length`: 1 where a stretch begins, 0 where a value is missing.
    spans_days : sequence of int
        N of each mean.

    Returns
    -------
    array, shape (n_spans, n_rows)
        Missing where the value is.

    References
    ----------
    Williams et al. (2017), Br J Sports Med 51:209, doi:10.1136/bjsports-2016-096589.

    Examples
    --------
    >>> weighted_means(np.array([4.0, 8.0, 2.0]), np.array([1, 2, 1]), [3]).tolist()
    [[4.0, 6.0, 2.0]]
    """
    first, n_days = _stretches(length)
    share = 2 / (np.asarray(spans_days, dtype=float)[:, None] + 1)
    means = np.full((len(spans_days), len(values)), np.nan)
    reached = np.repeat(values[first][None, :], len(spans_days), axis=0)
    means[:, first] = reached
    # The longest stretches stand first: after some days the last ones are over.
    n_going_on = np.searchsorted(-n_days, -np.arange(1, n_days.max(initial=0)), side="left")
    for day, n_left in enumerate(n_going_on, start=1):
        rows = first[:n_left] + day
        reached = reached[:, :n_left]
        reached = reached + share * (values[rows] - reached)
        means[:, rows] = reached
    return means


def _stretches(length: NDArray[np.int64]) -> tuple[Rows, NDArray[np.int64]]:
    """First row and number of days of each stretch, the longest first."""
    first = np.flatnonzero(length == 1)
    ends = np.flatnonzero((length > 0) & (np.append(length[1:], 0) <= 1))
    n_days = length[ends]
    longest_first = np.argsort(-n_days, kind="stable")
    return first[longest_first], n_days[longest_first]
