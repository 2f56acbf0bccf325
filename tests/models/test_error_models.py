"""Errors that go together, and ratings as steps, against statsmodels and R, with gaps too."""

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from model_examples import a_series
from scipy import stats
from statsmodels.miscmodels.ordinal_model import OrderedModel
from statsmodels.regression.linear_model import yule_walker
from statsmodels.stats.diagnostic import acorr_breusch_godfrey

from backstride.errors import ModelError
from backstride.models.error_models import (
    breusch_godfrey,
    day_to_day,
    fit_ar1,
    fit_given,
    fit_newey_west,
    fit_ordinal,
    hac_lags,
)
from backstride.models.refit import Regression, fit_hc3, on_rows, with_columns

GAPS = np.array([5, 6, 17, 40, 41, 42, 90, 91, 150])


def with_gaps(regression):
    return on_rows(regression, ~np.isin(regression.day, GAPS))


def ols(regression):
    return sm.OLS(regression.endog, regression.exog).fit()


# Least squares, HC3


def test_hc3_in_plain_algebra_is_that_of_statsmodels():
    regression = a_series()
    found, known = fit_hc3(regression), ols(regression).get_robustcov_results("HC3", use_t=True)
    np.testing.assert_allclose(found.params, known.params, rtol=1e-10)
    np.testing.assert_allclose(found.covariance, known.cov_params(), rtol=1e-9)
    np.testing.assert_allclose(found.bse, known.bse, rtol=1e-9)
    assert found.df_resid == known.df_resid


# Newey-West


def test_newey_west_without_gaps_is_that_of_statsmodels():
    regression = a_series()
    known = ols(regression).get_robustcov_results("HAC", maxlags=7, use_correction=True)
    np.testing.assert_allclose(fit_newey_west(regression, 7).bse, known.bse, rtol=1e-9)


def test_newey_west_agrees_with_r():
    # i <- 0:119; ran <- i %% 2; pre <- (i * i) %% 7
    # km <- ifelse(ran == 1, (37 * i) %% 700, 0)
    # post <- (i * i * i) %% 5 + ran * (km > 300) + (pre > 3); m <- lm(post ~ pre + ran)
    # sqrt(diag(sandwich::NeweyWest(m, lag = 7, prewhite = FALSE, adjust = TRUE)))
    i = np.arange(120)
    ran, pre = i % 2, (i * i) % 7
    km = np.where(ran == 1, (37 * i) % 700, 0)
    post = (i * i * i) % 5 + ran * (km > 300) + (pre > 3)
    exog = np.column_stack([np.ones(120), pre, ran])
    days = pd.DataFrame({"day": i.astype(float)})
    found = fit_newey_west(
        Regression(days, post.astype(float), exog, ("Intercept", "pre", "ran"), ("ran",)), 7
    )
    errors = [0.1757250329073, 0.0746737519317, 0.1840931828127]
    np.testing.assert_allclose(found.bse, errors, rtol=1e-10)


def test_newey_west_pairs_days_of_the_calendar_and_not_rows():
    regression = with_gaps(a_series())
    # Days without a rating as rows of zeros: statsmodels then counts calendar days.
    exog, endog = np.zeros((200, 4)), np.zeros(200)
    exog[regression.day], endog[regression.day] = regression.exog, regression.endog
    on_days = sm.OLS(endog, exog).fit()
    known = on_days.get_robustcov_results("HAC", maxlags=7, use_correction=False).cov_params()
    factor = len(regression.endog) / regression.df_resid
    found = fit_newey_west(regression, 7)
    np.testing.assert_allclose(found.covariance, factor * known, rtol=1e-9)
    on_rows_ = ols(regression).get_robustcov_results("HAC", maxlags=7, use_correction=True)
    assert np.abs(found.bse.to_numpy() / on_rows_.bse - 1).max() > 0.01


def test_newey_west_on_far_apart_days_is_hc0_with_its_correction():
    regression = a_series(60)
    apart = replace(regression, frame=regression.frame * 10)
    hc1 = ols(regression).get_robustcov_results("HC1").bse
    np.testing.assert_allclose(fit_newey_west(apart, 7).bse, hc1, rtol=1e-9)


def test_lags_never_fall_below_a_week():
    assert [hac_lags(n_days) for n_days in (60, 365, 730, 1095)] == [7, 7, 7, 7]


# Breusch-Godfrey


def test_breusch_godfrey_without_gaps_is_that_of_statsmodels():
    regression = a_series(rho=0.15)
    known = acorr_breusch_godfrey(ols(regression), nlags=7, result_object=False)
    assert breusch_godfrey(regression) == pytest.approx(known[:2], rel=1e-9)


def test_breusch_godfrey_looks_back_on_the_calendar():
    regression = with_gaps(a_series(rho=0.15))
    resid = dict(zip(regression.day, ols(regression).resid, strict=True))
    past = [[resid.get(day - lag, 0.0) for lag in range(1, 8)] for day in regression.day]
    exog = np.column_stack([regression.exog, past])
    score = len(resid) * sm.OLS(list(resid.values()), exog).fit().rsquared
    assert breusch_godfrey(regression) == pytest.approx((score, stats.chi2.sf(score, 7)))
    assert score != pytest.approx(
        acorr_breusch_godfrey(ols(regression), nlags=7, result_object=False)[0], rel=0.01
    )


def test_breusch_godfrey_finds_errors_that_carry_over_and_no_others():
    assert breusch_godfrey(a_series(rho=0.5))[1] < 1e-4
    assert breusch_godfrey(a_series(rho=0.0))[1] > 0.05


# AR(1) errors


def test_given_their_correlation_ar1_errors_over_gaps_are_general_least_squares():
    regression = with_gaps(a_series())
    apart = np.abs(np.subtract.outer(regression.day, regression.day))
    known = sm.GLS(regression.endog, regression.exog, sigma=0.45**apart).fit()
    found = fit_given(regression, 0.45)
    np.testing.assert_allclose(found.params, known.params, rtol=1e-8)
    np.testing.assert_allclose(found.bse, known.bse, rtol=1e-8)


def test_correlation_without_gaps_is_yule_walker_s():
    regression = a_series()
    resid = ols(regression).resid
    assert day_to_day(resid, regression.day) == pytest.approx(
        yule_walker(resid, 1, result_object=False)[0][0]
    )


def test_iterated_ar1_errors_are_close_to_glsar_which_drops_the_first_day():
    regression = a_series(600)
    glsar = sm.GLSAR(regression.endog, regression.exog, 1)
    known = glsar.iterative_fit(maxiter=50, rtol=1e-10)
    found, rho = fit_ar1(regression)
    assert rho == pytest.approx(float(glsar.rho[0]), abs=2e-3)
    np.testing.assert_allclose(found.params, known.params, atol=0.01)
    np.testing.assert_allclose(found.bse, known.bse, rtol=0.01)


def test_ar1_settles_where_it_stays():
    regression = with_gaps(a_series())
    estimates, rho = fit_ar1(regression)
    assert day_to_day(estimates.resid, regression.day) == pytest.approx(rho, abs=1e-5)


def test_ar1_counts_days_where_rows_would_see_less_carry_over():
    every_third = on_rows(a_series(3000, rho=0.8), np.arange(3000) % 3 != 2)
    rows = replace(every_third, frame=pd.DataFrame({"day": np.arange(2000.0)}))
    assert fit_ar1(every_third)[1] == pytest.approx(0.8, abs=0.05)
    assert fit_ar1(rows)[1] < 0.75


def test_ar1_needs_two_days_in_a_row():
    regression = a_series(60)
    with pytest.raises(ModelError, match="no two days in a row"):
        fit_ar1(replace(regression, frame=regression.frame * 2))


# Ordered logit


def rated(regression, highest=9):
    points = np.clip(np.round(regression.endog), 0, highest)
    return replace(regression, endog=points)


def known_ordinal(regression, method="newton", **options):
    codes = pd.Categorical(np.minimum(regression.endog, 5), ordered=True)
    model = OrderedModel(pd.Series(codes), regression.exog[:, 1:], distr="logit")
    return model.fit(method=method, disp=False, **options)


def test_ordered_logit_is_that_of_statsmodels():
    regression = rated(a_series())
    found = fit_ordinal(regression)
    bfgs = known_ordinal(regression, "bfgs", gtol=1e-8, maxiter=500)
    known = known_ordinal(regression, "newton", start_params=bfgs.params)
    assert found.levels.tolist() == [0, 1, 2, 3, 4, 5]
    np.testing.assert_allclose(found.estimates.params, known.params.iloc[:3], rtol=1e-6)
    np.testing.assert_allclose(found.estimates.bse, known.bse.iloc[:3], rtol=1e-4)
    cuts = known.model.transform_threshold_params(known.params)[1:-1]
    np.testing.assert_allclose(found.thresholds, cuts, rtol=1e-6)


def test_ordered_logit_agrees_with_r():
    # i <- 0:119; x <- i %% 2; z <- (i * i) %% 7
    # y <- factor(pmin((i * i * i) %% 11 %/% 2 + x * (i %% 3 == 0), 5))
    # m <- MASS::polr(y ~ x + z, Hess = TRUE, control = list(reltol = 1e-14)); coef(m)
    # sqrt(diag(vcov(m)))
    i = np.arange(120)
    x, z = i % 2, (i * i) % 7
    y = np.minimum((i * i * i) % 11 // 2 + x * (i % 3 == 0), 5).astype(float)
    exog = np.column_stack([np.ones(120), x, z]).astype(float)
    found = fit_ordinal(Regression(pd.DataFrame(), y, exog, ("Intercept", "x", "z"), ("x",)))
    np.testing.assert_allclose(found.estimates.params, [0.17108988155, 0.00107212584], atol=1e-7)
    np.testing.assert_allclose(found.estimates.bse, [0.3215936111, 0.1129003367], rtol=1e-5)


def test_statsmodels_default_nm_stops_short_of_the_summit_and_ours_does_not():
    regression = rated(a_series())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        default = known_ordinal(regression, "nm", maxiter=50)
    summit = known_ordinal(regression, "bfgs", gtol=1e-8, maxiter=500)
    assert default.llf < summit.llf - 0.1
    found = fit_ordinal(regression).estimates.params
    np.testing.assert_allclose(found, summit.params.iloc[:3], rtol=1e-4)


def test_a_rating_that_never_occurs_is_no_step_and_is_not_taken_for_its_neighbour():
    regression = rated(a_series())
    never_two = replace(regression, endog=np.where(regression.endog == 2, 3, regression.endog))
    found = fit_ordinal(never_two)
    assert found.levels.tolist() == [0, 1, 3, 4, 5]
    assert len(found.thresholds) == 4
    known = known_ordinal(never_two, "bfgs", gtol=1e-8, maxiter=500)
    np.testing.assert_allclose(found.estimates.params, known.params.iloc[:3], rtol=1e-4)


def test_ratings_of_5_and_more_are_one_step():
    regression = rated(a_series())
    capped = replace(regression, endog=np.minimum(regression.endog, 5))
    params = [fit_ordinal(one).estimates.params for one in (regression, capped)]
    np.testing.assert_array_equal(*params)


def test_ordered_logit_refuses_a_habit_that_parts_the_ratings_by_itself():
    regression = rated(a_series())
    endog = np.where(regression.exog[:, 1] == 1, 0.0, np.maximum(regression.endog, 1))
    with pytest.raises(ModelError, match="habit: parts higher from lower"):
        fit_ordinal(replace(regression, endog=endog))


def test_ordered_logit_keeps_going_where_another_column_parts_the_ratings():
    regression = rated(a_series())
    rare = np.zeros(200)
    rare[[3, 50, 120]] = 1.0
    endog = np.where(rare == 1, 5.0, np.minimum(regression.endog, 4))
    found = fit_ordinal(with_columns(replace(regression, endog=endog), {"rare": rare}))
    alone = fit_ordinal(on_rows(replace(regression, endog=endog), rare == 0))
    assert found.estimates.params["habit"] == pytest.approx(
        alone.estimates.params["habit"], abs=1e-3
    )


def test_ordered_logit_needs_two_steps():
    regression = a_series()
    with pytest.raises(ModelError, match="all ratings fall into one step"):
        fit_ordinal(replace(regression, endog=np.full(200, 7.0)))
