"""One table that several devices wrote: each is a source of its own, as if it had its own file."""

from dataclasses import replace

import pandas as pd

from backstride.readers.columns import Columns
from backstride.readers.reading import RAW_COLUMNS, Reading
from backstride.readers.sheet import Sheet


def told_apart(reading: Reading, sheet: Sheet, columns: Columns) -> Reading:
    """Name the device in the source of each row, `runs.csv [watch]`, where several are named.

    The same session by two devices can then become one, as it does from two files.

    Parameters
    ----------
    reading : Reading
        Rows and account of this one sheet.
    """
    field = columns.fields.get("device")
    if field is None:
        return reading
    device = sheet.column(field.label).dropna()
    names = device.str.casefold().str.split().str.join(" ")
    if names.nunique() < 2:
        return reading
    sources = sheet.source + " [" + names + "]"
    named = {
        table: _renamed(getattr(reading, table), "source_row", sources) for table in RAW_COLUMNS
    }
    return replace(
        reading,
        **named,
        ledger=_renamed(reading.ledger, "row", sources),
        repairs=_renamed(reading.repairs, "row", sources),
    )


def _renamed(table: pd.DataFrame, row: str, sources: "pd.Series[str]") -> pd.DataFrame:
    named = table[row].map(sources).astype("str").fillna(table["source"])
    return table.assign(source=named)
