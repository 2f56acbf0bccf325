"""Checks where no effect can be: exposures of later days, and parts that running leaves alone."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from trust_examples import diary_of, log_of_scenario, on_hard_ground_after, with_site

from backstride.clean.log import Log
from backstride.diagnostics.negative_controls import (
    control_site,
    diary_of_site,
    future_exposure,
    other_site,
)
from backstride.diary import build_diary


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
