"""Digests of what an input row said and of what was written of it: how a row is known again."""

from collections.abc import Callable
from functools import reduce
from hashlib import blake2b

import pandas as pd

from backstride import tables
from backstride.clean.cells import to_cells
from backstride.clean.log import Log
from backstride.clean.rows import mapped
from backstride.readers.reading import ORIGIN, RAW_COLUMNS, Reading

UNIT = ["source", "row"]
# What a row is for; a row of the same file with the same slot can be a newer version of it.
_SLOTS = {
    "runs": ["start", "date"],
    "pain": ["rated_at", "date", "site", "time_of_day"],
    "shoes": ["shoe"],
    "habits": ["date", "time", "habit"],
    "days": ["date"],
}
_DIGEST_BYTES = 8
_CELL, _ROW = "\x1f", "\x1e"


def fingerprints_of(reading: Reading) -> pd.DataFrame:
    """Digests of every input row of a reading, in the order of its ledger.

    A row that its reader refused is known by the reason.

    Returns
    -------
    DataFrame
        Columns `source`, `row`, `slot`, `content`.
    """
    slots = _digests(reading, lambda name: _SLOTS[name])
    contents = _digests(reading, lambda name: list(RAW_COLUMNS[name]))
    lines = reading.ledger
    told = lines["table"] + _CELL + lines["outcome"] + _CELL + lines["reason"].fillna("")
    refusals = mapped(told, _digest).reset_index(drop=True)
    index = pd.MultiIndex.from_frame(lines[UNIT])
    prints = (
        lines[UNIT]
        .reset_index(drop=True)
        .assign(slot=slots.reindex(index).to_numpy(), content=contents.reindex(index).to_numpy())
    )
    missing = prints["content"].isna()
    for column in ("slot", "content"):
        prints[column] = prints[column].astype("str").mask(missing, refusals)
    return prints


def written_of(log: Log) -> pd.Series:
    """Digest of the tidy rows of each input row, by (source, row)."""
    return _digests(log, lambda name: [*tables.LOG_TABLES[name].columns])


def _digests(rows_of: Reading | Log, columns: Callable[[str], list[str]]) -> pd.Series:
    named = {name: getattr(rows_of, name) for name in RAW_COLUMNS}
    filled = {name: table for name, table in named.items() if not table.empty}
    if not filled:
        return pd.Series(index=pd.MultiIndex.from_arrays([[], []], names=UNIT), dtype="str")
    parts = [_texts(name, table, columns(name)) for name, table in filled.items()]
    rows = pd.concat(parts).sort_values([*UNIT, "text"], kind="stable")
    by_unit = rows.groupby(UNIT, sort=False)["text"]
    several = by_unit.transform("size") > 1
    alone = rows[~several].set_index(UNIT)["text"]
    joined = rows[several].groupby(UNIT, sort=False)["text"].agg(_ROW.join)
    return mapped(pd.concat([alone, joined]).astype("str"), _digest)


def _texts(name: str, table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    # Times without a zone: what a row said does not depend on the zone that is stated later.
    cells = to_cells(table[[one for one in columns if one not in ORIGIN]], None)
    text = reduce(lambda left, right: left + _CELL + right, [cells[one] for one in cells])
    return pd.DataFrame(
        {"source": table["source"], "row": table["source_row"], "text": name + _CELL + text}
    )


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).hexdigest()
