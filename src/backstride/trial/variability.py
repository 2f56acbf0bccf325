"""How one runner's pain varies from day to day: level, carry-over, noise."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

FEWEST_PAIRS_OF_DAYS = 28
MOST_CARRY = 0.95


@dataclass(frozen=True)
class Variability:
    """Pain as a level that each day moves away from and half returns to.

    Parameters
    ----------
    mean : float
        Mean rating, 0-10.
    carry : float
        Share of a day's distance from the mean that is left the next day.
    noise_sd : float
        SD of what a day adds, in points.
    n_days : int
        Pairs of days in a row it was estimated from; 0 where it is assumed.
    """

    mean: float
    carry: float
    noise_sd: float
    n_days: int = 0


# The runner of the simulator (docs/methods.md), whose pain is at 3.
ASSUMED = Variability(mean=3.0, carry=0.45, noise_sd=1.0)


def own_variability(ratings: pd.Series) -> Variability:
    """Estimate the variability of daily ratings from days in a row.

    Least squares of each rating on the one of the day before. A slow trend counts as carry-over,
    which makes a trial look a little weaker than it is, never stronger.

    Parameters
    ----------
    ratings : Series of float
        One per calendar day, ascending; missing where there is none.

    Returns
    -------
    Variability
        `ASSUMED` where fewer than 28 ratings follow one of the day before, or all are alike.

    Examples
    --------
    >>> own_variability(pd.Series([1.0, 3.0, 2.0])) == ASSUMED
    True
    """
    today = ratings.to_numpy(dtype=float)[1:]
    before = ratings.to_numpy(dtype=float)[:-1]
    is_known = ~(np.isnan(today) | np.isnan(before))
    today, before = today[is_known], before[is_known]
    if len(today) < FEWEST_PAIRS_OF_DAYS or np.ptp(before) == 0 or np.ptp(today) == 0:
        return ASSUMED
    slope, intercept = np.polyfit(before, today, 1)
    left = today - intercept - slope * before
    noise_sd = float(np.sqrt((left**2).sum() / (len(today) - 2)))
    carry = float(np.clip(slope, 0.0, MOST_CARRY))
    return Variability(float(ratings.mean()), carry, noise_sd, len(today))
