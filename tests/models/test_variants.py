"""Other models of the same contrast: what each changes, and what it leaves as it is."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from model_examples import NAMES, a_series
from scipy import stats

from backstride.diary import build_diary
from backstride.errors import ModelError
from backstride.exposures import add_exposures
from backstride.models.contrasts import contrast
from backstride.models.design import PAIN_PRE_NEWS, TREND, model_rows
from backstride.models.error_models import fit_ordinal
from backstride.models.fit import fit_adl
from backstride.models.frame import model_frame
from backstride.models.raised_week import raised_week
from backstride.models.refit import (
    Estimates,
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
