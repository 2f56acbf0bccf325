"""Odds of flares as intervals: artists and words."""

import pandas as pd
import pytest
from flare_examples import some_hazards
from matplotlib.collections import LineCollection

from backstride import figures

REFUSED = some_hazards().tail(1)


def test_intervals_stand_on_a_log_axis_around_1():
    (axes,) = figures.flare_odds(some_hazards().head(1)).figure.axes
    assert axes.get_xscale() == "log"
    low, high = axes.get_xlim()
    assert low * high == pytest.approx(1)
    assert high > 40
    (line,) = [one for one in axes.collections if isinstance(one, LineCollection)]
    assert line.get_segments()[0][:, 0].tolist() == [0.8, 40.0]


def test_an_interval_that_leaves_the_axis_ends_in_arrows():
    (axes,) = figures.flare_odds(some_hazards()).figure.axes
    low, high = axes.get_xlim()
    assert (low, high) == (pytest.approx(0.01), pytest.approx(100))
    points = [one for one in axes.collections if not isinstance(one, LineCollection)]
    ends = [one.get_offsets()[:, 0].tolist() for one in points]
    assert [low] in ends
    assert [high] in ends


def test_numbers_and_refusals_are_words_and_every_point_is_hollow():
    picture = figures.flare_odds(some_hazards())
    (axes,) = picture.figure.axes
    said = [text.get_text() for text in axes.texts]
    assert said == ["6.10\n0.80 to 40", "0.50\n<0.01 to >100", "order unknown"]
    assert axes.collections[-1].get_facecolors()[:, :3].tolist() == [[1.0, 1.0, 1.0]]
    assert "Too much in one run: 6.10 (0.80 to 40, 11 flares)" in picture.alt
    assert picture.alt.endswith("Without an estimate: Stretch: order unknown.")
    assert "no verdict" in picture.caption


def test_a_picture_without_any_estimate_says_so():
    picture = figures.flare_odds(REFUSED)
    assert picture.alt == "Without an estimate: Stretch: order unknown."
    assert picture.caption.startswith("No claim can be set beside flares in this log yet")
    assert figures.flare_odds(REFUSED.head(0)).alt == "No figure: nothing logged yet."


def test_the_same_table_gives_the_same_picture_and_is_left_alone():
    hazards = some_hazards()
    assert figures.png(figures.flare_odds(hazards)) == figures.png(figures.flare_odds(hazards))
    pd.testing.assert_frame_equal(hazards, some_hazards())
