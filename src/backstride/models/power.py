"""What these days could have shown, and how many more would."""

import numpy as np
from scipy import stats

ALPHA = 0.05
POWER = 0.80


def detectable_difference(standard_error: float, dof: float, n_claims: int) -> float:
    """Smallest true difference that would be found with 80 % power at the level in force.

    (t_(1 - alpha / 2m) + z_0.80) * SE: a difference must pass the first step of Holm's
    procedure over the m fitted claims, not the unadjusted level.

    Examples
    --------
    >>> round(detectable_difference(0.25, 400, 1), 2), round(detectable_difference(0.25, 400, 5), 2)
    (0.7, 0.86)
    """
    return _reach(dof, n_claims) * standard_error


def days_needed(
    standard_error: float, dof: float, n_days: int, n_claims: int, difference: float
) -> int:
    """Rated days in all, at the present mix, until `difference` would be found with 80 % power.

    The standard error of a contrast between n1 exposed and n0 unexposed days is
    sd * sqrt((n1 + n0) / (n1 n0)): at a constant share of exposed days it falls with the square
    root of the days, so the runner's own standard error is scaled to the one that is needed.

    Examples
    --------
    >>> days_needed(0.25, 400, 500, 1, 0.7)
    503
    """
    needed = difference / _reach(dof, n_claims)
    return int(np.ceil(n_days * (standard_error / needed) ** 2))


def _reach(dof: float, n_claims: int) -> float:
    return float(stats.t.ppf(1 - ALPHA / (2 * n_claims), dof) + stats.norm.ppf(POWER))
