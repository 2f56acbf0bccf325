"""Flares: days that hurt much more than the two weeks before them."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LOWEST_FLARE_NRS = 3.0
ABOVE_USUAL_NRS = 2.0
DAYS_BEFORE = 14
FEWEST_RATED = 7
ONE_DAY = pd.Timedelta(days=1)
BLOCK_ROWS = 50_000
Floats = NDArray[np.float64]
Days = NDArray[np.int64]


def derived_flares(diary: pd.DataFrame) -> pd.DataFrame:
    """Derive from the worst rating of each day whether it was in a flare, and where one began.

    The definition is ours and secondary. Costa et al. (2019) define a flare by what a person
    says of it, which a diary of ratings does not hold; most flares that are told are not days of
    unusual pain, so the two are different outcomes. A day is in a flare if its worst rating is
    at least 3 and at least 2 points above the median of the 14 days before. After about a week
    of steady pain the median has caught up and the flare ends, though the pain may not.

    What a missing rating does:

    - fewer than 7 of the 14 days before are rated: there is no level to compare with. A worst
      rating below 3 is still no flare; any other is not known.
    - the day is not rated: not known whether it is in a flare; never an onset.
    - the day before is not rated, or not known: not known whether the day is at risk; it counts
      neither as an onset nor as a day without one, however it is rated.
    - a day without a level is no day on which an onset is looked for, be it rated 0: otherwise
      days without a flare would be counted where a flare could not be.

    Parameters
    ----------
    diary : DataFrame
        `runner`, `date` and `pain_worst` (0–10), sorted by them, no day twice. A day without a
        row is a day without a rating.

    Returns
    -------
    DataFrame
        With the index of `diary`:

        - `flare_level`: the rating from which on the day is a flare, max(3, median + 2); missing
          without 7 rated days among the 14 before
        - `flare`: 1 in a flare, 0 not
        - `at_risk`: 1 where the day before was not in a flare, 0 where it was
        - `flare_onset`: 1 on the first day of a flare, 0 on any other day at risk; missing on
          days that are not at risk

    References
    ----------
    Costa et al. (2019), J Pain 20:1267, for flares as they are asked for.

    Examples
    --------
    >>> days = pd.DataFrame({"runner": "a", "date": pd.date_range("2025-01-01", periods=10),
    ...                      "pain_worst": [1.0] * 7 + [3.0, 4.0, 2.0]})
    >>> derived_flares(days).iloc[7:].to_dict("list")
    {'flare_level': [3.0, 3.0, 3.0], 'flare': [1.0, 1.0, 0.0], 'at_risk': [1.0, 0.0, 0.0],
     'flare_onset': [1.0, nan, nan]}
    """
    worst = diary["pain_worst"]
    level = (_usual(diary) + ABOVE_USUAL_NRS).clip(lower=LOWEST_FLARE_NRS)
    is_known = worst.notna() & (level.notna() | (worst < LOWEST_FLARE_NRS))
    flare = (worst >= level).astype(float).where(is_known)
    at_risk = 1 - _day_before(diary, flare)
    is_looked_at = (at_risk == 1) & level.notna()
    return pd.DataFrame(
        {
            "flare_level": level,
            "flare": flare,
            "at_risk": at_risk,
            "flare_onset": flare.where(is_looked_at),
        }
    )


def _usual(diary: pd.DataFrame) -> pd.Series:
    """Median of the 14 calendar days before each day; missing with fewer than 7 rated."""
    worst = diary["pain_worst"].to_numpy(dtype=float)
    key = _calendar(diary)
    usual = np.empty(len(diary))
    for first in range(0, len(diary), BLOCK_ROWS):
        rows = np.arange(first, min(first + BLOCK_ROWS, len(diary)))
        usual[rows] = _medians(_days_before(worst, key, rows))
    return pd.Series(usual, index=diary.index)


def _calendar(diary: pd.DataFrame) -> Days:
    """Number of each day; those of one runner end far before those of the next begin."""
    day = (diary["date"] - diary["date"].min()) // ONE_DAY
    runner = pd.factorize(diary["runner"])[0]
    apart = int(day.max()) + 1 + DAYS_BEFORE if len(day) else 0
    key: Days = runner * apart + day.to_numpy()
    return key


def _days_before(worst: Floats, key: Days, rows: Days) -> Floats:
    """Ratings of the 14 days before each of `rows`, in no order; missing where there is none."""
    earlier = rows[:, None] - np.arange(1, DAYS_BEFORE + 1)
    place = earlier.clip(min=0)
    is_near = (earlier >= 0) & (key[rows][:, None] - key[place] <= DAYS_BEFORE)
    return np.where(is_near, worst[place], np.nan)


def _medians(ratings: Floats) -> Floats:
    """Median of each row of ratings; missing with fewer than 7."""
    n_rated = (~np.isnan(ratings)).sum(axis=1)
    in_order = np.sort(ratings, axis=1)
    row = np.arange(len(ratings))
    # Missing ratings are sorted to the end.
    median = (in_order[row, (n_rated - 1) // 2] + in_order[row, n_rated // 2]) / 2
    return np.where(n_rated >= FEWEST_RATED, median, np.nan)


def _day_before(diary: pd.DataFrame, values: pd.Series) -> pd.Series:
    """Value of the calendar day before; missing where that day has no row."""
    by_runner = diary["runner"]
    follows = diary["date"] - diary["date"].groupby(by_runner).shift() == ONE_DAY
    return values.groupby(by_runner).shift().where(follows)
