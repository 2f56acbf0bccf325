"""Null pain on a runner's own calendar: what is drawn, how fast refits are exact, who is fooled."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from backstride.diagnostics.common import driver, scale_of
from backstride.diagnostics.false_alarms import (
    ANY,
    OURS,
    PLAIN,
    bin_p_values,
    contrast_p_values,
    false_alarms,
    lag_p_values,
    plain_p_values,
    refit,
)
from backstride.diagnostics.null_diaries import NullPain, null_pain
from backstride.diary import build_diary
from backstride.exposures import add_exposures
from backstride.figures import false_alarm_dots
from backstride.models.contrasts import contrast
from backstride.models.design import PAIN_PRE_NEWS
from backstride.models.fit import fit_adl
from backstride.models.frame import model_frame
from backstride.models.plain import plain_difference
from backstride.models.specification import SPECIFICATION, Specification
from backstride.simulate import Scenario, as_log, simulate_runner
from backstride.summaries import (
    false_alarm_sentence,
    false_alarm_shares,
    fooled_sentence,
    refused_sentence,
    whole_report_sentence,
)
from backstride.verdict.answers import fit_claim


@cache
def diary_of(*, rated_before_run: bool = True, n_days: int = 365, seed: int = 5004) -> pd.DataFrame:
    """Stretches when it hurts and runs less; nothing has an effect."""
    scenario = Scenario(
        seed=seed,
        n_days=n_days,
        kappa=0.5,
        psi=0.06,
        habits_follow="felt" if rated_before_run else "yesterday",
        habit_slope=0.8,
        rated_before_run=rated_before_run,
    )
    return add_exposures(build_diary(as_log(simulate_runner(scenario))))


@cache
def alarms_of(seed: int = 5004) -> pd.DataFrame:
    return false_alarms(diary_of(seed=seed), n_diaries=100)


def drawn(diary: pd.DataFrame, specification: Specification, n_diaries: int = 4) -> NullPain:
    frame = model_frame(diary)
    slot = diary["pain_pre_slot"].iloc[0]
    pain = null_pain(frame, [driver(specification.exposure)], slot, n_diaries, seed=3)
    assert pain is not None
    return pain


@pytest.mark.parametrize("rated_before_run", [True, False])
@pytest.mark.parametrize("slug", SPECIFICATION)
def test_a_refit_equals_the_fit_to_the_same_ratings(slug: str, *, rated_before_run: bool) -> None:
    diary, specification = diary_of(rated_before_run=rated_before_run), SPECIFICATION[slug]
    frame = model_frame(diary)
    answer = fit_claim(diary, frame, specification)
    if answer.fit is None:
        assert answer.refusal is not None
        return
    pain = drawn(diary, specification)
    refits = refit(answer.fit, frame, pain)
    p_values = contrast_p_values(refits, answer.fit.rows.contrasted, specification, frame)
    for nth in (0, 3):
        whole = fit_adl(with_ratings(answer.fit.rows, frame, pain, nth))
        names = list(refits.names)
        np.testing.assert_allclose(refits.params[nth], whole.results.params[names], atol=1e-8)
        block = whole.covariance.loc[names, names]
        np.testing.assert_allclose(refits.covariance[nth], block, atol=1e-8)
        assert refits.dof == whole.results.df_resid
        told = contrast(whole, specification, frame)
        assert p_values[nth] == pytest.approx(told.p_value, abs=1e-8)


def with_ratings(rows, frame, pain, nth):
    """The same rows with the ratings of one null diary, gaps as they were."""
    day = rows.frame["day"].to_numpy(dtype=int)
    has_before = frame["pain_post_lag1"].notna().to_numpy()[day]
    other = rows.frame.assign(
        pain_post=pain.post[day, nth],
        pain_pre=pain.pre[day, nth],
        pain_post_lag1=np.where(has_before, pain.post[day - 1, nth], 0.0),
    )
    terms = tuple("pain_pre" if term == PAIN_PRE_NEWS else term for term in rows.terms)
    return replace(rows, frame=other, terms=terms)


@pytest.mark.parametrize("slug", ["spike", "ramp-up", "stretching", "strength"])
def test_plain_p_values_are_those_of_the_plain_correlation(slug: str) -> None:
    diary, specification = diary_of(), SPECIFICATION[slug]
    frame, pain = model_frame(diary), drawn(diary, specification)
    p_values = plain_p_values(frame, specification, pain.post)
    is_rated = frame["pain_post"].notna()
    for nth in range(4):
        other = frame.assign(pain_post=np.where(is_rated, pain.post[:, nth], np.nan))
        assert p_values[nth] == pytest.approx(plain_difference(other, specification)[3], abs=1e-12)


def test_lagged_p_values_are_those_of_pearson() -> None:
    frame = pd.DataFrame(
        {"km": [5.0, 0.0, 7.0, np.nan, 3.0, 8.0, 0.0], "pain_post": [1.0, 2, np.nan, 4, 1, 0, 3]}
    )
    ratings = np.array([1.0, 3, 0, 2, 2, 5, 1])[:, None]
    by_lag = lag_p_values(frame, "km", ratings)
    assert by_lag.shape == (15, 1)
    # Rated days 0 1 3 4 5 6; the day before is known for 1 3 5 6.
    told = stats.pearsonr([5.0, 7.0, 3.0, 8.0], [3.0, 2.0, 5.0, 1.0]).pvalue
    assert by_lag[1, 0] == pytest.approx(told)
    assert by_lag[14, 0] == 1


def test_a_bin_is_tested_against_all_other_days() -> None:
    frame = pd.DataFrame({"pain_post": [1.0] * 8})
    ratio = pd.Series([1.6, 1.7, 2.0, 1.0, 1.1, 0.9, 1.5, np.nan])
    ratings = np.array([4.0, 5, 3, 1, 2, 1, 2, 9])[:, None]
    told = stats.ttest_ind(ratings[:3, 0], ratings[3:7, 0]).pvalue
    assert bin_p_values(frame, ratio, 1.5, np.inf, ratings)[0] == pytest.approx(told)
    assert bin_p_values(frame, ratio, 1.9, np.inf, ratings)[0] == 1


@pytest.mark.parametrize(
    ("given", "levels"),
    [([0.0, 3.0, 2.0], list(range(11))), ([2.5, 10.0, 5.0], [2.5, 5.0, 10.0])],
)
def test_ratings_stay_on_the_runners_scale(given: list[float], levels: list[float]) -> None:
    scale = scale_of(pd.Series([*given, np.nan]))
    assert scale.levels.tolist() == levels
    rated = scale.rated(np.array([-3.0, 4.1, 12.0]))
    assert rated.tolist() == [levels[0], 4.0 if 4.0 in levels else 5.0, 10.0]


def test_drawn_pain_is_on_the_scale_seeded_and_of_the_runners_level() -> None:
    diary, specification = diary_of(), SPECIFICATION["stretching"]
    one, again = drawn(diary, specification, 50), drawn(diary, specification, 50)
    assert np.array_equal(one.post, again.post)
    assert set(np.unique(one.post)) <= set(range(11))
    assert one.post.mean() == pytest.approx(diary["pain_post"].mean(), abs=0.15)
    assert one.post.std() == pytest.approx(diary["pain_post"].std(), abs=0.15)
    assert one.pre.mean() == pytest.approx(diary["pain_pre"].mean(), abs=0.15)


def test_the_rating_before_is_last_evenings_where_none_is_of_the_day() -> None:
    pain = drawn(diary_of(rated_before_run=False), SPECIFICATION["spike"])
    assert np.array_equal(pain.pre[1:], pain.post[:-1])


def test_behaviour_that_answers_pain_fools_a_correlation_and_pain_laid_blindly_does_not() -> None:
    diary, specification = diary_of(), SPECIFICATION["stretching"]
    frame = model_frame(diary)
    shares = {}
    for names in ([], ["stretching"]):
        pain = null_pain(frame, names, "same day", 200, seed=1)
        p_values = plain_p_values(frame, specification, pain.post)
        shares[len(names)] = float((p_values < 0.05).mean())
    # Over 140 fresh runners of this kind the truth is .90.
    assert shares[0] < 0.15
    assert shares[1] > 0.4


def test_the_models_are_fooled_no_more_often_than_they_should_be() -> None:
    # One calendar scatters (for any claim, .16 on 5004 and .04 on 5005), hence a mean of three.
    several = pd.concat([alarms_of(seed) for seed in (5003, 5004, 5005)])
    shares = several.groupby(["slug", "method"])["share"].mean()
    assert shares["stretching", PLAIN] > 0.4
    ours = shares.xs(OURS, level="method")
    assert ours.drop(ANY).max() <= 0.1
    assert ours.drop(ANY).mean() <= 0.065
    assert ours[ANY] <= 0.12


def test_shares_lie_in_their_intervals() -> None:
    known = alarms_of().dropna(subset=["share"])
    assert ((known["low"] <= known["share"]) & (known["share"] <= known["high"])).all()
    assert known["mc_error"].max() <= 0.05
    assert (known["n_diaries"] == 100).all()


def test_a_refused_claim_has_no_share_and_says_why() -> None:
    alarms = false_alarms(diary_of(rated_before_run=False), n_diaries=20)
    row = alarms[(alarms["slug"] == "stretching") & (alarms["method"] == OURS)].iloc[0]
    assert np.isnan(row["share"])
    assert row["status"] == "order unknown"
    assert "Stretch the hamstrings twice a day (order unknown)" in refused_sentence(alarms)
    assert refused_sentence(alarms[alarms["slug"] == "spike"]) == ""


def test_a_log_too_short_says_so() -> None:
    alarms = false_alarms(diary_of(n_days=30), n_diaries=20)
    assert alarms.empty
    assert false_alarm_shares(alarms).empty
    assert false_alarm_sentence(alarms).startswith("The ratings are too few")
    assert whole_report_sentence(alarms) == fooled_sentence(alarms) == refused_sentence(alarms)
    assert false_alarm_dots(alarms).alt.startswith("No figure")


def test_a_short_log_has_plain_shares_alone() -> None:
    alarms = false_alarms(diary_of(n_days=70), n_diaries=20)
    assert (alarms.loc[alarms["method"] == OURS, "share"].isna()).all()
    assert alarms.loc[alarms["method"] == PLAIN, "share"].notna().all()
    assert "cannot be fooled" in whole_report_sentence(alarms)
    assert fooled_sentence(alarms) == ""


def test_sentences_say_what_the_table_says() -> None:
    def row(slug: str, method: str, share: float, low: float) -> dict[str, object]:
        claim = {"spike": "Too much in one run", "stretching": "Stretch", ANY: "Any"}[slug]
        return {
            "slug": slug,
            "claim": claim,
            "method": method,
            "n_diaries": 200,
            "share": share,
            "low": low,
            "high": share + 0.1,
            "mc_error": 0.03,
            "status": "",
        }

    alarms = pd.DataFrame(
        [
            row("spike", PLAIN, 0.1, 0.05),
            row("spike", OURS, 0.2, 0.15),
            row("stretching", PLAIN, 0.6, 0.5),
            row("stretching", OURS, 0.04, 0.02),
            row(ANY, PLAIN, 0.7, 0.6),
            row(ANY, "best of 15 lags", 0.9, 0.8),
            row(ANY, OURS, 0.05, 0.02),
        ]
    )
    said = false_alarm_sentence(alarms)
    assert "“Stretch”" in said
    assert "plain correlation 60 %, Backstride 4 %." in said
    assert "200 diaries drawn and may be off by up to 6 percentage points" in said
    assert "Too much in one run (20 %, interval 15 % to 30 %)" in fooled_sentence(alarms)
    assert "in 70 % of the diaries" in whole_report_sentence(alarms)
    table = false_alarm_shares(alarms).set_index("claim")
    assert table.loc["Too much in one run", OURS] == "20 %"
    fine = alarms[alarms["slug"] != "spike"]
    assert fooled_sentence(fine) == "On no claim is Backstride clearly fooled in more than 8 %."


def test_the_figure_draws_every_share_and_its_interval() -> None:
    alarms = alarms_of()
    picture = false_alarm_dots(alarms)
    (axes,) = picture.figure.axes
    points = sum(len(dots.get_offsets()) for dots in axes.collections if len(dots.get_offsets()))
    n_shares = int(alarms["share"].notna().sum())
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["plain correlation", "best of 15 lags", "ACWR above 1.5", "Backstride"]
    assert points >= n_shares
    assert "Stretch the hamstrings twice a day: plain correlation" in picture.alt
