"""What a trial could show: simulated at one runner's own variability of pain."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backstride.trial.flips import ALPHA, EQUAL
from backstride.trial.variability import Variability

Floats = NDArray[np.float64]

N_SIMULATED = 1000
MOST_FLIPS = 2**11
SETTLING_DAYS = 28


@dataclass(frozen=True)
class Power:
    """Share of simulated trials whose test rejects at 5 %.

    Parameters
    ----------
    n_pairs : int
    difference : float
        The true difference that pain settles at, in points.
    share : float
    mc_error : float
        Standard error of the share, from the number of trials simulated.
    """

    n_pairs: int
    difference: float
    share: float
    mc_error: float


def simulated_power(
    n_pairs: int, period_days: int, difference: float, pain: Variability, seed: int = 0
) -> Power:
    """Simulate trials and count how often the sign-flip test finds the difference.

    Parameters
    ----------
    n_pairs, period_days : int
    difference : float
        Points that pain settles at under one arm, against the other; negative: less pain.
    pain : Variability
    seed : int
        The same seed gives the same share.
    """
    differences = simulated_differences(n_pairs, period_days, difference, pain, seed)
    return power_of(differences, difference)


def power_of(differences: Floats, difference: float) -> Power:
    """Share of simulated trials, one a row, that the test rejects."""
    n_simulated, n_pairs = differences.shape
    share = float((p_values(differences) <= ALPHA).mean())
    return Power(n_pairs, difference, share, float(np.sqrt(share * (1 - share) / n_simulated)))


def simulated_differences(
    n_pairs: int,
    period_days: int,
    difference: float,
    pain: Variability,
    seed: int = 0,
    n_simulated: int = N_SIMULATED,
) -> Floats:
    """Pair differences of simulated trials.

    Returns
    -------
    array of shape (n_simulated, n_pairs)
        Arm A minus arm B, each the mean of a period's ratings.
    """
    draw = np.random.default_rng([seed, n_pairs, period_days])
    is_first = draw.integers(0, 2, (n_simulated, n_pairs))
    arms = np.stack([is_first, 1 - is_first], axis=2).reshape(n_simulated, 2 * n_pairs)
    ratings = simulated_ratings(np.repeat(arms, period_days, axis=1), difference, pain, draw)
    means = ratings.reshape(n_simulated, n_pairs, 2, period_days).mean(axis=3)
    first_minus_second: Floats = means[:, :, 0] - means[:, :, 1]
    return np.where(is_first == 1, first_minus_second, -first_minus_second)


def simulated_ratings(
    arms: NDArray[np.int64], difference: float, pain: Variability, draw: np.random.Generator
) -> Floats:
    """Daily ratings under an assignment.

    Pain and the difference are carried from day to day alike: each day adds (1 - carry) of what
    the difference settles at. Ratings are rounded and end at 0 and 10.

    Parameters
    ----------
    arms : array of shape (trials, days)
        1 where arm A is assigned, else 0.
    difference : float
    pain : Variability
    draw : Generator
    """
    n_trials, n_days = arms.shape
    noise = pain.noise_sd * draw.standard_normal((SETTLING_DAYS + n_days, n_trials))
    level = np.zeros(n_trials)
    for shock in noise[:SETTLING_DAYS]:
        level = pain.carry * level + shock
    ratings = np.empty((n_days, n_trials))
    for day, shock in enumerate(noise[SETTLING_DAYS:]):
        level = pain.carry * level + (1 - pain.carry) * difference * arms[:, day] + shock
        ratings[day] = pain.mean + level
    return np.asarray(np.clip(np.rint(ratings), 0, 10).T)


def p_values(differences: Floats) -> Floats:
    """Two-sided p-values of the sign-flip test, one a row; above 12 pairs against drawn flips."""
    signs = _signs(differences.shape[1])
    sums = np.abs(signs @ differences.T)
    observed = np.abs(differences.sum(axis=1))
    return np.asarray((sums >= observed - EQUAL).mean(axis=0))


def _signs(n_pairs: int) -> Floats:
    """Signs of the assignments with one pair unflipped: the others only mirror them."""
    n_all = 2 ** (n_pairs - 1)
    if n_all <= MOST_FLIPS:
        flipped = np.arange(n_all)[:, None] >> np.arange(n_pairs) & 1
    else:
        drawn = np.random.default_rng(n_pairs).integers(0, 2, (MOST_FLIPS - 1, n_pairs))
        flipped = np.vstack([np.zeros((1, n_pairs), dtype=np.int64), drawn])
    return np.where(flipped == 1, -1.0, 1.0)
