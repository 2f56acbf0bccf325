"""What the runner does from day to day, where pain may have moved it."""

KM = "km"
# A ratio of weeks is moved by what is run on the day.
DRIVERS = {"log_weekly_ratio": KM}


def driver(exposure: str) -> str:
    """The column of the model frame with the daily behaviour behind an exposure.

    Examples
    --------
    >>> driver("log_weekly_ratio"), driver("stretching")
    ('km', 'stretching')
    """
    return DRIVERS.get(exposure, exposure)
