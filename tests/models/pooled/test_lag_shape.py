"""Knots from running days, one shape for all parts of a cohort, rows that keep to the calendar."""

import numpy as np
import pandas as pd
import pytest

from backstride.errors import DataError, ModelError
from backstride.models.pooled.design import EVENING_BEFORE, SAME_DAY_RATING, WEEKDAYS
from backstride.models.pooled.lags import TODAY_TERMS, distance_counts, lag_rows, lag_shape

N_DAYS = 60


def diary_of(runner="a", seed=0, n_days=N_DAYS, slot="day before"):
    rng = np.random.default_rng(seed)
    km = np.where(rng.random(n_days) < 0.5, 0.0, rng.uniform(3, 20, n_days).round(2))
    pain = rng.integers(0, 7, n_days).astype(float)
    before = np.concatenate([[np.nan], pain[:-1]])
    return pd.DataFrame(
        {
            "runner": runner,
            "date": pd.date_range("2025-01-01", periods=n_days, unit="us"),
            "distance_km": km,
            "pain_pre": before if slot == "day before" else pain[::-1],
            "pain_pre_slot": slot,
            "pain_post": pain,
        }
    )


def shape_of(*diaries):
    return lag_shape(distance_counts(pd.concat(diaries)))


# Knots


def test_knots_stand_at_the_thirds_of_the_running_days():
    days = pd.DataFrame({"distance_km": [0.0] * 60 + [float(km) for km in range(1, 31)]})
    shape = lag_shape(distance_counts(days))
    assert shape.past.value.knots == (10.0, 20.0)
    assert shape.past.value.boundary == (0.0, 30.0)
    assert (shape.shortest_km, shape.longest_km) == (1.0, 30.0)
    assert shape.typical_km == (3.0, 15.0, 27.0)


def test_no_distance_lies_beyond_the_boundary_that_was_counted():
    days = pd.DataFrame({"distance_km": [4.01, 7.3, 8.88, 12.0, 21.0975]})
    shape = lag_shape(distance_counts(days))
    assert shape.longest_km == pytest.approx(21.1)
    assert distance_counts(days).index.tolist() == pytest.approx([4.1, 7.3, 8.9, 12.0, 21.1])


def test_counts_of_parts_add_up_to_one_shape():
    parts = [diary_of("a", 1), diary_of("b", 2)]
    added = distance_counts(parts[0]).add(distance_counts(parts[1]), fill_value=0)
    assert lag_shape(added) == shape_of(*parts)


def test_knots_on_rest_days_are_refused_with_the_reason():
    counts = distance_counts(diary_of())
    with pytest.raises(ModelError, match=r"found 0, 8 km, expected .* counting rest days") as no:
        lag_shape(counts, knots_km=(0.0, 8.0))
    assert "loses rank" in str(no.value)


@pytest.mark.parametrize("knots", [(8.0, 8.0), (12.0, 8.0), (8.0, 99.0)])
def test_knots_that_meet_or_lie_where_nobody_ran_are_refused(knots):
    with pytest.raises(ModelError, match="expected ascending values between"):
        lag_shape(distance_counts(diary_of()), knots_km=knots)


def test_runs_too_alike_have_no_curve():
    days = pd.DataFrame({"distance_km": [10.0] * 50 + [0.0] * 20})
    with pytest.raises(ModelError, match="runs too alike"):
        lag_shape(distance_counts(days))


def test_a_third_of_the_runs_may_be_the_shortest():
    counts = distance_counts(pd.DataFrame({"distance_km": [5.0] * 20 + [8.0] * 20 + [15.0] * 10}))
    assert lag_shape(counts).past.value.knots == (5.0, 8.0)


def test_without_a_run_there_is_no_curve():
    with pytest.raises(ModelError, match="no day with a run"):
        lag_shape(distance_counts(pd.DataFrame({"distance_km": [0.0, np.nan]})))


# Rows


def test_a_row_holds_today_apart_from_the_27_days_before():
    diary = diary_of()
    shape, changed = shape_of(diary), diary.copy()
    changed.loc[50, "distance_km"] = 5.0
    rows, others = lag_rows(diary, shape), lag_rows(changed, shape)
    differs = (rows != others) & rows.notna()
    assert differs.loc[50, list(TODAY_TERMS)].all()
    assert not differs.loc[50, list(shape.past_terms)].any()
    assert differs.loc[51, list(shape.past_terms)].any()
    assert not differs.loc[51, list(TODAY_TERMS)].any()
    np.testing.assert_allclose(
        rows.loc[50, list(TODAY_TERMS)].astype(float),
        shape.past.value.basis(diary.loc[[50], "distance_km"].to_numpy())[0],
    )


def test_rows_have_every_column_of_the_model():
    diary = diary_of()
    shape = shape_of(diary)
    assert {*shape.model.columns} <= {*lag_rows(diary, shape)}


def test_the_evening_before_is_the_runner_s_own():
    both = pd.concat([diary_of("a", 1), diary_of("b", 2)], ignore_index=True)
    same_day = both.assign(pain_pre_slot="same day", pain_pre=3.0)
    rows = lag_rows(same_day, shape_of(both))
    assert np.isnan(rows.loc[[0, N_DAYS], EVENING_BEFORE]).all()
    assert rows.loc[N_DAYS + 1, EVENING_BEFORE] == both.loc[N_DAYS, "pain_post"]
    assert (rows[SAME_DAY_RATING] == 3.0).all()


def test_weekdays_are_counted_from_monday():
    rows = lag_rows(diary_of(), shape_of(diary_of()))
    # 1 January 2025 was a Wednesday.
    assert rows.loc[0, list(WEEKDAYS)].tolist() == [0, 1, 0, 0, 0, 0]


def test_an_unlogged_day_takes_the_days_after_it_and_is_not_filled():
    diary = diary_of()
    diary.loc[30, "distance_km"] = np.nan
    shape = shape_of(diary)
    rows = lag_rows(diary, shape)
    is_complete = rows[list(shape.distance_terms)].notna().all(axis=1)
    assert is_complete[is_complete].index.tolist() == [27, 28, 29, 58, 59]


def test_a_distance_beyond_the_cohort_s_is_refused():
    shape = shape_of(diary_of())
    longer = diary_of().assign(distance_km=42.0)
    with pytest.raises(ModelError, match=r"found 42, expected up to .* the whole cohort"):
        lag_rows(longer, shape)


def test_a_hole_in_the_calendar_is_refused():
    with pytest.raises(DataError, match="expected the next day"):
        lag_rows(diary_of().drop(index=40), shape_of(diary_of()))


def test_rows_do_not_change_the_diary():
    diary = diary_of()
    before = diary.copy()
    lag_rows(diary, shape_of(diary))
    pd.testing.assert_frame_equal(diary, before)
