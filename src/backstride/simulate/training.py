"""The plan of a runner: weekly volume, breaks, sessions; and what pain leaves of it."""

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.simulate.draws import Floats
from backstride.simulate.scenario import Scenario

VOLUME_START_KM, VOLUME_USUAL_KM = 32.0, 35.0
VOLUME_LOWEST_KM, VOLUME_HIGHEST_KM = 8.0, 110.0
SHARE_BY_WEEKDAY = np.array([0.0, 0.20, 0.0, 0.20, 0.0, 0.22, 0.38])
EXTRA_SHARE = 0.15
SURFACES, SURFACE_ODDS = ("asphalt", "trail", "track", "treadmill"), (0.55, 0.25, 0.10, 0.10)


def weekdays(scenario: Scenario) -> NDArray[np.int64]:
    """Weekday of each day, Monday 0."""
    return (scenario.first_day.weekday() + np.arange(scenario.n_days)) % 7


def weeks(scenario: Scenario) -> NDArray[np.int64]:
    """Number of the calendar week of each day, from 0."""
    return (scenario.first_day.weekday() + np.arange(scenario.n_days)) // 7


def weekly_volume_km(draws: dict[str, Floats]) -> Floats:
    """Planned distance of each week: growth, pull to the usual, ramps, an easy fourth week."""
    volume, planned = VOLUME_START_KM, []
    ramps = np.where(draws["ramp"] < 0.06, 1.3 + 0.4 * draws["ramp-size"], 1.0)
    growth = np.exp(0.03 + 0.06 * draws["growth"])
    for week, factor in enumerate((growth * ramps).tolist()):
        pulled = volume * factor * (VOLUME_USUAL_KM / volume) ** 0.15
        volume = min(max(pulled, VOLUME_LOWEST_KM), VOLUME_HIGHEST_KM)
        planned.append(volume * (0.75 if week % 4 == 3 else 1.0))
    return np.array(planned)


def break_days(draws: dict[str, Floats], week: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Days off: breaks of 3 to 14 days begin in 3 % of the weeks, on their first day."""
    is_off = np.zeros(len(week), dtype=bool)
    for number in np.flatnonzero(draws["break"] < 0.03):
        first = int(np.searchsorted(week, number))
        is_off[first : first + 3 + int(12 * draws["break-length"][number])] = True
    return is_off


def plan_training(scenario: Scenario, draws: dict[str, Floats]) -> pd.DataFrame:
    """What would be run if nothing hurt: 8 % of sessions skipped, 8 % of free days run.

    Returns
    -------
    DataFrame
        By day: `planned_km` (0 without a session), `surface_if_run`.
    """
    week = weeks(scenario)
    share = SHARE_BY_WEEKDAY[weekdays(scenario)]
    is_extra = (share == 0) & (draws["extra"] < 0.08)
    share = np.where(is_extra, EXTRA_SHARE, share * (draws["skip"] >= 0.08))
    share[break_days(draws, week)] = 0.0
    km = weekly_volume_km(draws)[week] * share * np.exp(0.2 * draws["session"])
    bounds = np.cumsum(SURFACE_ODDS)[:-1]
    surface = np.array(SURFACES)[np.searchsorted(bounds, draws["surface"], side="right")]
    return pd.DataFrame({"planned_km": km, "surface_if_run": surface})


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
    log_odds = -3.2 + scenario.kappa * sore + 0.3 * stress
    if planned_km == 0 or chance < 1 / (1 + math.exp(-log_odds)):
        return 0.0
    pull = scenario.stress_on_km * stress - scenario.psi * max(sore + 1, 0.0)
    return round(planned_km * math.exp(pull), 2)
