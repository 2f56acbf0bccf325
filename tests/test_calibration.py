"""Do the answers hold on simulated runners: false alarms without effects, coverage with them.

The seeds are fixed, so a limit is passed or failed the same way every time. Limits are those of
`docs/methods.md` with three Monte Carlo errors for the number of logs.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from backstride.calibration import calibration_table, score_runners
from backstride.simulate import SAMPLE

N_LOGS, N_DAYS = 20, 730
CLAIMS = ["spike", "ramp-up", "surface", "shoe-age", "stretching"]


def limit(share, n):
    """Monte Carlo error of a share over n logs, three times."""
    return 3 * np.sqrt(share * (1 - share) / n)


@pytest.fixture(scope="module")
def tables():
    null = replace(SAMPLE, n_days=N_DAYS, effects={})
    planted = replace(SAMPLE, n_days=N_DAYS)
    seeds = range(300, 300 + N_LOGS)
    scenarios = [replace(base, seed=seed) for base in (null, planted) for seed in seeds]
    scores = list(score_runners(scenarios, n_processes=2))
    return [calibration_table(pd.concat(half)) for half in (scores[:N_LOGS], scores[N_LOGS:])]


def test_plain_correlation_of_a_habit_done_when_sore_cries_wolf(tables):
    null, _ = tables
    assert null.loc["stretching", "truth"] == 0
    assert null.loc["stretching", "plain_rejection"] > 0.40


@pytest.mark.parametrize("slug", CLAIMS)
def test_without_effects_the_honest_test_rejects_no_more_than_it_says(tables, slug):
    null, _ = tables
    assert null.loc[slug, "n"] == N_LOGS
    assert null.loc[slug, "rejection"] <= 0.05 + limit(0.05, N_LOGS)


def test_without_effects_the_five_claims_together_reject_no_more_than_they_say(tables):
    null, _ = tables
    assert null["rejection"].mean() <= 0.05 + limit(0.05, N_LOGS * len(CLAIMS))


@pytest.mark.parametrize("slug", ["spike", "stretching"])
def test_with_effects_the_interval_covers_the_truth(tables, slug):
    _, planted = tables
    assert planted.loc[slug, "coverage"] >= 0.95 - limit(0.95, N_LOGS)
    assert abs(planted.loc[slug, "truth"]) > 0.2


def test_with_an_effect_plain_correlation_has_the_wrong_sign_and_the_honest_estimate_has_not(
    tables,
):
    _, planted = tables
    stretching = planted.loc["stretching"]
    assert stretching["truth"] + stretching["bias"] < -0.2
    assert stretching["plain_estimate"] > 0.1


def scores_by_hand():
    columns = [
        "slug",
        "estimate",
        "low",
        "high",
        "p_value",
        "naive_p_value",
        "naive_estimate",
        "truth",
    ]
    rows = [
        ("spike", 1.0, 0.0, 2.0, 0.04, 0.20, 0.5, 0.5),  # covers
        ("spike", 2.0, 1.0, 3.0, 0.01, 0.01, 1.5, 0.5),  # does not
        ("spike", np.nan, np.nan, np.nan, np.nan, 0.01, 9.0, 0.5),  # refused
    ]
    return pd.DataFrame(rows, columns=columns)


def test_measures_by_hand():
    spike = calibration_table(scores_by_hand()).loc["spike"]
    assert spike[["n", "coverage", "bias", "rejection", "plain_rejection"]].tolist() == [
        2, 0.5, 1.0, 1.0, 0.5,
    ]  # fmt: skip
    assert spike["plain_estimate"] == 1.0
    assert spike["empirical_sd"] == pytest.approx(np.sqrt(0.5))
    assert spike["bias_mcse"] == pytest.approx(0.5)
    assert spike["coverage_mcse"] == pytest.approx(np.sqrt(0.5 * 0.5 / 2))
    assert spike["mean_se"] == pytest.approx(2 / 3.92)
