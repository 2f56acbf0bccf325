"""The cohorts that pooled answers are tried on."""

from dataclasses import dataclass, replace

from backstride.simulate.cohort_scenario import CohortScenario

SIZES = (10, 40, 100)
DAYS = 180
# A cohort of its own, so that no cohort is judged by a truth that its own chance is part of.
TRUTH_SEED, TRUTH_RUNNERS = 1_000_000, 1500
PLANTED = {"spike": 0.5, "surface": 0.2, "stretching": -0.3, "strength": -0.05}
SDS = {"spike": 0.3, "surface": 0.15, "stretching": 0.25, "strength": 0.04, "warm-up": 0.25}
FEEDBACK = CohortScenario(n_days=DAYS, kappa=0.5, psi=0.06, habits_follow="felt")
MEANINGS = {
    "no effect": "nothing has an effect; pain shortens and cancels runs, and is stretched away",
    "one effect for all": "the same, and spikes, hard ground, stretching and strength act alike "
    "in every runner; warming up does not",
    "effects that differ": "the same, and every effect differs between runners; that of warming "
    "up is 0 on the mean, but not in each runner",
}
PLANS = {
    "no effect": FEEDBACK,
    "one effect for all": replace(FEEDBACK, effects=PLANTED),
    "effects that differ": replace(FEEDBACK, effects=PLANTED, effect_sds=SDS),
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
        """The cohort number `run`; its runners are in no other of the cell."""
        return replace(PLANS[self.scenario], seed=run, n_runners=self.n_runners)


def truth_cohort(scenario: str) -> CohortScenario:
    """The large cohort whose mean effects are taken for true in the cells of a scenario."""
    return replace(PLANS[scenario], seed=TRUTH_SEED, n_runners=TRUTH_RUNNERS)


CELLS = tuple(CohortCell(scenario, size) for scenario in PLANS for size in SIZES)
