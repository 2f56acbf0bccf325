"""Answers to a Google form as CSV: a timestamp of Google's beside a day that a person typed.

The two often disagree. The typed day is believed, the timestamp is when the answer was entered,
and where they name different days both are listed among the repairs. Beyond that the table is
read as a person's own.
"""

from dataclasses import replace

import pandas as pd

from backstride import schemas
from backstride.errors import DataError
from backstride.ledger import stacked
from backstride.readers.base import About, Reading
from backstride.readers.files import FilePath, read_bytes
from backstride.readers.parse.columns import FIELDS, is_known
from backstride.readers.parse.dates import date_order, local_times, parsed_times
from backstride.readers.parse.table import Sheet, decoded, records_of, to_sheet
from backstride.readers.parse.text import alias_key, word_set
from backstride.readers.service_table import header_keys, repair_list, unsplit_header
from backstride.readers.spreadsheet import read_sheet
from backstride.settings import Settings

ABOUT = About(
    source="Google Forms CSV",
    runs="as in your own tables",
    pain="as in your own tables; a question by `--pain-column`",
    zone="local, as written; a timestamp with an offset is converted with `--timezone`",
    refuses="rows without a usable day or answer",
)
_STAMPS = word_set("timestamp | zeitstempel | horodateur | marca temporal | tijdstempel", "|")
_DATE_WORDS = word_set("date datum fecha day tag jour dia dag")
_OF_BIRTH = word_set("birth birthday geburt geburtsdatum naissance nacimiento geboorte")
# `6/12/2024 9:15:32 PM GMT+2`; other letters behind the clock (CET, MDT) are the form's own zone
_OFFSET = r"\s*(?:GMT|UTC)(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?$"
_ZONE_NAME = r"(?<=\d|M)\s+(?!GMT|UTC|[AP]M)[A-Z]{2,5}$"


def recognises(path: FilePath) -> bool:
    """Whether a table has a timestamp of Google's and a column for a typed day."""
    header = header_keys(path)
    return bool(header) and not header[0].isdisjoint(_STAMPS) and any(map(_is_day, header[0]))


def read(path: FilePath, settings: Settings, source: str) -> Reading:
    """Rows of the answers, as of a person's own table.

    Raises
    ------
    DataError
        If nothing in it is a log, or several columns could be the day that was typed.
    UndecidedError
        If a unit or the order of day and month cannot be decided.
    """
    records = records_of(decoded(read_bytes(path), source), source)
    sheet = to_sheet(source, records, is_known)
    stamp = next((label for label in sheet.header if alias_key(label) in _STAMPS), None)
    if stamp is None:
        raise unsplit_header(source, "answers")
    sheet = _with_offsets(_with_typed_day(sheet), stamp)
    reading = read_sheet(sheet, settings)
    lines = repair_list(source, [_disagreements(sheet, stamp, reading, settings)])
    return replace(reading, repairs=stacked([reading.repairs, lines], schemas.REPAIRS))


def _is_day(key: str) -> bool:
    tokens = set(key.split())
    return bool(tokens & _DATE_WORDS) and not tokens & _OF_BIRTH


def _with_typed_day(sheet: Sheet) -> Sheet:
    """Call the column of typed days `date`: the one so called, else the only one of days."""
    plain = [label for label in sheet.header if FIELDS.get(alias_key(label)) == "date"]
    named = [label for label in plain if _holds_days(sheet.column(label))]
    asked = [label for label in sheet.header if _is_day(alias_key(label)) and label not in plain]
    found = named or [label for label in asked if _holds_days(sheet.column(label))]
    if len(found) > 1:
        listed = " and ".join(repr(label) for label in found)
        raise DataError(
            f"{sheet.source}: columns {listed} could both be the day that is meant. "
            "Call the one to believe `date` and the other by another name."
        )
    if not found:
        return sheet
    header = ["day not used" if label in plain else label for label in sheet.header]
    header[sheet.header.index(found[0])] = "date"
    return replace(sheet, header=tuple(header))


def _holds_days(texts: pd.Series) -> bool:
    written = texts.dropna()
    either = [parsed_times(written, order)["wall"].notna().sum() for order in ("dmy", "mdy")]
    return not written.empty and max(either) * 2 >= len(written)


def _with_offsets(sheet: Sheet, stamp: str) -> Sheet:
    """Write the zone behind a timestamp as other files do: `+0200` for `GMT+2`."""
    place = sheet.header.index(stamp)
    texts = sheet.column(stamp)
    parts = texts.str.extract(_OFFSET)
    offset = parts["sign"] + parts["hours"].str.zfill(2) + parts["minutes"].fillna("00")
    bare = texts.str.replace(_OFFSET, "", regex=True).str.replace(_ZONE_NAME, "", regex=True)
    cells = (bare + offset.fillna("")).fillna("").tolist()
    records = [
        [*record[:place], cell, *record[place + 1 :]]
        for record, cell in zip(sheet.records, cells, strict=True)
    ]
    return replace(sheet, records=records)


def _disagreements(sheet: Sheet, stamp: str, reading: Reading, settings: Settings) -> pd.DataFrame:
    if "date" not in sheet.header:
        return pd.DataFrame()
    typed, entered = sheet.column("date"), sheet.column(stamp)
    order = date_order([typed, entered], settings, sheet.source)
    day = parsed_times(typed, order)["wall"].dt.normalize()
    clock = local_times(parsed_times(entered, order), settings, sheet.source)
    kept = reading.ledger.loc[reading.ledger["outcome"] == "kept", "row"]
    differs = (day != clock.dt.normalize()) & day.notna() & clock.notna() & day.index.isin(kept)
    done = "believed, though the timestamp says " + clock.dt.strftime("%Y-%m-%d %H:%M")
    lines = pd.DataFrame({"row": day.index, "column": "date", "found": typed, "done": done})
    told: pd.DataFrame = lines[differs]
    return told
