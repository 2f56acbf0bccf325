"""The day's two ratings, rest and unlogged days, doses between ratings: checked by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs import habits_of, log_of, pain_of, runs_of

from backstride import schemas
from backstride.diary import build_diary
from backstride.errors import DataError
from backstride.exposures import add_exposures
from backstride.settings import Settings


def day(diary, date):
    return diary.set_index("date").loc[pd.Timestamp(date)]


EVENING_RUNS = [(f"2025-01-{n:02d} 18:00", 10, 60.0) for n in (1, 3, 5, 7, 9)]


def rated_daily(*clocks, days=range(1, 10)):
    """Ratings on every day at each clock time; day of the month plus place of the clock."""
    return pain_of(
        *[(f"2025-01-{n:02d} {clock}", n % 5 + i) for n in days for i, clock in enumerate(clocks)]
    )


def test_same_day_slot_takes_the_last_rating_before_and_the_first_after():
    # 07:00 (n%5)   12:00 (+1)   18:00 run 19:00   20:00 (+2)   22:00 (+3)
    pain = rated_daily("07:00", "12:00", "20:00", "22:00")
    third = day(build_diary(log_of(runs=runs_of(*EVENING_RUNS), pain=pain)), "2025-01-03")
    assert third["pain_pre_slot"] == "same day"
    assert (third["pain_pre"], third["pain_post"]) == (4, 5)
    assert third["pain_pre_gap_h"] == 6
    assert third["pain_worst"] == 6


def test_day_before_slot_when_ratings_come_only_in_the_evening():
    diary = build_diary(log_of(runs=runs_of(*EVENING_RUNS), pain=rated_daily("21:00")))
    assert (diary["pain_pre_slot"] == "day before").all()
    assert day(diary, "2025-01-04")[["pain_pre", "pain_post"]].tolist() == [3, 4]
    assert np.isnan(diary["pain_pre"].iloc[0])


def test_one_slot_for_all_days_same_day_needs_60_percent():
    evening = rated_daily("21:00", days=range(1, 11))
    some = rated_daily("07:00", days=range(1, 6))
    both = pd.concat([evening, some])
    assert (
        build_diary(log_of(runs=runs_of(*EVENING_RUNS), pain=both))["pain_pre_slot"]
        .eq("day before")
        .all()
    )
    more = pd.concat([evening, rated_daily("07:00", days=range(1, 7))])
    assert (
        build_diary(log_of(runs=runs_of(*EVENING_RUNS), pain=more))["pain_pre_slot"]
        .eq("same day")
        .all()
    )


def test_a_rating_during_the_run_is_neither():
    during = pain_of(("2025-01-03 18:30", 9))
    pain = pd.concat([rated_daily("07:00", "21:00"), during])
    third = day(build_diary(log_of(runs=runs_of(*EVENING_RUNS), pain=pain)), "2025-01-03")
    assert (third["pain_pre"], third["pain_post"], third["pain_worst"]) == (3, 4, 9)


def test_the_end_counts_elapsed_time_not_moving_time():
    run = {"start": "2025-01-03 18:00", "distance_km": 10, "duration_min": 60, "elapsed_min": 240}
    pain = pain_of(("2025-01-03 07:00", 1), ("2025-01-03 20:00", 9), ("2025-01-03 22:00", 2))
    assert day(build_diary(log_of(runs=runs_of(run), pain=pain)), "2025-01-03")["pain_post"] == 2


def test_post_reaches_to_the_next_run_and_no_further():
    runs = runs_of(("2025-01-03 18:00", 10, 60.0), ("2025-01-04 07:00", 5, 30.0))
    early = pain_of(("2025-01-04 06:30", 3))
    assert day(build_diary(log_of(runs=runs, pain=early)), "2025-01-03")["pain_post"] == 3
    late = pain_of(("2025-01-04 07:40", 3))
    assert np.isnan(day(build_diary(log_of(runs=runs, pain=late)), "2025-01-03")["pain_post"])


def test_a_day_before_rating_is_less_than_24_hours_old():
    runs = runs_of(("2025-01-03 18:00", 10, 60.0))
    old = pain_of(("2025-01-02 18:00", 3))
    assert np.isnan(day(build_diary(log_of(runs=runs, pain=old)), "2025-01-03")["pain_pre"])
    fresh = pain_of(("2025-01-02 18:01", 3))
    assert day(build_diary(log_of(runs=runs, pain=fresh)), "2025-01-03")["pain_pre"] == 3


def test_a_rest_day_turns_at_the_habitual_hour_of_its_weekday():
    # Five Wednesdays at 07:00 and many other days at 18:00; 2025-02-12 is a Wednesday of rest.
    wednesdays = [(f"2025-{m}-{d:02d} 07:00", 5, 30.0) for m, d in
                  [("01", 1), ("01", 8), ("01", 15), ("01", 22), ("01", 29)]]  # fmt: skip
    others = [(f"2025-01-{d:02d} 18:00", 5, 30.0) for d in (2, 3, 6, 9, 10, 13, 16, 17)]
    pain = pain_of(("2025-02-11 21:00", 1), ("2025-02-12 12:00", 4), ("2025-02-13 12:00", 6))
    diary = build_diary(log_of(runs=runs_of(*wednesdays, *others), pain=pain))
    assert day(diary, "2025-02-12")["pain_post"] == 4  # after 07:00
    assert np.isnan(day(diary, "2025-02-13")["pain_post"])  # before 18:00


def test_rest_is_zero_and_unlogged_is_missing():
    log = log_of(
        runs=runs_of(("2025-01-02 18:00", 10, 60.0), ("2025-01-04 18:00", 8, 50.0)),
        pain=pain_of(("2025-01-01 20:00", 1), ("2025-01-05 20:00", 1)),
    )
    diary = build_diary(log)
    assert diary["distance_km"].fillna(-1).tolist() == [-1, 10, 0, 8, -1]
    assert diary["n_runs"].tolist() == [0, 1, 0, 1, 0]


def test_a_run_of_unknown_distance_makes_the_day_unknown_not_zero():
    run = {"start": "2025-01-02 18:00", "distance_km": np.nan}
    diary = build_diary(log_of(runs=runs_of(("2025-01-01 18:00", 5, 30.0), run)))
    assert diary["distance_km"].isna().tolist() == [False, True]


def test_no_entry_is_not_zero():
    diary = build_diary(log_of(runs=runs_of(*EVENING_RUNS), pain=pain_of(("2025-01-03 21:00", 2))))
    assert diary["pain_post"].notna().sum() == 1
    assert diary["n_ratings"].sum() == 1


def test_unpaved_share_splits_the_kilometres():
    run = {"start": "2025-01-01 18:00", "distance_km": 10, "surface": "road", "unpaved_share": 0.3}
    only = build_diary(log_of(runs=runs_of(run))).iloc[0]
    assert (only["km_road"], only["km_trail"]) == (7.0, pytest.approx(3.0))


def test_other_sports_are_cross_training_minutes():
    ride = {"start": "2025-01-02 18:00", "distance_km": 30, "sport": "ride", "duration_min": 90}
    diary = build_diary(log_of(runs=runs_of(("2025-01-01 18:00", 10, 60.0), ride)))
    assert diary["cross_training_min"].tolist() == [0, 90]
    assert diary["distance_km"].tolist() == [10, 0]


def untimed(*rows, **columns):
    pain = pain_of(*rows, **columns)
    return pain.assign(rated_at=pd.NaT).astype({"rated_at": "datetime64[us]"})


def test_a_diary_without_clock_times_names_the_option():
    log = log_of(runs=runs_of(*EVENING_RUNS), pain=untimed(("2025-01-03 00:00", 2)))
    with pytest.raises(DataError, match=r"has a clock time.*--rated morning\|evening"):
        build_diary(log)


def test_rated_evening_puts_the_day_s_rating_after_the_run():
    pain = untimed(("2025-01-02 00:00", 1), ("2025-01-03 00:00", 4))
    log = log_of(Settings(rated="evening"), runs=runs_of(*EVENING_RUNS), pain=pain)
    third = day(build_diary(log), "2025-01-03")
    assert (third["pain_pre"], third["pain_post"]) == (1, 4)


def test_rated_evening_says_nothing_of_a_run_later_than_that():
    runs = runs_of(("2025-01-03 20:30", 10, 60.0))
    pain = untimed(("2025-01-03 00:00", 4))
    diary = build_diary(log_of(Settings(rated="evening"), runs=runs, pain=pain))
    assert diary["pain_post"].isna().all()


def test_rated_morning_puts_the_day_s_rating_before_the_run():
    pain = untimed(*[(f"2025-01-{n:02d} 00:00", n) for n in range(1, 8)])
    log = log_of(Settings(rated="morning"), runs=runs_of(*EVENING_RUNS), pain=pain)
    third = day(build_diary(log), "2025-01-03")
    assert (third["pain_pre"], third["pain_post"]) == (3, 4)


def test_rated_morning_is_refused_for_a_morning_runner():
    runs = runs_of(*[(f"2025-01-{n:02d} 06:30", 10, 60.0) for n in range(1, 9)])
    log = log_of(Settings(rated="morning"), runs=runs, pain=untimed(("2025-01-03 00:00", 1)))
    with pytest.raises(DataError, match=r"--rated morning: on 8 of 8 days.*Give clock times"):
        build_diary(log)


def test_runs_without_clock_times_have_no_order_unless_stated():
    runs = runs_of(*[{"start": None, "date": f"2025-01-{n:02d}", "distance_km": 5} for n in (1, 3)])
    pain = rated_daily("07:00", "21:00", days=range(1, 4))
    unknown = build_diary(log_of(runs=runs, pain=pain))
    assert unknown["pain_post"].isna().all()
    stated = build_diary(log_of(Settings(rated="evening"), runs=runs, pain=pain))
    assert day(stated, "2025-01-03")[["pain_pre", "pain_post"]].tolist() == [3, 4]


def test_before_run_and_after_run_need_no_clock():
    days = [f"2025-01-{n:02d} 00:00" for n in range(1, 8)]
    before = untimed(*[(day, 1) for day in days], time_of_day="before-run")
    after = untimed(*[(day, 4) for day in days], time_of_day="after-run")
    pain = pd.concat([before, after])
    third = day(build_diary(log_of(runs=runs_of(*EVENING_RUNS), pain=pain)), "2025-01-03")
    assert (third["pain_pre"], third["pain_post"]) == (1, 4)


def test_a_back_filled_entry_is_shown_and_not_used():
    pain = pain_of(("2025-01-03 21:00", 4), entered_at=pd.Timestamp("2025-01-04 21:01"))
    third = day(build_diary(log_of(runs=runs_of(*EVENING_RUNS), pain=pain)), "2025-01-03")
    assert np.isnan(third["pain_post"])
    assert third["pain_worst"] == 4


def test_only_the_site_asked_for_is_the_outcome():
    pain = pd.concat([rated_daily("21:00"), rated_daily("21:30").assign(site="shoulder")])
    runs = runs_of(*EVENING_RUNS)
    assert build_diary(log_of(runs=runs, pain=pain))["n_ratings"].max() == 1
    with pytest.raises(DataError, match=r"--site: found no rating of 'knee'.*lower back, shoulder"):
        build_diary(log_of(Settings(site="knee"), runs=runs, pain=pain))


def stretch_log(*rows, clocks=("07:00", "21:00")):
    return build_diary(
        log_of(
            runs=runs_of(*EVENING_RUNS),
            pain=rated_daily(*clocks),
            habits=habits_of(*rows, ("2025-01-09", "12:00", "stretching", 0)),
        )
    )


def test_doses_count_between_the_two_ratings():
    diary = stretch_log(
        ("2025-01-03", "06:30", "stretching", 1),  # before the rating before
        ("2025-01-03", "12:00", "stretching", 1),
        ("2025-01-03", "20:00", "stretching", 1),
        ("2025-01-03", "22:00", "stretching", 1),  # after the rating after
    )
    third = day(diary, "2025-01-03")
    assert (third["stretching_done"], third["stretching_between"]) == (4, 2)
    assert day(diary, "2025-01-04")["stretching_between"] == 0
    assert np.isnan(day(diary, "2025-01-02")["stretching_between"])


def test_a_dose_after_last_evening_s_rating_counts_for_the_next_day():
    diary = stretch_log(("2025-01-03", "22:00", "stretching", 1), clocks=("21:00",))
    assert day(diary, "2025-01-03")["stretching_between"] == 0
    assert day(diary, "2025-01-04")["stretching_between"] == 1


def test_a_dose_without_a_clock_time_has_unknown_order():
    diary = stretch_log(("2025-01-03", None, "stretching", 1))
    third = day(diary, "2025-01-03")
    assert third["stretching_done"] == 1
    assert np.isnan(third["stretching_between"])


@given(st.permutations(range(9)), st.permutations(range(5)))
@settings(max_examples=10, deadline=None)
def test_order_of_rows_does_not_matter(pain_order, run_order):
    pain, runs = rated_daily("21:00"), runs_of(*EVENING_RUNS)
    shuffled = log_of(runs=runs.iloc[run_order], pain=pain.iloc[pain_order])
    pd.testing.assert_frame_equal(build_diary(shuffled), build_diary(log_of(runs=runs, pain=pain)))


def test_an_empty_log_has_an_empty_diary():
    assert build_diary(log_of()).empty


def test_the_diary_and_its_exposures_are_as_described():
    diary = build_diary(log_of(runs=runs_of(*EVENING_RUNS), pain=rated_daily("07:00", "21:00")))
    schemas.validated(schemas.DIARY, diary)
    assert list(schemas.DIARY.columns) == list(diary.columns)
    exposed = add_exposures(diary)
    schemas.validated(schemas.EXPOSURES, exposed)
    assert set(exposed.columns) == {*schemas.DIARY.columns, *schemas.EXPOSURES.columns}


def test_no_rating_is_both_before_and_after():
    # Running is at 18:00; on the rest day 2025-01-04 a rating falls on that very minute.
    pain = pd.concat([rated_daily("07:00", "21:00"), pain_of(("2025-01-04 18:00", 9))])
    fourth = day(build_diary(log_of(runs=runs_of(*EVENING_RUNS), pain=pain)), "2025-01-04")
    assert fourth["pain_pre_slot"] == "same day"
    assert (fourth["pain_pre"], fourth["pain_post"]) == (4, 9)


def test_a_missed_evening_is_missing_where_evenings_are_rated():
    pain = rated_daily("07:00", "21:00")
    missed = pain[pain["rated_at"] != pd.Timestamp("2025-01-04 21:00")]
    diary = build_diary(log_of(runs=runs_of(*EVENING_RUNS), pain=missed))
    assert np.isnan(day(diary, "2025-01-04")["pain_post"])
    assert day(diary, "2025-01-05")["pain_pre"] == 0


def test_in_a_diary_of_mornings_the_next_one_is_the_rating_after():
    diary = build_diary(log_of(runs=runs_of(*EVENING_RUNS), pain=rated_daily("07:00")))
    assert day(diary, "2025-01-03")[["pain_pre", "pain_post"]].tolist() == [3, 4]


def test_a_dose_between_ratings_is_unknown_where_one_of_them_is_missing():
    rows = habits_of(
        ("2025-01-02", "12:00", "stretching", 1),
        ("2025-01-03", "12:00", "stretching", 1),
        ("2025-01-09", "12:00", "stretching", 1),
    )
    pain = rated_daily("07:00", "21:00")
    missed = pain[~pain["rated_at"].isin(pd.to_datetime(["2025-01-03 21:00", "2025-01-04 21:00"]))]
    diary = build_diary(log_of(runs=runs_of(*EVENING_RUNS), pain=missed, habits=rows))
    assert np.isnan(day(diary, "2025-01-03")["stretching_between"])
    assert day(diary, "2025-01-04")["stretching_between"] == 0


def test_ratings_of_before_and_after_need_no_clock_of_the_run():
    run = {"date": "2025-01-03", "start": None, "distance_km": 10}
    both = [("2025-01-03", 2), ("2025-01-03", 4), ("2025-01-04", 3), ("2025-01-04", 1)]
    pain = pain_of(*both).assign(
        rated_at=pd.NaT, time_of_day=["before-run", "after-run", "before-run", "after-run"]
    )
    diary = build_diary(log_of(runs=runs_of(run), pain=schemas.fit_to(schemas.PAIN, pain)))
    assert diary["pain_pre"].tolist() == [2, 3]
    assert diary["pain_post"].tolist() == [4, 1]


def test_a_clock_time_among_them_leaves_the_order_of_an_untimed_run_unknown():
    run = {"date": "2025-01-03", "start": None, "distance_km": 10}
    pain = pain_of(("2025-01-03 07:00", 2), ("2025-01-03 21:00", 4))
    diary = build_diary(log_of(runs=runs_of(run), pain=pain))
    assert diary[["pain_pre", "pain_post"]].isna().all(axis=None)


def test_a_diary_without_any_session_is_laid_out():
    diary = build_diary(log_of(pain=pain_of(("2025-01-03 07:00", 2))))
    assert diary["n_ratings"].tolist() == [1]
    assert not diary["is_logged"].any()
