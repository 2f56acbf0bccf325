"""Dates of every era and language, their order, zones and clock times."""

import pandas as pd
import pytest

from backstride.errors import DataError
from backstride.readers.parse.dates import (
    clock_times,
    date_order,
    local_times,
    parsed_times,
)
from backstride.settings import Settings


def texts(*cells):
    return pd.Series(list(cells), dtype="str")


def read(*cells, order=None):
    return parsed_times(texts(*cells), order)["wall"].astype("str").tolist()


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


# What exports write, of which no release of Babel may lose one: en de nl es fr pl da sv pt it.
MONTH_NAMES = {
    1: "january januar januari enero janvier styczen stycznia janeiro gennaio jänner",
    2: "february februar februari febrero février luty lutego fevereiro febbraio",
    3: "march märz maart mrt mrz marzo mars marzec marca marts março",
    4: "april abril avril kwiecien kwietnia aprile",
    5: "may mai mei mayo maj maja maio maggio",
    6: "june juni junio juin czerwiec czerwca junho giugno",
    7: "july juli julio juillet lipiec lipca julho luglio",
    8: "august augustus agosto août sierpien sierpnia augusti",
    9: "september septiembre setiembre septembre wrzesien wrzesnia setembro settembre",
    10: "october oktober octubre octobre pazdziernik pazdziernika outubro ottobre",
    11: "november noviembre novembre listopad listopada novembro",
    12: "december dezember diciembre décembre grudzien grudnia dezembro dicembre",
}


@pytest.mark.parametrize("month", MONTH_NAMES)
def test_every_month_is_known_in_every_language(month):
    cells = texts(*(f"5 {name} 2021" for name in MONTH_NAMES[month].split()))
    assert set(parsed_times(cells, None)["wall"].dt.month) == {month}


def test_jui_is_no_month_and_its_longer_forms_are_two():
    cells = texts("5 jui 2021", "5 juin 2021", "5 juil. 2021")
    assert parsed_times(cells, None)["wall"].dt.month.tolist()[1:] == [6, 7]
    assert parsed_times(cells, None)["wall"].isna().tolist() == [True, False, False]


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
