"""Derived flares on diaries that can be checked by hand."""

import numpy as np
import pandas as pd
import pytest

from backstride.diary import flares
from backstride.diary.flares import derived_flares


def rated(*worst, runner="a", first="2025-03-03"):
    dates = pd.date_range(first, periods=len(worst))
    return pd.DataFrame({"runner": runner, "date": dates, "pain_worst": np.array(worst, float)})


def last(days, column):
    return derived_flares(days)[column].iloc[-1]


@pytest.mark.parametrize(
    ("usual", "today", "flare"),
    [
        (0, 2, 0),  # 2 above the usual, but below 3
        (0, 3, 1),
        (1, 3, 1),
        (2, 3, 0),  # 3, but only 1 above the usual
        (2, 4, 1),
        (8, 9, 0),
        (8, 10, 1),
    ],
)
def test_a_flare_is_3_or_more_and_2_above_the_usual(usual, today, flare):
    assert last(rated(*[usual] * 14, today), "flare") == flare


def test_the_usual_is_the_median_of_the_14_days_before_today_not_among_them():
    spike_long_ago = rated(9, *[1] * 7, *[5] * 7, 6)
    # The 14 days before hold 7 ones and 7 fives: median 3; the 9 is the 15th day before.
    assert last(spike_long_ago, "flare_level") == 5
    assert last(rated(*[1] * 7, *[5] * 8, 6), "flare_level") == 7


def test_only_the_first_day_is_the_onset_and_only_days_after_none_are_at_risk():
    flares = derived_flares(rated(*[1] * 7, 5, 5, 1, 5)).iloc[7:]
    assert flares["flare"].tolist() == [1, 1, 0, 1]
    assert flares["at_risk"].tolist() == [1, 0, 0, 1]
    np.testing.assert_array_equal(flares["flare_onset"], [1, np.nan, np.nan, 1])


def test_a_flare_ends_once_its_days_are_the_usual():
    flare = derived_flares(rated(*[1] * 7, *[6] * 9))["flare"]
    # Seven ones and seven sixes: median 3.5, level 5.5; with an eighth six the median is 6.
    assert flare.iloc[7:].tolist() == [1] * 8 + [0]


@pytest.mark.parametrize(("n_rated", "known"), [(6, False), (7, True)])
def test_a_level_takes_7_rated_days(n_rated, known):
    days = rated(*[1] * n_rated, *[np.nan] * (14 - n_rated), 5)
    assert (last(days, "flare_level") == 3) == known
    assert (last(days, "flare") == 1) == known


def test_below_3_is_no_flare_even_without_a_level_but_no_day_to_look_for_one():
    flares = derived_flares(rated(0, 0, 0))
    assert flares["flare"].tolist() == [0, 0, 0]
    assert flares["at_risk"].iloc[1:].tolist() == [1, 1]
    assert flares["flare_onset"].isna().all()


def test_an_unrated_day_is_neither_a_flare_nor_none():
    flares = derived_flares(rated(*[1] * 8, np.nan, 5, 5)).iloc[8:]
    np.testing.assert_array_equal(flares["flare"], [np.nan, 1, 1])
    # Who knows whether the flare began on the unrated day?
    np.testing.assert_array_equal(flares["at_risk"], [1, np.nan, 0])
    assert flares["flare_onset"].isna().all()


def test_a_day_without_a_row_is_a_day_without_a_rating():
    whole = rated(*[1] * 9, np.nan, 5, 1)
    shortened = whole.drop(index=9)
    expected = derived_flares(whole).drop(index=9)
    pd.testing.assert_frame_equal(derived_flares(shortened), expected)


def test_runners_do_not_lend_each_other_days():
    both = pd.concat(
        [rated(*[1] * 10), rated(5, 5, runner="b", first="2025-03-13")], ignore_index=True
    )
    flares = derived_flares(both).iloc[10:]
    assert flares[["flare_level", "flare"]].isna().all(axis=None)
    assert np.isnan(flares["at_risk"].iloc[0])


def plain(days):
    """The level by its definition, one day and one window of the calendar at a time."""
    levels = []
    for runner, date in zip(days["runner"], days["date"], strict=True):
        worst = days[days["runner"] == runner].set_index("date")["pain_worst"]
        before = worst.reindex(pd.date_range(end=date, periods=15)[:-1]).dropna()
        levels.append(max(3, before.median() + 2) if len(before) >= 7 else np.nan)
    return levels


@pytest.mark.parametrize("block_rows", [1, 13, 100, 50_000])
def test_the_level_of_many_runners_is_what_its_definition_says(monkeypatch, block_rows):
    monkeypatch.setattr(flares, "BLOCK_ROWS", block_rows)
    rng = np.random.default_rng(1)
    parts = [
        rated(*rng.choice([*range(11), np.nan], n_days), runner=f"r{place}", first=first)
        for place, (n_days, first) in enumerate(
            [(70, "2025-03-03"), (1, "2020-01-01"), (50, "2025-04-20")]
        )
    ]
    whole = pd.concat(parts, ignore_index=True)
    days = whole[rng.random(len(whole)) < 0.9]
    assert np.isnan(plain(days)).sum() < len(days) / 2
    np.testing.assert_array_equal(derived_flares(days)["flare_level"], plain(days))


def test_a_diary_without_days_or_ratings_has_no_flares():
    assert derived_flares(rated()).empty
    assert derived_flares(rated(np.nan, np.nan)).isna().all(axis=None)


def test_the_diary_is_left_alone():
    days = rated(*[1] * 8, 5)
    derived_flares(days)
    pd.testing.assert_frame_equal(days, rated(*[1] * 8, 5))
