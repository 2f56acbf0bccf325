"""What raising a week adds, day by day, and its contrast against R."""

import numpy as np
import pandas as pd
import pytest

from backstride.models.contrasts import contrast
from backstride.models.design import ModelRows
from backstride.models.fit import fit_adl
from backstride.models.raised_week import raised_week, ramp_steps, spike_steps, usual_weeks
from backstride.models.specification import SPECIFICATIONS
from backstride.simulate import Scenario, simulate_runner
from backstride.simulate.truth import forced_week, has_forced_week

(RAMP_UP,) = (one for one in SPECIFICATIONS if one.slug == "ramp-up")
LOG_RATIO = ("log_weekly_ratio", "log_weekly_ratio_lag1")
SPIKE = ("spike", "spike_lag1")


def calendar(week_km, n_weeks=6):
    """Whole weeks from a Monday on, one run a day at most."""
    days = {"weekday": list(range(7)) * n_weeks, "km": [float(km) for km in week_km] * n_weeks}
    return pd.DataFrame(days).assign(longest_km=lambda days: days["km"])


def golden_days():
    """The table that R read as gold.csv."""
    rng = np.random.default_rng(11)
    ratio = rng.binomial(1, 0.4, 120).astype(float)
    lag = np.r_[0, ratio[:-1]]
    pre = rng.integers(0, 8, 120).astype(float)
    noise = rng.normal(0, 1, 120) * (1 + 0.3 * ratio)
    post = np.clip(np.round(1 + 0.45 * pre - 0.3 * ratio + 0.1 * lag + noise), 0, 10)
    spike = np.random.default_rng(12).binomial(1, 0.15, 120).astype(float)
    known = dict(zip((*LOG_RATIO, *SPIKE), (ratio, lag, spike, np.r_[0, spike[:-1]]), strict=True))
    return pd.DataFrame({"pain_post": post, "pain_pre": pre, **known})


@pytest.mark.parametrize(
    ("terms", "estimate", "standard_error"),
    [
        (LOG_RATIO, -0.05090532414, 0.1021367374),
        ((*LOG_RATIO, *SPIKE), -0.06141885987, 0.1034966400),
    ],
)
def test_raised_week_and_its_delta_method_error_agree_with_r(terms, estimate, standard_error):
    # m <- lm(pain_post ~ pain_pre + x + x_lag1 + s + s_lag1, d)   (first row: without s, s_lag1)
    # V <- sandwich::vcovHC(m, type = "HC3"); p <- coef(m)
    # x <- log1p(.3 * (1:7) / 7); z <- c(1, 0, 0, 0, 0, 0, 0); lag <- function(v) c(0, v[-7])
    # f <- function(p) sum(p[2]^(6:0) * (p[3]*x + p[4]*lag(x) + p[5]*z + p[6]*lag(z)))
    # g <- central differences of f with h = 1e-6; f(p); sqrt(t(g) %*% V %*% g)
    fit = fit_adl(ModelRows(golden_days(), (*terms, "pain_pre"), (*terms, "pain_pre")))
    found = contrast(fit, RAMP_UP, calendar([5] * 7))
    assert found.estimate == pytest.approx(estimate, rel=1e-7)
    assert found.standard_error == pytest.approx(standard_error, rel=1e-6)


def test_usual_week_follows_the_runner_s_own_days():
    to_sunday, to_thursday = usual_weeks(calendar([0, 0, 0, 5, 0, 0, 15]))[[6, 3]]
    np.testing.assert_allclose(to_sunday, [0, 0, 0, 0.25, 0.25, 0.25, 1.0])
    np.testing.assert_allclose(to_thursday, [0, 0, 0.75, 0.75, 0.75, 0.75, 1.0])


def test_a_week_with_an_unlogged_day_is_no_usual_week():
    frame = pd.DataFrame({"weekday": list(range(7)) * 2, "km": [7.0] * 7 + [100, np.nan] + [0] * 5})
    np.testing.assert_allclose(usual_weeks(frame)[0], np.arange(1, 8) / 7)


def test_ramp_ends_at_log_of_1_3_whichever_day_the_week_ends_on():
    steps = ramp_steps(calendar([0, 0, 0, 0, 0, 0, 15]), 0.3)
    assert steps[-1] == pytest.approx(np.log(1.3))
    # The one run of the week has come by day 1 if the week ends on a Saturday: 1 in 7.
    assert steps[0] == pytest.approx(np.log(1.3) / 7)


def test_the_longest_run_of_a_raised_week_is_its_spike():
    # The 7 days may end on any weekday, so Sunday's long run is their first as often as their last.
    steps = spike_steps(calendar([0, 5, 0, 5, 0, 0, 10], n_weeks=12), 0.3)
    assert steps.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(steps, 1 / 7, atol=0.03)


def test_a_week_raised_by_a_tenth_brings_no_spike():
    assert spike_steps(calendar([0, 5, 0, 5, 0, 0, 10]), 0.10).tolist() == [0.0] * 7


def test_a_week_without_a_month_before_it_brings_no_spike_that_is_known():
    short = calendar([5] * 7, n_weeks=5)
    assert spike_steps(short, 0.3).tolist() == [0.0] * 7
    unlogged = calendar([5] * 7, n_weeks=9).assign(
        km=lambda days: days["km"].mask(days.index == 31)
    )
    assert spike_steps(unlogged, 0.3).tolist() == [0.0] * 7


def test_spikes_of_raised_weeks_are_those_of_the_simulator():
    daily = simulate_runner(Scenario(seed=3, n_days=400)).daily
    forced = [forced_week(daily, factor)["spike"] for factor in (1.3, 1.0)]
    is_counted = has_forced_week(daily).to_numpy() & (np.arange(len(daily)) >= 36)
    expected = (forced[0] - forced[1])[is_counted].mean(axis=0)
    frame = pd.DataFrame({"km": daily["distance_km"], "longest_km": daily["distance_km"]})
    # The simulator counts 30 x 24 hours, the model whole days.
    np.testing.assert_allclose(spike_steps(frame, 0.3), expected, atol=0.01)


def test_lags_begin_with_what_was_before_the_week():
    steps = raised_week(calendar([5] * 7), 0.3, ["spike", "spike_lag1", "spike_lag2"])
    assert steps.to_numpy().argmax(axis=0).tolist() == [0, 1, 2]
