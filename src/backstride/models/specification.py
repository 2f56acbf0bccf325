"""The model of each claim: its terms, the days that count as exposed, and its contrast."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from backstride.claims import (
    DOSES_A_DAY,
    FRESH_SHOE_KM,
    OLD_SHOE_KM,
    RAMP,
    RIDE_HOURS_A_WEEK,
    SESSIONS_A_WEEK,
)
from backstride.models.frame import DAY_HABITS, WEEK_DOSES, WORN_SHOE_100KM

FIRST_TERMS = ("km", "km_lag1", "mean_km_prev7", "hard", "unknown_surface", "shoe_100km")
MOSTLY, KNOWN_GROUND = 0.5, 0.5
HALF = 0.5

Horizon = Literal["evening", "week", "lasting"]


@dataclass(frozen=True)
class Specification:
    """What is fitted for one claim.

    Parameters
    ----------
    slug : str
        The claim.
    exposure : str
        Column of the model frame that is tested; its lag of one day is in the model. Of a
        lasting dose the name that its days apart begin with (`lag_terms`).
    contrast_size : float
        The contrast in units of the exposure.
    covariates : tuple of str
        Terms beside the nuisance terms, the exposure and its lag.
    is_exposed : callable
        Says of each row of the frame whether it counts as exposed.
    is_compared : callable
        Says of each row whether it counts as exposed or unexposed at all.
    horizon : {'evening', 'week', 'lasting'}
        When the contrast is read: the same evening; the last evening of a week that is raised
        day by day; or once a dose has been kept up until nothing changes any more. The last two
        need what one evening carries to the next.
    mediators : tuple of str
        Further terms that the exposure acts through, as far as the model has them; what it does to
        them is known from the kilometres and is part of the contrast.
    spline_terms : mapping of str to float
        Further columns of the exposure in a cohort, whose days are enough to ask whether it acts
        along a straight line, and what the contrast comes to in each.
    """

    slug: str
    exposure: str
    contrast_size: float
    covariates: tuple[str, ...]
    is_exposed: Callable[[pd.DataFrame], pd.Series]
    is_compared: Callable[[pd.DataFrame], pd.Series]
    horizon: Horizon = "evening"
    mediators: tuple[str, ...] = ()
    spline_terms: Mapping[str, float] = field(default_factory=dict)

    @property
    def lag_terms(self) -> tuple[str, ...]:
        """Terms of the model that hold the exposure, today's first.

        Of a lasting dose today, yesterday, the five days before and the seventh: whether a
        session works on its own day or as part of a week's sum, and whether what it does is
        carried on or not, is a special case of these four.
        """
        lags = ("_lag1", "_lag2to6", "_lag7") if self.horizon == "lasting" else ("_lag1",)
        return (self.exposure, *(f"{self.exposure}{lag}" for lag in lags))

    @property
    def dose(self) -> str:
        """Column of the model frame that says how exposed a day is."""
        return f"{self.exposure}_7d" if self.horizon == "lasting" else self.exposure

    @property
    def contrast_sizes(self) -> dict[str, float]:
        """The contrast of one evening, by column: of the exposure, and of its splines."""
        return {self.exposure: self.contrast_size, **self.spline_terms}

    @property
    def exposure_change(self) -> float:
        """The contrast in the unit of the exposure's column: of a raised week its logarithm.

        Examples
        --------
        >>> {one.slug: round(one.exposure_change, 2) for one in SPECIFICATIONS[:2]}
        {'spike': 1.0, 'ramp-up': 0.26}
        """
        is_week = self.horizon == "week"
        return float(np.log1p(self.contrast_size)) if is_week else self.contrast_size

    @property
    def is_carried(self) -> bool:
        """Whether the contrast needs what one evening carries to the next."""
        return self.horizon != "evening"


HABITS = (*DAY_HABITS, *WEEK_DOSES)


def _ran(frame: pd.DataFrame) -> pd.Series:
    return frame["ran"] == 1


def _ran_on_known_ground(frame: pd.DataFrame) -> pd.Series:
    return _ran(frame) & (frame["unknown_surface"] < KNOWN_GROUND)


def _any_day(frame: pd.DataFrame) -> pd.Series:
    return frame["ran"].notna()


def _joint(exposure: str) -> tuple[str, ...]:
    return tuple(term for term in (*FIRST_TERMS, *HABITS) if term != exposure)


SPECIFICATIONS = (
    # Same-day km, ground and shoe lie on the way from the spike to the pain: not adjusted.
    Specification(
        "spike",
        "spike",
        1.0,
        ("km_lag1", "mean_km_prev7", "log_week_before", "after_break", *HABITS),
        lambda frame: frame["spike"] == 1,
        _ran,
    ),
    # Kilometres are how a week is raised: adjusting for them would block the effect. So would
    # spikes, did their part not come back in the contrast; the ratio alone misses most of it.
    Specification(
        "ramp-up",
        "log_weekly_ratio",
        RAMP,
        ("log_week_before", "log_week_before_lag1"),
        lambda frame: frame["log_weekly_ratio"] > np.log(1 + RAMP),
        _any_day,
        horizon="week",
        mediators=("spike", "spike_lag1"),
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
        spline_terms={"worn_100km": OLD_SHOE_KM / 100 - WORN_SHOE_100KM},
    ),
    Specification(
        "warm-up",
        "warm_up",
        1.0,
        _joint("warm_up"),
        lambda frame: frame["warm_up"] > 0,
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
    Specification(
        "cross-training",
        "cross_training",
        RIDE_HOURS_A_WEEK,
        _joint("cross_training_7d"),
        lambda frame: frame["cross_training_7d"] >= HALF * RIDE_HOURS_A_WEEK,
        _any_day,
        horizon="lasting",
    ),
    Specification(
        "strength",
        "strength",
        SESSIONS_A_WEEK,
        _joint("strength_7d"),
        lambda frame: frame["strength_7d"] >= HALF * SESSIONS_A_WEEK,
        _any_day,
        horizon="lasting",
    ),
    Specification(
        "maintenance",
        "maintenance",
        1.0,
        _joint("maintenance"),
        lambda frame: frame["maintenance"] > 0,
        _any_day,
    ),
)

SPECIFICATION = {one.slug: one for one in SPECIFICATIONS}
