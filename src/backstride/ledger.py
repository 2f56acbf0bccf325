"""The account of every input row: kept, merged or refused, and every repair on the way."""

from collections.abc import Iterable

import pandas as pd
import pandera.pandas as pa

from backstride import schemas
from backstride.errors import DataError


def open_entries(source: str, rows: Iterable[int], table: str) -> pd.DataFrame:
    """Ledger lines for rows that have been read and not been judged yet: all `kept`.

    Parameters
    ----------
    source : str
        Name of the file.
    rows : iterable of int
        Row numbers in the file; the header is row 1.
    table : str
        Table the rows belong to (`runs`, or `runs+pain` for a row that feeds two).

    Examples
    --------
    >>> open_entries("pain.csv", [2, 3], "pain")[["row", "outcome"]].to_numpy().tolist()
    [[2, 'kept'], [3, 'kept']]
    """
    lines = pd.DataFrame({"source": source, "row": list(rows), "table": table, "outcome": "kept"})
    return schemas.fit_to(schemas.LEDGER, lines)


def record_outcome(ledger: pd.DataFrame, judged: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Give rows their outcome; a row that already lost its `kept` keeps its first outcome.

    Parameters
    ----------
    ledger : DataFrame
        Lines as in `schemas.LEDGER`.
    judged : DataFrame
        Columns `source`, `row`, `reason` and, for merged rows, `into`.
    outcome : {'merged', 'refused'}

    Examples
    --------
    >>> book = open_entries("pain.csv", [2, 3], "pain")
    >>> wrong = pd.DataFrame({"source": ["pain.csv"], "row": [3], "reason": ["found 14"]})
    >>> record_outcome(book, wrong, "refused")["outcome"].tolist()
    ['kept', 'refused']
    """
    if judged.empty:
        return ledger
    news = judged.reindex(columns=["source", "row", "reason", "into"]).drop_duplicates(
        ["source", "row"]
    )
    joined = ledger[["source", "row"]].merge(news, how="left", on=["source", "row"], indicator=True)
    hit = ((joined["_merge"] == "both") & (ledger["outcome"].to_numpy() == "kept")).to_numpy()
    settled = ledger.copy()
    settled.loc[hit, "outcome"] = outcome
    for column in ("reason", "into"):
        settled.loc[hit, column] = joined.loc[hit, column].astype("str").to_numpy()
    return settled


def stacked(parts: Iterable[pd.DataFrame], schema: pa.DataFrameSchema) -> pd.DataFrame:
    """Concatenate tables of one schema; no part at all gives an empty table."""
    kept = [part for part in parts if not part.empty]
    return pd.concat(kept, ignore_index=True) if kept else schemas.empty(schema)


def counts(ledger: pd.DataFrame) -> pd.DataFrame:
    """Rows read, kept, merged and refused per file and table; the sum is checked.

    Returns
    -------
    DataFrame
        Columns `source`, `table`, `read`, `kept`, `merged`, `refused`.

    Raises
    ------
    DataError
        If the outcomes do not add up to the rows read.
    """
    grouped = ledger.groupby(["source", "table"], sort=True)["outcome"]
    table = grouped.value_counts().unstack(fill_value=0)
    table = table.reindex(columns=list(schemas.OUTCOMES), fill_value=0)
    table.insert(0, "read", grouped.size())
    if (table["read"] != table[list(schemas.OUTCOMES)].sum(axis=1)).any():
        raise DataError("ledger: rows read do not equal kept + merged + refused")
    return table.rename_axis(columns=None).reset_index()
