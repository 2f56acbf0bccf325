"""The sample log: the one simulated runner that ships with the package's repository."""

from pathlib import Path

from backstride.simulate.runner import simulate_runner
from backstride.simulate.scenario import Scenario
from backstride.simulate.untidy import write_log_files

SAMPLE = Scenario(
    seed=7,
    n_days=730,
    effects={"spike": 0.8, "stretching": -0.3, "surface": 0.3, "shoe-age": 0.3},
    kappa=0.5,
    psi=0.06,
    habits_follow="felt",
    habit_slope=0.8,
    rated_before_run=True,
)


def write_sample(out: Path) -> None:
    """Write the sample log into the folder `out`; the same bytes every time."""
    write_log_files(simulate_runner(SAMPLE), out)
