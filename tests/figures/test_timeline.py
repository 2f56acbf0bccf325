"""The timeline and the calendar of km and pain: artists and words, not pixels."""

import numpy as np
import pandas as pd
from figure_examples import a_diary

from backstride import figures
from backstride.figures import km_and_pain_calendar


def running_days(n_days: int) -> pd.DataFrame:
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
    diary = running_days(21)
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
    picture = km_and_pain_calendar(running_days(800))
    running = cells(picture.figure.axes[0]).reshape(-1, 53)
    assert len(running) == 3
    assert running[0, 9] == 40
    assert "One cell a week" in picture.caption


def test_a_calendar_without_ratings_says_so_and_one_without_anything_is_blank():
    silent = km_and_pain_calendar(running_days(21).assign(pain_worst=np.nan))
    assert silent.alt.endswith("no pain rating.")
    assert km_and_pain_calendar(pd.DataFrame()).alt == "No figure: nothing logged yet."


def test_timeline_draws_each_day_and_says_its_sums():
    picture = figures.running_and_pain(a_diary(21))
    running, pain = picture.figure.axes
    heights = [bar.get_height() for bar in running.containers[0]]
    assert heights == [10.0, 0.0] * 10 + [10.0]
    assert len(running.containers) == 1, "a surface without km has no bars"
    assert running.get_ylabel() == "distance (km a day)"
    assert pain.get_ylabel() == "pain (points, 0–10)"
    assert "3 March 2025 to 23 March 2025: 110 km on 11 days with a run" in picture.alt
    assert "21 days rated after the run, mean pain 3.0 of 10, highest 3" in picture.alt


def test_timeline_of_a_long_log_is_drawn_by_calendar_week():
    picture = figures.running_and_pain(a_diary(210))
    running, _ = picture.figure.axes
    heights = [bar.get_height() for bar in running.containers[0]]
    assert heights[:2] == [40.0, 30.0], "3 March 2025 is a Monday"
    assert running.get_ylabel() == "distance (km a week)"
    assert "week" in picture.caption


def test_timeline_shades_unlogged_days_and_not_rest():
    diary = a_diary()
    diary.loc[[4, 5, 9], "distance_km"] = np.nan
    running, pain = figures.running_and_pain(diary).figure.axes
    shaded = [patch.get_width() for patch in running.patches][-2:]
    assert shaded == [2.0, 1.0]
    assert [patch.get_width() for patch in pain.patches] == [2.0, 1.0]


def test_timeline_names_each_kind_of_mark_once_in_its_key():
    marks = pd.DataFrame(
        {
            "date": pd.to_datetime(["2025-03-05", "2025-03-10", "2025-03-12"]),
            "until": pd.to_datetime([None, None, "2025-03-19"]),
            "label": ["new pair", "new pair", "break"],
        }
    )
    picture = figures.running_and_pain(a_diary(), marks)
    running, pain = picture.figure.axes
    key = [text.get_text() for text in running.get_legend().get_texts()]
    assert key == ["asphalt", "new pair", "break"]
    assert [line.get_xdata()[0] for line in pain.lines] == list(marks["date"][:2])
    assert pain.patches[-1].get_width() == 8, "a break ends with its last day"
    assert picture.caption.endswith("Hatched: breaks of 7 days or more without a run.")


def test_timeline_speaks_of_grey_only_where_days_are_unlogged():
    assert "Grey" not in figures.running_and_pain(a_diary()).caption
    diary = a_diary()
    diary.loc[4, "distance_km"] = np.nan
    picture = figures.running_and_pain(diary)
    assert picture.caption.endswith("Grey: days that were not logged, which is not rest.")
    assert "; 1 day unlogged; " in picture.alt


def test_no_bar_is_cut_at_the_top():
    for n_days in (21, 210):
        running, _ = figures.running_and_pain(a_diary(n_days)).figure.axes
        tallest = max(bar.get_height() for bar in running.containers[0])
        assert running.get_ylim()[1] > tallest


def test_timeline_without_ratings_says_so():
    picture = figures.running_and_pain(a_diary().assign(pain_pre=np.nan, pain_post=np.nan))
    assert picture.alt.endswith("no rating after a run.")
    assert "Below: no rating after a run yet." in picture.caption
