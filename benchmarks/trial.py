"""The trial on oneself, tried on simulated runners: false "yes", power and coverage.

python benchmarks/trial.py [--trials 1000]
"""

import argparse
import sys
from dataclasses import dataclass

import numpy as np

from backstride.trial.power import (
    ALPHA,
    ASSUMED,
    Variability,
    flip_test,
    simulated_differences,
    simulated_power,
)

MOST_FALSE, LEAST_COVERAGE = 0.071, 0.929
PERIOD_DAYS = 7
# Weeks and power for 1 point that the plan of Backstride was built against, by 400 trials.
EXPECTED = {12: 0.30, 16: 0.59, 24: 0.84}
EXPECTED_TRIALS = 400
# Pain that hangs on weakly, usually, and strongly; low pain, where many ratings are 0.
RUNNERS = {
    "carry .45, mean 3": ASSUMED,
    "carry 0, mean 3": Variability(3.0, 0.0, 1.0),
    "carry .80, mean 3": Variability(3.0, 0.8, 1.0),
    "carry .45, mean 0.5": Variability(0.5, 0.45, 1.0),
}


@dataclass(frozen=True)
class Score:
    """Share of trials with p at most .05, and share whose interval holds the true difference."""

    rejected: float
    covered: float


def score(n_pairs: int, difference: float, pain: Variability, n_trials: int) -> Score:
    """Simulate trials; the true difference is the mean of all their pair differences."""
    differences = simulated_differences(n_pairs, PERIOD_DAYS, difference, pain, 5, n_trials)
    truth = 0.0 if difference == 0 else float(differences.mean())
    tests = [flip_test(row) for row in differences]
    return Score(
        float(np.mean([test.p_value <= ALPHA for test in tests])),
        float(np.mean([test.low <= truth <= test.high for test in tests])),
    )


def table(n_trials: int) -> tuple[list[str], bool]:
    """Lines to print, and whether every limit holds."""
    lines, is_fine = [], True
    for name, pain in RUNNERS.items():
        for difference in (0.0, -1.0):
            for n_pairs in (6, 12):
                found = score(n_pairs, difference, pain, n_trials)
                holds = found.covered >= LEAST_COVERAGE
                holds &= difference != 0 or found.rejected <= MOST_FALSE
                is_fine &= holds
                lines.append(
                    f"{name}, {n_pairs} pairs, true {difference:+.0f}: rejected "
                    f"{found.rejected:.3f}, covered {found.covered:.3f}{'' if holds else ' FAILS'}"
                )
    return lines, is_fine


def power_lines() -> tuple[list[str], bool]:
    """Power for 1 point beside what is expected, in units of their joint error."""
    lines, is_fine = [], True
    for weeks, expected in EXPECTED.items():
        found = simulated_power(weeks // 2, PERIOD_DAYS, -1.0, ASSUMED, seed=1)
        error = np.hypot(found.mc_error, np.sqrt(expected * (1 - expected) / EXPECTED_TRIALS))
        away = (found.share - expected) / error
        is_fine &= abs(away) <= 3
        lines.append(f"{weeks} weeks: power {found.share:.3f}, expected {expected}, {away:+.1f} SE")
    return lines, is_fine


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--trials", type=int, default=1000)
    n_trials = arguments.parse_args().trials
    shares, first = table(n_trials)
    powers, second = power_lines()
    sys.stdout.write("\n".join([*shares, *powers]) + "\n")
    sys.exit(0 if first and second else 1)


if __name__ == "__main__":
    main()
