"""The flare model: its days, its terms, and odds ratios that were planted."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf

from backstride.errors import ModelError
from backstride.models.flares import FlareRows, contrast_amount, flare_days, flare_rows, hazard_odds
from backstride.models.specification import SPECIFICATIONS

SPECIFICATION = {specification.slug: specification for specification in SPECIFICATIONS}
STRETCHING = SPECIFICATION["stretching"]
PLANTED = 4.0


def a_diary(n_days, worst):
    """A usual rating of 1, then `worst` on the days after."""
    dates = pd.date_range("2025-03-03", periods=n_days)
    return pd.DataFrame({"runner": "a", "date": dates, "pain_worst": [1.0] * 8 + worst})


def a_frame(diary, pain_pre=1.0, pain_post=None):
    post = diary["pain_worst"] if pain_post is None else pain_post
    weekday = diary["date"].dt.day_of_week
    return pd.DataFrame({"weekday": weekday, "pain_pre": pain_pre, "pain_post": post})


def days_at_risk(n_days, odds_ratio, seed):
    """Stretching twice or not on higher ratings; the rating before raises the odds, too."""
    rng = np.random.default_rng(seed)
    pain_pre = rng.integers(0, 4, n_days).astype(float)
    doses = 2.0 * (rng.random(n_days) < 0.2 + 0.15 * pain_pre)
    odds = np.exp(-3.5 + 0.7 * pain_pre + np.log(odds_ratio) * doses / 2)
    return pd.DataFrame(
        {
            "flare_onset": (rng.random(n_days) < odds / (1 + odds)).astype(float),
            "stretching": doses,
            "pain_pre": pain_pre,
            "ran": (rng.random(n_days) < 0.5).astype(float),
            "flare_level": rng.integers(3, 6, n_days).astype(float),
            "day": np.arange(n_days, dtype=float),
            "stress_lag1": rng.normal(4, 2, n_days),
        }
    )


def test_a_flare_counts_when_it_began_after_the_rating_before():
    diary = a_diary(12, [5.0, 1.0, 5.0, 1.0])
    days = flare_days(diary, a_frame(diary))
    assert days["flare_onset"].dropna().tolist() == [0.0, 1.0, 1.0]
    assert days.index.tolist() == [7, 8, 10]
    assert days["flare_level"].tolist() == [3.0] * 3


def test_a_flare_that_had_begun_before_the_run_takes_its_day_out():
    diary = a_diary(9, [5.0])
    begun = a_frame(diary, pain_pre=[1.0] * 8 + [3.0])
    assert flare_days(diary, begun).index.tolist() == [7]


def test_a_flare_at_an_unknown_time_takes_its_day_out():
    diary = a_diary(9, [5.0])
    elsewhen = a_frame(diary, pain_post=[1.0] * 9)
    assert flare_days(diary, elsewhen).index.tolist() == [7]


@pytest.mark.parametrize("missing", ["pain_pre", "pain_post"])
def test_a_day_takes_a_rating_before_and_one_after(missing):
    diary = a_diary(9, [5.0])
    frame = a_frame(diary)
    frame.loc[8, missing] = np.nan
    assert flare_days(diary, frame).index.tolist() == [7]


@pytest.mark.parametrize(
    ("n_onsets", "terms"),
    [
        (10, ("stretching", "pain_pre")),
        (14, ("stretching", "pain_pre")),
        (15, ("stretching", "pain_pre", "ran")),
        (30, ("stretching", "pain_pre", "ran", "flare_level", "day", "stress_lag1")),
        (100, ("stretching", "pain_pre", "ran", "flare_level", "day", "stress_lag1")),
    ],
)
def test_five_onsets_bear_a_term_and_the_rating_before_comes_first(n_onsets, terms):
    days = days_at_risk(300, 1, seed=1)
    days["flare_onset"] = np.repeat([1.0, 0.0], [n_onsets, 300 - n_onsets])
    assert flare_rows(days, STRETCHING).terms == terms


def test_what_is_not_known_costs_a_second_term():
    days = days_at_risk(300, 1, seed=1).drop(columns=["flare_level", "day"])
    days["flare_onset"] = np.repeat([1.0, 0.0], [20, 280])
    days.loc[:9, "stress_lag1"] = np.nan
    assert flare_rows(days, STRETCHING).terms == ("stretching", "pain_pre", "ran")
    days.loc[20:24, "flare_onset"] = 1.0
    rows = flare_rows(days, STRETCHING)
    assert rows.terms[3:] == ("stress_lag1", "unknown_stress_lag1")
    assert rows.days["unknown_stress_lag1"].sum() == 10


@pytest.mark.parametrize(
    "twin",
    [
        lambda days: 7.0 + 0 * days["day"],
        lambda days: 3 - 2 * days["pain_pre"],
        lambda days: (days.index < 2).astype(float),
        lambda days: days["day"].where(days["day"] < 0),
    ],
    ids=["constant", "twin", "rare", "never known"],
)
def test_a_term_that_tells_nothing_new_is_passed_over(twin):
    days = days_at_risk(300, 1, seed=1)
    days["flare_onset"] = np.repeat([1.0, 0.0], [50, 250])
    days["flare_level"] = twin(days)
    assert flare_rows(days, STRETCHING).terms[2:] == ("ran", "day", "stress_lag1")


def test_claims_about_runs_are_told_from_runs_and_spikes_never_from_returns():
    days = days_at_risk(300, 1, seed=2).assign(warm_up=1.0, spike=0.0, after_break=0.0)
    assert (flare_rows(days, SPECIFICATION["warm-up"]).days["ran"] == 1).all()
    first_runs = days.index[days["ran"] == 1][:20]
    days.loc[first_runs, "after_break"] = 1.0
    found = flare_rows(days, SPECIFICATION["spike"]).days
    assert len(found) == (days["ran"] == 1).sum() - 20


def test_a_planted_odds_ratio_is_found_through_the_feedback():
    days = days_at_risk(700, PLANTED, seed=3)
    found = hazard_odds(flare_rows(days, STRETCHING), STRETCHING)
    assert found.low < PLANTED < found.high
    assert found.low > 1
    assert found.p_value < 0.001


def test_planted_odds_ratios_are_covered_and_hit_on_average():
    found = [
        hazard_odds(flare_rows(days_at_risk(400, PLANTED, seed), STRETCHING), STRETCHING)
        for seed in range(40)
    ]
    covered = sum(one.low <= PLANTED <= one.high for one in found)
    assert covered >= 35, "40 intervals of 95 % miss six or more in 1 % of the cases"
    assert np.mean([np.log(one.odds_ratio) for one in found]) == pytest.approx(
        np.log(PLANTED), abs=0.25
    )


def test_without_an_effect_few_intervals_leave_out_1():
    p_values = [
        hazard_odds(flare_rows(days_at_risk(400, 1.0, seed), STRETCHING), STRETCHING).p_value
        for seed in range(40)
    ]
    assert sum(p < 0.05 for p in p_values) <= 5


def test_the_contrast_is_the_exposure_times_its_amount():
    days = days_at_risk(400, PLANTED, seed=5)
    twice = hazard_odds(flare_rows(days, STRETCHING), STRETCHING)
    halved = days.assign(stretching=days["stretching"] / 2)
    once = hazard_odds(flare_rows(halved, STRETCHING), STRETCHING)
    assert once.odds_ratio == pytest.approx(twice.odds_ratio**2)
    assert once.p_value == pytest.approx(twice.p_value)
    assert contrast_amount(SPECIFICATION["ramp-up"]) == pytest.approx(np.log(1.3))
    assert contrast_amount(SPECIFICATION["strength"]) == 1.0  # one session of the day


def test_an_exposure_without_a_single_onset_has_a_finite_interval():
    days = days_at_risk(300, 1.0, seed=6)
    days.loc[days["stretching"] > 0, "flare_onset"] = 0.0
    found = hazard_odds(flare_rows(days, STRETCHING), STRETCHING)
    assert 0 < found.low < found.odds_ratio < found.high < 1


def test_an_exposure_that_cannot_be_told_is_an_error():
    days = days_at_risk(300, 1.0, seed=7)
    with pytest.raises(ModelError, match="the same on every day"):
        hazard_odds(FlareRows(days.assign(stretching=2.0), ("stretching",)), STRETCHING)
    twin = days.assign(stretching=days["pain_pre"])
    with pytest.raises(ModelError, match="combination of the others"):
        hazard_odds(FlareRows(twin, ("stretching", "pain_pre")), STRETCHING)


def test_a_yes_or_no_outcome_keeps_its_sign_which_a_formula_of_statsmodels_turns():
    days = days_at_risk(400, PLANTED, seed=4)
    terms = ("stretching", "pain_pre")
    told = days.assign(flare_onset=days["flare_onset"] == 1)
    odds = [hazard_odds(FlareRows(rows, terms), STRETCHING) for rows in (days, told)]
    assert odds[0] == odds[1]
    assert odds[0].odds_ratio > 1
    of_bool = smf.glm("flare_onset ~ stretching", told, family=sm.families.Binomial()).fit()
    of_number = smf.glm("flare_onset ~ stretching", days, family=sm.families.Binomial()).fit()
    assert of_bool.params["stretching"] == pytest.approx(-of_number.params["stretching"])
