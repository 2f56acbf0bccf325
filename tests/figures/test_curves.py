"""Estimates by window: every one is drawn, and one is filled."""

import pandas as pd
import pytest

from backstride.figures import estimates_by_window, png

RESULTS = pd.DataFrame(
    {
        "window": ["1 day", "7 days"],
        "estimate": [0.2, -0.3],
        "low": [-0.1, -0.9],
        "high": [0.5, 0.3],
    }
)


@pytest.mark.parametrize(("smallest", "scale"), [(0.6, "linear"), (None, "log")])
def test_windows_are_all_drawn_and_one_is_filled(smallest, scale):
    results = RESULTS if smallest else RESULTS.assign(estimate=1.2, low=0.5, high=3.0)
    picture = estimates_by_window(results, "7 days", "size", smallest)
    (axes,) = picture.figure.axes
    assert axes.get_xscale() == scale
    points = axes.collections[-1]
    assert points.get_facecolors()[0].tolist() != points.get_facecolors()[1].tolist()
    assert "7 days (chosen)" in picture.alt
    assert picture.alt.startswith("Exploratory")
    assert png(picture) == png(estimates_by_window(results, "7 days", "size", smallest))
