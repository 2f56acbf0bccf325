"""The model of one runner against R, its rows and terms, its contrasts and their inversion."""

from dataclasses import replace
from math import nan

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from backstride.errors import ModelError
from backstride.models.contrasts import UnsettledError, contrast, days_needed, detectable_multiplier
from backstride.models.design import CARRY, PAIN_PRE_NEWS, ModelRows, model_rows, n_parameters
from backstride.models.fit import fit_adl
from backstride.models.frame import model_frame
from backstride.models.plain import plain_difference
from backstride.models.specification import SPECIFICATIONS, Specification
from backstride.schemas.diary import DIARY, EXPOSURES

SPECIFICATION = {specification.slug: specification for specification in SPECIFICATIONS}
EVEN_WEEKS = pd.DataFrame({"weekday": list(range(7)) * 2, "km": 5.0})


def golden_days():
    """The table that R read as gold.csv."""
    rng = np.random.default_rng(11)
    x = rng.binomial(1, 0.4, 120).astype(float)
    lag = np.r_[0, x[:-1]]
    pre = rng.integers(0, 8, 120).astype(float)
    noise = rng.normal(0, 1, 120) * (1 + 0.3 * x)
    post = np.clip(np.round(1 + 0.45 * pre - 0.3 * x + 0.1 * lag + noise), 0, 10)
    return pd.DataFrame({"pain_post": post, "pain_pre": pre, "x": x, "x_lag1": lag})


def lasting_rows():
    """The table that R read as lasting.csv, its days of x apart."""
    days, x = golden_days(), golden_days()["x"]
    earlier = {"x_lag2to6": x.shift(2).rolling(5).sum(), "x_lag7": x.shift(7)}
    terms = ("x", "x_lag1", "x_lag2to6", "x_lag7", "pain_pre")
    return ModelRows(days.assign(**earlier).dropna().reset_index(drop=True), terms, terms)


def specified(exposure, amount=1.0, horizon="evening"):
    everyone = lambda frame: frame[exposure].notna()  # noqa: E731
    exposed = lambda frame: frame[exposure] > 0  # noqa: E731
    return Specification("spike", exposure, amount, (), exposed, everyone, horizon)


def habit_days(**columns):
    """A diary with exposures, of rest days unless said otherwise."""
    n_days = len(next(iter(columns.values())))
    names = [*DIARY.columns, *EXPOSURES.columns]
    calm = pd.DataFrame(0.0, index=range(n_days), columns=names)
    dates = pd.date_range("2025-01-06", periods=n_days)
    given = pd.DataFrame(columns, dtype=float)
    return calm.assign(date=dates, is_logged=True, spike_state="usual", **given)


@pytest.fixture
def golden():
    return fit_adl(
        ModelRows(golden_days(), ("x", "x_lag1", "pain_pre"), ("x", "x_lag1", "pain_pre"))
    )


def test_coefficients_and_hc3_errors_agree_with_r(golden):
    # d <- read.csv("gold.csv"); m <- lm(pain_post ~ pain_pre + x + x_lag1, d)
    # coef(m); sqrt(diag(sandwich::vcovHC(m, type = "HC3")))
    coefficients = [1.0968909344, 0.4323390835, -0.3997342726, 0.3245776052]
    errors = [0.16091569983, 0.03918280457, 0.20513265314, 0.17972545328]
    order = ["Intercept", "pain_pre", "x", "x_lag1"]
    np.testing.assert_allclose(golden.results.params[order], coefficients, rtol=1e-8)
    np.testing.assert_allclose(golden.results.bse[order], errors, rtol=1e-8)


def test_p_value_uses_t_as_r_does(golden):
    # 2 * pt(-abs(b / se), df.residual(m))
    found = contrast(golden, specified("x"), EVEN_WEEKS)
    assert found.p_value == pytest.approx(0.05375055959, rel=1e-7)


def test_lasting_dose_and_its_delta_method_error_agree_with_r():
    # m <- lm(pain_post ~ pain_pre + x + x_lag1 + x_lag2to6 + x_lag7, d)
    # f <- function(p) 3 / 7 * (p[3] + p[4] + 5 * p[5] + p[6]) / (1 - p[2]), g as above
    found = contrast(fit_adl(lasting_rows()), specified("x", 3.0, "lasting"), EVEN_WEEKS)
    assert found.estimate == pytest.approx(-0.0082401774, rel=1e-7)
    assert found.standard_error == pytest.approx(0.4691348889, rel=1e-6)


def test_a_dose_has_no_level_where_all_of_an_evening_is_carried():
    days = lasting_rows().frame
    walk = days.assign(pain_post=1.1 * days["pain_pre"] + 0.1 * days["x"])
    fit = fit_adl(replace(lasting_rows(), frame=walk))
    with pytest.raises(UnsettledError, match=r"1\.10 is carried"):
        contrast(fit, specified("x", horizon="lasting"), EVEN_WEEKS)


def test_a_warm_up_without_a_clock_time_lies_before_its_run():
    diary = habit_days(warm_up_done=[1, 0, 1, 1], warm_up_between=[nan, 0, 1, nan])
    diary = diary.assign(n_runs=[1, 1, 1, 0])
    assert model_frame(diary)["warm_up"].tolist() == [1, 0, 1, 0]


def test_a_session_after_the_rating_counts_from_the_next_day():
    done = [0, 0, 0, 0, 0, 0, 1, 2, 0]  # the second exercise of a day is no second session
    diary = habit_days(strength_done=done, strength_between=[0, 0, 0, 0, 0, 0, 0, 2, 0])
    assert model_frame(diary)["strength_7d"].iloc[6:].tolist() == [0, 2, 2]


def test_the_days_of_a_week_of_doses_stand_apart():
    diary = habit_days(strength_done=range(1, 10), strength_between=[1] * 7 + [0, 1])
    diary["strength_done"] = [0, 1, 0, 0, 0, 0, 0, 1, 0]
    last = model_frame(diary).iloc[-1]
    lags = ["strength", "strength_lag1", "strength_lag2to6", "strength_lag7"]
    assert last[lags].tolist() == [0, 1, 0, 1]


def test_a_week_of_other_sport_is_counted_in_hours():
    diary = habit_days(cross_training_min=[30.0] * 7 + [0.0])
    assert model_frame(diary)["cross_training_7d"].iloc[6:].tolist() == [3.5, 3.0]


def test_maintenance_is_the_share_of_its_four_exercises():
    diary = habit_days(maintenance_done=[4, 1], maintenance_between=[4, 1])
    assert model_frame(diary)["maintenance"].tolist() == [1, 0.25]


def test_contrast_is_linear_in_its_amount(golden):
    one, two = (contrast(golden, specified("x", amount), EVEN_WEEKS) for amount in (1.0, 2.0))
    assert two.estimate == pytest.approx(2 * one.estimate)
    assert two.p_value == pytest.approx(one.p_value)


def test_p_value_at_a_limit_of_the_interval_is_0_05(golden):
    found = contrast(golden, specified("x"), EVEN_WEEKS)
    for limit in found.interval:
        t = (found.estimate - limit) / found.standard_error
        assert 2 * stats.t.sf(abs(t), found.dof) == pytest.approx(0.05)


def test_adding_news_keeps_b_and_makes_carry_and_lag_totals():
    rng = np.random.default_rng(5)
    days = golden_days().assign(pain_post_lag1=rng.normal(3, 1, 120))
    days["pain_pre"] += 0.5 * days["pain_post_lag1"] + 0.4 * days["x_lag1"]
    terms = ("x", "x_lag1", "pain_post_lag1", "pain_pre")
    carried = fit_adl(ModelRows(days, terms, ("x", "x_lag1", CARRY))).results.params
    both = smf.ols("pain_post ~ pain_post_lag1 + pain_pre + x + x_lag1", days).fit().params
    step = smf.ols("pain_pre ~ pain_post_lag1 + x_lag1", days).fit().params
    assert carried["x"] == pytest.approx(both["x"])
    assert carried[PAIN_PRE_NEWS] == pytest.approx(both["pain_pre"])
    assert carried[CARRY] == pytest.approx(
        both["pain_post_lag1"] + both["pain_pre"] * step["pain_post_lag1"]
    )
    assert carried["x_lag1"] == pytest.approx(both["x_lag1"] + both["pain_pre"] * step["x_lag1"])


def test_running_that_follows_the_rating_is_no_news_before_it():
    rng = np.random.default_rng(6)
    days = golden_days().assign(pain_post_lag1=rng.normal(3, 1, 120))
    days["ran"] = (days["pain_pre"] + rng.normal(0, 1, 120) < 4).astype(float)
    terms = ("x", "x_lag1", "pain_post_lag1", "pain_pre", "ran")
    carried = fit_adl(ModelRows(days, terms, ("x", "x_lag1", CARRY))).results.params
    both = smf.ols("pain_post ~ pain_post_lag1 + pain_pre + x + x_lag1 + ran", days).fit().params
    step = smf.ols("pain_pre ~ pain_post_lag1 + x_lag1", days).fit().params
    assert carried[CARRY] == pytest.approx(
        both["pain_post_lag1"] + both["pain_pre"] * step["pain_post_lag1"]
    )


def test_the_error_of_a_total_is_that_of_the_model_without_the_rating_between():
    # The evening's total effect is the same question with and without the morning's rating.
    days = golden_days().assign(pain_post_lag1=np.random.default_rng(5).normal(3, 1, 120))
    terms = ("x", "x_lag1", "pain_post_lag1", "pain_pre")
    fit = fit_adl(ModelRows(days, terms, ("x", "x_lag1", CARRY)))
    without = smf.ols("pain_post ~ x + x_lag1 + pain_post_lag1", days).fit(cov_type="HC3")
    errors = np.sqrt(np.diag(fit.covariance))[[list(fit.covariance).index(CARRY)]]
    assert errors[0] == pytest.approx(without.bse[CARRY], rel=0.02)
    assert fit.results.bse[CARRY] < 0.85 * without.bse[CARRY]  # the news taken as given


def test_a_same_evening_contrast_keeps_both_ratings_as_they_are():
    rows = model_rows(frame_of(), SPECIFICATION["spike"], "same day")
    assert {"pain_pre", CARRY} <= set(rows.terms)
    assert PAIN_PRE_NEWS not in fit_adl(rows).formula


def test_a_day_that_fixes_a_coefficient_alone_is_dropped():
    days = golden_days().assign(once=0.0)
    days.loc[7, "once"] = 1.0
    fit = fit_adl(ModelRows(days, ("x", "pain_pre", "x_lag1", "once"), ("x",)))
    assert len(fit.rows.frame) == 119
    assert np.isfinite(fit.results.bse).all()


def test_an_exposure_that_always_comes_with_another_is_refused():
    days = golden_days().assign(twin=lambda table: table["x"])
    with pytest.raises(ModelError, match="x: cannot be told from the other terms"):
        fit_adl(ModelRows(days, ("x", "pain_pre", "twin", "x_lag1"), ("x",)))


def test_a_nuisance_term_that_repeats_others_is_left_out_and_changes_nothing():
    days = golden_days().assign(twin=lambda table: 3 * table["pain_pre"] + 1)
    fit = fit_adl(ModelRows(days, ("x", "pain_pre", "twin", "x_lag1"), ("x",)))
    alone = fit_adl(ModelRows(golden_days(), ("x", "pain_pre", "x_lag1"), ("x",)))
    assert len(fit.rows.terms) == 3
    assert fit.results.params["x"] == pytest.approx(alone.results.params["x"])


def frame_of(n_days=200, **columns):
    """A model frame of a runner who runs every other day and rates every day."""
    rng = np.random.default_rng(7)
    days = np.arange(n_days)
    ran = (days % 2).astype(float)
    base = {
        "date": pd.date_range("2025-01-01", periods=n_days),
        "day": days.astype(float),
        "weekday": days % 7,
        "pain_post": rng.integers(0, 6, n_days).astype(float),
        "pain_pre": rng.integers(0, 6, n_days).astype(float),
        "pain_pre_gap_h": 21.0,
        "pain_post_lag1": rng.integers(0, 6, n_days).astype(float),
        "ran": ran,
        "ran_lag1": 1 - ran,
        "km": ran * rng.uniform(5, 15, n_days),
        "spike": ran * rng.binomial(1, 0.2, n_days),
    }
    return pd.DataFrame({**base, **columns}).assign(
        spike_lag1=lambda frame: frame["spike"].shift(fill_value=0.0),
        sleep_h=columns.get("sleep_h", np.nan),
    )


def test_the_model_has_the_terms_of_its_claim_and_not_the_way_to_the_effect():
    rows = model_rows(frame_of(), SPECIFICATION["spike"], "day before")
    assert rows.terms[:2] == ("spike", "pain_pre")
    assert rows.contrasted == ("spike",)
    assert "spike_lag1" in rows.terms
    assert not {"km", "hard", "shoe_100km"} & set(rows.terms)
    assert "cr(day, df=4, constraints='center')" in rows.terms
    assert "C(weekday)" in rows.terms


def test_a_term_that_never_changes_is_left_out():
    rows = model_rows(frame_of(stretching=0.0), SPECIFICATION["spike"], "day before")
    assert not {"stretching", "pain_pre_gap_h", "sleep_h"} & set(rows.terms)


def test_unknown_covariates_keep_their_days_with_an_indicator():
    sleep = np.where(np.arange(200) < 50, np.nan, 7.0 + np.arange(200) % 3)
    rows = model_rows(frame_of(sleep_h=sleep), SPECIFICATION["spike"], "day before")
    assert len(rows.frame) == 200
    assert {"sleep_h", "unknown_sleep_h"} <= set(rows.terms)


def test_a_rare_state_is_left_out_with_its_days():
    after_break = np.where(np.isin(np.arange(200), [51, 53]), 1.0, 0.0)
    rows = model_rows(frame_of(after_break=after_break), SPECIFICATION["spike"], "day before")
    assert "after_break" not in rows.terms
    assert len(rows.frame) == 198


def test_a_missing_rating_leaves_its_day_out_and_is_never_filled():
    frame = frame_of()
    frame.loc[[3, 9], "pain_post"] = np.nan
    frame.loc[20, "pain_pre"] = np.nan
    assert len(model_rows(frame, SPECIFICATION["spike"], "day before").frame) == 197


def test_weekly_contrast_with_a_same_day_rating_carries_from_evening_to_evening():
    ratio = np.random.default_rng(9).normal(0, 0.3, 200)
    frame = frame_of(log_weekly_ratio=ratio, log_week_before=3 + ratio[::-1]).assign(
        log_weekly_ratio_lag1=np.r_[0, ratio[:-1]], log_week_before_lag1=3.0
    )
    same_day = model_rows(frame, SPECIFICATION["ramp-up"], "same day")
    assert same_day.contrasted[:2] == ("log_weekly_ratio", "log_weekly_ratio_lag1")
    assert same_day.contrasted[-1] == CARRY
    assert PAIN_PRE_NEWS in fit_adl(same_day).formula
    evening = model_rows(frame, SPECIFICATION["ramp-up"], "day before")
    assert evening.contrasted[-1] == "pain_pre"
    assert not {"km", "mean_km_prev7"} & set(evening.terms)


def test_a_raised_week_is_contrasted_through_its_spikes_as_well():
    ratio = np.random.default_rng(9).normal(0, 0.3, 200)
    frame = frame_of(log_weekly_ratio=ratio, log_week_before=3 + ratio[::-1]).assign(
        log_weekly_ratio_lag1=np.r_[0, ratio[:-1]], log_week_before_lag1=3.0
    )
    told = model_rows(frame, SPECIFICATION["ramp-up"], "day before")
    assert told.contrasted[2:] == ("spike", "spike_lag1", "pain_pre")
    # With no spike in the log there is none to go through.
    calm = model_rows(
        frame.assign(spike=0.0, spike_lag1=0.0), SPECIFICATION["ramp-up"], "day before"
    )
    assert calm.contrasted == ("log_weekly_ratio", "log_weekly_ratio_lag1", "pain_pre")


def test_parameters_are_the_columns_of_the_design():
    rows = model_rows(frame_of(), SPECIFICATION["spike"], "day before")
    exog = smf.ols(rows.formula, rows.frame).exog
    assert n_parameters(rows) == exog.shape[1]


@pytest.mark.parametrize("slug", ["spike", "ramp-up"])
def test_the_formula_shown_gives_the_same_fit(slug):
    rng = np.random.default_rng(9)
    frame = frame_of(
        sleep_h=7.0 + rng.normal(size=200), log_weekly_ratio=rng.normal(size=200)
    ).assign(log_weekly_ratio_lag1=rng.normal(size=200), log_week_before=3.0)
    frame = frame.assign(ran_lag1=rng.binomial(1, 0.5, 200), log_week_before_lag1=3.0)
    fit = fit_adl(model_rows(frame, SPECIFICATION[slug], "same day"))
    again = smf.ols(fit.formula, fit.rows.frame).fit(cov_type="HC3", use_t=True)
    names = list(fit.results.params.index)
    np.testing.assert_allclose(again.params[names], fit.results.params, rtol=1e-8)
    np.testing.assert_allclose(again.bse[names], fit.results.bse, rtol=1e-8)


def test_detectable_difference_is_found_with_80_percent_power_after_holm():
    error, dof, n_claims = 0.3, 300, 5
    difference = error * detectable_multiplier(dof, n_claims)
    critical = stats.t.ppf(1 - 0.05 / (2 * n_claims), dof)
    assert stats.norm.sf(critical - difference / error) == pytest.approx(0.80, abs=1e-9)


def test_twice_the_precision_needs_four_times_the_days():
    days = [
        days_needed(0.3, 500, detectable_multiplier(400, 5), difference)
        for difference in (0.8, 0.4)
    ]
    assert days[1] == pytest.approx(4 * days[0], abs=3)


def test_days_needed_is_today_at_the_detectable_difference():
    difference = 0.3 * detectable_multiplier(400, 5)
    assert days_needed(0.3, 500, detectable_multiplier(400, 5), difference) in (500, 501)


def test_plain_slope_is_pearson_s_correlation():
    days = golden_days().rename(columns={"x": "stretching"}).assign(ran=1.0)
    estimate, low, high, p_value = plain_difference(days, SPECIFICATION["stretching"])
    r = stats.pearsonr(days["stretching"], days["pain_post"])
    ols = smf.ols("pain_post ~ stretching", days).fit()
    assert p_value == pytest.approx(r.pvalue)
    assert estimate == pytest.approx(2 * ols.params["stretching"])
    assert [low, high] == pytest.approx((2 * ols.conf_int().loc["stretching"]).tolist())


def test_plain_slope_of_nothing_is_missing():
    days = golden_days().assign(stretching=0.0, ran=1.0)
    assert np.isnan(plain_difference(days, SPECIFICATION["stretching"])).all()
