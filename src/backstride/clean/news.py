"""What a reading has that a kept log has not, and what it replaces there."""

from dataclasses import replace

import pandas as pd

from backstride import tables
from backstride.clean.by_hand import CORRECTED, DELETED
from backstride.clean.fingerprints import UNIT
from backstride.clean.known import REPLACED, Recognised, base_name
from backstride.clean.log import Log
from backstride.ledger import settle
from backstride.readers.reading import RAW_COLUMNS, Reading, raw_table

_RAW_UNIT = {"source_row": "row"}


def news_of(reading: Reading, rows: Recognised, log: Log) -> Reading:
    """The new rows of a reading, under their names in the kept log.

    Rows that a person deleted from the kept log are refused, rows corrected there are merged
    into the corrected ones: both before they are cleaned.
    """
    used = rows.with_fate("new", "newer")
    told = rows.with_fate("new", "newer", "deleted", "corrected")
    raw = {
        name: raw_table(name, _renamed(getattr(reading, name).rename(columns=_RAW_UNIT), used))
        for name in RAW_COLUMNS
    }
    ledger = _settled(_renamed(reading.ledger, told), told)
    return replace(reading, **raw, ledger=ledger, repairs=_repairs(reading, rows, log))


def with_replaced(ledger: pd.DataFrame, rows: Recognised, used: pd.MultiIndex) -> pd.DataFrame:
    """Tell of each replaced line of a kept log which newer row has taken its place.

    A newer version that was refused replaces nothing. Rows that had been merged into a row that
    is itself merged now name the row that stays.

    Parameters
    ----------
    ledger : DataFrame
        Lines of the kept log and of the new rows.
    rows : Recognised
    used : MultiIndex
        The (source, row) of all rows that are left in the tables.
    """
    newer = rows.with_fate("newer")
    outcome = ledger.set_index(UNIT)["outcome"]
    fate = outcome.reindex(pd.MultiIndex.from_frame(newer[["name", "row"]])).to_numpy()
    newer = newer[(fate == "kept") | (fate == "merged")]
    places = newer["name"] + ", row " + newer["row"].astype("str")
    old = pd.MultiIndex.from_arrays([newer["old_source"], newer["old_row"]])
    into = pd.Series(places.to_numpy(), index=old).reindex(pd.MultiIndex.from_frame(ledger[UNIT]))
    replaced = into.notna().to_numpy() & ~pd.MultiIndex.from_frame(ledger[UNIT]).isin(used)
    told = ledger.assign(
        outcome=ledger["outcome"].mask(replaced, "merged"),
        reason=ledger["reason"].mask(replaced, REPLACED),
        into=ledger["into"].mask(replaced, into.to_numpy()).astype("str"),
    )
    return _followed(told)


def _followed(ledger: pd.DataFrame) -> pd.DataFrame:
    merged = ledger[ledger["outcome"] == "merged"]
    places = merged["source"] + ", row " + merged["row"].astype("str")
    further = dict(zip(places, merged["into"], strict=True))
    into = ledger["into"]
    while into.isin(further).any():
        into = into.map(lambda name: further.get(name, name), na_action="ignore").astype("str")
    return ledger.assign(into=into)


def _renamed(table: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    names = rows.set_index(UNIT)["name"]
    units = pd.MultiIndex.from_frame(table[UNIT])
    chosen = units.isin(names.index)
    named = table[chosen].assign(source=names.reindex(units[chosen]).to_numpy())
    return named.rename(columns={"row": "source_row"}) if "table" not in table else named


def _settled(ledger: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    named = told[["name", "row", "fate", "old_source", "old_row"]]
    named = named.rename(columns={"name": "source"})
    deleted = named[named["fate"] == "deleted"].assign(reason=DELETED)
    corrected = named[named["fate"] == "corrected"].assign(reason=CORRECTED)
    old_row = corrected["old_row"].astype("int64").astype("str")
    corrected = corrected.assign(into=corrected["old_source"] + ", row " + old_row)
    return settle(settle(ledger, deleted, "refused"), corrected, "merged")


def _repairs(reading: Reading, rows: Recognised, log: Log) -> pd.DataFrame:
    """Repairs of new rows, and what is said of a whole file unless it has been said before."""
    lines = reading.repairs
    units = pd.MultiIndex.from_frame(lines[UNIT])
    of_file = ~units.isin(pd.MultiIndex.from_frame(rows.rows[UNIT]))
    of_news = units.isin(pd.MultiIndex.from_frame(rows.with_fate("new", "newer")[UNIT]))
    names = rows.rows.drop_duplicates("source").set_index("source")["name"]
    columns = list(tables.REPAIRS.columns)
    said, saying = (
        pd.MultiIndex.from_frame(part.assign(source=base_name(part["source"]))[columns].fillna(""))
        for part in (log.repairs, lines)
    )
    wanted = lines[of_news | (of_file & ~saying.isin(said))]
    named = wanted["source"].map(names).astype("str").fillna(wanted["source"])
    return wanted.assign(source=named).reset_index(drop=True)
