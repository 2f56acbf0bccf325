"""Where a runner's other days stand in a sorted diary, whatever days are absent from it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.exposures.windows import Floats, Rows, runner_codes

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
