"""Contrasts against R, their inversion, and the days that they need."""

from dataclasses import replace

import pandas as pd
import pytest
from model_examples import golden_days
from scipy import stats

from backstride.models.contrasts import UnsettledError, contrast, days_needed, detectable_multiplier
from backstride.models.design import ModelRows
from backstride.models.fit import fit_adl
from backstride.models.specification import Specification

EVEN_WEEKS = pd.DataFrame({"weekday": list(range(7)) * 2, "km": 5.0})


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


@pytest.fixture
def golden():
    return fit_adl(
        ModelRows(golden_days(), ("x", "x_lag1", "pain_pre"), ("x", "x_lag1", "pain_pre"))
    )


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


def test_contrast_is_linear_in_its_amount(golden):
    one, two = (contrast(golden, specified("x", amount), EVEN_WEEKS) for amount in (1.0, 2.0))
    assert two.estimate == pytest.approx(2 * one.estimate)
    assert two.p_value == pytest.approx(one.p_value)


def test_p_value_at_a_limit_of_the_interval_is_0_05(golden):
    found = contrast(golden, specified("x"), EVEN_WEEKS)
    for limit in found.interval:
        t = (found.estimate - limit) / found.standard_error
        assert 2 * stats.t.sf(abs(t), found.dof) == pytest.approx(0.05)


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
