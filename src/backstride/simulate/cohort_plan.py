"""What the runners of a cohort would do if nothing hurt: training and exercises, by day."""

import numpy as np
from numpy.typing import NDArray

from backstride.simulate.cohort_scenario import CohortScenario
from backstride.simulate.draws import MAINTENANCE, Floats
from backstride.simulate.habits import RIDE_SHARE, STAY, WARM_UP_SHARE
from backstride.simulate.training import (
    EXTRA_SHARE,
    SHARE_BY_WEEKDAY,
    SURFACE_ODDS,
    VOLUME_HIGHEST_KM,
    VOLUME_LOWEST_KM,
    VOLUME_START_KM,
    VOLUME_USUAL_KM,
)

WEEK = 7


def weekdays(scenario: CohortScenario) -> NDArray[np.int64]:
    """Weekday of each day, Monday 0."""
    return (scenario.first_day.weekday() + np.arange(scenario.n_days)) % WEEK


def weeks(scenario: CohortScenario) -> NDArray[np.int64]:
    """Number of the calendar week of each day, from 0."""
    return (scenario.first_day.weekday() + np.arange(scenario.n_days)) // WEEK


def planned_km(scenario: CohortScenario, draws: dict[str, Floats]) -> Floats:
    """Distance of the session planned for each day, 0 without one; as `plan_training` does."""
    week = weeks(scenario)
    share = SHARE_BY_WEEKDAY[weekdays(scenario)][:, None]
    is_extra = (share == 0) & (draws["extra"] < 0.08)
    share = np.where(is_extra, EXTRA_SHARE, share * (draws["skip"] >= 0.08))
    share[_is_break(draws, week)] = 0.0
    return np.asarray(weekly_km(draws)[week] * share * np.exp(0.2 * draws["session"]))


def weekly_km(draws: dict[str, Floats]) -> Floats:
    """Planned distance of each week; as `weekly_volume_km` does."""
    ramps = np.where(draws["ramp"] < 0.06, 1.3 + 0.4 * draws["ramp-size"], 1.0)
    growth = np.exp(0.03 + 0.06 * draws["growth"]) * ramps
    planned, volume = np.empty_like(growth), np.full(growth.shape[1], VOLUME_START_KM)
    for week, factor in enumerate(growth):
        pulled = volume * factor * (VOLUME_USUAL_KM / volume) ** 0.15
        volume = pulled.clip(VOLUME_LOWEST_KM, VOLUME_HIGHEST_KM)
        planned[week] = volume * (0.75 if week % 4 == 3 else 1.0)
    return planned


def _is_break(draws: dict[str, Floats], week: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Days off: breaks of 3 to 14 days begin in 3 % of the weeks, on their first day."""
    is_off = np.zeros((len(week), draws["break"].shape[1]), dtype=bool)
    for number, runner in np.argwhere(draws["break"] < 0.03):
        first = int(np.searchsorted(week, number))
        is_off[first : first + 3 + int(12 * draws["break-length"][number, runner]), runner] = True
    return is_off


def is_hard(draws: dict[str, Floats]) -> NDArray[np.bool_]:
    """Whether a run of that day would be on asphalt; elsewhere it is on trail."""
    return np.asarray(draws["surface"] < SURFACE_ODDS[0])


def planned_habits(scenario: CohortScenario, draws: dict[str, Floats]) -> dict[str, Floats]:
    """Exercises that pain has no hold on, by name; as `plan_habits` does."""
    changes = draws["motivation"] >= STAY
    changes[0] = draws["motivation"][0] >= 0.5
    keen = (np.cumsum(changes, axis=0) % 2).astype(float)[weeks(scenario)]
    session = (draws["strength"] < 0.10 + 0.30 * keen).astype(float)
    minutes = (45 * np.exp(0.3 * draws["ride-length"])).clip(20, 80).round()
    done = [(draws[name] < 0.08 + 0.25 * keen).astype(float) for name in MAINTENANCE]
    return {
        "keen": keen,
        "warm_up": (draws["warm-up"] < WARM_UP_SHARE).astype(float),
        "strength": session,
        "strength_7d": last_sums(session, WEEK),
        "ride_min": minutes * (draws["ride"] < RIDE_SHARE),
        "maintenance": np.sum(done, axis=0),
    }


def last_sums(daily: Floats, n_days: int) -> Floats:
    """Sum of the last days up to and including each one; days before the first count 0.

    Examples
    --------
    >>> last_sums(np.array([[1.0], [2.0], [3.0]]), 2)[:, 0].tolist()
    [1.0, 3.0, 5.0]
    """
    padded = np.concatenate([np.zeros((n_days, daily.shape[1])), daily])
    cumulative = np.cumsum(padded, axis=0)
    return np.asarray(cumulative[n_days:] - cumulative[:-n_days])
