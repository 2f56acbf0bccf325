"""What a person changed in a kept log: rows deleted, corrected or added."""

from dataclasses import replace

import pandas as pd

from backstride import tables
from backstride.clean.fingerprints import UNIT, written_of
from backstride.clean.log import Log
from backstride.clean.span import OUTSIDE
from backstride.ledger import stacked
from backstride.readers.reading import RAW_COLUMNS

DELETED = "deleted from the kept log"
ADDED = "added by hand in the kept log"
CORRECTED = "corrected by hand in the kept log"
WHOLE_ROW = "row"


def marked_by_hand(log: Log, written: pd.Series) -> Log:
    """Tell in ledger and repairs what a person changed in the tables since they were written.

    A row that is gone becomes `refused`, and with it the rows that had been merged into it; one
    that differs gets a repair line; one that no ledger line speaks of gets one.

    Parameters
    ----------
    log : Log
        As read from the folder.
    written : Series of str
        Digest of each input row's tidy rows when they were written, by (source, row).
    """
    now = written_of(log)
    ledger = _with_added(_without_deleted(log.ledger, now.index), log)
    both = now.index.intersection(written.dropna().index)
    changed = both[(now.loc[both] != written.loc[both]).to_numpy()]
    return replace(log, ledger=ledger, repairs=_with_corrected(log.repairs, changed))


def corrected_units(repairs: pd.DataFrame) -> pd.MultiIndex:
    """The (source, row) of every row that was corrected by hand, now or earlier."""
    return pd.MultiIndex.from_frame(repairs.loc[repairs["done"] == CORRECTED, UNIT])


def _without_deleted(ledger: pd.DataFrame, there: pd.Index) -> pd.DataFrame:
    unit = pd.MultiIndex.from_frame(ledger[UNIT])
    is_outside = ledger["reason"].str.contains(OUTSIDE, regex=False, na=False)
    gone = (ledger["outcome"] == "kept") & ~unit.isin(there) & ~is_outside
    places = ledger["source"] + ", row " + ledger["row"].astype("str")
    gone |= ledger["into"].isin(places[gone])
    marked = ledger.assign(
        outcome=ledger["outcome"].mask(gone, "refused"),
        reason=ledger["reason"].mask(gone, DELETED),
        into=ledger["into"].mask(gone),
    )
    return tables.fit_to(tables.LEDGER, marked)


def _with_added(ledger: pd.DataFrame, log: Log) -> pd.DataFrame:
    parts = [
        getattr(log, name)[["source", "source_row"]].assign(table=name) for name in RAW_COLUMNS
    ]
    rows = pd.concat(parts).rename(columns={"source_row": "row"}).drop_duplicates()
    feeds = rows.groupby(UNIT)["table"].agg("+".join).reset_index()
    kept = pd.MultiIndex.from_frame(ledger.loc[ledger["outcome"] == "kept", UNIT])
    added = feeds[~pd.MultiIndex.from_frame(feeds[UNIT]).isin(kept)]
    if added.empty:
        return ledger
    told = pd.MultiIndex.from_frame(ledger[UNIT]).isin(pd.MultiIndex.from_frame(added[UNIT]))
    lines = tables.fit_to(tables.LEDGER, added.assign(outcome="kept", reason=ADDED))
    book = stacked([ledger[~told], lines], tables.LEDGER)
    return book.sort_values(UNIT, kind="stable").reset_index(drop=True)


def _with_corrected(repairs: pd.DataFrame, changed: pd.Index) -> pd.DataFrame:
    fresh = changed.difference(corrected_units(repairs))
    if fresh.empty:
        return repairs
    lines = pd.DataFrame(fresh.tolist(), columns=UNIT).assign(column=WHOLE_ROW, done=CORRECTED)
    told = stacked([repairs, tables.fit_to(tables.REPAIRS, lines)], tables.REPAIRS)
    return told.sort_values(list(told.columns), kind="stable").reset_index(drop=True)
