"""One runner: every latent value, exposure and clock time by day, and the sessions."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from backstride.simulate.clock import LATEST_END, clock_times, run_start_min
from backstride.simulate.draws import Floats, autoregressive, draw
from backstride.simulate.exposure import of_planned_habits
from backstride.simulate.habits import plan_habits
from backstride.simulate.life import live
from backstride.simulate.pain import is_missing
from backstride.simulate.scenario import Scenario
from backstride.simulate.shoes import shoe_table
from backstride.simulate.training import plan_training, weekdays

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
    stress = daily["stress_latent"]
    sore = daily["pain_evening"].shift(fill_value=0).to_numpy() - scenario.mu
    intercept = scenario.missing_intercept
    is_weekend = weekdays(scenario) >= 5
    pre, evening = daily["pain_pre"].to_numpy(), daily["pain_evening"].to_numpy()
    return daily.assign(
        date=date,
        pre_missing=is_missing(pre, draws["missing-morning"], intercept),
        evening_missing=is_missing(evening, draws["missing-evening"], intercept),
        stress=(4 + 2 * stress).clip(0, 10).round(),
        sleep_h=(7.3 - 0.2 * stress + 0.7 * draws["sleep"]).clip(3, 11).round(1),
        sitting_h=(7.5 - 3 * is_weekend + 1.2 * draws["sitting"]).clip(0, 14).round(1),
        illness=_illness(draws),
        medication=(draws["medication"] < 1 / (1 + np.exp(3.5 - 0.5 * sore))).astype(float),
    )


def _illness(draws: dict[str, Floats]) -> Floats:
    """Ill (1) from a start in 1 % of the days; 30 % of the ill get well each day."""
    state, states = False, []
    for falls_ill, gets_well in zip(draws["ill"] < 0.01, draws["well"] < 0.3, strict=True):
        state = not gets_well if state else bool(falls_ill)
        states.append(state)
    return np.array(states, dtype=float)


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
