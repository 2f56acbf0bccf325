"""What pain changes in what a runner does, on simulated diaries."""

import numpy as np
import pytest
import statsmodels.formula.api as smf
from trust_examples import diary_of

from backstride.diagnostics.feedback import feedback
from backstride.models.design import trend_df
from backstride.models.frame import model_frame


@pytest.fixture(scope="module")
def changed():
    return feedback(diary_of("sore")).set_index("behaviour")


def test_pain_that_changes_what_is_done_is_found(changed):
    assert changed.loc["stretching a day", "p_holm"] < 0.001
    assert changed.loc["stretching a day", "low"] > 0.1
    assert changed.loc["distance of a run", "change"] < 0
    assert changed.loc["distance a day", "change"] < 0


def test_nothing_is_found_where_pain_changes_nothing():
    found = feedback(diary_of("quiet"))
    assert len(found) == 10
    assert found["p_value"].notna().all()
    assert not (found["p_holm"] < 0.05).any()


def test_change_is_that_of_a_formula_in_its_own_unit(changed):
    frame = model_frame(diary_of("sore")).rename(columns={"pain_pre": "rating"})
    terms = ["rating", "ran", "ran_lag1", "km", "km_lag1"]
    days = frame.dropna(subset=terms).reset_index(drop=True)
    nuisance = "ran_lag1 + C(weekday) + cr(day, df={}, constraints='center')"
    every_day = nuisance.format(trend_df(days))
    days = days.assign(percent=100 * days["ran"])
    ran = smf.ols(f"percent ~ rating + {every_day}", days).fit(cov_type="HC3", use_t=True)
    row = changed.loc["days with a run"]
    assert row["unit"] == "percentage points"
    assert row["change"] == pytest.approx(ran.params["rating"], rel=1e-6)
    assert row[["low", "high"]].tolist() == pytest.approx(
        ran.conf_int().loc["rating"].tolist(), rel=1e-6
    )
    runs = days[days["km"] > 0].reset_index(drop=True)
    # The day before may be a rest day: its logarithm stands as 0 beside `ran_lag1`.
    before = np.log(runs["km_lag1"].where(runs["km_lag1"] > 0, 1.0))
    runs = runs.assign(log_km=np.log(runs["km"]), log_before=before)
    formula = f"log_km ~ rating + log_before + {nuisance.format(trend_df(runs))}"
    length = smf.ols(formula, runs).fit(cov_type="HC3", use_t=True)
    row = changed.loc["distance of a run"]
    assert row["unit"] == "%"
    assert row["change"] == pytest.approx(100 * np.expm1(length.params["rating"]), rel=1e-6)
    assert row["n_days"] == len(runs)


def test_doses_without_clock_times_are_set_against_the_evening_before():
    diary = diary_of("sore")
    untimed = diary.assign(
        stretching_between=diary["stretching_between"].where(diary["stretching_done"] == 0)
    )
    row = feedback(untimed).set_index("behaviour").loc["stretching a day"]
    assert row["rating"] == "day before"
    timed = feedback(diary).set_index("behaviour").loc["stretching a day"]
    assert timed["rating"] == "same day"
    assert row["n_days"] != timed["n_days"]


def test_a_dose_counts_only_where_both_ratings_are_known():
    diary = diary_of("sore")
    unrated = diary.assign(pain_post=diary["pain_post"].where(diary["stretching_done"] > 0))
    found = feedback(unrated).set_index("behaviour").loc["stretching a day"]
    assert found["n_days"] <= (diary["stretching_done"] > 0).sum()


def test_too_few_days_leave_numbers_missing():
    found = feedback(diary_of("sore").head(30))
    assert found["change"].isna().all()
    assert (found["n_days"] <= 30).all()
