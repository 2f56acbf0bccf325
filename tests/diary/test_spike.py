"""Spikes of sessions, on tables checked by hand."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from logs import log_of, runs_of

from backstride.diary.runs import coverage
from backstride.diary.spike import add_spikes
from backstride.settings import Settings


def days_apart(*offsets_km, first="2025-01-01 18:00"):
    start = pd.Timestamp(first)
    return [(start + pd.Timedelta(days=offset), km, 50.0) for offset, km in offsets_km]


def spikes_of(*offsets_km):
    log = log_of(runs=runs_of(*days_apart(*offsets_km)))
    return add_spikes(log.runs, coverage(log))


def test_ratio_is_against_the_longest_of_the_30_days_before():
    last = spikes_of((0, 20), (5, 8), (30, 10), (34, 12)).iloc[-1]
    assert last["spike_ratio"] == pytest.approx(12 / 10)
    assert last["spike_state"] == "small"


@pytest.mark.parametrize(
    ("km", "state"),
    [(11.0, "usual"), (11.1, "small"), (13.0, "small"), (13.1, "moderate"), (20.0, "moderate"),
     (20.1, "large")],
)  # fmt: skip
def test_states_are_open_on_the_left(km, state):
    assert spikes_of((0, 10), (29, 10), (35, km))["spike_state"].iloc[-1] == state


def test_the_window_is_30_days_of_24_hours_strictly_before():
    starts = ["2025-01-01 07:00", "2025-01-11 06:00", "2025-01-11 08:00", "2025-02-10 07:00"]
    runs = runs_of(*[(start, km, 30.0) for start, km in zip(starts, [1, 50, 9, 10], strict=True)])
    log = log_of(runs=runs)
    assert add_spikes(runs, coverage(log))["spike_ratio"].iloc[-1] == pytest.approx(10 / 9)


def test_an_earlier_run_of_the_same_day_counts():
    runs = runs_of(
        ("2025-01-01 07:00", 5, 30.0),
        ("2025-02-05 07:00", 10, 50.0),
        ("2025-02-05 19:00", 12, 60.0),
    )
    assert add_spikes(runs, coverage(log_of(runs=runs)))["spike_ratio"].iloc[-1] == 1.2


def test_missing_in_the_first_30_logged_days():
    spikes = spikes_of((0, 10), (29, 30), (30, 12))
    assert spikes["spike_ratio"].isna().tolist() == [True, True, False]
    assert spikes["spike_state"].isna().tolist() == [True, True, False]


def test_return_after_30_days_without_a_run():
    spikes = spikes_of((0, 10), (40, 5))
    assert spikes["spike_state"].iloc[-1] == "return"
    assert np.isnan(spikes["spike_ratio"].iloc[-1])


def test_an_unlogged_day_in_the_window_hides_the_spike():
    settings = Settings(unlogged=((date(2025, 2, 1), date(2025, 2, 2)),))
    log = log_of(settings, runs=runs_of(*days_apart((0, 10), (35, 8), (40, 12), (70, 9))))
    assert add_spikes(log.runs, coverage(log))["spike_state"].notna().tolist() == [
        False, False, False, True,
    ]  # fmt: skip


def test_a_run_of_unknown_distance_in_the_window_hides_the_spike():
    spikes = spikes_of((0, 10), (31, np.nan), (40, 12), (62, 9))
    assert spikes["spike_state"].isna().tolist() == [True, False, True, False]
    assert spikes["spike_ratio"].iloc[-1] == pytest.approx(9 / 12)


def test_after_a_run_of_unknown_distance_alone_there_is_no_return():
    assert spikes_of((0, 10), (40, np.nan), (50, 5))["spike_state"].isna().iloc[-1]
