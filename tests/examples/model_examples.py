"""Days and model frames that tests of the model of one runner look at."""

import numpy as np
import pandas as pd

from backstride.models.refit import Regression
from backstride.models.specification import SPECIFICATIONS

SPECIFICATION = {specification.slug: specification for specification in SPECIFICATIONS}


def golden_days():
    """The table that R read as gold.csv."""
    rng = np.random.default_rng(11)
    x = rng.binomial(1, 0.4, 120).astype(float)
    lag = np.r_[0, x[:-1]]
    pre = rng.integers(0, 8, 120).astype(float)
    noise = rng.normal(0, 1, 120) * (1 + 0.3 * x)
    post = np.clip(np.round(1 + 0.45 * pre - 0.3 * x + 0.1 * lag + noise), 0, 10)
    return pd.DataFrame({"pain_post": post, "pain_pre": pre, "x": x, "x_lag1": lag})


def frame_of(n_days=200, **columns):
    """A model frame of a runner who runs every other day and rates every day."""
    rng = np.random.default_rng(7)
    days = np.arange(n_days)
    ran = (days % 2).astype(float)
    base = {
        "date": pd.date_range("2025-01-01", periods=n_days),
        "day": days.astype(float),
        "weekday": days % 7,
        "pain_post": rng.integers(0, 6, n_days).astype(float),
        "pain_pre": rng.integers(0, 6, n_days).astype(float),
        "pain_pre_gap_h": 21.0,
        "pain_post_lag1": rng.integers(0, 6, n_days).astype(float),
        "ran": ran,
        "ran_lag1": 1 - ran,
        "km": ran * rng.uniform(5, 15, n_days),
        "spike": ran * rng.binomial(1, 0.2, n_days),
    }
    return pd.DataFrame({**base, **columns}).assign(
        spike_lag1=lambda frame: frame["spike"].shift(fill_value=0.0),
        sleep_h=columns.get("sleep_h", np.nan),
    )


NAMES = ("Intercept", "habit", "load", "before")


def a_series(n_days=200, rho=0.5):
    """Ratings on every day, errors carried over and unequal; the same on every machine."""
    rng = np.random.default_rng(3)
    habit, load = rng.binomial(1, 0.4, n_days).astype(float), rng.normal(8, 3, n_days)
    before = rng.integers(0, 7, n_days).astype(float)
    error = rng.normal(0, 1, n_days) * (1 + 0.5 * habit)
    for day in range(1, n_days):
        error[day] += rho * error[day - 1]
    exog = np.column_stack([np.ones(n_days), habit, load, before])
    endog = exog @ [1.0, -0.4, 0.1, 0.4] + error
    frame = pd.DataFrame({"day": np.arange(n_days, dtype=float)})
    return Regression(frame, endog, exog, NAMES, ("habit",))
