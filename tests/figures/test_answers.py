"""Intervals, verdicts and refusals beside each other: artists and words."""

from figure_examples import some_answers
from matplotlib.collections import LineCollection

from backstride import figures
from backstride.figures import Picture


def texts(picture: Picture) -> str:
    axes = picture.figure.axes
    inside = [text.get_text() for ax in axes for text in ax.texts]
    ticks = [label.get_text() for ax in axes for label in ax.get_yticklabels()]
    return " | ".join(inside + ticks)


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


def test_verdicts_and_numbers_of_intervals_stand_beside_the_axes():
    (axes,) = figures.answers_as_intervals(some_answers()).figure.axes
    numbers = [text for text in axes.texts if " to " in text.get_text()]
    assert [text.get_text() for text in numbers] == [
        "raises pain\n+0.80 (+0.20 to +1.40)",
        "can’t tell yet\n−0.30 (−0.70 to +0.10)",
    ]
    assert all(text.get_position()[0] > 1 for text in numbers)
