"""The plain correlation that stands beside an answer."""

import numpy as np
import pytest
import statsmodels.formula.api as smf
from model_examples import SPECIFICATION, golden_days
from scipy import stats

from backstride.models.plain import plain_difference


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
