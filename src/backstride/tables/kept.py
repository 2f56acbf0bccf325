"""What a kept log remembers of each input row besides its outcome."""

import pandera.pandas as pa

from backstride.tables.columns import COUNT, TEXT, column

FINGERPRINTS = pa.DataFrameSchema(
    {
        "source": column(TEXT, "file, as in the ledger", required=True),
        "row": column(COUNT, "row in that file, as in the ledger", low=0, required=True),
        "slot": column(TEXT, "digest of when and what for; missing for rows added by hand"),
        "content": column(TEXT, "digest of all that the row said; missing as above"),
        "written": column(TEXT, "digest of the tidy rows made of it; missing where there is none"),
    },
    name="fingerprints",
    description="How a kept log knows a row again, and sees what was changed in it by hand.",
    strict=True,
    unique=["source", "row"],
)
