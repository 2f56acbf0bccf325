"""Plain means with the interval of their own group."""

import numpy as np
import pandas as pd
from scipy import stats

FEWEST_DAYS = 5
SCALE = (0.0, 10.0)


def means_by(groups: pd.Series, ratings: pd.Series) -> pd.DataFrame:
    """Mean rating of each group with its 95 % t interval, which describes and does not compare.

    The interval ends where the scale ends. It is missing for a group with fewer than 5 days, or
    with equal ratings only.

    Returns
    -------
    DataFrame
        Indexed by group: `n_days` (rated), `mean`, `low`, `high`.

    Examples
    --------
    >>> means_by(pd.Series(["trail"] * 5), pd.Series([1.0, 2, 3, 4, 5])).round(2).values.tolist()
    [[5.0, 3.0, 1.04, 4.96]]
    """
    by_group = ratings.groupby(groups).agg(["mean", "sem", "count"])
    spread = by_group["sem"].replace(0, np.nan).where(by_group["count"] >= FEWEST_DAYS)
    half = stats.t.ppf(0.975, np.maximum(by_group["count"] - 1, 1)) * spread
    mean = by_group["mean"]
    return pd.DataFrame(
        {
            "n_days": by_group["count"],
            "mean": mean,
            "low": (mean - half).clip(*SCALE),
            "high": (mean + half).clip(*SCALE),
        }
    )
