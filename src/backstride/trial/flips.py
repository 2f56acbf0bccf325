"""The sign-flip test of pair differences, and the interval that it leaves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
