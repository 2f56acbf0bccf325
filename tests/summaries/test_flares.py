"""Flares in counts, sentences and a picture."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection

from backstride import figures, summaries
from backstride.diary.flares import derived_flares

NUMBERS = ["odds_ratio", "low", "high", "p_value", "n_onsets", "n_at_risk", "n_exposed"]


def some_hazards():
    return pd.DataFrame(
        [
            ["spike", "Too much in one run", "estimated", 6.1, 0.8, 40.0, 0.07, 11, 276, 14],
            ["surface", "Hard ground", "estimated", 0.5, 0.004, 250.0, 0.5, 12, 286, 148],
            ["stretching", "Stretch", "order unknown", *[np.nan] * len(NUMBERS)],
        ],
        columns=["slug", "claim", "status", *NUMBERS],
    )


def flares_of(*worst):
    dates = pd.date_range("2025-03-03", periods=len(worst))
    return derived_flares(
        pd.DataFrame({"runner": "a", "date": dates, "pain_worst": np.array(worst, dtype=float)})
    )


MANY = flares_of(*[0] * 14, *[4, 0, 0, 0] * 12)
REFUSED = some_hazards().tail(1)


def test_facts_count_each_kind_of_day():
    facts = summaries.flare_facts(flares_of(*[1] * 7, 5, 5, 1, 5))
    assert facts["days"].tolist() == [4, 3, 2, 2]
    assert facts["fact"].iloc[-1] == "days on which one began"


def test_the_table_has_whole_counts_and_the_ratio_by_its_name():
    table = summaries.flare_table(some_hazards())
    assert list(table) == [
        *("claim", "status", "hazard_odds_ratio", "low", "high", "p_value"),
        *("flares_begun", "days_that_count", "days_with_it"),
    ]
    assert table["flares_begun"].dtype == "Int64"
    assert table["days_with_it"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("flares", "hazards", "said"),
    [
        (flares_of(1, 1, 1), REFUSED, "No day can be set against the two weeks before it yet"),
        (flares_of(*[1] * 20), REFUSED, "No flare began on 13 days on which one could begin."),
        (flares_of(*[1] * 8, 5), REFUSED, "1 flare began on 2 days on which one could begin. That"),
        (MANY, REFUSED, "Too few are left to set any claim beside them."),
        (MANY, some_hazards(), "2 claims can be set beside the 11 to 12 that are left."),
        (MANY, some_hazards().head(1), "1 claim can be set beside the 11 that are left."),
    ],
    ids=["no level", "none", "few", "many, none to tell", "many", "many, one claim"],
)
def test_the_sentence_says_how_many_began_and_what_can_be_told(flares, hazards, said):
    assert said in summaries.flare_sentence(flares, hazards)


def test_the_sentence_of_many_counts_them_and_gives_no_verdict():
    sentence = summaries.flare_sentence(MANY, some_hazards())
    assert sentence.startswith("12 flares began on ")
    assert "no verdict" in sentence


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
