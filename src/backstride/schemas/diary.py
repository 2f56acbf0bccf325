"""Columns of the diary, of its exposures, and of the tables of many runners."""

import pandera.pandas as pa

from backstride.schemas.log import COUNT, DAYS, FLAG, LEDGER, NUMBER, SURFACES, TEXT, TIME, column

# The diary: one row per runner and local calendar day, and the exposures added to it.

_DAY_FACTS = ("sleep_h", "stress", "sitting_h", "illness", "medication")

DIARY = pa.DataFrameSchema(
    {
        "runner": column(TEXT, "key of the runner", required=True),
        "date": column(TIME, "local calendar day (midnight)", required=True),
        "is_logged": column(FLAG, "running was recorded on this day, be it 0 km", required=True),
        "is_silence": column(
            FLAG, "in a stretch of more than 14 logged days without a session", required=True
        ),
        "n_runs": column(COUNT, "runs that began on this day", low=0, required=True),
        "distance_km": column(
            NUMBER,
            "kilometres run; 0 on a rest day, missing where not known",
            "km",
            0,
            needed=True,
        ),
        "load": column(
            NUMBER, "RPE x minutes of the runs; missing where an RPE is", "RPE x min", 0
        ),
        **{
            f"km_{surface}": column(NUMBER, f"kilometres on {surface}", "km", 0)
            for surface in SURFACES
        },
        "longest_run_km": column(NUMBER, "distance of the longest run", "km", 0),
        "shoe": column(TEXT, "pair of the longest run"),
        "shoe_km": column(NUMBER, "on that pair before the run", "km", 0),
        "shoe_age_days": column(NUMBER, "since the first day of that pair", "days", 0),
        "spike_ratio": column(
            NUMBER, "largest of the day's runs over the longest run of the 30 days before it", low=0
        ),
        "spike_state": column(
            TEXT,
            "class of that ratio: up to 1.10, 1.30, 2.00, above, or no run in 30 days",
            allowed=("usual", "small", "moderate", "large", "return"),
        ),
        "cross_training_min": column(
            NUMBER, "minutes of other sports, from sessions and habit log", "min", 0
        ),
        "pain_pre": column(
            NUMBER, "last rating before running (slot: `pain_pre_slot`)", "0-10", 0, 10
        ),
        "pain_pre_at": column(TIME, "when it was felt"),
        "pain_post": column(
            NUMBER, "first rating after running, before the next", "0-10", 0, 10, needed=True
        ),
        "pain_post_at": column(TIME, "when it was felt"),
        "pain_pre_gap_h": column(NUMBER, "from that rating to the running hour", "h", 0),
        "pain_pre_slot": column(
            TEXT, "one for the whole diary", allowed=("same day", "day before"), required=True
        ),
        "pain_worst": column(NUMBER, "largest rating of the day, for display", "0-10", 0, 10),
        "n_ratings": column(COUNT, "ratings of the day", low=0, required=True),
        "n_backfilled": column(
            COUNT,
            "of these, typed more than 24 hours later: shown, not modelled",
            low=0,
            required=True,
        ),
        **{name: DAYS.columns[name] for name in _DAY_FACTS},
    },
    name="diary",
    description=(
        "One row per runner and local calendar day, from `build_diary`. Each logged habit adds "
        "`<claim>_done` (times that day) and `<claim>_between` (times between the two ratings; "
        "missing where their order is not known)."
    ),
)

EXPOSURES = pa.DataFrameSchema(
    {
        "acute_km": column(NUMBER, "daily mean of the last 7 days, this one included", "km", 0),
        "chronic_km": column(NUMBER, "daily mean of the 21 days before those", "km", 0),
        "workload_ratio": column(NUMBER, "acute_km / chronic_km (uncoupled ACWR)", low=0),
        "workload_ratio_coupled": column(
            NUMBER, "acute_km / daily mean of the last 28 days", low=0, high=4
        ),
        "ewma_ratio": column(NUMBER, "exponentially weighted means, 7 against 28 days", low=0),
        "weekly_ratio": column(NUMBER, "last 7 days over the 7 before", low=0),
        "monotony": column(NUMBER, "mean / SD of 7 days of load, or of km without load", low=0),
        "strain": column(NUMBER, "7-day sum x monotony", low=0),
        "is_monotony_undefined": column(FLAG, "the 7 days are equal: SD 0", required=True),
        "hard_km": column(NUMBER, "kilometres on road, asphalt and concrete", "km", 0),
        "hard_share": column(NUMBER, "their share of the day", "0-1", 0, 1.000001),
        "unknown_share": column(NUMBER, "share on unknown ground", "0-1", 0, 1.000001),
        "has_spike": column(
            NUMBER, "1 with a run above 1.10 times the longest before", "0/1", 0, 1
        ),
        "is_rotating": column(FLAG, "two pairs alternated twice in 28 days", required=True),
        "days_since_run": column(NUMBER, "since the last run before this day", "days", 1),
    },
    name="exposures",
    description="Columns that `add_exposures` adds to a diary; windows end on the day itself.",
)


# Tables of many runners: days as they are given, and the ledger of a cohort.

NEEDED_DAYS = ("runner", "date", "distance_km", "pain_post")
_NOT_ASKED = ("pain_pre_at", "pain_post_at")

COHORT_DAYS = pa.DataFrameSchema(
    {
        name: DIARY.columns[name]
        for name in (*NEEDED_DAYS, *DIARY.columns)
        if name not in _NOT_ASKED
    },
    name="cohort days",
    description=(
        "One row per runner and day, for `backstride cohort`: CSV or Parquet, days as "
        "`YYYY-MM-DD`, a point in decimals. Needed are "
        f"{', '.join(f'`{name}`' for name in NEEDED_DAYS)}; the others are worked out from them "
        "or count as not logged. Habits as `<claim>_done` and `<claim>_between`, as in a diary. "
        "Of the options, `--since`, `--until`, `--unlogged` and `--smallest-difference` say "
        "something of such a table; the screen names the columns that were not used."
    ),
)

COHORT_LEDGER = pa.DataFrameSchema(
    {
        "runner": column(
            TEXT, "key of the runner; a number where runners are not named, as are files"
        ),
        **LEDGER.columns,
    },
    name="cohort ledger",
    description="One row per input row of a cohort, with its one final outcome.",
    strict=True,
    unique=["runner", "source", "row"],
)
