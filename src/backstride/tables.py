"""Every table and every column, described once: type, unit, range, meaning.

Times are local wall-clock times of the runner; the zone is a property of the log.
"""

from typing import Any

import pandas as pd
import pandera.pandas as pa

from backstride.errors import DataError

SURFACES = ("road", "asphalt", "concrete", "track", "trail", "grass", "treadmill", "unknown")
HARD_SURFACES = ("road", "asphalt", "concrete")
SPORTS = ("run", "walk", "ride", "swim", "strength", "other")
OUTCOMES = ("kept", "merged", "refused")
TIMES_OF_DAY = ("before-run", "after-run", "morning", "midday", "evening")

LONGEST_RUN_KM = 300.0
LONGEST_SESSION_H = 72.0


def _column(
    dtype: str,
    meaning: str,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    allowed: tuple[str, ...] = (),
    required: bool = False,
) -> pa.Column:
    checks = [pa.Check.isin(allowed)] if allowed else []
    if low is not None:
        checks.append(pa.Check.ge(low))
    if high is not None:
        checks.append(pa.Check.le(high))
    limits = {"dtype": dtype, "unit": unit, "low": low, "high": high, "allowed": allowed}
    return pa.Column(
        dtype, checks=checks, nullable=not required, description=meaning, metadata=limits
    )


NUMBER, TEXT, TIME, COUNT, FLAG = "float64", "str", "datetime64[us]", "int64", "bool"

_ORIGIN = {
    "source": _column(TEXT, "file the row came from", required=True),
    "source_row": _column(COUNT, "row in that file; the header is row 1", low=1, required=True),
}

RUNS = pa.DataFrameSchema(
    {
        "start": _column(TIME, "when the session began; missing where only the day is known"),
        "date": _column(TIME, "local calendar day (midnight)", required=True),
        "sport": _column(
            TEXT,
            "what was done; everything but `run` counts as cross-training",
            allowed=SPORTS,
            required=True,
        ),
        "distance_km": _column(NUMBER, "distance", "km", 0, LONGEST_RUN_KM),
        "duration_min": _column(
            NUMBER,
            "moving time, else timer time, else elapsed time",
            "min",
            0,
            LONGEST_SESSION_H * 60,
        ),
        "elapsed_min": _column(NUMBER, "time from start to end, pauses included", "min", 0),
        "surface": _column(
            TEXT,
            "what most of the run was on; `road` is asphalt or concrete, not told apart",
            allowed=SURFACES,
            required=True,
        ),
        "unpaved_share": _column(NUMBER, "share of the distance off paved ground", "0-1", 0, 1),
        "shoe": _column(TEXT, "name of the pair, spelled one way throughout the log"),
        "rpe": _column(NUMBER, "rating of perceived exertion", "0-10", 0, 10),
        **_ORIGIN,
    },
    name="runs",
    description="One row per session (runs and other sports).",
    strict=True,
)

PAIN = pa.DataFrameSchema(
    {
        "rated_at": _column(TIME, "when the rating was felt; missing where no clock time is known"),
        "date": _column(TIME, "local calendar day (midnight)", required=True),
        "site": _column(
            TEXT, "where it hurts; `lower back` unless the log says otherwise", required=True
        ),
        "rating": _column(TEXT, "the rating as found", required=True),
        "scale": _column(
            TEXT, "the scale it was given on: `lowest-highest`, or words", required=True
        ),
        "pain_nrs": _column(NUMBER, "pain on the numerical rating scale", "0-10", 0, 10),
        "time_of_day": _column(
            TEXT, "part of the day, where the log names one", allowed=TIMES_OF_DAY
        ),
        "entered_at": _column(TIME, "when the entry was typed, where the log says so"),
        "note": _column(TEXT, "the runner's own note"),
        **_ORIGIN,
    },
    name="pain",
    description="One row per pain rating; a day without a row was not rated, which is not 0.",
    strict=True,
)

SHOES = pa.DataFrameSchema(
    {
        "shoe": _column(TEXT, "name of the pair, as in runs", required=True),
        "start_km": _column(
            NUMBER, "distance on the pair before its first logged run", "km", 0, 5000
        ),
        "first_day": _column(TIME, "day the pair was first used"),
        "retired_on": _column(TIME, "day the pair was last used"),
        **_ORIGIN,
    },
    name="shoes",
    description="One row per pair of shoes whose history is known beyond the runs.",
    strict=True,
)

HABITS = pa.DataFrameSchema(
    {
        "date": _column(TIME, "local calendar day (midnight)", required=True),
        "time": _column(TEXT, "clock time `HH:MM`; missing means unknown order within the day"),
        "habit": _column(TEXT, "claim slug or name of the exercise", required=True),
        "dose": _column(NUMBER, "how much; 0 says that it was not done", low=0, high=10_000),
        "dose_unit": _column(TEXT, "unit of the dose: times, s, min, repetitions"),
        **_ORIGIN,
    },
    name="habits",
    description="One row per exercise done; between a habit's first and last row, no row is 0.",
    strict=True,
)

DAYS = pa.DataFrameSchema(
    {
        "date": _column(TIME, "local calendar day (midnight)", required=True),
        "sleep_h": _column(NUMBER, "sleep in the night that ends on this day", "h", 0, 24),
        "stress": _column(NUMBER, "stress", "0-10", 0, 10),
        "sitting_h": _column(NUMBER, "time sitting", "h", 0, 24),
        "illness": _column(NUMBER, "1 if ill", "0/1", 0, 1),
        "medication": _column(
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
        "source": _column(TEXT, "file", required=True),
        "row": _column(
            COUNT,
            "row in that file; the header is row 1; 0 is the file itself",
            low=0,
            required=True,
        ),
        "table": _column(
            TEXT, "table the row belongs to; several are joined by `+`", required=True
        ),
        "outcome": _column(TEXT, "the one final outcome", allowed=OUTCOMES, required=True),
        "reason": _column(TEXT, "why, for every outcome but a plain `kept`"),
        "into": _column(TEXT, "`source, row` of the row it was merged into"),
    },
    name="ledger",
    description="One row per input row, with its one final outcome.",
    strict=True,
    unique=["source", "row"],
)

REPAIRS = pa.DataFrameSchema(
    {
        "source": _column(TEXT, "file", required=True),
        "row": _column(COUNT, "row in that file; the header is row 1", low=0, required=True),
        "column": _column(TEXT, "column of the tidy table", required=True),
        "found": _column(TEXT, "what stood there; never a title or a note"),
        "done": _column(TEXT, "what was made of it", required=True),
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


def empty(schema: pa.DataFrameSchema) -> pd.DataFrame:
    """A table of no rows with the columns and types of `schema`.

    Examples
    --------
    >>> list(empty(SHOES).columns)
    ['shoe', 'start_km', 'first_day', 'retired_on', 'source', 'source_row']
    """
    return pd.DataFrame(
        {name: pd.Series(dtype=column.metadata["dtype"]) for name, column in schema.columns.items()}
    )


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
    return validated(schema, shaped.reset_index(drop=True))


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


def _sentence(case: dict[Any, Any]) -> str:
    place = f"row {case['index']}, {case['column']}"
    return f"{place}: found {case['failure_case']}, expected {case['check']}"
