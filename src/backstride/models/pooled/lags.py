"""What a day's distance does to pain over four weeks, in many runners: a DLNM that carries pain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.linalg import toeplitz

from backstride.errors import ModelError
from backstride.models.contrasts import half_width
from backstride.models.frame import lagged
from backstride.models.pooled.design import (
    EVENING_BEFORE,
    OUTCOME,
    SAME_DAY_RATING,
    WEEKDAYS,
    PooledModel,
    ratings_before,
)
from backstride.models.pooled.estimate import PooledFit, pooled_estimate
from backstride.models.pooled.sums import ScoreSums, WithinSums, score_sums, within_sums
from backstride.models.splines import CrossBasis, NaturalSpline, days_of_runners

# Where the curves of distance and lag may bend, and the columns that follow from it.

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


@dataclass(frozen=True)
class LagFit:
    """The fitted lag model.

    Parameters
    ----------
    shape : LagShape
    pooled : PooledFit
        Coefficients of `shape.model`, their covariance by runner.
    """

    shape: LagShape
    pooled: PooledFit


def lag_sums(rows: pd.DataFrame, shape: LagShape) -> WithinSums:
    """Add up within runners what the rows of `lag_rows` say; sums of parts of a cohort add."""
    return within_sums(rows, shape.model)


def lag_scores(rows: pd.DataFrame, shape: LagShape, whole: WithinSums) -> ScoreSums:
    """Add up how the runners spread around the estimate of the whole cohort; parts add."""
    return score_sums(rows, shape.model, whole)


def lag_estimate(shape: LagShape, whole: WithinSums, scores: ScoreSums) -> LagFit:
    """Estimate the lag model from the sums of the whole cohort.

    Rating of the evening ~ a level for each runner + rating of the evening before +
    curve of today's distance + cross-basis of the 27 days before + weekday; least squares,
    leave-one-runner-out errors, t(N - 1). Where all runners have a same-day rating before the
    run, today's distance is adjusted for it, and the past holds what passes through it.

    Raises
    ------
    ModelError
        With fewer than 2 runners, or if a curve cannot be told from the other terms.

    References
    ----------
    Gasparrini, Armstrong & Kenward (2010), Stat Med 29:2224, doi:10.1002/sim.3940. Today apart
    from the past: Bache-Mathiesen et al. (2024), Biol Sport 41:119,
    doi:10.5114/biolsport.2024.127388.
    """
    return LagFit(shape, pooled_estimate(whole, scores, shape.model))


def fit_lags(rows: pd.DataFrame, shape: LagShape) -> LagFit:
    """Fit the lag model to rows that are all in memory.

    Parameters
    ----------
    rows : DataFrame
        From `lag_rows`.
    shape : LagShape
    """
    whole = lag_sums(rows, shape)
    return lag_estimate(shape, whole, lag_scores(rows, shape, whole))


def lag_effects(
    fit: LagFit, km: Sequence[float], reference_km: float, is_carried: bool = True
) -> pd.DataFrame:
    """Pain after a day of so many kilometres against a day of `reference_km`, evening by evening.

    What the day itself does `l` evenings later is w(l), from the curves. Carried, an evening also
    hands on what it has to the next: v(l) = rho v(l - 1) + w(l), rho the coefficient of
    yesterday's rating. All other days are run alike in both.

    Parameters
    ----------
    fit : LagFit
    km : sequence of float
        0 for a rest day, else within the distances that were run.
    reference_km : float
        Likewise.
    is_carried : bool
        False: w(l), what the evening before does not yet tell. R's `dlnm::crosspred` gives that.

    Returns
    -------
    DataFrame
        One row per distance and lag: `km`, `lag_days` (0 is the same evening), `estimate`,
        `low`, `high` (points, 95 %), and `sum`, `sum_low`, `sum_high` of all evenings from the
        first to this one (points times evenings). Intervals hold at each row by itself.

    Raises
    ------
    ModelError
        If a distance was not run by anybody.

    References
    ----------
    The recursion is the g-formula of a linear model: Robins (1986), Math Modelling 7:1393.
    Standard errors by the delta method.
    """
    _refuse_unseen([*km, reference_km], fit.shape)
    asked, reference = _own_effects(fit.shape, km), _own_effects(fit.shape, [reference_km])
    parts = [_by_lag(fit, weights - reference[0], is_carried) for weights in asked]
    n_lags = asked.shape[1]
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "lag_days", np.tile(np.arange(n_lags), len(parts)))
    table.insert(0, "km", np.repeat(np.asarray(km, dtype=float), n_lags))
    return table


def _own_effects(shape: LagShape, km: Sequence[float]) -> np.ndarray:
    """Weights of the distance terms, by distance and lag 0..27, against rest."""
    values = np.asarray(km, dtype=float)
    today, past = shape.past.value.basis(values), shape.past.responses(values)
    n_today = today.shape[1]
    weights = np.zeros((len(values), 1 + past.shape[1], n_today + past.shape[2]))
    weights[:, 0, :n_today] = today
    weights[:, 1:, n_today:] = past
    return weights


def _by_lag(fit: LagFit, weights: np.ndarray, is_carried: bool) -> pd.DataFrame:
    coefficients = fit.pooled.coefficients
    own = weights @ coefficients[list(fit.shape.distance_terms)].to_numpy()
    rho = float(coefficients[EVENING_BEFORE]) if is_carried else 0.0
    lag = np.arange(len(own))
    carried = _below_diagonal(rho**lag)
    slope = _below_diagonal(lag * rho ** np.maximum(lag - 1, 0)) if is_carried else 0 * carried
    gradient = np.column_stack([slope @ own, carried @ weights])
    each = _with_interval(fit, carried @ own, gradient)
    total = _with_interval(fit, np.cumsum(carried @ own), np.cumsum(gradient, axis=0))
    named = dict(zip(("estimate", "low", "high"), each, strict=True))
    return pd.DataFrame({**named, **dict(zip(("sum", "sum_low", "sum_high"), total, strict=True))})


def _below_diagonal(first_column: np.ndarray) -> np.ndarray:
    return np.asarray(toeplitz(first_column, np.zeros(len(first_column))))


def _with_interval(
    fit: LagFit, estimate: np.ndarray, gradient: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    terms = [EVENING_BEFORE, *fit.shape.distance_terms]
    covariance = fit.pooled.covariance.loc[terms, terms].to_numpy()
    error = np.sqrt(np.einsum("ij,jk,ik->i", gradient, covariance, gradient))
    half = half_width(error, fit.pooled.dof)
    return estimate, estimate - half, estimate + half


def _refuse_unseen(km: Sequence[float], shape: LagShape) -> None:
    unseen = [at for at in km if at != 0 and not shape.shortest_km <= at <= shape.longest_km]
    if unseen:
        raise ModelError(
            f"distance: found {', '.join(f'{at:g}' for at in unseen)} km, expected 0 or "
            f"{shape.shortest_km:g} to {shape.longest_km:g}, the days that were run. Nothing is "
            "known beyond them."
        )
