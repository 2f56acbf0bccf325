"""The level that looks may spend: when a look falls due, and how much is left for it."""

from collections.abc import Iterable

# Rated days at which a look falls due, and the level that may have been spent by then.
CUMULATIVE_ALPHA = {90: 0.002, 180: 0.008, 365: 0.02, 730: 0.05}
# Differences of these levels are written without the dust of binary fractions.
DECIMALS = 6


def milestone_reached(n_rated: int) -> int | None:
    """The last milestone at or before so many rated days; None before the first.

    Examples
    --------
    >>> milestone_reached(89), milestone_reached(90), milestone_reached(400)
    (None, 90, 365)
    """
    return max((days for days in CUMULATIVE_ALPHA if days <= n_rated), default=None)


def next_milestone(n_rated: int) -> int | None:
    """The first milestone after so many rated days; None at the last or behind it.

    Examples
    --------
    >>> next_milestone(89), next_milestone(90), next_milestone(730)
    (90, 180, None)
    """
    return min((days for days in CUMULATIVE_ALPHA if days > n_rated), default=None)


def alpha_left(milestone: int, spent: Iterable[float]) -> float:
    """Level of a look: what may have been spent by its milestone less what has been.

    A milestone on which no look fell is not lost. The levels of all looks add up to 0.05 at most,
    so that by Bonferroni's inequality a log without any effect meets a false "yes" at one of its
    looks in 5 % of cases at most.

    References
    ----------
    Lan & DeMets (1983), Biometrika 70(3):659-663, doi:10.1093/biomet/70.3.659.

    Examples
    --------
    >>> alpha_left(180, [0.002]), alpha_left(365, []), alpha_left(730, [0.02])
    (0.006, 0.02, 0.03)
    """
    return round(CUMULATIVE_ALPHA[milestone] - sum(spent), DECIMALS)
