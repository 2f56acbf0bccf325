"""The columns of a claim's pooled model, and a raised week on the mean over the runners."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.exposures.load import WEEK
from backstride.models.frame import CONFOUNDERS
from backstride.models.raised_week import spike_steps
from backstride.models.specification import Specification

# The columns of a claim's pooled model, the same in every part of a cohort.

EVENING_BEFORE, SAME_DAY_RATING = "evening_before", "pain_pre_same_day"
IS_SAME_DAY = "is_rated_same_day"
OUTCOME, DAY, RUN = "pain_post", "day", "ran"
SAME_DAY = "same day"
WEEKDAYS = tuple(f"weekday_{number}" for number in range(1, 7))
UNKNOWN = "unknown_"


@dataclass(frozen=True)
class PooledModel:
    """What is fitted to a cohort for one claim.

    Parameters
    ----------
    terms : tuple of str
        Columns with one coefficient for all runners.
    contrasted : tuple of str
        The terms that the contrast is made of, the exposure first; of a carried contrast the
        last one is what an evening carries to the next.
    through : tuple of str
        Those of them that may hold nothing in a cohort, and are left out there: what the exposure
        acts through, and its bends.
    news : str
        The same-day rating, where the contrast is carried: it enters as what it adds to what was
        known the evening before. Empty where it enters as it is.
    marker : str
        Column that is 1 for runners who have the news and 0 for those who have none; empty where
        all have it.
    trend : str
        Column with the number of the day, for a trend of each runner's own; empty for none.
    own : tuple of str
        Those of the terms that have a coefficient of each runner's own, as level and trend do.
    outcome : str
    """

    terms: tuple[str, ...]
    contrasted: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    news: str = ""
    marker: str = ""
    trend: str = ""
    own: tuple[str, ...] = ()
    outcome: str = OUTCOME

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that a table must have, `runner` apart."""
        first = (name for name in (self.marker, self.trend) if name)
        return (*first, *self.terms, self.outcome)


def pooled_model(specification: Specification) -> PooledModel:
    """The terms of a claim in a cohort.

    They are those of the claim for one runner (`model_rows`), chosen beforehand and for all
    alike: parts of a cohort can be added only if they have the same columns. Terms that turn out
    to hold nothing are left out when the cohort is estimated.

    - the rating of the evening before, and the same-day rating where runners have one
    - the exposure, its lags and bends, the claim's other terms, running, the logged confounders
    - for each term that may be unknown an indicator `unknown_...`, the term being 0 there
    - weekdays, one pattern for all; a level and a trend for each runner
    - what a run does to its own evening for each runner, where the contrast is read that evening:
      were it one for all, runners who never run without a warm-up would be compared with those
      who never warm up. A contrast that is carried on needs what was known before the rating
      apart from the run after it, and has one for all.
    """
    contrasted: tuple[str, ...] = tuple(specification.contrast_sizes)
    if specification.is_carried:
        contrasted = (*specification.lag_terms, *specification.mediators, EVENING_BEFORE)
    optional = optional_terms(specification)
    ratings = [EVENING_BEFORE, SAME_DAY_RATING]
    exposure = [*specification.lag_terms, *specification.spline_terms]
    logged = [*exposure, *ratings, RUN, "ran_lag1", *specification.covariates]
    terms = [*logged, *optional, *(f"{UNKNOWN}{name}" for name in optional), *WEEKDAYS]
    return PooledModel(
        tuple(dict.fromkeys(terms)),
        contrasted,
        (*specification.mediators, *specification.spline_terms),
        SAME_DAY_RATING if specification.is_carried else "",
        IS_SAME_DAY if specification.is_carried else "",
        DAY,
        () if specification.is_carried else (RUN,),
    )


def optional_terms(specification: Specification) -> tuple[str, ...]:
    """Terms that need not be known on a day for the day to be used."""
    lags = () if specification.is_carried else (*specification.lag_terms[1:], EVENING_BEFORE)
    others = () if specification.horizon == "week" else specification.covariates
    return (*lags, *specification.mediators, *others, "sleep_h", *CONFOUNDERS, "pain_pre_gap_h")


def pooled_columns(frame: pd.DataFrame, specification: Specification) -> pd.DataFrame:
    """Lay out the columns of `pooled_model` for some runners of a cohort.

    A row needs the outcome, the rating before, running of the day and of the day before, and the
    tested exposure; of a carried contrast all its lags and the rating of the evening before.
    Other rows are left out.

    Parameters
    ----------
    frame : DataFrame
        From `model_frame`, sorted by runner and date, with `pain_pre_slot`. A column that no
        runner of this part has logged may be absent.
    specification : Specification

    Returns
    -------
    DataFrame
        `runner` and the columns of the model, none of them missing; and `weekday`, `km` and
        whatever `is_exposed` and `is_compared` look at, as they are in `frame`.
    """
    model = pooled_model(specification)
    rated = frame.assign(**ratings_before(frame))
    optional = list(optional_terms(specification))
    made = {*WEEKDAYS, *(f"{UNKNOWN}{name}" for name in optional)}
    logged = [name for name in model.terms if name not in made]
    shown = [*logged, specification.dose]
    rated = rated.assign(**{name: np.nan for name in shown if name not in rated})
    needed = [OUTCOME, "pain_pre", *(name for name in logged if name not in optional)]
    usable = rated[rated[needed].notna().all(axis=1)]
    is_unknown = usable[optional].isna()
    weekday = usable["weekday"].to_numpy()
    return usable.assign(
        **{name: usable[name].fillna(0.0) for name in optional},
        **{f"{UNKNOWN}{name}": is_unknown[name].astype(float) for name in optional},
        **{name: (weekday == number + 1).astype(float) for number, name in enumerate(WEEKDAYS)},
    )


def ratings_before(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Last evening's rating whatever the slot, and the same-day rating where there is one."""
    is_same_day = frame["pain_pre_slot"] == SAME_DAY
    return {
        EVENING_BEFORE: frame["pain_post_lag1"].where(is_same_day, frame["pain_pre"]),
        SAME_DAY_RATING: frame["pain_pre"].where(is_same_day, 0.0),
        IS_SAME_DAY: is_same_day.astype(float),
    }


# What raising one week by a share adds day by day, on the mean over the runners of a cohort.

Floats = NDArray[np.float64]

RATIO, SPIKE = "log_weekly_ratio", "spike"


@dataclass(frozen=True)
class RaisedWeeks:
    """Steps of a raised week (`ramp_steps`, `spike_steps`), added up over runners.

    They add with `+`.

    Parameters
    ----------
    ratio, spike : array, shape (7,)
    n_runners : int
    """

    ratio: Floats
    spike: Floats
    n_runners: int

    def __add__(self, other: "RaisedWeeks") -> "RaisedWeeks":
        return RaisedWeeks(
            self.ratio + other.ratio, self.spike + other.spike, self.n_runners + other.n_runners
        )

    @property
    def daily(self) -> dict[str, Floats]:
        """Mean steps of a runner by exposure; zeros without runners."""
        count = max(self.n_runners, 1)
        return {RATIO: self.ratio / count, SPIKE: self.spike / count}


NO_WEEK = RaisedWeeks(np.zeros(WEEK), np.zeros(WEEK), 0)


def raised_weeks(frame: pd.DataFrame, raise_by: float) -> RaisedWeeks:
    """Add up what a raised week would be for each runner; arguments as for `own_weeks`."""
    return sum(own_weeks(frame, raise_by).values(), start=NO_WEEK)


def own_weeks(frame: pd.DataFrame, raise_by: float) -> dict[str, RaisedWeeks]:
    """What a raised week would be for each runner, as `raised_week` says of one alone.

    Parameters
    ----------
    frame : DataFrame
        From `model_frame`: every calendar day, runner by runner.
    raise_by : float
        0.3 for a week at 1.3 times the week before.

    Returns
    -------
    dict of str to RaisedWeeks
        By runner, in order.
    """
    if frame.empty:
        return {}
    first = np.flatnonzero((frame["runner"] != frame["runner"].shift()).to_numpy(dtype=bool))
    kilometres, edges = frame[["km", "longest_km"]], np.append(first, len(frame))
    ratios = _ramp_steps(frame, len(first), raise_by)
    return {
        str(runner): RaisedWeeks(ratio, spike_steps(kilometres.iloc[begin:end], raise_by), 1)
        for runner, ratio, (begin, end) in zip(
            frame["runner"].iloc[first], ratios, pairwise(edges), strict=True
        )
    }


def _ramp_steps(frame: pd.DataFrame, n_runners: int, raise_by: float) -> Floats:
    """`ramp_steps` of each runner, shape (n_runners, 7), without a table for each."""
    shares = _usual_shares(frame, n_runners)
    ending = np.stack([np.roll(shares, -last - 1, axis=1) for last in range(WEEK)])
    cumulative = np.cumsum(ending, axis=2).clip(0.0, 1.0)
    return np.asarray(np.log1p(raise_by * cumulative).mean(axis=0))


def _usual_shares(frame: pd.DataFrame, n_runners: int) -> Floats:
    """Share of each weekday in a runner's usual week (`usual_weeks`), Monday first."""
    runner = (frame["runner"] != frame["runner"].shift()).cumsum().to_numpy() - 1
    begins = (frame["weekday"].to_numpy() == 0) | np.append(True, np.diff(runner) > 0)
    week, km = np.cumsum(begins), frame["km"].to_numpy(dtype=float)
    is_whole = (np.bincount(week) == WEEK) & (np.bincount(week, weights=km) > 0)
    kept = is_whole[week]
    weeks, owner = km[kept].reshape(-1, WEEK), runner[kept][::WEEK]
    cumulative = pd.DataFrame(np.cumsum(weeks, axis=1) / weeks.sum(axis=1, keepdims=True))
    usual = cumulative.groupby(owner).median()
    shares = np.full((n_runners, WEEK), 1 / WEEK)
    shares[usual.index] = np.diff(usual.to_numpy() / usual.to_numpy()[:, -1:], prepend=0.0, axis=1)
    return shares
