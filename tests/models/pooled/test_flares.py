import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from cohort_examples import example_diary, example_frame

from backstride.errors import ModelError
from backstride.exposures import add_exposures
from backstride.models.flares import FlareRows, flare_days
from backstride.models.frame import model_frame
from backstride.models.pooled.flares import pooled_hazard
from backstride.models.specification import SPECIFICATION
from backstride.simulate.cohort.scenario import CohortScenario
from backstride.simulate.cohort.write import simulate_cohort

SURFACE = SPECIFICATION["surface"]


def days_of(effects, seed=0):
    scenario = CohortScenario(seed=seed, n_runners=40, n_days=180, kappa=0.5, effects=effects)
    diary = add_exposures(simulate_cohort(scenario).days)
    return flare_days(diary, model_frame(diary))


def test_hard_ground_that_hurts_brings_flares():
    found = pooled_hazard(days_of({"surface": 1.0}), SURFACE)
    assert found.odds.low > 1.3
    assert found.odds.p_value < 0.001
    assert found.n_runners == 40


def test_ground_that_does_nothing_does_not():
    found = pooled_hazard(days_of({}), SURFACE)
    assert found.odds.low < 1 < found.odds.high
    assert 0.7 < found.odds.odds_ratio < 1.4


# Where runners differ in the effect the sandwich is the larger one; alike, the likelihood's is.
@pytest.mark.parametrize(("sd", "kind"), [(1.5, "cluster"), (0.0, "nonrobust")])
def test_errors_are_the_larger_of_two_and_a_true_outcome_is_no_false_one(sd, kind):
    rng = np.random.default_rng(1)
    n = 600
    days = pd.DataFrame(
        {
            "runner": np.repeat([f"r{number}" for number in range(30)], 20),
            "hard": (rng.random(n) < 0.5).astype(float),
            "pain_pre": rng.normal(size=n),
        }
    )
    slopes = 0.8 + sd * np.repeat(rng.normal(size=30), 20)
    odds = -1 + slopes * days["hard"] + 0.4 * days["pain_pre"]
    days["flare_onset"] = (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(float)
    rows = FlareRows(days, ("hard", "pain_pre"))
    means = days.groupby("runner")[["hard", "pain_pre"]].transform("mean").to_numpy()
    exog = np.column_stack([rows.exog, (means - means.mean(axis=0)) / means.std(axis=0)])
    groups = {"groups": pd.factorize(days["runner"])[0]} if kind == "cluster" else None
    model = sm.GLM(rows.endog, exog, family=sm.families.Binomial())
    glm = model.fit(cov_type=kind, cov_kwds=groups)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("backstride.models.pooled.flares.flare_rows", lambda *_: rows)
        found = pooled_hazard(days, SURFACE)
    slope = np.log(found.odds.odds_ratio)
    error = (np.log(found.odds.high) - np.log(found.odds.low)) / 2 / 2.0452296
    # Firth's penalty moves both a little; statsmodels counts (n - 1) / (n - k) besides.
    assert slope == pytest.approx(glm.params[1], rel=0.05)
    assert error == pytest.approx(glm.bse[1], rel=0.05)
    assert slope > 0


def test_few_runners_with_a_flare_are_refused():
    days = days_of({})
    few = days[days["runner"].isin(days["runner"].unique()[:4])]
    with pytest.raises(ModelError, match=r"runners with a flare, expected 5 or more"):
        pooled_hazard(few, SURFACE)


def test_an_exposure_that_never_varies_is_refused():
    days = flare_days(example_diary(), example_frame()).assign(hard=1.0)
    with pytest.raises(ModelError, match=r"hard: the same on every day that counts"):
        pooled_hazard(days, SURFACE)
