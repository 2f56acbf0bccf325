"""One runner: every latent value, exposure and clock time by day, and the daily recursion."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from backstride.simulate import exposure
from backstride.simulate.draws import (
    LATEST_END,
    SECOND_PAIR_SHARE,
    Closet,
    Floats,
    autoregressive,
    clock_times,
    draw,
    is_missing,
    of_last_evening,
    open_closet,
    pain_noise,
    rate,
    run_start_min,
    shoe_table,
    stated_of_day,
    weekdays,
)
from backstride.simulate.exposure import RunHistory, of_planned_habits
from backstride.simulate.scenario import Scenario
from backstride.simulate.training import (
    distance_km,
    plan_habits,
    plan_training,
    stretching_doses,
)

# The daily recursion: pain decides what is done, what is done decides pain.

Day = dict[str, Any]
# Columns of what is known beforehand that a day's decisions look at.
NEEDED = (
    "planned_km",
    "surface_if_run",
    "warm_up_if_run",
    "motivation",
    "stress_latent",
    "felt_noise",
    "morning_noise",
    "evening_noise",
    "skip_chance",
    "pair_slot",
    "stretch_chance",
    "second_dose_chance",
    *(exposure.COLUMNS[slug] for slug in ("cross-training", "strength", "maintenance")),
)


def live(
    scenario: Scenario, draws: dict[str, Floats], given: pd.DataFrame
) -> tuple[pd.DataFrame, Closet]:
    """Days as they were lived, and the closet at the end.

    Parameters
    ----------
    given : DataFrame
        What pain has no hold on, by day: the columns of `plan_training`, `plan_habits` and
        `exposure.of_planned_habits`, `start_min` of a run if there is one, `stress_latent`.

    Returns
    -------
    DataFrame
        `given` and what was done and felt, by day.
    Closet
    """
    closet, history = open_closet(draws), RunHistory(given["start_min"].tolist())
    points = {exposure.COLUMNS[slug]: effect for slug, effect in scenario.effects.items()}
    carried = scenario.sd * float(draws["start"][0])
    evening, lived = rate(scenario.mu + carried), []
    known = given.assign(**_chances(scenario, draws, given))
    for today in _records(known):
        felt = scenario.mu + scenario.phi * carried + today["felt_noise"]
        pre = rate(felt + today["morning_noise"])
        acts = _run(scenario, closet, history, today, evening)
        acts |= _stretch(scenario, today, pre, evening)
        seen = today | acts
        effect = sum(point * seen[column] for column, point in points.items())
        latent = felt + effect + today["evening_noise"]
        evening = rate(latent)
        carried = latent - scenario.mu - (effect if scenario.form == "error" else 0.0)
        acts |= {"pain_pre": pre, "pain_felt": felt, "effect": effect}
        lived.append(acts | {"pain_latent": latent, "pain_evening": evening})
    return known.join(pd.DataFrame(lived)), closet


def _records(days: pd.DataFrame) -> list[Day]:
    # Plain floats, several times faster than `to_dict("records")`.
    columns = [days[name].tolist() for name in NEEDED]
    return [dict(zip(NEEDED, today, strict=True)) for today in zip(*columns, strict=True)]


def _chances(
    scenario: Scenario, draws: dict[str, Floats], given: pd.DataFrame
) -> dict[str, Floats]:
    pull = scenario.stress_on_pain * given["stress_latent"].to_numpy()
    return {
        **pain_noise(draws, scenario.sd, pull),
        "skip_chance": draws["sore-skip"],
        "pair_slot": (draws["pair"] < SECOND_PAIR_SHARE).astype(np.int64),
        "stretch_chance": draws["stretch"],
        "second_dose_chance": draws["second-dose"],
    }


def _run(scenario: Scenario, closet: Closet, history: RunHistory, today: Day, evening: int) -> Day:
    """Today's run, or rest, and the exposures that come of it."""
    km = distance_km(
        scenario,
        today["planned_km"],
        evening - scenario.mu,
        today["stress_latent"],
        today["skip_chance"],
    )
    past = history.add(km)
    ran = {"distance_km": km, **past, **exposure.of_history(past)}
    if km == 0:
        return ran | exposure.REST | {"shoe": None, "surface": None, "shoe_km": math.nan}
    shoe, shoe_km = closet.wear(today["pair_slot"], km, len(history.km) - 1)
    worn = {"shoe": shoe, "shoe_km": shoe_km, "surface": today["surface_if_run"]}
    return ran | worn | exposure.of_run(today, shoe_km)


def _stretch(scenario: Scenario, today: Day, pre: int, evening: int) -> Day:
    """Doses of stretching, after the rating that the habit follows."""
    ratings = {"felt": pre, "yesterday": evening, "none": scenario.mu}
    doses = stretching_doses(
        scenario,
        ratings[scenario.habits_follow],
        today["motivation"],
        today["stretch_chance"],
        today["second_dose_chance"],
    )
    full = doses / exposure.FULL_DOSES
    return {"stretching_doses": doses, exposure.COLUMNS["stretching"]: full}


# One runner: every latent value, exposure and clock time by day, and the sessions.

PACE_MIN_PER_KM, TRAIL_EXTRA_MIN_PER_KM = 5.8, 0.5
RIDE_KM_PER_H = 22.0


@dataclass(frozen=True)
class SimulatedRunner:
    """A runner whose truth is known.

    Parameters
    ----------
    scenario : Scenario
    daily : DataFrame
        One row a day. The columns `spike_exposure`, `ramp_up_exposure`, … are in the units of
        `Scenario.effects`; `pain_felt`, `effect`, `evening_noise` add up to
        `pain_latent`; `pain_pre` and `pain_evening` are the ratings, `pre_missing` and
        `evening_missing` say which were never written down; `…_min` are minutes, those of the
        clock counted from midnight.
    sessions : DataFrame
        One row per run or ride: `start`, `day` (row of `daily`), `sport`, `distance_km`,
        `duration_min`, `elapsed_min`, `surface`, `shoe`, `rpe`.
    shoes : DataFrame
        One row per pair worn: `shoe`, `start_km`, `first_day`, `retired_on`; the first day is
        missing for pairs in use before the log begins.
    """

    scenario: Scenario
    daily: pd.DataFrame
    sessions: pd.DataFrame
    shoes: pd.DataFrame


def simulate_runner(scenario: Scenario) -> SimulatedRunner:
    """Live through every day of `scenario`.

    Order inside a day: stress, pain felt in the morning, decision to run, distance, surface
    and shoe, habits, evening pain, missing ratings. The model is that of `docs/methods.md`.

    Examples
    --------
    >>> runner = simulate_runner(Scenario(seed=1, n_days=28))
    >>> len(runner.daily), runner.daily["pain_evening"].between(0, 10).all().item()
    (28, True)
    """
    draws = draw(scenario)
    habits = plan_habits(scenario, draws)
    given = pd.concat(
        [plan_training(scenario, draws), habits, of_planned_habits(habits)], axis=1
    ).assign(
        start_min=run_start_min(scenario, draws),
        stress_latent=autoregressive(draws["stress"], 0.6),
    )
    lived, closet = live(scenario, draws, given)
    daily = _with_context(_with_clock(lived, draws), scenario, draws)
    return SimulatedRunner(
        scenario, daily, _sessions(daily), shoe_table(closet, scenario.first_day)
    )


def _with_clock(daily: pd.DataFrame, draws: dict[str, Floats]) -> pd.DataFrame:
    """Add lengths in minutes, exertion and clock times; no run goes past 23:30."""
    start_min = daily["start_min"].to_numpy()
    is_trail = (daily["surface_if_run"] == "trail").to_numpy()
    pace = PACE_MIN_PER_KM + TRAIL_EXTRA_MIN_PER_KM * is_trail + 0.25 * draws["pace"]
    limit = LATEST_END - start_min
    duration = np.minimum(daily["distance_km"].to_numpy() * pace, limit)
    elapsed = np.minimum(duration * (1 + 0.08 * draws["pauses"]), limit)
    times = clock_times(start_min, elapsed, daily["ride_min"].to_numpy(), draws)
    effort = 4 + 2.5 * np.log(daily["distance_km"].clip(1) / 8) + 0.7 * draws["exertion"]
    return daily.assign(
        duration_min=duration.round(2),
        elapsed_min=elapsed.round(2),
        rpe=effort.clip(1, 10).round(),
        **times,
    )


def _with_context(
    daily: pd.DataFrame, scenario: Scenario, draws: dict[str, Floats]
) -> pd.DataFrame:
    """Add calendar, missing ratings, and what is known of a day without acting on pain."""
    date = pd.date_range(scenario.first_day, periods=scenario.n_days, unit="us")
    intercept = scenario.missing_intercept
    pre, evening = daily["pain_pre"].to_numpy(), daily["pain_evening"].to_numpy()
    weekday = weekdays(scenario.first_day, scenario.n_days)
    sore = of_last_evening(evening) - scenario.mu
    stated = stated_of_day(draws, daily["stress_latent"].to_numpy(), sore, weekday)
    return daily.assign(
        date=date,
        pre_missing=is_missing(pre, draws["missing-morning"], intercept),
        evening_missing=is_missing(evening, draws["missing-evening"], intercept),
        **stated,
    )


def _sessions(daily: pd.DataFrame) -> pd.DataFrame:
    runs = daily[daily["distance_km"] > 0]
    rides = daily[daily["ride_min"] > 0]
    run_rows = runs[["distance_km", "duration_min", "elapsed_min", "surface", "shoe", "rpe"]]
    ride_rows = pd.DataFrame(
        {
            "distance_km": (rides["ride_min"] / 60 * RIDE_KM_PER_H).round(2),
            "duration_min": rides["ride_min"],
            "elapsed_min": rides["ride_min"],
            "surface": "unknown",
        }
    )
    sessions = pd.concat(
        [
            run_rows.assign(sport="run", start=_moment(runs, "start_min"), day=runs.index),
            ride_rows.assign(sport="ride", start=_moment(rides, "ride_start_min"), day=rides.index),
        ]
    )
    return sessions.sort_values("start").reset_index(drop=True)


def _moment(rows: pd.DataFrame, column: str) -> "pd.Series[pd.Timestamp]":
    return rows["date"] + pd.to_timedelta(rows[column], unit="min").astype("timedelta64[us]")
