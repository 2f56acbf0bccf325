"""Firth's logistic regression against R, on separated data, and beside the plain one."""

import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import optimize, stats

from backstride.errors import ModelError
from backstride.models.firth import fit_firth, profile


def golden_days():
    """The table that R read as gold.csv."""
    rng = np.random.default_rng(17)
    x = rng.binomial(1, 0.15, 150).astype(float)
    room = rng.integers(1, 6, 150).astype(float)
    onset = rng.binomial(1, 1 / (1 + np.exp(-(-0.6 + 0.9 * x - 0.6 * room)))).astype(float)
    return pd.DataFrame({"onset": onset, "x": x, "room": room})


def separated_days():
    """No onset with x: the table that R read as separated.csv."""
    days = golden_days()
    return days.assign(onset=np.where(days["x"] == 1, 0.0, days["onset"]))


def perfect_days():
    """All onsets with x and none without: the table that R read as perfect.csv."""
    return pd.DataFrame({"onset": np.repeat([0.0, 1.0], 10), "x": np.repeat([0.0, 1.0], 10)})


def fitted(days):
    return fit_firth(days["onset"].to_numpy(), sm.add_constant(days.drop(columns="onset")).values)


# library(brglm2); d <- read.csv("gold.csv")  # or separated.csv, perfect.csv (onset ~ x)
# m <- glm(onset ~ x + room, binomial, d, method = "brglmFit", type = "AS_mean", epsilon = 1e-12)
# coef(m); sqrt(diag(vcov(m)))
COEFFICIENTS = {
    golden_days: (
        [-1.911998132058, 0.358690958302, -0.3114317154],
        [0.731781683992, 0.956116315258, 0.249367704749],
    ),
    separated_days: (
        [-1.518652715262, -0.908021889374, -0.473186499481],
        [0.744818231413, 1.519700243782, 0.282836523585],
    ),
    perfect_days: ([-3.04452243772, 6.08904487545], [1.51814423055, 2.14698016049]),
}
# X <- model.matrix(m); pll <- function(b) { p <- plogis(drop(X %*% b));
#   sum(dbinom(d$onset, 1, p, log = TRUE)) +
#   determinant(crossprod(X * sqrt(p * (1 - p))))$modulus / 2 }
# prof <- function(v) -optim(coef(m)[-j], function(o) -pll(append(o, v, j - 1)),
#   method = "BFGS", control = list(reltol = 1e-16, maxit = 5000))$value
# h <- function(v) 2 * (pll(coef(m)) - prof(v)) - qchisq(.95, 1)
# uniroot(h, c(b - 12, b), tol = 1e-12)$root; uniroot(h, c(b, b + 12), tol = 1e-12)$root
# pchisq(2 * (pll(coef(m)) - prof(0)), 1, lower.tail = FALSE)
PROFILES = [
    (golden_days, 1, -1.95667898935, 2.00269730231, 0.714133946187),
    (golden_days, 2, -0.86458638804, 0.169161140396, 0.208367147548),
    (separated_days, 1, -5.80571209453, 1.32625312967, 0.496484775967),
    (separated_days, 2, -1.13592045605, 0.0634670569531, 0.0857879693795),
    (perfect_days, 1, 2.96216153552, 11.8606014663, 2.25733042188e-06),
]


@pytest.mark.parametrize("days", COEFFICIENTS, ids=lambda days: days.__name__)
def test_coefficients_and_information_agree_with_r(days):
    coefficients, errors = COEFFICIENTS[days]
    fit = fitted(days())
    np.testing.assert_allclose(fit.params, coefficients, rtol=1e-7)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.covariance)), errors, rtol=1e-6)


@pytest.mark.parametrize(("days", "column", "low", "high", "p_value"), PROFILES)
def test_profile_intervals_and_p_values_agree_with_r(days, column, low, high, p_value):
    found = profile(fitted(days()), column)
    assert (found.low, found.high) == (pytest.approx(low, rel=1e-6), pytest.approx(high, rel=1e-6))
    assert found.p_value == pytest.approx(p_value, rel=1e-6)


@pytest.mark.parametrize("days", COEFFICIENTS, ids=lambda days: days.__name__)
def test_firthmodels_finds_the_same(days):
    firthmodels = pytest.importorskip("firthmodels")
    fit = fitted(days())
    # Below 1e-7 its halved steps give up on some of these tables.
    known = firthmodels.FirthLogisticRegression(
        backend="numpy", fit_intercept=False, gtol=1e-6, xtol=1e-6
    ).fit(fit.exog, fit.endog)
    known.lrt(1)
    limits = known.conf_int(method="pl", features=1, tol=1e-8)[1]
    found = profile(fit, 1)
    np.testing.assert_allclose(fit.params, known.coef_, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose([found.low, found.high], limits, atol=1e-6)
    assert found.p_value == pytest.approx(known.lrt_pvalues_[1], rel=1e-6)


def test_one_group_alone_has_the_odds_of_half_an_event_more():
    # With an intercept alone, Firth adds 1/2 to the events and to the others: log(3.5 / 17.5).
    fit = fit_firth(np.repeat([1.0, 0.0], [3, 17]), np.ones((20, 1)))
    assert fit.params[0] == pytest.approx(np.log(3.5 / 17.5))


def test_the_estimate_is_where_the_penalised_likelihood_is_highest():
    days = golden_days()
    y, exog = days["onset"].to_numpy(), sm.add_constant(days[["x", "room"]]).to_numpy()

    def loss(params):
        p = 1 / (1 + np.exp(-exog @ params))
        information = exog.T @ (exog * (p * (1 - p))[:, None])
        likelihood = (y * np.log(p) + (1 - y) * np.log1p(-p)).sum()
        return -likelihood - np.linalg.slogdet(information)[1] / 2

    highest = optimize.minimize(loss, np.zeros(3), method="Nelder-Mead", options={"xatol": 1e-9})
    np.testing.assert_allclose(fitted(days).params, highest.x, atol=1e-4)
    assert fitted(days).log_likelihood == pytest.approx(-highest.fun)


@pytest.mark.parametrize("column", [1, 2])
def test_p_value_at_a_limit_of_the_interval_is_0_05(column):
    days = golden_days()
    fit = fitted(days)
    found = profile(fit, column)
    others = np.delete(np.arange(3), column)
    for limit in (found.low, found.high):

        def short(rest, limit=limit):
            params = np.empty(3)
            params[others], params[column] = rest, limit
            p = 1 / (1 + np.exp(-fit.exog @ params))
            information = fit.exog.T @ (fit.exog * (p * (1 - p))[:, None])
            likelihood = np.log(np.where(fit.endog == 1, p, 1 - p)).sum()
            return -likelihood - np.linalg.slogdet(information)[1] / 2

        best = optimize.minimize(short, fit.params[others], method="BFGS", tol=1e-10)
        statistic = 2 * (fit.log_likelihood + best.fun)
        assert stats.chi2.sf(statistic, 1) == pytest.approx(0.05, rel=1e-4)


def test_rescaled_and_recombined_columns_give_the_same_interval():
    days = golden_days()
    plain, other = fitted(days), fitted(days.assign(room=3 + 10 * days["room"] - 4 * days["x"]))
    assert other.params[2] == pytest.approx(plain.params[2] / 10)
    assert profile(other, 2).p_value == pytest.approx(profile(plain, 2).p_value)
    scaled = fitted(days.assign(room=10 * days["room"]))
    assert profile(scaled, 1).high == pytest.approx(profile(plain, 1).high)


def test_with_many_days_it_is_the_plain_logit():
    days = pd.concat([golden_days()] * 400)
    plain = sm.Logit(days["onset"], sm.add_constant(days[["x", "room"]])).fit(disp=0)
    np.testing.assert_allclose(fitted(days).params, plain.params, atol=2e-3)


def test_where_no_onset_is_exposed_the_plain_logit_runs_off_and_this_does_not():
    days = separated_days()
    exog = sm.add_constant(days[["x", "room"]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logit = sm.Logit(days["onset"], exog).fit(disp=0, maxiter=200)
        glm = sm.GLM(days["onset"], exog, family=sm.families.Binomial()).fit()
    assert logit.params["x"] < -15
    assert glm.params["x"] < -15
    found = profile(fitted(days), 1)
    assert found.estimate == pytest.approx(-0.908, abs=1e-3)
    assert found.low > -6
    assert found.high > 0, "16 days without a flare do not show that there is none"


def test_sandwich_errors_of_statsmodels_are_not_what_they_are_called_so_none_is_used():
    days = golden_days()
    exog = sm.add_constant(days[["x", "room"]])
    model = sm.GLM(days["onset"], exog, family=sm.families.Binomial())
    hc0 = model.fit(cov_type="HC0").bse
    for name in ("HC1", "HC2", "HC3"):
        np.testing.assert_array_equal(model.fit(cov_type=name).bse, hc0)
    found = profile(fitted(days), 1)
    # An interval of any standard error is as long below the estimate as above it.
    assert found.estimate - found.low != pytest.approx(found.high - found.estimate, rel=0.2)


@pytest.mark.parametrize(
    "columns",
    [
        {"again": lambda days: days["x"]},
        {"sum": lambda days: 2 * days["x"] - days["room"]},
        {"constant": lambda days: 7.0 + 0 * days["x"]},
        {"nothing": lambda days: 0 * days["x"]},
    ],
    ids=["twice", "sum", "constant", "nothing"],
)
def test_a_column_that_says_nothing_new_is_an_error(columns):
    days = golden_days().assign(**columns)
    with pytest.raises(ModelError, match="A column of the model is"):
        fit_firth(
            days["onset"].to_numpy(), sm.add_constant(days.iloc[:, 1:], has_constant="add").values
        )


def test_fewer_days_than_columns_are_an_error():
    with pytest.raises(ModelError, match="fewer days than columns"):
        fit_firth(np.array([1.0]), np.array([[1.0, 2.0]]))


def test_an_exposure_on_a_grand_scale_settles():
    days = golden_days()
    grand = fitted(days.assign(x=1e6 * days["x"]))
    assert 1e6 * grand.params[1] == pytest.approx(fitted(days).params[1])
    assert 1e6 * profile(grand, 1).high == pytest.approx(profile(fitted(days), 1).high)
