"""Doses in their own units, rotation of shoes, and the names people give their exercises."""

import numpy as np
import pandas as pd
import pytest
from logs import habits_of, log_of, pain_of, runs_of
from summary_examples import a_diary

from backstride import summaries
from backstride.clean import read_log
from backstride.clean.habits import HABIT_CLAIM, habit_named
from backstride.readers.parse.columns import EXERCISES
from backstride.readers.parse.text import alias_key
from backstride.summaries.habits import cross_training_minutes
from backstride.summaries.text import means_by
from backstride.workbook import TARGETS


def doses_of(*rows):
    """Habits from (date, habit, dose, unit)."""
    plain = habits_of(*((day, None, habit, dose) for day, habit, dose, _ in rows))
    return plain.assign(dose_unit=pd.Series([unit for *_, unit in rows], dtype="str"))


def rows_of(table, **wanted):
    found = table
    for column, value in wanted.items():
        found = found[found[column] == value]
    return found.to_dict("records")


def test_doses_keep_their_own_unit():
    log = log_of(
        habits=doses_of(
            ("2025-01-01", "plank", 45, "s"),
            ("2025-01-01", "plank", 60, "s"),
            ("2025-01-03", "plank", 75, "s"),
            ("2025-01-03", "mountain-climber", 30, "repetitions"),
            ("2025-01-03", "legs-up-the-wall", 5, "min"),
            ("2025-01-04", "stretching", 2, "times"),
            ("2025-01-05", "stretching", 0, "times"),
        )
    )
    table = summaries.dose_table(log)
    assert table["habit"].tolist() == [
        "stretching",
        "plank",
        "mountain-climber",
        "legs-up-the-wall",
    ]
    (plank,) = rows_of(table, habit="plank")
    assert plank == {
        "habit": "plank",
        "claim": "strength",
        "unit": "s",
        "days_done": 2,
        "times": 3,
        "median_dose": 60,
        "days_last_28": 2,
    }
    (stretching,) = rows_of(table, habit="stretching")
    assert (stretching["days_done"], stretching["times"], stretching["median_dose"]) == (1, 2, 2)


def test_two_units_of_one_exercise_are_never_mixed():
    log = log_of(
        habits=doses_of(
            ("2025-01-01", "plank", 60, "s"),
            ("2025-01-02", "plank", 3, "times"),
            ("2025-01-03", "plank", 90, None),
        )
    )
    table = summaries.dose_table(log)
    assert table["median_dose"].tolist() == [60, 3, 90]
    assert table["unit"].fillna("none").tolist() == ["s", "times", "none"]
    assert table["times"].tolist() == [1, 3, 1]


def test_the_last_28_days_are_those_of_the_log():
    habits = doses_of(("2025-01-01", "plank", 60, "s"), ("2025-01-02", "plank", 60, "s"))
    log = log_of(habits=habits, pain=pain_of(("2025-01-29 21:00", 1)))
    assert summaries.dose_table(log)["days_last_28"].tolist() == [1]


def test_a_habit_of_no_claim_stands_last():
    habits = doses_of(
        ("2025-01-01", "dead-bug", 10, "repetitions"), ("2025-01-01", "plank", 60, "s")
    )
    table = summaries.dose_table(log_of(habits=habits))
    assert table["habit"].tolist() == ["plank", "dead-bug"]
    assert table["claim"].fillna("none").tolist() == ["strength", "none"]


def test_a_day_with_several_exercises_is_one_day_of_the_claim():
    habits = doses_of(
        ("2025-01-01", "plank", 60, "s"),
        ("2025-01-01", "mountain-climber", 30, "repetitions"),
        ("2025-01-14", "plank", 60, "s"),
    )
    (strength,) = rows_of(summaries.weekly_doses(log_of(habits=habits)), claim="strength")
    assert (strength["unit"], strength["whole_log"], strength["last_28_days"]) == (
        "days a week",
        1,
        1,
    )


def test_weeks_are_counted_from_a_habit_s_own_first_row():
    habits = doses_of(("2025-03-01", "plank", 60, "s"), ("2025-03-07", "plank", 60, "s"))
    log = log_of(habits=habits, pain=pain_of(("2025-01-01 21:00", 1), ("2025-05-01 21:00", 1)))
    (strength,) = rows_of(summaries.weekly_doses(log), claim="strength")
    assert strength["whole_log"] == 2
    assert np.isnan(strength["last_28_days"])  # listed last two months ago


def test_less_than_a_week_gives_no_weekly_number():
    log = log_of(
        habits=doses_of(("2025-03-01", "plank", 60, "s"), ("2025-03-06", "plank", 60, "s"))
    )
    assert summaries.weekly_doses(log)["whole_log"].isna().all()
    assert summaries.doses_sentence(log).startswith("Less than a week is logged.")


def test_cross_training_is_minutes_from_sessions_and_habits_and_no_ride_counts_twice():
    ride = {"start": "2025-01-01 10:00", "distance_km": 20.0, "duration_min": 60, "sport": "ride"}
    runs = runs_of(ride, ("2025-01-14 18:00", 5.0, 30))
    habits = doses_of(
        ("2025-01-01", "cross-training", 55, "min"),  # the same ride
        ("2025-01-02", "cross-training", 1800, "s"),
        ("2025-01-03", "cross-training", 1, "times"),  # nobody knows how long
    )
    log = log_of(runs=runs, habits=habits)
    assert cross_training_minutes(log).tolist() == [60, 30]
    (other,) = rows_of(summaries.weekly_doses(log), claim="cross-training")
    assert (other["unit"], other["whole_log"]) == ("minutes a week", 45)


def test_the_sentence_says_how_often_and_what_is_not_logged():
    habits = doses_of(
        *((f"2025-01-{day:02d}", "plank", 60, "s") for day in (1, 3, 5, 7, 9, 11, 14)),
        ("2025-01-01", "stretching", 1, "times"),
        ("2025-01-14", "stretching", 1, "times"),
    )
    sentence = summaries.doses_sentence(log_of(habits=habits))
    assert "stretching 1.0 days a week (1.0 in the last 28 days)" in sentence
    assert "strength 3.5 days a week" in sentence
    assert "Not in the log: warm-up, cross-training, mountain-climber, superman" in sentence
    assert "stretching," not in sentence.partition("Not in the log")[2]


def test_an_exercise_under_the_name_of_its_claim_is_not_missing():
    habits = doses_of(
        ("2025-01-01", "strength", 1, "times"), ("2025-01-14", "strength", 1, "times")
    )
    missing = summaries.doses_sentence(log_of(habits=habits)).partition("Not in the log")[2]
    assert "plank" not in missing and "superman" in missing


def test_no_habit_is_said():
    assert summaries.doses_sentence(log_of()) == "No habit and no other sport is in the log."
    assert summaries.dose_table(log_of()).empty and summaries.weekly_doses(log_of()).empty


def shod(states, pain, shoe="blue pair", **columns):
    """A diary of logged days from `is_rotating` and ratings, every day in a named pair."""
    return pd.DataFrame(
        {
            "date": pd.date_range("2025-01-01", periods=len(states)),
            "is_logged": True,
            "is_rotating": states,
            "shoe": pd.Series([shoe] * len(states), dtype="str"),
            "pain_post": pain,
        }
    ).assign(**columns)


def test_days_of_rotation_are_described_with_their_own_intervals():
    states = [False] * 27 + [True] * 5 + [False] * 5
    pain = [9.0] * 27 + [1.0, 2, 3, 4, 5] + [2.0] * 4 + [np.nan]
    table = summaries.rotation_days(shod(states, pain))
    assert table[["shoes", "days", "rated_days", "mean"]].to_numpy().tolist() == [
        ["rotating", 5, 5, 3.0],
        ["not rotating", 5, 4, 2.0],
    ]
    # R: t.test(1:5)$conf.int
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx([1.036757, 4.963243])
    assert table.loc[1, ["low", "high"]].isna().all()
    sentence = summaries.rotation_sentence(table)
    assert "on 5 days and not on 5 days." in sentence
    assert "3.0 (95 % interval 1.0 to 5.0) while rotating and 2.0 otherwise" in sentence
    assert "Each interval describes its own days; it does not compare the two" in sentence


def test_days_that_cannot_tell_rotation_are_left_out():
    short = summaries.rotation_days(shod([True] * 27, [1.0] * 27))
    assert short.empty
    assert "that takes 28 days of runs with the name of the pair" in summaries.rotation_sentence(
        short
    )
    nameless = summaries.rotation_days(shod([False] * 40, [1.0] * 40, shoe=None))
    assert nameless.empty
    unlogged = shod([True] * 30, [1.0] * 30, is_logged=[True] * 29 + [False])
    assert summaries.rotation_days(unlogged)["days"].tolist() == [2, 0]


def test_one_state_only_has_nothing_beside_it():
    rotating = summaries.rotation_days(shod([True] * 30, [1.0] * 30))
    assert summaries.rotation_sentence(rotating).startswith("On all of 3 days were shoes rotated")
    never = summaries.rotation_days(shod([False] * 30, [1.0] * 30))
    assert summaries.rotation_sentence(never).startswith("On none of 3 days were shoes rotated")


def test_ratings_on_one_side_only_are_not_averaged():
    states = [False] * 27 + [True] * 2 + [False]
    table = summaries.rotation_days(shod(states, [np.nan] * 29 + [1.0]))
    assert "Ratings lie on one side only." in summaries.rotation_sentence(table)


def test_intervals_end_where_the_scale_ends():
    means = means_by(pd.Series(["a"] * 5), pd.Series([0.0, 0, 0, 0, 9]))
    assert means["low"].tolist() == [0]


def test_every_name_of_an_exercise_is_one_the_claims_know():
    assert {habit_named(name) for name in EXERCISES} == set(HABIT_CLAIM)
    assert set(TARGETS) <= set(HABIT_CLAIM)


@pytest.mark.parametrize(
    ("words", "habit"),
    [
        ("Hamstring stretches", "stretching"), ("Plank hold", "plank"), ("front planks", "plank"),
        ("Side planks", "side-plank"), ("Mountain Climbers", "mountain-climber"),
        ("supermans", "superman"), ("Superman holds", "superman"),
        ("lacrosse-ball hips", "lacrosse-ball"),
        ("lacrosse ball under each glute", "lacrosse-ball"),
        ("tennis ball under each glute", "lacrosse-ball"),
        ("seated forward folds", "seated-forward-fold"), ("legs-up-the-wall", "legs-up-the-wall"),
        ("Legs up the wall pose", "legs-up-the-wall"), ("warm-up", "warm-up"),
        ("Cross-training", "cross-training"), ("weight training", "strength"),
    ],
)  # fmt: skip
def test_names_of_the_article_may_fill_a_cell_or_head_a_column(words, habit):
    assert habit_named(words) == habit
    assert EXERCISES[alias_key(words)] == habit


def test_sets_times_dose_are_multiplied_and_the_unit_stays(tmp_path):
    table = tmp_path / "habits.csv"
    table.write_text(
        "date,exercise,dose\n"
        "2025-01-01,plank,3x60 s\n"
        "2025-01-02,supermans,3 × 20 reps\n"
        "2025-01-03,stretching,2x\n"
        "2025-01-04,seated forward folds,5 min\n",
        encoding="utf-8",
    )
    habits = read_log([table]).habits
    assert habits[["dose", "dose_unit"]].to_numpy().tolist() == [
        [180, "s"], [60, "repetitions"], [2, "times"], [5, "min"]
    ]  # fmt: skip


def test_a_column_for_each_exercise_keeps_the_unit_of_its_header(tmp_path):
    table = tmp_path / "diary.csv"
    table.write_text(
        "date,plank hold (s),supermans (reps),legs up the wall (min),lacrosse-ball hips\n"
        "2025-01-01,60,60,5,yes\n",
        encoding="utf-8",
    )
    habits = read_log([table]).habits.set_index("habit")
    assert habits["dose"].to_dict() == {
        "plank": 60, "superman": 60, "legs-up-the-wall": 5, "lacrosse-ball": 1
    }  # fmt: skip
    assert habits["dose_unit"].to_dict() == {
        "plank": "s", "superman": "repetitions", "legs-up-the-wall": "min", "lacrosse-ball": "times"
    }  # fmt: skip


def test_dose_by_rating_counts_days_with_both():
    diary = a_diary(4, pain_pre=[1.0, 1.0, 3.0, np.nan], stretching_between=[0.0, 2.0, 1.0, 2.0])
    assert summaries.dose_by_rating(diary, "stretching").to_numpy().tolist() == [
        ["stretching", 1, 1.0, 2],
        ["stretching", 3, 1.0, 1],
    ]


@pytest.mark.parametrize("columns", [{}, {"pain_pre": 1.0, "stretching_between": 0.0}])
def test_a_habit_never_done_has_no_doses(columns):
    assert summaries.dose_by_rating(a_diary(3, **columns), "stretching").empty


def doses(*rows):
    return pd.DataFrame(rows, columns=["pain_pre", "mean_dose", "n_days"])


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (doses(), "There are too few days to see whether"),
        (doses((1, 0.5, 9)), "There are too few days to see whether"),
        (doses((0, 0.5, 300), (1, 0.5, 9)), "Nearly all ratings before it are alike"),
        (doses((0, 0.2, 10), (4, 1.3, 10)), "It was done more often when it hurt more: 1.30 times"),
        (doses((0, 1.3, 10), (4, 0.2, 10)), "It was done less often when it hurt more: 0.20"),
        (doses((0, 0.5, 10), (4, 0.55, 10)), "It was done about as often when it hurt more"),
    ],
)
def test_whether_a_habit_answers_pain_is_said(table, said):
    assert summaries.answers_pain(table).startswith(said)
