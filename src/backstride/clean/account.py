"""The ledger and the repair list after cleaning: one outcome for each input row."""

from collections.abc import Sequence

import pandas as pd

from backstride import tables
from backstride.clean.rows import Rows
from backstride.ledger import stacked

_UNIT = ["source", "row"]


def settled_ledger(ledger: pd.DataFrame, cleaned: Sequence[Rows]) -> pd.DataFrame:
    """Give each input row its one outcome from what became of its parts.

    One input row can feed several tables, or several rows of one. It is kept if any part is
    kept, else merged if any part is merged, else refused; the reasons of all its parts are told.
    A row that a reader has refused stays so.
    """
    judged = pd.concat([rows.judged for rows in cleaned], ignore_index=True)
    used = pd.concat([rows.table[["source", "source_row"]] for rows in cleaned]).drop_duplicates()
    fates = _fates(judged, pd.MultiIndex.from_frame(used))
    open_lines = ledger["outcome"] == "kept"
    index = pd.MultiIndex.from_frame(ledger[_UNIT])
    news = fates.reindex(index).set_axis(ledger.index)
    settled = ledger.copy()
    for column in ("outcome", "reason", "into"):
        told = open_lines & news[column].notna()
        settled[column] = ledger[column].mask(told, news[column]).astype("str")
    return settled.sort_values(_UNIT, kind="stable").reset_index(drop=True)


def all_repairs(repairs: pd.DataFrame, cleaned: Sequence[Rows]) -> pd.DataFrame:
    """Repairs of reading and cleaning, by file and row."""
    told = stacked([repairs, *(rows.repairs for rows in cleaned)], tables.REPAIRS)
    return told.sort_values(list(told.columns), kind="stable").reset_index(drop=True)


def _fates(judged: pd.DataFrame, used: pd.MultiIndex) -> pd.DataFrame:
    told = judged.drop_duplicates([*_UNIT, "outcome", "reason", "into"])
    told = told.sort_values([*_UNIT, "outcome", "table"], kind="stable")
    by_row = told.groupby(_UNIT, sort=False)
    fates = by_row[["outcome", "into"]].first()  # `merged` sorts before `refused`
    fates["reason"] = by_row["reason"].first()
    apart = told.drop_duplicates([*_UNIT, "reason"])
    several = apart[apart.duplicated(_UNIT, keep=False)]
    if not several.empty:
        joined = several.groupby(_UNIT)["reason"].agg("; ".join).astype("str")
        fates["reason"] = joined.reindex(fates.index).fillna(fates["reason"])
    kept = fates.index.isin(used)
    fates["outcome"] = fates["outcome"].mask(kept, "kept")
    fates["into"] = fates["into"].mask(kept)
    return fates
