"""The terms and the rows of a claim's model."""

import numpy as np
import statsmodels.formula.api as smf
from model_examples import SPECIFICATION, frame_of

from backstride.models.design import CARRY, PAIN_PRE_NEWS, model_rows, n_parameters
from backstride.models.fit import fit_adl


def test_a_same_evening_contrast_keeps_both_ratings_as_they_are():
    rows = model_rows(frame_of(), SPECIFICATION["spike"], "same day")
    assert {"pain_pre", CARRY} <= set(rows.terms)
    assert PAIN_PRE_NEWS not in fit_adl(rows).formula


def test_the_model_has_the_terms_of_its_claim_and_not_the_way_to_the_effect():
    rows = model_rows(frame_of(), SPECIFICATION["spike"], "day before")
    assert rows.terms[:2] == ("spike", "pain_pre")
    assert rows.contrasted == ("spike",)
    assert "spike_lag1" in rows.terms
    assert not {"km", "hard", "shoe_100km"} & set(rows.terms)
    assert "cr(day, df=4, constraints='center')" in rows.terms
    assert "C(weekday)" in rows.terms


def test_a_term_that_never_changes_is_left_out():
    rows = model_rows(frame_of(stretching=0.0), SPECIFICATION["spike"], "day before")
    assert not {"stretching", "pain_pre_gap_h", "sleep_h"} & set(rows.terms)


def test_unknown_covariates_keep_their_days_with_an_indicator():
    sleep = np.where(np.arange(200) < 50, np.nan, 7.0 + np.arange(200) % 3)
    rows = model_rows(frame_of(sleep_h=sleep), SPECIFICATION["spike"], "day before")
    assert len(rows.frame) == 200
    assert {"sleep_h", "unknown_sleep_h"} <= set(rows.terms)


def test_a_rare_state_is_left_out_with_its_days():
    after_break = np.where(np.isin(np.arange(200), [51, 53]), 1.0, 0.0)
    rows = model_rows(frame_of(after_break=after_break), SPECIFICATION["spike"], "day before")
    assert "after_break" not in rows.terms
    assert len(rows.frame) == 198


def test_a_missing_rating_leaves_its_day_out_and_is_never_filled():
    frame = frame_of()
    frame.loc[[3, 9], "pain_post"] = np.nan
    frame.loc[20, "pain_pre"] = np.nan
    assert len(model_rows(frame, SPECIFICATION["spike"], "day before").frame) == 197


def test_weekly_contrast_with_a_same_day_rating_carries_from_evening_to_evening():
    ratio = np.random.default_rng(9).normal(0, 0.3, 200)
    frame = frame_of(log_weekly_ratio=ratio, log_week_before=3 + ratio[::-1]).assign(
        log_weekly_ratio_lag1=np.r_[0, ratio[:-1]], log_week_before_lag1=3.0
    )
    same_day = model_rows(frame, SPECIFICATION["ramp-up"], "same day")
    assert same_day.contrasted[:2] == ("log_weekly_ratio", "log_weekly_ratio_lag1")
    assert same_day.contrasted[-1] == CARRY
    assert PAIN_PRE_NEWS in fit_adl(same_day).formula
    evening = model_rows(frame, SPECIFICATION["ramp-up"], "day before")
    assert evening.contrasted[-1] == "pain_pre"
    assert not {"km", "mean_km_prev7"} & set(evening.terms)


def test_a_raised_week_is_contrasted_through_its_spikes_as_well():
    ratio = np.random.default_rng(9).normal(0, 0.3, 200)
    frame = frame_of(log_weekly_ratio=ratio, log_week_before=3 + ratio[::-1]).assign(
        log_weekly_ratio_lag1=np.r_[0, ratio[:-1]], log_week_before_lag1=3.0
    )
    told = model_rows(frame, SPECIFICATION["ramp-up"], "day before")
    assert told.contrasted[2:] == ("spike", "spike_lag1", "pain_pre")
    # With no spike in the log there is none to go through.
    calm = model_rows(
        frame.assign(spike=0.0, spike_lag1=0.0), SPECIFICATION["ramp-up"], "day before"
    )
    assert calm.contrasted == ("log_weekly_ratio", "log_weekly_ratio_lag1", "pain_pre")


def test_parameters_are_the_columns_of_the_design():
    rows = model_rows(frame_of(), SPECIFICATION["spike"], "day before")
    exog = smf.ols(rows.formula, rows.frame).exog
    assert n_parameters(rows) == exog.shape[1]
