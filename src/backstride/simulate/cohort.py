"""Many runners whose truth is known."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from backstride.simulate.cohort_days import block_days
from backstride.simulate.cohort_draws import BLOCK, blocks, draw_block
from backstride.simulate.cohort_life import live_block, runner_effects
from backstride.simulate.cohort_scenario import CohortScenario


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
