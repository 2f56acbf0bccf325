"""Coverage, spikes and shoe wear of sessions, on tables checked by hand."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from logs import log_of, pain_of, runs_of, shoes_of

from backstride import schemas
from backstride.diary.runs import add_shoe_wear, add_spikes, coverage
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


def test_rest_inside_a_span_unlogged_outside():
    log = log_of(
        runs=runs_of(*days_apart((2, 10), (5, 10))),
        pain=pain_of(("2025-01-01 20:00", 1), ("2025-01-08 20:00", 1)),
    )
    covered = coverage(log)
    assert covered["is_logged"].tolist() == [False, False, True, True, True, True, False, False]


def test_a_silence_of_more_than_14_days_is_marked():
    covered = coverage(log_of(runs=runs_of(*days_apart((0, 10), (15, 10), (31, 10)))))
    assert covered["is_silence"].sum() == 15
    assert covered["is_logged"].all()


def test_a_merged_session_still_shows_that_its_source_was_recording():
    runs = runs_of(("2025-01-10 18:00", 10, 50.0), source="watch.csv")
    other = runs_of(("2025-01-01 18:00", 10, 50.0), source="phone.csv")
    ledger = pd.DataFrame(
        {"source": ["phone.csv"], "row": [3], "table": "runs", "outcome": "merged",
         "reason": "same run", "into": "watch.csv, row 2"}
    )  # fmt: skip
    log = log_of(runs=pd.concat([runs, other]), ledger=schemas.fit_to(schemas.LEDGER, ledger))
    assert coverage(log)["is_logged"].all()


def test_files_of_single_activities_are_one_source():
    first = runs_of(("2025-01-01 18:00", 10, 50.0), source="box/a.FIT")
    last = runs_of(("2025-01-10 18:00", 10, 50.0), source="b.gpx.gz")
    assert coverage(log_of(runs=pd.concat([first, last])))["is_logged"].all()


def test_an_empty_log_has_no_days():
    assert coverage(log_of()).empty


def test_km_before_the_run_with_the_stated_start():
    runs = runs_of(
        {"start": "2025-01-01 18:00", "distance_km": 10.0, "shoe": "A"},
        {"start": "2025-01-03 18:00", "distance_km": 8.0, "shoe": "A", "sport": "walk"},
        {"start": "2025-01-05 18:00", "distance_km": 12.0, "shoe": "A"},
    )
    worn = add_shoe_wear(runs, shoes_of({"shoe": "A", "start_km": 100.0}))
    assert worn["shoe_km"].tolist() == [100.0, 110.0, 118.0]


def test_a_pair_in_use_before_the_log_has_unknown_wear():
    runs = runs_of(
        {"start": "2025-01-01 18:00", "distance_km": 10.0, "shoe": "old"},
        {"start": "2025-03-01 18:00", "distance_km": 10.0, "shoe": "new"},
        {"start": "2025-03-03 18:00", "distance_km": 10.0, "shoe": "new"},
    )
    worn = add_shoe_wear(runs, shoes_of())
    assert worn["shoe_km"].fillna(-1).tolist() == [-1.0, 0.0, 10.0]
    assert worn["shoe_age_days"].fillna(-1).tolist() == [-1.0, 0.0, 2.0]


def test_a_first_day_before_the_first_logged_run_gives_age_but_not_km():
    runs = runs_of({"start": "2025-03-01 18:00", "distance_km": 10.0, "shoe": "A"})
    shoes = shoes_of({"shoe": "A", "first_day": pd.Timestamp("2025-02-01")})
    worn = add_shoe_wear(runs, shoes)
    assert worn["shoe_km"].isna().all()
    assert worn["shoe_age_days"].tolist() == [28.0]


def test_a_stated_first_day_in_the_log_makes_the_pair_new():
    runs = runs_of({"start": "2025-01-02 18:00", "distance_km": 10.0, "shoe": "A"})
    shoes = shoes_of({"shoe": "A", "first_day": pd.Timestamp("2025-01-02")})
    assert add_shoe_wear(runs, shoes)["shoe_km"].tolist() == [0.0]


def test_wear_is_unknown_after_a_session_without_distance():
    runs = runs_of(
        {"start": "2025-01-01 18:00", "distance_km": np.nan, "shoe": "A"},
        {"start": "2025-01-03 18:00", "distance_km": 5.0, "shoe": "A"},
    )
    worn = add_shoe_wear(runs, shoes_of({"shoe": "A", "start_km": 0.0}))
    assert worn["shoe_km"].isna().tolist() == [False, True]


def test_a_run_of_unknown_distance_in_the_window_hides_the_spike():
    spikes = spikes_of((0, 10), (31, np.nan), (40, 12), (62, 9))
    assert spikes["spike_state"].isna().tolist() == [True, False, True, False]
    assert spikes["spike_ratio"].iloc[-1] == pytest.approx(9 / 12)


def test_after_a_run_of_unknown_distance_alone_there_is_no_return():
    assert spikes_of((0, 10), (40, np.nan), (50, 5))["spike_state"].isna().iloc[-1]
