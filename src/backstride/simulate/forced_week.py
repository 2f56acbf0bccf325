"""A week lived again, its runs all longer or shorter by one factor."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.simulate import exposure
from backstride.simulate.draws import Floats
from backstride.simulate.history import SPIKE_THRESHOLD

WEEK = 7
SPIKE_DAYS = 30
# Days that the exposures of a week look at: the 30 days before it and its own.
REACH = SPIKE_DAYS + WEEK


def has_forced_week(daily: pd.DataFrame) -> "pd.Series[bool]":
    """Days that end a week with a run, after a week with a run, three weeks into the log."""
    km = daily["distance_km"]
    week = km.rolling(WEEK).sum()
    is_late_enough = daily.index.to_series() >= 3 * WEEK - 1
    return (week > 0) & (week.shift(WEEK) > 0) & is_late_enough


def forced_week(daily: pd.DataFrame, factor: float) -> dict[str, Floats]:
    """Exposures of the 7 days up to each day, had that week been `factor` times the one before.

    Every run of the week is made longer or shorter alike; days of rest stay days of rest, and
    the weeks before stay as they were run.

    Parameters
    ----------
    daily : DataFrame
        `SimulatedRunner.daily`: `distance_km`, `start_min`.
    factor : float

    Returns
    -------
    dict of str to array, shape (n_days, 7)
        By slug, in the units of `Scenario.effects`, oldest day first: `spike` and `ramp-up`. Of
        use only on the days of `has_forced_week`.
    """
    km = _windows(daily["distance_km"].to_numpy()).copy()
    week, before = km[:, SPIKE_DAYS:], km[:, SPIKE_DAYS - WEEK : SPIKE_DAYS]
    total = week.sum(axis=1)
    scale = np.divide(before.sum(axis=1), total, out=np.ones(len(km)), where=total > 0)
    km[:, SPIKE_DAYS:] *= (factor * scale)[:, None]
    start_min = _windows(daily["start_min"].to_numpy(dtype=float))
    day = np.arange(len(daily))[:, None] - np.arange(WEEK - 1, -1, -1)
    is_spike = np.column_stack([_is_spike(km, start_min, place) for place in range(WEEK)])
    ramp = np.column_stack([_log_weekly_ratio(km, place) for place in range(WEEK)])
    return {
        "spike": (is_spike & (day >= SPIKE_DAYS)).astype(float),
        "ramp-up": ramp / exposure.RAMP_UP,
    }


def _windows(values: Floats) -> Floats:
    padded = np.concatenate([np.zeros(REACH - 1), values])
    return np.lib.stride_tricks.sliding_window_view(padded, REACH)


def _is_spike(km: Floats, start_min: Floats, place: int) -> NDArray[np.bool_]:
    """Whether the day `place` of the week has a run above 1.10 × the longest in 30 × 24 hours."""
    today = SPIKE_DAYS + place
    longest = km[:, place + 1 : today].max(axis=1)
    is_inside = start_min[:, place] >= start_min[:, today]
    longest = np.where(is_inside, np.maximum(longest, km[:, place]), longest)
    return np.asarray((longest > 0) & (km[:, today] > SPIKE_THRESHOLD * longest))


def _log_weekly_ratio(km: Floats, place: int) -> Floats:
    """0 where either week has no run, as in `exposure.of_history`."""
    end = SPIKE_DAYS + place + 1
    last, before = (km[:, end - n * WEEK : end - n * WEEK + WEEK].sum(axis=1) for n in (1, 2))
    is_defined = (last > 0) & (before > 0)
    return np.asarray(np.log(np.divide(last, before, out=np.ones(len(km)), where=is_defined)))
