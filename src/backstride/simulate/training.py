"""What is done if nothing hurts, training and exercises, and what pain leaves of it.

The plan works on the draws of one runner and of many alike.
"""

import math
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.simulate.draws import MAINTENANCE, Floats, for_each_runner, weekdays, weeks
from backstride.simulate.exposure import WEEK
from backstride.simulate.scenario import Scenario

# The plan of a runner: weekly volume, breaks, sessions; and what pain leaves of it.

VOLUME_START_KM, VOLUME_USUAL_KM = 32.0, 35.0
VOLUME_LOWEST_KM, VOLUME_HIGHEST_KM = 8.0, 110.0
SHARE_BY_WEEKDAY = np.array([0.0, 0.20, 0.0, 0.20, 0.0, 0.22, 0.38])
EXTRA_SHARE = 0.15
SURFACES, SURFACE_ODDS = ("asphalt", "trail", "track", "treadmill"), (0.55, 0.25, 0.10, 0.10)


def weekly_volume_km(draws: dict[str, Floats]) -> Floats:
    """Planned distance of each week: growth, pull to the usual, ramps, an easy fourth week."""
    ramps = np.where(draws["ramp"] < 0.06, 1.3 + 0.4 * draws["ramp-size"], 1.0)
    growth = np.exp(0.03 + 0.06 * draws["growth"]) * ramps
    planned, volume = np.empty_like(growth), np.full(growth.shape[1:], VOLUME_START_KM)
    for week, factor in enumerate(growth):
        pulled = volume * factor * (VOLUME_USUAL_KM / volume) ** 0.15
        volume = pulled.clip(VOLUME_LOWEST_KM, VOLUME_HIGHEST_KM)
        planned[week] = volume * (0.75 if week % 4 == 3 else 1.0)
    return planned


def break_days(draws: dict[str, Floats], week: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Days off: breaks of 3 to 14 days begin in 3 % of the weeks, on their first day."""
    is_off = np.zeros((len(week), *draws["break"].shape[1:]), dtype=bool)
    for number, *runner in np.argwhere(draws["break"] < 0.03):
        first = int(np.searchsorted(week, number))
        length = 3 + int(12 * draws["break-length"][number, *runner])
        is_off[first : first + length, *runner] = True
    return is_off


def planned_km(first_day: date, n_days: int, draws: dict[str, Floats]) -> Floats:
    """What would be run if nothing hurt: 8 % of sessions skipped, 8 % of free days run."""
    week = weeks(first_day, n_days)
    usual = for_each_runner(SHARE_BY_WEEKDAY[weekdays(first_day, n_days)], draws["skip"])
    is_extra = (usual == 0) & (draws["extra"] < 0.08)
    share = np.where(is_extra, EXTRA_SHARE, usual * (draws["skip"] >= 0.08))
    share[break_days(draws, week)] = 0.0
    return np.asarray(weekly_volume_km(draws)[week] * share * np.exp(0.2 * draws["session"]))


def plan_training(scenario: Scenario, draws: dict[str, Floats]) -> pd.DataFrame:
    """The plan of one runner.

    Returns
    -------
    DataFrame
        By day: `planned_km` (0 without a session), `surface_if_run`.
    """
    km = planned_km(scenario.first_day, scenario.n_days, draws)
    bounds = np.cumsum(SURFACE_ODDS)[:-1]
    surface = np.array(SURFACES)[np.searchsorted(bounds, draws["surface"], side="right")]
    return pd.DataFrame({"planned_km": km, "surface_if_run": surface})


def skip_log_odds(kappa: float, sore: Any, stress: Any) -> Any:
    """Log odds of skipping a session, `sore` points above the mean and `stress` in SD."""
    return -3.2 + kappa * sore + 0.3 * stress


def distance_km(
    scenario: Scenario, planned_km: float, sore: float, stress: float, chance: float
) -> float:
    """What is run of a planned session after last evening's rating.

    Parameters
    ----------
    sore : float
        Last evening's rating less the runner's mean.
    stress : float
        The day's stress, in SD.
    chance : float
        Uniform draw that decides whether the session is skipped.

    Examples
    --------
    >>> distance_km(Scenario(kappa=1.0), 10.0, sore=8.0, stress=0.0, chance=0.5)
    0.0
    >>> distance_km(Scenario(psi=0.06), 10.0, sore=1.0, stress=0.0, chance=0.5)
    8.87
    """
    log_odds = skip_log_odds(scenario.kappa, sore, stress)
    if planned_km == 0 or chance < 1 / (1 + math.exp(-log_odds)):
        return 0.0
    pull = scenario.stress_on_km * stress - scenario.psi * max(sore + 1, 0.0)
    return round(planned_km * math.exp(pull), 2)


# Exercises: those that follow motivation alone, and stretching, which may follow pain.

STAY = 0.85
WARM_UP_SHARE = 0.5
RIDE_SHARE = 0.15
SECOND_DOSE_SHARE = 0.7


def motivation(draws: dict[str, Floats]) -> Floats:
    """High (1) or low (0) by week; stays as it is in 85 % of the weeks."""
    changes = draws["motivation"] >= STAY
    changes[0] = draws["motivation"][0] >= 0.5
    return (np.cumsum(changes, axis=0) % 2).astype(np.float64)


def planned_habits(first_day: date, n_days: int, draws: dict[str, Floats]) -> dict[str, Floats]:
    """Exercises that pain has no hold on, by name: `plan_habits` without the lengths of two."""
    keen = motivation(draws)[weeks(first_day, n_days)]
    session = (draws["strength"] < 0.10 + 0.30 * keen).astype(float)
    items = {name: (draws[name] < 0.08 + 0.25 * keen).astype(float) for name in MAINTENANCE}
    ride_min = (45 * np.exp(0.3 * draws["ride-length"])).clip(20, 80).round()
    return {
        "motivation": keen,
        "warm_up_if_run": (draws["warm-up"] < WARM_UP_SHARE).astype(float),
        "strength_session": session,
        "strength_7d": last_sums(session, WEEK),
        "ride_min": ride_min * (draws["ride"] < RIDE_SHARE),
        **items,
        "maintenance_share": np.sum(list(items.values()), axis=0) / len(MAINTENANCE),
    }


def last_sums(daily: Floats, n_days: int) -> Floats:
    """Sum of the last days up to and including each one; days before the first count 0.

    Examples
    --------
    >>> last_sums(np.array([1.0, 2.0, 3.0]), 2).tolist()
    [1.0, 3.0, 5.0]
    """
    padded = np.concatenate([np.zeros((n_days, *daily.shape[1:])), daily])
    cumulative = np.cumsum(padded, axis=0)
    return np.asarray(cumulative[n_days:] - cumulative[:-n_days])


def plan_habits(scenario: Scenario, draws: dict[str, Floats]) -> pd.DataFrame:
    """Exercises that pain has no hold on, one row a day.

    Returns
    -------
    DataFrame
        `motivation`, `warm_up_if_run`, `strength_session` (0/1), `strength_7d` (sessions in the
        last 7 days), `plank_s`, `climber_repetitions`, `ride_min`, the four maintenance
        exercises (0/1) and `maintenance_share` (share of them done).
    """
    return pd.DataFrame(
        {
            **planned_habits(scenario.first_day, scenario.n_days, draws),
            "plank_s": (55 + 10 * draws["plank"]).clip(20, 120).round(),
            "climber_repetitions": (30 + 6 * draws["climbers"]).clip(10, 60).round(),
        }
    )


def stretching_log_odds(slope: float, sore: Any, keen: Any) -> Any:
    """Log odds of stretching; `sore` is the rating that it follows less the mean."""
    return -0.9 + slope * sore + 0.8 * keen


def stretching_doses(
    scenario: Scenario, followed: float, keen: float, chance: float, second: float
) -> int:
    """Doses of a day: none, or two in 70 % of the days with any.

    Parameters
    ----------
    followed : float
        The rating that the habit answers, on the scale 0-10.
    chance, second : float
        Uniform draws for the first and the second dose.

    Examples
    --------
    >>> stretching_doses(Scenario(habit_slope=0.8), 9.0, 1.0, chance=0.5, second=0.5)
    2
    """
    log_odds = stretching_log_odds(scenario.habit_slope, followed - scenario.mu, keen)
    if chance >= 1 / (1 + math.exp(-log_odds)):
        return 0
    return 2 if second < SECOND_DOSE_SHARE else 1
