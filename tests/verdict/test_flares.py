"""Flares beside each claim: a table with numbers or reasons, never verdicts."""

import numpy as np
import pandas as pd
import pytest

from backstride.diary import build_diary
from backstride.exposures import add_exposures
from backstride.models.frame import model_frame
from backstride.models.specification import SPECIFICATIONS
from backstride.simulate import SAMPLE, Scenario, as_log, simulate_runner
from backstride.verdict.flares import flare_hazards

NUMBERS = ["odds_ratio", "low", "high", "p_value"]


def diary_of(scenario):
    return add_exposures(build_diary(as_log(simulate_runner(scenario))))


def hazards_of(diary):
    return flare_hazards(diary, model_frame(diary)).set_index("slug")


@pytest.fixture(scope="module")
def sample():
    return diary_of(SAMPLE)


@pytest.fixture(scope="module")
def hazards(sample):
    return hazards_of(sample)


def test_every_tested_claim_has_a_row_and_no_verdict(hazards):
    assert hazards.index.tolist() == [one.slug for one in SPECIFICATIONS]
    verdicts = {"raises", "lowers", "no difference", "cannot tell"}
    assert verdicts.isdisjoint(hazards["status"])


def test_numbers_stand_where_the_status_says_so(hazards):
    is_estimated = hazards["status"] == "estimated"
    assert is_estimated.any()
    assert (hazards[NUMBERS].notna().all(axis=1) == is_estimated).all()
    assert (hazards["why"].str.len().gt(0) != is_estimated).all()
    found = hazards[is_estimated]
    assert (found["low"] < found["odds_ratio"]).all()
    assert (found["odds_ratio"] < found["high"]).all()
    assert ((found["p_value"] < 0.05) == ((found["low"] > 1) | (found["high"] < 1))).all()


def test_terms_are_no_more_than_a_fifth_of_the_onsets(hazards):
    found = hazards[hazards["status"] == "estimated"]
    n_terms = 2 + found["adjusted_for"].str.count(", ")
    assert (5 * n_terms <= found["n_onsets"]).all()
    assert found["adjusted_for"].str.startswith("pain_pre").all()


def test_a_short_diary_has_too_few_flares():
    hazards = hazards_of(diary_of(Scenario(seed=3, n_days=90)))
    assert "too few flares" in set(hazards["status"])
    row = hazards[hazards["status"] == "too few flares"].iloc[0]
    assert row["n_onsets"] < 10
    assert row["why"].endswith("began on the days that count.")


def test_two_exposed_days_are_too_few(sample):
    few = sample.assign(stretching_between=0.0)
    few.loc[few.index[[40, 41]], "stretching_between"] = 2.0
    hazards = hazards_of(few)
    assert hazards.loc["stretching", "status"] == "too few days"
    assert "with it among the days on which a flare could begin" in hazards.loc["stretching", "why"]


def test_the_same_reasons_hold_as_for_the_verdicts(sample):
    untimed = sample.assign(pain_pre_slot="day before").drop(columns="warm_up_done")
    hazards = hazards_of(untimed)
    assert hazards.loc["stretching", "status"] == "order unknown"
    assert hazards.loc["warm-up", "status"] == "not logged"
    assert np.isnan(hazards.loc["stretching", "n_onsets"])


def test_shoes_that_go_with_the_ground_are_not_told_apart(sample):
    ran = sample["distance_km"] > 0
    shoe = pd.Series(np.where(sample["hard_share"] >= 0.5, "road", "trail"), index=sample.index)
    paired = sample.assign(shoe=shoe.where(ran).astype("str"), unknown_share=0.0)
    assert hazards_of(paired).loc["shoe-age", "status"] == "same as another"


def test_an_exposure_that_never_varies_is_not_told(sample):
    always = sample.assign(stretching_between=2.0)
    assert hazards_of(always).loc["stretching", "status"] == "too few days"


def test_a_strong_effect_on_flares_is_found():
    strong = Scenario(seed=11, n_days=1095, effects={"surface": 2.0})
    hazards = hazards_of(diary_of(strong))
    assert hazards.loc["surface", "low"] > 1
    assert hazards.loc["warm-up", "low"] < 1 < hazards.loc["warm-up", "high"]


def test_the_diary_is_left_alone(sample):
    before = sample.copy()
    flare_hazards(sample, model_frame(sample))
    pd.testing.assert_frame_equal(sample, before)
