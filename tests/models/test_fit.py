"""The model of one runner against R: coefficients, errors, and terms that cannot be told apart."""

import numpy as np
import pytest
import statsmodels.formula.api as smf
from model_examples import SPECIFICATION, frame_of, golden_days

from backstride.errors import ModelError
from backstride.models.design import CARRY, PAIN_PRE_NEWS, ModelRows, model_rows
from backstride.models.fit import fit_adl


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
