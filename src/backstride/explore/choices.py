"""What can be chosen: an exposure, its window, an outcome, the days, the smallest difference."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from backstride.claims import (
    CLAIM,
    DOSES_A_DAY,
    FRESH_SHOE_KM,
    OLD_SHOE_KM,
    RAMP,
    RIDE_HOURS_A_WEEK,
    SESSIONS_A_WEEK,
)
from backstride.diary.habits import MAINTENANCE_EXERCISES
from backstride.errors import DataError
from backstride.exposures.load import WEEK
from backstride.models.frame import CONFOUNDERS, WORN_SHOE_100KM
from backstride.models.specification import (
    HALF,
    KNOWN_GROUND,
    MOSTLY,
    SPECIFICATIONS,
    Specification,
)

OWN_WINDOW = 0
WINDOWS = {
    OWN_WINDOW: "as in the report",
    1: "the day itself",
    2: "2 days",
    3: "3 days",
    7: "7 days",
    14: "14 days",
    28: "28 days",
}
EXPOSURES = {one.slug: CLAIM[one.slug].sentence for one in SPECIFICATIONS}
OUTCOMES = {
    "pain_post": "pain after the run",
    "pain_worst": "worst pain of the day",
    "flare": "a flare begins",
}


@dataclass(frozen=True)
class Choice:
    """One question.

    Parameters
    ----------
    exposure : str
        Slug of a claim that is tested.
    window : int
        Days over which the exposure is taken, the day of the outcome included; 0 for the model
        of the report.
    outcome : {'pain_post', 'pain_worst', 'flare'}
    since, until : Timestamp, optional
        First and last day, inclusive.

    Raises
    ------
    DataError
        If there is no such exposure, window or outcome, or the last day lies before the first.
    """

    exposure: str = SPECIFICATIONS[0].slug
    window: int = OWN_WINDOW
    outcome: str = "pain_post"
    since: pd.Timestamp | None = None
    until: pd.Timestamp | None = None

    def __post_init__(self) -> None:
        problems = [
            f"{name}: found {found!r}, expected one of {', '.join(map(str, known))}."
            for name, found, known in (
                ("exposure", self.exposure, [*EXPOSURES]),
                ("window", self.window, [*WINDOWS]),
                ("outcome", self.outcome, [*OUTCOMES]),
            )
            if found not in known
        ]
        if self.since is not None and self.until is not None and self.until < self.since:
            problems.append(
                f"days: found {self.since:%Y-%m-%d} to {self.until:%Y-%m-%d}, "
                "expected the first day first."
            )
        if problems:
            raise DataError(problems)

    @property
    def is_odds(self) -> bool:
        """Whether the result is a ratio of odds, not a difference in points."""
        return self.outcome == "flare"


# An exposure over a window of days, and a model that starts from the days before that window.

EXPLORED = "explored"
# Known before the window begins; what lies within it may be on the way to the pain.
BEFORE = ("pain_pre", "pain_pre_gap_h", "sleep_h", *CONFOUNDERS)

Over = Callable[[pd.DataFrame, pd.DataFrame, int], pd.Series]


@dataclass(frozen=True)
class Windowed:
    """How one exposure is taken over days.

    Parameters
    ----------
    over : callable
        From diary, model frame and a number of days: the exposure of the days d-n+1..d.
    contrast_size : float
        The contrast in its units.
    fewest : float
        From which value on a day counts as exposed.
    covariates : tuple of str
        What is held equal besides the ratings and habits before the window.
    needs_run : bool
        Whether only windows with a run are compared.
    """

    over: Over
    contrast_size: float
    fewest: float
    covariates: tuple[str, ...] = ("km_window", "mean_km_before")
    needs_run: bool = False


def windowed(
    diary: pd.DataFrame, frame: pd.DataFrame, slug: str, n_days: int
) -> tuple[pd.DataFrame, Specification]:
    """Lay out one exposure over the days d-n+1..d, and what was before them.

    Whatever the model of the report takes from just before the day is taken from just before the
    window: the rating, the evening before, sleep and the other facts of the day before.

    Parameters
    ----------
    diary, frame : DataFrame
        The diary with exposures, and its `model_frame`.
    slug : str
        The claim whose exposure it is.
    n_days : int
        At least 1.

    Returns
    -------
    tuple of DataFrame and Specification
        The frame with column `explored` and its value of the window before (`explored_lag1`).
    """
    taken = WINDOWED[slug]
    exposure = taken.over(diary, frame, n_days)
    km = frame["km"].rolling(n_days).sum()
    laid_out = frame.assign(
        **{name: frame[name].shift(n_days - 1) for name in BEFORE},
        pain_post_lag1=frame["pain_post"].shift(n_days),
        explored=exposure,
        explored_lag1=exposure.shift(n_days),
        km_window=km,
        mean_km_before=frame["km"].rolling(WEEK).mean().shift(n_days),
        log_km_before=np.log(km.where(km > 0)).shift(n_days),
        unknown_window=_share(diary["km_unknown"], diary["distance_km"], n_days),
    )
    is_compared = _with_run if taken.needs_run else _any_window
    specification = Specification(
        slug,
        EXPLORED,
        taken.contrast_size,
        taken.covariates,
        lambda days: days[EXPLORED] >= taken.fewest,
        is_compared,
    )
    return laid_out, specification


def _any_window(days: pd.DataFrame) -> pd.Series:
    return days[EXPLORED].notna()


def _with_run(days: pd.DataFrame) -> pd.Series:
    return (days["km_window"] > 0) & (days["unknown_window"] < KNOWN_GROUND)


def _share(part: pd.Series, whole: pd.Series, n_days: int) -> pd.Series:
    """Share of the window's sum; 0 where there is nothing to share."""
    total = whole.rolling(n_days).sum()
    return (part.rolling(n_days).sum() / total).mask(total == 0, 0.0)


def _spike(_diary: pd.DataFrame, frame: pd.DataFrame, n_days: int) -> pd.Series:
    return frame["spike"].rolling(n_days).max()


def _ramp(_diary: pd.DataFrame, frame: pd.DataFrame, n_days: int) -> pd.Series:
    km = frame["km"].rolling(n_days).sum()
    return km.where(km > 0).transform(np.log).diff(n_days)


def _hard(diary: pd.DataFrame, _frame: pd.DataFrame, n_days: int) -> pd.Series:
    known = diary["hard_km"].mask(diary["n_runs"] == 0, 0.0)
    return _share(known, diary["distance_km"], n_days)


def _shoe(_diary: pd.DataFrame, frame: pd.DataFrame, n_days: int) -> pd.Series:
    return _share(frame["shoe_100km"], frame["ran"], n_days)


def _warm_up(_diary: pd.DataFrame, frame: pd.DataFrame, n_days: int) -> pd.Series:
    return _share(frame["warm_up"], frame["ran"], n_days)


def _riding(diary: pd.DataFrame, _frame: pd.DataFrame, n_days: int) -> pd.Series:
    return WEEK * (diary["cross_training_min"] / 60).rolling(n_days).mean()


def _strength(_diary: pd.DataFrame, frame: pd.DataFrame, n_days: int) -> pd.Series:
    # A session after today's rating counts from tomorrow.
    return WEEK / n_days * (frame["strength"] + _earlier(frame["strength_lag1"], n_days))


def _doses(name: str, a_dose: float = 1.0) -> Over:
    def over(diary: pd.DataFrame, _frame: pd.DataFrame, n_days: int) -> pd.Series:
        today, done = diary[f"{name}_between"], diary[f"{name}_done"]
        return a_dose / n_days * (today + _earlier(done.shift(), n_days))

    return over


def _earlier(day_before: pd.Series, n_days: int) -> pd.Series:
    """Sum of the window without its last day."""
    if n_days == 1:
        return pd.Series(0.0, index=day_before.index)
    return day_before.rolling(n_days - 1).sum()


WINDOWED = {
    "spike": Windowed(_spike, 1.0, 1.0, ("mean_km_before",), needs_run=True),
    "ramp-up": Windowed(_ramp, float(np.log1p(RAMP)), float(np.log1p(RAMP)), ("log_km_before",)),
    "surface": Windowed(_hard, 1.0, MOSTLY, needs_run=True),
    "shoe-age": Windowed(_shoe, (OLD_SHOE_KM - FRESH_SHOE_KM) / 100, WORN_SHOE_100KM),
    "warm-up": Windowed(_warm_up, 1.0, HALF, needs_run=True),
    "stretching": Windowed(_doses("stretching"), DOSES_A_DAY, HALF * DOSES_A_DAY),
    "cross-training": Windowed(_riding, RIDE_HOURS_A_WEEK, HALF * RIDE_HOURS_A_WEEK),
    "strength": Windowed(_strength, SESSIONS_A_WEEK, HALF * SESSIONS_A_WEEK),
    "maintenance": Windowed(_doses("maintenance", 1 / len(MAINTENANCE_EXERCISES)), 1.0, HALF),
}
