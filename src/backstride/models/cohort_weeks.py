"""What raising one week by a share adds day by day, on the mean over the runners of a cohort."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.models.raised_week import WEEK, spike_steps

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
