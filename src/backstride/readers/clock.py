"""Clock times without a date."""

import pandas as pd

_CLOCK = (
    r"^(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<half>[ap]\.?\s?m\.?)?\s*(?P<word>h|uhr|uur)?$"
)


def clock_times(texts: pd.Series) -> pd.Series:
    """Time since midnight; missing where a cell is no clock time.

    Examples
    --------
    >>> clock_times(pd.Series(["7:30 PM", "7.30 Uhr", "07h05", "25:00"])).astype("str").tolist()
    ['0 days 19:30:00', '0 days 07:30:00', '0 days 07:05:00', nan]
    """
    parts = texts.astype("str").str.strip().str.lower().str.extract(_CLOCK)
    # a bare number such as `7` is a clock time only with `h`, `Uhr` or am/pm behind it
    is_said = parts["minute"].notna() | parts["half"].notna() | parts["word"].notna()
    clock = parts[["hour", "minute", "second"]].apply(pd.to_numeric).astype("float64")
    clock["hour"] = full_hours(clock["hour"], parts["half"])
    return seconds_of(clock).where(is_said & is_clock(clock) & clock["hour"].notna())


def full_hours(hours: pd.Series, halves: pd.Series) -> pd.Series:
    """Hours 0–23 from hours with `a.m.` or `p.m.` where one is given."""
    half = halves.astype("str").str[0]
    noon_based = hours % 12 + 12 * (half == "p")
    return hours.where(half.isna() | (hours > 12), noon_based)


def is_clock(clock: pd.DataFrame) -> pd.Series:
    """Whether hour, minute and second lie in their ranges (missing parts count as 0)."""
    filled = clock.fillna(0)
    return (filled["hour"] < 24) & (filled["minute"] < 60) & (filled["second"] < 60)


def seconds_of(clock: pd.DataFrame) -> pd.Series:
    """Time since midnight as timedelta (missing parts count as 0)."""
    filled = clock.fillna(0)
    seconds = filled["hour"] * 3600 + filled["minute"] * 60 + filled["second"]
    return pd.to_timedelta(seconds.astype("int64"), unit="s").astype("timedelta64[us]")
