"""A day's exposures in the units of `Scenario.effects`, so that effect = points × exposure."""

import math
from typing import Any

import pandas as pd

from backstride.simulate.history import SPIKE_THRESHOLD
from backstride.simulate.scenario import EFFECT_SLUGS

COLUMNS = {slug: f"{slug.replace('-', '_')}_exposure" for slug in EFFECT_SLUGS}
FULL_DOSES = 2
AGEING_KM = 300.0
RAMP_UP = math.log(1.3)
RIDE_UNIT_MIN = 60.0
HARD = "asphalt"


def shoe_age(shoe_km: float) -> float:
    """Units of 300 km on the pair beyond 300 km.

    Examples
    --------
    >>> shoe_age(100.0), shoe_age(600.0)
    (0.0, 1.0)
    """
    return max(0.0, shoe_km - AGEING_KM) / AGEING_KM


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
