"""The frame of the model: doses on their days, and many runners as each alone."""

from math import nan

import pandas as pd
import pytest
from repository import ROOT

import backstride
from backstride.models.frame import model_frame
from backstride.schemas.diary import DIARY, EXPOSURES

SAMPLE = ROOT / "data" / "sample"


@pytest.fixture(scope="module")
def diaries() -> list[pd.DataFrame]:
    """Three runners: parts of the sample of different lengths, each with its own exposures."""
    log = backstride.read_log(SAMPLE, timezone="Europe/Berlin")
    sample = backstride.build_diary(log)
    parts = {"ann": sample[100:190], "bo": sample[:150], "cy": sample[300:301]}
    return [
        backstride.add_exposures(part.reset_index(drop=True).assign(runner=name))
        for name, part in parts.items()
    ]


def test_frame_of_a_cohort_is_the_frames_of_its_runners(diaries):
    together = model_frame(pd.concat(diaries, ignore_index=True))
    alone = pd.concat([model_frame(diary) for diary in diaries], ignore_index=True)
    pd.testing.assert_frame_equal(together, alone)


def test_first_day_of_every_runner_has_no_day_before(diaries):
    frame = model_frame(pd.concat(diaries, ignore_index=True))
    first = frame[frame["day"] == 0]
    assert first["runner"].tolist() == ["ann", "bo", "cy"]
    lags = [name for name in frame if name.endswith("_lag1")]
    assert first[[*lags, "mean_km_prev7"]].isna().all(axis=None)


def test_days_are_counted_from_the_first_of_each_runner(diaries):
    frame = model_frame(pd.concat(diaries, ignore_index=True))
    assert frame["day"].tolist() == [*range(90), *range(150), 0]


def test_a_dose_of_a_week_needs_seven_days_of_the_same_runner(diaries):
    frame = model_frame(pd.concat(diaries, ignore_index=True))
    before = frame["day"] < 6
    assert frame.loc[before, "strength_7d"].isna().all()
    assert frame.loc[~before, "strength_7d"].notna().any()


def habit_days(**columns):
    """A diary with exposures, of rest days unless said otherwise."""
    n_days = len(next(iter(columns.values())))
    names = [*DIARY.columns, *EXPOSURES.columns]
    calm = pd.DataFrame(0.0, index=range(n_days), columns=names)
    dates = pd.date_range("2025-01-06", periods=n_days)
    given = pd.DataFrame(columns, dtype=float)
    return calm.assign(date=dates, is_logged=True, spike_state="usual", **given)


def test_a_warm_up_without_a_clock_time_lies_before_its_run():
    diary = habit_days(warm_up_done=[1, 0, 1, 1], warm_up_between=[nan, 0, 1, nan])
    diary = diary.assign(n_runs=[1, 1, 1, 0])
    assert model_frame(diary)["warm_up"].tolist() == [1, 0, 1, 0]


def test_a_session_after_the_rating_counts_from_the_next_day():
    done = [0, 0, 0, 0, 0, 0, 1, 2, 0]  # the second exercise of a day is no second session
    diary = habit_days(strength_done=done, strength_between=[0, 0, 0, 0, 0, 0, 0, 2, 0])
    assert model_frame(diary)["strength_7d"].iloc[6:].tolist() == [0, 2, 2]


def test_the_days_of_a_week_of_doses_stand_apart():
    diary = habit_days(strength_done=range(1, 10), strength_between=[1] * 7 + [0, 1])
    diary["strength_done"] = [0, 1, 0, 0, 0, 0, 0, 1, 0]
    last = model_frame(diary).iloc[-1]
    lags = ["strength", "strength_lag1", "strength_lag2to6", "strength_lag7"]
    assert last[lags].tolist() == [0, 1, 0, 1]


def test_a_week_of_other_sport_is_counted_in_hours():
    diary = habit_days(cross_training_min=[30.0] * 7 + [0.0])
    assert model_frame(diary)["cross_training_7d"].iloc[6:].tolist() == [3.5, 3.0]


def test_maintenance_is_the_share_of_its_four_exercises():
    diary = habit_days(maintenance_done=[4, 1], maintenance_between=[4, 1])
    assert model_frame(diary)["maintenance"].tolist() == [1, 0.25]
