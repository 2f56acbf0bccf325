"""Small cohorts that several tests look at."""

from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd

from backstride.exposures import add_exposures
from backstride.simulate.cohort.scenario import CohortScenario
from backstride.simulate.cohort.write import simulate_cohort
from backstride.verdict.cohort_sums import cohort_frame

EFFECTS = {"stretching": -0.6, "surface": 0.5}
SCENARIO = CohortScenario(
    seed=3, n_runners=12, n_days=180, effects=EFFECTS, kappa=0.5, psi=0.06, habits_follow="felt"
)


@cache
def example_diary() -> pd.DataFrame:
    return add_exposures(simulate_cohort(SCENARIO).days)


@cache
def example_frame() -> pd.DataFrame:
    return cohort_frame(example_diary())


def in_parts(frame: pd.DataFrame, *sizes: int) -> list[pd.DataFrame]:
    """The same rows in parts of so many runners each; the rest is the last part."""
    runners = frame["runner"].unique()
    edges = [0, *np.cumsum(sizes), len(runners)]
    return [frame[frame["runner"].isin(runners[begin:end])] for begin, end in pairwise(edges)]


def golden_days() -> pd.DataFrame:
    """Six runners, 60 days; written out by formula so that R can be given the same."""
    n_days = [8, 9, 10, 10, 11, 12]
    k = np.arange(60)
    x, z = ((k * 7) % 5).astype(float), ((k * 3) % 7) / 2
    level = np.repeat([0, 1, 2, 1, 0, 3], n_days)
    pain = 2 + level + 0.4 * x - 0.2 * z + ((k * 11) % 13) / 6
    runner = np.repeat(list("abcdef"), n_days)
    return pd.DataFrame({"runner": runner, "x": x, "z": z, "pain_post": pain})
