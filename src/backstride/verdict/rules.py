"""The rules of a verdict: sentence, Holm, and the level a look may spend."""

import math
from collections.abc import Iterable, Mapping

import numpy as np

# From numbers to the sentence a person reads.

YEAR_DAYS = 365
MOST_YEARS = 10
# Below this, one decimal would say 0.
SMALLEST_SHOWN = 0.1


def decided(
    estimate: float, low: float, high: float, p_holm: float, smallest: float, alpha: float
) -> str:
    """Status of a fitted claim, in the order of the rules.

    1. The interval is off 0 and Holm's p is at most alpha: `raises` or `lowers`.
    2. The interval lies inside the smallest difference: `no difference`.
    3. Else `cannot tell`.

    Examples
    --------
    >>> decided(0.8, 0.2, 1.4, 0.04, 0.6, 0.05), decided(0.1, -0.3, 0.5, 1.0, 0.6, 0.05)
    ('raises', 'no difference')
    """
    if p_holm <= alpha and (low > 0 or high < 0):
        return "raises" if estimate > 0 else "lowers"
    if max(abs(low), abs(high)) < smallest:
        return "no difference"
    return "cannot tell"


def verdict_sentence(status: str, low: float, high: float, smallest: float) -> str:
    """The verdict in words; what was estimated stands beside it."""
    is_small = max(abs(low), abs(high)) < smallest
    if status in ("raises", "lowers"):
        return f"{status} pain{', by less than matters' if is_small else ''}"
    if status == "no difference":
        return "makes no difference that matters"
    if status != "cannot tell":
        raise ValueError(f"unknown status {status!r}")
    if low > 0 or high < 0:
        return "can’t tell yet: off zero alone, but not beside the other claims tested"
    return "can’t tell yet"


def needed_sentence(more_days: int, smallest: float) -> str:
    """What it takes to tell, where it cannot be told yet.

    Examples
    --------
    >>> needed_sentence(120, 0.6)
    'About 120 more rated days like these to find a difference of 0.6 points.'
    """
    size = f"{smallest:.1f}" if smallest >= SMALLEST_SHOWN else f"{smallest:.2f}"
    if more_days <= 0:
        return f"A difference of {size} points would probably have shown."
    if more_days > MOST_YEARS * YEAR_DAYS:
        return f"More than {MOST_YEARS} years of days like these: a diary will not settle it."
    days = more_days if more_days < 100 else int(math.ceil(more_days / 10) * 10)
    span = "1 more rated day" if days == 1 else f"{days:,} more rated days"
    return f"About {span} like these to find a difference of {size} points."


# Several claims of one report, tested together.


def holm_adjusted(p_values: Mapping[str, float]) -> dict[str, float]:
    """Adjust the p-values of the claims that were fitted, by Holm's step-down procedure.

    References
    ----------
    Holm (1979), Scand J Statist 6:65.

    Examples
    --------
    >>> holm_adjusted({"spike": 0.04, "surface": 0.01})
    {'spike': 0.04, 'surface': 0.02}
    """
    ascending = sorted(p_values, key=lambda slug: p_values[slug])
    steps = [p_values[slug] * (len(ascending) - nth) for nth, slug in enumerate(ascending)]
    adjusted = np.minimum(np.maximum.accumulate(steps), 1.0).tolist() if steps else []
    by_slug = dict(zip(ascending, adjusted, strict=True))
    return {slug: by_slug[slug] for slug in p_values}


# The level that looks may spend: when a look falls due, and how much is left for it.

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
