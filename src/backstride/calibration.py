"""Do the answers hold on runners whose truth is known: coverage, bias, false alarms."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pandas as pd

from backstride.simulate import Scenario, as_log, simulate_runner, true_contrasts
from backstride.verdict import answer_claims

ALPHA = 0.05
NORMAL_95 = 1.96
LOGS_AT_ONCE = 5


def score_runner(scenario: Scenario) -> pd.DataFrame:
    """Answers to one simulated log, beside the truth.

    Returns
    -------
    DataFrame
        As from `answer_claims`, with `truth` (points) and `seed`.
    """
    runner = simulate_runner(scenario)
    answers = answer_claims(as_log(runner))
    return answers.merge(true_contrasts(runner), on="slug").assign(seed=scenario.seed)


def score_runners(scenarios: Iterable[Scenario], n_processes: int) -> Iterator[pd.DataFrame]:
    """Score many scenarios on several processes, in their order, each table as it is done.

    Every process computes on one core: the matrices are too small to share.
    """
    # New processes read this before they load numpy; a forked one would not.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with ProcessPoolExecutor(n_processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(score_runner, scenarios, chunksize=LOGS_AT_ONCE)


def calibration_table(scores: pd.DataFrame) -> pd.DataFrame:
    """How the intervals, estimates and tests of each claim did over many logs.

    Parameters
    ----------
    scores : DataFrame
        Tables of `score_runner`, one below the other; refused claims are left out.

    Returns
    -------
    DataFrame
        Indexed by `slug`: `n` logs with an estimate; `coverage` of the truth by the 95 % interval
        and its Monte Carlo error `coverage_mcse`; mean `truth`; `bias` and `bias_mcse`;
        `empirical_sd` of the estimate around its truth, to compare with the mean standard error
        `mean_se`; `rejection`, the share of p below 0.05 before Holm, and `plain_rejection`, that
        of the plain correlation, with `rejection_mcse` and `plain_rejection_mcse`; mean
        `plain_estimate`.

    References
    ----------
    Morris, White & Crowther (2019), Stat Med 38:2074, doi:10.1002/sim.8086 (measures and their
    Monte Carlo errors).
    """
    fitted = scores.dropna(subset=["estimate", "truth"])
    scored = fitted.assign(
        coverage=((fitted["low"] <= fitted["truth"]) & (fitted["truth"] <= fitted["high"])),
        bias=fitted["estimate"] - fitted["truth"],
        mean_se=(fitted["high"] - fitted["low"]) / (2 * NORMAL_95),
        rejection=fitted["p_value"] < ALPHA,
        plain_rejection=fitted["naive_p_value"] < ALPHA,
        plain_estimate=fitted["naive_estimate"],
    )
    by_slug = scored.groupby("slug", sort=False)
    means = [
        "coverage",
        "truth",
        "bias",
        "mean_se",
        "rejection",
        "plain_rejection",
        "plain_estimate",
    ]
    table = by_slug[means].mean().assign(n=by_slug.size(), empirical_sd=by_slug["bias"].std())
    for share in ("coverage", "rejection", "plain_rejection"):
        table[f"{share}_mcse"] = np.sqrt(table[share] * (1 - table[share]) / table["n"])
    return table.assign(bias_mcse=table["empirical_sd"] / np.sqrt(table["n"]))
