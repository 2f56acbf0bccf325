"""A small cohort of made-up days, and functions that workers of a cluster can import."""

import os
import signal
from pathlib import Path

import numpy as np
import pandas as pd

N_RUNNERS, N_DAYS = 8, 75


def days_of(n_runners=N_RUNNERS, n_days=N_DAYS, seed=1):
    """A day table with no more than is needed: distance and one rating a day."""
    rng = np.random.default_rng(seed)
    km = np.where(rng.random((n_runners, n_days)) < 0.5, rng.gamma(4, 2.5, (n_runners, n_days)), 0)
    pain = np.clip(2 + 0.05 * km + rng.normal(0, 1.2, km.shape), 0, 10).round()
    dates = pd.date_range("2025-01-01", periods=n_days)
    return pd.DataFrame(
        {
            "runner": np.repeat([f"name-{place}" for place in range(n_runners)], n_days),
            "date": np.tile(dates, n_runners),
            "distance_km": km.round(1).ravel(),
            "pain_post": np.where(rng.random(km.size) < 0.05, np.nan, pain.ravel()),
        }
    )


def dies_once(number, marker):
    """End the worker without a word the first time part 3 is worked on; then count days."""
    if number == 3 and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return np.arange(4.0) * number


def always_dies(number):
    os.kill(os.getpid(), signal.SIGKILL)
    return number
