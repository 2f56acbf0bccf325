"""Do the answers hold on simulated runners: false alarms without effects, coverage with them.

The seeds are fixed, so a limit is passed or failed the same way every time. Limits are those of
`docs/methods.md` for the number of logs; the full set is `make calibrate`.
"""

import os
import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pandas as pd
import pytest
from calibration_examples import scored
from scipy.stats import binom

from backstride.calibration import calibration_page, calibration_table
from backstride.calibration.engine import (
    DOCS,
    PAGE,
    PUBLISHED,
    TABLE,
    link_to,
    read_calibration,
    write_calibration,
)
from backstride.calibration.grid import CELL
from backstride.calibration.measures import with_limits
from backstride.calibration.page import hours_told
from backstride.calibration.scores import LAGGED, OURS, PLAIN, UNREFUSED, score_looks
from backstride.models.specification import SPECIFICATIONS

N_NULL, N_EFFECTS, N_FAILED = 40, 10, 6
NULL, EFFECTIVE = "strong feedback", "effects"
FAILED = "same-day, unrated, strong"
SMALL = (
    (replace(CELL[NULL, 365], n_days=180), N_NULL),
    (CELL[EFFECTIVE, 365], N_EFFECTS),
    (CELL[FAILED, 365], N_FAILED),
)


def most(share, n_logs):
    """Logs that a share may have by chance: exceeded in 1 of 1,000 sets."""
    return binom.ppf(0.999, n_logs, share)


@pytest.fixture(scope="module")
def scores():
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        return pd.concat(pool.map(scored, *zip(*SMALL, strict=True)), ignore_index=True)


@pytest.fixture(scope="module")
def table(scores):
    return calibration_table(scores)


def row(table, scenario, claim, method):
    chosen = table[["scenario", "claim", "method"]].eq([scenario, claim, method]).all(axis=1)
    assert chosen.sum() == 1
    return table[chosen].iloc[0]


def test_plain_correlation_of_a_habit_done_when_sore_cries_wolf(table):
    assert row(table, NULL, "stretching", PLAIN)["type1"] > 0.40


def test_the_best_of_15_lags_finds_something_in_most_null_diaries(table):
    assert row(table, NULL, "any", LAGGED)["type1"] > 0.80


@pytest.mark.parametrize("slug", [one.slug for one in SPECIFICATIONS])
def test_without_effects_the_honest_test_rejects_no_more_than_it_says(scores, slug):
    is_ours = scores["claim"].eq(slug) & scores["method"].eq(OURS)
    p_values = scores.loc[is_ours & (scores["truth"] == 0), "p_value"].dropna()
    assert (p_values < 0.05).sum() <= most(0.05, len(p_values))


def test_without_effects_all_claims_together_reject_no_more_than_they_say(scores):
    ours = scores[(scores["scenario"] == NULL) & (scores["method"] == OURS)]
    p_values = ours["p_value"].dropna()
    assert len(p_values) > 5 * N_NULL
    assert (p_values < 0.05).mean() <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / len(p_values))


def test_a_whole_report_without_effects_says_yes_in_one_of_twenty_at_most(scores):
    is_any = scores["claim"].eq("any") & scores["method"].eq(OURS)
    reports = scores[is_any & scores["scenario"].eq(NULL)]
    assert len(reports) == N_NULL
    assert reports["is_yes"].sum() <= most(0.05, N_NULL)


def test_with_effects_the_intervals_cover_the_truth(scores):
    ours = scores[scores["scenario"].eq(EFFECTIVE) & scores["method"].eq(OURS)]
    fitted = ours.dropna(subset=["estimate"])
    covered = (fitted["low"] <= fitted["truth"]) & (fitted["truth"] <= fitted["high"])
    assert len(fitted) >= 8 * N_EFFECTS
    assert covered.mean() >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / len(fitted))


def test_with_an_effect_plain_correlation_is_pulled_towards_harm_and_the_honest_is_not(scores):
    chosen = scores[scores["scenario"].eq(EFFECTIVE) & scores["claim"].eq("stretching")]
    mean = chosen.groupby("method")[["estimate", "truth"]].mean()
    assert mean.loc[OURS, "truth"] < -0.2
    assert abs(mean.loc[OURS, "estimate"] - mean.loc[OURS, "truth"]) < 0.12
    assert mean.loc[PLAIN, "estimate"] - mean.loc[PLAIN, "truth"] > 0.15


def test_stretching_that_answers_unrated_pain_gets_no_verdict_and_would_be_wrong(table):
    ours = row(table, FAILED, "stretching", OURS)
    assert ours["runs"] == 0
    assert ours["p_verdict"] == 0
    assert row(table, FAILED, "stretching", UNREFUSED)["type1"] > 0.2


def test_a_short_log_has_fewer_looks():
    looks = score_looks(CELL["feedback", 180].runner(0))
    assert looks["claim"].eq("any").all()
    assert len(looks) == 2


def test_a_kept_failure_is_held_to_no_limit(table):
    judged = with_limits(table)
    failed = judged[judged["group"] == "failure"]
    assert len(failed)
    assert failed["is_type1_held"].isna().all()


def test_the_page_is_made_of_the_table_and_shows_what_is_not_held(scores, table, tmp_path):
    write_calibration(scores, tmp_path, tmp_path)
    page = (tmp_path / PAGE).read_text("utf-8")
    written = read_calibration(tmp_path / TABLE)
    assert page == calibration_page(written, hours_told(page))
    assert len(written) == len(table)
    assert "## Kept failures" in page
    assert not re.search(r"\bnan\b", page)
    broken = written.assign(type1=written["type1"].where(written["method"] != OURS, 0.5))
    assert "**0.500**" in calibration_page(broken, 1.0)
    assert sorted(path.name for path in tmp_path.iterdir()) == [TABLE, PAGE]


def test_the_page_of_the_docs_is_what_its_table_says():
    page = (DOCS / PAGE).read_text("utf-8")
    table, link = PUBLISHED / TABLE, link_to(PUBLISHED / TABLE, DOCS)
    assert page == calibration_page(read_calibration(table), hours_told(page), link)
