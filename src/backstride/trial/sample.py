"""The sample trial: one simulated runner who stretched as a coin decided."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from backstride.simulate import Scenario, SimulatedRunner, simulate_runner, write_log_files
from backstride.simulate.draws import rate
from backstride.simulate.exposure import FULL_DOSES
from backstride.trial.folder import write_plan
from backstride.trial.plan import Plan, Wish, assignment, fixed_plan

SCENARIO = Scenario(seed=11, n_days=231, first_day=date(2024, 12, 2), mu=3.0, rated_before_run=True)
SETTLES_AT = -1.0
KEPT_A, KEPT_B = 0.85, 0.97
SEED = 6


def sample_plan() -> Plan:
    """The plan of the sample trial: stretching, 24 weeks from 6 January 2025."""
    wish = Wish("stretching", start=date(2025, 1, 6), seed=SEED)
    return fixed_plan(wish, today=date(2024, 12, 30))


def sample_runner(plan: Plan) -> SimulatedRunner:
    """The simulated runner of the sample trial.

    Two doses on most days of arm A, none on most of arm B; what a day of two doses does to pain
    is carried to the next day as pain itself is, and settles at −1 point.
    """
    runner = simulate_runner(SCENARIO)
    daily = runner.daily
    doses = _doses(plan, daily)
    today = (1 - SCENARIO.phi) * SETTLES_AT * doses / FULL_DOSES
    carried = np.zeros(len(daily))
    for day, points in enumerate(today):
        carried[day] = points + (SCENARIO.phi * carried[day - 1] if day else 0.0)
    evening = [rate(level) for level in daily["pain_latent"] + carried]
    felt = daily["pain_felt"] + daily["morning_noise"] + carried - today
    changed = daily.assign(
        stretching_doses=doses,
        stretching_exposure=doses / FULL_DOSES,
        pain_evening=evening,
        pain_pre=[rate(level) for level in felt],
    )
    return replace(runner, daily=changed)


def write_sample_trial(out: Path) -> None:
    """Write the sample trial, its plan and its log, into the folder `out`; the same bytes always.

    Parameters
    ----------
    out : Path
        A folder without a plan.
    """
    plan = sample_plan()
    write_plan(plan, out)
    write_log_files(sample_runner(plan), out)


def _doses(plan: Plan, daily: pd.DataFrame) -> np.ndarray:
    chance = np.random.default_rng([SEED, SCENARIO.seed]).random(len(daily))
    arm = daily["date"].map(assignment(plan).set_index("date")["arm"])
    assigned = np.where(arm == "A", chance < KEPT_A, chance > KEPT_B)
    own = daily["stretching_doses"].to_numpy()
    return np.where(arm.isna(), own, FULL_DOSES * assigned)
