"""The tables of a cleaned log, its ledger and its repairs.

Times are local wall-clock times of the runner; the zone is a property of the log.
"""

import pandera.pandas as pa

from backstride.tables.columns import COUNT, NUMBER, TEXT, TIME, column

SURFACES = ("road", "asphalt", "concrete", "track", "trail", "grass", "treadmill", "unknown")
HARD_SURFACES = ("road", "asphalt", "concrete")
SPORTS = ("run", "walk", "ride", "swim", "strength", "other")
OUTCOMES = ("kept", "merged", "refused")
TIMES_OF_DAY = ("before-run", "after-run", "morning", "midday", "evening")

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
        "distance_km": column(NUMBER, "distance", "km", 0, LONGEST_RUN_KM),
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
        "pain_nrs": column(NUMBER, "pain on the numerical rating scale", "0-10", 0, 10),
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
        "dose": column(NUMBER, "how much; 0 says that it was not done", low=0, high=10_000),
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
        "reason": column(TEXT, "why, for every outcome but a plain `kept`"),
        "into": column(TEXT, "`source, row` of the row it was merged into"),
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
