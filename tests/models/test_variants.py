"""Other models of the same contrast against statsmodels and R, on calendars with gaps too."""

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.miscmodels.ordinal_model import OrderedModel
from statsmodels.regression.linear_model import yule_walker
from statsmodels.stats.diagnostic import acorr_breusch_godfrey

from backstride.diary import build_diary
from backstride.errors import ModelError
from backstride.exposures import add_exposures
from backstride.models.contrasts import contrast
from backstride.models.design import PAIN_PRE_NEWS, TREND, model_rows
from backstride.models.error_models import (
    breusch_godfrey,
    day_to_day,
    fit_ar1,
    fit_given,
    fit_newey_west,
    fit_ordinal,
    hac_lags,
)
from backstride.models.fit import fit_adl
from backstride.models.frame import model_frame
from backstride.models.raised_week import raised_week
from backstride.models.refit import (
    Estimates,
    Regression,
    fit_hc3,
    is_known_before,
    known_columns,
    on_rows,
    regression_of,
    settled,
    spread_by_news,
    with_columns,
    without_columns,
)
from backstride.models.specification import SPECIFICATIONS
from backstride.models.variants import (
    VARIANTS,
    Case,
    carried_in_two_days,
    week_over_two_days,
    without_first_days,
    without_illness,
    without_trend,
)
from backstride.simulate import SAMPLE, as_log, simulate_runner

SPECIFICATION = {specification.slug: specification for specification in SPECIFICATIONS}
NAMES = ("Intercept", "habit", "load", "before")
GAPS = np.array([5, 6, 17, 40, 41, 42, 90, 91, 150])


def a_series(n_days=200, rho=0.5):
    """Ratings on every day, errors carried over and unequal; the same on every machine."""
    rng = np.random.default_rng(3)
    habit, load = rng.binomial(1, 0.4, n_days).astype(float), rng.normal(8, 3, n_days)
    before = rng.integers(0, 7, n_days).astype(float)
    error = rng.normal(0, 1, n_days) * (1 + 0.5 * habit)
    for day in range(1, n_days):
        error[day] += rho * error[day - 1]
    exog = np.column_stack([np.ones(n_days), habit, load, before])
    endog = exog @ [1.0, -0.4, 0.1, 0.4] + error
    frame = pd.DataFrame({"day": np.arange(n_days, dtype=float)})
    return Regression(frame, endog, exog, NAMES, ("habit",))


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


# Changed models


@pytest.fixture(scope="module")
def diary():
    scenario = replace(SAMPLE, seed=5, n_days=500)
    return add_exposures(build_diary(as_log(simulate_runner(scenario))))


@pytest.fixture(scope="module")
def frame(diary):
    return model_frame(diary)


@pytest.fixture(scope="module")
def cases(diary, frame):
    slot = diary["pain_pre_slot"].iloc[0]
    return {
        one.slug: Case(
            fit_adl(model_rows(frame, one, slot)),
            one,
            frame,
            diary["illness"],
        )
        for one in SPECIFICATIONS
    }


CLAIMS = pytest.mark.parametrize("slug", SPECIFICATION)


@CLAIMS
def test_an_unchanged_model_is_the_claim_s_own(cases, frame, slug):
    case = cases[slug]
    found = fit_hc3(settled(regression_of(case.fit)))
    names = list(found.params.index)
    np.testing.assert_allclose(found.params, case.fit.results.params[names], atol=1e-8)
    again = contrast(
        replace(case.fit, results=found, covariance=found.covariance), case.specification, frame
    )
    own = contrast(case.fit, case.specification, frame)
    assert (again.estimate, again.standard_error) == pytest.approx(
        (own.estimate, own.standard_error)
    )


@pytest.mark.parametrize("variant", ["related errors", "fading errors"])
def test_errors_of_another_kind_take_in_that_the_news_was_worked_out(cases, variant):
    case = cases["strength"]
    assert PAIN_PRE_NEWS in regression_of(case.fit).names
    own = contrast(case.fit, case.specification, case.frame).standard_error
    assert VARIANTS[variant](case).contrast.standard_error == pytest.approx(own, rel=0.25)


def test_spread_by_news_is_the_slope_s_share_of_the_errors_of_the_step_before(cases):
    regression = regression_of(cases["strength"].fit)
    known = known_columns(regression)
    news = regression.exog[:, regression.names.index(PAIN_PRE_NEWS)]
    step = sm.OLS(news, known).fit()
    added = spread_by_news(regression, 0.5)
    is_known = is_known_before(regression)
    np.testing.assert_allclose(added[np.ix_(is_known, is_known)], 0.25 * step.cov_params())
    assert added.sum() == pytest.approx(0.25 * step.cov_params().sum())


@CLAIMS
def test_without_its_trend_a_model_is_as_fitted_afresh_without_it(diary, cases, frame, slug):
    case = cases[slug]
    rows = model_rows(frame, case.specification, diary["pain_pre_slot"].iloc[0])
    plain = replace(rows, terms=tuple(term for term in rows.terms if not term.startswith(TREND)))
    afresh = contrast(fit_adl(plain), case.specification, frame)
    found = without_trend(case)
    assert found.contrast.estimate == pytest.approx(afresh.estimate, rel=1e-6)
    assert found.contrast.standard_error == pytest.approx(afresh.standard_error, rel=1e-6)


def test_days_of_illness_and_the_three_after_are_left_out(cases, frame):
    case = cases["surface"]
    ill_on = int(case.fit.rows.frame["day"].iloc[100])
    illness = pd.Series(np.arange(len(frame)) == ill_on, dtype=float)
    used = set(regression_of(case.fit).day)
    lost = used & set(range(ill_on, ill_on + 4))
    found = without_illness(replace(case, illness=illness))
    assert found.n_days == len(used) - len(lost)
    assert ill_on in lost


def test_illness_never_logged_leaves_nothing_out_and_is_no_other_model(cases, frame):
    unlogged = pd.Series(np.nan, index=frame.index)
    with pytest.raises(ModelError, match="no such days among those that are used"):
        without_illness(replace(cases["surface"], illness=unlogged))


def test_first_days_count_from_the_first_rating(cases, frame):
    case = cases["surface"]
    late = frame.assign(
        pain_pre=frame["pain_pre"].where(frame["day"] >= 60),
        pain_post=frame["pain_post"].where(frame["day"] >= 60),
    )
    found = without_first_days(replace(case, frame=late))
    assert found.n_days == (regression_of(case.fit).day >= 74).sum()


@pytest.mark.parametrize("slug", ["surface", "stretching"])
def test_two_lags_of_an_evening_are_two_more_columns(cases, frame, slug):
    case = cases[slug]
    exposure = case.specification.exposure
    regression = regression_of(case.fit)
    before = frame.assign(rating2=frame["pain_post"].shift(2), dose2=frame[exposure].shift(2))
    lags = before.loc[regression.day, ["rating2", "dose2"]].to_numpy()
    exog = np.column_stack([regression.exog, lags])
    is_known = ~np.isnan(exog).any(axis=1)
    known = sm.OLS(regression.endog[is_known], exog[is_known]).fit(cov_type="HC3", use_t=True)
    place = regression.names.index(exposure)
    found = VARIANTS["two lags"](case)
    assert found.n_days == is_known.sum()
    amount = case.specification.contrast_size
    assert found.contrast.estimate == pytest.approx(amount * known.params[place], rel=1e-6)
    assert found.contrast.standard_error == pytest.approx(amount * known.bse[place], rel=1e-5)


def made_up(params, spread=0.1):
    """Estimates of our making, unrelated to each other, with one standard error."""
    names = list(params)
    covariance = pd.DataFrame(np.eye(len(names)) * spread**2, index=names, columns=names)
    return Estimates(pd.Series(params), covariance, 400.0, np.empty(0))


def forced_evenings(push, r1, r2):
    """Pain above usual after each day's push, carried over by one and by two evenings."""
    reached = [0.0, 0.0]
    for one in push:
        reached.append(one + r1 * reached[-1] + r2 * reached[-2])
    return reached[-1]


def test_a_raised_week_over_two_lags_is_what_forced_days_reach(cases, frame):
    case = cases["ramp-up"]
    *terms, carry = case.fit.rows.contrasted
    pushing = [*terms, "log_weekly_ratio_lag2"]
    values = np.array([0.6, 0.3, 0.5, 0.1, -0.2, 0.4, 0.15])
    names = [*pushing, carry, "pain_post_lag2"]
    found = week_over_two_days(case, made_up(dict(zip(names, values, strict=True))))
    steps = raised_week(frame, 0.3, pushing).to_numpy()

    def forced(values):
        *slopes, r1, r2 = values
        return forced_evenings(steps @ slopes, r1, r2)

    assert found.estimate == pytest.approx(forced(values))
    slopes = [(forced(values + step) - forced(values - step)) / 2e-6 for step in np.eye(7) * 1e-6]
    assert found.standard_error == pytest.approx(0.1 * np.linalg.norm(slopes), rel=1e-6)


def test_without_a_second_day_the_raised_week_is_the_claim_s_own(cases, frame):
    case = cases["ramp-up"]
    estimates = fit_hc3(regression_of(case.fit))
    own = contrast(case.fit, case.specification, frame)
    found = week_over_two_days(case, estimates)
    assert (found.estimate, found.standard_error) == pytest.approx(
        (own.estimate, own.standard_error)
    )


def test_a_lasting_dose_over_two_lags_is_the_level_that_forced_days_reach(cases, frame):
    case = cases["strength"]
    *lags, carry = case.fit.rows.contrasted
    values = dict(zip(lags, [0.3, -0.1, 0.05, 0.02], strict=True))
    made = made_up({**values, carry: 0.4, "pain_post_lag2": 0.15})
    both = carried_in_two_days(made, carry)
    fit = replace(case.fit, results=both, covariance=both.covariance)
    found = contrast(fit, case.specification, frame)
    push = case.specification.contrast_size / 7 * np.dot([1, 1, 5, 1], list(values.values()))
    assert found.estimate == pytest.approx(forced_evenings([push] * 300, 0.4, 0.15), rel=1e-9)
    # d / d r1 = d / d r2 = push / (1 - r1 - r2)^2; the two are unrelated here.
    slopes = [case.specification.contrast_size / 7 / 0.45 * days for days in (1, 1, 5, 1)]
    slopes += [push / 0.45**2] * 2
    assert found.standard_error == pytest.approx(0.1 * np.linalg.norm(slopes), rel=1e-9)


@pytest.mark.parametrize("slug", ["strength", "ramp-up"])
def test_two_lags_of_a_carried_contrast_can_be_fitted(cases, slug):
    found = VARIANTS["two lags"](cases[slug])
    assert 0 < found.n_days < len(cases[slug].fit.rows.frame)
    assert np.isfinite([found.contrast.estimate, found.contrast.standard_error]).all()


def test_ordered_ratings_hold_the_carry_over_at_the_claim_s_own(cases):
    case = cases["strength"]
    found = VARIANTS["ordered ratings"](case)
    estimates = fit_ordinal(regression_of(case.fit)).estimates
    lags = list(case.fit.rows.contrasted[:-1])
    days = np.array([1, 1, 5, 1])
    direct = days @ estimates.params[lags]
    z = direct / np.sqrt(days @ estimates.covariance.loc[lags, lags] @ days)
    assert not found.is_points
    assert np.sign(found.contrast.estimate) == np.sign(direct)
    assert found.contrast.p_value == pytest.approx(2 * stats.norm.sf(abs(z)), rel=1e-6)


def test_news_of_the_same_day_rating_is_worked_out_anew_for_fewer_rows(cases):
    fit = cases["strength"].fit
    if PAIN_PRE_NEWS not in regression_of(fit).names:
        pytest.skip("the sample diary has no rating before the run")
    half = regression_of(fit)
    changed = settled(on_rows(half, half.day > 200))
    news = changed.exog[:, changed.names.index(PAIN_PRE_NEWS)]
    known = changed.exog[:, [name.endswith("_lag1") for name in changed.names]]
    np.testing.assert_allclose(known.T @ news, 0, atol=1e-6)


def test_a_column_that_stops_to_vary_is_left_out():
    regression = a_series()
    rare = np.where(regression.day < 10, 1.0, 0.0)
    changed = settled(on_rows(with_columns(regression, {"rare": rare}), regression.day >= 10))
    assert changed.names == NAMES


def test_a_day_that_fixes_a_coefficient_alone_is_left_out():
    once = np.where(np.arange(200) == 7, 1.0, 0.0)
    changed = settled(with_columns(a_series(), {"once": once}))
    assert (len(changed.endog), changed.names) == (199, NAMES)


def test_an_exposure_that_others_hold_is_refused():
    regression = a_series()
    twin = with_columns(regression, {"twin": 2 * regression.exog[:, 1]})
    with pytest.raises(ModelError, match="habit: cannot be told from the other terms"):
        settled(twin)


def test_fewer_rows_than_parameters_are_refused():
    with pytest.raises(ModelError, match="fewer rows than parameters"):
        settled(on_rows(a_series(), np.arange(200) < 3))


def test_too_few_exposed_days_left_are_refused(cases, frame):
    case = cases["spike"]
    exposed = case.fit.rows.frame.loc[case.fit.rows.frame["spike"] == 1, "day"].astype(int)
    ill = pd.Series(0.0, index=frame.index)
    ill[exposed.iloc[4:]] = 1.0
    with pytest.raises(ModelError, match="too few days are left"):
        without_illness(replace(case, illness=ill))


def test_columns_go_by_their_whole_name():
    regression = with_columns(a_series(), {"habit_lag1": np.zeros(200)})
    left = without_columns(regression, {"habit"})
    assert left.names == ("Intercept", "load", "before", "habit_lag1")
    assert left.contrasted == ()
