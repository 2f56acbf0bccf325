"""A day lived again: its spike as it was, and a run as long as the others of its weekday."""

import numpy as np
import pandas as pd

from backstride.simulate import exposure
from backstride.simulate.draws import Floats
from backstride.simulate.runner import SimulatedRunner

WEEK = 7


def spike_points(runner: SimulatedRunner) -> tuple[Floats, Floats]:
    """What either run adds, on its evening, to what was realised.

    The other run is as long, over the longest of the 30 days before, as the runner's runs that
    were no spikes are on that weekday: a long Sunday is set against a usual Sunday and not
    against a Wednesday. It changes the spike and the weekly ratio of the day.

    Returns
    -------
    spike, other : array, shape (n_days,)
        Points, of use on days with a spike; `other` is missing where no other run is known.
    """
    daily = runner.daily
    ratio = daily["spike_ratio"]
    multiple = _other_multiples(ratio.mask(daily["spike_exposure"] == 1), daily["date"])
    longest = daily["distance_km"] / ratio
    more_km = (multiple * longest - daily["distance_km"]).to_numpy()
    points = runner.scenario.effect("spike") * daily["spike_exposure"].to_numpy()
    other = runner.scenario.effect("ramp-up") * _ramp_added(runner, more_km) - points
    return np.zeros(len(daily)), other


def _other_multiples(ratio: pd.Series, date: pd.Series) -> pd.Series:
    """Mean ratio of the runs of each day's weekday; of all runs where it has none."""
    own = ratio.groupby(date.dt.day_of_week).transform("mean")
    return own.fillna(ratio.mean())


def _ramp_added(runner: SimulatedRunner, more_km: Floats) -> Floats:
    """Change of the weekly ratio's exposure when a day has so many kilometres more."""
    week = runner.daily["distance_km"].rolling(WEEK).sum()
    is_defined = ((week > 0) & (week.shift(WEEK) > 0)).to_numpy()
    change = np.log1p(np.where(is_defined, more_km / week.to_numpy(), 0.0))
    return np.asarray(change / exposure.RAMP_UP)
