"""Pictures in the words of the reader: ticks, keys and notes; names and the figure stay."""

import re

import numpy as np
import pandas as pd
import pytest
from figure_examples import EVERY_FIGURE
from matplotlib.text import Text

from backstride import figures
from backstride.errors import DataError
from backstride.figures.style import (
    LOCALE_VARIABLE,
    Picture,
    canvas,
    date_axis,
    drawn_presentation,
    written_for,
)
from backstride.presentation import PLAIN, UNITS_VARIABLE, Presentation

GERMAN, FRENCH, AMERICAN = (Presentation(locale, "mi") for locale in ("de", "fr", "en-US"))
ENGLISH = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])|\b(May|Oct|Dec|Mon|Tue|Wed|Thu|Fri|Sun)\b")


def drawn_words(figure) -> list[str]:
    figure.draw_without_rendering()
    shown = figure.findobj(lambda artist: isinstance(artist, Text) and artist.get_visible())
    return [text.get_text() for text in shown if text.get_text()]


def written(picture: Picture, presentation: Presentation) -> list[str]:
    with written_for(picture.figure, presentation, picture.names):
        return drawn_words(picture.figure)


def days_picture(first: str, n_days: int) -> Picture:
    days = pd.date_range(first, periods=n_days)
    figure, (above, below) = canvas(3.0, rows=2)
    for axes in (above, below):
        axes.plot(days, np.linspace(0.0, 1.0, n_days), label="ratio of 1.10")
    above.legend()
    date_axis(below)
    return Picture(figure, "", "")


@pytest.mark.parametrize("draw", EVERY_FIGURE.values(), ids=EVERY_FIGURE.keys())
def test_no_picture_keeps_a_decimal_point_or_an_english_day(draw):
    picture = draw()
    before = drawn_words(picture.figure)
    assert not [text for text in written(picture, GERMAN) if ENGLISH.search(text)]
    assert drawn_words(picture.figure) == before


@pytest.mark.parametrize(
    ("presentation", "day", "number"),
    [(GERMAN, "5. Mai", "1,10"), (FRENCH, "5 mai", "1,10"), (AMERICAN, "May 5", "1.10")],
)
def test_days_and_numbers_of_axes_and_keys_follow_the_reader(presentation, day, number):
    words = written(days_picture("2025-05-03", 9), presentation)
    assert day in words
    assert f"ratio of {number}" in words
    assert words.count("0,5" if number == "1,10" else "0.5") == 2


def test_months_of_an_axis_follow_the_reader_and_years_stay():
    words = written(days_picture("2024-06-01", 400), FRENCH)
    assert {"juil.", "sept.", "2025"} <= {*words}


def test_a_calendar_has_the_months_and_weekdays_of_the_reader():
    diary = pd.DataFrame({"date": pd.date_range("2025-02-03", periods=120)})
    picture = figures.km_and_pain_calendar(diary.assign(distance_km=5.0, pain_worst=2.0))
    words = written(picture, FRENCH)
    assert {"lun.", "dim.", "mars\n2025", "avr."} <= {*words}
    assert "Mar\n2025" in drawn_words(picture.figure)


def test_names_out_of_the_log_stay_as_they_are():
    dates = pd.to_datetime(["2025-03-03", "2025-03-09"])
    wearing = pd.DataFrame({"shoe": ["Lark 1.5", "Mon"], "date": dates, "shoe_km": [1234.0, 2.0]})
    words = written(figures.shoe_lives(wearing, "km"), GERMAN)
    assert {"Lark 1.5, 1.234 km", "Mon, 2 km"} <= {*words}
    cells = pd.DataFrame({"trail": [7.0, 1.0]}, index=["Lark of the very long name 1.5", "May"])
    heat = written(figures.surface_by_shoe(cells, "km"), GERMAN)
    assert {"Lark of the very\nlong name 1.5", "May"} <= {*heat}


@pytest.mark.parametrize("locale", ["en_GB", "en-GB"])
def test_who_asked_for_nothing_gets_the_picture_as_it_was_drawn(locale):
    plain = figures.png(days_picture("2025-05-03", 9))
    assert figures.png(days_picture("2025-05-03", 9), Presentation(locale)) == plain
    assert figures.png(days_picture("2025-05-03", 9), GERMAN) != plain


@pytest.mark.parametrize("locale", ["ja", "ar", "hi"])
def test_words_that_the_font_cannot_draw_stay_english(locale):
    words = written(days_picture("2025-05-03", 9), Presentation(locale))
    assert "05 May" in words


def test_the_figure_is_as_it_was_also_after_a_failure():
    picture = days_picture("2025-05-03", 9)
    before = drawn_words(picture.figure)
    with pytest.raises(ZeroDivisionError), written_for(picture.figure, GERMAN):
        raise ZeroDivisionError
    assert drawn_words(picture.figure) == before


def test_a_notebook_draws_for_the_reader_that_its_report_names(monkeypatch):
    assert drawn_presentation() == PLAIN
    monkeypatch.setenv(UNITS_VARIABLE, "mi")
    monkeypatch.setenv(LOCALE_VARIABLE, "de")
    assert drawn_presentation() == Presentation("de")
    shown = []
    monkeypatch.setattr(figures.style, "display", lambda contents, **_how: shown.append(contents))
    figures.show(days_picture("2025-05-03", 9))
    assert shown[0]["image/png"] == figures.png(days_picture("2025-05-03", 9), GERMAN)


def test_an_unknown_locale_is_told(monkeypatch):
    monkeypatch.setenv(LOCALE_VARIABLE, "xx_klingon")
    with pytest.raises(DataError, match="--locale: found 'xx_klingon', expected a language"):
        drawn_presentation()
