"""Dates and clock times from text, in the many shapes in which logs write them."""

import re
from collections import defaultdict
from functools import cache
from itertools import product

import pandas as pd
from babel import Locale

from backstride.readers.base import UndecidedError
from backstride.readers.parse.text import alias_key
from backstride.settings import Settings

# Clock times without a date.

_ONLY_CLOCK = (
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
    parts = texts.astype("str").str.strip().str.lower().str.extract(_ONLY_CLOCK)
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


# Month names in the languages of the exports, as Unicode's CLDR has them.

LANGUAGES = ("en", "de", "de_AT", "nl", "es", "es_PE", "fr", "pl", "da", "sv", "pt", "it")
# German spreadsheets write `Mrz`, which the CLDR does not know.
_BESIDE = {"mrz": 3}


@cache
def months() -> dict[str, int]:
    """Every spelling of three letters or more that means one month only (`jui` means two).

    Examples
    --------
    >>> months()["styczn"], months()["aout"], "jui" in months()
    (1, 8, False)
    """
    found: dict[str, set[int]] = defaultdict(set)
    for locale in map(Locale.parse, LANGUAGES):
        for use, width in product(("format", "stand-alone"), ("wide", "abbreviated")):
            for month, name in locale.months[use][width].items():
                key = alias_key(name)
                for length in range(3, len(key) + 1):
                    found[key[:length]].add(month)
    return {part: next(iter(one)) for part, one in found.items() if len(one) == 1} | _BESIDE


# Dates and times from text, in the many shapes in which logs write them.

_CLOCK = (
    r"(?:(?:t|,?\s+(?:(?:um|at|om|kl\.?|à|a las)\s+)?)(?P<hour>\d{1,2})[:h](?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?\s?m\.?)?\s*(?:uhr)?"
    r"\s*(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2})?)?$"
)
_WEEKDAY = r"^(?:[^\W\d_]+\.?,?\s+)?"
_WORD = r"(?P<word>[^\W\d_]{3,})\.?"
_GAP = r"[\s\-./]+(?:de\s+)?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_ISO = re.compile(r"^(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _CLOCK)
_NUMERIC = re.compile(
    _WEEKDAY + r"(?P<n1>\d{1,2})(?P<mark>[-/.])\s?(?P<n2>\d{1,2})(?P=mark)\s?"
    r"(?P<n3>\d{4}|\d{2}),?" + _CLOCK
)
_DAY_FIRST = re.compile(
    _WEEKDAY + r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?" + _GAP + _WORD + ",?" + _GAP + _YEAR + _CLOCK
)
_MONTH_FIRST = re.compile(
    _WEEKDAY + _WORD + r"[\s\-]+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?[\s\-]+" + _YEAR + _CLOCK
)
FIRST_YEAR, LAST_YEAR = 1950, 2099


def parsed_times(texts: pd.Series, order: str | None) -> pd.DataFrame:
    """Wall-clock times as written.

    Parameters
    ----------
    texts : Series of str
    order : {'dmy', 'mdy', 'ymd'} or None
        How all-number dates are written; None where no such date needs it.

    Returns
    -------
    DataFrame
        Index as `texts`; `wall` (datetime64[us], midnight without a clock time, missing where
        unreadable), `has_clock` (bool), `zone` (`z`, an offset such as `+0100`, or missing).

    Examples
    --------
    >>> texts = pd.Series(["2 ago 2026, 12:20:32 p.m.", "23 jun. 2017 15:52:12"])
    >>> parsed_times(texts, None)["wall"].astype("str").tolist()
    ['2026-08-02 12:20:32', '2017-06-23 15:52:12']
    """
    if texts.isna().all():
        return _no_times(texts.index)
    parts = _components(_lower(texts), order)
    clock = parts[["hour", "minute", "second"]].apply(pd.to_numeric).astype("float64")
    clock["hour"] = full_hours(clock["hour"], parts["half"])
    day = parts[["year", "month", "day"]].apply(pd.to_numeric, errors="coerce").astype("float64")
    day["year"] = day["year"].where(parts["year"].str.len() != 2, day["year"] + 2000)
    midnight = pd.to_datetime(day, errors="coerce").astype("datetime64[us]")
    sane = day["year"].between(FIRST_YEAR, LAST_YEAR) & is_clock(clock)
    return pd.DataFrame(
        {
            "wall": (midnight + seconds_of(clock)).where(sane),
            "has_clock": clock["hour"].notna(),
            "zone": parts["zone"].str.replace(":", "").replace({"utc": "z", "gmt": "z"}),
        }
    )


def _no_times(index: pd.Index) -> pd.DataFrame:
    # most tables lack most columns of time
    types = {"wall": "datetime64[us]", "has_clock": "bool", "zone": "str"}
    missing = {"wall": pd.NaT, "has_clock": False, "zone": None}
    return pd.DataFrame(missing, index=index).astype(types)


def date_order(columns: list[pd.Series], settings: Settings, source: str) -> str | None:
    """Order of day and month of a file's all-number dates, from the dates themselves.

    A day above 12 decides; so do points between the numbers (no locale of Unicode's CLDR writes
    month.day.year). An order the runner states is taken as it is.

    Raises
    ------
    UndecidedError
        If the dates could be read both ways, or are written in both.
    """
    if settings.date_order:
        return settings.date_order
    texts = _lower(pd.concat([pd.Series(dtype="str"), *columns], ignore_index=True))
    found = texts.str.extract(_NUMERIC).dropna(subset=["n1"])
    if found.empty:
        return None
    first, second = found["n1"].astype("int64"), found["n2"].astype("int64")
    orders = {"dmy"} if ((found["mark"] == ".") | (first > 12)).any() else set()
    orders |= {"mdy"} if ((found["mark"] != ".") & (second > 12) & (first <= 12)).any() else set()
    if len(orders) == 1:
        return orders.pop()
    example = texts[found.index[0]]
    why = "are written both ways" if orders else "could be day/month or month/day"
    raise UndecidedError(
        f"{source}: dates such as {example!r} {why}. Say which: --date-order dmy|mdy|ymd."
    )


def local_times(parsed: pd.DataFrame, settings: Settings, source: str) -> pd.Series:
    """Wall clock of the runner: times with an offset are brought to `settings.timezone`.

    Without a stated zone an offset is taken to be the runner's own, and the wall clock stays.

    Raises
    ------
    UndecidedError
        If times are in UTC (`Z`) and no zone is stated.
    """
    zoned = parsed["zone"].notna() & parsed["wall"].notna()
    if not zoned.any():
        return parsed["wall"]
    if settings.zone is None:
        if (parsed.loc[zoned, "zone"] == "z").any():
            raise UndecidedError(missing_zone(source))
        return parsed["wall"]
    offsets = parsed.loc[zoned, "zone"].replace({"z": "+0000"})
    minutes = offsets.str[1:3].astype("int64") * 60 + offsets.str[3:5].astype("int64")
    shift = pd.to_timedelta(minutes.where(offsets.str[0] == "+", -minutes), unit="min")
    local: pd.Series = parsed["wall"].copy()
    local.loc[zoned] = utc_to_local(parsed.loc[zoned, "wall"] - shift, settings)
    return local


def utc_to_local(times: pd.Series, settings: Settings) -> pd.Series:
    """Naive UTC times as naive wall clock in the runner's zone."""
    aware: pd.Series = times.dt.tz_localize("UTC").dt.tz_convert(settings.timezone)
    naive: pd.Series = aware.dt.tz_localize(None)
    return naive.astype("datetime64[us]")


def missing_zone(source: str) -> str:
    """What to say where times are in UTC and the runner's zone is not known."""
    return (
        f"{source}: times are in UTC, the days of a diary are local. "
        "Say where you live: --timezone Europe/Berlin (an IANA name)."
    )


def _lower(texts: pd.Series) -> pd.Series:
    return texts.astype("str").str.strip().str.lower()


def _components(lower: pd.Series, order: str | None) -> pd.DataFrame:
    remaining, found = lower.dropna(), []
    for pattern, name_parts in _SHAPES:
        hits = remaining.str.extract(pattern).dropna(how="all")
        found.append(name_parts(hits, order))
        remaining = remaining.drop(hits.index)
    return pd.concat(found).reindex(index=lower.index, columns=_PARTS).astype("str")


def _as_written(hits: pd.DataFrame, order: str | None) -> pd.DataFrame:  # noqa: ARG001
    return hits


def _ordered(hits: pd.DataFrame, order: str | None) -> pd.DataFrame:
    names = {"d": "day", "m": "month", "y": "year"}
    places = zip(order or "dmy", ("n1", "n2", "n3"), strict=True)
    return hits.rename(columns={place: names[letter] for letter, place in places})


def _named(hits: pd.DataFrame, order: str | None) -> pd.DataFrame:  # noqa: ARG001
    # The names are looked up once a date holds a word: most logs write numbers.
    numbers = {word: months().get(alias_key(word)) for word in hits["word"].unique()}
    return hits.assign(month=hits["word"].map(numbers).astype("Int64").astype("str"))


_PARTS = ["year", "month", "day", "hour", "minute", "second", "half", "zone"]
_SHAPES = (
    (_ISO, _as_written),
    (_NUMERIC, _ordered),
    (_DAY_FIRST, _named),
    (_MONTH_FIRST, _named),
)
