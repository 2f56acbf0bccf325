"""How long a run is felt: the same from the whole, from shards, and on a cluster."""

import distributed
import numpy as np
import pandas as pd
import pytest

from backstride.cohort import shards
from backstride.cohort.answers import lags_of_shards
from backstride.cohort.engine import Cluster, Loop
from backstride.cohort.places import find_runners
from backstride.cohort.read import read_cohort
from backstride.settings import Settings
from backstride.simulate.cohort.scenario import CohortScenario
from backstride.simulate.cohort.write import simulate_cohort
from backstride.verdict.cohort import cohort_lags

COLUMNS = ["runner", "date", "distance_km", "pain_pre", "pain_pre_slot", "pain_post"]


@pytest.fixture(scope="module")
def days():
    scenario = CohortScenario(seed=4, n_runners=12, n_days=120, km_points=(0.5, 0.2))
    return simulate_cohort(scenario).days


def in_shards(days, folder, engine):
    days[COLUMNS].sample(frac=1, random_state=1).to_csv(folder / "days.csv", index=False)
    (folder / "work").mkdir()
    found = find_runners(folder / "days.csv")
    cohort = read_cohort(found, Settings(), folder / "work", engine)
    return len(cohort.shards), lags_of_shards(cohort, engine)


def same(found, expected):
    assert (found.refusal, found.n_runners) == ("", 12)
    assert found.n_days == expected.n_days
    pd.testing.assert_frame_equal(found.surface, expected.surface, rtol=0, atol=1e-10)


@pytest.mark.parametrize("rows_per_bucket", [300, 100_000])
def test_shards_give_what_the_whole_gives(tmp_path, monkeypatch, days, rows_per_bucket):
    monkeypatch.setattr(shards, "ROWS_PER_BUCKET", rows_per_bucket)
    n_shards, found = in_shards(days, tmp_path, Loop())
    assert (n_shards > 2) == (rows_per_bucket == 300)
    same(found, cohort_lags(days))


def test_a_cluster_of_two_workers_gives_what_the_whole_gives(tmp_path, monkeypatch, days):
    monkeypatch.setattr(shards, "ROWS_PER_BUCKET", 400)
    with (
        distributed.LocalCluster(n_workers=2, processes=False, dashboard_address=":0") as two,
        distributed.Client(two) as client,
    ):
        _, found = in_shards(days, tmp_path, Cluster(client))
    same(found, cohort_lags(days))


def test_what_is_refused_whole_is_refused_in_shards(tmp_path, days):
    alike = days.assign(distance_km=np.where(days["distance_km"] > 0, 10.0, 0.0))
    _, found = in_shards(alike, tmp_path, Loop())
    assert found.refusal == cohort_lags(alike).refusal
    assert "runs too alike" in found.refusal
    assert found.surface.empty


def test_of_few_runners_not_even_the_distances_are_told(tmp_path, days):
    few = days[days["runner"].isin(days["runner"].unique()[:4])]
    alike = few.assign(distance_km=np.where(few["distance_km"] > 0, 10.0, 0.0))
    _, found = in_shards(alike, tmp_path, Loop())
    assert found.refusal == cohort_lags(alike).refusal
    assert found.refusal.startswith("Runners with days enough: 4 at most;")
