"""Where the curves of distance and lag may bend, and the columns that follow from it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from backstride.errors import ModelError
from backstride.models.cross_basis import CrossBasis, days_of_runners
from backstride.models.frame import lagged
from backstride.models.pooled_terms import (
    EVENING_BEFORE,
    OUTCOME,
    SAME_DAY_RATING,
    WEEKDAYS,
    PooledModel,
    ratings_before,
)
from backstride.models.splines import NaturalSpline

KM_STEP = 0.1
KNOT_SHARES, TYPICAL_SHARES = (1 / 3, 2 / 3), (0.1, 0.5, 0.9)
LAG_KNOTS_DAYS = (2.0, 5.0, 12.0)
FIRST_LAG, LAST_LAG = 1.0, 27.0
TODAY_TERMS = ("km_today_1", "km_today_2", "km_today_3")


@dataclass(frozen=True)
class LagShape:
    """Curves of distance and lag, and the distances that they were placed by.

    Parameters
    ----------
    past : CrossBasis
        Kilometres of the days 1 to 27 before; its curve of distance serves today's as well.
    shortest_km, longest_km : float
        Smallest and largest distance of a day with a run.
    typical_km : tuple of 3 floats
        Distances that a tenth, half, and nine tenths of the days with a run do not exceed.
    """

    past: CrossBasis
    shortest_km: float
    longest_km: float
    typical_km: tuple[float, float, float]

    @property
    def past_terms(self) -> tuple[str, ...]:
        """Columns of the distances of the days before."""
        return tuple(f"km_past_{at}" for at in range(1, self.past.n_columns + 1))

    @property
    def distance_terms(self) -> tuple[str, ...]:
        """Today's columns, then those of the past."""
        return (*TODAY_TERMS, *self.past_terms)

    @property
    def model(self) -> PooledModel:
        """The model: ratings before, today's distance, the past, weekdays, and a level each.

        What is contrasted is carried by the evening before, the last of its terms.
        """
        before = (EVENING_BEFORE, SAME_DAY_RATING)
        return PooledModel(
            (*before, *self.distance_terms, *WEEKDAYS),
            (*self.distance_terms, EVENING_BEFORE),
            news=SAME_DAY_RATING,
        )


def distance_counts(diary: pd.DataFrame) -> pd.Series:
    """Count running days by distance, so that knots can be placed without gathering the diary.

    Parameters
    ----------
    diary : DataFrame
        `distance_km` by day; of any part of a cohort.

    Returns
    -------
    Series
        Days by kilometres, rounded up to 0.1; counts of parts are added with
        `add(..., fill_value=0)`.

    Examples
    --------
    >>> distance_counts(pd.DataFrame({"distance_km": [0, 5.01, 5.1, None]})).to_dict()
    {5.1: 2}
    """
    km = diary["distance_km"].to_numpy(dtype=float)
    steps = np.ceil(np.round(km[km > 0] / KM_STEP, 6))
    distance, days = np.unique(np.round(steps * KM_STEP, 6), return_counts=True)
    return pd.Series(days, index=pd.Index(distance, name="distance_km"), name="n_days")


def lag_shape(counts: pd.Series, knots_km: tuple[float, float] | None = None) -> LagShape:
    """Place the knots and the boundary of distance, once for a whole cohort.

    The boundary is 0 (rest) and the longest distance of a day. Knots not given stand at the
    thirds of the *running* days: quantiles of all days fall on 0 as soon as a third of them are
    rest, two knots meet and the basis loses rank. The curve of the lag may bend at 2, 5 and 12
    days: closer where effects change faster.

    Parameters
    ----------
    counts : Series
        From `distance_counts`, of the whole cohort.
    knots_km : tuple of 2 floats, optional
        Ascending, from the shortest run to below the longest.

    Raises
    ------
    ModelError
        If knots would meet, or lie where nobody ran.
    """
    ordered = counts.sort_index()
    if ordered.sum() == 0:
        raise ModelError("distance: found no day with a run, expected some to place knots by.")
    knots = tuple(_quantiles(ordered, KNOT_SHARES)) if knots_km is None else knots_km
    shortest, longest = float(ordered.index[0]), float(ordered.index[-1])
    if (np.diff([*knots, longest]) <= 0).any() or knots[0] < shortest:
        raise ModelError(_ill_placed(knots, shortest, longest))
    value = NaturalSpline(knots, (0.0, longest))
    past = CrossBasis(value, NaturalSpline(LAG_KNOTS_DAYS, (FIRST_LAG, LAST_LAG)))
    low, usual, high = _quantiles(ordered, TYPICAL_SHARES)
    return LagShape(past, shortest, longest, (low, usual, high))


def lag_rows(diary: pd.DataFrame, shape: LagShape) -> pd.DataFrame:
    """Lay out what the lag model is fitted to.

    Parameters
    ----------
    diary : DataFrame
        Of one runner or many: `runner`, `date`, `distance_km`, `pain_pre`, `pain_pre_slot`,
        `pain_post`; every calendar day of a runner once, ascending, the rows of a runner together.
    shape : LagShape

    Returns
    -------
    DataFrame
        One row per row of the diary: `runner` and the columns of `shape.model`. Missing where a
        rating before is not there, today's distance is not known, or one of the 27 days before
        is not logged or lies before the runner's first day; never filled, never a neighbour's.

    Raises
    ------
    DataError
        If a calendar has holes.
    ModelError
        If a distance lies beyond those that the shape was placed by.
    """
    day = days_of_runners(diary["runner"], diary["date"])
    km = diary["distance_km"].to_numpy(dtype=float)
    _refuse_longer(km, shape)
    today = np.full((len(km), len(TODAY_TERMS)), np.nan)
    is_known = ~np.isnan(km)
    today[is_known] = shape.past.value.basis(km[is_known])
    distances = np.column_stack([today, shape.past.columns(km, day)])
    rows = pd.DataFrame(distances, columns=list(shape.distance_terms), index=diary.index)
    evening = lagged(diary[OUTCOME], pd.Series(day, index=diary.index))
    ratings = ratings_before(diary.assign(pain_post_lag1=evening))
    weekday = diary["date"].dt.day_of_week
    weekdays = {name: (weekday == at).astype(float) for at, name in enumerate(WEEKDAYS, start=1)}
    known = diary[["runner", OUTCOME]].assign(**ratings, **weekdays)
    return pd.concat([known, rows], axis=1)


def _refuse_longer(km: np.ndarray, shape: LagShape) -> None:
    longest = np.nanmax(km, initial=0.0)
    if longest > shape.longest_km:
        raise ModelError(
            f"distance_km: found {longest:g}, expected up to {shape.longest_km:g}, the longest "
            "that the knots were placed by. Count the distances of the whole cohort."
        )


def _quantiles(counts: pd.Series, shares: tuple[float, ...]) -> list[float]:
    """Smallest distance that holds at least the share of the days."""
    cumulative = counts.cumsum().to_numpy() / counts.sum()
    places = np.searchsorted(cumulative, np.array(shares) - 1e-12)
    return [float(counts.index[place]) for place in places]


def _ill_placed(knots: tuple[float, ...], shortest: float, longest: float) -> str:
    placed = ", ".join(f"{knot:g}" for knot in knots)
    return (
        f"knots of distance: found {placed} km, expected ascending values between {shortest:g} and "
        f"{longest:g}, the shortest and longest run. Knots at 0 come from counting rest days, and "
        "knots that meet from runs too alike; the basis loses rank."
    )
