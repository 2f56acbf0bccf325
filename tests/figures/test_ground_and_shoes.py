"""Ground and pairs of shoes: artists and words."""

import numpy as np
import pandas as pd
import pytest

from backstride import figures


def test_heat_map_names_the_kilometres():
    worn = pd.DataFrame({"asphalt": [300.0, 20.0], "trail": [np.nan, 250.0]}, index=["A", "B"])
    picture = figures.surface_by_shoe(worn)
    assert [text.get_text() for text in picture.figure.axes[0].texts] == ["300", "0", "20", "250"]
    assert picture.alt.endswith(": A 300 km, all on asphalt; B 270 km, 93 % on trail.")


def test_pain_by_surface_shows_every_day_and_the_given_means():
    days = pd.DataFrame({"surface": ["trail"] * 2 + ["asphalt"], "pain_post": [1.0, 2.0, 5.0]})
    means = pd.DataFrame(
        {
            "surface": ["trail", "asphalt"],
            "mean": [1.5, 5.0],
            "low": [0.5, np.nan],
            "high": [2.5, np.nan],
            "n_days": [2, 1],
        }
    )
    picture = figures.pain_by_surface(days, means)
    (axes,) = picture.figure.axes
    drawn = [len(points.get_offsets()) for points in axes.collections[:2]]
    assert drawn == [1, 2]
    assert "trail 1.5 (0.5 to 2.5, 2 days)" in picture.alt
    assert "asphalt 5.0 (1 day)" in picture.alt
    assert axes.get_xticklabels()[0].get_text() == "asphalt\nn = 1"


def test_shoe_lives_end_at_their_kilometres():
    wearing = pd.DataFrame(
        {
            "shoe": ["A", "A", "B"],
            "shoe_km": [0.0, 12.0, 400.0],
            "date": pd.to_datetime(["2025-03-03", "2025-03-05", "2025-03-04"]),
        }
    )
    picture = figures.shoe_lives(wearing)
    (axes,) = picture.figure.axes
    assert [line.get_ydata().tolist() for line in axes.lines] == [[0.0, 12.0], [400.0]]
    assert len({line.get_marker() for line in axes.lines}) == 2
    assert "A 3 March 2025 to 5 March 2025, 12 km" in picture.alt


def test_many_pairs_leave_room_for_their_lines():
    many = pd.DataFrame(
        {
            "shoe": [f"pair {nth}" for nth in range(18)],
            "shoe_km": 9.0,
            "date": pd.Timestamp("2025-03-03"),
        }
    )
    heights = [figures.shoe_lives(rows).figure.get_figheight() for rows in (many.head(1), many)]
    assert heights[1] - heights[0] == pytest.approx(1.0)
