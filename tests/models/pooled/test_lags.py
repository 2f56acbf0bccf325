"""Effects by lag against R's dlnm and the truth; one shape and one basis for all parts."""

import numpy as np
import pandas as pd
import pytest

from backstride.errors import DataError, ModelError
from backstride.models.pooled.design import EVENING_BEFORE, SAME_DAY_RATING, WEEKDAYS
from backstride.models.pooled.estimate import PooledFit
from backstride.models.pooled.lags import (
    TODAY_TERMS,
    LagFit,
    LagShape,
    distance_counts,
    fit_lags,
    lag_effects,
    lag_estimate,
    lag_rows,
    lag_scores,
    lag_shape,
    lag_sums,
)
from backstride.models.splines import CrossBasis, NaturalSpline
from backstride.simulate.cohort.scenario import CohortScenario
from backstride.simulate.cohort.write import simulate_cohort

CARRIED = 0.4
SHAPE = LagShape(
    CrossBasis(
        NaturalSpline((7.0, 12.0), (0.0, 20.0)), NaturalSpline((2.0, 5.0, 12.0), (1.0, 27.0))
    ),
    3.0,
    20.0,
    (4.0, 9.0, 18.0),
)
KM_POINTS = (0.8, 0.4)


def known_fit(dof=1e9):
    """A fit with coefficients of its own making; those of the past as in the test against R."""
    terms = [EVENING_BEFORE, *SHAPE.distance_terms]
    place = np.arange(15)
    coefficients = pd.Series([CARRIED, 0.3, -0.2, 0.5, *(place - 6) / 50], index=terms)
    covariance = np.diag([1e-3, 2e-3, 3e-3, 1e-3, *(1 + place) / 1e4])
    covariance[4:, 4:] += 1e-5
    return LagFit(
        SHAPE,
        PooledFit(
            coefficients, pd.DataFrame(covariance, index=terms, columns=terms), dof, 40, 6000, 0
        ),
    )


def cohort(seed, **planted):
    scenario = {"n_runners": 40, "n_days": 180, "mu_mean": 3.5, "kappa": 0.5, "psi": 0.06}
    return simulate_cohort(CohortScenario(seed=seed, **(scenario | planted))).days


def fitted(days):
    shape = lag_shape(distance_counts(days))
    return fit_lags(lag_rows(days, shape), shape)


def true_effects(km_points, by_km, phi=0.45):
    own = np.zeros(28)
    own[: len(km_points)] = np.array(km_points) * by_km / 10
    effects = np.zeros(28)
    for lag in range(28):
        effects[lag] = own[lag] + (phi * effects[lag - 1] if lag else 0.0)
    return effects


# Against R's dlnm


def test_what_the_past_does_by_itself_agrees_with_dlnm():
    # dlnmpy 0.8.4, a port of R's dlnm; cb as in test_models_cross_basis.py, i = numpy.arange(15):
    # p = crosspred(cb, coef=(i - 6) / 50, vcov=numpy.diag((1 + i) / 1e4) + 1e-5,
    #               at=[15], cen=8, cumul=True)
    # p.matfit, p.matse, p.cumfit, p.cumse at lags 1, 2, 3, 7, 14, 27
    lags = [1, 2, 3, 7, 14, 27]
    estimate = [-0.001111127151, -0.001688505772, -0.000556644761]
    estimate += [0.009917219583, 0.022211824001, 0.047456519814]
    error = [0.016389300864, 0.011314125698, 0.012820239705]
    error += [0.013565837439, 0.012427390237, 0.019000369129]
    total = [-0.001111127151, -0.002799632924, -0.003356277685]
    total += [0.020921380325, 0.141071171655, 0.602305109129]
    found = lag_effects(known_fit(), [15.0], 8.0, is_carried=False).set_index("lag_days")
    np.testing.assert_allclose(found.loc[lags, "estimate"], estimate, rtol=0, atol=1e-11)
    np.testing.assert_allclose(
        (found.loc[lags, "high"] - found.loc[lags, "estimate"]) / 1.959963985, error, atol=1e-9
    )
    # R adds up from the first lag of the past, here the same evening comes before it.
    past = found.loc[lags, "sum"] - found.loc[0, "estimate"]
    np.testing.assert_allclose(past, total, rtol=0, atol=1e-11)


# The recursion


def test_carried_effects_follow_the_recursion():
    alone = lag_effects(known_fit(), [15.0], 8.0, is_carried=False)["estimate"].to_numpy()
    carried = lag_effects(known_fit(), [15.0], 8.0)
    expected = np.zeros(28)
    for lag in range(28):
        expected[lag] = alone[lag] + (CARRIED * expected[lag - 1] if lag else 0.0)
    np.testing.assert_allclose(carried["estimate"], expected, atol=1e-12)
    np.testing.assert_allclose(carried["sum"], np.cumsum(expected), atol=1e-12)


def test_standard_errors_follow_from_how_each_coefficient_moves_the_effect():
    fit, step = known_fit(), 1e-6
    coefficients = fit.pooled.coefficients
    slopes = []
    for term in coefficients.index:
        up, down = (
            lag_effects(
                _with_coefficients(fit, coefficients + sign * step * (coefficients.index == term)),
                [15.0],
                8.0,
            )
            for sign in (1, -1)
        )
        slopes.append((up - down)[["estimate", "sum"]].to_numpy() / (2 * step))
    found = lag_effects(fit, [15.0], 8.0)
    for column, name, high in ((0, "estimate", "high"), (1, "sum", "sum_high")):
        gradient = np.array(slopes)[:, :, column]
        variance = np.einsum("il,ij,jl->l", gradient, fit.pooled.covariance, gradient)
        half = (found[high] - found[name]).to_numpy()
        np.testing.assert_allclose(half, 1.959963985 * np.sqrt(variance), rtol=1e-6)


def _with_coefficients(fit, coefficients):
    pooled = PooledFit(coefficients, fit.pooled.covariance, fit.pooled.dof, 40, 6000, 0)
    return LagFit(fit.shape, pooled)


def test_a_distance_against_itself_does_nothing():
    table = lag_effects(known_fit(), [8.0], 8.0)
    np.testing.assert_array_equal(table[["estimate", "low", "high", "sum"]], 0.0)


def test_effects_against_each_other_are_those_against_rest_less_each_other():
    against_rest = lag_effects(known_fit(), [8.0, 15.0], 0.0)["estimate"].to_numpy()
    found = lag_effects(known_fit(), [15.0], 8.0)["estimate"]
    np.testing.assert_allclose(found, against_rest[28:] - against_rest[:28], atol=1e-12)


@pytest.mark.parametrize(("km", "reference"), [([2.0], 8.0), ([20.5], 8.0), ([9.0], 1.0)])
def test_nothing_is_said_of_distances_that_nobody_ran(km, reference):
    with pytest.raises(ModelError, match="expected 0 or 3 to 20, the days that were run"):
        lag_effects(known_fit(), km, reference)


# Simulated cohorts


def test_a_planted_effect_is_found_on_its_evenings_and_fades_as_planted():
    tables = [
        lag_effects(fitted(cohort(seed, km_points=KM_POINTS)), [15.0], 8.0) for seed in range(8)
    ]
    truth = true_effects(KM_POINTS, by_km=7)
    mean = np.mean([table["estimate"] for table in tables], axis=0)
    # Ratings are whole numbers from 0 to 10, the truth is that of the latent pain.
    np.testing.assert_allclose(mean[[0, 1, 2, 4, 7]], truth[[0, 1, 2, 4, 7]], atol=0.06)
    holds = [
        (table["low"].to_numpy() <= truth) & (truth <= table["high"].to_numpy()) for table in tables
    ]
    assert np.mean(holds) > 0.88
    assert all(table["low"][0] > 0 for table in tables)


def test_without_an_effect_intervals_leave_0_as_seldom_as_they_should():
    weeks = []
    for seed in range(20):
        table = lag_effects(fitted(cohort(seed, n_runners=20, n_days=150)), [15.0], 8.0)
        weeks.append(table.loc[[0, 1, 6], ["low", "high", "sum_low", "sum_high"]].to_numpy())
    low, high, sum_low, sum_high = np.moveaxis(np.array(weeks), -1, 0)
    assert np.mean((low > 0) | (high < 0)) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 20)
    assert np.mean((sum_low[:, 2] > 0) | (sum_high[:, 2] < 0)) < 0.05 + 3 * np.sqrt(
        0.05 * 0.95 / 20
    )


def test_running_that_answers_pain_does_not_turn_the_sign():
    # Who hurts runs less: by plain correlation a long run goes with less pain.
    days = cohort(5, km_points=(0.5,), kappa=1.0, psi=0.25, mu_sd=2.0)
    assert days["distance_km"].corr(days["pain_post"]) < 0
    assert lag_effects(fitted(days), [15.0], 8.0)["low"][0] > 0


def days_that_answer_the_morning(slot):
    """No effect of running; who hurts in the morning runs less, and hurts more in the evening."""
    rng = np.random.default_rng(8)
    n_runners, n_days = 20, 120
    level = np.zeros((n_days, n_runners))
    shock = rng.normal(size=level.shape)
    for day in range(1, n_days):
        level[day] = 0.5 * level[day - 1] + shock[day]
    morning = (4 + level + 0.2 * rng.normal(size=level.shape)).T.ravel()
    evening = (4 + level + 0.5 * rng.normal(size=level.shape)).T.ravel()
    km = np.clip(14 - 1.5 * morning + rng.normal(0, 3, morning.size), 2, 25).round(1)
    days = pd.DataFrame(
        {
            "runner": np.repeat([f"r{place:02d}" for place in range(n_runners)], n_days),
            "date": np.tile(pd.date_range("2025-01-01", periods=n_days, unit="us"), n_runners),
            "distance_km": np.where(rng.random(km.size) < 0.4, 0.0, km),
            "pain_pre": morning,
            "pain_pre_slot": slot,
            "pain_post": evening,
        }
    )
    before = days.groupby("runner")["pain_post"].shift()
    return days if slot == "same day" else days.assign(pain_pre=before)


def test_a_rating_of_the_same_morning_keeps_a_run_from_being_blamed_or_praised():
    with_it, without = (
        lag_effects(fitted(days_that_answer_the_morning(slot)), [12.0], 6.0).loc[0]
        for slot in ("same day", "day before")
    )
    assert without["high"] < -0.2
    assert abs(with_it["estimate"]) < 0.1
    assert with_it["low"] < 0 < with_it["high"]


# Parts and whole


def test_parts_of_a_cohort_add_up_to_the_whole():
    days = cohort(1, km_points=KM_POINTS, n_runners=12, n_days=120)
    shape = lag_shape(distance_counts(days))
    names = days["runner"].unique()
    parts = [lag_rows(days[days["runner"].isin(some)], shape) for some in (names[:5], names[5:])]
    whole = lag_sums(parts[0], shape) + lag_sums(parts[1], shape)
    scores = lag_scores(parts[0], shape, whole) + lag_scores(parts[1], shape, whole)
    found = lag_effects(lag_estimate(shape, whole, scores), [15.0], 8.0)
    expected = lag_effects(fit_lags(lag_rows(days, shape), shape), [15.0], 8.0)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-10)


def test_the_order_of_runners_does_not_matter():
    days = cohort(2, km_points=KM_POINTS, n_runners=12, n_days=120)
    turned = pd.concat([own for _, own in reversed(list(days.groupby("runner")))])
    found, expected = (lag_effects(fitted(table), [15.0], 8.0) for table in (turned, days))
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-10)


def test_ratings_that_never_change_are_refused():
    days = cohort(3, n_runners=6, n_days=90).assign(pain_post=2.0, pain_pre=2.0)
    with pytest.raises(ModelError, match="evening_before: cannot be told"):
        fitted(days)


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
