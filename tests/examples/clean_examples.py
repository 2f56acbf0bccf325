"""Small hand-made readings for the tests of cleaning."""

from dataclasses import replace

import pandas as pd

from backstride.clean import Log, clean_reading
from backstride.ledger import counts, open_entries, stacked
from backstride.readers.base import RAW_COLUMNS, Reading, raw_table
from backstride.schemas import LEDGER
from backstride.settings import Settings

TABLES = tuple(RAW_COLUMNS)


def rows_of(name, records, source="log.csv"):
    """Raw rows of one table; `source` and `source_row` are filled in where absent."""
    told = [{"source": source, "source_row": row, **cells} for row, cells in enumerate(records, 2)]
    raw = pd.DataFrame(told)
    for column, dtype in RAW_COLUMNS[name].items():
        if dtype.startswith("datetime") and column in raw:
            raw[column] = pd.to_datetime(raw[column], format="ISO8601")
    return raw_table(name, raw)


def reading_of(**parts):
    """A reading of raw tables with its ledger opened; a row in two tables has one line."""
    ledger = pd.concat(
        [table[["source", "source_row"]].assign(table=name) for name, table in parts.items()]
    ).drop_duplicates()
    joined = ledger.groupby(["source", "source_row"])["table"].agg("+".join).reset_index()
    lines = [
        open_entries(source, group["source_row"], table)
        for (source, table), group in joined.groupby(["source", "table"])
    ]
    return replace(Reading(), **parts, ledger=stacked(lines, LEDGER))


def as_reading(log: Log) -> Reading:
    """A cleaned log as it would be read again: each table a file of its own."""
    parts = {}
    for name in TABLES:
        table = getattr(log, name)
        own = table.assign(source=f"{name}.csv", source_row=range(2, len(table) + 2))
        parts[name] = raw_table(name, own)
    return reading_of(**parts)


def same_tables(one, other, names=TABLES):
    for name in names:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), obj=name)


def accounted(log: Log) -> None:
    """Check that every input row has one outcome and the tables hold the kept ones."""
    ledger = log.ledger
    assert counts(ledger)["read"].sum() == len(ledger)
    kept = ledger[ledger["outcome"] == "kept"]
    places = set(kept["source"] + ", row " + kept["row"].astype("str"))
    rows = [
        row
        for name in TABLES
        for row in getattr(log, name)[["source", "source_row"]].itertuples(index=False)
    ]
    assert {f"{source}, row {row}" for source, row in rows} == places
    assert set(ledger["into"].dropna()) <= places
    assert (ledger["into"].notna() == (ledger["outcome"] == "merged")).all()


DAY = "2024-03-01"


def cleaned_table(name, *records, settings=None):
    told = [{"date": DAY, **cells} for cells in records]
    return clean_reading(reading_of(**{name: rows_of(name, told)}), settings or Settings())


def reasons(log):
    return log.ledger.loc[log.ledger["outcome"] == "refused", "reason"].tolist()


RUN = {"start": f"{DAY} 07:00", "date": DAY, "distance_km": 10.0, "duration_min": 55.0}


def cleaned_runs(*records, **others):
    told = [{"source": "a.csv", "source_row": row, **cells} for row, cells in enumerate(records, 2)]
    return clean_reading(reading_of(runs=rows_of("runs", told), **others), Settings())


def run(**cells):
    return {**RUN, **cells}


def said(log, column):
    return log.repairs.loc[log.repairs["column"] == column, "done"].tolist()


def refusal(log):
    return log.ledger.loc[log.ledger["outcome"] == "refused", "reason"].item()
