"""Latent pain, the rating it is given, and whether the rating is written down."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from backstride.simulate.draws import Floats
from backstride.simulate.scenario import Scenario

FELT_SHARE, EVENING_SHARE = 0.3, 0.7
MORNING_NOISE_SD = 0.7


def rate(latent: float) -> int:
    """The rating 0-10 that latent pain is given.

    Examples
    --------
    >>> rate(-0.8), rate(2.6), rate(11.2)
    (0, 3, 10)
    """
    return min(max(round(latent), 0), 10)


def expected_rating(mean: Floats, sd: float) -> Floats:
    """Mean rating of latent pain N(mean, sd²): the sum over k = 0..9 of Φ((mean − k − .5)/sd).

    Examples
    --------
    >>> expected_rating(np.array([5.0, -9.0]), 1.0).round(6).tolist()
    [5.0, 0.0]
    """
    steps = np.arange(10) + 0.5
    return np.asarray(ndtr((mean[..., None] - steps) / sd).sum(axis=-1))


def evening_sd(scenario: Scenario) -> float:
    """SD of evening pain around what was felt before the run plus the day's effects."""
    return scenario.sd * math.sqrt(EVENING_SHARE)


def is_missing(
    rating: NDArray[np.int64], chance: Floats, intercept: float | None
) -> NDArray[np.bool_]:
    """Whether each day's rating was left out; painful days and the day after one more often.

    Parameters
    ----------
    rating : array of int
        What would have been written, by day.
    chance : array of float
        Uniform draws.
    intercept : float, optional
        Log odds at rating 3 after a rated day; None leaves nothing out.
    """
    if intercept is None:
        return np.zeros(len(rating), dtype=bool)
    base = intercept + 0.15 * (rating - 3)
    odds = np.log(chance / (1 - chance))
    missing, before = [], False
    for rated_day, missed_day in zip(odds < base, odds < base + 1.2, strict=True):
        before = bool(missed_day if before else rated_day)
        missing.append(before)
    return np.array(missing)
