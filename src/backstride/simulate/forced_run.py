"""A day lived again with its run as long as a spike, and as long as the other runs."""

import numpy as np

from backstride.simulate import exposure
from backstride.simulate.draws import Floats
from backstride.simulate.runner import SimulatedRunner

WEEK = 7


def spike_points(runner: SimulatedRunner) -> tuple[Floats, Floats]:
    """What either run adds, on its evening, to what was realised.

    The forced distance is the longest run of the 30 days before times the mean ratio of the
    runner's spikes, or of the other runs. It changes the spike and the weekly ratio of the day.

    Returns
    -------
    spike, other : array, shape (n_days,)
        Points; missing on days without a defined ratio.
    """
    daily = runner.daily
    ratio, is_spike = daily["spike_ratio"], daily["spike_exposure"] == 1
    longest = daily["distance_km"] / ratio
    forced = (ratio[is_spike].mean(), ratio[~is_spike].mean())
    arms = []
    for exposed, multiple in zip((1.0, 0.0), forced, strict=True):
        more_km = (multiple * longest - daily["distance_km"]).to_numpy()
        points = runner.scenario.effect("spike") * (exposed - daily["spike_exposure"].to_numpy())
        arms.append(points + runner.scenario.effect("ramp-up") * _ramp_added(runner, more_km))
    return arms[0], arms[1]


def _ramp_added(runner: SimulatedRunner, more_km: Floats) -> Floats:
    """Change of the weekly ratio's exposure when a day has so many kilometres more."""
    week = runner.daily["distance_km"].rolling(WEEK).sum()
    is_defined = ((week > 0) & (week.shift(WEEK) > 0)).to_numpy()
    change = np.log1p(np.where(is_defined, more_km / week.to_numpy(), 0.0))
    return np.asarray(change / exposure.RAMP_UP)
