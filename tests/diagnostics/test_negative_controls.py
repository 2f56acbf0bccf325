"""Checks on the runner's own diary: what pain changes, and whether the answers can be trusted."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats
from trust_examples import diary_of, log_of_scenario, on_hard_ground_after, with_site

from backstride.clean.log import Log
from backstride.diagnostics.artefacts import CONSTANT, LATER, OWN, SHUFFLED, null_denominators
from backstride.diagnostics.feedback import feedback
from backstride.diagnostics.negative_controls import (
    control_site,
    diary_of_site,
    future_exposure,
    other_site,
)
from backstride.diary import build_diary
from backstride.models.design import trend_df
from backstride.models.frame import model_frame


@pytest.fixture(scope="module")
def changed():
    return feedback(diary_of("sore")).set_index("behaviour")


def test_pain_that_changes_what_is_done_is_found(changed):
    assert changed.loc["stretching a day", "p_holm"] < 0.001
    assert changed.loc["stretching a day", "low"] > 0.1
    assert changed.loc["distance of a run", "change"] < 0
    assert changed.loc["distance a day", "change"] < 0


def test_nothing_is_found_where_pain_changes_nothing():
    found = feedback(diary_of("quiet"))
    assert len(found) == 10
    assert found["p_value"].notna().all()
    assert not (found["p_holm"] < 0.05).any()


def test_change_is_that_of_a_formula_in_its_own_unit(changed):
    frame = model_frame(diary_of("sore")).rename(columns={"pain_pre": "rating"})
    terms = ["rating", "ran", "ran_lag1", "km", "km_lag1"]
    days = frame.dropna(subset=terms).reset_index(drop=True)
    nuisance = "ran_lag1 + C(weekday) + cr(day, df={}, constraints='center')"
    every_day = nuisance.format(trend_df(days))
    days = days.assign(percent=100 * days["ran"])
    ran = smf.ols(f"percent ~ rating + {every_day}", days).fit(cov_type="HC3", use_t=True)
    row = changed.loc["days with a run"]
    assert row["unit"] == "percentage points"
    assert row["change"] == pytest.approx(ran.params["rating"], rel=1e-6)
    assert row[["low", "high"]].tolist() == pytest.approx(
        ran.conf_int().loc["rating"].tolist(), rel=1e-6
    )
    runs = days[days["km"] > 0].reset_index(drop=True)
    # The day before may be a rest day: its logarithm stands as 0 beside `ran_lag1`.
    before = np.log(runs["km_lag1"].where(runs["km_lag1"] > 0, 1.0))
    runs = runs.assign(log_km=np.log(runs["km"]), log_before=before)
    formula = f"log_km ~ rating + log_before + {nuisance.format(trend_df(runs))}"
    length = smf.ols(formula, runs).fit(cov_type="HC3", use_t=True)
    row = changed.loc["distance of a run"]
    assert row["unit"] == "%"
    assert row["change"] == pytest.approx(100 * np.expm1(length.params["rating"]), rel=1e-6)
    assert row["n_days"] == len(runs)


def test_doses_without_clock_times_are_set_against_the_evening_before():
    diary = diary_of("sore")
    untimed = diary.assign(
        stretching_between=diary["stretching_between"].where(diary["stretching_done"] == 0)
    )
    row = feedback(untimed).set_index("behaviour").loc["stretching a day"]
    assert row["rating"] == "day before"
    timed = feedback(diary).set_index("behaviour").loc["stretching a day"]
    assert timed["rating"] == "same day"
    assert row["n_days"] != timed["n_days"]


def test_a_dose_counts_only_where_both_ratings_are_known():
    diary = diary_of("sore")
    unrated = diary.assign(pain_post=diary["pain_post"].where(diary["stretching_done"] > 0))
    found = feedback(unrated).set_index("behaviour").loc["stretching a day"]
    assert found["n_days"] <= (diary["stretching_done"] > 0).sum()


def test_too_few_days_leave_numbers_missing():
    found = feedback(diary_of("sore").head(30))
    assert found["change"].isna().all()
    assert (found["n_days"] <= 30).all()


def test_exposure_that_follows_the_rating_known_passes():
    quiet = diary_of("quiet")
    found = [
        surface_check(on_hard_ground_after(quiet, 2 * quiet["pain_pre"], seed)) for seed in range(6)
    ]
    assert sum(one["p_value"] < 0.05 for one in found) <= 2


def test_exposure_that_follows_older_pain_fails():
    quiet = diary_of("quiet")
    older = 2 * quiet["pain_pre"].shift()
    found = surface_check(on_hard_ground_after(quiet, older, 0))
    assert found["p_value"] < 0.001
    assert found["estimate"] > 0
    assert not found["is_passed"]
    assert "older pain" in found["wording"]


def surface_check(diary):
    return future_exposure(diary).set_index("slug").loc["surface"]


def test_every_tested_claim_has_a_row_and_a_refused_one_its_reason():
    found = future_exposure(diary_of("evenings")).set_index("slug")
    assert {"spike", "ramp-up", "surface", "stretching", "strength"} <= set(found.index)
    assert pd.isna(found.loc["stretching", "is_passed"])
    assert "same day" in found.loc["stretching", "wording"]
    made = found.dropna(subset=["p_value"])
    assert len(made) >= 5
    assert (made["is_passed"] == (made["p_value"] >= 0.05)).all()
    assert (made["low"] <= made["estimate"]).all()
    assert (made["estimate"] <= made["high"]).all()


def a_log_with(site, ratings):
    log = log_of_scenario("quiet")
    return replace(log, pain=with_site(log, site, ratings))


def noise(log, low=0, high=4):
    draws = np.random.default_rng(1).integers(low, high, len(log.pain))
    return pd.Series(draws.astype(float), index=log.pain.index)


def test_the_diary_of_another_site_is_that_of_a_log_set_to_it():
    log = a_log_with("left shoulder", noise(log_of_scenario("quiet")))
    found = diary_of_site(log, "left shoulder")
    expected = build_diary(replace(log, settings=replace(log.settings, site="left shoulder")))
    pd.testing.assert_frame_equal(found, expected)
    assert log.settings.site == "lower back"


def test_running_moves_no_shoulder_that_is_rated_at_random():
    log = a_log_with("left shoulder", noise(log_of_scenario("quiet")))
    found = other_site(log).set_index("slug")
    made = found.dropna(subset=["p_value"])
    assert set(made.index) == {"spike", "ramp-up", "surface", "shoe-age", "warm-up", "stretching"}
    assert made["is_passed"].sum() >= 5
    assert "itself" in found.loc["strength", "wording"]


def test_ratings_that_follow_the_ground_everywhere_fail():
    log = log_of_scenario("quiet")
    hard_days = log.runs.loc[log.runs["surface"] == "asphalt", "date"]
    is_after = log.pain["date"].isin(hard_days) & (log.pain["time_of_day"] == "evening")
    moved = replace(log, pain=with_site(log, "neck", noise(log) + 1.5 * is_after))
    found = other_site(moved, diary_of("quiet")).set_index("slug").loc["surface"]
    assert not found["is_passed"]
    assert found["estimate"] == pytest.approx(1.5, abs=0.5)
    assert "neck as well" in found["wording"]


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ("left shoulder", "left shoulder"),
        ("Nacken", "Nacken"),
        ("knee", None),
        ("lower back", None),
    ],
)
def test_only_a_site_that_running_leaves_alone_is_a_control(site, expected):
    log = log_of_scenario("quiet")
    assert control_site(replace(log, pain=log.pain.assign(site=site))) == expected


def test_without_a_control_every_claim_is_refused_with_the_reason():
    log = log_of_scenario("quiet")
    found = other_site(log)
    assert found["estimate"].isna().all()
    assert found["is_passed"].isna().all()
    assert found["wording"].str.startswith("No site but the lower back is rated").all()
    with_knee = other_site(a_log_with("knee", noise(log)))
    assert with_knee["wording"].str.contains("other sites \\(knee\\)").all()
    assert other_site(Log())["estimate"].isna().all()


def test_another_site_with_few_ratings_is_refused_for_that():
    log = log_of_scenario("quiet")
    few = pd.concat([log.pain, log.pain.head(20).assign(site="neck")], ignore_index=True)
    found = other_site(replace(log, pain=few), diary_of("quiet")).set_index("slug")
    assert found["estimate"].isna().all()
    assert found.loc["surface", "wording"].startswith("Ratings of the neck: ")


@pytest.fixture(scope="module")
def slopes():
    return null_denominators(diary_of("sore")).set_index("denominator")


def test_slopes_are_those_of_a_plain_regression(slopes):
    days = diary_of("sore").dropna(subset=["pain_post", "workload_ratio"])
    for name, column in ((OWN, "workload_ratio"), (CONSTANT, "acute_km")):
        line = stats.linregress(days[column], days["pain_post"])
        assert slopes.loc[name, "estimate"] == pytest.approx(line.slope * days[column].std(ddof=0))
        assert slopes.loc[name, "p_value"] == pytest.approx(line.pvalue)
        assert slopes.loc[name, "n_days"] == len(days)


def test_a_ratio_after_the_rating_looks_protective_from_feedback_alone(slopes):
    assert slopes.loc[LATER, "high"] < 0
    assert slopes.loc[OWN, "estimate"] < 0


def test_association_stays_without_the_weeks_before():
    diary = diary_of("quiet")
    noisy = np.random.default_rng(2).normal(0, 0.5, len(diary))
    by_acute = diary.assign(pain_post=0.6 * diary["acute_km"] + noisy)
    found = null_denominators(by_acute).set_index("denominator")
    assert (found.loc[[OWN, CONSTANT], "p_value"] < 0.001).all()
    assert found.loc[SHUFFLED, "low"] > 0


def test_shuffles_are_seeded():
    first, again, other = (null_denominators(diary_of("quiet"), seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert first["estimate"].iloc[2] != other["estimate"].iloc[2]


def test_no_slopes_without_days_or_variation():
    diary = diary_of("quiet")
    assert null_denominators(diary.head(40)).empty
    assert null_denominators(diary.assign(pain_post=2.0)).empty
