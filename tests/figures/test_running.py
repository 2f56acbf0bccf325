"""Kilometres a week, spikes and the ratings after them: artists and words."""

import numpy as np
import pandas as pd
from figure_examples import a_diary

from backstride import figures
from backstride.figures import pain_by_spike_ratio
from backstride.summaries import mean_pain_by_spike, rated_spike_days

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


def test_ramp_marks_spikes_on_their_days():
    diary = a_diary(28)
    diary.loc[[14, 16], "spike_ratio"] = [1.42, 1.10]
    picture = figures.weekly_mileage(diary)
    weeks, ratios = picture.figure.axes
    assert [bar.get_height() for bar in weeks.containers[0]] == [40.0, 30.0, 40.0, 30.0]
    assert len(weeks.collections[0].get_offsets()) == 1
    assert "1 spike, 1.42 on 17 March 2025" in picture.alt
    assert "(ratio)" in ratios.get_ylabel()
    assert "triangles at spikes" in picture.caption


def test_ramp_shades_unlogged_days_and_says_what_is_there():
    diary = a_diary(28).assign(weekly_ratio=np.nan)
    diary.loc[20:22, "distance_km"] = np.nan
    picture = figures.weekly_mileage(diary)
    _, ratios = picture.figure.axes
    assert [patch.get_width() for patch in ratios.patches] == [3.0]
    assert picture.caption == (
        "Above: kilometres per calendar week. Below: nothing yet, for no week can be set against "
        "the one before. Grey: days that were not logged."
    )


def test_ramp_line_breaks_where_the_ratio_is_missing():
    diary = a_diary(28)
    diary.loc[10:12, "weekly_ratio"] = np.nan
    _, ratios = figures.weekly_mileage(diary).figure.axes
    curves = [line for line in ratios.lines if len(line.get_xdata()) > 2]
    assert sorted(len(line.get_xdata()) for line in curves) == [10, 15]


def test_ramp_takes_ratios_that_are_missing():
    assert "0 spikes." in figures.weekly_mileage(a_diary().assign(spike_ratio=np.nan)).alt
