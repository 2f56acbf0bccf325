"""Spikes, raised weeks, ground and pairs, on tables that can be checked by hand."""

import numpy as np
import pandas as pd
import pytest
from logs import log_of, runs_of, shoes_of
from summary_examples import MONDAY, a_diary

from backstride import summaries


def test_spike_states_are_counted_all_five():
    states = pd.Series(["usual", "usual", "large", None], dtype="str")
    diary = a_diary(4, spike_state=states, pain_pre=[1.0, 2.0, np.nan, 9.0], pain_post=2.0)
    found = summaries.spike_states(diary).set_index("state")
    assert found.index.tolist() == ["usual", "small", "moderate", "large", "return"]
    assert found["run_days"].tolist() == [2, 0, 0, 1, 0]
    assert found.loc["usual", "mean_pain_pre"] == 1.5
    assert pd.isna(found.loc["large", "mean_pain_pre"])
    assert found["rated_after"].tolist() == [2, 0, 0, 1, 0]


def test_without_a_known_state_there_is_no_row_of_zeros():
    assert summaries.spike_states(a_diary(4)).empty


@pytest.mark.parametrize(
    ("ratios", "said"),
    [
        ([np.nan, np.nan], "No week can be set against the one before: that takes two logged"),
        ([1.31, np.nan], "1 day can be set against the week before; on 100 % of them the last"),
        ([1.3, 1.5, 1.0, 0.0], "4 days can be set against the week before; on 25 % of them the"),
    ],
)
def test_raised_weeks_are_counted(ratios, said):
    assert summaries.raised_weeks(a_diary(len(ratios), weekly_ratio=ratios)).startswith(said)


def two_pairs():
    return runs_of(
        {"start": f"{MONDAY} 07:00", "distance_km": 10.0, "surface": "trail", "shoe": "Zebra"},
        {"start": "2025-03-05 07:00", "distance_km": 5.0, "surface": "road", "shoe": "Ant"},
        {"start": "2025-03-07 07:00", "distance_km": 4.0, "surface": "road", "shoe": "Zebra"},
        {"start": "2025-03-08 07:00", "distance_km": 3.0, "surface": "road", "shoe": None},
    )


def test_kilometres_by_pair_and_surface_stand_in_order_of_use():
    found = summaries.km_by_shoe_and_surface(log_of(runs=two_pairs()))
    assert found.reset_index().to_numpy().tolist() == [
        ["Zebra", 4.0, 10.0],
        ["Ant", 5.0, 0.0],
        ["not logged", 3.0, 0.0],
    ]
    assert found.columns.tolist() == ["road", "trail"]


def test_no_runs_have_no_surface():
    assert summaries.km_by_shoe_and_surface(log_of()).empty


def test_a_rated_run_day_counts_for_the_surface_of_most_of_its_km():
    diary = a_diary(
        3,
        distance_km=[9.0, 5.0, 0.0],
        km_trail=[4.0, 5.0, 0.0],
        km_road=[5.0, 0.0, 0.0],
        pain_post=[2.0, np.nan, 1.0],
    )
    assert summaries.rated_run_days(diary).to_numpy().tolist() == [["road", 2.0]]
    assert summaries.rated_run_days(diary.head(0)).empty


def test_mean_pain_has_an_interval_only_where_days_carry_it():
    days = pd.DataFrame(
        {
            "surface": ["road"] * 5 + ["trail"] * 4 + ["track"] * 6,
            "pain_post": [0.0, 0.0, 0.0, 0.0, 5.0] + [1.0, 2.0, 3.0, 4.0] + [2.0] * 6,
        }
    )
    found = summaries.mean_pain_by_surface(days).set_index("surface")
    assert found.index.tolist() == ["road", "track", "trail"]
    # mean 1, sd sqrt(5), sem 1, t(4) = 2.776: the lower end would lie below the scale
    assert found.loc["road", ["mean", "low"]].tolist() == [1.0, 0.0]
    assert found.loc["road", "high"] == pytest.approx(3.776, abs=0.001)
    assert found.loc["trail", ["low", "high"]].isna().all(), "4 days are too few"
    assert found.loc["track", ["low", "high"]].isna().all(), "equal ratings have no spread"


def test_no_rated_run_has_no_mean():
    assert summaries.mean_pain_by_surface(summaries.rated_run_days(a_diary(3))).empty


def test_pairs_show_the_wear_before_their_first_and_last_run():
    shoes = shoes_of({"shoe": "Zebra", "start_km": 100.0})
    wear = summaries.shoe_wear(log_of(runs=two_pairs(), shoes=shoes))
    zebra, ant = summaries.pairs(wear).to_dict("records")
    assert (zebra["shoe"], zebra["runs"]) == ("Zebra", 2)
    assert (zebra["first_run"], zebra["last_run"]) == ("2025-03-03", "2025-03-07")
    assert (zebra["km_at_first"], zebra["km_at_last"]) == (100, 110)
    assert pd.isna(ant["km_at_first"]), "in use before the log, and nobody stated its start"


def test_no_named_pair_has_no_row():
    assert summaries.pairs(summaries.shoe_wear(log_of())).empty
