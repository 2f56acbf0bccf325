"""Tables of many runners: days as they are given, and the ledger of a cohort."""

import pandera.pandas as pa

from backstride.tables.columns import TEXT, column
from backstride.tables.diary import DIARY
from backstride.tables.log import LEDGER

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
