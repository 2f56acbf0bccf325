"""What these days could have shown, and how many more would."""

import numpy as np
from scipy import stats

ALPHA = 0.05
POWER = 0.80


def reach(dof: float, n_claims: int, alpha: float = ALPHA) -> float:
    """Standard errors that a true difference must measure to be found with 80 % power.

    t_(1 - alpha / 2m) + z_0.80: a difference must pass the first step of Holm's procedure over
    the m fitted claims, at the level in force, not the unadjusted one. Times the standard error
    it is the detectable difference.

    Examples
    --------
    >>> round(0.25 * reach(400, 1), 2), round(0.25 * reach(400, 5), 2)
    (0.7, 0.86)
    """
    return float(stats.t.ppf(1 - alpha / (2 * n_claims), dof) + stats.norm.ppf(POWER))


def days_needed(standard_error: float, n_days: int, reached: float, difference: float) -> int:
    """Rated days in all, at the present mix, until `difference` would be found with 80 % power.

    The standard error of a contrast between n1 exposed and n0 unexposed days is
    sd * sqrt((n1 + n0) / (n1 n0)): at a constant share of exposed days it falls with the square
    root of the days, so the runner's own standard error is scaled to the one that is needed.

    Parameters
    ----------
    standard_error : float
        Of the contrast today, on `n_days` days.
    reached : float
        From `reach`.
    difference : float
        Points.

    Examples
    --------
    >>> days_needed(0.25, 500, reach(400, 1), 0.7)
    503
    """
    return int(np.ceil(n_days * (standard_error * reached / difference) ** 2))
