"""The model frame of many runners is the frames of each: no lag crosses from one to the next."""

import pandas as pd
import pytest
from repository import ROOT

import backstride
from backstride.models.frame import model_frame

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
