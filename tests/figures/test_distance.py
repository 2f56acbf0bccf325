"""Distances in figures in the reader's unit: numbers, axes and words alike."""

import numpy as np
import pandas as pd
import pytest

from backstride import figures
from backstride.presentation import UNITS_VARIABLE, drawn_unit

MILE = 1.609344
DATES = pd.date_range("2025-03-03", periods=21)
DIARY = pd.DataFrame(
    {
        "date": DATES,
        "distance_km": 10 * MILE,
        "km_trail": 10 * MILE,
        "pain_pre": 1.0,
        "pain_post": 2.0,
        "pain_worst": 2.0,
        "weekly_ratio": 1.0,
        "spike_ratio": 1.0,
    }
)
CURVE = pd.DataFrame(
    {
        "x": [0.0, 50 * MILE, 100 * MILE],
        "reference": 50 * MILE,
        "estimate": [-0.1, 0.0, 0.1],
        "low": [-0.2, 0.0, 0.0],
        "high": [0.0, 0.0, 0.2],
    }
)
RUNS_KM = np.array([0.0, 100 * MILE])
WORN = pd.DataFrame({"shoe": "A", "date": DATES, "shoe_km": np.linspace(0, 200 * MILE, 21)})
DRAWN = {
    "timeline": (lambda: figures.running_and_pain(DIARY), "210 mi on 21 days with a run"),
    "calendar": (lambda: figures.km_and_pain_calendar(DIARY), "210 mi on 21 days"),
    "ramp": (lambda: figures.weekly_mileage(DIARY), "Weekly miles: 210 mi in all"),
    "ground": (
        lambda: figures.surface_by_shoe(pd.DataFrame({"trail": [7 * MILE]}, index=["A"])),
        "Heat map of miles by pair and surface: A 7 mi, all on trail",
    ),
    "shoes": (lambda: figures.shoe_lives(WORN), "Miles on each pair over time: A 3 March 2025 to"),
    "shoe age": (lambda: figures.pain_by_shoe_age(CURVE, RUNS_KM), "against 50 mi, from 2 runs"),
    "distance": (lambda: figures.pain_by_distance(CURVE, RUNS_KM), "at 100 mi +0.10"),
}


@pytest.mark.parametrize("name", DRAWN)
def test_who_reads_miles_gets_miles_everywhere(name, monkeypatch):
    draw, said = DRAWN[name]
    in_km = draw()
    monkeypatch.setenv(UNITS_VARIABLE, "mi")
    picture = draw()
    assert said in picture.alt
    for text in (picture.alt, picture.caption, *labels(picture)):
        assert "km" not in text.split() and "(km" not in text and "ilometres" not in text
    assert any("(mi" in label for label in labels(picture))
    assert figures.png(picture) != figures.png(in_km)


def labels(picture) -> list[str]:
    axes = picture.figure.axes
    return [text for one in axes for text in (one.get_xlabel(), one.get_ylabel())]


def test_a_unit_that_is_stated_counts_more_than_that_of_the_report(monkeypatch):
    monkeypatch.setenv(UNITS_VARIABLE, "mi")
    assert drawn_unit("km") == "km"
    assert "km" in figures.weekly_mileage(DIARY, "km").alt


def test_an_unknown_unit_is_told():
    with pytest.raises(ValueError, match="unknown unit 'furlong', expected km or mi"):
        drawn_unit("furlong")
