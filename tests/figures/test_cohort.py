"""Figures of a cohort: artists, words, alt texts; nobody named, nothing drawn of too few."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, QuadMesh
from matplotlib.contour import ContourSet

from backstride import figures
from backstride.verdict.cohort import CohortLags


def texts(picture):
    axes = picture.figure.axes
    inside = [text.get_text() for ax in axes for text in ax.texts]
    return " | ".join(inside + [tick.get_text() for ax in axes for tick in ax.get_yticklabels()])


def some_rows(n_runners):
    estimate = np.linspace(-0.8, 0.4, n_runners)
    return pd.DataFrame(
        {
            "runner": [f"runner {place}" for place in range(1, n_runners + 1)],
            "estimate": estimate,
            "low": estimate - 0.3,
            "high": estimate + 0.3,
            "n_days": 150,
            "n_exposed": 60,
        }
    )


ANSWERS = pd.DataFrame(
    {
        "slug": ["stretching"], "claim": ["Stretch"], "contrast": ["two doses against none"],
        "estimate": [-0.25], "low": [-0.4], "high": [-0.1], "own_estimate": [-0.2],
        "own_low": [-0.35], "own_high": [-0.05], "prediction_low": [-0.9],
        "prediction_high": [0.5],
    }
)  # fmt: skip


def lags_of(scale=1.0):
    lag, km = np.arange(28), np.linspace(5, 15, 21)
    surface = pd.DataFrame({"km": np.repeat(km, 28), "lag_days": np.tile(lag, 21)})
    estimate = scale * (surface["km"] - 9) / 6 * 0.5 ** surface["lag_days"]
    surface = surface.assign(
        reference_km=9.0, estimate=estimate, low=estimate - 0.2, high=estimate + 0.2
    )
    return CohortLags(surface.assign(sum=0.0, sum_low=-1.0, sum_high=1.0), "", 40, 5000)


def test_the_forest_has_a_line_for_each_runner_and_the_mean_below():
    picture = figures.runners_and_mean(some_rows(20), ANSWERS, "stretching")
    (axes,) = picture.figure.axes
    lines = [one for one in axes.collections if isinstance(one, LineCollection)]
    assert [len(one.get_segments()) for one in lines] == [20, 1, 1]
    assert "−0.20 (−0.35 to −0.05)\none more: −0.90 to +0.50" in texts(picture)
    assert "20 runners’ own estimates in points, from −0.80 to +0.40" in picture.alt
    low, high = axes.get_xlim()
    assert low == -high < -1.1


def test_a_large_cohort_is_drawn_in_part_and_says_so():
    picture = figures.runners_and_mean(some_rows(5000), ANSWERS, "stretching")
    assert picture.figure.get_figheight() < 12
    assert "Drawn: 60 of 5,000 runners." in picture.caption
    assert picture.alt.startswith("5,000 runners’")
    assert {"runner 1", "runner 5000"} <= set(texts(picture).split(" | "))


def test_too_few_runners_are_not_drawn():
    picture = figures.runners_and_mean(some_rows(0), ANSWERS, "stretching")
    assert picture.alt == "No figure: fewer than 5 runners with an estimate of their own."


def test_the_map_can_be_read_without_colours():
    picture = figures.pain_by_distance_and_lag(lags_of())
    above, below = picture.figure.axes
    assert any(isinstance(one, QuadMesh) for one in above.collections)
    (lines,) = [one for one in above.collections if isinstance(one, ContourSet)]
    assert lines.levels.min() < 0 < lines.levels.max()
    styles = lines.get_linestyle()
    assert styles[0] != styles[-1]
    assert [text.get_text() for text in above.texts if text.get_text()]
    assert "(km)" in above.get_ylabel()
    assert "points" in below.get_ylabel()
    assert below.get_title(loc="left") == "15.0 km against 9.0 km"


def test_the_map_s_words_hold_its_numbers():
    alt = figures.pain_by_distance_and_lag(lags_of()).alt
    assert "5.0 to 15.0 km against 9.0 km" in alt
    assert "evening 0: +1.00 (+0.80 to +1.20); evening 1: +0.50" in alt


@pytest.mark.parametrize("scale", [0.0, 1e-6, -1.0, 50.0])
def test_a_map_of_nothing_or_of_much_is_drawn_without_a_warning(scale):
    assert figures.png(figures.pain_by_distance_and_lag(lags_of(scale))).startswith(b"\x89PNG")


def test_without_an_answer_there_is_no_map():
    empty = CohortLags(lags_of().surface.iloc[:0], "too few")
    assert figures.pain_by_distance_and_lag(empty).alt.startswith("No figure: too few runners")


def test_the_honest_estimate_stands_first_and_has_a_mark_of_its_own():
    table = pd.DataFrame(
        {
            "estimator": ["from the rating before", "mixed model"],
            "estimate": [-0.3, 0.2],
            "low": [-0.4, 0.1],
            "high": [-0.2, 0.3],
            "says": ["less pain", "more pain"],
        }
    )
    picture = figures.wrong_estimators(table)
    assert "more pain\n+0.20 (+0.10 to +0.30)" in texts(picture)
    (axes,) = picture.figure.axes
    marks = [one for one in axes.collections if not isinstance(one, LineCollection)]
    assert len(marks[0].get_paths()[0]) != len(marks[1].get_paths()[0])
    assert figures.wrong_estimators(table.iloc[:0]).alt.startswith("No figure")


def test_an_estimator_that_did_not_converge_has_a_row_and_no_interval():
    table = pd.DataFrame(
        {
            "estimator": ["from the rating before", "mixed model"],
            "estimate": [-0.3, np.nan],
            "low": [-0.4, np.nan],
            "high": [-0.2, np.nan],
            "says": ["less pain", "did not converge"],
        }
    )
    picture = figures.wrong_estimators(table)
    assert "did not converge" in texts(picture)
    assert picture.alt.endswith("mixed model: did not converge.")
    assert "nan" not in " ".join([*texts(picture), picture.alt])


def test_the_same_table_gives_the_same_bytes():
    rows = some_rows(12)
    one, other = (figures.runners_and_mean(rows, ANSWERS, "stretching") for _ in range(2))
    assert figures.png(one) == figures.png(other)
