"""Every figure: artists, words and alt texts; never pixels."""

import numpy as np
import pandas as pd
import pytest
from figure_examples import EVERY_FIGURE, a_diary, some_answers

from backstride import figures
from backstride.figures import png, show
from backstride.figures.style import SURFACE_COLOURS, SURFACE_HATCHES, blank
from backstride.schemas import SURFACES

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
