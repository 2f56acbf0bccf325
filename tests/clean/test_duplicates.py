"""The same run from several sources is one, and what differs stays apart."""

from dataclasses import replace

import pandas as pd
import pytest
from clean_examples import DAY, cleaned_runs, reading_of, rows_of, run, said

from backstride.clean import clean_reading
from backstride.settings import Settings


def test_three_sources_give_one_run_with_the_best_of_each():
    log = cleaned_runs(
        run(source="own.csv", start=None, duration_min=None, rpe=6, shoe="Ghost"),
        run(source="strava.csv", elapsed_min=60, distance_km=10.1, unpaved_share=0.1),
        run(source="watch.csv", start=f"{DAY} 07:00:30", surface="asphalt", duration_min=54.8),
    )
    (only,) = log.runs.to_dict("records")
    assert (only["source"], only["distance_km"], only["rpe"], only["shoe"]) == (
        "strava.csv", 10.1, 6, "Ghost"
    )  # fmt: skip
    merged = log.ledger[log.ledger["outcome"] == "merged"]
    assert merged["into"].unique().tolist() == ["strava.csv, row 3"]
    assert merged["reason"].unique().tolist() == ["the same session in another source"]
    assert "6 taken from own.csv, row 2" in said(log, "rpe")


def test_surface_unknown_is_filled_from_another_source():
    log = cleaned_runs(run(source="a.csv", rpe=5, shoe="G"), run(source="b.csv", surface="track"))
    assert log.runs[["source", "surface"]].to_numpy().tolist() == [["a.csv", "track"]]


def test_one_source_merges_only_a_duplicate_import():
    twice = cleaned_runs(run(), run())
    assert twice.ledger["outcome"].tolist() == ["kept", "merged"]
    assert twice.ledger["reason"].tolist()[1] == "the same start, distance and duration"
    assert len(cleaned_runs(run(), run(distance_km=10.05)).runs) == 2
    assert len(cleaned_runs(run(start=None), run(start=None)).runs) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"start": f"{DAY} 08:00"},  # overlaps by nothing, and not the same length
        {"distance_km": 10.5},
        {"sport": "Ride"},
        {"start": f"{DAY} 12:07", "duration_min": 55},  # no whole quarter-hour
    ],
)
def test_different_sessions_stay_apart(other):
    log = cleaned_runs(run(source="a.csv"), run(source="b.csv", **{"duration_min": 60, **other}))
    assert len(log.runs) == 2


def test_a_watch_left_running_does_not_reach_over_the_next_day():
    left_on = run(source="a.csv", elapsed_min=2700)
    next_day = run(source="b.csv", start="2024-03-02 07:10", date="2024-03-02")
    assert len(cleaned_runs(left_on, next_day).runs) == 2


def test_a_shifted_clock_zone_is_seen_and_told():
    log = cleaned_runs(run(source="a.csv", rpe=5), run(source="b.csv", start=f"{DAY} 12:30"))
    assert log.runs["start"].tolist() == [pd.Timestamp(f"{DAY} 07:00")]
    assert said(log, "start") == ["same session as a.csv, row 2, clock 5.5 h apart"]


def test_two_activity_files_never_differ_by_a_zone():
    log = cleaned_runs(run(source="1.fit"), run(source="2.fit.gz", start=f"{DAY} 17:00"))
    assert len(log.runs) == 2


def test_two_runs_of_one_source_never_meet_in_one():
    log = cleaned_runs(
        run(source="a.csv", distance_km=10),
        run(source="a.csv", distance_km=10.2),
        run(source="b.csv", distance_km=10.1),
    )
    assert len(log.runs) == 2


def test_without_clock_times_a_run_is_merged_only_where_no_choice_is_open():
    evening = run(source="b.csv", start=f"{DAY} 18:00")
    own = run(source="own.csv", start=None)
    open_choice = cleaned_runs(run(source="b.csv"), evening, own)
    assert len(open_choice.runs) == 3
    assert said(open_choice, "start") == [
        "kept as a session of its own; could be b.csv, row 2, but others fit as well"
    ]
    assert len(cleaned_runs(run(source="b.csv"), evening, own, own).runs) == 2


def test_miles_read_as_km_are_settled_by_the_runners_pace():
    usual = [
        run(start=f"2024-02-{day:02d} 07:00", date=f"2024-02-{day:02d}") for day in range(1, 8)
    ]
    log = cleaned_runs(
        *usual, run(source="a.csv"), run(source="b.csv", distance_km=6.21, rpe=4, shoe="G")
    )
    mixed = log.runs.iloc[-1]
    assert (mixed["source"], mixed["distance_km"]) == ("b.csv", 10)
    assert said(log, "distance_km")[0] == (
        "km and miles mixed up: 10 km believed, which fits the runner's pace"
    )


def test_a_mix_up_that_no_pace_settles_is_told():
    log = cleaned_runs(run(source="a.csv"), run(source="b.csv", distance_km=6.21))
    assert log.runs["distance_km"].tolist() == [10]
    assert said(log, "distance_km") == [
        "km and miles mixed up: 10 km believed, the pace cannot tell which"
    ]


def test_the_source_that_states_km_wins_where_no_pace_settles_a_mix_up():
    runs = rows_of("runs", [run(source="a.csv"), run(source="b.csv", distance_km=6.21)])
    told = {
        "source": ["a.csv"],
        "row": [2],
        "column": ["distance_km"],
        "found": ["6.21 mi"],
        "done": ["10 km"],
    }
    reading = replace(reading_of(runs=runs), repairs=pd.DataFrame(told))
    assert clean_reading(reading, Settings()).runs["distance_km"].tolist() == [6.21]
