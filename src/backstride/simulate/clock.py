"""When things happen in a day, in minutes after midnight; a day keeps one order of events.

Morning rating, (on weekends the run,) midday exercises, ride, (on weekdays the run,) evening
dose of stretching, evening rating.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.simulate.draws import Floats
from backstride.simulate.scenario import Scenario
from backstride.simulate.training import weekdays

MORNING, WEEKDAY_RUN, WEEKEND_RUN = 7 * 60 + 15, 18 * 60, 9 * 60 + 30
MIDDAY, RIDE, LATE, EVENING = 12 * 60 + 45, 15 * 60 + 30, 19 * 60 + 50, 21 * 60 + 15
LATEST_END = 23 * 60 + 30
EXERCISES_LAST_MIN = 40


def run_start_min(scenario: Scenario, draws: dict[str, Floats]) -> NDArray[np.int64]:
    """Start of the run by day, whether or not there is one: 18:00 or 9:30, 40 min around."""
    is_weekend = weekdays(scenario) >= 5
    return np.where(is_weekend, WEEKEND_RUN, WEEKDAY_RUN) + _around(draws["run-clock"], 40)


def clock_times(
    start_min: NDArray[np.int64], elapsed_min: Floats, ride_min: Floats, draws: dict[str, Floats]
) -> pd.DataFrame:
    """Minutes after midnight of all that is not a run.

    Parameters
    ----------
    start_min : array of int
        Start of the run.
    elapsed_min, ride_min : array of float
        Length of run and ride; 0 where there is none.

    Returns
    -------
    DataFrame
        `morning_min`, `midday_min`, `ride_start_min`, `late_min`, `evening_min`.
    """
    end = np.where(elapsed_min > 0, np.ceil(start_min + elapsed_min), 0).astype(np.int64)
    end_early = np.where(start_min < MIDDAY, end, 0)
    midday = np.maximum(MIDDAY + _around(draws["midday-clock"], 15), end_early + 10)
    ride = np.maximum(RIDE + _around(draws["ride-clock"], 20), midday + EXERCISES_LAST_MIN)
    ride_end = np.where(ride_min > 0, ride + ride_min, 0).astype(np.int64)
    after_all = np.maximum.reduce([end, ride_end, midday + EXERCISES_LAST_MIN]) + 5
    late = np.maximum(LATE + _around(draws["late-clock"], 15), after_all)
    evening = np.maximum(EVENING + _around(draws["evening-clock"], 20), late + 10)
    return pd.DataFrame(
        {
            "morning_min": MORNING + _around(draws["morning-clock"], 20),
            "midday_min": midday,
            "ride_start_min": ride,
            "late_min": late,
            "evening_min": evening,
        }
    )


def _around(chance: Floats, minutes: int) -> NDArray[np.int64]:
    return np.floor((2 * minutes + 1) * chance).astype(np.int64) - minutes
