"""The ways in which a diary is usually searched, each on many null diaries at once."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from backstride.models.plain import FEWEST_DAYS
from backstride.models.specification import Specification

Floats = NDArray[np.float64]
LAGS = 15


def correlation_p_values(exposure: Floats, post: Floats) -> Floats:
    """P-value of Pearson's correlation with every column of `post`, on rows without gaps.

    Parameters
    ----------
    exposure : array, shape (n_days,)
    post : array, shape (n_days, n_diaries)

    Returns
    -------
    array, shape (n_diaries,)
        1 where fewer than 4 days are left or nothing varies.
    """
    if len(exposure) < FEWEST_DAYS or np.ptp(exposure) == 0:
        return np.ones(post.shape[1])
    from_mean, ratings = exposure - exposure.mean(), post - post.mean(axis=0)
    size = np.sqrt((from_mean**2).sum() * (ratings**2).sum(axis=0))
    r = np.divide(from_mean @ ratings, size, out=np.zeros_like(size), where=size > 0)
    dof = len(exposure) - 2
    return np.asarray(2 * stats.t.sf(np.abs(r) * np.sqrt(dof / np.maximum(1 - r**2, 1e-300)), dof))


def plain_p_values(frame: pd.DataFrame, specification: Specification, post: Floats) -> Floats:
    """`models.plain.plain_difference` on every diary: its p-value."""
    counts = specification.is_compared(frame) & frame["pain_post"].notna()
    exposure = frame[specification.dose]
    is_used = (counts & exposure.notna()).to_numpy(dtype=bool)
    return correlation_p_values(exposure.to_numpy(dtype=float)[is_used], post[is_used])


def lag_p_values(frame: pd.DataFrame, exposure: str, post: Floats) -> Floats:
    """P-values of the correlations with the exposure 0, 1, ..., 14 days before.

    Returns
    -------
    array, shape (15, n_diaries)
    """
    is_rated = frame["pain_post"].notna().to_numpy()
    by_lag = []
    for lag in range(LAGS):
        moved = frame[exposure].shift(lag).to_numpy(dtype=float)
        is_used = is_rated & np.isfinite(moved)
        by_lag.append(correlation_p_values(moved[is_used], post[is_used]))
    return np.stack(by_lag)


def bin_p_values(
    frame: pd.DataFrame, ratio: pd.Series, low: float, high: float, post: Floats
) -> Floats:
    """P-values of the days with a ratio in (low, high] against all other days.

    1 where fewer than 3 days lie in it or outside it.
    """
    is_used = (frame["pain_post"].notna() & ratio.notna()).to_numpy()
    known = ratio.to_numpy(dtype=float)[is_used]
    is_in = ((known > low) & (known <= high)).astype(float)
    if min(is_in.sum(), len(is_in) - is_in.sum()) < FEWEST_DAYS - 1:
        return np.ones(post.shape[1])
    return correlation_p_values(is_in, post[is_used])
