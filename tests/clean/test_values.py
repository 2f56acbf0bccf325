"""Words and limits of cells: sites, times of day, sports, surfaces, days and what a run can be."""

import pandas as pd
import pytest
from clean_examples import DAY, cleaned_runs, cleaned_table, refusal, run, said

from backstride.clean.values import site_named, sport_named, surface_named, surface_of_sport
from backstride.settings import Settings


@pytest.mark.parametrize(
    "word", ["LBP", "Lumbar", "unterer Rücken", "Kreuz", "bas du dos", "zona lumbar", "onderrug"]
)
def test_words_for_the_lower_back(word):
    assert site_named(word) == "lower back"


def test_no_site_is_the_lower_back_a_vague_one_is_told_and_others_stay():
    sites = [None, "Rücken", "Left Shoulder"]
    told = [{"rating": str(place), "site": site} for place, site in enumerate(sites)]
    log = cleaned_table("pain", *told, settings=Settings(site="LBP"))
    assert log.pain["site"].tolist() == ["lower back", "lower back", "left shoulder"]
    assert log.repairs["done"].tolist() == ["taken for lower back"]
    assert log.settings.site == "lower back"


def test_parts_of_the_day():
    log = cleaned_table(
        "pain", *({"rating": "1", "time_of_day": word} for word in ["am", "soir", "teatime"])
    )
    assert log.pain["time_of_day"].fillna("").tolist() == ["morning", "evening", ""]
    assert log.repairs["done"].tolist() == ["left empty: not a part of the day"]


def test_rows_of_one_day_combine_and_contradictions_are_told():
    log = cleaned_table("days", {"sleep_h": 7, "stress": 4}, {"sitting_h": 8, "stress": 6},
                 {"sleep_h": 25})  # fmt: skip
    (day,) = log.days.to_dict("records")
    assert (day["sleep_h"], day["stress"], day["sitting_h"]) == (7, 4, 8)
    told = log.repairs["done"].tolist()
    assert "not used: another row of the day says 4" in told
    assert "8 taken from log.csv, row 3" in told
    assert "left empty: expected 0 to 24" in told


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
    log = cleaned_runs(run(), run(start=f"{DAY} 18:00", sport="Quidditch"))
    assert log.runs["sport"].tolist() == ["run", "other"]
    assert said(log, "sport") == ["not a sport known here: counted as other"]


def test_an_unknown_surface_keeps_the_row_and_names_what_is_allowed():
    log = cleaned_runs(run(surface="lava"))
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
    assert cleaned_runs(run(**cells)).runs["surface"].tolist() == [surface]


def test_a_run_of_900_km_is_refused():
    assert refusal(cleaned_runs(run(distance_km=900))) == (
        "distance_km: found 900, expected above 0 to 300. Correct the cell."
    )


def test_a_run_with_neither_distance_nor_duration_is_refused():
    assert refusal(cleaned_runs({"date": DAY, "distance_km": 0})) == (
        "distance_km: found 0 and no duration, expected above 0 to 300. "
        "Fill one in; a rest day needs no row."
    )


def test_a_run_known_by_its_duration_alone_is_kept_without_a_distance():
    log = cleaned_runs(run(distance_km=0))
    assert log.runs["distance_km"].isna().all()
    assert said(log, "distance_km") == ["left empty: expected above 0 to 300 km"]


def test_a_pace_that_no_one_runs_is_refused_and_an_odd_one_told():
    assert refusal(cleaned_runs(run(duration_min=10))) == (
        "distance_km: found 10 in 10 minutes, faster than anyone runs. "
        "Correct the distance or the duration."
    )
    odd = cleaned_runs(run(duration_min=18), run(start=f"{DAY} 10:00", duration_min=400))
    assert said(odd, "duration_min") == [
        "kept: a pace faster than 2 min per km", "kept: a pace slower than 30 min/km"
    ]  # fmt: skip
    assert len(odd.runs) == 2


def test_impossible_cells_are_emptied_and_told():
    log = cleaned_runs(run(rpe=11, unpaved_share=-0.1, elapsed_min=9000))
    assert log.runs[["rpe", "unpaved_share", "elapsed_min"]].isna().all(axis=None)
    assert said(log, "rpe") == ["left empty: expected 0 to 10"]
    assert said(log, "elapsed_min") == ["left empty: expected above 0 to 4320 minutes"]


def test_a_long_pause_is_told_and_kept():
    log = cleaned_runs(run(elapsed_min=200))
    assert log.runs["elapsed_min"].tolist() == [200]
    assert said(log, "elapsed_min") == ["kept: more than 3 times the moving time"]


def test_a_day_before_1970_or_none_at_all_is_refused():
    early = cleaned_runs(run(start=None, date="1969-12-31"))
    assert refusal(early) == (
        "date: found 1969-12-31, expected 1970-01-01 or later. Correct the cell."
    )
    none = cleaned_runs(run(start=None, date=None))
    assert refusal(none) == "date: found nothing, expected a day. Fill the cell in."


def test_the_day_is_that_of_the_clock_time():
    log = cleaned_runs(run(date="2024-02-29"))
    assert log.runs["date"].tolist() == [pd.Timestamp(DAY)]
    assert said(log, "date") == ["day of the clock time taken: 2024-03-01"]
