"""Figures: artists, words and alt texts; never pixels."""

import numpy as np
import pandas as pd
import pytest
from figure_examples import EVERY_FIGURE, a_diary, some_answers
from matplotlib.collections import LineCollection

from backstride import figures
from backstride.figures import Picture, png, show
from backstride.figures.style import SURFACE_COLOURS, SURFACE_HATCHES, blank
from backstride.schemas import SURFACES


def texts(picture: Picture) -> str:
    axes = picture.figure.axes
    inside = [text.get_text() for ax in axes for text in ax.texts]
    ticks = [label.get_text() for ax in axes for label in ax.get_yticklabels()]
    return " | ".join(inside + ticks)


EMPTY = pd.DataFrame()
DIARY = a_diary()
NOTHING_TO_DRAW = {
    "timeline, no rows": lambda: figures.running_and_pain(DIARY.head(0)),
    "timeline, all missing": lambda: figures.running_and_pain(
        DIARY.assign(distance_km=np.nan, pain_pre=np.nan, pain_post=np.nan)
    ),
    "ramp, no rows": lambda: figures.weekly_mileage(DIARY.head(0)),
    "ramp, all missing": lambda: figures.weekly_mileage(DIARY.assign(distance_km=np.nan)),
    "intervals": lambda: figures.answers_as_intervals(some_answers().head(0)),
    "surface by shoe": lambda: figures.surface_by_shoe(EMPTY),
    "surface by shoe, no km": lambda: figures.surface_by_shoe(pd.DataFrame({"trail": [np.nan]})),
    "pain by surface": lambda: figures.pain_by_surface(
        pd.DataFrame({"surface": ["trail"], "pain_post": [np.nan]}),
        pd.DataFrame({"surface": [], "mean": [], "low": [], "high": [], "n_days": []}),
    ),
    "shoes": lambda: figures.shoe_lives(
        pd.DataFrame({"shoe": [None], "date": [pd.NaT], "shoe_km": [np.nan]})
    ),
    "habits": lambda: figures.dose_by_rating(
        pd.DataFrame({"habit": ["x"], "pain_pre": [np.nan], "mean_dose": [1.0], "n_days": [1]})
    ),
}


@pytest.mark.parametrize("draw", NOTHING_TO_DRAW.values(), ids=NOTHING_TO_DRAW.keys())
def test_nothing_logged_is_said_in_labelled_axes(draw):
    picture = draw()
    (axes,) = picture.figure.axes
    (said,) = axes.texts
    assert said.get_text().endswith(" yet")
    assert axes.get_xlabel()
    assert axes.get_ylabel()
    assert picture.alt == f"No figure: {said.get_text()}."


@pytest.mark.parametrize("draw", EVERY_FIGURE.values(), ids=EVERY_FIGURE.keys())
def test_the_same_table_gives_the_same_bytes(draw):
    assert png(draw()) == png(draw())


@pytest.mark.parametrize("draw", EVERY_FIGURE.values(), ids=EVERY_FIGURE.keys())
def test_figures_have_words_and_stay_closed(draw):
    import matplotlib.pyplot as plt

    picture = draw()
    assert any(character.isdigit() for character in picture.alt) or "not logged" in picture.alt
    assert "nan" not in picture.alt
    assert picture.caption.endswith(".")
    assert plt.get_fignums() == []


def test_figures_leave_their_tables_alone():
    diary, answers = a_diary(), some_answers()
    figures.running_and_pain(diary)
    figures.weekly_mileage(diary)
    figures.answers_as_intervals(answers)
    pd.testing.assert_frame_equal(diary, a_diary())
    pd.testing.assert_frame_equal(answers, some_answers())


def test_every_surface_has_a_colour_and_a_pattern_of_its_own():
    assert set(SURFACE_COLOURS) == set(SURFACE_HATCHES) == set(SURFACES)
    looks = {(SURFACE_COLOURS[name], SURFACE_HATCHES[name]) for name in SURFACES}
    assert len(looks) == len(set(SURFACE_COLOURS.values())) == len(SURFACES)


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


def test_intervals_lie_before_points_and_refusals_are_words():
    picture = figures.answers_as_intervals(some_answers())
    (axes,) = picture.figure.axes
    lines, points = axes.collections
    assert isinstance(lines, LineCollection)
    assert lines.get_zorder() < points.get_zorder()
    ends = [segment[:, 0].tolist() for segment in lines.get_segments()]
    assert ends == [[0.2, 1.4], [-0.7, 0.1]]
    assert points.get_offsets()[:, 0].tolist() == [0.8, -0.3]
    assert "not logged" in texts(picture)
    assert "Too much in one run: raises pain, +0.80 (+0.20 to +1.40);" in picture.alt
    assert "Without an estimate: Hard ground: not logged." in picture.alt


def test_intervals_fill_only_firm_verdicts_and_grey_the_zone():
    (axes,) = figures.answers_as_intervals(some_answers()).figure.axes
    firm, open_ = axes.collections[1].get_facecolors()
    assert firm[:3].tolist() != [1.0, 1.0, 1.0]
    assert open_[:3].tolist() == [1.0, 1.0, 1.0]
    zone = axes.patches[0]
    assert (zone.get_x(), zone.get_width()) == (-0.9, 1.8)


def test_comparison_leaves_out_what_has_no_estimate():
    picture = figures.plain_beside_honest(some_answers())
    (axes,) = picture.figure.axes
    assert len(axes.get_yticks()) == 2
    assert "Stretch the hamstrings: plain +0.25, honest −0.30" in picture.alt
    assert "no estimate to compare yet" in figures.plain_beside_honest(some_answers().tail(1)).alt


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


def test_dose_by_rating_goes_up_in_order():
    doses = pd.DataFrame(
        {"habit": "stretching", "pain_pre": [4.0, 0.0], "mean_dose": [1.5, 0.4], "n_days": [8, 40]}
    )
    picture = figures.dose_by_rating(doses)
    (axes,) = picture.figure.axes
    assert axes.lines[0].get_ydata().tolist() == [0.4, 1.5]
    assert "0.40 at rating 0 (40 days) and 1.50 at rating 4 (8 days)" in picture.alt


def test_dose_at_one_rating_is_said_once():
    doses = pd.DataFrame(
        {"habit": ["stretching"], "pain_pre": [0], "mean_dose": [0.5], "n_days": [1]}
    )
    alt = figures.dose_by_rating(doses).alt
    assert alt == "Dose by the rating before. stretching: mean dose 0.50 at rating 0 (1 day)."


def test_verdicts_and_numbers_of_intervals_stand_beside_the_axes():
    (axes,) = figures.answers_as_intervals(some_answers()).figure.axes
    numbers = [text for text in axes.texts if " to " in text.get_text()]
    assert [text.get_text() for text in numbers] == [
        "raises pain\n+0.80 (+0.20 to +1.40)",
        "can’t tell yet\n−0.30 (−0.70 to +0.10)",
    ]
    assert all(text.get_position()[0] > 1 for text in numbers)


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


def test_show_carries_the_alt_text_and_prints_the_caption(monkeypatch, capsys):
    shown = []
    monkeypatch.setattr(
        "backstride.figures.style.display", lambda *args, **kwargs: shown.append((args, kwargs))
    )
    show(blank("day", "distance (km)"))
    ((contents,), options) = shown[0]
    assert contents["image/png"].startswith(b"\x89PNG")
    assert options["metadata"] == {"image/png": {"alt": "No figure: nothing logged yet."}}
    assert capsys.readouterr().out == "Nothing logged yet.\n"
