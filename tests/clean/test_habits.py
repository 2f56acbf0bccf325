"""Habits: words for exercises, doses and their units, and the same dose told twice."""

import pytest
from clean_examples import cleaned_table, reasons

from backstride.clean.habits import HABIT_CLAIM, habit_named


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
    log = cleaned_table("habits", {"habit": "plank", **cells})
    assert log.habits["dose"].tolist() == [dose]
    assert log.habits["dose_unit"].fillna("").tolist() == [unit or ""]
    assert log.repairs["done"].tolist() == ([done] if done else [])


def test_an_unknown_unit_and_a_wrong_clock_time_are_left_empty_and_told():
    log = cleaned_table(
        "habits", {"habit": "plank", "dose": 60, "dose_unit": "furlong", "time": "25:00"}
    )
    assert log.habits[["time", "dose_unit"]].isna().all(axis=None)
    told = set(log.repairs["done"])
    assert "left empty: use one of times, s, min, repetitions" in told
    assert "left empty: expected a clock time HH:MM" in told


def test_a_negative_dose_and_a_nameless_exercise_are_refused():
    log = cleaned_table("habits", {"habit": "plank", "dose": -1}, {"dose": 1})
    assert reasons(log) == [
        "dose: found -1, expected 0 to 10000. Correct the cell.",
        "habit: found nothing, expected a name of an exercise.",
    ]


def test_two_untimed_doses_of_one_source_are_two_and_of_two_sources_one():
    stretch = {"habit": "stretching", "dose": 1, "dose_unit": "times"}
    assert len(cleaned_table("habits", stretch, stretch).habits) == 2
    both = [{**stretch, "source": source} for source in ("a.csv", "a.csv", "b.csv", "b.csv")]
    assert len(cleaned_table("habits", *both).habits) == 2
    timed = {**stretch, "time": "7:30"}
    assert cleaned_table("habits", timed, timed).habits["time"].tolist() == ["07:30"]
