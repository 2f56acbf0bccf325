"""Text to rows: dialects, encodings and quotes."""

import csv

import pytest

from backstride.errors import DataError
from backstride.readers.parse.table import decoded, records_of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_dialects_and_encodings(encoding, delimiter):
    rows = [["Datum", "Schmerz", "Größe"], ["2024-03-01", "3", "a"], ["2024-03-02", "4", "b"]]
    content = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    assert records_of(decoded(content, "a.csv"), "a.csv") == rows


def test_rows_quoted_whole_are_unwrapped():
    text = '"date,km"\n"2024-03-01,5"\n"2024-03-02,6"\n'
    assert records_of(text, "a.csv")[1] == ["2024-03-01", "5"]


def test_an_open_quote_that_swallows_rows_is_told():
    with pytest.raises(DataError, match=r"a\.csv, row 2: a quote is opened and never closed"):
        records_of('date,note,km\n2024-03-01,"so,5\n2024-03-02,x,6\n', "a.csv")


@pytest.mark.parametrize("note", ["so\n", "so\n\nso", "x\n" * 100_000])
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_closed_quote_at_the_end_is_a_cell_however_long(note, end):
    records = records_of(f'date,note\n2024-03-01,"{note}"{end}', "a.csv")
    assert records[1] == ["2024-03-01", note]


def test_what_cannot_be_split_is_told():
    usual = csv.field_size_limit(5)
    try:
        with pytest.raises(DataError, match=r"a\.csv: cannot be split into cells \(field larger"):
            records_of("date,distance_km\n", "a.csv")
    finally:
        csv.field_size_limit(usual)
