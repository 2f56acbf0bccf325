from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from cohort_examples import example_diary, example_frame, in_parts

from backstride.errors import ModelError
from backstride.models.pooled.design import pooled_columns, pooled_model
from backstride.models.pooled.two_stage import (
    NO_TELLING,
    TOO_FEW_DAYS,
    TOO_FEW_EXPOSED,
    TOO_FEW_SPIKES,
    own_fit,
    paule_mandel,
    pool_runners,
    runner_estimates,
)
from backstride.models.specification import SPECIFICATION
from backstride.verdict.answers import fit_claim

OWN = pd.DataFrame(
    {
        "estimate": [0.20, 0.95, -0.10, 0.60, 1.40, 0.05, 0.33],
        "pooling_error": [0.20, 0.25, 0.15, 0.40, 0.50, 0.10, 0.22],
    }
)


def test_mean_error_and_spread_agree_with_metafor():
    # r <- metafor::rma(yi, sei = sei, method = "PM", test = "knha", control = list(tol = 1e-12))
    # c(coef(r), r$se, r$pval, r$ci.lb, r$ci.ub, sqrt(r$tau2), r$I2)
    pooled = pool_runners(OWN)
    found = [
        pooled.mean.estimate,
        pooled.mean.standard_error,
        pooled.mean.p_value,
        *pooled.mean.interval,
        pooled.tau,
        100 * pooled.i_squared,
    ]
    expected = [0.3843117903154, 0.1829622465963, 0.0804223206746, -0.0633806991930]
    expected += [0.8320042798239, 0.4116863474898, 81.3782761586971]
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_the_next_runner_agrees_with_its_formula_in_r():
    # half <- qt(.975, r$k - 2) * sqrt(r$tau2 + r$se^2); c(coef(r) - half, coef(r) + half)
    pooled = pool_runners(OWN)
    found = [pooled.prediction_low, pooled.prediction_high]
    np.testing.assert_allclose(found, [-0.77376551814, 1.54238909877], rtol=1e-9)


def test_runners_who_are_too_alike_make_no_interval_narrower():
    # metafor::rma(yi, sei = sei, method = "PM", test = "adhoc")
    alike = pd.DataFrame(
        {"estimate": [0.3, 0.31, 0.29, 0.35], "pooling_error": [0.2, 0.3, 0.25, 0.2]}
    )
    pooled = pool_runners(alike)
    assert pooled.mean.estimate == pytest.approx(0.3155763688761, rel=1e-10)
    assert pooled.mean.standard_error == pytest.approx(0.1138784427002, rel=1e-10)
    assert pooled.mean.interval[0] == pytest.approx(-0.0468356603465, rel=1e-9)
    assert (pooled.tau, pooled.i_squared) == (0.0, 0.0)


def test_all_spread_may_be_between_runners():
    effect, variance = np.array([0.0, 4.0, 9.0]), np.full(3, 1e-12)
    assert paule_mandel(effect, variance) == pytest.approx(effect.var(ddof=1))


def test_two_runners_are_no_cohort():
    with pytest.raises(ModelError, match=r"found 2 estimates of runners, expected 3"):
        pool_runners(OWN.iloc[:2])


def test_runners_without_an_estimate_are_left_out():
    assert pool_runners(pd.concat([OWN, pd.DataFrame({"estimate": [np.nan]})])).n_runners == 7


# Trends differ in shape, which a dose of weeks feels, and terms seen on one or two days are kept
# here: spikes, for ramp-up.
@pytest.mark.parametrize(
    ("slug", "away"), [("surface", 0.35), ("stretching", 0.35), ("strength", 1.5), ("ramp-up", 1)]
)
def test_a_runner_in_a_cohort_is_told_what_the_runner_alone_is_told(slug, away):
    specification = SPECIFICATION[slug]
    diary, frame = (in_parts(table, 4)[0] for table in (example_diary(), example_frame()))
    found = runner_estimates(pooled_columns(frame, specification), specification, frame)
    told = found[found["refused"] != TOO_FEW_SPIKES]
    assert len(told) >= 2
    for row in told.itertuples():
        mine = (table[table["runner"] == row.runner] for table in (diary, frame))
        alone = fit_claim(*(table.reset_index(drop=True) for table in mine), specification).contrast
        assert abs(row.estimate - alone.estimate) < away * alone.standard_error
        assert row.standard_error == pytest.approx(alone.standard_error, rel=0.25)


def own_values(slug):
    specification = SPECIFICATION[slug]
    model = pooled_model(specification)
    columns = pooled_columns(in_parts(example_frame(), 1)[0], specification)
    return columns[list(model.columns)].to_numpy(dtype=float), model


def test_own_errors_are_those_of_statsmodels():
    import statsmodels.api as sm

    from backstride.models.pooled.sums import trend

    values, model = own_values("surface")
    terms = values[:, 1:-1]
    varies = np.ptp(terms, axis=0) > 0
    place = model.terms.index("hard")
    exog = np.column_stack(
        [terms[:, place], np.ones(len(terms)), trend(values[:, 0]),
         terms[:, [one for one in np.flatnonzero(varies) if one != place]]]
    )  # fmt: skip
    exog = exog[:, np.abs(np.diag(np.linalg.qr(exog, mode="r"))) > 1e-8]
    expected = sm.OLS(values[:, -1], exog).fit(cov_type="HC3")
    found = own_fit(values, model)
    assert found.params[0] == pytest.approx(expected.params[0], rel=1e-9)
    assert found.covariance[0, 0] ** 0.5 == pytest.approx(expected.bse[0], rel=1e-9)
    unbiased = sm.OLS(values[:, -1], exog).fit(cov_type="HC2").bse[0]
    assert found.unbiased_covariance[0, 0] ** 0.5 == pytest.approx(unbiased, rel=1e-9)


def test_a_day_that_fixes_a_coefficient_by_itself_is_left_out():
    values, model = own_values("surface")
    place = 1 + model.terms.index("unknown_hard_lag1")
    values[:, place] = 0.0
    values[7, place] = 1.0
    without = own_fit(np.delete(values, 7, axis=0), model)
    found = own_fit(values, model)
    assert (found.n_days, found.n_parameters) == (without.n_days, without.n_parameters)
    np.testing.assert_allclose(found.params, without.params, rtol=1e-8)


def test_an_exposure_that_never_varies_cannot_be_told():
    values, model = own_values("surface")
    values[:, 1 + model.terms.index("hard")] = 1.0
    with pytest.raises(ModelError, match=r"hard: cannot be told from the other terms"):
        own_fit(values, model)


def test_runners_who_cannot_say_are_told_why():
    specification = SPECIFICATION["surface"]
    columns = pooled_columns(example_frame(), specification)
    first, second, third, fourth = columns["runner"].unique()[:4]
    short = columns[columns["runner"] == first].iloc[:60]
    soft = columns[columns["runner"] == second].assign(hard=0.0)
    tied = columns[columns["runner"] == third].assign(warm_up=lambda table: table["hard"] / 2)
    whole = columns[columns["runner"] == fourth]
    told = runner_estimates(pd.concat([short, soft, tied, whole]), specification, example_frame())
    assert told["refused"].tolist() == [TOO_FEW_DAYS, TOO_FEW_EXPOSED, NO_TELLING, ""]
    assert told["estimate"].notna().tolist() == [False, False, False, True]


def test_a_raised_week_is_not_told_by_a_runner_without_the_spikes_it_brings():
    specification, frame = SPECIFICATION["ramp-up"], example_frame()
    never = frame.assign(spike=0.0, spike_lag1=frame["spike_lag1"].mask(frame["spike_lag1"] > 0, 0))
    columns = pooled_columns(never, specification)
    told = runner_estimates(columns, specification, never)
    assert set(told["refused"]) == {TOO_FEW_SPIKES}
    # Where runs never vary, raising a week by so little brings no run above 1.10 times the longest.
    alike = never.assign(km=frame["ran"] * 8.0, longest_km=frame["ran"] * 8.0)
    gentle = replace(specification, contrast_size=0.02)
    steady = runner_estimates(columns, gentle, alike)
    assert TOO_FEW_SPIKES not in set(steady["refused"])
