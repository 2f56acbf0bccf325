"""Numbers of either locale, and durations."""

import pandas as pd
import pytest

from backstride.readers.parse.numbers import decimal_marks, durations_min, numbers


def texts(*cells):
    return pd.Series(list(cells), dtype="str")


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
