"""A day's exposures in the units of `Scenario.effects`, and the history they need."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.simulate.scenario import EFFECT_SLUGS

# What the runs so far make of today's: spike ratio, weekly ratio, return after a break.

# The truth that the package is tried on stands by itself: none of these numbers is taken from the
# modules that look for it. A change there then shows as a difference, not as agreement.
WEEK, SPIKE_DAYS = 7, 30
SPIKE_THRESHOLD = 1.10
DAYS_OFF, DAYS_BACK = 7, 14


def spike_ratio(km: Sequence[float], start_min: Sequence[int], day: int) -> float:
    """Today's run against the longest of the 30 × 24 hours before it (Frandsen 2025).

    Parameters
    ----------
    km : sequence of float
        Distance by day, 0 on rest days.
    start_min : sequence of int
        Clock time of the run by day, in minutes.

    Returns
    -------
    float
        Missing on rest days, in the first 30 days, and after 30 days without a run.

    Examples
    --------
    >>> spike_ratio([10.0] + 29 * [0.0] + [12.0], 31 * [600], day=30)
    1.2
    """
    first = day - SPIKE_DAYS
    if first < 0 or km[day] == 0:
        return math.nan
    longest = max(km[first + 1 : day])
    if start_min[first] >= start_min[day]:
        longest = max(longest, km[first])
    return km[day] / longest if longest else math.nan


def log_weekly_ratio(km: Sequence[float], day: int) -> float:
    """Log of the last 7 days' distance over that of the 7 days before; missing if either is 0.

    Examples
    --------
    >>> round(math.exp(log_weekly_ratio(7 * [2.0] + 7 * [3.0], day=13)), 2)
    1.5
    """
    begin = day - WEEK + 1
    if begin < WEEK:
        return math.nan
    last, before = sum(km[begin : day + 1]), sum(km[begin - WEEK : begin])
    return math.log(last / before) if last and before else math.nan


@dataclass
class RunHistory:
    """The runs lived so far, one entry a day, and the latest return after a break."""

    start_min: list[int]
    km: list[float] = field(default_factory=list)
    last_run: int | None = None
    return_began: int | None = None

    def add(self, km: float) -> dict[str, float]:
        """Live one more day; its `spike_ratio`, `log_weekly_ratio`, and `is_return` (0/1).

        Examples
        --------
        >>> history = RunHistory(start_min=10 * [600])
        >>> [history.add(km)["is_return"] for km in [5.0, *7 * [0.0], 5.0, 0.0]][-3:]
        [0.0, 1.0, 1.0]
        """
        day = len(self.km)
        self.km.append(km)
        if km:
            if self.last_run is not None and day - self.last_run > DAYS_OFF:
                self.return_began = day
            self.last_run = day
        began = self.return_began
        return {
            "spike_ratio": spike_ratio(self.km, self.start_min, day),
            "log_weekly_ratio": log_weekly_ratio(self.km, day),
            "is_return": float(began is not None and day - began < DAYS_BACK),
        }


# A day's exposures in the units of `Scenario.effects`, so that effect = points × exposure.

COLUMNS = {slug: f"{slug.replace('-', '_')}_exposure" for slug in EFFECT_SLUGS}
FULL_DOSES = 2
AGEING_KM = 300.0
RAMP_EXTRA = 0.3
RAMP_UP = math.log(1 + RAMP_EXTRA)
RIDE_UNIT_MIN = 60.0
HARD = "asphalt"


def shoe_age(shoe_km: float | NDArray[np.float64]) -> Any:
    """Units of 300 km on the pair beyond 300 km; of one pair, or of each.

    Examples
    --------
    >>> shoe_age(np.array([100.0, 600.0])).tolist()
    [0.0, 1.0]
    """
    return np.maximum(shoe_km - AGEING_KM, 0.0) / AGEING_KM


def of_planned_habits(habits: pd.DataFrame) -> pd.DataFrame:
    """Exposures that pain has no hold on, by day."""
    return pd.DataFrame(
        {
            COLUMNS["cross-training"]: habits["ride_min"] / RIDE_UNIT_MIN,
            COLUMNS["strength"]: habits["strength_7d"],
            COLUMNS["maintenance"]: habits["maintenance_share"],
        }
    )


def of_history(past: dict[str, float]) -> dict[str, float]:
    """Exposures from the runs so far (`RunHistory.add`); undefined ratios are no exposure."""
    ratio = past["log_weekly_ratio"]
    return {
        COLUMNS["spike"]: float(past["spike_ratio"] > SPIKE_THRESHOLD),
        COLUMNS["ramp-up"]: 0.0 if math.isnan(ratio) else ratio / RAMP_UP,
        COLUMNS["return"]: past["is_return"],
    }


def of_run(today: dict[str, Any], shoe_km: float) -> dict[str, float]:
    """Exposures of a day with a run, from its plan and the distance on the pair before it."""
    return {
        COLUMNS["surface"]: float(today["surface_if_run"] == HARD),
        COLUMNS["shoe-age"]: shoe_age(shoe_km),
        COLUMNS["warm-up"]: today["warm_up_if_run"],
    }


REST = {COLUMNS["surface"]: 0.0, COLUMNS["shoe-age"]: 0.0, COLUMNS["warm-up"]: 0.0}
