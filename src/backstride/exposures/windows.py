"""Sums over the last days that never cross a runner, a gap in the calendar or an unlogged day.

Every sum is made of the days in its own window and of nothing before it, always in the same
order: no running total is carried along, so a value does not depend on what else is in the table.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]

BLOCK_ROWS = 50_000


def follows(diary: pd.DataFrame) -> Flags:
    """Whether each row is of the same runner as the row before it, one day later.

    Parameters
    ----------
    diary : DataFrame
        `runner`, `date` (midnight), sorted by them, no day twice.
    """
    is_next = np.zeros(len(diary), dtype=bool)
    if len(diary) > 1:
        is_next[1:] = np.diff(diary["date"].to_numpy()) == np.timedelta64(1, "D")
        is_next[first_rows(diary["runner"])] = False
    return is_next


def first_rows(runner: pd.Series) -> Rows:
    """Where each runner begins; the rows of a runner stand together."""
    return np.flatnonzero(np.diff(runner_codes(runner), prepend=-1))


def runner_codes(runner: pd.Series) -> NDArray[np.intp]:
    """Number the runners from 0, in the order in which they appear."""
    return pd.factorize(runner, use_na_sentinel=False)[0]


def blocks(is_next: Flags) -> list[slice]:
    """Cut the rows into blocks of about 50,000 that end where a stretch of days ends.

    A block and what is worked out from it stay in the cache of the processor, and the memory
    needed beside the results is that of a block, however many runners there are.

    Examples
    --------
    >>> blocks(np.array([False, True, True]))
    [slice(0, 3, None)]
    """
    begins = np.flatnonzero(~is_next)
    wanted = np.arange(0, max(len(is_next), 1), BLOCK_ROWS)
    edges = np.append(begins, len(is_next))[np.searchsorted(begins, wanted)]
    edges = np.unique([0, *edges, len(is_next)])
    return [slice(first, last) for first, last in pairwise(edges.tolist())] or [slice(0, 0)]


def run_length(values: Floats, is_next: Flags) -> NDArray[np.int64]:
    """Count the unbroken days with a value up to and including each row (0 where missing).

    Parameters
    ----------
    values : array
    is_next : array of bool
        From `follows`.

    Examples
    --------
    >>> run_length(np.array([1.0, 2.0, np.nan, 4.0]), np.array([False, True, True, True])).tolist()
    [1, 2, 0, 1]
    """
    present = ~np.isnan(values)
    continues = present & is_next
    continues[1:] &= present[:-1]
    row = np.arange(len(values))
    begins = np.maximum.accumulate(np.where(continues, 0, row))
    return np.where(present, row - begins + 1, 0)


def earlier(values: Floats, n_rows: int) -> Floats:
    """Values `n_rows` rows before; missing where there is no such row.

    Examples
    --------
    >>> earlier(np.array([1.0, 2.0, 3.0]), 1).tolist()
    [nan, 1.0, 2.0]
    """
    moved = np.empty(len(values))
    moved[:n_rows] = np.nan
    moved[n_rows:] = values[: max(len(values) - n_rows, 0)]
    return moved


def week_sums(values: Floats) -> Floats:
    """Sum of each row and the six before it, whatever they are.

    Examples
    --------
    >>> week_sums(np.arange(8.0))[5:].tolist()
    [nan, 21.0, 28.0]
    """
    two = values + earlier(values, 1)
    four = two + earlier(two, 2)
    return four + earlier(two, 4) + earlier(values, 6)


# Where a runner's other days stand in a sorted diary, whatever days are absent from it.

ONE_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class Calendar:
    """The days of all runners as one ascending row of numbers.

    Parameters
    ----------
    key : array of int, shape (n_rows,)
        Day of the row; the days of one runner end far before those of the next begin.
    """

    key: NDArray[np.int64]

    def first_since(self, n_days: int) -> Rows:
        """First row of the same runner among the last `n_days` days, each row's own included."""
        return np.searchsorted(self.key, self.key - (n_days - 1))

    def values_around(self, values: Floats, rows: Rows, days_after: NDArray[np.int64]) -> Floats:
        """Values so many days after (negative: before) each of `rows`; missing where absent.

        Returns
        -------
        array, shape (n_rows, n_days)
        """
        wanted = self.key[rows][:, None] + days_after
        place = np.searchsorted(self.key, wanted).clip(max=len(self.key) - 1)
        return np.where(self.key[place] == wanted, values[place], np.nan)


def calendar_of(diary: pd.DataFrame, reach_days: int) -> Calendar:
    """Number the days of a sorted diary.

    Parameters
    ----------
    diary : DataFrame
        `runner`, `date` (midnight), sorted by them, no day twice.
    reach_days : int
        How far before or after a row its runner's days are looked for.

    Examples
    --------
    >>> days = pd.DataFrame({"runner": ["a", "a", "b"],
    ...                      "date": pd.to_datetime(["2025-01-01", "2025-01-03", "2025-01-02"])})
    >>> before = np.array([-2, -1])
    >>> calendar = calendar_of(days, 2)
    >>> calendar.values_around(np.array([5.0, 6.0, 7.0]), np.array([1, 2]), before).tolist()
    [[5.0, nan], [nan, nan]]
    """
    dates = diary["date"].to_numpy()
    if not len(dates):
        return Calendar(np.empty(0, dtype=np.int64))
    day = (dates - dates.min()) // ONE_DAY
    apart = int(day.max()) + 1 + reach_days
    return Calendar(runner_codes(diary["runner"]) * apart + day.astype(np.int64))
