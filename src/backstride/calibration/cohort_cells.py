"""The cohorts that pooled answers are tried on."""

import zlib
from dataclasses import dataclass, replace

from backstride.simulate.cohort_scenario import CohortScenario

SIZES = (10, 40, 100)
DAYS = 180
SEEDS_PER_CELL = 10_000
# A cohort of its own, so that no cohort is judged by a truth that its own chance is part of.
TRUTH_SEED, TRUTH_RUNNERS = 0, 5000
# In the units of `Scenario.effects`: mean over runners, and SD between them.
PLANTED = {
    "spike": 0.5,
    "ramp-up": 0.1,
    "surface": 0.2,
    "shoe-age": 0.2,
    "stretching": -0.3,
    "cross-training": -0.2,
    "strength": -0.05,
    "maintenance": -0.2,
}
SDS = {
    "spike": 0.3,
    "ramp-up": 0.1,
    "surface": 0.15,
    "shoe-age": 0.15,
    "warm-up": 0.25,
    "stretching": 0.25,
    "cross-training": 0.15,
    "strength": 0.04,
    "maintenance": 0.15,
}
FEEDBACK = CohortScenario(n_days=DAYS, kappa=0.5, psi=0.06, habits_follow="felt")
MEANINGS = {
    "no effect": "nothing has an effect; pain shortens and cancels runs, and is stretched away",
    "one effect for all": "the same, and all but warming up acts, alike in every runner",
    "effects that differ": "the same, and every effect differs between runners",
    "effects that cancel out": "every effect differs as much between runners, and is 0 on the mean",
}
PLANS = {
    "no effect": FEEDBACK,
    "one effect for all": replace(FEEDBACK, effects=PLANTED),
    "effects that differ": replace(FEEDBACK, effects=PLANTED, effect_sds=SDS),
    "effects that cancel out": replace(FEEDBACK, effect_sds=SDS),
}


@dataclass(frozen=True)
class CohortCell:
    """One kind of cohort at one size.

    Parameters
    ----------
    scenario : str
        Key of `PLANS` and `MEANINGS`.
    n_runners : int
    """

    scenario: str
    n_runners: int

    @property
    def key(self) -> str:
        """Its name in file names."""
        return f"{self.scenario.replace(' ', '-')}-{self.n_runners}"

    def cohort(self, run: int) -> CohortScenario:
        """The cohort number `run`; its runners are in no other cohort of any cell."""
        first = SEEDS_PER_CELL * (1 + zlib.crc32(self.key.encode()) % SEEDS_PER_CELL)
        return replace(PLANS[self.scenario], seed=first + run, n_runners=self.n_runners)


def truth_cohort(scenario: str) -> CohortScenario:
    """The large cohort whose mean effects are taken for true in the cells of a scenario."""
    return replace(PLANS[scenario], seed=TRUTH_SEED, n_runners=TRUTH_RUNNERS)


CELLS = tuple(CohortCell(scenario, size) for scenario in PLANS for size in SIZES)
