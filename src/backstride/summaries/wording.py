"""Numbers as they stand in a sentence."""


def signed(points: float) -> str:
    """A difference in points, with its sign and two decimals.

    Examples
    --------
    >>> signed(-0.3), signed(-0.001)
    ('−0.30', '+0.00')
    """
    return f"{round(points, 2) + 0.0:+.2f}".replace("-", "−")


def with_interval(estimate: float, low: float, high: float) -> str:
    """An estimate with its 95 % interval, rounded as in the tables.

    Examples
    --------
    >>> with_interval(0.84, 0.21, 1.47)
    '+0.84 points (+0.21 to +1.47)'
    """
    return f"{signed(estimate)} points ({signed(low)} to {signed(high)})"


def counted(number: float, noun: str) -> str:
    """A whole number and its noun, which takes an s for any number but 1.

    Examples
    --------
    >>> counted(1, "day"), counted(1200, "day")
    ('1 day', '1,200 days')
    """
    return f"{number:,.0f} {noun}{'' if number == 1 else 's'}"


def percent(share: float) -> str:
    """A share of 1 in whole percent; never 0 or 100 where some, or not all, were found.

    Examples
    --------
    >>> percent(0.15), percent(0.002), percent(0.998), percent(1.0)
    ('15 %', 'less than 1 %', 'more than 99 %', '100 %')
    """
    if 0 < share < 0.005:
        return "less than 1 %"
    if 0.995 <= share < 1:
        return "more than 99 %"
    return f"{share:.0%}".replace("%", " %")
