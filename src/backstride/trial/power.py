"""What a trial could show at one runner's own variability, and the test it is based on."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# How one runner's pain varies from day to day: level, carry-over, noise.

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


# The sign-flip test of pair differences, and the interval that it leaves.

Floats = NDArray[np.float64]

ALPHA = 0.05
MOST_EXACT_PAIRS = 20
N_DRAWN = 2**17
# Pair differences are means of whole numbers: sums that are equal differ by less than this.
EQUAL = 1e-9


@dataclass(frozen=True)
class FlipTest:
    """What the pair differences say, judged by the assignments that chance could have made.

    Parameters
    ----------
    n_pairs : int
    estimate : float
        Mean pair difference, in points; missing without a pair.
    low, high : float
        The differences that the test does not reject at 5 %; missing where it can reject none.
    p_value : float
        Two-sided.
    n_assignments : int
        How many assignments the difference was compared with, the one that was made included.
    mc_error : float
        Standard error of the p-value where the assignments were drawn; 0 where all were used.
    """

    n_pairs: int
    estimate: float
    low: float
    high: float
    p_value: float
    n_assignments: int
    mc_error: float


def smallest_p(n_pairs: int) -> float:
    """Smallest two-sided p-value that so many pairs can give.

    Examples
    --------
    >>> smallest_p(4), smallest_p(6)
    (0.125, 0.03125)
    """
    return min(1.0, 2.0 / 2.0**n_pairs)


def flip_test(differences: Floats, seed: int = 0) -> FlipTest:
    """Test the mean pair difference against every assignment that the coin could have given.

    Within a pair the coin decides which period comes first, so without any effect each difference
    could as well have had the other sign. The p-value is the share of the 2^n assignments whose
    mean difference lies at least as far from 0. The interval holds every shift of the ratings
    that the same test does not reject at 5 %; for a shift that is the same in every pair it is
    exact. Above 20 pairs assignments are drawn, each with its opposite.

    Parameters
    ----------
    differences : array of float
        One per pair, in points.
    seed : int
        For the draw above 20 pairs.

    References
    ----------
    Fisher (1935), The design of experiments, section 21. Hartigan (1969), J Am Stat Assoc 64:1303:
    the means of subsets cut the line into intervals of equal probability.

    Examples
    --------
    >>> found = flip_test(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]))
    >>> found.estimate, found.p_value, found.low, found.high
    (3.5, 0.03125, 1.0, 6.0)
    """
    n_pairs = len(differences)
    if n_pairs == 0:
        return FlipTest(0, np.nan, np.nan, np.nan, 1.0, 1, 0.0)
    sums, sizes = _subsets(differences, seed)
    total, n_all = float(differences.sum()), len(sums)
    p_value = float((np.abs(total - 2 * sums) >= abs(total) - EQUAL).mean())
    low, high = _limits(sums[sizes > 0] / sizes[sizes > 0], n_all)
    error = _mc_error(p_value, n_all) if n_pairs > MOST_EXACT_PAIRS else 0.0
    return FlipTest(n_pairs, total / n_pairs, low, high, p_value, n_all, error)


def _subsets(differences: Floats, seed: int) -> tuple[Floats, Floats]:
    """Sum and size of the differences that are flipped, for every assignment or for those drawn.

    With each assignment its opposite is among them, and the one that was made.
    """
    n_pairs = len(differences)
    if n_pairs <= MOST_EXACT_PAIRS:
        sums, sizes = np.zeros(1), np.zeros(1)
        for difference in differences:
            sums = np.concatenate([sums, sums + difference])
            sizes = np.concatenate([sizes, sizes + 1])
        return sums, sizes
    draw = np.random.default_rng(seed).integers(0, 2, (N_DRAWN // 2 - 1, n_pairs))
    half = np.vstack([np.zeros(n_pairs), draw])
    flipped = np.vstack([half, 1 - half])
    return flipped @ differences, flipped.sum(axis=1)


def _mc_error(p_value: float, n_all: int) -> float:
    # an assignment and its opposite lie equally far from 0: half of them were drawn on their own
    return float(np.sqrt(p_value * (1 - p_value) / (n_all / 2)))


def _limits(means: Floats, n_all: int) -> tuple[float, float]:
    """Outermost shifts with p > 5 %: below the mean, p(shift) = 2 (1 + #{means <= shift}) / n."""
    place = int(np.floor(ALPHA / 2 * n_all))
    if place == 0:
        return np.nan, np.nan
    ordered = np.partition(means, [place - 1, len(means) - place])
    return _exact(ordered[place - 1]), _exact(ordered[len(means) - place])


def _exact(limit: float) -> float:
    # rounding must not put an interval off 0 that the test, with its ties, does not
    return 0.0 if abs(limit) < EQUAL else float(limit)


# What a trial could show: simulated at one runner's own variability of pain.

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
