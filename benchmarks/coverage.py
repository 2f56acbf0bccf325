"""Do the intervals hold what they promise? Simulated two-year logs like the sample, scored.

    python benchmarks/coverage.py --runners 200 --days 730 --seed 1000

prints per claim: logs, coverage of the 95 % interval, bias, empirical SD beside the mean standard
error, and how often the honest and the plain method reject; Monte Carlo error in brackets. Ends
with status 1 if the intervals of spike or stretching cover the truth in less than 0.92.
"""

import argparse
from dataclasses import replace

import pandas as pd
from rich.console import Console
from rich.progress import track
from rich.table import Table

from backstride.calibration import calibration_table, score_runners
from backstride.simulate import SAMPLE

LOWEST_COVERAGE = 0.92
HELD_TO_IT = ("spike", "stretching")


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runners", type=int, default=200, help="simulated logs")
    parser.add_argument("--days", type=int, default=730, help="days of each")
    parser.add_argument("--seed", type=int, default=1000, help="of the first log")
    parser.add_argument("--no-effects", action="store_true", help="plant no effect at all")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def scores(chosen):
    effects = {} if chosen.no_effects else SAMPLE.effects
    like_the_sample = replace(SAMPLE, n_days=chosen.days, effects=effects)
    seeds = range(chosen.seed, chosen.seed + chosen.runners)
    scenarios = [replace(like_the_sample, seed=seed) for seed in seeds]
    scored = score_runners(scenarios, chosen.processes)
    return pd.concat(track(scored, "Simulating and answering", total=len(scenarios)))


def shown(table):
    columns = ["claim", "n", "coverage", "truth", "bias", "empirical SD", "mean SE",
               "honest rejects", "plain rejects"]  # fmt: skip
    page = Table(*columns, title="95 % intervals, Monte Carlo error in brackets")
    for slug, row in table.iterrows():
        page.add_row(
            slug,
            f"{row['n']:.0f}",
            f"{row['coverage']:.3f} ({row['coverage_mcse']:.3f})",
            f"{row['truth']:+.3f}",
            f"{row['bias']:+.3f} ({row['bias_mcse']:.3f})",
            f"{row['empirical_sd']:.3f}",
            f"{row['mean_se']:.3f}",
            f"{row['rejection']:.3f} ({row['rejection_mcse']:.3f})",
            f"{row['plain_rejection']:.3f} ({row['plain_rejection_mcse']:.3f})",
        )
    return page


def main():
    table = calibration_table(scores(options()))
    Console(width=120).print(shown(table))
    too_low = table.loc[table.index.isin(HELD_TO_IT), "coverage"] < LOWEST_COVERAGE
    for slug in too_low[too_low].index:
        print(f"{slug}: coverage below {LOWEST_COVERAGE}.")
    return int(too_low.any())


if __name__ == "__main__":
    raise SystemExit(main())
