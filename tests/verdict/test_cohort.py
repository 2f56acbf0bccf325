import re
from dataclasses import replace
from functools import reduce
from operator import add

import numpy as np
import pandas as pd
import pytest
from cohort_examples import example_diary, example_frame, in_parts

from backstride.models.frame import model_frame
from backstride.models.pooled.two_stage import pool_runners
from backstride.models.specification import SPECIFICATION
from backstride.simulate.cohort.scenario import CohortScenario
from backstride.simulate.cohort.write import simulate_cohort
from backstride.verdict.cohort import (
    SURFACE_COLUMNS,
    answer_cohort,
    answer_whole_cohort,
    cohort_lags,
    cohort_refusal,
    more_runners_sentence,
    spread_sentence,
)
from backstride.verdict.cohort_sums import (
    CohortScores,
    cohort_frame,
    cohort_runners,
    cohort_scores,
    cohort_sums,
)
from backstride.verdict.rules import holm_adjusted


@pytest.fixture(scope="module")
def answers():
    return answer_whole_cohort(example_diary()).set_index("slug")


def test_planted_effects_are_found_and_others_are_not(answers):
    assert answers.loc["stretching", "status"] == "lowers"
    assert answers.loc["surface", "status"] == "raises"
    others = answers.drop(index=["stretching", "surface", "return"])["status"]
    assert not others.isin(["raises", "lowers"]).any()
    assert answers.loc["return", "status"] == "described"


def test_parts_answer_as_the_whole_does(answers):
    parts = in_parts(example_frame(), 1, 7)
    sums = reduce(add, [cohort_sums(part) for part in parts])
    scores = reduce(add, [cohort_scores(part, sums) for part in parts])
    runners = pd.concat([cohort_runners(part) for part in parts], ignore_index=True)
    found = answer_cohort(sums, scores, runners).set_index("slug")
    numbers = answers.select_dtypes("number").columns
    np.testing.assert_allclose(found[numbers], answers[numbers], rtol=1e-10, atol=1e-12)
    words = ["status", "verdict", "needed", "spread"]
    pd.testing.assert_frame_equal(found[words], answers[words])


def test_holm_is_over_the_claims_that_were_fitted(answers):
    fitted = answers["p_value"].dropna()
    assert answers.loc[fitted.index, "p_holm"].to_dict() == holm_adjusted(fitted.to_dict())
    assert len(fitted) == 9


def test_the_runners_own_models_stand_beside_the_pooled_one(answers):
    own = cohort_runners(example_frame()).query("slug == 'stretching' and refused == ''")
    pooled = pool_runners(own)
    row = answers.loc["stretching"]
    assert row["n_own"] == len(own) == 12
    assert row["own_estimate"] == pytest.approx(pooled.mean.estimate)
    assert (row["prediction_low"], row["prediction_high"]) == (
        pooled.prediction_low,
        pooled.prediction_high,
    )
    assert row["prediction_low"] < row["own_low"] < row["own_high"] < row["prediction_high"]


def test_runners_without_days_enough_are_left_out_of_the_second_view_alone(answers):
    row = answers.loc["spike"]
    assert row["n_own"] < 5
    assert np.isnan(row["own_estimate"])
    assert not np.isnan(row["estimate"])
    assert row["spread"] == (
        f"Too few runners ({row['n_own']:.0f}) have days enough for a model of their own."
    )


def test_of_fewer_than_five_runners_nothing_is_shown():
    few = in_parts(example_diary(), 4)[0]
    answers = answer_whole_cohort(few).set_index("slug").drop(index="return")
    assert set(answers["status"]) == {"too few runners"}
    assert answers["estimate"].isna().all()
    assert answers["own_estimate"].isna().all()
    told = "too few runners: Only 4 runners with ratings; of fewer than 5 nothing is shown."
    assert answers.loc["spike", "verdict"] == told
    assert answers.loc["spike", "needed"] == "At least 1 more runner with ratings."


def test_a_claim_that_few_runners_can_speak_of_is_refused():
    diary = example_diary().copy()
    few = diary["runner"].isin(diary["runner"].unique()[:3])
    diary[["warm_up_done", "warm_up_between"]] = diary[["warm_up_done", "warm_up_between"]].where(
        few, 0.0
    )
    row = answer_whole_cohort(diary).set_index("slug").loc["warm-up"]
    assert row["verdict"] == (
        "too few runners: Only 3 runners with enough days with it and days without."
    )
    assert row["needed"] == "At least 2 more runners with days of both kinds."


def test_runners_of_whom_level_and_trend_leave_nothing_do_not_count_among_the_five():
    specification = SPECIFICATION["stretching"]
    claim = cohort_sums(example_frame()).claims[specification.slug]
    varying = np.full_like(claim.within.n_varying, 4)
    few = replace(claim, within=replace(claim.within, n_varying=varying))
    assert cohort_refusal(claim, specification, 12) is None
    refusal = cohort_refusal(few, specification, 12)
    assert refusal.status == "too few runners"
    assert refusal.why == "Only 4 runners with enough days with it and days without."


def test_a_raised_week_is_not_asked_of_short_diaries():
    specification = SPECIFICATION["ramp-up"]
    claim = cohort_sums(example_frame()).claims[specification.slug]
    n_runners = claim.within.n_runners
    at_least = replace(claim, within=replace(claim.within, n_days=60 * n_runners))
    assert cohort_refusal(at_least, specification, 12) is None
    short = replace(claim, within=replace(claim.within, n_days=60 * n_runners - 1))
    refusal = cohort_refusal(short, specification, 12)
    assert refusal.status == "too few days"
    assert refusal.why.endswith("a raised week moves slowly and needs 60.")
    assert refusal.needed == "About 1 more rated days of each runner."


def test_a_habit_nobody_logged_is_told_so():
    names = ["maintenance_done", "maintenance_between"]
    row = answer_whole_cohort(example_diary().drop(columns=names)).set_index("slug")
    assert row.loc["maintenance", "verdict"] == (
        "not logged: No runner has a day with all that is needed."
    )
    assert row.loc["maintenance", "needed"].startswith("Log the time of each exercise")


def test_a_runner_whose_order_is_unknown_says_nothing_of_that_habit_alone():
    diary = example_diary().copy()
    first, second = diary["runner"].unique()[:2]
    untimed = (diary["runner"] == first) & (diary["stretching_done"] > 0)
    diary.loc[untimed, "stretching_between"] = np.nan
    diary.loc[diary["runner"] == second, "pain_pre_slot"] = "day before"
    sums = cohort_sums(cohort_frame(diary))
    whole = cohort_sums(example_frame())
    assert sums.claims["stretching"].within.n_runners == 10
    assert sums.claims["maintenance"].within.n_runners == 11
    assert sums.claims["surface"].within.n_runners == whole.claims["surface"].within.n_runners


def worn_alone(diary, runners):
    """Some runners in one pair each, whose kilometres are those since the log began."""
    km = diary.groupby("runner")["distance_km"].cumsum() - diary["distance_km"]
    ran = diary["n_runs"] > 0
    alone = diary["runner"].isin(runners)
    return diary.assign(
        shoe=diary["shoe"].mask(alone & ran, "pair"), shoe_km=diary["shoe_km"].mask(alone & ran, km)
    )


def test_a_runner_with_one_pair_says_nothing_of_worn_out_shoes_alone():
    diary = worn_alone(example_diary(), example_diary()["runner"].unique()[:3])
    sums, whole = cohort_sums(cohort_frame(diary)), cohort_sums(example_frame())
    assert sums.claims["shoe-age"].within.n_runners == 9
    assert sums.claims["surface"].within.n_runners == whole.claims["surface"].within.n_runners
    own = cohort_runners(cohort_frame(diary)).query("slug == 'shoe-age'")
    assert own["runner"].nunique() == 9


def test_runs_that_hurt_less_with_the_months_are_not_taken_for_the_wear_of_one_pair():
    diary = example_diary()
    month = diary.groupby("runner").cumcount() / 30
    fading = (diary["n_runs"] > 0) * 0.4 * (6 - month)
    diary = diary.assign(pain_post=diary["pain_post"] + fading)
    runners = diary["runner"].unique()
    row = answer_whole_cohort(worn_alone(diary, runners[:7])).set_index("slug").loc["shoe-age"]
    assert row["low"] < 0 < row["high"]
    assert row["n_runners"] == 5
    none = answer_whole_cohort(worn_alone(diary, runners)).set_index("slug").loc["shoe-age"]
    assert none["status"] == "not logged"
    assert none["needed"] == "Log the shoe of each run and when it was new, of two pairs or more."


def test_one_runner_alone_has_the_frame_of_one():
    alone = in_parts(example_diary(), 1)[0]
    frame = cohort_frame(alone).drop(columns="pain_pre_slot")
    pd.testing.assert_frame_equal(frame, model_frame(alone))


def test_a_term_that_cannot_be_told_from_another_is_refused():
    diary = example_diary().copy()
    doses = (diary["stretching_between"] > 0).astype(float)
    diary["strength_done"] = diary["strength_between"] = 0.0
    diary["maintenance_done"] = diary["maintenance_between"] = 4 * doses
    diary["stretching_done"] = diary["stretching_between"] = 2 * doses
    row = answer_whole_cohort(diary).set_index("slug").loc["stretching"]
    assert row["status"] == "same as another"


def test_scores_of_parts_hold_what_the_cohort_can_estimate():
    sums = cohort_sums(example_frame())
    assert isinstance(cohort_scores(example_frame(), sums), CohortScores)
    assert set(cohort_scores(example_frame(), sums).claims) == set(sums.claims)


def test_what_it_takes_is_told_in_runners():
    assert more_runners_sentence(10, 0.5, 0.6) == (
        "A difference of 0.6 points would probably have shown."
    )
    assert more_runners_sentence(10, 6.0, 0.6) == (
        "More than 20 times as many runners like these: diaries will not settle it."
    )
    assert more_runners_sentence(10, 0.61, 0.6) == (
        "About 1 more runner like these to find a difference of 0.6 points."
    )


def test_how_far_runners_differ_is_told_without_a_cause():
    own = pd.DataFrame({"estimate": [-1.0, 0.5, 2.0, 0.1], "pooling_error": [0.1] * 4})
    assert spread_sentence(pool_runners(own), 4).endswith(
        "points; runners differ by an SD of 1.2, for reasons not known here."
    )
    nearly = pd.DataFrame({"estimate": [-0.05, 0.0, 0.05, 0.06], "pooling_error": [0.01] * 4})
    assert "differ by an SD of less than 0.1, for" in spread_sentence(pool_runners(nearly), 4)
    alike = own.assign(estimate=[0.5, 0.5, 0.5, 0.5])
    assert spread_sentence(pool_runners(alike), 4).endswith("; no sign that runners differ.")


def test_ground_and_shoes_that_nobody_logged_are_not_logged():
    diary = example_diary()
    unknown = diary.filter(regex="^(hard_share|shoe_km)$").columns
    told = diary.assign(**dict.fromkeys(unknown, np.nan), unknown_share=1.0)
    statuses = answer_whole_cohort(told).set_index("slug")["status"]
    assert set(statuses[["surface", "shoe-age"]]) == {"not logged"}


def days_of(n_runners=8, n_days=120, **planted):
    return simulate_cohort(CohortScenario(n_runners=n_runners, n_days=n_days, **planted)).days


def test_the_surface_spans_the_middle_of_the_runs_against_the_usual_one():
    days = days_of()
    lags = cohort_lags(days)
    km = days.loc[days["distance_km"] > 0, "distance_km"]
    low, usual, high = np.quantile(km, [0.1, 0.5, 0.9], method="inverted_cdf")
    surface = lags.surface
    assert list(surface.columns) == list(SURFACE_COLUMNS)
    assert len(surface) == 21 * 28
    assert surface["km"].min() == pytest.approx(low, abs=0.11)
    assert surface["km"].max() == pytest.approx(high, abs=0.11)
    assert surface["reference_km"].unique() == pytest.approx([usual], abs=0.11)
    assert (lags.refusal, lags.n_runners) == ("", 8)
    assert 0 < lags.n_days < 8 * (120 - 27)


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        (days_of(n_runners=4), "days enough: 4 at most; nothing is shown of fewer than 5."),
        (days_of(n_runners=4).assign(distance_km=10.0), "enough: 4 at most; nothing is shown"),
        (days_of(n_days=40), "the model needs"),
        (days_of(n_days=20), "cannot be fitted: .*cannot be told|Runners with days enough"),
        (days_of().assign(distance_km=0.0), "no day with a run"),
        (days_of().assign(distance_km=10.0), "runs too alike"),
        (days_of().assign(pain_post=np.nan), "cannot be fitted|Runners with days enough"),
    ],
    ids=["few runners", "few, alike", "few days", "shorter than lags", "rest", "alike", "unrated"],
)
def test_nothing_is_said_of_too_little_and_the_reason_is_given(days, reason):
    lags = cohort_lags(days)
    assert lags.surface.empty
    assert list(lags.surface.columns) == list(SURFACE_COLUMNS)
    assert re.search(reason, lags.refusal)


def test_a_cohort_is_not_changed_by_being_asked():
    days = days_of()
    before = days.copy()
    cohort_lags(days)
    assert days.equals(before)
