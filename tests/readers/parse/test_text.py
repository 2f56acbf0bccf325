"""Headers: what is cleaned away, and the unit they name."""

import pytest

from backstride.readers.parse.text import clean_header, split_unit


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
