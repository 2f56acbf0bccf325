"""The daily recursion of many runners at once: arrays over runners, one day after the other."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from backstride.simulate import exposure
from backstride.simulate.cohort_draws import carried_on
from backstride.simulate.cohort_plan import (
    is_hard,
    planned_habits,
    planned_km,
    weekdays,
)
from backstride.simulate.cohort_scenario import CohortScenario
from backstride.simulate.draws import Floats
from backstride.simulate.habits import SECOND_DOSE_SHARE
from backstride.simulate.history import DAYS_BACK, DAYS_OFF, SPIKE_THRESHOLD
from backstride.simulate.pain import EVENING_SHARE, FELT_SHARE, MORNING_NOISE_SD
from backstride.simulate.scenario import EFFECT_SLUGS
from backstride.simulate.shoes import (
    LIFE_LOWEST_KM,
    LIFE_MEAN_KM,
    LIFE_SD_KM,
    SECOND_PAIR_SHARE,
    START_HIGHEST_KM,
)

SPIKE_DAYS, WEEK = 30, 7
DRIFT_KEPT, STRESS_KEPT = 0.99, 0.6
LIVED = (
    "distance_km",
    "spike_ratio",
    "is_return",
    "slot",
    "version",
    "shoe_km",
    "doses",
    "pain_pre",
    "pain_mean",
    "pain_evening",
)


@dataclass
class Closets:
    """Two pairs in use of each runner, and how many each slot has worn out."""

    km: Floats
    life_km: Floats
    bought: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        self.bought = np.zeros(self.km.shape, dtype=np.int64)

    def wear(self, slot: NDArray[np.intp], km: Floats) -> tuple[Floats, NDArray[np.int64]]:
        """Run in the pairs of `slot`; km on each before the run, and the pair's number."""
        runner = np.arange(len(km))
        before, number = self.km[slot, runner], self.bought[slot, runner]
        self.km[slot, runner] += km
        place = (2 * number + slot) % len(self.life_km)
        is_worn_out = self.km[slot, runner] >= self.life_km[place, runner]
        self.km[slot, runner] *= ~is_worn_out
        self.bought[slot, runner] += is_worn_out
        return before, number


def live_block(scenario: CohortScenario, draws: dict[str, Floats]) -> dict[str, Floats]:
    """Live all days of a block of runners.

    Order inside a day as in `simulate_runner`: stress, pain felt in the morning, decision to run,
    distance, surface and shoe, habits, evening pain.

    Returns
    -------
    dict of str to array, shape (n_days, n_runners)
        What was planned, done and felt, and the exposures by `exposure.COLUMNS`. `pain_mean` is
        what is felt in the morning and the points of the day's exposures, without what else the
        day brings (`evening_noise`, and points of distances, weekdays and a wandering level).
    """
    given = _given(scenario, draws)
    effects = runner_effects(scenario, draws)
    mu = scenario.mu_mean + scenario.mu_sd * draws["level"]
    closets = _closets(draws)
    lived = {name: np.zeros_like(given["planned_km"]) for name in LIVED}
    exposed = {slug: np.zeros_like(given["planned_km"]) for slug in EFFECT_SLUGS}
    carried = scenario.sd * draws["start"][0]
    evening = _rated(mu[0] + carried)
    last_run, began = (np.full(mu.shape[1], -1) for _ in range(2))
    for day in range(scenario.n_days):
        today = {name: values[day] for name, values in given.items()}
        felt = mu[0] + scenario.phi * carried + today["felt_noise"]
        pre = _rated(felt + today["morning_noise"])
        km = _run(scenario, today, evening)
        lived["distance_km"][day] = km
        past = _history(lived["distance_km"], day, last_run, began)
        worn, number = closets.wear(today["slot"].astype(np.intp), km)
        doses = _stretch(scenario, today, pre, evening)
        for slug, values in _exposures(today, km, past, worn, doses).items():
            exposed[slug][day] = values
        effect = sum(effects[slug][0] * exposed[slug][day] for slug in EFFECT_SLUGS)
        effect = effect + _of_lags(scenario, lived["distance_km"], day) + today["level_points"]
        latent = felt + effect + today["evening_noise"]
        evening, carried = _rated(latent), latent - mu[0]
        seen = (km, past["spike_ratio"], past["is_return"], today["slot"], number, worn, doses,
                pre, felt + effect, evening)  # fmt: skip
        for name, values in zip(LIVED, seen, strict=True):
            lived[name][day] = values
    columns = {exposure.COLUMNS[slug]: values for slug, values in exposed.items()}
    return {**given, **lived, **columns, "mu": mu}


def runner_effects(scenario: CohortScenario, draws: dict[str, Floats]) -> dict[str, Floats]:
    """Points of each effect for each runner, shape (1, n_runners)."""
    return {
        slug: scenario.effects.get(slug, 0.0)
        + scenario.effect_sds.get(slug, 0.0) * draws[f"{slug}-effect"]
        for slug in EFFECT_SLUGS
    }


def _given(scenario: CohortScenario, draws: dict[str, Floats]) -> dict[str, Floats]:
    """What pain has no hold on, and the day's draws."""
    stress = carried_on(draws["stress"], STRESS_KEPT)
    drift = scenario.drift_sd * carried_on(draws["drift"], DRIFT_KEPT)
    weekday_points = np.array(scenario.weekday_points)[weekdays(scenario)][:, None]
    # A wandering level moves what is carried on as well: only its news acts on the day.
    wandering = drift - scenario.phi * np.concatenate([drift[:1] * 0, drift[:-1]])
    felt_sd, evening_sd = (scenario.sd * np.sqrt(part) for part in (FELT_SHARE, EVENING_SHARE))
    return {
        **planned_habits(scenario, draws),
        "planned_km": planned_km(scenario, draws),
        "is_hard": is_hard(draws).astype(float),
        "slot": (draws["pair"] < SECOND_PAIR_SHARE).astype(float),
        "stress": stress,
        "level_points": wandering + weekday_points,
        "felt_noise": scenario.stress_on_pain * stress + felt_sd * draws["felt"],
        "evening_noise": evening_sd * draws["evening"],
        "morning_noise": MORNING_NOISE_SD * draws["morning"],
        "sore_skip_odds": logit(draws["sore-skip"]),
        "stretch_odds": logit(draws["stretch"]),
        "second_dose": draws["second-dose"],
    }


def _closets(draws: dict[str, Floats]) -> Closets:
    life_km = (LIFE_MEAN_KM + LIFE_SD_KM * draws["pair-life"]).clip(LIFE_LOWEST_KM)
    return Closets((START_HIGHEST_KM * draws["pair-start"][:2]).round(), life_km)


def _rated(latent: Floats) -> Floats:
    return np.asarray(latent.round().clip(0, 10))


def _run(scenario: CohortScenario, today: dict[str, Floats], evening: Floats) -> Floats:
    sore = evening - scenario.mu_mean
    is_skipped = today["sore_skip_odds"] < -3.2 + scenario.kappa * sore + 0.3 * today["stress"]
    km = today["planned_km"] * np.exp(-scenario.psi * np.maximum(sore + 1, 0.0))
    return np.asarray(np.where(is_skipped, 0.0, km.round(2)))


def _history(
    km: Floats, day: int, last_run: NDArray[np.int64], began: NDArray[np.int64]
) -> dict[str, Floats]:
    """Spike ratio, log weekly ratio and return of today; the latest runs are brought up to date."""
    today, has_run = km[day], km[day] > 0
    began[has_run & (last_run >= 0) & (day - last_run > DAYS_OFF)] = day
    last_run[has_run] = day
    longest = km[max(day - SPIKE_DAYS, 0) : day].max(axis=0, initial=0.0)
    is_defined = has_run & (longest > 0) & (day >= SPIKE_DAYS)
    ratio = np.divide(today, longest, out=np.full_like(today, np.nan), where=is_defined)
    week = km[max(day - 6, 0) : day + 1].sum(axis=0)
    before = km[max(day - 13, 0) : max(day - 6, 0)].sum(axis=0)
    has_weeks = (week > 0) & (before > 0) & (day >= 2 * WEEK - 1)
    weekly = np.divide(week, before, out=np.ones_like(today), where=has_weeks)
    return {
        "spike_ratio": ratio,
        "ramp_up": np.log(weekly) / exposure.RAMP_UP,
        "is_return": ((began >= 0) & (day - began < DAYS_BACK)).astype(float),
    }


def _stretch(
    scenario: CohortScenario, today: dict[str, Floats], pre: Floats, evening: Floats
) -> Floats:
    followed = {"felt": pre, "yesterday": evening, "none": np.full_like(pre, scenario.mu_mean)}
    sore = followed[scenario.habits_follow] - scenario.mu_mean
    is_done = today["stretch_odds"] < -0.9 + scenario.habit_slope * sore + 0.8 * today["keen"]
    return np.asarray(is_done * np.where(today["second_dose"] < SECOND_DOSE_SHARE, 2.0, 1.0))


def _exposures(
    today: dict[str, Floats], km: Floats, past: dict[str, Floats], worn: Floats, doses: Floats
) -> dict[str, Floats]:
    has_run = km > 0
    ageing = np.maximum(worn - exposure.AGEING_KM, 0.0) / exposure.AGEING_KM
    return {
        "spike": (np.nan_to_num(past["spike_ratio"]) > SPIKE_THRESHOLD).astype(float),
        "ramp-up": past["ramp_up"],
        "return": past["is_return"],
        "surface": today["is_hard"] * has_run,
        "shoe-age": ageing * has_run,
        "warm-up": today["warm_up"] * has_run,
        "stretching": doses / exposure.FULL_DOSES,
        "cross-training": today["ride_min"] / exposure.RIDE_UNIT_MIN,
        "strength": today["strength_7d"],
        "maintenance": today["maintenance"] / 4,
    }


def _of_lags(scenario: CohortScenario, km: Floats, day: int) -> Floats:
    reach = min(len(scenario.km_points), day + 1)
    points = np.array(scenario.km_points[:reach])
    return np.asarray(points @ km[day - np.arange(reach)] / 10) if reach else np.zeros(km.shape[1])
