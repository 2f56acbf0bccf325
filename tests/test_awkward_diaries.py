"""Diaries as people keep them: gaps, odd hours, late entries. From the log to the model's rows."""

import numpy as np
import pandas as pd
import pytest
from logs import habits_of, log_of, pain_of, runs_of

from backstride import summaries
from backstride.clean import read_log
from backstride.diary import build_diary
from backstride.errors import DataError
from backstride.exposures import add_exposures
from backstride.models.design import model_rows
from backstride.models.frame import model_frame
from backstride.models.specification import SPECIFICATIONS
from backstride.settings import Settings
from backstride.verdict import answer_claims

FIRST = pd.Timestamp("2025-01-01")
N_DAYS = 40


def days(*skipped):
    return [FIRST + pd.Timedelta(days=n) for n in range(N_DAYS) if n not in skipped]


def runs_at(clock, *skipped):
    """A run of 5 km and an hour at that time on every day but those skipped."""
    return runs_of(*((f"{day:%Y-%m-%d} {clock}", 5.0, 60) for day in days(*skipped)))


def rated_at(clock, *skipped):
    """A rating at that time on every day but those skipped; the value is the day's number mod 7."""
    rated = [(f"{day:%Y-%m-%d} {clock}", (day - FIRST).days % 7) for day in days(*skipped)]
    return pain_of(*rated)


def untimed(pain):
    return pain.assign(rated_at=pd.Series(pd.NaT, index=pain.index, dtype="datetime64[us]"))


def diary_of(settings=None, **log_tables):
    return add_exposures(build_diary(log_of(settings, **log_tables)))


def on_day(table, number):
    (row,) = table[table["date"] == FIRST + pd.Timedelta(days=number)].to_dict("records")
    return row


def test_a_day_without_a_rating_is_no_pair_and_never_filled():
    both = pd.concat([rated_at("07:00", 10), rated_at("21:00", 20)])
    frame = model_frame(diary_of(runs=runs_at("18:00"), pain=both))
    assert frame["pain_pre"].isna().to_numpy().nonzero()[0].tolist() == [10]
    assert frame["pain_post"].isna().to_numpy().nonzero()[0].tolist() == [20]
    assert frame["pain_post_lag1"].isna().to_numpy().nonzero()[0].tolist() == [0, 21]
    known = frame.dropna(subset=["pain_post"])
    assert (known["pain_post"] == known["day"] % 7).all()  # as rated, on its own day


def test_a_row_of_a_model_needs_both_ratings():
    (surface,) = (one for one in SPECIFICATIONS if one.slug == "surface")
    runs = runs_at("18:00").assign(surface=["track", "asphalt"] * (N_DAYS // 2))
    both = pd.concat([rated_at("07:00", 10, 11), rated_at("21:00", 20)])
    diary = diary_of(runs=runs, pain=both)
    rows = model_rows(model_frame(diary), surface, diary["pain_pre_slot"].iloc[0])
    used = set(rows.frame["day"].astype(int))
    assert not {10, 11, 20} & used
    assert {12, 19, 22} <= used


def test_a_morning_diary_rates_before_the_run_and_the_next_morning_after_it():
    diary = diary_of(runs=runs_at("18:00"), pain=rated_at("07:00"))
    assert diary["pain_pre_slot"].unique().tolist() == ["same day"]
    fifth = on_day(diary, 5)
    assert (fifth["pain_pre"], fifth["pain_post"], fifth["pain_pre_gap_h"]) == (5, 6, 11)
    assert np.isnan(on_day(diary, N_DAYS - 1)["pain_post"])


def test_a_morning_diary_without_clock_times_is_the_same_once_stated():
    stated = diary_of(
        Settings(rated="morning"), runs=runs_at("18:00"), pain=untimed(rated_at("07:00"))
    )
    timed = diary_of(runs=runs_at("18:00"), pain=rated_at("07:00"))
    columns = ["pain_pre", "pain_post", "pain_pre_slot"]
    pd.testing.assert_frame_equal(stated[columns], timed[columns])


def test_a_morning_diary_of_a_morning_runner_is_refused():
    with pytest.raises(DataError, match=r"--rated morning: on 40 of 40 days running starts before"):
        diary_of(Settings(rated="morning"), runs=runs_at("06:30"), pain=untimed(rated_at("07:00")))


def test_an_evening_diary_has_yesterday_s_rating_before():
    diary = diary_of(runs=runs_at("18:00"), pain=rated_at("21:00"))
    assert diary["pain_pre_slot"].unique().tolist() == ["day before"]
    fifth = on_day(diary, 5)
    assert (fifth["pain_pre"], fifth["pain_post"], fifth["pain_pre_gap_h"]) == (4, 5, 21)


def test_an_evening_diary_leaves_the_order_of_a_same_day_habit_open():
    habits = habits_of(*((f"{day:%Y-%m-%d}", "12:00", "stretching", 1) for day in days()[::2]))
    log = log_of(runs=runs_at("18:00"), pain=rated_at("21:00"), habits=habits)
    status = answer_claims(log).set_index("slug")["status"]
    assert status["stretching"] == "order unknown"
    assert status["warm-up"] == "not logged"


def test_who_always_runs_after_the_evening_rating_is_rated_after_by_the_next_evening():
    diary = diary_of(runs=runs_at("22:00"), pain=rated_at("21:00"))
    fifth = on_day(diary, 5)
    assert (fifth["pain_pre"], fifth["pain_post"]) == (5, 6)
    assert fifth["pain_post_at"] == FIRST + pd.Timedelta(days=6, hours=21)


def test_one_late_run_leaves_that_day_without_a_rating_after():
    runs = runs_at("18:00")
    runs.loc[5, "start"] = FIRST + pd.Timedelta(days=5, hours=21, minutes=30)
    frame = model_frame(diary_of(runs=runs, pain=pd.concat([rated_at("07:00"), rated_at("21:00")])))
    assert np.isnan(on_day(frame, 5)["pain_post"])
    assert on_day(frame, 5)["pain_pre"] == 5
    assert frame["pain_post"].isna().sum() == 1


def test_evening_ratings_without_a_clock_say_nothing_about_runs_at_that_hour():
    diary = diary_of(
        Settings(rated="evening"), runs=runs_at("22:00"), pain=untimed(rated_at("21:00"))
    )
    assert diary[["pain_pre", "pain_post"]].isna().all(axis=None)
    assert diary["n_ratings"].sum() == N_DAYS  # shown all the same


def test_no_clock_and_nothing_stated_names_the_option():
    with pytest.raises(DataError, match=r"no rating has a clock time.*--rated morning\|evening"):
        diary_of(runs=runs_at("18:00"), pain=untimed(rated_at("21:00")))


def typed(pain, day_number, moment):
    entered = pd.Series(pd.NaT, index=pain.index, dtype="datetime64[us]")
    entered[pain["date"] == FIRST + pd.Timedelta(days=day_number)] = pd.Timestamp(moment)
    return pain.assign(entered_at=entered)


def test_a_rating_typed_a_day_late_is_shown_and_not_modelled():
    both = pd.concat([rated_at("07:00"), typed(rated_at("21:00"), 5, "2025-01-07 21:01")])
    diary = diary_of(runs=runs_at("18:00"), pain=both)
    fifth = on_day(diary, 5)
    assert (fifth["pain_worst"], fifth["n_ratings"], fifth["n_backfilled"]) == (5, 2, 1)
    assert np.isnan(on_day(model_frame(diary), 5)["pain_post"])
    facts = summaries.log_facts(log_of(runs=runs_at("18:00")), diary).set_index("fact")["value"]
    assert facts["ratings typed more than a day later (shown, not used)"] == "1"


def test_a_rating_typed_within_a_day_counts():
    both = pd.concat([rated_at("07:00"), typed(rated_at("21:00"), 5, "2025-01-07 21:00")])
    diary = diary_of(runs=runs_at("18:00"), pain=both)
    assert on_day(diary, 5)["pain_post"] == 5
    assert diary["n_backfilled"].sum() == 0


@pytest.mark.parametrize(
    ("heading", "entered", "is_used"),
    [
        ("entered at", "2025-01-03 20:00", True),
        ("typed at", "2025-01-09 20:00", False),
        ("entered on", "2025-01-03", True),  # perhaps just after midnight
        ("entered on", "2025-01-09", False),
        ("eingetragen am", "2025-01-09 20:00", False),
    ],
)
def test_an_own_table_may_say_when_a_rating_was_typed(tmp_path, heading, entered, is_used):
    table = tmp_path / "pain.csv"
    table.write_text(
        f"date,time,pain (0-10),{heading}\n2025-01-02,21:00,4,{entered}\n", encoding="utf-8"
    )
    pain = read_log([table]).pain
    assert pain["entered_at"].tolist() == [pd.Timestamp(entered)]
    diary = build_diary(log_of(runs=runs_at("18:00"), pain=pain))
    assert (on_day(diary, 1)["pain_post"] == 4) == is_used
    assert on_day(diary, 1)["pain_worst"] == 4


def test_an_unlogged_stretch_makes_its_windows_missing_and_no_rest():
    stated = Settings.stated(unlogged=["2025-01-21..2025-01-23"])
    both = pd.concat([rated_at("07:00"), rated_at("21:00")])
    diary = diary_of(stated, runs=runs_at("18:00", 20, 21, 22), pain=both)
    frame = model_frame(diary)
    assert np.isnan(on_day(frame, 21)["km"]) and np.isnan(on_day(frame, 21)["ran"])
    assert np.isnan(on_day(frame, 28)["mean_km_prev7"])  # days 21 to 27
    assert on_day(frame, 30)["mean_km_prev7"] == 5  # days 23 to 29
    assert np.isnan(on_day(frame, 36)["log_weekly_ratio_lag1"])
    assert on_day(frame, 38)["log_weekly_ratio_lag1"] == 0
    assert on_day(frame, 21)["pain_post"] == 0  # the rating itself is kept


def test_two_silent_weeks_are_rest_unless_declared():
    gap = range(15, 31)
    silent = diary_of(runs=runs_at("18:00", *gap), pain=rated_at("21:00"))
    assert on_day(silent, 20)["distance_km"] == 0 and on_day(silent, 20)["is_silence"]
    declared = Settings.stated(unlogged=["2025-01-16..2025-01-31"])
    unknown = diary_of(declared, runs=runs_at("18:00", *gap), pain=rated_at("21:00"))
    assert np.isnan(on_day(unknown, 20)["distance_km"]) and not on_day(unknown, 20)["is_silence"]


def test_a_run_without_the_watch_counts_as_a_run_of_unknown_length():
    runs = runs_at("18:00")
    runs.loc[20, ["start", "distance_km", "duration_min"]] = [pd.NaT, np.nan, np.nan]
    diary = diary_of(runs=runs, pain=pd.concat([rated_at("07:00"), rated_at("21:00")]))
    without = on_day(diary, 20)
    assert without["n_runs"] == 1
    assert np.isnan(without["distance_km"]) and np.isnan(without["acute_km"])
    assert np.isnan(without["pain_post"])  # before or after an hour nobody knows
    assert on_day(diary, 21)["days_since_run"] == 1


def test_ratings_before_the_first_and_after_the_last_run_are_no_rest_days():
    diary = diary_of(runs=runs_at("18:00", *range(10), *range(30, 40)), pain=rated_at("21:00"))
    frame = model_frame(diary)
    outside = frame[(frame["day"] < 10) | (frame["day"] >= 30)]
    assert outside["ran"].isna().all() and outside["km"].isna().all()
    assert outside["pain_post"].notna().all()


def test_other_sports_of_the_habit_log_reach_the_diary_once():
    ride = {"start": "2025-01-03 10:00", "distance_km": 20.0, "duration_min": 60, "sport": "ride"}
    runs = pd.concat([runs_at("18:00"), runs_of(ride)], ignore_index=True)
    habits = habits_of(
        ("2025-01-03", None, "cross-training", 55),
        ("2025-01-04", None, "cross-training", 30),
        ("2025-01-05", None, "cross-training", 1),
        ("2025-01-06", None, "cross-training", 0),
    )
    units = pd.Series(["min", "min", "times", "times"], dtype="str")
    diary = diary_of(runs=runs, pain=rated_at("21:00"), habits=habits.assign(dose_unit=units))
    minutes = diary["cross_training_min"].to_numpy()[1:7]
    np.testing.assert_array_equal(minutes, [0, 60, 30, np.nan, 0, 0])
