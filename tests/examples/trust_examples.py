"""Simulated diaries for the checks: one runner whom pain changes, and one whom it does not."""

from functools import cache

import numpy as np
import pandas as pd

from backstride.diary import build_diary
from backstride.exposures import add_exposures
from backstride.simulate import Scenario, as_log, simulate_runner

SORE = Scenario(seed=3, n_days=365, kappa=1.0, psi=0.12, habits_follow="felt", habit_slope=0.8)
QUIET = Scenario(seed=5, n_days=365)
EVENINGS = Scenario(
    seed=4,
    n_days=365,
    kappa=1.0,
    habits_follow="yesterday",
    habit_slope=0.8,
    rated_before_run=False,
)


@cache
def log_of_scenario(scenario_name):
    return as_log(
        simulate_runner({"sore": SORE, "quiet": QUIET, "evenings": EVENINGS}[scenario_name])
    )


@cache
def _diary(scenario_name):
    return add_exposures(build_diary(log_of_scenario(scenario_name)))


def diary_of(scenario_name):
    """The diary with exposures, no effect planted: `sore`, `quiet` or `evenings`."""
    return _diary(scenario_name).copy()


def on_hard_ground_after(diary, pain, seed):
    """Runs all on hard or all on soft ground, hard where `pain` and chance say so."""
    rng = np.random.default_rng(seed)
    wish = pain.fillna(pain.mean()) + rng.normal(0, 1, len(diary))
    hard = (wish > wish.median()).astype(float).where(diary["distance_km"] > 0)
    return diary.assign(hard_share=hard, unknown_share=hard * 0)


def with_site(log, site, ratings):
    """The log with a second site beside the back, rated at the same moments."""
    other = log.pain.assign(site=site, pain_nrs=ratings, rating=ratings.astype("str"))
    return pd.concat([log.pain, other], ignore_index=True)
