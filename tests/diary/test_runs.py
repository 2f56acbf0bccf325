"""Coverage and shoe wear of sessions, on tables checked by hand."""

import numpy as np
import pandas as pd
from logs import log_of, pain_of, runs_of, shoes_of

from backstride import schemas
from backstride.diary.runs import add_shoe_wear, coverage


def days_apart(*offsets_km, first="2025-01-01 18:00"):
    start = pd.Timestamp(first)
    return [(start + pd.Timedelta(days=offset), km, 50.0) for offset, km in offsets_km]


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
