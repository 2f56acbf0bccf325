import numpy as np
import pytest
from cohort_examples import golden_days

from backstride.errors import ModelError
from backstride.exposures import add_exposures
from backstride.models.frame import model_frame
from backstride.models.pooled.design import PooledModel, pooled_columns, pooled_model
from backstride.models.pooled.estimate import sustained_dose, sustained_model
from backstride.models.pooled.sums import added, coefficients, kept_terms, runner_sums
from backstride.models.specification import SPECIFICATION
from backstride.simulate.cohort.scenario import CohortScenario
from backstride.simulate.cohort.write import simulate_cohort

STRETCHING = SPECIFICATION["stretching"]
# What 7 days of two doses do to the last evening, by forcing the doses of 400 such runners.
TRUTH = -0.509
SORE = CohortScenario(
    seed=1, n_runners=40, n_days=180, kappa=0.5, psi=0.06, habits_follow="yesterday",
    rated_before_run=False, effects={"stretching": -0.3},
)  # fmt: skip


@pytest.fixture(scope="module")
def sore():
    diary = add_exposures(simulate_cohort(SORE).days)
    return model_frame(diary).assign(pain_pre_slot=diary["pain_pre_slot"])


def test_a_dose_kept_up_is_found_where_a_count_of_doses_has_the_wrong_sign(sore):
    model = sustained_model(pooled_model(STRETCHING), STRETCHING)
    sums = runner_sums(pooled_columns(sore, STRETCHING), model)
    found = sustained_dose(sums, model, dose=2.0, n_draws=200).contrast
    assert abs(found.estimate - TRUTH) < 3 * found.standard_error
    assert 0.04 < found.standard_error < 0.12
    doses = sore.groupby("runner")["stretching"].transform(lambda days: days.rolling(7).sum())
    known = doses.notna() & sore["pain_post"].notna()
    counted = np.polyfit(doses[known], sore.loc[known, "pain_post"], 1)[0] * 14
    assert counted > 0.5


def recursion(b, g, rho, dose, n_days):
    level = 0.0
    for day in range(n_days):
        level = rho * level + b * dose + (g * dose if day else 0.0)
    return level


def golden_sums():
    days = golden_days().rename(columns={"x": "act", "z": "act_lag1"})
    days["evening_before"] = ((np.arange(60) * 5) % 7) / 3
    model = PooledModel(
        ("act", "act_lag1", "evening_before"), ("act", "act_lag1", "evening_before")
    )
    return runner_sums(days, model), model


def test_the_level_follows_the_recursion_day_by_day():
    sums, model = golden_sums()
    whole = added(sums)
    b, g, rho = coefficients(whole.xx, whole.xy, model, kept_terms(whole, model))
    for n_days in (1, 2, 7):
        found = sustained_dose(sums, model, 2.0, n_days, n_draws=3).contrast.estimate
        assert found == pytest.approx(recursion(b, g, rho, 2.0, n_days), rel=1e-12)


def test_draws_of_runners_can_be_repeated_and_spread_as_leaving_out_does():
    sums, model = golden_sums()
    one, two = (sustained_dose(sums, model, 1.0, 1, n_draws=4000, seed=5) for _ in range(2))
    assert (one.draws == two.draws).all()
    assert one.contrast.dof == 5
    # Six runners: the error of the act alone, by leaving runners out, as far as it goes.
    from backstride.models.pooled.estimate import pooled_estimate
    from backstride.models.pooled.sums import spread

    fit = pooled_estimate(added(sums), spread(sums, model, added(sums)), model)
    left_out = float(fit.covariance.loc["act", "act"] ** 0.5)
    assert one.contrast.standard_error == pytest.approx(left_out, rel=0.4)


def test_one_runner_is_refused():
    days = golden_days().query("runner == 'a'")
    model = PooledModel(("x", "z"), ("x", "z"))
    with pytest.raises(ModelError, match=r"found 1 runners, expected 2 or more"):
        sustained_dose(runner_sums(days, model), model, 1.0)
