"""Columns of a cleaned log, its ledger, its repairs, what is kept beside it, and its looks.

Times are local wall-clock times of the runner; the zone is a property of the log.
"""

from functools import cache
from typing import Any

import pandas as pd
import pandera.pandas as pa

from backstride.errors import DataError

# How a column is described: type, unit, range, meaning.

NUMBER, TEXT, TIME, COUNT, FLAG = "float64", "str", "datetime64[us]", "int64", "bool"


def column(
    dtype: str,
    meaning: str,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    allowed: tuple[str, ...] = (),
    required: bool = False,
    needed: bool = False,
    since: int = 1,
) -> pa.Column:
    """A pandera column that carries its description, so that nothing is described twice.

    Parameters
    ----------
    dtype : str
        One of the types of this module.
    meaning, unit : str
    low, high : float, optional
        Limits, both inclusive.
    allowed : tuple of str
        The only words that may stand in it; empty for any.
    required : bool
        Whether it is never missing.
    needed : bool
        Whether a file without it makes no sense, though some of its cells may be empty; what is
        required is needed. A file that lacks any other column is read as if all its cells were
        empty.
    since : int
        Version of the layout of a folder in which it came (`LAYOUT_VERSION` of that day).

    Raises
    ------
    ValueError
        If a column that came later is needed: every older folder would be locked.
    """
    if since > 1 and (required or needed):
        raise ValueError(f"{meaning}: a column that came later cannot be needed")
    checks = [pa.Check.isin(allowed)] if allowed else []
    if low is not None:
        checks.append(pa.Check.ge(low))
    if high is not None:
        checks.append(pa.Check.le(high))
    limits = {"dtype": dtype, "unit": unit, "low": low, "high": high, "allowed": allowed}
    in_files = {"is_needed": required or needed, "since": since}
    return pa.Column(
        dtype,
        checks=checks,
        nullable=not required,
        description=meaning,
        metadata=limits | in_files,
    )


def needed_columns(schema: pa.DataFrameSchema) -> list[str]:
    """Columns without which a file of this table makes no sense.

    Examples
    --------
    >>> needed_columns(SHOES)
    ['shoe', 'source', 'source_row']
    """
    return [name for name, column in schema.columns.items() if column.metadata["is_needed"]]


def can_read(schema: pa.DataFrameSchema, header: list[str]) -> bool:
    """Whether a file with this header, in any order, is a file of this table.

    Examples
    --------
    >>> can_read(SHOES, ["shoe", "source_row", "source"])
    True
    >>> can_read(SHOES, ["shoe", "start_km"])
    False
    """
    names = set(header)
    return len(names) == len(header) and set(needed_columns(schema)) <= names <= {*schema.columns}


# The tables of a cleaned log, its ledger and its repairs.

SURFACES = ("road", "asphalt", "concrete", "track", "trail", "grass", "treadmill", "unknown")
HARD_SURFACES = ("road", "asphalt", "concrete")
SPORTS = ("run", "walk", "ride", "swim", "strength", "other")
OUTCOMES = ("kept", "merged", "refused")
TIMES_OF_DAY = ("before-run", "after-run", "morning", "midday", "evening")

KM_PER_MILE = 1.609344
LONGEST_RUN_KM = 300.0
LONGEST_SESSION_H = 72.0

_ORIGIN = {
    "source": column(TEXT, "file the row came from", required=True),
    "source_row": column(COUNT, "row in that file; the header is row 1", low=1, required=True),
}

RUNS = pa.DataFrameSchema(
    {
        "start": column(TIME, "when the session began; missing where only the day is known"),
        "date": column(TIME, "local calendar day (midnight)", required=True),
        "sport": column(
            TEXT,
            "what was done; everything but `run` counts as cross-training",
            allowed=SPORTS,
            required=True,
        ),
        "distance_km": column(NUMBER, "distance", "km", 0, LONGEST_RUN_KM, needed=True),
        "duration_min": column(
            NUMBER,
            "moving time, else timer time, else elapsed time",
            "min",
            0,
            LONGEST_SESSION_H * 60,
        ),
        "elapsed_min": column(NUMBER, "time from start to end, pauses included", "min", 0),
        "surface": column(
            TEXT,
            "what most of the run was on; `road` is asphalt or concrete, not told apart",
            allowed=SURFACES,
            required=True,
        ),
        "unpaved_share": column(NUMBER, "share of the distance off paved ground", "0-1", 0, 1),
        "shoe": column(TEXT, "name of the pair, spelled one way throughout the log"),
        "rpe": column(NUMBER, "rating of perceived exertion", "0-10", 0, 10),
        **_ORIGIN,
    },
    name="runs",
    description="One row per session (runs and other sports).",
    strict=True,
)

PAIN = pa.DataFrameSchema(
    {
        "rated_at": column(TIME, "when the rating was felt; missing where no clock time is known"),
        "date": column(TIME, "local calendar day (midnight)", required=True),
        "site": column(
            TEXT, "where it hurts; `lower back` unless the log says otherwise", required=True
        ),
        "rating": column(TEXT, "the rating as found", required=True),
        "scale": column(
            TEXT, "the scale it was given on: `lowest-highest`, or words", required=True
        ),
        "pain_nrs": column(
            NUMBER, "pain on the numerical rating scale", "0-10", 0, 10, needed=True
        ),
        "time_of_day": column(
            TEXT, "part of the day, where the log names one", allowed=TIMES_OF_DAY
        ),
        "entered_at": column(
            TIME,
            "when the entry was typed; a rating typed more than 24 hours later is not modelled",
        ),
        "note": column(TEXT, "the runner's own note"),
        **_ORIGIN,
    },
    name="pain",
    description="One row per pain rating; a day without a row was not rated, which is not 0.",
    strict=True,
)

SHOES = pa.DataFrameSchema(
    {
        "shoe": column(TEXT, "name of the pair, as in runs", required=True),
        "start_km": column(
            NUMBER, "distance on the pair before its first logged run", "km", 0, 5000
        ),
        "first_day": column(TIME, "day the pair was first used"),
        "retired_on": column(TIME, "day the pair was last used"),
        **_ORIGIN,
    },
    name="shoes",
    description="One row per pair of shoes whose history is known beyond the runs.",
    strict=True,
)

HABITS = pa.DataFrameSchema(
    {
        "date": column(TIME, "local calendar day (midnight)", required=True),
        "time": column(TEXT, "clock time `HH:MM`; missing means unknown order within the day"),
        "habit": column(TEXT, "claim slug or name of the exercise", required=True),
        "dose": column(
            NUMBER, "how much; 0 says that it was not done", low=0, high=10_000, needed=True
        ),
        "dose_unit": column(TEXT, "unit of the dose: times, s, min, repetitions"),
        **_ORIGIN,
    },
    name="habits",
    description="One row per exercise done; between a habit's first and last row, no row is 0.",
    strict=True,
)

DAYS = pa.DataFrameSchema(
    {
        "date": column(TIME, "local calendar day (midnight)", required=True),
        "sleep_h": column(NUMBER, "sleep in the night that ends on this day", "h", 0, 24),
        "stress": column(NUMBER, "stress", "0-10", 0, 10),
        "sitting_h": column(NUMBER, "time sitting", "h", 0, 24),
        "illness": column(NUMBER, "1 if ill", "0/1", 0, 1),
        "medication": column(
            NUMBER, "1 if any pain medication was taken (never which)", "0/1", 0, 1
        ),
        **_ORIGIN,
    },
    name="days",
    description="One row per day with something known about it besides running and pain.",
    strict=True,
)

LEDGER = pa.DataFrameSchema(
    {
        "source": column(TEXT, "file", required=True),
        "row": column(
            COUNT,
            "row in that file; the header is row 1; 0 is the file itself",
            low=0,
            required=True,
        ),
        "table": column(TEXT, "table the row belongs to; several are joined by `+`", required=True),
        "outcome": column(TEXT, "the one final outcome", allowed=OUTCOMES, required=True),
        "reason": column(TEXT, "why, for every outcome but a plain `kept`", needed=True),
        "into": column(TEXT, "`source, row` of the row it was merged into", needed=True),
    },
    name="ledger",
    description="One row per input row, with its one final outcome.",
    strict=True,
    unique=["source", "row"],
)

REPAIRS = pa.DataFrameSchema(
    {
        "source": column(TEXT, "file", required=True),
        "row": column(COUNT, "row in that file; the header is row 1", low=0, required=True),
        "column": column(TEXT, "column of the tidy table", required=True),
        "found": column(TEXT, "what stood there; never a title or a note"),
        "done": column(TEXT, "what was made of it", required=True),
    },
    name="repairs",
    description="Every value that was changed on the way in; several per row where so.",
    strict=True,
)

LOG_TABLES = {
    "runs": RUNS,
    "pain": PAIN,
    "shoes": SHOES,
    "habits": HABITS,
    "days": DAYS,
    "ledger": LEDGER,
    "repairs": REPAIRS,
}


# Bring a table to its schema, or say all that is wrong with it.


def empty(schema: pa.DataFrameSchema) -> pd.DataFrame:
    """A table of no rows with the columns and types of `schema`.

    Examples
    --------
    >>> from backstride.schemas import SHOES
    >>> list(empty(SHOES).columns)
    ['shoe', 'start_km', 'first_day', 'retired_on', 'source', 'source_row']
    """
    types = [(name, column.metadata["dtype"]) for name, column in schema.columns.items()]
    return _blank(tuple(types)).copy()


@cache
def _blank(types: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in types})


def fit_to(schema: pa.DataFrameSchema, table: pd.DataFrame) -> pd.DataFrame:
    """Bring a table to the columns, order and types of `schema`, then check it.

    Absent columns are added as missing; a column that `schema` does not know is an error.

    Raises
    ------
    DataError
        All breaches at once, one line each.
    """
    blank = empty(schema)
    unknown = [name for name in table.columns if name not in blank.columns]
    if unknown:
        raise DataError(f"{schema.name}: unknown columns {', '.join(map(str, unknown))}")
    shaped = table.reindex(columns=blank.columns).astype(blank.dtypes.to_dict())
    shaped = shaped.reset_index(drop=True)
    # a table of no rows with the right columns and types breaks no rule
    return shaped if shaped.empty else validated(schema, shaped)


def validated(schema: pa.DataFrameSchema, table: pd.DataFrame) -> pd.DataFrame:
    """Return `table` if it obeys `schema`.

    Raises
    ------
    DataError
        One line per breach: table, row (counted from 0), column, found, expected.
    """
    try:
        return schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as breach:
        cases: list[dict[Any, Any]] = breach.failure_cases.to_dict("records")
        raise DataError(f"{schema.name}, {_sentence(case)}" for case in cases) from None


_EXPECTED = {
    "not_nullable": "a value",
    "field_uniqueness": "a word that is there once",
    "multiple_fields_uniqueness": "a row that is there once",
}


def _sentence(case: dict[Any, Any]) -> str:
    place = f"row {case['index']}, {case['column']}"
    expected = _EXPECTED.get(case["check"], case["check"])
    return f"{place}: found {case['failure_case']}, expected {expected}"


# What a kept log remembers of each input row besides its outcome.

FINGERPRINTS = pa.DataFrameSchema(
    {
        "source": column(TEXT, "file, as in the ledger", required=True),
        "row": column(COUNT, "row in that file, as in the ledger", low=0, required=True),
        "slot": column(
            TEXT, "digest of when and what for; missing for rows added by hand", needed=True
        ),
        "content": column(TEXT, "digest of all that the row said; missing as above", needed=True),
        "written": column(
            TEXT, "digest of the tidy rows made of it; missing where there is none", needed=True
        ),
    },
    name="fingerprints",
    description="How a kept log knows a row again, and sees what was changed in it by hand.",
    strict=True,
    unique=["source", "row"],
)


# Which version of all these columns a folder was written in.

LAYOUT_VERSION = 2
"""One more with every column that is added, which says so (`since`). In layout 1 a folder did not
name its layout."""

LAYOUT = pa.DataFrameSchema(
    {
        "backstride_layout": column(
            COUNT,
            "version of the columns of the other files; 1 where this file is missing",
            low=1,
            required=True,
        ),
    },
    name="layout",
    description="One row, so that a Backstride that is too old for a folder can say so.",
    strict=True,
)


# The looks at a log: what was decided at each, kept beside the report.

DECIDED = ("raises", "lowers", "no difference", "cannot tell")

LOOKS = pa.DataFrameSchema(
    {
        "milestone": column(
            COUNT,
            "rated days at which this look fell due: 90, 180, 365 or 730",
            low=1,
            required=True,
        ),
        "n_rated": column(COUNT, "days with a rating after the run", "days", 1, required=True),
        "last_rated": column(TIME, "the last of those days (midnight)", required=True),
        "site": column(TEXT, "where it hurts", required=True),
        "alpha": column(NUMBER, "what this look spent of the 0.05 of all", "0-1", 0, required=True),
        "slug": column(TEXT, "a claim that was tested", required=True),
        "status": column(TEXT, "what was decided", allowed=DECIDED, required=True),
        "estimate": column(NUMBER, "difference in pain", "points", required=True),
        "low": column(NUMBER, "lower end of its 95 % interval", "points", required=True),
        "high": column(NUMBER, "upper end of it", "points", required=True),
        "p_holm": column(
            NUMBER, "p-value, adjusted for the claims of that look", "0-1", 0, 1, required=True
        ),
        "smallest_difference": column(
            NUMBER, "that matters, as it stood then", "points", 0, required=True
        ),
    },
    name="looks",
    description=(
        "One row per look and claim tested, written by `backstride report` into its `--out`; "
        "verdicts are those of the last look."
    ),
    strict=True,
    unique=["milestone", "slug"],
)
