"""The smallest difference that matters to a runner."""

import pandas as pd

MOST_POINTS = 1.0
SHARE_OF_MEAN = 0.30


def smallest_difference(ratings: pd.Series, stated: float | None) -> float:
    """Points below which a difference does not matter.

    What the runner stated, else min(1 point, 30 % of the runner's mean rating): half of the
    minimal important change of 2 points, or 30 %, whichever is less. Missing without a rating.

    References
    ----------
    Ostelo et al. (2008), Spine 33(1):90-94, PMID 18165753.

    Examples
    --------
    >>> smallest_difference(pd.Series([1.0, 2.0, 3.0]), None)
    0.6
    """
    if stated is not None:
        return stated
    if ratings.empty:
        return float("nan")
    return min(MOST_POINTS, SHARE_OF_MEAN * float(ratings.mean()))
