"""Returns after a break: what counts as one, on calendars that can be counted by hand."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from logs import log_of, pain_of, runs_of
from matplotlib.text import Text

from backstride import figures, summaries
from backstride.diary import build_diary
from backstride.exposures import add_exposures
from backstride.exposures.returns import returns
from backstride.settings import Settings

FIRST = pd.Timestamp("2025-01-01")


def days_of(km, runner="a", **columns):
    """A diary of logged days with the kilometres given; one run on each day with any."""
    table = pd.DataFrame({"runner": runner, "distance_km": [float(one) for one in km]})
    return table.assign(
        date=pd.date_range(FIRST, periods=len(table)),
        is_logged=True,
        is_silence=False,
        n_runs=(table["distance_km"] > 0).astype(int),
        pain_post=np.nan,
    ).assign(**columns)


USUAL, FORTNIGHT = [4] * 28, [5] * 14


def test_a_return_is_set_against_what_was_usual():
    (event,) = returns(days_of(USUAL + [0] * 10 + FORTNIGHT)).to_dict("records")
    assert event["last_run_on"] == FIRST + pd.Timedelta(days=27)
    assert event["back_on"] == FIRST + pd.Timedelta(days=38)
    assert (event["days_off"], event["usual_km"], event["return_km"]) == (10, 56, 70)
    assert event["return_ratio"] == 1.25


def test_six_days_off_are_no_break_and_seven_are():
    assert returns(days_of(USUAL + [0] * 6 + FORTNIGHT)).empty
    assert returns(days_of(USUAL + [0] * 7 + FORTNIGHT))["days_off"].tolist() == [7]


def test_the_first_run_of_a_diary_and_a_break_that_goes_on_are_no_returns():
    assert returns(days_of([0] * 20 + FORTNIGHT + [0] * 20)).empty
    assert returns(days_of([])).empty


def test_a_break_with_an_unlogged_day_is_not_known():
    days = days_of(USUAL + [0] * 10 + FORTNIGHT)
    days.loc[30, ["is_logged", "distance_km"]] = [False, np.nan]
    (event,) = returns(days).to_dict("records")
    assert np.isnan(event["days_off"])
    assert event["return_km"] == 70  # the days after are known all the same


def test_a_day_absent_from_the_table_counts_as_unlogged():
    days = days_of(USUAL + [0] * 10 + FORTNIGHT).drop(index=30)
    assert np.isnan(returns(days)["days_off"]).tolist() == [True]


def test_short_calendars_and_unknown_distances_leave_sums_missing():
    short = returns(days_of([4] * 27 + [0] * 7 + [5] * 13))
    assert short[["usual_km", "return_km", "return_ratio"]].isna().all(axis=None)
    days = days_of(USUAL + [0] * 7 + FORTNIGHT)
    days.loc[40, "distance_km"] = np.nan
    assert returns(days)["return_km"].isna().all()
    assert returns(days)["usual_km"].tolist() == [56]


def test_ratings_are_averaged_over_two_weeks_on_either_side():
    pain = [9.0] * 14 + [1.0, 3.0] + [np.nan] * 12 + [9.0] * 7 + [4.0] * 14 + [9.0]
    (event,) = returns(days_of(USUAL + [0] * 7 + [5] * 15, pain_post=pain)).to_dict("records")
    assert (event["pain_before"], event["n_rated_before"]) == (2, 2)
    assert (event["pain_after"], event["n_rated_after"]) == (4, 14)


def test_a_return_without_ratings_has_none():
    (event,) = returns(days_of(USUAL + [0] * 7 + FORTNIGHT)).to_dict("records")
    assert np.isnan(event["pain_before"]) and np.isnan(event["pain_after"])
    assert (event["n_rated_before"], event["n_rated_after"]) == (0, 0)


def test_runners_never_mix():
    both = pd.concat([days_of(USUAL), days_of([0] * 30 + FORTNIGHT, runner="b")])
    assert returns(both).empty
    both = pd.concat([days_of([5] + [0] * 9 + [5]), days_of([5] + [0] * 7 + [5], runner="b")])
    assert returns(both)[["runner", "days_off"]].to_numpy().tolist() == [["a", 9], ["b", 7]]


def test_a_diary_from_a_log_shows_a_silence_and_respects_an_unlogged_stretch():
    run_days = [*range(28), *range(48, 62)]
    runs = runs_of(*((f"{FIRST + pd.Timedelta(days=n):%Y-%m-%d} 18:00", 5.0, 30) for n in run_days))
    pain = pain_of((f"{FIRST:%Y-%m-%d} 21:00", 1))
    (event,) = returns(add_exposures(build_diary(log_of(runs=runs, pain=pain)))).to_dict("records")
    assert (event["days_off"], event["is_silence"], event["return_ratio"]) == (20, True, 1)
    declared = Settings.stated(unlogged=["2025-02-01..2025-02-10"])
    unknown = returns(build_diary(log_of(declared, runs=runs, pain=pain)))
    assert unknown["days_off"].isna().tolist() == [True]


def events_of(*breaks):
    """Events from (days off, ratio, pain before, pain after)."""
    table = returns(days_of([]))
    for nth, (days_off, ratio, before, after) in enumerate(breaks):
        day = FIRST + pd.Timedelta(days=100 * nth)
        table.loc[nth] = {
            "runner": "a",
            "last_run_on": day,
            "back_on": day + pd.Timedelta(days=days_off),
            "days_off": days_off,
            "is_silence": False,
            "usual_km": 50.0,
            "return_km": 50 * ratio,
            "return_ratio": ratio,
            "pain_before": before,
            "n_rated_before": 10,
            "pain_after": after,
            "n_rated_after": 10,
        }
    return table.astype(returns(days_of([])).dtypes)


def test_no_return_is_said_in_one_sentence():
    sentence = summaries.returns_sentence(events_of())
    assert sentence == "The log holds no return to running after 7 days off or more."


def test_one_return_is_told_with_its_numbers():
    sentence = summaries.returns_sentence(events_of((10, 0.8, 2.0, 1.5)))
    assert sentence.startswith(
        "The log holds 1 return to running, on 2025-01-11 after 10 days off."
    )
    assert "The first 14 days back had 40 km, 0.8 times what was usual before." in sentence
    assert (
        "was 2.0 in the 14 days before the break and 1.5 in the 14 days after it (−0.50" in sentence
    )
    assert sentence.endswith("so it cannot show what coming back did.")


def test_returns_at_one_pace_have_no_range():
    sentence = summaries.returns_sentence(events_of((8, 0.8, 2.0, 3.0), (12, 0.81, 2.0, 1.0)))
    assert "The first 14 days back had 0.8 times the usual distance." in sentence


def test_many_returns_are_told_by_their_range():
    sentence = summaries.returns_sentence(
        events_of((8, 0.6, 2.0, 3.0), (12, 1.2, 2.0, 1.0), (10, np.nan, 2.0, 2.05))
    )
    assert "holds 3 returns to running, after 8 to 12 days off." in sentence
    assert "had 0.6 to 1.2 times the usual distance (middle value 0.9, known for 2)." in sentence
    assert "Of 3 with ratings on both sides" in sentence
    assert "higher than before it in 1, lower in 1 and about the same in 1." in sentence


def test_unknown_breaks_are_said_and_not_counted():
    events = events_of((8, 0.6, 2.0, 3.0), (12, 1.2, 2.0, 1.0))
    events.loc[1, "days_off"] = np.nan
    sentence = summaries.returns_sentence(events)
    assert "The log holds 1 return" in sentence
    assert "1 gap of 7 days or more without records may hide a break" in sentence
    events["days_off"] = np.nan
    assert summaries.returns_sentence(events).startswith("The log holds no return to running")


@pytest.mark.parametrize("breaks", [(), ((10, 0.8, 2.0, 1.5),)])
def test_the_sentence_judges_nobody(breaks):
    sentence = summaries.returns_sentence(events_of(*breaks))
    assert not {"should", "raises", "lowers", "risk", "too fast"} & {*sentence.split()}


def test_the_table_shows_whole_kilometres_and_plain_dates():
    table = summaries.returns_table(events_of((10, 0.815, 2.0, 1.5)))
    assert table[["last_run_on", "back_on", "days_off", "return_km"]].to_numpy().tolist() == [
        ["2025-01-01", "2025-01-11", 10, 41]
    ]


def test_the_picture_has_a_row_for_every_known_return():
    events = events_of((8, 0.6, 2.0, 3.0), (12, np.nan, 2.0, 1.0), (9, 1.2, 2.0, 1.5))
    picture = figures.returns_and_pain(events)
    pace, pain = picture.figure.axes
    assert points_of(pace) == [[0.6, 0], [1.2, 1]]
    assert points_of(pain) == [[1.0, 0], [-0.5, 1]]
    assert row_names(pace) == ["2025-01-09, 8 days off", "2025-07-29, 9 days off"]
    assert "9 January 2025, 8 days off, 0.6 times the usual, +1.00 points" in picture.alt
    assert picture.alt.endswith("Not shown, not known: 1.")


def points_of(axes):
    return [points.tolist() for points in axes.collections[-1].get_offsets()]


def row_names(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


@pytest.mark.parametrize("number", [1, 3, 8, 20])
def test_no_words_of_the_picture_lie_over_each_other(number):
    alike = [(8 + nth, 0.8 + 0.01 * (nth % 3), 2.0, 2.1) for nth in range(number)]
    picture = figures.returns_and_pain(events_of(*alike))
    picture.figure.draw_without_rendering()
    shown = picture.figure.findobj(lambda artist: isinstance(artist, Text) and artist.get_visible())
    words = [word for word in shown if word.get_text()]
    boxes = [word.get_window_extent() for word in words]
    over = [
        (one.get_text(), other.get_text())
        for (one, box), (other, beside) in combinations(zip(words, boxes, strict=True), 2)
        if box.overlaps(beside)
    ]
    assert over == []
    assert len(row_names(picture.figure.axes[0])) == number


def test_of_many_returns_the_latest_are_drawn():
    picture = figures.returns_and_pain(events_of(*[(8, 0.6, 2.0, 3.0)] * 30))
    names = row_names(picture.figure.axes[0])
    assert len(names) == 24
    assert "2025-01-09, 8 days off" not in names
    assert picture.caption.endswith("Drawn: the latest 24 of 30 returns.")
    assert "and 18 more returns." in picture.alt


def test_no_return_gives_a_blank_picture_that_says_so():
    picture = figures.returns_and_pain(events_of())
    assert picture.alt == "No figure: no return with known distances and ratings yet."
