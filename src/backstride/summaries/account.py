"""The ledger and the repairs in few lines."""

import pandas as pd


def refused_rows(ledger: pd.DataFrame) -> pd.DataFrame:
    """Count refused rows by file and reason: `source`, `reason`, `rows`, `first_row`."""
    refused = ledger[ledger["outcome"] == "refused"].fillna({"reason": ""})
    by_reason = refused.groupby(["source", "reason"], sort=False).agg(
        rows=("row", "size"), first_row=("row", "min")
    )
    return by_reason.reset_index().sort_values(
        ["source", "rows"], ascending=[True, False], ignore_index=True
    )


def repair_counts(repairs: pd.DataFrame) -> pd.DataFrame:
    """Count repairs by file and column, with one example: what was found, what was done."""
    by_column = repairs.groupby(["source", "column"], sort=True)
    table = by_column.agg(
        repairs=("row", "size"), for_example=("found", "first"), done=("done", "first")
    )
    return table.reset_index()
