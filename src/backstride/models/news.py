"""What a same-day rating adds to what was known the evening before, and what that costs."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.models.rows import NEWS

Floats = NDArray[np.float64]

# What happens after the rating before the run: it is no news that it follows that rating.
AFTER_THE_RATING = frozenset(
    {
        "ran",
        "km",
        "km_today_1",
        "km_today_2",
        "km_today_3",
        "spike",
        "hard",
        "unknown_surface",
        "shoe_100km",
        "after_break",
        "log_weekly_ratio",
        "stretching",
        "warm_up",
        "maintenance",
        "strength",
        "strength_7d",
        "cross_training",
        "cross_training_7d",
    }
)


def known_before(names: Sequence[str], exposure: str) -> list[str]:
    """Columns of a design that were known before the same-day rating.

    Parameters
    ----------
    names : sequence of str
    exposure : str
        Of the day, which is tested.

    Examples
    --------
    >>> known_before(["Intercept", "pain_post_lag1", "x", "km", "km_lag1", "pain_pre"], "x")
    ['Intercept', 'pain_post_lag1', 'km_lag1']
    """
    today = {*AFTER_THE_RATING, exposure}
    later = {*today, *(f"unknown_{name}" for name in today), "pain_pre", NEWS}
    return [name for name in names if name not in later]


def news(known: Floats, rating: Floats) -> Floats:
    """Residual of the same-day rating on what was known before it."""
    return np.asarray(rating - known @ np.linalg.lstsq(known, rating)[0])


def total_covariance(
    exog: pd.DataFrame, residual: Floats, slope: float, known: list[str]
) -> pd.DataFrame:
    """HC3 covariance where the news was itself worked out by a regression.

    The coefficients of what was known before are totals: the part that does not pass through the
    same-day rating, and `slope` times the part that does, gamma. Each row's influence on a total
    is its influence on the model's coefficient plus `slope` times its influence on gamma; the
    covariance is the sum of their squares. Without news, or with slope 0, it is plain HC3.

    Parameters
    ----------
    exog : DataFrame
        Columns of the model, `pain_pre_news` among them.
    residual : array, shape (n_rows,)
    slope : float
        Coefficient of the news.
    known : list of str
        From `known_before`.

    References
    ----------
    Murphy & Topel (1985), J Bus Econ Stat 3:370, doi:10.1080/07350015.1985.10509471.
    """
    influence = pd.DataFrame(_influence(exog.to_numpy(), residual), columns=exog.columns)
    through = _influence(exog[known].to_numpy(), exog[NEWS].to_numpy())
    total = influence.add(pd.DataFrame(slope * through, columns=known), fill_value=0.0)
    return total[exog.columns].T @ total[exog.columns]


def _influence(exog: Floats, residual: Floats) -> Floats:
    """How far each row moves each coefficient, its own leverage taken out (as HC3 does)."""
    orthogonal, triangle = np.linalg.qr(exog)
    leverage = np.square(orthogonal).sum(axis=1)
    scaled = orthogonal * (residual / (1 - leverage))[:, None]
    return np.asarray(np.linalg.solve(triangle, scaled.T).T)
