"""A simulated cohort as files, and the sample cohort."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from backstride.simulate.cohort.days import block_days, live_block, runner_effects
from backstride.simulate.cohort.scenario import BLOCK, CohortScenario, blocks, draw_block

# Many runners whose truth is known.


@dataclass(frozen=True)
class SimulatedCohort:
    """A cohort whose truth is known.

    Parameters
    ----------
    scenario : CohortScenario
    days : DataFrame
        One row per runner and day, as a diary is: ready for `add_exposures`.
    runners : DataFrame
        One row per runner: `runner`, `mu` (level of latent pain), and the runner's own effect by
        slug, in the units of `Scenario.effects`.
    """

    scenario: CohortScenario
    days: pd.DataFrame
    runners: pd.DataFrame


def simulate_cohort(scenario: CohortScenario) -> SimulatedCohort:
    """Live through every day of every runner of `scenario`.

    Examples
    --------
    >>> cohort = simulate_cohort(CohortScenario(seed=1, n_runners=3, n_days=28))
    >>> len(cohort.days), cohort.days["pain_post"].between(0, 10).mean().item() > 0.8
    (84, True)
    """
    parts = list(cohort_parts(scenario))
    return SimulatedCohort(
        scenario,
        pd.concat([part.days for part in parts], ignore_index=True),
        pd.concat([part.runners for part in parts], ignore_index=True),
    )


def cohort_parts(scenario: CohortScenario) -> Iterator[SimulatedCohort]:
    """The same cohort, 500 runners at a time, so that no more need be held."""
    for block, n_runners in blocks(scenario):
        draws = draw_block(scenario, block, n_runners)
        lived = live_block(scenario, draws)
        days = block_days(scenario, lived, draws, block * BLOCK)
        own = {slug: points[0] for slug, points in runner_effects(scenario, draws).items()}
        runners = pd.DataFrame({"runner": days["runner"].unique(), "mu": lived["mu"][0], **own})
        yield SimulatedCohort(scenario, days, runners)


# The sample cohort: 40 simulated runners that ship with the package's repository.

FILE = "days.csv"
COLUMNS = [
    "runner",
    "date",
    "distance_km",
    "pain_pre",
    "pain_pre_slot",
    "pain_post",
    "stretching_done",
    "stretching_between",
]
SAMPLE_COHORT = CohortScenario(
    seed=7,
    n_runners=40,
    n_days=180,
    effects={"stretching": -0.3},
    effect_sds={"stretching": 0.15},
    km_points=(0.5, 0.25, 0.1),
    mu_mean=3.0,
    kappa=0.5,
    psi=0.06,
    habits_follow="yesterday",
)


def write_sample_cohort(out: Path) -> None:
    """Write the sample cohort, one table of days, into the folder `out`; the same bytes always.

    Two doses of stretching take 0.3 points of latent pain off an evening on average, SD 0.15
    between runners; each 10 km of a day add 0.5, 0.25 and 0.1 points on that evening and the two
    after it. All of it is carried on with the pain. Nothing else has an effect. Who hurts runs
    less and stretches more on the day after.
    """
    days = simulate_cohort(SAMPLE_COHORT).days[COLUMNS]
    whole = ["pain_pre", "pain_post", "stretching_done", "stretching_between"]
    days = days.astype(dict.fromkeys(whole, "Int64"))
    days.to_csv(out / FILE, index=False, date_format="%Y-%m-%d", lineterminator="\n")
