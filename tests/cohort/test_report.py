"""A cohort from files to answers: the same whole, in parts, and on a cluster; nobody is named."""

import errno
import os
import shutil

import distributed
import numpy as np
import pandas as pd
import pytest
from cohort_made_up import N_DAYS, N_RUNNERS, days_of
from repository import ROOT

from backstride import schemas
from backstride.cohort import report, report_cohort, shards
from backstride.cohort.answers import answer_shards, cohort_diary
from backstride.cohort.engine import Cluster, Loop
from backstride.cohort.places import find_runners
from backstride.cohort.read import read_cohort
from backstride.errors import DataError
from backstride.exposures import add_exposures
from backstride.settings import Settings
from backstride.simulate.cohort.scenario import CohortScenario
from backstride.simulate.cohort.write import simulate_cohort
from backstride.verdict.cohort import answer_whole_cohort, cohort_lags

SAMPLE = ROOT / "data" / "sample"
NUMBERS = ["estimate", "low", "high", "p_value", "own_estimate", "tau", "prediction_high"]
UNUSED = ["pain_pre_at", "pain_post_at"]


@pytest.fixture(scope="module")
def simulated():
    """Runners with every habit and confounder logged, and a true effect of spikes."""
    scenario = CohortScenario(seed=3, n_runners=12, n_days=140, effects={"spike": 0.8})
    return simulate_cohort(scenario).days


@pytest.fixture(scope="module")
def whole(simulated):
    """Answers from all days at once, in memory."""
    return answer_whole_cohort(add_exposures(simulated)).set_index("slug")


def answered(place, work, engine):
    work.mkdir()
    cohort = read_cohort(find_runners(place), Settings(), work, engine)
    answers, runners = answer_shards(cohort, Settings(), engine)
    return cohort, answers.set_index("slug"), runners


def same(answers, whole):
    assert whole["estimate"].notna().sum() >= 5
    assert answers["verdict"].tolist() == whole["verdict"].tolist()
    np.testing.assert_allclose(
        answers[NUMBERS].astype(float), whole[NUMBERS].astype(float), rtol=1e-10, atol=1e-10
    )


@pytest.mark.parametrize("rows_per_bucket", [300, 100_000])
def test_parts_give_the_answers_of_the_whole(
    tmp_path, monkeypatch, simulated, whole, rows_per_bucket
):
    monkeypatch.setattr(shards, "ROWS_PER_BUCKET", rows_per_bucket)
    shuffled = simulated.drop(columns=UNUSED, errors="ignore").sample(frac=1, random_state=1)
    shuffled.to_csv(tmp_path / "days.csv", index=False)
    cohort, answers, runners = answered(tmp_path / "days.csv", tmp_path / "work", Loop())
    assert (len(cohort.shards) > 2) == (rows_per_bucket == 300)
    same(answers, whole)
    assert runners["runner"].nunique() == 12


def test_a_cluster_of_two_workers_gives_the_answers_of_the_whole(
    tmp_path, monkeypatch, simulated, whole
):
    monkeypatch.setattr(shards, "ROWS_PER_BUCKET", 400)
    simulated.drop(columns=UNUSED, errors="ignore").to_parquet(tmp_path / "days.parquet")
    with (
        distributed.LocalCluster(n_workers=2, processes=False, dashboard_address=":0") as two,
        distributed.Client(two) as client,
    ):
        _, answers, _ = answered(tmp_path / "days.parquet", tmp_path / "work", Cluster(client))
    same(answers, whole)


def test_folders_of_runners_are_answered_together(tmp_path):
    for name in ("annabel", "boris"):
        shutil.copytree(SAMPLE, tmp_path / "in" / name)
    (tmp_path / "in" / "cyril").mkdir()
    (tmp_path / "in" / "cyril" / "cyril-pain.csv").write_text("date,pain\n2025-04-03,3\n", "utf-8")
    settings = Settings(timezone="Europe/Berlin", until=pd.Timestamp("2024-02-15").date())
    found = report_cohort(tmp_path / "in", settings, tmp_path / "out")
    assert (found.n_runners, found.n_unread) == (3, 1)
    assert found.answers["status"].isin(["too few runners", "described"]).all()
    assert found.answers["estimate"].isna().all()
    text = (tmp_path / "out" / "ledger.csv").read_text("utf-8")
    assert all(name not in text for name in ("annabel", "boris", "cyril", "runs.csv", "pain.csv"))
    ledger = pd.read_csv(tmp_path / "out" / "ledger.csv", dtype={"runner": "str"})
    n_rows = ledger["runner"].value_counts()
    assert n_rows["1"] == n_rows["2"]
    refused = ledger[ledger["runner"] == "3"]
    assert refused["outcome"].tolist() == ["refused"] * 2
    assert found.counts[["kept", "merged", "refused"]].to_numpy().sum() == len(ledger)


def test_nobody_is_named_unless_asked(tmp_path):
    days_of().to_csv(tmp_path / "days.csv", index=False)
    report_cohort(tmp_path / "days.csv", Settings(), tmp_path / "out")
    texts = [path.read_text("utf-8") for path in (tmp_path / "out").iterdir()]
    assert len(texts) == 4
    assert not any("name-" in text for text in texts)
    report_cohort(tmp_path / "days.csv", Settings(), tmp_path / "out", name_runners=True)
    ledger = pd.read_csv(tmp_path / "out" / "ledger.csv")
    assert ledger["runner"].nunique() == N_RUNNERS
    own = pd.read_csv(tmp_path / "out" / "runners.csv")
    assert set(own["runner"]) == set(ledger["runner"])


def test_tables_named_after_runners_do_not_name_them(tmp_path):
    (tmp_path / "in").mkdir()
    spoilt = days_of().assign(
        distance_km=lambda days: days["distance_km"].where(days.index > 0, -1)
    )
    for runner, days in spoilt.groupby("runner"):
        days.to_csv(tmp_path / "in" / f"{runner}.csv", index=False)
    (tmp_path / "in" / "name-3 knee.txt").write_text("a note", "utf-8")
    report_cohort(tmp_path / "in", Settings(), tmp_path / "out")
    text = (tmp_path / "out" / "ledger.csv").read_text("utf-8")
    assert "name-" not in text
    refused = pd.read_csv(tmp_path / "out" / "ledger.csv").query("outcome == 'refused'")
    assert refused["source"].tolist() == ["file 1", "file 4"]


def test_names_of_an_earlier_run_do_not_stay(tmp_path):
    days_of().to_csv(tmp_path / "days.csv", index=False)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "own.txt").write_text("mine", "utf-8")
    for is_named in (True, False):
        report_cohort(tmp_path / "days.csv", Settings(), tmp_path / "out", name_runners=is_named)
        assert (tmp_path / "out" / "runners.csv").exists() == is_named
    assert (tmp_path / "out" / "own.txt").read_text("utf-8") == "mine"


def test_the_same_rows_in_tables_of_other_kinds_are_the_same(tmp_path):
    """Every second day as text, the others typed; in one shard both."""
    days = days_of()
    (tmp_path / "in").mkdir()
    days[::2].to_csv(tmp_path / "in" / "even.csv", index=False)
    days[1::2].to_parquet(tmp_path / "in" / "odd.parquet")
    days.to_csv(tmp_path / "days.csv", index=False)
    mixed = cohort_diary(tmp_path / "in")
    pd.testing.assert_frame_equal(mixed, cohort_diary(tmp_path / "days.csv"))


@pytest.mark.parametrize("rows_per_bucket", [100, 100_000])
def test_what_lies_beside_a_table_says_nothing_of_its_days(tmp_path, monkeypatch, rows_per_bucket):
    monkeypatch.setattr(shards, "ROWS_PER_BUCKET", rows_per_bucket)
    plain, full = days_of(), days_of(seed=2).assign(
        runner=lambda days: days["runner"] + "-full",
        n_runs=lambda days: (days["distance_km"] > 0).astype(int),
        km_trail=lambda days: days["distance_km"],
        km_unknown=0.0,
        pain_pre=3.0,
        pain_pre_slot="same day",
        spike_ratio=np.nan,
        spike_state=None,
    )  # fmt: skip
    (tmp_path / "in").mkdir()
    plain.to_csv(tmp_path / "in" / "plain.csv", index=False)
    full.to_csv(tmp_path / "in" / "full.csv", index=False)
    both = cohort_diary(tmp_path / "in")
    for name in ("plain", "full"):
        alone = cohort_diary(tmp_path / "in" / f"{name}.csv")
        part = both[both["runner"].isin(alone["runner"])].reset_index(drop=True)
        pd.testing.assert_frame_equal(part, alone)


def test_every_row_ends_in_the_ledger(tmp_path):
    place = tmp_path / "in"
    place.mkdir()
    spoilt = days_of().astype({"pain_post": object}).astype("str").replace("nan", "")
    spoilt.loc[3, "pain_post"] = "eleven"
    spoilt.loc[200, "runner"] = ""
    spoilt.to_csv(place / "days.csv", index=False)
    (place / "notes.txt").write_text("a note", "utf-8")
    found = report_cohort(place, Settings(), tmp_path / "out", name_runners=True)
    ledger = pd.read_csv(tmp_path / "out" / "ledger.csv", dtype={"runner": "str"})
    rows = ledger[ledger["source"] == "days.csv"]
    assert sorted(rows["row"]) == list(range(2, N_RUNNERS * N_DAYS + 2))
    refused = ledger[ledger["outcome"] == "refused"].set_index("row")["reason"].to_dict()
    assert refused == {
        0: "no column runner, and not in the folder of a runner",
        5: "pain_post: found eleven, expected 0 to 10",
        202: "runner: found nothing, expected the key of a runner",
    }
    assert found.counts["refused"].sum() == 3
    typed = schemas.fit_to(schemas.COHORT_LEDGER, ledger)
    assert len(typed) == len(ledger)


def test_who_waits_is_told_of_every_step(tmp_path):
    days_of(5, 30).to_csv(tmp_path / "days.csv", index=False)
    steps = []
    report_cohort(
        tmp_path / "days.csv",
        Settings(),
        tmp_path / "out",
        progress=lambda *step: steps.append(step),
    )
    assert steps == [(0, 3, "Reading"), (1, 3, "Answering"), (2, 3, "How long a run is felt")]


def test_inputs_are_left_as_they_are_and_nothing_else_stays(tmp_path):
    days_of().to_csv(tmp_path / "days.csv", index=False)
    before = (tmp_path / "days.csv").read_bytes()
    report_cohort(tmp_path / "days.csv", Settings(), tmp_path / "out")
    assert (tmp_path / "days.csv").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["days.csv", "out"]
    names = ["answers.csv", "counts.csv", "lags.csv", "ledger.csv"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names


def test_a_run_that_fails_leaves_no_file(tmp_path):
    (tmp_path / "days.csv").write_text("runner,date,distance_km,pain_post\nann,x,1,2\n", "utf-8")
    with pytest.raises(DataError, match=r"no runner can be read\. The first: days\.csv, row 2: da"):
        report_cohort(tmp_path / "days.csv", Settings(), tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["days.csv"]


def test_a_table_of_headers_only_holds_no_runner(tmp_path):
    (tmp_path / "days.csv").write_text("runner,date,distance_km,pain_post\n", "utf-8")
    with pytest.raises(DataError, match=r"no runner can be read\. There is no row in any table"):
        report_cohort(tmp_path / "days.csv", Settings(), tmp_path / "out")


def test_a_table_that_breaks_off_leaves_no_bucket_to_be_read(tmp_path, monkeypatch):
    monkeypatch.setattr(shards, "ROWS_AT_A_TIME", 50)
    (tmp_path / "in").mkdir()
    broken = days_of(seed=2).to_csv(index=False) + "ann,2025-01-02,5,2,7,8\n"
    (tmp_path / "in" / "days[1].csv").write_text(broken, "utf-8")
    with pytest.raises(
        DataError, match=r"no runner can be read\. The first: days\[1\]\.csv, row 0"
    ):
        report_cohort(tmp_path / "in", Settings(), tmp_path / "out")
    whole = days_of().assign(runner="whole")[:N_DAYS]
    whole.to_csv(tmp_path / "in" / "days.csv", index=False)
    found = report_cohort(tmp_path / "in", Settings(), tmp_path / "out")
    assert (found.n_runners, found.n_days) == (1, N_DAYS)


def test_a_table_is_never_written_over(tmp_path):
    days_of(2, 5).to_csv(tmp_path / "ledger.csv", index=False)
    before = (tmp_path / "ledger.csv").read_bytes()
    with pytest.raises(DataError, match=r"--out .* lies in .*, which is read"):
        report_cohort(tmp_path / "ledger.csv", Settings(), tmp_path)
    assert (tmp_path / "ledger.csv").read_bytes() == before


def test_options_of_logs_are_refused_for_days(tmp_path):
    days_of(2, 5).to_csv(tmp_path / "days.csv", index=False)
    settings = Settings(timezone="Europe/Berlin", distance_unit="mi", rated="evening")
    with pytest.raises(DataError, match=r"^--rated, --distance-unit: not for a table of days"):
        report_cohort(tmp_path / "days.csv", settings, tmp_path / "out")


@pytest.mark.parametrize("n_runners", [1, 4])
def test_of_fewer_than_5_runners_not_even_distances_are_told(tmp_path, n_runners):
    days_of(n_runners, 5).to_csv(tmp_path / "days.csv", index=False)
    found = report_cohort(tmp_path / "days.csv", Settings(), tmp_path / "out")
    told = f"Runners with days enough: {n_runners} at most; nothing is shown of fewer than 5."
    assert found.lags.refusal == cohort_lags(cohort_diary(tmp_path / "days.csv")).refusal == told


def test_out_must_not_lie_in_what_is_read(tmp_path):
    days_of(2, 5).to_csv(tmp_path / "days.csv", index=False)
    with pytest.raises(DataError, match=r"--out .* lies in .*, which is read\. Name a folder else"):
        report_cohort(tmp_path, Settings(), tmp_path / "out")


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    days_of(2, 5).to_csv(tmp_path / "days.csv", index=False)
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(DataError, match=r"cannot be written \(.*\)\. Name another --out"):
        report_cohort(tmp_path / "days.csv", Settings(), tmp_path / "file" / "out")


def test_a_full_disk_is_no_fault_of_a_table(tmp_path, monkeypatch):
    for seed in (1, 2):
        days_of(seed=seed).to_csv(tmp_path / f"days-{seed}.csv", index=False)

    def full(_, path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(shards, "write_whole", full)
    with pytest.raises(DataError, match=r"out: cannot be written \(No space left on device\)"):
        report_cohort(tmp_path, Settings(), tmp_path.parent / "out")
    assert not (tmp_path.parent / "out").exists()


@pytest.mark.parametrize("step", ["read_cohort", "lags_of_shards", "move_in"])
def test_an_interrupted_run_leaves_everything_as_it_was(tmp_path, monkeypatch, step):
    days_of().to_csv(tmp_path / "days.csv", index=False)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "answers.csv").write_text("earlier", "utf-8")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(report, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        report_cohort(tmp_path / "days.csv", Settings(), tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["answers.csv"]
    assert (tmp_path / "out" / "answers.csv").read_text("utf-8") == "earlier"


def test_pyarrow_is_asked_for_where_it_is_absent(tmp_path, monkeypatch):
    monkeypatch.setattr("backstride.errors.find_spec", lambda _: None)
    with pytest.raises(DataError, match=r"needs the package pyarrow\. Install it: pip install"):
        report_cohort(tmp_path, Settings(), tmp_path / "out")
