"""A whole cohort on two processes, of which one after the other is killed at work."""

import distributed
import numpy as np
import pandas as pd
import pytest
from dying_workers import DiesOnceIn

from backstride.cohort import report_cohort, shards
from backstride.cohort.answers import cohort_diary
from backstride.settings import Settings
from backstride.simulate.cohort.scenario import CohortScenario
from backstride.simulate.cohort.write import simulate_cohort
from backstride.verdict.cohort import answer_whole_cohort, cohort_lags

FATAL = (
    "pandas:DataFrame.to_parquet",  # a piece of a bucket is written and not yet in its place
    "backstride.cohort.read:diary_of_days",
    "backstride.cohort.answers:lag_sums",
)
SCENARIO = CohortScenario(
    seed=4, n_runners=12, n_days=120, effects={"stretching": -0.6}, km_points=(0.5, 0.2)
)
COLUMNS = [
    "runner", "date", "distance_km", "pain_pre", "pain_pre_slot", "pain_post",
    "stretching_done", "stretching_between",
]  # fmt: skip
NUMBERS = ["estimate", "low", "high", "p_value", "own_estimate", "tau", "prediction_high"]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Two tables, neither with all days of a runner, and a row that is refused."""
    folder = tmp_path_factory.mktemp("cohort") / "in"
    folder.mkdir()
    days = simulate_cohort(SCENARIO).days[COLUMNS]
    spoilt = days.assign(distance_km=days["distance_km"].mask(days.index == 7, -1))
    spoilt[::2].to_csv(folder / "even.csv", index=False)
    spoilt[1::2].to_parquet(folder / "odd.parquet")
    return folder


@pytest.fixture(scope="module")
def reports(place):
    """Where the loop, the workers that die, and those that live on have written to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "ROWS_PER_BUCKET", 400)
        outs = {name: place.parent / name for name in ("loop", "died", "lived", "notes")}
        outs["notes"].mkdir()
        report_cohort(place, Settings(), outs["loop"], name_runners=True)
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=":0"
        ) as two:
            with distributed.Client(two) as client:
                client.register_plugin(DiesOnceIn(FATAL, str(outs["notes"])))
            for name in ("died", "lived"):
                report_cohort(
                    place,
                    Settings(),
                    outs[name],
                    scheduler=two.scheduler_address,
                    name_runners=True,
                )
    return outs


@pytest.mark.parametrize("name", ["answers.csv", "lags.csv", "runners.csv"])
@pytest.mark.parametrize("run", ["died", "lived"])
def test_numbers_are_those_of_the_loop_be_workers_killed_or_not(reports, run, name):
    assert sorted(path.name for path in reports["notes"].iterdir()) == sorted(FATAL)
    found, expected = (pd.read_csv(reports[one] / name) for one in (run, "loop"))
    assert expected["estimate"].notna().sum() >= 3
    pd.testing.assert_frame_equal(found, expected, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("name", ["counts.csv", "ledger.csv"])
@pytest.mark.parametrize("run", ["died", "lived"])
def test_the_account_is_that_of_the_loop_be_workers_killed_or_not(reports, run, name):
    assert (reports[run] / name).read_bytes() == (reports["loop"] / name).read_bytes()


def test_workers_and_parts_give_what_the_whole_in_memory_gives(reports, place):
    diary = cohort_diary(place)
    whole, lags = answer_whole_cohort(diary), cohort_lags(diary).surface
    for run in ("loop", "died", "lived"):
        answers = pd.read_csv(reports[run] / "answers.csv")
        assert answers["verdict"].tolist() == whole["verdict"].tolist()
        np.testing.assert_allclose(answers[NUMBERS], whole[NUMBERS], rtol=1e-10, atol=1e-10)
        surface = pd.read_csv(reports[run] / "lags.csv")
        pd.testing.assert_frame_equal(surface, lags, rtol=1e-10, atol=1e-10)


def test_nothing_but_the_reports_is_left(reports, place):
    assert sorted(path.name for path in place.parent.iterdir()) == sorted(["in", *reports])
