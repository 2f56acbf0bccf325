"""Calendar of km and pain, spike ratio against the next rating: tables and artists, not pixels."""

import numpy as np
import pandas as pd
import pytest

from backstride.figures import estimates_by_window, km_and_pain_calendar, pain_by_spike_ratio, png
from backstride.summaries import mean_pain_by_spike, rated_spike_days


def a_diary(n_days: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "date": pd.date_range("2025-03-03", periods=n_days),
            "distance_km": np.where(np.arange(n_days) % 2 == 0, 10.0, 0.0),
            "pain_worst": 3.0,
        }
    )


def cells(axes) -> np.ma.MaskedArray:
    mesh = axes.collections[0].get_array()
    return np.ma.asarray(mesh)


def test_a_day_has_its_cell_by_weekday_and_week():
    diary = a_diary(21)
    diary.loc[1, "distance_km"] = np.nan
    diary.loc[20, "pain_worst"] = 7.0
    picture = km_and_pain_calendar(diary)
    running, pain = (cells(axes).reshape(7, 12) for axes in picture.figure.axes[:2])
    assert running[:, 0].filled(-1).tolist() == [10, -1, 10, 0, 10, 0, 10]
    assert pain[6, 2] == 7
    assert pain[:, 3:].mask.all()
    assert "110 km on 11 days" in picture.alt
    assert "at most 7 on 23 March 2025" in picture.alt


def test_a_long_log_has_a_row_a_year():
    picture = km_and_pain_calendar(a_diary(800))
    running = cells(picture.figure.axes[0]).reshape(-1, 53)
    assert len(running) == 3
    assert running[0, 9] == 40
    assert "One cell a week" in picture.caption


def test_a_calendar_without_ratings_says_so_and_one_without_anything_is_blank():
    silent = km_and_pain_calendar(a_diary(21).assign(pain_worst=np.nan))
    assert silent.alt.endswith("no pain rating.")
    assert km_and_pain_calendar(pd.DataFrame()).alt == "No figure: nothing logged yet."


SPIKES = pd.DataFrame(
    {
        "spike_state": ["usual"] * 6 + ["small"] + ["return"],
        "spike_ratio": [0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, np.nan],
        "pain_post": [1.0, 2, 1, 2, 1, 2, 4, 5],
    }
)


def test_means_by_spike_leave_out_runs_without_a_ratio():
    means = mean_pain_by_spike(rated_spike_days(SPIKES))
    assert means["spike_state"].tolist() == ["usual", "small"]
    assert means["mean"].tolist() == [1.5, 4.0]
    assert means["median_ratio"].tolist() == [0.75, 1.2]
    assert means["low"].isna().tolist() == [False, True]


def test_spike_figure_draws_each_run_and_says_its_means():
    days = rated_spike_days(SPIKES)
    picture = pain_by_spike_ratio(days, mean_pain_by_spike(days))
    (axes,) = picture.figure.axes
    assert axes.collections[0].get_offsets().shape == (7, 2)
    assert "usual 1.5 (0.9 to 2.1), 6 days; small 4.0, 1 day." in picture.alt
    assert "not held equal" in picture.caption
    assert pain_by_spike_ratio(days.iloc[:0], days).alt.startswith("No figure")


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
