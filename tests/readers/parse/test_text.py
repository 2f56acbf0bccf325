import csv

import pandas as pd
import pytest

from backstride.errors import DataError
from backstride.readers.parse.dates import (
    MONTHS,
    clock_times,
    date_order,
    local_times,
    parsed_times,
)
from backstride.readers.parse.numbers import decimal_marks, durations_min, numbers
from backstride.readers.parse.table import decoded, records_of
from backstride.readers.parse.text import clean_header, split_unit
from backstride.settings import Settings


def texts(*cells):
    return pd.Series(list(cells), dtype="str")


def read(*cells, order=None):
    return parsed_times(texts(*cells), order)["wall"].astype("str").tolist()


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("\ufeffActivity ID", "Activity ID"),
        ("Elevation\u00a0Gain\u202f", "Elevation Gain"),
        ("Normalized Power®", "Normalized Power"),
        ('<span class="translation_missing" title="x.y">Jump Count</span>', "Jump Count"),
        ("translation missing: de.lib.dirt_distance", "dirt distance"),
    ],
)
def test_header_cells_are_cleaned(cell, expected):
    assert clean_header(cell) == expected


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [
        ("Distance [mi]", "Distance", "mi"),
        ("Dauer (Minuten)", "Dauer", "min"),
        ("Zeit HH:MM:SS", "Zeit", "hh:mm:ss"),
        ("Schmerz (0–10)", "Schmerz", "0-10"),
        ("Notes (private)", "Notes (private)", None),
    ],
)
def test_units_of_headers(header, name, unit):
    assert split_unit(header) == (name, unit)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Oct 6, 2022, 11:19:20 PM", "2022-10-06 23:19:20"),
        ("Oct 6, 2022, 12:19:20 AM", "2022-10-06 00:19:20"),
        ("23 jun. 2017 15:52:12", "2017-06-23 15:52:12"),
        ("2 ago 2026, 12:20:32\u202fp.m.", "2026-08-02 12:20:32"),
        ("2 ago 2026, 1:20:32\u202fa.\u00a0m.", "2026-08-02 01:20:32"),
        ("09.12.2022, 15:24:49", "2022-12-09 15:24:49"),
        ("3 févr. 2024, 08:00:00", "2024-02-03 08:00:00"),
        ("14 août 2023, 08:00:00", "2023-08-14 08:00:00"),
        ("5 paź 2021, 18:01:02", "2021-10-05 18:01:02"),
        ("5 mrt. 2021 18:01:02", "2021-03-05 18:01:02"),
        ("5. Mai 2021", "2021-05-05"),
        ("5 de marzo de 2021", "2021-03-05"),
        ("5 mag 2021, 07:00:00", "2021-05-05 07:00:00"),
        ("lun., 30 juin 2014 7:03", "2014-06-30 07:03:00"),
        ("Fr, 25 Mai 2012 20:31", "2012-05-25 20:31:00"),
        ("18.02.12", "2012-02-18"),
        ("2018-03-01T08:00:00.25Z", "2018-03-01 08:00:00"),
        ("2018/03/01", "2018-03-01"),
        ("2018-02-30", "NaT"),
        ("2018-03-01 25:00", "NaT"),
        ("0018-03-01", "NaT"),
        ("5 foo 2021", "NaT"),
        ("tomorrow", "NaT"),
    ],
)
def test_dates_of_every_era_and_language(cell, expected):
    found = parsed_times(texts(cell), "dmy")["wall"]
    assert found.isna().all() if expected == "NaT" else found[0] == pd.Timestamp(expected)


def test_every_month_has_names_and_jui_is_nobodys():
    assert set(MONTHS.values()) == set(range(1, 13))
    assert "jui" not in MONTHS
    assert (MONTHS["juin"], MONTHS["juil"]) == (6, 7)


def test_one_day_above_twelve_decides_the_order_of_the_file():
    assert date_order([texts("03/04/2025"), texts("13/04/2025")], Settings(), "a.csv") == "dmy"
    assert date_order([texts("03/04/2025", "04/13/2025")], Settings(), "a.csv") == "mdy"
    assert date_order([texts("03.04.2025")], Settings(), "a.csv") == "dmy"
    assert date_order([texts("2025-04-03")], Settings(), "a.csv") is None


@pytest.mark.parametrize("cells", [("03/04/2025",), ("13/04/2025", "04/13/2025")])
def test_an_undecided_order_names_the_option(cells):
    with pytest.raises(DataError, match=r"a\.csv: dates such as .* --date-order dmy\|mdy\|ymd"):
        date_order([texts(*cells)], Settings(), "a.csv")


def test_a_stated_order_is_taken_as_it_is():
    assert date_order([texts("03/04/2025")], Settings(date_order="mdy"), "a.csv") == "mdy"
    assert read("03/04/2025", order="mdy") == ["2025-03-04"]
    assert read("25-04-03", order="ymd") == ["2025-04-03"]


def test_offsets_are_brought_to_the_stated_zone_and_kept_without_one():
    parsed = parsed_times(texts("2024-07-01T08:00:00-0700", "2024-01-01 08:00"), None)
    assert local_times(parsed, Settings(), "a").dt.hour.tolist() == [8, 8]
    berlin = local_times(parsed, Settings(timezone="Europe/Berlin"), "a")
    assert berlin.dt.hour.tolist() == [17, 8]


def test_utc_times_need_a_zone():
    parsed = parsed_times(texts("2024-07-01T08:00:00Z"), None)
    with pytest.raises(DataError, match="--timezone"):
        local_times(parsed, Settings(), "a.csv")


def test_clock_times():
    found = clock_times(texts("7", "7 h", "07:30:15", "12:05 am", "24:00", "x"))
    assert found.dt.total_seconds().tolist()[1:4] == [25200, 27015, 300]
    assert found.isna().tolist() == [True, False, False, False, True, True]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("7.5", "1,234"), [7.5, 1234.0]),
        (("7,5", "1.234,5"), [7.5, 1234.5]),
        (("1.234.567", "2.932"), [1234567.0, 2932.0]),
        (("1 234,5", "'-16"), [1234.5, -16.0]),
        (("7.5", "7,5"), [7.5, 7.5]),
        (("0,250", "12"), [0.25, 12.0]),
    ],
)
def test_numbers_of_either_locale(cells, expected):
    assert numbers(texts(*cells)).tolist() == expected


def test_a_cell_that_could_be_two_numbers_is_none():
    assert numbers(texts("7.5", "7,5", "1.234")).isna().tolist() == [False, False, True]
    assert numbers(texts("1,234"), frozenset({","})).tolist() == [1.234]
    assert numbers(texts("2,500"), plausible=(50, 300_000)).tolist() == [2500.0]
    assert decimal_marks([texts("1,234", "12")]) == frozenset()


@pytest.mark.parametrize(
    ("cell", "unit", "minutes"),
    [
        ("00:27:12", None, 27.2),
        ("1:20:47", None, 80 + 47 / 60),
        ("18:31", None, 18 + 31 / 60),
        ("1:05", "hh:mm", 65.0),
        ("0:39.3", None, 0.655),
        ("45", "min", 45.0),
        ("0,5", "h", 30.0),
        ("1 h 5 min", None, 65.0),
        ("45", None, None),
    ],
)
def test_durations(cell, unit, minutes):
    found = durations_min(texts(cell), unit, pd.Series([float("nan")]))[0]
    assert pd.isna(found) if minutes is None else found == pytest.approx(minutes)


def test_the_pace_tells_what_a_bare_duration_means():
    km = pd.Series([10.0])
    assert durations_min(texts("55"), None, km).tolist() == [55.0]
    assert durations_min(texts("3300"), None, km).tolist() == [55.0]
    assert durations_min(texts("0:55"), None, km).tolist() == [55.0]


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


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"date_order": "ydm"}, "--date-order: found 'ydm', expected dmy or mdy or ymd."),
        ({"distance_unit": "m"}, "--distance-unit: found 'm', expected km or mi."),
    ],
)
def test_an_unknown_choice_is_told(choice, message):
    with pytest.raises(DataError) as told:
        Settings(**choice)
    assert str(told.value) == message
