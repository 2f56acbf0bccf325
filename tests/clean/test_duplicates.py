"""Runs: sports, surfaces, shoes, limits and the same run from several sources."""

from dataclasses import replace

import pandas as pd
import pytest
from clean_examples import reading_of, rows_of

from backstride.clean import clean_reading
from backstride.clean.values import sport_named, surface_named, surface_of_sport
from backstride.settings import Settings

DAY = "2024-03-01"
RUN = {"start": f"{DAY} 07:00", "date": DAY, "distance_km": 10.0, "duration_min": 55.0}


def log_of(*records, **others):
    told = [{"source": "a.csv", "source_row": row, **cells} for row, cells in enumerate(records, 2)]
    return clean_reading(reading_of(runs=rows_of("runs", told), **others), Settings())


def run(**cells):
    return {**RUN, **cells}


def said(log, column):
    return log.repairs.loc[log.repairs["column"] == column, "done"].tolist()


def refusal(log):
    return log.ledger.loc[log.ledger["outcome"] == "refused", "reason"].item()


@pytest.mark.parametrize(
    ("word", "sport"),
    [
        ("Run", "run"), ("Hardloopsessie", "run"), ("Carrera", "run"), ("Lauf", "run"),
        ("Course à pied", "run"), ("Trailløb", "run"), ("Löpning", "run"), ("Bieganie", "run"),
        ("Corrida em esteira", "run"), ("Laufband", "run"), ("VirtualRun", "run"),
        ("track_running", "run"), ("HKWorkoutActivityTypeRunning", "run"),
        ("Spaziergang", "walk"), ("Randonnée", "walk"), ("Senderismo", "walk"),
        ("Treadmill Walking", "walk"), ("Radfahren", "ride"), ("Course de vélo", "ride"),
        ("Rower", "ride"), ("Natation", "swim"), ("Pool Swim", "swim"), ("Zwemmen", "swim"),
        ("Weight Training", "strength"), ("Krafttraining", "strength"), ("Skilanglauf", "other"),
        ("Rowing", "other"), ("Horse Riding", "other"), ("Workout", "other"), ("Quidditch", None),
    ],
)  # fmt: skip
def test_sport_words(word, sport):
    assert sport_named(word) == sport


@pytest.mark.parametrize(
    ("word", "surface"),
    [
        ("Trail Run", "trail"), ("Treadmill Running", "treadmill"), ("Laufband", "treadmill"),
        ("Track Running", "track"), ("Street Running", "road"), ("Virtual Run", "treadmill"),
        ("Indoor Running", "treadmill"), ("Corrida em esteira", "treadmill"), ("Run", None),
    ],
)  # fmt: skip
def test_surface_told_by_a_sport(word, surface):
    assert surface_of_sport(word) == surface


@pytest.mark.parametrize(
    ("word", "surface"),
    [
        ("Tarmac", "asphalt"), ("ASPHALT ", "asphalt"), ("asfalto", "asphalt"),
        ("Beton", "concrete"), ("hormigón", "concrete"), ("Tartan", "track"),
        ("piste", "track"), ("Waldweg", "trail"), ("dirt", "trail"), ("sendero", "trail"),
        ("Gras", "grass"), ("césped", "grass"), ("tapis de course", "treadmill"),
        ("loopband", "treadmill"), ("Straße", "road"), ("pavement", "road"), ("lava", None),
    ],
)  # fmt: skip
def test_surface_words(word, surface):
    assert surface_named(word) == surface


def test_a_missing_sport_is_a_run_and_an_unknown_one_is_told():
    log = log_of(run(), run(start=f"{DAY} 18:00", sport="Quidditch"))
    assert log.runs["sport"].tolist() == ["run", "other"]
    assert said(log, "sport") == ["not a sport known here: counted as other"]


def test_an_unknown_surface_keeps_the_row_and_names_what_is_allowed():
    log = log_of(run(surface="lava"))
    assert log.runs["surface"].tolist() == ["unknown"]
    assert said(log, "surface") == [
        "unknown surface: use one of road, asphalt, concrete, track, trail, grass, treadmill, "
        "unknown"
    ]
    assert log.repairs["found"].tolist() == ["lava"]


@pytest.mark.parametrize(
    ("cells", "surface"),
    [
        ({}, "unknown"),
        ({"unpaved_share": 0.6}, "trail"),
        ({"unpaved_share": 0.5}, "road"),
        ({"unpaved_share": 0.6, "surface": "asphalt"}, "asphalt"),
        ({"unpaved_share": 0.2, "sport": "Trail Run"}, "road"),
        ({"unpaved_share": 0.2, "sport": "Treadmill"}, "treadmill"),
        ({"sport": "Trail Run"}, "trail"),
        ({"sport": "Trail Run", "surface": "track"}, "track"),
        ({"sport": "Trail Walk"}, "unknown"),
    ],
)
def test_which_word_on_the_surface_counts(cells, surface):
    assert log_of(run(**cells)).runs["surface"].tolist() == [surface]


def test_a_run_of_900_km_is_refused():
    assert refusal(log_of(run(distance_km=900))) == (
        "distance_km: found 900, expected above 0 to 300. Correct the cell."
    )


def test_a_run_with_neither_distance_nor_duration_is_refused():
    assert refusal(log_of({"date": DAY, "distance_km": 0})) == (
        "distance_km: found 0 and no duration, expected above 0 to 300. "
        "Fill one in; a rest day needs no row."
    )


def test_a_run_known_by_its_duration_alone_is_kept_without_a_distance():
    log = log_of(run(distance_km=0))
    assert log.runs["distance_km"].isna().all()
    assert said(log, "distance_km") == ["left empty: expected above 0 to 300 km"]


def test_a_pace_that_no_one_runs_is_refused_and_an_odd_one_told():
    assert refusal(log_of(run(duration_min=10))) == (
        "distance_km: found 10 in 10 minutes, faster than anyone runs. "
        "Correct the distance or the duration."
    )
    odd = log_of(run(duration_min=18), run(start=f"{DAY} 10:00", duration_min=400))
    assert said(odd, "duration_min") == [
        "kept: a pace faster than 2 min per km", "kept: a pace slower than 30 min/km"
    ]  # fmt: skip
    assert len(odd.runs) == 2


def test_impossible_cells_are_emptied_and_told():
    log = log_of(run(rpe=11, unpaved_share=-0.1, elapsed_min=9000))
    assert log.runs[["rpe", "unpaved_share", "elapsed_min"]].isna().all(axis=None)
    assert said(log, "rpe") == ["left empty: expected 0 to 10"]
    assert said(log, "elapsed_min") == ["left empty: expected above 0 to 4320 minutes"]


def test_a_long_pause_is_told_and_kept():
    log = log_of(run(elapsed_min=200))
    assert log.runs["elapsed_min"].tolist() == [200]
    assert said(log, "elapsed_min") == ["kept: more than 3 times the moving time"]


def test_a_day_before_1970_or_none_at_all_is_refused():
    early = log_of(run(start=None, date="1969-12-31"))
    assert refusal(early) == (
        "date: found 1969-12-31, expected 1970-01-01 or later. Correct the cell."
    )
    none = log_of(run(start=None, date=None))
    assert refusal(none) == "date: found nothing, expected a day. Fill the cell in."


def test_the_day_is_that_of_the_clock_time():
    log = log_of(run(date="2024-02-29"))
    assert log.runs["date"].tolist() == [pd.Timestamp(DAY)]
    assert said(log, "date") == ["day of the clock time taken: 2024-03-01"]


def test_shoes_are_spelled_the_most_frequent_way_everywhere():
    names = ["PEGASUS 40", "Pegasus 40", " Pegasus  40", "Ghost"]
    runs = [run(start=f"{DAY} {10 + place}:00", shoe=name) for place, name in enumerate(names)]
    shoes = rows_of("shoes", [{"shoe": "pegasus 40", "start_km": 80}, {"shoe": "Ghost 15"}])
    log = log_of(*runs, shoes=shoes.assign(source="shoes.csv"))
    assert log.runs["shoe"].tolist() == ["Pegasus 40"] * 3 + ["Ghost"]
    assert log.shoes["shoe"].tolist() == ["Ghost 15", "Pegasus 40"]
    assert said(log, "shoe").count("spelled as elsewhere: Pegasus 40") == 3


def test_a_pair_listed_twice_is_one_and_a_nameless_one_refused():
    shoes = rows_of("shoes", [{"shoe": "Ghost", "start_km": 80}, {"shoe": "ghost "}, {}])
    log = clean_reading(reading_of(shoes=shoes), Settings())
    assert log.shoes[["shoe", "start_km"]].to_numpy().tolist() == [["Ghost", 80.0]]
    assert refusal(log) == "shoe: found no name. Name the pair as in the runs."


def test_three_sources_give_one_run_with_the_best_of_each():
    log = log_of(
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
    log = log_of(run(source="a.csv", rpe=5, shoe="G"), run(source="b.csv", surface="track"))
    assert log.runs[["source", "surface"]].to_numpy().tolist() == [["a.csv", "track"]]


def test_one_source_merges_only_a_duplicate_import():
    twice = log_of(run(), run())
    assert twice.ledger["outcome"].tolist() == ["kept", "merged"]
    assert twice.ledger["reason"].tolist()[1] == "the same start, distance and duration"
    assert len(log_of(run(), run(distance_km=10.05)).runs) == 2
    assert len(log_of(run(start=None), run(start=None)).runs) == 2


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
    log = log_of(run(source="a.csv"), run(source="b.csv", **{"duration_min": 60, **other}))
    assert len(log.runs) == 2


def test_a_watch_left_running_does_not_reach_over_the_next_day():
    left_on = run(source="a.csv", elapsed_min=2700)
    next_day = run(source="b.csv", start="2024-03-02 07:10", date="2024-03-02")
    assert len(log_of(left_on, next_day).runs) == 2


def test_a_shifted_clock_zone_is_seen_and_told():
    log = log_of(run(source="a.csv", rpe=5), run(source="b.csv", start=f"{DAY} 12:30"))
    assert log.runs["start"].tolist() == [pd.Timestamp(f"{DAY} 07:00")]
    assert said(log, "start") == ["same session as a.csv, row 2, clock 5.5 h apart"]


def test_two_activity_files_never_differ_by_a_zone():
    log = log_of(run(source="1.fit"), run(source="2.fit.gz", start=f"{DAY} 17:00"))
    assert len(log.runs) == 2


def test_two_runs_of_one_source_never_meet_in_one():
    log = log_of(
        run(source="a.csv", distance_km=10),
        run(source="a.csv", distance_km=10.2),
        run(source="b.csv", distance_km=10.1),
    )
    assert len(log.runs) == 2


def test_without_clock_times_a_run_is_merged_only_where_no_choice_is_open():
    evening = run(source="b.csv", start=f"{DAY} 18:00")
    own = run(source="own.csv", start=None)
    open_choice = log_of(run(source="b.csv"), evening, own)
    assert len(open_choice.runs) == 3
    assert said(open_choice, "start") == [
        "kept as a session of its own; could be b.csv, row 2, but others fit as well"
    ]
    assert len(log_of(run(source="b.csv"), evening, own, own).runs) == 2


def test_miles_read_as_km_are_settled_by_the_runners_pace():
    usual = [
        run(start=f"2024-02-{day:02d} 07:00", date=f"2024-02-{day:02d}") for day in range(1, 8)
    ]
    log = log_of(
        *usual, run(source="a.csv"), run(source="b.csv", distance_km=6.21, rpe=4, shoe="G")
    )
    mixed = log.runs.iloc[-1]
    assert (mixed["source"], mixed["distance_km"]) == ("b.csv", 10)
    assert said(log, "distance_km")[0] == (
        "km and miles mixed up: 10 km believed, which fits the runner's pace"
    )


def test_a_mix_up_that_no_pace_settles_is_told():
    log = log_of(run(source="a.csv"), run(source="b.csv", distance_km=6.21))
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
