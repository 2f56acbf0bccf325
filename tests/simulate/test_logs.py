from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from repository import ROOT

from backstride import schemas
from backstride.clean.log import Log
from backstride.clean.read import read_log
from backstride.simulate import (
    SAMPLE,
    Scenario,
    SimulatedRunner,
    as_log,
    simulate_runner,
    write_log_files,
    write_sample,
)
from backstride.simulate.logs import logged_sessions, untidy_ratings, untidy_sessions

FILES = ["days.csv", "habits.csv", "pain.csv", "runs.csv", "shoes.csv"]


@pytest.fixture(scope="module")
def runner() -> SimulatedRunner:
    return simulate_runner(replace(SAMPLE, seed=21, n_days=400))


@pytest.fixture(scope="module")
def log(runner: SimulatedRunner) -> Log:
    return as_log(runner)


@pytest.fixture(scope="module")
def read_back(runner: SimulatedRunner, tmp_path_factory: pytest.TempPathFactory) -> Log:
    out = tmp_path_factory.mktemp("log")
    write_log_files(runner, out)
    return read_log(out, timezone="Europe/Berlin")


def test_the_clean_log_obeys_every_table(log: Log) -> None:
    for name, schema in schemas.LOG_TABLES.items():
        schemas.validated(schema, getattr(log, name))
    n_rows = sum(len(getattr(log, name)) for name in ("runs", "pain", "shoes", "habits", "days"))
    assert len(log.ledger) == n_rows
    assert log.settings.timezone == "Europe/Berlin"


@pytest.mark.parametrize("n_days", [1, 2, 9])
def test_a_log_of_few_days_has_its_tables(n_days: int) -> None:
    short = as_log(simulate_runner(Scenario(seed=1, n_days=n_days, missing_intercept=None)))
    for name, schema in schemas.LOG_TABLES.items():
        schemas.validated(schema, getattr(short, name))
    assert len(short.pain) == 2 * n_days


def test_the_clean_log_tells_what_was_lived(runner: SimulatedRunner, log: Log) -> None:
    daily = runner.daily
    runs = log.runs[log.runs["sport"] == "run"]
    rides = log.runs[log.runs["sport"] == "ride"]
    assert runs["distance_km"].sum() == pytest.approx(daily["distance_km"].sum())
    assert rides["duration_min"].sum() == daily["ride_min"].sum()
    doses = log.habits[log.habits["habit"] == "stretching"].groupby("date")["dose"].sum()
    by_day = doses.reindex(daily["date"], fill_value=0).to_numpy()
    assert (by_day == daily["stretching_doses"].to_numpy()).all()
    planks = log.habits[log.habits["habit"] == "plank"]
    assert len(planks) == daily["strength_session"].sum()
    assert len(log.pain) == (~daily[["pre_missing", "evening_missing"]]).to_numpy().sum()


def test_without_a_morning_rating_only_evenings_are_logged(runner: SimulatedRunner) -> None:
    evenings = as_log(replace(runner, scenario=replace(SAMPLE, rated_before_run=False))).pain
    assert (evenings["rated_at"].dt.hour >= 20).all()
    assert len(evenings) == (~runner.daily["evening_missing"]).sum()


def test_unlogged_stress_is_missing_not_zero(runner: SimulatedRunner, log: Log) -> None:
    unlogged = as_log(replace(runner, scenario=replace(SAMPLE, u_logged=False))).days
    assert unlogged["stress"].isna().all()
    assert log.days["stress"].between(0, 10).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_act_lies_between_the_ratings_of_its_day(seed: int) -> None:
    scenario = Scenario(seed=seed, missing_intercept=None, habits_follow="felt")
    log = as_log(simulate_runner(scenario))
    rated = log.pain.groupby("date")["rated_at"].agg(["min", "max"])
    clock = pd.to_timedelta(log.habits["time"] + ":00").to_numpy()
    ends = log.runs["start"] + pd.to_timedelta(log.runs["elapsed_min"], unit="min")
    for date, moment in (
        (log.habits["date"], log.habits["date"] + clock),
        (log.runs["date"], log.runs["start"]),
        (log.runs["date"], ends),
    ):
        assert (moment > rated["min"].reindex(date).to_numpy()).all()
        assert (moment < rated["max"].reindex(date).to_numpy()).all()
    sessions = log.runs.assign(end=ends).sort_values("start")
    assert (sessions["start"] > sessions["end"].shift())[1:].all()


def test_no_habit_other_than_the_warm_up_falls_into_a_run(log: Log) -> None:
    runs = log.runs[log.runs["sport"] == "run"].set_index("date")
    habits = log.habits[log.habits["date"].isin(runs.index)]
    moment = habits["date"] + pd.to_timedelta(habits["time"] + ":00").to_numpy()
    start = runs["start"].reindex(habits["date"]).to_numpy()
    length = pd.to_timedelta(runs["elapsed_min"].reindex(habits["date"]), unit="min").to_numpy()
    assert not ((moment >= start) & (moment <= start + length)).any()
    warm_ups = habits["habit"] == "warm-up"
    assert (start[warm_ups] - moment[warm_ups] == pd.Timedelta(minutes=10)).all()


def test_runs_start_about_when_they_are_said_to(log: Log) -> None:
    runs = log.runs[log.runs["sport"] == "run"]
    minute = runs["start"].dt.hour * 60 + runs["start"].dt.minute
    usual = np.where(runs["date"].dt.day_of_week >= 5, 9 * 60 + 30, 18 * 60)
    assert ((minute - usual).abs() <= 40).all()


def test_untidy_files_hold_what_real_logs_hold(runner: SimulatedRunner) -> None:
    rows, ratings = untidy_sessions(runner), untidy_ratings(runner)
    kept = logged_sessions(runner)
    assert len(kept) / len(runner.sessions) == pytest.approx(0.95, abs=0.03)
    assert rows.groupby("device")["unit"].unique().map(list).to_dict() == {
        "phone": ["mi"],
        "watch": ["km"],
    }
    assert 0 < rows.duplicated().sum() < 0.06 * len(rows)
    assert rows["surface"].nunique() > 10
    assert rows["shoe"].nunique() > runner.shoes["shoe"].nunique()
    assert (ratings["pain (0-10)"] == "").any()
    phone = rows[rows["device"] == "phone"]
    assert (pd.to_datetime(phone["start"]).dt.second != 0).any()
    assert set(phone["sport"]) == {"Run"}


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path, runner: SimulatedRunner) -> None:
    for name in ("one", "other"):
        write_log_files(simulate_runner(runner.scenario), tmp_path / name)
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == FILES
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_what_is_written_reads_back(runner: SimulatedRunner, read_back: Log) -> None:
    kept, found = logged_sessions(runner), read_back.runs.sort_values("start")
    assert len(found) == len(kept)
    assert found["sport"].tolist() == kept["sport"].tolist()
    late = (found["start"].to_numpy() - kept["start"].to_numpy()) / np.timedelta64(1, "m")
    assert (np.abs(late) <= 3).all()
    ratio = found["distance_km"].to_numpy() / kept["distance_km"].to_numpy()
    assert (np.abs(ratio - 1) < 0.01).all()
    assert found["surface"].tolist() == kept["surface"].tolist()
    pairs = found["shoe"].str.casefold().fillna("").tolist()
    assert pairs == kept["shoe"].str.casefold().fillna("").tolist()


def test_ratings_habits_and_days_read_back(
    runner: SimulatedRunner, read_back: Log, log: Log
) -> None:
    known = read_back.pain.dropna(subset=["pain_nrs"]).sort_values("rated_at")
    assert known["rated_at"].tolist() == log.pain["rated_at"].tolist()
    assert known["pain_nrs"].tolist() == log.pain["pain_nrs"].tolist()
    keys = ["date", "time", "habit", "dose", "dose_unit"]
    written, found = (habits[keys].sort_values(keys) for habits in (log.habits, read_back.habits))
    pd.testing.assert_frame_equal(found.reset_index(drop=True), written.reset_index(drop=True))
    columns = ["date", "sleep_h", "stress", "sitting_h", "illness", "medication"]
    pd.testing.assert_frame_equal(read_back.days[columns], log.days[columns])
    assert len(read_back.shoes) == len(runner.shoes)


def test_no_written_row_is_lost_from_the_account(runner: SimulatedRunner, read_back: Log) -> None:
    rows = untidy_sessions(runner)
    lines = read_back.ledger[read_back.ledger["table"] == "runs"]
    assert len(lines) == len(rows)
    merged = (lines["outcome"] == "merged").sum()
    assert merged == len(rows) - len(logged_sessions(runner))
    assert not (lines["outcome"] == "refused").any()


def test_the_sample_in_the_repository_is_the_one_written_today(tmp_path: Path) -> None:
    write_sample(tmp_path)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (ROOT / "data" / "sample" / name).read_bytes()
