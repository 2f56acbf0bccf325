"""The daily recursion of many runners at once, and the diary that comes of it."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import logit

from backstride.schemas import SURFACES
from backstride.simulate import exposure
from backstride.simulate.cohort.scenario import CohortScenario
from backstride.simulate.draws import (
    MAINTENANCE,
    MODELS,
    SECOND_PAIR_SHARE,
    Floats,
    autoregressive,
    for_each_runner,
    is_missing,
    of_last_evening,
    pain_noise,
    pair_life_km,
    pair_start_km,
    stated_of_day,
    weekdays,
)
from backstride.simulate.exposure import DAYS_BACK, DAYS_OFF, SPIKE_DAYS, SPIKE_THRESHOLD, WEEK
from backstride.simulate.scenario import EFFECT_SLUGS
from backstride.simulate.training import (
    SECOND_DOSE_SHARE,
    SURFACE_ODDS,
    planned_habits,
    planned_km,
    skip_log_odds,
    stretching_log_odds,
)

# A lived cohort as the table that a diary is: one row per runner and day.

HARD, SOFT = "asphalt", "trail"
RATED_BEFORE_H, RATED_EVENING_BEFORE_H = 9.0, 20.0
SPIKE_EDGES = (SPIKE_THRESHOLD, 1.30, 2.00)
SPIKE_STATES = ("usual", "small", "moderate", "large")


def block_days(
    scenario: CohortScenario, lived: dict[str, Floats], draws: dict[str, Floats], first: int
) -> pd.DataFrame:
    """Days of a block of runners, sorted by runner and date.

    Parameters
    ----------
    scenario : CohortScenario
    lived, draws : dict of str to array, shape (n_days, n_runners)
        From `live_block`, `draw_block`.
    first : int
        Number of the first runner of the block.

    Returns
    -------
    DataFrame
        The columns of `schemas.DIARY` that exposures and models need, habits among them.
    """
    n_days, n_runners = lived["distance_km"].shape
    names = [f"runner-{number:05d}" for number in range(first, first + n_runners)]
    date = pd.date_range(scenario.first_day, periods=n_days, unit="us")
    columns = {**_runs(lived), **_habits(lived), **_ratings(scenario, lived, draws)}
    columns |= _context(scenario, lived, draws)
    flat = {name: values.T.reshape(-1) for name, values in columns.items()}
    days = pd.DataFrame(
        {
            "runner": pd.array(names, dtype="str").repeat(n_days),
            "date": np.tile(date.to_numpy(), n_runners),
            "is_logged": True,
            "is_silence": False,
            **flat,
        }
    )
    slot = "same day" if scenario.rated_before_run else "day before"
    return days.assign(
        n_runs=days["n_runs"].astype("int64"),
        n_ratings=days["n_ratings"].astype("int64"),
        n_backfilled=0,
        pain_pre_slot=pd.array([slot], dtype="str").repeat(len(days)),
        spike_state=_states(days, n_days),
        shoe=_shoes(lived),
    )


def _runs(lived: dict[str, Floats]) -> dict[str, Floats]:
    km = lived["distance_km"]
    has_run = km > 0
    ground = {f"km_{surface}": np.zeros_like(km) for surface in SURFACES}
    ground[f"km_{HARD}"] = km * lived["is_hard"]
    ground[f"km_{SOFT}"] = km * (1 - lived["is_hard"])
    return {
        "n_runs": has_run.astype(float),
        "distance_km": km,
        "longest_run_km": np.where(has_run, km, np.nan),
        **ground,
        "shoe_km": np.where(has_run, lived["shoe_km"], np.nan),
        "spike_ratio": lived["spike_ratio"],
        "cross_training_min": lived["ride_min"],
    }


def _habits(lived: dict[str, Floats]) -> dict[str, Floats]:
    warm_up = lived["warm_up_if_run"] * (lived["distance_km"] > 0)
    done = {
        "stretching": lived["doses"],
        "warm_up": warm_up,
        "strength": lived["strength_session"],
        "maintenance": lived["maintenance_share"] * len(MAINTENANCE),
    }
    between = {f"{name}_between": times for name, times in done.items()}
    return {f"{name}_done": times for name, times in done.items()} | between


def _ratings(
    scenario: CohortScenario, lived: dict[str, Floats], draws: dict[str, Floats]
) -> dict[str, Floats]:
    intercept = scenario.missing_intercept
    evening = _written(lived["pain_evening"], draws["missing-evening"], intercept)
    if scenario.rated_before_run:
        before = _written(lived["pain_pre"], draws["missing-morning"], intercept)
        ratings, gap_h = np.stack([before, evening]), RATED_BEFORE_H
    else:
        before = np.concatenate([np.full_like(evening[:1], np.nan), evening[:-1]])
        ratings, gap_h = evening[None], RATED_EVENING_BEFORE_H
    return {
        "pain_pre": before,
        "pain_post": evening,
        "pain_pre_gap_h": np.where(np.isnan(before), np.nan, gap_h),
        "pain_worst": np.fmax.reduce(ratings),
        "n_ratings": (~np.isnan(ratings)).sum(axis=0).astype(float),
    }


def _written(rating: Floats, chance: Floats, intercept: float | None) -> Floats:
    """Ratings that were written down."""
    return np.where(is_missing(rating, chance, intercept), np.nan, rating)


def _context(
    scenario: CohortScenario, lived: dict[str, Floats], draws: dict[str, Floats]
) -> dict[str, Floats]:
    sore = of_last_evening(lived["pain_evening"]) - scenario.mu_mean
    weekday = weekdays(scenario.first_day, scenario.n_days)
    return stated_of_day(draws, lived["stress"], sore, weekday)


def _states(days: pd.DataFrame, n_days: int) -> pd.Series:
    ratio = days["spike_ratio"].to_numpy()
    # Rounded as in a diary, so that 11 km after 10 km is no spike.
    place = np.searchsorted(SPIKE_EDGES, np.round(ratio, 9), side="left")
    states = pd.Series(pd.array([*SPIKE_STATES, "return"], dtype="str").take(place))
    is_late = np.arange(len(days)) % n_days >= SPIKE_DAYS
    is_back = is_late & np.isnan(ratio) & (days["n_runs"] > 0)
    return states.where(~np.isnan(ratio)).mask(is_back, "return")


def _shoes(lived: dict[str, Floats]) -> pd.Series:
    slot, version = (lived[name].T.reshape(-1).astype(np.int64) for name in ("slot", "version"))
    most = int(version.max(initial=0)) + 1
    names = [f"{model} {number + 1}" for model in MODELS for number in range(most)]
    worn = pd.Series(pd.array(names, dtype="str").take(_codes(slot, version, most)))
    return worn.where(lived["distance_km"].T.reshape(-1) > 0)


def _codes(slot: NDArray[np.int64], version: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    return slot * most + version


# The daily recursion of many runners at once: arrays over runners, one day after the other.

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
    closets = Closets(pair_start_km(draws), pair_life_km(draws))
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
    first_day, n_days = scenario.first_day, scenario.n_days
    stress = autoregressive(draws["stress"], STRESS_KEPT)
    drift = scenario.drift_sd * autoregressive(draws["drift"], DRIFT_KEPT)
    by_weekday = np.array(scenario.weekday_points)[weekdays(first_day, n_days)]
    weekday_points = for_each_runner(by_weekday, stress)
    # A wandering level moves what is carried on as well: only its news acts on the day.
    wandering = drift - scenario.phi * np.concatenate([drift[:1] * 0, drift[:-1]])
    return {
        **planned_habits(first_day, n_days, draws),
        **pain_noise(draws, scenario.sd, scenario.stress_on_pain * stress),
        "planned_km": planned_km(first_day, n_days, draws),
        # A run is on asphalt or else on trail.
        "is_hard": (draws["surface"] < SURFACE_ODDS[0]).astype(float),
        "slot": (draws["pair"] < SECOND_PAIR_SHARE).astype(float),
        "stress": stress,
        "level_points": wandering + weekday_points,
        "sore_skip_odds": logit(draws["sore-skip"]),
        "stretch_odds": logit(draws["stretch"]),
        "second_dose": draws["second-dose"],
    }


def _rated(latent: Floats) -> Floats:
    return np.asarray(latent.round().clip(0, 10))


def _run(scenario: CohortScenario, today: dict[str, Floats], evening: Floats) -> Floats:
    sore = evening - scenario.mu_mean
    is_skipped = today["sore_skip_odds"] < skip_log_odds(scenario.kappa, sore, today["stress"])
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
    begin = max(day - WEEK + 1, 0)
    week = km[begin : day + 1].sum(axis=0)
    before = km[max(begin - WEEK, 0) : begin].sum(axis=0)
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
    log_odds = stretching_log_odds(scenario.habit_slope, sore, today["motivation"])
    is_done = today["stretch_odds"] < log_odds
    return np.asarray(is_done * np.where(today["second_dose"] < SECOND_DOSE_SHARE, 2.0, 1.0))


def _exposures(
    today: dict[str, Floats], km: Floats, past: dict[str, Floats], worn: Floats, doses: Floats
) -> dict[str, Floats]:
    has_run = km > 0
    return {
        "spike": (np.nan_to_num(past["spike_ratio"]) > SPIKE_THRESHOLD).astype(float),
        "ramp-up": past["ramp_up"],
        "return": past["is_return"],
        "surface": today["is_hard"] * has_run,
        "shoe-age": exposure.shoe_age(worn) * has_run,
        "warm-up": today["warm_up_if_run"] * has_run,
        "stretching": doses / exposure.FULL_DOSES,
        "cross-training": today["ride_min"] / exposure.RIDE_UNIT_MIN,
        "strength": today["strength_7d"],
        "maintenance": today["maintenance_share"],
    }


def _of_lags(scenario: CohortScenario, km: Floats, day: int) -> Floats:
    reach = min(len(scenario.km_points), day + 1)
    points = np.array(scenario.km_points[:reach])
    return np.asarray(points @ km[day - np.arange(reach)] / 10) if reach else np.zeros(km.shape[1])
