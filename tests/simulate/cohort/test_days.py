import numpy as np
import pandas as pd
import pytest

from backstride.errors import DataError
from backstride.exposures import add_exposures
from backstride.schemas import DIARY
from backstride.simulate import Scenario, simulate_runner
from backstride.simulate.cohort.days import live_block
from backstride.simulate.cohort.scenario import CohortScenario, draw_block
from backstride.simulate.cohort.truth import cohort_truth
from backstride.simulate.cohort.write import cohort_parts, simulate_cohort
from backstride.simulate.exposure import RunHistory

FEEDBACK = CohortScenario(seed=1, n_runners=30, n_days=200, kappa=0.5, psi=0.06)


def lived(**changed):
    scenario = CohortScenario(**{"seed": 2, "n_runners": 4, "n_days": 120, **changed})
    return live_block(scenario, draw_block(scenario, 0, scenario.n_runners))


def test_days_are_a_diary():
    days = simulate_cohort(FEEDBACK).days
    known = [name for name in days.columns if name in DIARY.columns]
    DIARY.select_columns(known).validate(days[known])
    assert (days.groupby("runner")["date"].count() == 200).all()
    assert not days.duplicated(["runner", "date"]).any()
    assert {"has_spike", "weekly_ratio", "hard_share"} <= set(add_exposures(days))


def test_a_larger_cohort_begins_with_the_smaller_one():
    few = simulate_cohort(CohortScenario(seed=5, n_runners=3, n_days=60)).days
    many = simulate_cohort(CohortScenario(seed=5, n_runners=7, n_days=60)).days
    pd.testing.assert_frame_equal(many.iloc[: len(few)], few)
    assert not few.equals(simulate_cohort(CohortScenario(seed=6, n_runners=3, n_days=60)).days)


def test_parts_are_the_whole(monkeypatch):
    monkeypatch.setattr("backstride.simulate.cohort.scenario.BLOCK", 3)
    monkeypatch.setattr("backstride.simulate.cohort.write.BLOCK", 3)
    scenario = CohortScenario(n_runners=7, n_days=40)
    parts = [part.days for part in cohort_parts(scenario)]
    assert [part["runner"].nunique() for part in parts] == [3, 3, 1]
    assert pd.concat(parts)["runner"].nunique() == 7


def test_an_effect_alone_changes_pain_alone():
    none, some = (lived(effects=effects) for effects in ({}, {"surface": 1.0}))
    assert (none["distance_km"] == some["distance_km"]).all()
    assert (none["pain_evening"] != some["pain_evening"]).any()


def test_exposures_are_those_of_the_simulator_of_one_runner():
    days = lived()
    km = days["distance_km"][:, 0]
    history = RunHistory(start_min=[600] * len(km))
    past = pd.DataFrame([history.add(float(today)) for today in km])
    # 30 x 24 hours of one runner, 30 calendar days of many: the same, as all runs begin at 10:00.
    np.testing.assert_allclose(days["spike_ratio"][:, 0], past["spike_ratio"])
    np.testing.assert_allclose(days["is_return"][:, 0], past["is_return"])
    weekly = past["log_weekly_ratio"].fillna(0.0) / np.log(1.3)
    np.testing.assert_allclose(days["ramp_up_exposure"][:, 0], weekly, atol=1e-12)


def test_runners_run_and_hurt_as_the_one_runner_does():
    many = simulate_cohort(CohortScenario(seed=1, n_runners=60, n_days=365, mu_mean=2, mu_sd=0.0))
    one = [simulate_runner(Scenario(seed=seed, n_days=365)).daily for seed in range(12)]
    together = pd.concat(one)
    week_km = 7 * many.days["distance_km"].mean()
    assert week_km == pytest.approx(7 * together["distance_km"].mean(), rel=0.1)
    assert many.days["pain_post"].mean() == pytest.approx(together["pain_evening"].mean(), abs=0.1)
    assert many.days["pain_post"].std() == pytest.approx(together["pain_evening"].std(), rel=0.06)
    spikes = (many.days["spike_ratio"] > 1.1).sum() / 60
    assert spikes == pytest.approx((together["spike_ratio"] > 1.1).sum() / 12, rel=0.25)
    assert many.days["pain_post"].isna().mean() == pytest.approx(0.07, abs=0.015)


def test_pain_makes_runs_fewer_and_shorter():
    days = simulate_cohort(FEEDBACK).days
    before = days.groupby("runner")["pain_post"].shift()
    km = days["distance_km"].groupby(before >= 4).mean()
    assert km[True] < 0.9 * km[False]


def test_effects_differ_between_runners_as_planted():
    cohort = simulate_cohort(
        CohortScenario(n_runners=400, n_days=1, effects={"spike": 0.5}, effect_sds={"spike": 0.3})
    )
    assert cohort.runners["spike"].mean() == pytest.approx(0.5, abs=0.05)
    assert cohort.runners["spike"].std() == pytest.approx(0.3, abs=0.04)
    assert (cohort.runners["surface"] == 0).all()


def test_kilometres_act_on_later_days_as_planted():
    points = (0.0, 0.0, 0.5)
    none, some = (lived(km_points=points_given) for points_given in ((), points))
    added = some["pain_mean"] - none["pain_mean"]
    km = none["distance_km"]
    assert (added[:2] == 0).all()
    np.testing.assert_allclose(added[2], 0.05 * km[0], atol=1e-12)
    np.testing.assert_allclose(added[3], 0.05 * km[1] + 0.45 * added[2], atol=1e-12)


def test_a_level_that_wanders_and_a_weekday_move_pain_and_nothing_else():
    steady, moved = lived(), lived(drift_sd=1.0, weekday_points=(1, 0, 0, 0, 0, 0, 0))
    assert (steady["distance_km"] == moved["distance_km"]).all()
    assert moved["pain_mean"].std() > steady["pain_mean"].std()


def test_without_a_morning_rating_the_rating_before_is_that_of_the_evening_before():
    days = simulate_cohort(CohortScenario(n_runners=2, n_days=30, rated_before_run=False)).days
    shifted = days.groupby("runner")["pain_post"].shift()
    pd.testing.assert_series_equal(days["pain_pre"], shifted, check_names=False)
    assert set(days["pain_pre_slot"]) == {"day before"}


def test_truth_is_what_is_planted_where_no_rating_is_cut_off():
    scenario = CohortScenario(
        n_runners=40,
        n_days=90,
        mu_mean=5,
        mu_sd=0.0,
        effects={"surface": 0.4, "stretching": -0.3, "strength": -0.1, "ramp-up": 0.2},
    )
    truth = cohort_truth(scenario).set_index("slug")["truth"]
    assert truth["surface"] == pytest.approx(0.4, abs=0.01)
    assert truth["stretching"] == pytest.approx(-0.3, abs=0.01)
    # 28 days of 3/7 session a day, a week's sum from day 7 on, 0.45 carried to the next day.
    weekly = np.minimum(np.arange(1, 29), 7) * 3 / 7
    level = -0.1 * 0.45 ** np.arange(27, -1, -1.0) @ weekly
    assert truth["strength"] == pytest.approx(level, abs=0.02)
    assert truth["ramp-up"] > 0.2
    assert truth[["warm-up", "maintenance"]].tolist() == [0, 0]
    # A spike raises its week: what that does belongs to it.
    assert truth["spike"] > 0


def test_truth_of_differing_effects_is_their_mean():
    scenario = CohortScenario(n_runners=300, n_days=40, mu_mean=5, effect_sds={"warm-up": 0.4})
    row = cohort_truth(scenario, ("warm-up",)).iloc[0]
    assert abs(row["truth"]) < 3 * 0.4 / np.sqrt(300)
    assert row["sd"] == pytest.approx(0.4, abs=0.06)


def test_unusable_values_are_all_told_at_once():
    with pytest.raises(DataError) as told:
        CohortScenario(
            n_runners=0,
            phi=1.0,
            effects={"jumping": 1.0},
            effect_sds={"spike": -1.0},
            habits_follow="mood",
            weekday_points=(0.0,),
        )
    message = str(told.value)
    for part in (
        "found 'jumping'",
        "n_runners: found 0, expected 1 or more",
        "phi: found 1.0, expected at least 0, below 1",
        "SDs between runners: found (1.0, 0.0, -1.0), expected 0 or more",
        "habits_follow: found 'mood', expected none, yesterday, felt",
        "weekday_points: found (0.0,), expected 7 numbers",
    ):
        assert part in message
