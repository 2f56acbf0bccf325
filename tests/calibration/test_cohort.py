from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from backstride.calibration import cohort, cohort_scores, engine
from backstride.calibration.cohort import (
    PAGE,
    TABLE,
    cohort_page,
    read_cohort_calibration,
    write_cohort_calibration,
)
from backstride.calibration.cohort_scores import (
    CELLS,
    CLAIMS,
    PLANS,
    POOLED,
    TWO_STAGE,
    CohortCell,
    cohort_chunks,
    cohort_table,
    kept_cohorts,
    means_of,
    score_cohort,
    score_cohorts,
    true_means,
    truth_cohort,
    with_cohort_limits,
)
from backstride.diagnostics.pooling import GEE, MIXED, STATIC, WITHIN
from backstride.simulate.cohort.truth import cohort_truth

SMALL = CELLS[0]
N_RUNS = 16
# Three Monte Carlo errors of 16 cohorts and 9 claims as if all were independent.
SLACK = 3 * np.sqrt(0.05 * 0.95 / (N_RUNS * len(CLAIMS)))


@pytest.fixture(scope="module")
def scores():
    return score_cohorts(SMALL, 0, N_RUNS).assign(scenario=SMALL.scenario, n_runners=10)


@pytest.fixture(scope="module")
def warned():
    cell = CELLS[1]
    return score_cohorts(cell, 0, 3).assign(scenario=cell.scenario, n_runners=cell.n_runners)


@pytest.fixture(scope="module")
def effects():
    plan = replace(PLANS["one effect for all"], n_runners=25)
    truth = cohort_truth(replace(truth_cohort("one effect for all"), n_runners=300), CLAIMS)
    truths = dict(zip(truth["slug"], truth["truth"], strict=True))
    found = [score_cohort(replace(plan, seed=run), truths).assign(run=run) for run in range(5)]
    return pd.concat(found, ignore_index=True)


def test_false_alarms_and_coverage_hold_on_small_cohorts_without_an_effect(scores):
    for method in (POOLED, TWO_STAGE):
        found = scores[(scores["method"] == method) & scores["p_value"].notna()]
        assert found["is_yes"].mean() <= 0.05 + SLACK
        covered = (found["low"] <= 0) & (found["high"] >= 0)
        assert covered.mean() >= 0.95 - SLACK


def test_wrong_estimators_fail_on_the_same_cohorts(warned):
    wrong = warned[warned["method"].isin([STATIC, WITHIN, GEE, MIXED])]
    assert len(wrong) == 3 * 4
    assert wrong["is_yes"].all()
    assert not warned[warned["method"].isin([POOLED, TWO_STAGE])]["is_yes"].all()


def test_effects_are_found_without_bias_and_covered(effects):
    known = effects[effects["method"].isin([POOLED, TWO_STAGE])].dropna(subset=["estimate"])
    known = known.assign(
        error=known["estimate"] - known["truth"], half=(known["high"] - known["low"]) / 2
    )
    means = known.groupby(["method", "claim"])[["error", "half"]].mean()
    n_cohorts = known.groupby(["method", "claim"]).size()
    assert (means["error"].abs() < 1.75 * means["half"] / np.sqrt(n_cohorts)).all()
    covered = (known["low"] <= known["truth"]) & (known["truth"] <= known["high"])
    assert covered.mean() >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / len(known))


def test_the_truth_is_that_of_other_runners_with_the_same_plan(effects):
    truths = effects.groupby("claim")["truth"].first()
    assert set(truths.index) == set(CLAIMS)
    assert truths["warm-up"] == 0
    assert -0.3 < truths["stretching"] < -0.2
    for scenario in ("no effect", "effects that cancel out"):
        assert true_means(scenario) == dict.fromkeys(CLAIMS, 0.0)
    asked, answered = truth_cohort("no effect"), SMALL.cohort(0)
    assert replace(asked, seed=answered.seed, n_runners=10) == answered
    assert asked.seed != answered.seed


def table(**changed):
    row = {
        "scenario": "no effect", "n_runners": 10, "claim": "surface", "method": POOLED,
        "runs": 200, "bias": 0.01, "empirical_sd": 0.1, "mean_se": 0.1, "coverage": 0.95,
        "type1": 0.05, "power": np.nan, "coverage_given_verdict": np.nan, "exaggeration": np.nan,
        "wrong_sign": np.nan, "mc_error": 0.015,
    }  # fmt: skip
    return pd.DataFrame([row | changed])


def test_a_limit_that_is_not_held_is_seen_and_shown():
    broken = with_cohort_limits(table(type1=0.101, coverage=0.899)).iloc[0]
    assert not broken["is_type1_held"]
    assert not broken["is_coverage_held"]
    assert "**0.101**" in cohort_page(table(type1=0.101))
    assert "**not held**" in cohort_page(table(type1=0.101))
    careful = cohort_page(table(type1=0.03, coverage=0.97))
    assert "Pooled: false alarms 0.030 ± 0.012 on the mean (**too careful**)" in careful
    assert "coverage 0.970 ± 0.012 (**too careful**)" in careful
    assert "**not held**" in cohort_page(table(type1=0.05, coverage=0.939))
    assert "**1 of 2 limits were held**" in cohort_page(table(type1=0.101))
    held = with_cohort_limits(table(type1=0.1, coverage=0.9)).iloc[0]
    assert held["is_type1_held"]
    assert held["is_coverage_held"]


def test_few_estimates_and_warnings_are_bound_by_no_limit():
    for changed in ({"runs": 19}, {"method": STATIC}):
        judged = with_cohort_limits(table(type1=0.9, **changed)).iloc[0]
        assert pd.isna(judged["is_type1_held"])


def test_means_are_over_the_cells_that_count():
    rows = pd.concat([table(), table(type1=0.07, coverage=0.93), table(runs=3, type1=1.0)])
    means = means_of(with_cohort_limits(rows), POOLED)
    assert means["type1"] == pytest.approx(0.06)
    assert means["coverage"] == pytest.approx(0.94)
    assert means["type1_error"] == pytest.approx(np.sqrt(0.06 * 0.94 / 400))


def test_the_page_says_what_its_table_says(scores, warned, tmp_path):
    both = pd.concat([scores, warned], ignore_index=True)
    write_cohort_calibration(both, tmp_path, tmp_path)
    page = (tmp_path / PAGE).read_text("utf-8")
    assert page == cohort_page(pd.read_csv(tmp_path / TABLE))
    assert "16 cohorts were simulated in each of 2 cells" in page
    type1 = cohort_table(both).query("method == @STATIC")["type1"].iloc[0]
    assert f"| no effect | 40 | {type1:.3f} |" in page
    assert sorted(path.name for path in tmp_path.iterdir()) == [TABLE, PAGE]


def test_the_page_of_the_docs_is_what_its_table_says():
    published = engine.PUBLISHED / TABLE
    page = (engine.DOCS / PAGE).read_text("utf-8")
    assert page == cohort_page(
        read_cohort_calibration(published), engine.link_to(published, engine.DOCS)
    )


def test_no_two_cohorts_share_a_runner():
    firsts = sorted(cell.cohort(0).seed for cell in CELLS)
    assert min(np.diff(firsts)) >= cohort.FULL_RUNS
    assert CohortCell("no effect", 10).cohort(1).seed == CELLS[0].cohort(0).seed + 1
    assert len({cell.key for cell in CELLS}) == len(CELLS) == 12


def test_a_chunk_is_kept_under_a_name_that_other_code_would_not_have(tmp_path, monkeypatch):
    chunk = cohort_chunks((SMALL,), 20)[0]
    kept = pd.DataFrame({"claim": ["surface"], "method": [POOLED], "estimate": [0.1]})
    engine.keep(tmp_path, chunk, kept)
    found = kept_cohorts(tmp_path, chunk)
    assert found[["scenario", "n_runners"]].iloc[0].tolist() == ["no effect", 10]
    name = chunk.name
    monkeypatch.setattr(cohort_scores, "source_digest", lambda _: "other code")
    assert chunk.name != name


def test_all_code_that_scores_depend_on_exists():
    root = engine.Path(engine.__file__).parents[1]
    assert [place for place in cohort_scores.COUNTED if not (root / place).exists()] == []


def test_the_command_scores_what_is_asked_and_writes_beside_its_parts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cohort, "CELLS", (SMALL,))
    assert cohort.main(["--runs", "1", "--processes", "1"]) == 0
    assert (tmp_path / "reports" / "calibration" / PAGE).is_file()
    assert not (tmp_path / "docs").exists()


def test_the_command_refuses_no_cohorts(capsys):
    with pytest.raises(SystemExit):
        cohort.main(["--runs", "0"])
    assert "--runs, --processes: expected 1 or more" in capsys.readouterr().err
