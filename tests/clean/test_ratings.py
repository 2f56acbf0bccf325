"""Pain, habits and days: words, scales, doses, and the same entry told twice."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from clean_examples import reading_of, rows_of

from backstride.clean import clean_reading
from backstride.clean.habits import HABIT_CLAIM, habit_named
from backstride.clean.values import site_named
from backstride.settings import Settings

DAY = "2024-03-01"


def log_of(name, *records, settings=None):
    told = [{"date": DAY, **cells} for cells in records]
    return clean_reading(reading_of(**{name: rows_of(name, told)}), settings or Settings())


def reasons(log):
    return log.ledger.loc[log.ledger["outcome"] == "refused", "reason"].tolist()


def test_pain_14_is_refused_with_the_remedy():
    log = log_of("pain", {"rating": "3"}, {"rating": "14"})
    assert log.pain["pain_nrs"].tolist() == [3]
    assert reasons(log) == [
        "pain_nrs: found 14, expected 0 to 10. Correct the cell or leave it empty."
    ]
    assert log.ledger["row"].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("rating", "scale", "nrs"),
    [
        ("0", None, 0), ("10", "0-10", 10), ("3,5", None, 3.5), ("7/10", None, 7),
        ("3/5", None, 6), ("40 %", None, 4), ("1", "1-4", 2.5), ("4", "1-4", 10),
        ("0", "1-4", 0), ("55", "0-100", 5.5), ("none", None, 0), ("moderate", None, 20 / 3),
        ("HKCategoryValueSeverityNotPresent", None, 0), ("stark", None, 10),
        ("Unspecified", None, np.nan),
    ],
)  # fmt: skip
def test_every_scale_becomes_zero_to_ten(rating, scale, nrs):
    pain = log_of("pain", {"rating": rating, "scale": scale}).pain
    assert pain["rating"].tolist() == [rating]
    assert pain["pain_nrs"].tolist() == pytest.approx([nrs], nan_ok=True)


def test_another_scale_is_told():
    log = log_of("pain", {"rating": "3", "scale": "1-4"})
    assert log.repairs[["found", "done"]].to_numpy().tolist() == [
        ["3 on 1-4", "7.50 of 10: percent of the maximum possible, absent is 0"]
    ]


def test_what_is_no_rating_is_refused():
    log = log_of("pain", {"rating": "ouch"}, {"rating": None}, {"rating": "3", "scale": "stars"})
    assert reasons(log) == [
        "pain_nrs: found ouch, expected 0 to 10. Correct the cell or leave it empty.",
        "pain_nrs: found nothing; an empty cell is no rating and not 0.",
        "scale: found stars for 3, expected lowest-highest such as 0-10 or 1-4.",
    ]


@pytest.mark.parametrize(
    "word", ["LBP", "Lumbar", "unterer Rücken", "Kreuz", "bas du dos", "zona lumbar", "onderrug"]
)
def test_words_for_the_lower_back(word):
    assert site_named(word) == "lower back"


def test_no_site_is_the_lower_back_a_vague_one_is_told_and_others_stay():
    sites = [None, "Rücken", "Left Shoulder"]
    told = [{"rating": str(place), "site": site} for place, site in enumerate(sites)]
    log = log_of("pain", *told, settings=Settings(site="LBP"))
    assert log.pain["site"].tolist() == ["lower back", "lower back", "left shoulder"]
    assert log.repairs["done"].tolist() == ["taken for lower back"]
    assert log.settings.site == "lower back"


def test_parts_of_the_day():
    log = log_of(
        "pain", *({"rating": "1", "time_of_day": word} for word in ["am", "soir", "teatime"])
    )
    assert log.pain["time_of_day"].fillna("").tolist() == ["morning", "evening", ""]
    assert log.repairs["done"].tolist() == ["left empty: not a part of the day"]


def test_the_same_rating_twice_is_one_and_keeps_the_note():
    twice = {"rated_at": f"{DAY} 20:00", "rating": "3"}
    log = log_of("pain", twice, {**twice, "note": "after\x07sitting"}, {**twice, "rating": "4"})
    assert dict(zip(log.pain["pain_nrs"], log.pain["note"].fillna(""), strict=True)) == {
        3.0: "after sitting",
        4.0: "",
    }
    assert (log.ledger["outcome"] == "merged").sum() == 1


def test_one_row_in_two_tables_has_one_outcome():
    run = rows_of("runs", [{"date": DAY, "distance_km": 5, "duration_min": 30}])
    pain = rows_of("pain", [{"date": DAY, "rating": "14"}])
    log = clean_reading(reading_of(runs=run, pain=pain), Settings())
    (line,) = log.ledger.to_dict("records")
    assert (line["table"], line["outcome"]) == ("runs+pain", "kept")
    assert line["reason"].startswith("pain_nrs: found 14")
    assert (len(log.runs), len(log.pain)) == (1, 0)


@pytest.mark.parametrize(
    ("word", "habit"),
    [
        ("Hamstring stretch", "stretching"), ("étirements", "stretching"), ("Rekken", "stretching"),
        ("Aufwärmen", "warm-up"), ("Planks", "plank"), ("gainage", "plank"),
        ("Mountain climbers", "mountain-climber"), ("Tennis ball", "lacrosse-ball"),
        ("Legs up the wall", "legs-up-the-wall"), ("jambes au mur", "legs-up-the-wall"),
        ("Dead bug", "dead-bug"),
    ],
)  # fmt: skip
def test_names_of_exercises(word, habit):
    assert habit_named(word) == habit


def test_each_exercise_of_the_article_belongs_to_a_claim():
    assert HABIT_CLAIM["plank"] == HABIT_CLAIM["mountain-climber"] == "strength"
    assert {name for name, claim in HABIT_CLAIM.items() if claim == "maintenance"} >= {
        "superman", "lacrosse-ball", "seated-forward-fold", "legs-up-the-wall"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "dose", "unit", "done"),
    [
        ({"dose": 60, "dose_unit": "Sek"}, 60, "s", None),
        ({"dose": 2, "dose_unit": "hours"}, 120, "min", "hours to minutes: 120"),
        ({"dose": 20, "dose_unit": "reps"}, 20, "repetitions", None),
        ({}, 1, "times", "counted as done: 1 times"),
        ({"dose": 2}, 2, "times", "a number without a unit: times"),
        ({"dose": 0}, 0, "times", None),
        ({"dose": 60}, 60, None, "left empty: seconds or minutes?"),
    ],
)
def test_doses_and_units(cells, dose, unit, done):
    log = log_of("habits", {"habit": "plank", **cells})
    assert log.habits["dose"].tolist() == [dose]
    assert log.habits["dose_unit"].fillna("").tolist() == [unit or ""]
    assert log.repairs["done"].tolist() == ([done] if done else [])


def test_an_unknown_unit_and_a_wrong_clock_time_are_left_empty_and_told():
    log = log_of("habits", {"habit": "plank", "dose": 60, "dose_unit": "furlong", "time": "25:00"})
    assert log.habits[["time", "dose_unit"]].isna().all(axis=None)
    told = set(log.repairs["done"])
    assert "left empty: use one of times, s, min, repetitions" in told
    assert "left empty: expected a clock time HH:MM" in told


def test_a_negative_dose_and_a_nameless_exercise_are_refused():
    log = log_of("habits", {"habit": "plank", "dose": -1}, {"dose": 1})
    assert reasons(log) == [
        "dose: found -1, expected 0 to 10000. Correct the cell.",
        "habit: found nothing, expected a name of an exercise.",
    ]


def test_two_untimed_doses_of_one_source_are_two_and_of_two_sources_one():
    stretch = {"habit": "stretching", "dose": 1, "dose_unit": "times"}
    assert len(log_of("habits", stretch, stretch).habits) == 2
    both = [{**stretch, "source": source} for source in ("a.csv", "a.csv", "b.csv", "b.csv")]
    assert len(log_of("habits", *both).habits) == 2
    timed = {**stretch, "time": "7:30"}
    assert log_of("habits", timed, timed).habits["time"].tolist() == ["07:30"]


def test_rows_of_one_day_combine_and_contradictions_are_told():
    log = log_of("days", {"sleep_h": 7, "stress": 4}, {"sitting_h": 8, "stress": 6},
                 {"sleep_h": 25})  # fmt: skip
    (day,) = log.days.to_dict("records")
    assert (day["sleep_h"], day["stress"], day["sitting_h"]) == (7, 4, 8)
    told = log.repairs["done"].tolist()
    assert "not used: another row of the day says 4" in told
    assert "8 taken from log.csv, row 3" in told
    assert "left empty: expected 0 to 24" in told


def test_days_outside_the_span_stay_kept_with_a_reason():
    early, late = {"rating": "1", "date": "2024-02-29"}, {"rating": "2"}
    log = log_of("pain", early, late, settings=Settings(since=date(2024, 3, 1)))
    assert log.pain["date"].tolist() == [pd.Timestamp(DAY)]
    assert log.ledger["outcome"].tolist() == ["kept", "kept"]
    assert log.ledger["reason"].fillna("").tolist() == ["outside --since/--until", ""]
