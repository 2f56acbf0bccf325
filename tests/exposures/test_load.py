"""Load exposures: published vectors, identities, edges of windows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.errors import DataError
from backstride.exposures import add_exposures

LOAD_COLUMNS = [
    "acute_km",
    "chronic_km",
    "workload_ratio",
    "workload_ratio_coupled",
    "ewma_ratio",
    "weekly_ratio",
    "monotony",
    "strain",
]


def diary_of(distances, runner="a", first="2025-01-01"):
    dates = pd.date_range(first, periods=len(distances))
    return pd.DataFrame({"runner": runner, "date": dates, "distance_km": distances})


def test_williams_vector():
    # Williams et al. 2017, doi:10.1136/bjsports-2016-096589: lambda = 2 / (N + 1), E1 = first day.
    last = add_exposures(diary_of([30.0] * 21 + [50.0] * 7)).iloc[-1]
    assert last["ewma_ratio"] == pytest.approx(47.3303 / 37.8720, abs=1e-4)
    assert last["workload_ratio_coupled"] == pytest.approx(1.4286, abs=1e-4)
    assert last["workload_ratio"] == pytest.approx(1.6667, abs=1e-4)


def test_nothing_before_28_complete_days():
    exposed = add_exposures(diary_of([5.0] * 28))
    ratios = ["workload_ratio", "workload_ratio_coupled", "ewma_ratio", "chronic_km"]
    assert exposed[ratios].iloc[:27].isna().all().all()
    assert exposed[ratios].iloc[27].notna().all()


@given(st.lists(st.sampled_from([0.0, 3.0, 7.5, 21.1]), min_size=28, max_size=60))
@settings(max_examples=40, deadline=None)
def test_coupled_is_4u_over_3_plus_u(distances):
    exposed = add_exposures(diary_of(distances)).dropna(subset="workload_ratio")
    uncoupled = exposed["workload_ratio"]
    np.testing.assert_allclose(
        exposed["workload_ratio_coupled"], 4 * uncoupled / (3 + uncoupled), rtol=1e-12
    )


def test_zero_denominator_is_missing_and_the_runner_stays_in():
    exposed = add_exposures(diary_of([0.0] * 28 + [10.0]))
    last = exposed.iloc[-1]
    assert np.isnan(last["workload_ratio"])
    assert np.isnan(last["weekly_ratio"])
    assert last["acute_km"] == pytest.approx(10 / 7)
    assert len(exposed) == 29


def test_weekly_ratio_by_hand():
    exposed = add_exposures(diary_of([1, 2, 3, 4, 5, 6, 7, 2, 2, 2, 2, 2, 2, 2.0]))
    assert exposed["weekly_ratio"].iloc[-1] == pytest.approx(14 / 28)
    assert exposed["weekly_ratio"].iloc[:-1].isna().all()


def test_monotony_and_strain_by_hand():
    week = [4.0, 0.0, 6.0, 0.0, 8.0, 0.0, 10.0]
    last = add_exposures(diary_of(week)).iloc[-1]
    monotony = 4.0 / np.std(week, ddof=1)
    assert last["monotony"] == pytest.approx(monotony)
    assert last["strain"] == pytest.approx(28.0 * monotony)
    assert not last["is_monotony_undefined"]


def test_equal_days_have_no_monotony_and_say_so():
    last = add_exposures(diary_of([0.1 + 0.2] * 7)).iloc[-1]
    assert np.isnan(last["monotony"])
    assert last["is_monotony_undefined"]


def test_load_is_used_where_known():
    diary = diary_of([5.0] * 7).assign(load=[100, 0, 200, 0, 300, 0, 400.0])
    assert add_exposures(diary)["monotony"].iloc[-1] == pytest.approx(
        np.mean(diary["load"]) / np.std(diary["load"], ddof=1)
    )


def test_an_unlogged_day_empties_every_window_that_holds_it():
    distances = [5.0] * 40
    distances[30] = np.nan
    exposed = add_exposures(diary_of(distances))
    assert exposed["acute_km"].iloc[30:37].isna().all()
    assert exposed["acute_km"].iloc[37] == 5.0
    assert exposed["ewma_ratio"].iloc[30:].isna().all()


def test_an_absent_day_is_an_unlogged_day():
    whole = diary_of([5.0] * 40)
    exposed = add_exposures(whole.drop(index=30))
    assert exposed["acute_km"].loc[31:36].isna().all()
    assert exposed["acute_km"].loc[37] == 5.0


def test_windows_stop_at_the_edge_of_a_runner():
    first, second = diary_of([50.0] * 28), diary_of([1.0] * 28, "b", "2025-01-29")
    together = add_exposures(pd.concat([first, second], ignore_index=True))
    alone = add_exposures(second)
    pd.testing.assert_frame_equal(
        together.loc[28:, LOAD_COLUMNS].reset_index(drop=True), alone[LOAD_COLUMNS]
    )


def test_order_of_rows_does_not_matter_and_is_kept():
    rng = np.random.default_rng(1)
    diary = diary_of(rng.gamma(2, 3, 50))
    shuffled = diary.sample(frac=1, random_state=1)
    exposed = add_exposures(shuffled)
    assert exposed.index.tolist() == shuffled.index.tolist()
    pd.testing.assert_frame_equal(exposed.sort_index(), add_exposures(diary))


def test_the_argument_is_not_changed():
    diary = diary_of([5.0] * 30)
    before = diary.copy()
    add_exposures(diary)
    pd.testing.assert_frame_equal(diary, before)


@given(st.integers(1, 59))
@settings(max_examples=15, deadline=None)
def test_no_exposure_looks_ahead(n_days):
    diary = diary_of(np.random.default_rng(2).gamma(1, 6, 60).round(1))
    whole = add_exposures(diary).iloc[:n_days]
    pd.testing.assert_frame_equal(add_exposures(diary.iloc[:n_days]), whole)


def test_a_day_twice_is_refused():
    diary = pd.concat([diary_of([5.0]), diary_of([6.0])])
    with pytest.raises(DataError, match=r"1 days occur twice.*Sum the sessions"):
        add_exposures(diary)


def test_a_negative_distance_is_refused():
    with pytest.raises(DataError, match=r"1 distances below 0, first -1 on .* 0 or more\. Correct"):
        add_exposures(diary_of([-1.0]))


def test_a_day_twice_and_a_negative_distance_are_told_at_once():
    with pytest.raises(DataError) as told:
        add_exposures(pd.concat([diary_of([5.0, -2.0]), diary_of([6.0])]))
    assert [one.partition(",")[0] for one in told.value.problems] == [
        "diary",
        "diary: 1 days occur twice",
    ]


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="no column distance_km"):
        add_exposures(diary_of([1.0]).drop(columns="distance_km"))


def test_ewma_is_the_plain_recursion():
    distances = np.random.default_rng(3).gamma(1, 6, 60)
    acute, chronic = distances[0], distances[0]
    for distance in distances[1:]:
        acute += 2 / 8 * (distance - acute)
        chronic += 2 / 29 * (distance - chronic)
    assert add_exposures(diary_of(distances))["ewma_ratio"].iloc[-1] == pytest.approx(
        acute / chronic
    )


def test_a_load_that_is_logged_later_changes_nothing_before():
    diary = diary_of(np.random.default_rng(4).gamma(1, 6, 40)).assign(load=np.nan)
    later = diary.assign(load=np.where(diary.index >= 20, 300.0 + diary.index, np.nan))
    columns = ["monotony", "strain", "is_monotony_undefined"]
    pd.testing.assert_frame_equal(
        add_exposures(later).iloc[:20][columns], add_exposures(diary).iloc[:20][columns]
    )
