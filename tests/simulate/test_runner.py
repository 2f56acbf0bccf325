from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from backstride.simulate import EFFECT_SLUGS, Scenario, SimulatedRunner, simulate_runner
from backstride.simulate.draws import Closet, expected_rating, is_missing, rate, shoe_table
from backstride.simulate.exposure import COLUMNS, RunHistory, log_weekly_ratio, spike_ratio

ALL = {slug: 0.1 * place for place, slug in enumerate(EFFECT_SLUGS, start=1)}
FEEDBACK = {"kappa": 0.5, "psi": 0.06, "habits_follow": "felt", "habit_slope": 0.8}


@pytest.fixture(scope="module")
def twenty() -> list[SimulatedRunner]:
    return [simulate_runner(Scenario(seed=seed)) for seed in range(20)]


@pytest.fixture(scope="module")
def busy() -> SimulatedRunner:
    return simulate_runner(Scenario(seed=3, n_days=400, effects=ALL, **FEEDBACK))


def mean(runners: list[SimulatedRunner], column: str) -> float:
    return float(np.mean([runner.daily[column].mean() for runner in runners]))


def test_pain_carries_over_as_planted(twenty: list[SimulatedRunner]) -> None:
    daily = pd.concat(
        [runner.daily.assign(before=lambda d: d["pain_latent"].shift()) for runner in twenty]
    ).dropna(subset=["before"])
    fit = sm.OLS(daily["pain_latent"], sm.add_constant(daily[["before", "stress_latent"]])).fit()
    assert abs(fit.params["before"] - 0.45) < 3 * fit.bse["before"]
    assert abs(fit.params["stress_latent"] - 0.3) < 3 * fit.bse["stress_latent"]
    assert fit.mse_resid**0.5 == pytest.approx(1.0, abs=0.02)


def test_effects_fade_in_carry_form_and_do_not_in_error_form() -> None:
    def shift_of_first_spike(form: str) -> np.ndarray:
        null = Scenario(seed=5, n_days=300, form=form)
        one, other = (
            simulate_runner(replace(null, effects={"spike": points})).daily for points in (1.0, 0.0)
        )
        day = int(one["spike_exposure"].to_numpy().argmax())
        return (one["pain_latent"] - other["pain_latent"]).to_numpy()[day : day + 3]

    np.testing.assert_allclose(shift_of_first_spike("carry"), [1, 0.45, 0.45**2])
    np.testing.assert_allclose(shift_of_first_spike("error"), [1, 0, 0], atol=1e-12)


def test_training_is_that_of_the_methods_page(twenty: list[SimulatedRunner]) -> None:
    runs_a_week = 7 * np.mean([(runner.daily["distance_km"] > 0).mean() for runner in twenty])
    spikes_a_year = 365 * np.mean([(runner.daily["spike_ratio"] > 1.1).mean() for runner in twenty])
    assert runs_a_week == pytest.approx(3.5, abs=0.3)
    assert 7 * mean(twenty, "distance_km") == pytest.approx(43, abs=3)
    assert spikes_a_year == pytest.approx(7, abs=1.5)


def test_surfaces_and_pairs_come_in_their_shares(twenty: list[SimulatedRunner]) -> None:
    runs = pd.concat([runner.sessions.query("sport == 'run'") for runner in twenty])
    shares = runs["surface"].value_counts(normalize=True)
    for surface, share in {"asphalt": 0.55, "trail": 0.25, "track": 0.1, "treadmill": 0.1}.items():
        assert shares[surface] == pytest.approx(share, abs=0.02)
    assert runs["shoe"].str.startswith("Lark").mean() == pytest.approx(0.35, abs=0.02)


def test_share_of_missing_ratings(twenty: list[SimulatedRunner]) -> None:
    many = [simulate_runner(Scenario(seed=seed, missing_intercept=-1.5)) for seed in range(10)]
    none = simulate_runner(Scenario(n_days=50, missing_intercept=None)).daily
    assert mean(twenty, "evening_missing") == pytest.approx(0.07, abs=0.015)
    assert mean(twenty, "pre_missing") == pytest.approx(0.07, abs=0.015)
    assert mean(many, "evening_missing") == pytest.approx(0.23, abs=0.04)
    assert not none[["pre_missing", "evening_missing"]].to_numpy().any()


def test_a_missed_day_makes_the_next_likelier_missing() -> None:
    rating, chance = np.array([3, 3, 3]), np.array([0.05, 0.15, 0.15])
    assert is_missing(rating, chance, -2.7).tolist() == [True, True, True]
    assert is_missing(rating, chance[1:].repeat(2)[:3], -2.7).tolist() == [False, False, False]


def test_no_day_depends_on_a_later_one(busy: SimulatedRunner) -> None:
    shorter = simulate_runner(replace(busy.scenario, n_days=250)).daily
    pd.testing.assert_frame_equal(shorter, busy.daily.head(250))


def test_the_same_seed_gives_the_same_runner(busy: SimulatedRunner) -> None:
    again = simulate_runner(busy.scenario)
    other = simulate_runner(replace(busy.scenario, seed=4))
    pd.testing.assert_frame_equal(again.daily, busy.daily)
    assert (other.daily["pain_latent"] != busy.daily["pain_latent"]).all()


def test_another_effect_meets_the_same_chance(busy: SimulatedRunner) -> None:
    null = simulate_runner(replace(busy.scenario, effects={})).daily
    drawn = [
        "planned_km",
        "felt_noise",
        "evening_noise",
        "morning_noise",
        "stress_latent",
        "motivation",
        "skip_chance",
        "stretch_chance",
        "morning_min",
    ]
    pd.testing.assert_frame_equal(null[drawn], busy.daily[drawn])
    assert (null["effect"] == 0).all()


def test_the_parts_of_pain_add_up(busy: SimulatedRunner) -> None:
    daily = busy.daily
    effect = sum(points * daily[COLUMNS[slug]] for slug, points in ALL.items())
    np.testing.assert_allclose(daily["effect"], effect)
    latent = daily["pain_felt"] + daily["effect"] + daily["evening_noise"]
    np.testing.assert_allclose(daily["pain_latent"], latent)
    assert (daily["pain_evening"] == latent.round().clip(0, 10)).all()
    morning = (daily["pain_felt"] + daily["morning_noise"]).round().clip(0, 10)
    assert (daily["pain_pre"] == morning).all()


def test_exposures_follow_from_the_sessions(busy: SimulatedRunner) -> None:
    daily, runs = busy.daily, busy.sessions.query("sport == 'run'")
    km = runs.set_index("start")["distance_km"]
    ratio = (km / km.rolling("30D", closed="left").max()).to_numpy()
    is_known = (runs["day"] >= 30).to_numpy()
    np.testing.assert_allclose(daily["spike_ratio"].dropna(), ratio[is_known])
    worn = runs.groupby("shoe")["distance_km"].cumsum() - runs["distance_km"]
    start = runs["shoe"].map(busy.shoes.set_index("shoe")["start_km"])
    np.testing.assert_allclose(daily["shoe_km"].dropna(), worn + start)
    week = daily["distance_km"].rolling(7).sum()
    ramp = np.log((week / week.shift(7)).where(daily["log_weekly_ratio"].notna()))
    np.testing.assert_allclose(daily["log_weekly_ratio"], ramp, atol=1e-9)
    sessions = daily["strength_session"].rolling(7, min_periods=1).sum()
    assert (daily["strength_exposure"] == sessions).all()


def test_spike_ratio_looks_back_thirty_times_24_hours() -> None:
    km = [9.0, *29 * [0.0], 6.0]
    assert spike_ratio([*km[1:], 6.0], 31 * [600], 30) == 1.0
    assert spike_ratio(km, [600] * 31, 30) == pytest.approx(6 / 9)
    assert np.isnan(spike_ratio(km, [540] + 30 * [600], 30))
    assert np.isnan(spike_ratio(km[1:], 30 * [600], 29))


def test_weekly_ratio_is_undefined_without_a_run_in_either_week() -> None:
    assert np.isnan(log_weekly_ratio([0.0] * 7 + [5.0] * 7, 13))
    assert np.isnan(log_weekly_ratio([5.0] * 7 + [0.0] * 7, 13))
    assert np.isnan(log_weekly_ratio([5.0] * 13, 12))


def test_a_return_lasts_fourteen_days_from_the_first_run_after_seven_off() -> None:
    history = RunHistory(start_min=40 * [600])
    returns = [history.add(km)["is_return"] for km in [5, *6 * [0], 5, *7 * [0], 5, *20 * [0]]]
    assert np.flatnonzero(returns).tolist() == list(range(15, 29))


def test_a_worn_out_pair_is_replaced_by_a_new_one() -> None:
    closet = Closet(life_km=[400.0, 500.0, 600.0], in_use=[0, 0])
    closet.buy(0, start_km=390.0)
    closet.buy(1, start_km=0.0)
    assert closet.wear(0, 12.0, day=2) == ("Harrier 1", 390.0)
    assert closet.wear(0, 5.0, day=4) == ("Harrier 2", 0.0)
    table = shoe_table(closet, pd.Timestamp("2024-01-01").date())
    assert table["shoe"].tolist() == ["Harrier 1", "Harrier 2"]
    assert table["first_day"].isna().tolist() == [True, False]
    assert table["retired_on"].iloc[0] == pd.Timestamp("2024-01-03")


def test_ratings_end_at_0_and_10_and_their_mean_is_exact() -> None:
    assert [rate(latent) for latent in (-3.0, 0.4, 9.6, 14.0)] == [0, 0, 10, 10]
    noise = np.random.default_rng(1).normal(0, 0.8, 200_000)
    for level in (0.3, 2.0, 9.7):
        drawn = np.clip(np.round(level + noise), 0, 10)
        exact = expected_rating(np.array([level]), 0.8)[0]
        assert drawn.mean() == pytest.approx(exact, abs=4 * drawn.std() / 200_000**0.5)


def test_feedback_makes_a_sore_runner_run_less() -> None:
    def gap(kappa: float, psi: float) -> float:
        runners = [simulate_runner(Scenario(seed=s, kappa=kappa, psi=psi)) for s in range(5)]
        daily = pd.concat(
            [
                runner.daily.assign(sore=runner.daily["pain_evening"].shift() >= 4)
                for runner in runners
            ]
        ).query("planned_km > 0")
        share = daily["distance_km"] / daily["planned_km"]
        return float(share[~daily["sore"]].mean() - share[daily["sore"]].mean())

    assert abs(gap(0.0, 0.0)) < 0.03
    assert gap(1.0, 0.0) > 0.1
    assert gap(0.0, 0.12) > 0.1


def stretching_correlation(**choices: object) -> float:
    runners = [
        simulate_runner(Scenario(seed=seed, effects={"stretching": -0.3}, **choices))
        for seed in range(8)
    ]
    return float(
        np.mean([r.daily["stretching_doses"].corr(r.daily["pain_evening"]) for r in runners])
    )


def test_a_habit_done_when_sore_looks_harmful() -> None:
    assert stretching_correlation(habits_follow="felt", habit_slope=0.8) > 0.05
    assert stretching_correlation(habits_follow="none") < -0.05


@pytest.mark.parametrize(("follows", "column"), [("felt", "pain_pre"), ("yesterday", "before")])
def test_stretching_answers_the_rating_it_is_said_to(follows: str, column: str) -> None:
    scenario = Scenario(seed=1, n_days=3000, habits_follow=follows, habit_slope=0.8)
    daily = simulate_runner(scenario).daily
    daily = daily.assign(before=daily["pain_evening"].shift()).dropna(subset=["before"])
    stretched = (daily["stretching_doses"] > 0).astype(int)
    fit = sm.Logit(stretched, sm.add_constant(daily[[column, "motivation"]])).fit(disp=False)
    assert fit.params[column] == pytest.approx(0.8, abs=3 * fit.bse[column])
    assert fit.params["motivation"] == pytest.approx(0.8, abs=3 * fit.bse["motivation"])


def test_whether_the_morning_rating_is_logged_changes_nothing_felt(busy: SimulatedRunner) -> None:
    unlogged = simulate_runner(replace(busy.scenario, rated_before_run=False))
    pd.testing.assert_frame_equal(unlogged.daily, busy.daily)
