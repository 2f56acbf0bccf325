"""Exercises: those that follow motivation alone, and stretching, which may follow pain."""

import math

import numpy as np
import pandas as pd

from backstride.simulate.draws import MAINTENANCE, Floats
from backstride.simulate.scenario import Scenario
from backstride.simulate.training import weeks

STAY = 0.85
WARM_UP_SHARE = 0.5
RIDE_SHARE = 0.15
SECOND_DOSE_SHARE = 0.7


def motivation(draws: dict[str, Floats]) -> Floats:
    """High (1) or low (0) by week; stays as it is in 85 % of the weeks."""
    changes = draws["motivation"] >= STAY
    changes[0] = draws["motivation"][0] >= 0.5
    return (np.cumsum(changes) % 2).astype(np.float64)


def plan_habits(scenario: Scenario, draws: dict[str, Floats]) -> pd.DataFrame:
    """Exercises that pain has no hold on, one row a day.

    Returns
    -------
    DataFrame
        `motivation`, `warm_up_if_run`, `strength_session` (0/1), `strength_7d` (sessions in the
        last 7 days), `plank_s`, `climber_repetitions`, `ride_min`, the four maintenance
        exercises (0/1) and `maintenance_share` (share of them done).
    """
    keen = motivation(draws)[weeks(scenario)]
    session = (draws["strength"] < 0.10 + 0.30 * keen).astype(float)
    items = {name: (draws[name] < 0.08 + 0.25 * keen).astype(float) for name in MAINTENANCE}
    ride_min = (45 * np.exp(0.3 * draws["ride-length"])).clip(20, 80).round()
    return pd.DataFrame(
        {
            "motivation": keen,
            "warm_up_if_run": (draws["warm-up"] < WARM_UP_SHARE).astype(float),
            "strength_session": session,
            "strength_7d": _sum_of_7_days(session),
            "plank_s": (55 + 10 * draws["plank"]).clip(20, 120).round(),
            "climber_repetitions": (30 + 6 * draws["climbers"]).clip(10, 60).round(),
            "ride_min": ride_min * (draws["ride"] < RIDE_SHARE),
            **items,
            "maintenance_share": sum(items.values()) / len(MAINTENANCE),
        }
    )


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
    log_odds = -0.9 + scenario.habit_slope * (followed - scenario.mu) + 0.8 * keen
    if chance >= 1 / (1 + math.exp(-log_odds)):
        return 0
    return 2 if second < SECOND_DOSE_SHARE else 1


def _sum_of_7_days(daily: Floats) -> Floats:
    return np.convolve(daily, np.ones(7))[: len(daily)].round()
