"""Spikes from days agree with spikes from sessions wherever a day has one run."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.diary.spike import add_spikes
from backstride.exposures.day_spike import add_day_spikes

RUNS_KM = [0.0, 0.0, 0.0, 4.0, 8.0, 8.8, 10.0, 11.0, 25.0, np.nan]


def runner(seed, n_days, name):
    """Days with at most one run; a missing distance is a run of unknown length."""
    rng = np.random.default_rng(seed)
    km = rng.choice(RUNS_KM, n_days, p=[0.2] * 3 + [0.08] * 4 + [0.04] * 1 + [0.035, 0.005])
    if seed % 3 == 0:
        km[40:75] = 0.0
    days = pd.DataFrame({"runner": name, "date": pd.date_range("2025-01-01", periods=n_days)})
    has_run = np.isnan(km) | (km > 0)
    is_logged = rng.random(n_days) > 0.005
    return days.assign(
        is_logged=is_logged | has_run,
        n_runs=has_run.astype(int),
        longest_run_km=np.where(has_run, km, np.nan),
    )


def from_sessions(days, clock):
    """What `add_spikes` says of the runs, by day."""
    ran = days[days["n_runs"] > 0]
    start = ran["date"] + clock if clock is not None else pd.NaT
    runs = pd.DataFrame({"start": start, "date": ran["date"], "distance_km": ran["longest_run_km"]})
    spiked = add_spikes(runs.astype({"start": "datetime64[us]"}), days[["date", "is_logged"]])
    found = spiked.set_index("date")[["spike_ratio", "spike_state"]]
    return found.reindex(days["date"]).reset_index(drop=True)


@given(st.integers(0, 2000), st.sampled_from([None, pd.Timedelta(hours=6), pd.Timedelta(hours=19)]))
def test_days_agree_with_sessions_where_a_day_has_one_run(seed, clock):
    days = runner(seed, 150, "a")
    found = add_day_spikes(days)[["spike_ratio", "spike_state"]]
    pd.testing.assert_frame_equal(found, from_sessions(days, clock), check_exact=True)


def test_states_of_both_kinds_occur_in_what_is_compared():
    states = pd.concat([add_day_spikes(runner(seed, 150, "a")) for seed in range(30)])
    assert set(states["spike_state"].dropna()) == {"usual", "small", "moderate", "large", "return"}


def test_no_window_reaches_into_another_runner():
    first, second = runner(1, 90, "a"), runner(2, 90, "b")
    together = add_day_spikes(pd.concat([first, second], ignore_index=True))
    alone = add_day_spikes(second)
    pd.testing.assert_frame_equal(together[90:].reset_index(drop=True), alone)


def test_a_run_30_days_ago_counts_and_one_31_days_ago_does_not():
    km = np.full(33, np.nan)
    km[[0, 1, 31, 32]] = [40.0, 20.0, 20.0, 20.0]
    days = pd.DataFrame({"runner": "a", "date": pd.date_range("2025-01-01", periods=33)})
    days = days.assign(is_logged=True, n_runs=(km > 0).astype(int), longest_run_km=km)
    assert add_day_spikes(days)["spike_ratio"].iloc[31:].tolist() == [1.0, 1.0]


def test_an_absent_day_among_the_30_before_leaves_the_ratio_unknown():
    days = runner(1, 60, "a").assign(is_logged=True, n_runs=1, longest_run_km=8.0)
    found = add_day_spikes(days.drop(index=10))["spike_ratio"]
    assert found.index[found.notna()].tolist() == list(range(41, 60))


@pytest.mark.parametrize("n_days", [0, 1])
def test_short_diaries_have_no_spike(n_days):
    assert add_day_spikes(runner(1, 1, "a").iloc[:n_days])["spike_state"].isna().all()
