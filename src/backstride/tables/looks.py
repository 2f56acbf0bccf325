"""The looks at a log: what was decided at each, kept beside the report."""

import pandera.pandas as pa

from backstride.tables.columns import COUNT, NUMBER, TEXT, TIME, column

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
