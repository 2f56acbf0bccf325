"""The model of each claim: its terms, the days that count as exposed, and its contrast."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from backstride.models.frame import HABITS

FIRST_TERMS = ("km", "km_lag1", "mean_km_prev7", "hard", "unknown_surface", "shoe_100km")
WORN_SHOE_100KM = 3.0
MOSTLY, KNOWN_GROUND = 0.5, 0.5
DOSES_A_DAY = 2.0
FRESH_SHOE_KM, OLD_SHOE_KM = 100.0, 500.0
RAMP = 0.30


@dataclass(frozen=True)
class Specification:
    """What is fitted for one claim.

    Parameters
    ----------
    slug : str
        The claim.
    exposure : str
        Column of the model frame that is tested; its lag of one day is in the model.
    amount : float
        The contrast in units of the exposure.
    others : tuple of str
        Terms beside the nuisance terms, the exposure and its lag.
    is_exposed : callable
        Says of each row of the frame whether it counts as exposed.
    is_compared : callable
        Says of each row whether it counts as exposed or unexposed at all.
    is_weekly : bool
        The contrast runs over a week and needs what one evening carries to the next.
    """

    slug: str
    exposure: str
    amount: float
    others: tuple[str, ...]
    is_exposed: Callable[[pd.DataFrame], pd.Series]
    is_compared: Callable[[pd.DataFrame], pd.Series]
    is_weekly: bool = False


def _ran(frame: pd.DataFrame) -> pd.Series:
    return frame["ran"] == 1


def _ran_on_known_ground(frame: pd.DataFrame) -> pd.Series:
    return _ran(frame) & (frame["unknown_surface"] < KNOWN_GROUND)


def _any_day(frame: pd.DataFrame) -> pd.Series:
    return frame["ran"].notna()


def _joint(exposure: str) -> tuple[str, ...]:
    terms = (*FIRST_TERMS, *HABITS, "cross_training_h")
    return tuple(term for term in terms if term != exposure)


SPECIFICATIONS = (
    # Same-day km, ground and shoe lie on the way from the spike to the pain: not adjusted.
    Specification(
        "spike",
        "spike",
        1.0,
        ("km_lag1", "mean_km_prev7", "after_break", *HABITS, "cross_training_h"),
        lambda frame: frame["spike"] == 1,
        _ran,
    ),
    # Kilometres and spikes are how a week is raised: adjusting for them would block the effect.
    Specification(
        "ramp-up",
        "log_weekly_ratio",
        RAMP,
        ("log_week_before", "log_week_before_lag1"),
        lambda frame: frame["log_weekly_ratio"] > np.log(1 + RAMP),
        _any_day,
        is_weekly=True,
    ),
    Specification(
        "surface",
        "hard",
        1.0,
        _joint("hard"),
        lambda frame: frame["hard"] >= MOSTLY,
        _ran_on_known_ground,
    ),
    Specification(
        "shoe-age",
        "shoe_100km",
        (OLD_SHOE_KM - FRESH_SHOE_KM) / 100,
        _joint("shoe_100km"),
        lambda frame: frame["shoe_100km"] >= WORN_SHOE_100KM,
        _ran,
    ),
    Specification(
        "stretching",
        "stretching",
        DOSES_A_DAY,
        _joint("stretching"),
        lambda frame: frame["stretching"] > 0,
        _any_day,
    ),
)
