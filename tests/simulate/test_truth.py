from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from backstride.simulate import (
    EFFECT_SLUGS,
    Scenario,
    SimulatedRunner,
    simulate_runner,
    true_contrasts,
)
from backstride.simulate.exposure import COLUMNS, RunHistory, of_history

EFFECTS = {
    "spike": 0.8,
    "return": 0.5,
    "ramp-up": 0.4,
    "surface": 0.3,
    "shoe-age": 0.3,
    "warm-up": -0.2,
    "stretching": -0.3,
    "cross-training": -0.5,
    "strength": -0.1,
    "maintenance": -0.6,
}
FORCED = {
    "surface": (1, 0),
    "shoe-age": (2 / 3, 0),
    "warm-up": (1, 0),
    "stretching": (1, 0),
    "maintenance": (1, 0),
}
N_DRAWS = 2000


@pytest.fixture(scope="module", params=["carry", "error"])
def runner(request: pytest.FixtureRequest) -> SimulatedRunner:
    scenario = Scenario(
        seed=11, n_days=150, effects=EFFECTS, form=request.param, kappa=0.5, habits_follow="felt"
    )
    return simulate_runner(scenario)


def truths(runner: SimulatedRunner) -> pd.Series:
    return true_contrasts(runner).set_index("slug")["truth"]


def lived_again(runner: SimulatedRunner, last: int, slug: str, forced: list[float]) -> float:
    """Pain of the evening `last`, its noise left out, with the days up to it forced."""
    daily, scenario = runner.daily, runner.scenario
    first = last - len(forced) + 1
    kept_effect = scenario.form == "error"
    carried = 0.0
    if first > 0:
        before = daily.loc[first - 1]
        carried = before["pain_latent"] - scenario.mu - kept_effect * before["effect"]
    for day, value in zip(range(first, last + 1), forced, strict=True):
        today = daily.loc[day]
        felt = scenario.mu + scenario.phi * carried + today["felt_noise"]
        effect = today["effect"] + EFFECTS[slug] * (value - today[COLUMNS[slug]])
        carried = felt + effect + today["evening_noise"] - scenario.mu - kept_effect * effect
    return float(felt + effect)


def rated_difference(exposed: list[float], unexposed: list[float]) -> tuple[float, float]:
    noise = np.random.default_rng(2).normal(0, 0.7**0.5, (len(exposed), N_DRAWS))
    arms = [
        np.clip(np.round(np.array(arm)[:, None] + noise), 0, 10) for arm in (exposed, unexposed)
    ]
    difference = arms[0] - arms[1]
    return float(difference.mean()), float(difference.std() / difference.size**0.5)


@pytest.mark.parametrize("slug", FORCED)
def test_truth_of_a_day_equals_brute_force(runner: SimulatedRunner, slug: str) -> None:
    daily = runner.daily
    if slug in ("stretching", "maintenance"):
        days = daily.index
    else:
        days = daily.index[daily["distance_km"] > 0]
    arms = [[lived_again(runner, day, slug, [value]) for day in days] for value in FORCED[slug]]
    estimate, error = rated_difference(*arms)
    assert truths(runner)[slug] == pytest.approx(estimate, abs=4 * error)


def relived_run(runner: SimulatedRunner, day: int, multiple: float) -> float:
    """Pain of the evening of a run `multiple` times the longest of the 30 days before."""
    daily = runner.daily
    km, today = daily["distance_km"].tolist(), daily.loc[day]
    history = RunHistory(daily["start_min"].tolist())
    for one in km[:day]:
        history.add(one)
    forced = of_history(history.add(multiple * km[day] / today["spike_ratio"]))
    changes = (
        EFFECTS[slug] * (forced[COLUMNS[slug]] - today[COLUMNS[slug]])
        for slug in ("spike", "ramp-up")
    )
    return float(today["pain_felt"] + today["effect"] + sum(changes))


def test_truth_of_a_spike_is_its_total_effect_the_raised_week_included(
    runner: SimulatedRunner,
) -> None:
    ratio, weekday = runner.daily["spike_ratio"], runner.daily["date"].dt.day_of_week
    is_spike = runner.daily[COLUMNS["spike"]] == 1
    spikes = ratio[is_spike].index
    others = [ratio[~is_spike & ratio.notna() & (weekday == weekday[day])].mean() for day in spikes]
    arms = [
        [relived_run(runner, *one) for one in zip(spikes, multiples, strict=True)]
        for multiples in (ratio[spikes], others)
    ]
    estimate, error = rated_difference(*arms)
    assert truths(runner)["spike"] == pytest.approx(estimate, abs=4 * error)


def relived_week(runner: SimulatedRunner, last: int, factor: float) -> list[dict[str, float]]:
    """Exposures of the week up to `last` with its runs scaled to `factor` times the one before."""
    km = runner.daily["distance_km"].tolist()
    first = last - 6
    scale = factor * sum(km[first - 7 : first]) / sum(km[first : last + 1])
    history = RunHistory(runner.daily["start_min"].tolist())
    days = [history.add(one) for one in km[:first] + [scale * one for one in km[first : last + 1]]]
    return [of_history(day) for day in days[-7:]]


def evening_of(runner: SimulatedRunner, week: list[dict[str, float]], last: int) -> float:
    """Pain of the evening `last`, its noise left out, with spikes and ramp of its week forced."""
    daily, scenario = runner.daily, runner.scenario
    kept = scenario.phi if scenario.form == "carry" else 0.0
    slugs = ("spike", "ramp-up")
    added = 0.0
    for day, forced in zip(range(last - 6, last + 1), week, strict=True):
        today = daily.loc[day]
        changes = (EFFECTS[s] * (forced[COLUMNS[s]] - today[COLUMNS[s]]) for s in slugs)
        added = kept * added + sum(changes)
    return float(daily.loc[last, "pain_felt"] + daily.loc[last, "effect"] + added)


def test_truth_of_a_ramped_week_is_its_total_effect_spikes_included(
    runner: SimulatedRunner,
) -> None:
    week = runner.daily["distance_km"].rolling(7).sum()
    days = [day for day in range(20, 150) if week[day] > 0 and week[day - 7] > 0]
    arms = [
        [evening_of(runner, relived_week(runner, day, factor), day) for day in days]
        for factor in (1.3, 1.0)
    ]
    estimate, error = rated_difference(*arms)
    assert truths(runner)["ramp-up"] == pytest.approx(estimate, abs=4 * error)


def test_a_spike_alone_makes_a_raised_week_hurt() -> None:
    runner = simulate_runner(Scenario(seed=3, n_days=400, effects={"spike": 0.8}))
    assert 0.01 < truths(runner)["ramp-up"] < 0.2


@pytest.mark.parametrize("slug", ["strength", "cross-training"])
def test_truth_of_a_sustained_dose_equals_brute_force(runner: SimulatedRunner, slug: str) -> None:
    daily_sessions = np.full(28, 3 / 7)
    dose = {
        "strength": [daily_sessions[max(0, day - 6) : day + 1].sum() for day in range(28)],
        "cross-training": [120 / 7 / 60] * 28,
    }[slug]
    days = range(27, 150)
    arms = [
        [lived_again(runner, day, slug, list(forced)) for day in days]
        for forced in (dose, [0.0] * 28)
    ]
    estimate, error = rated_difference(*arms)
    assert truths(runner)[slug] == pytest.approx(estimate, abs=4 * error)


def test_without_effects_every_truth_is_exactly_zero() -> None:
    runner = simulate_runner(Scenario(seed=2, n_days=300, kappa=0.5, habits_follow="felt"))
    assert true_contrasts(runner)["slug"].tolist() == list(EFFECT_SLUGS)
    assert (truths(runner).dropna() == 0).all()


def test_a_low_level_shrinks_what_can_be_seen() -> None:
    sore = Scenario(seed=2, n_days=300, mu=3.0, effects={"stretching": -0.5})
    nearly_well = replace(sore, mu=0.5)
    seen = [truths(simulate_runner(scenario))["stretching"] for scenario in (sore, nearly_well)]
    assert seen[0] == pytest.approx(-0.5, abs=0.03)
    assert -0.35 < seen[1] < -0.2


def test_truth_is_missing_where_no_day_could_show_it() -> None:
    assert (
        truths(simulate_runner(Scenario(n_days=20)))[["spike", "ramp-up", "strength"]].isna().all()
    )
