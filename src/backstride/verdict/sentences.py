"""From numbers to the sentence a person reads."""

import math

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
