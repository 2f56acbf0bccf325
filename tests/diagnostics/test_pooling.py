import numpy as np
import pytest
import statsmodels.api as sm
from cohort_examples import example_frame

from backstride.diagnostics.pooling import GEE, MIXED, STATIC, WITHIN, naive_pooling
from backstride.errors import ModelError
from backstride.exposures import add_exposures
from backstride.models.frame import model_frame
from backstride.models.specification import SPECIFICATION
from backstride.simulate.cohort.scenario import CohortScenario
from backstride.simulate.cohort.write import simulate_cohort

STRETCHING = SPECIFICATION["stretching"]
SORE = CohortScenario(
    n_runners=40, n_days=120, kappa=0.5, psi=0.06, habits_follow="yesterday",
    rated_before_run=False, effects={"stretching": -0.3},
)  # fmt: skip


@pytest.fixture(scope="module")
def wrong():
    frame = model_frame(add_exposures(simulate_cohort(SORE).days))
    return frame, naive_pooling(frame, STRETCHING).set_index("estimator")


def test_what_helps_comes_out_harmful_where_pain_leads_to_it(wrong):
    # Over many such cohorts +0.13 and -0.11 are found for a true -0.30.
    _, found = wrong
    assert found.loc[STATIC, "estimate"] > 0
    assert found.loc[[WITHIN, GEE, MIXED], "estimate"].between(-0.18, -0.02).all()
    assert not (found["low"] <= -0.28).any()


def test_all_days_together_are_gee_with_independent_days(wrong):
    frame, found = wrong
    days = frame[["runner", "pain_post", "stretching", "ran", "km"]].dropna()
    exog = sm.add_constant(days[["stretching", "ran", "km"]])
    gee = sm.GEE(days["pain_post"], exog, groups=days["runner"]).fit()
    assert found.loc[STATIC, "estimate"] == pytest.approx(2 * gee.params["stretching"], rel=1e-9)


def test_some_may_be_asked_alone():
    found = naive_pooling(example_frame(), STRETCHING, (WITHIN,))
    assert found["estimator"].tolist() == [WITHIN]


def test_a_raised_week_is_put_at_its_end():
    found = naive_pooling(example_frame(), SPECIFICATION["ramp-up"], (WITHIN,)).iloc[0]
    frame = example_frame()[["runner", "pain_post", "log_weekly_ratio", "ran"]].dropna()
    within = frame.drop(columns="runner")
    within = within - within.groupby(frame["runner"]).transform("mean")
    slope = sm.OLS(within["pain_post"], within[["log_weekly_ratio", "ran"]]).fit().params.iloc[0]
    assert found["estimate"] == pytest.approx(np.log(1.3) * slope, rel=1e-9)


def test_too_few_runners_and_an_exposure_that_never_varies_are_refused():
    frame = example_frame()
    two = frame[frame["runner"].isin(frame["runner"].unique()[:2])]
    for table in (two, frame.assign(stretching=0.0), frame.iloc[:0]):
        with pytest.raises(ModelError, match=r"stretching: too few runners, or the same on every"):
            naive_pooling(table, STRETCHING)


def test_a_mixed_model_that_does_not_converge_has_no_numbers_and_the_others_have():
    # Five runners whose levels are alike: the variance between them is 0, at the edge.
    alike = CohortScenario(
        n_runners=5, n_days=60, kappa=0.5, psi=0.06, habits_follow="felt", mu_sd=0.0,
        stress_on_pain=0.0, missing_intercept=None,
    )  # fmt: skip
    frame = model_frame(add_exposures(simulate_cohort(alike).days))
    found = naive_pooling(frame, STRETCHING).set_index("estimator")
    assert found.loc[MIXED].isna().all()
    assert found.drop(index=MIXED).notna().all(axis=None)
