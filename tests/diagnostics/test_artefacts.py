"""What comes of the way of looking alone, on the reader's own calendar."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from trust_examples import diary_of

from backstride.diagnostics.artefacts import (
    ANSWERS,
    ANY_BIN,
    CONSTANT,
    IGNORES,
    LATER,
    OWN,
    SHUFFLED,
    NullDiaries,
    best_lags,
    coupling,
    null_denominators,
    null_diaries,
    protective_slopes,
    ratio_bins,
)
from backstride.diary import build_diary
from backstride.exposures import add_exposures
from backstride.figures import slopes_by_chance, smallest_p_bars
from backstride.simulate import Scenario, as_log, simulate_runner
from backstride.summaries import (
    best_lag_sentence,
    bins_sentence,
    coupling_sentence,
    slope_sentence,
    slope_table,
)


@cache
def sore_diary(n_days: int = 730) -> pd.DataFrame:
    """Runs less when it hurts; nothing has an effect."""
    scenario = Scenario(seed=3, n_days=n_days, kappa=1.0, psi=0.12)
    return add_exposures(build_diary(as_log(simulate_runner(scenario))))


@cache
def drawn_of(n_days: int = 730) -> NullDiaries:
    return null_diaries(sore_diary(n_days), n_diaries=200)


def weeks(*km: float) -> pd.DataFrame:
    return pd.DataFrame({"distance_km": np.repeat(np.array(km) / 7, 7)})


def test_random_weeks_correlate_at_one_half_by_coupling_alone() -> None:
    # Lolli et al. (2019): 0.50 for an acute week inside four.
    table = coupling(sore_diary()).set_index("order")
    assert table.loc["random", "coupled"] == pytest.approx(0.5, abs=0.02)
    assert table.loc["random", "uncoupled"] == pytest.approx(0.0, abs=0.03)
    assert table.loc["random", "n_weeks"] == pytest.approx(730 // 7, abs=1)


def test_own_weeks_are_correlated_in_their_own_order() -> None:
    km = [10.0, 12, 30, 11, 25, 14, 18, 40, 9]
    table = coupling(weeks(*km)).set_index("order")
    means = [np.mean(km[end - 3 : end + 1]) for end in range(3, 9)]
    before = [np.mean(km[end - 3 : end]) for end in range(3, 9)]
    assert table.loc["your own", "coupled"] == pytest.approx(np.corrcoef(km[3:], means)[0, 1])
    assert table.loc["your own", "uncoupled"] == pytest.approx(np.corrcoef(km[3:], before)[0, 1])


def test_weeks_with_unlogged_days_are_left_out() -> None:
    km = weeks(10, 12, 30, 11, 25, 14, 18, 40, 9)
    km.loc[3, "distance_km"] = np.nan
    assert coupling(km)["n_weeks"].tolist() == [8, 8]


@pytest.mark.parametrize("km", [(10, 20, 30), (10,) * 12])
def test_few_or_equal_weeks_are_not_correlated(km: tuple[float, ...]) -> None:
    table = coupling(weeks(*km))
    assert table.empty
    assert coupling_sentence(table).startswith("There are fewer than 8 whole logged weeks")


def test_the_coupling_sentence_has_the_numbers_of_the_table() -> None:
    table = coupling(sore_diary())
    r = table.set_index("order").loc["random", "coupled"]
    assert f"correlates at {r:.2f} with a mean that holds the week itself" in coupling_sentence(
        table
    )


def test_a_workload_ratio_looks_protective_where_the_runner_answers_pain() -> None:
    short = slope_table(protective_slopes(drawn_of())).set_index("pain")
    assert short.loc[IGNORES, "mean_slope"] == pytest.approx(0.0, abs=0.05)
    assert short.loc[ANSWERS, "mean_slope"] < -0.1
    assert short.loc[ANSWERS, "looks_protective"] > 0.85


def test_the_best_of_fifteen_lags_finds_something_in_nothing() -> None:
    table = best_lags(drawn_of())
    assert table.groupby("pain")["share"].sum().tolist() == pytest.approx([1.0, 1.0])
    found = table[table["smallest_p"] != "above .20"]
    found = found[found["smallest_p"] != ".05 to .20"].groupby("pain")["share"].sum()
    assert 0.3 < found[IGNORES] < 0.7
    assert found[ANSWERS] > found[IGNORES]


def test_bins_err_more_often_than_a_fair_test() -> None:
    table = ratio_bins(drawn_of()).set_index("acwr")
    assert table.index.tolist() == ["up to 0.8", "0.8 to 1.3", "1.3 to 1.5", "above 1.5", ANY_BIN]
    assert table["n_days"].iloc[:-1].sum() == table.loc[ANY_BIN, "n_days"]
    assert table.loc[ANY_BIN, "ignored"] > 0.12
    assert (table["answered"].iloc[:-1] <= table.loc[ANY_BIN, "answered"]).all()


def test_the_sentences_have_the_numbers_of_the_tables() -> None:
    drawn = drawn_of()
    slopes, lags, bins = protective_slopes(drawn), best_lags(drawn), ratio_bins(drawn)
    answered = bins.set_index("acwr").loc["above 1.5", "answered"]
    assert f"{answered:.0%} where {ANSWERS}".replace("%", " %") in bins_sentence(bins)
    mean = slope_table(slopes).set_index("pain").loc[ANSWERS, "mean_slope"]
    assert f"−{abs(mean):.2f} points per 1.0" in slope_sentence(slopes)
    assert f"where {IGNORES}, in " in best_lag_sentence(lags)
    assert "40 %" in best_lag_sentence(
        pd.DataFrame({"pain": "x", "smallest_p": [".01 to .05", "above .20"], "share": [0.4, 0.6]})
    )


def test_the_same_seed_draws_the_same_diaries() -> None:
    again = null_diaries(sore_diary(), n_diaries=200)
    for name in (IGNORES, ANSWERS):
        assert np.array_equal(again.pain[name].post, drawn_of().pain[name].post)


def test_a_short_log_shows_nothing_and_says_so() -> None:
    drawn = drawn_of(30)
    assert drawn.pain == {}
    slopes, lags, bins = protective_slopes(drawn), best_lags(drawn), ratio_bins(drawn)
    assert slopes.empty
    assert lags.empty
    assert bins.empty
    assert slope_table(slopes).empty
    assert best_lag_sentence(lags) == bins_sentence(bins)
    assert best_lag_sentence(lags).startswith("The ratings are too few")
    assert slope_sentence(slopes).startswith("The workload ratio is not known")
    assert smallest_p_bars(lags).alt.startswith("No figure")
    assert slopes_by_chance(slopes).alt.startswith("No figure")


def test_figures_tell_their_numbers() -> None:
    drawn = drawn_of()
    lags, slopes = best_lags(drawn), protective_slopes(drawn)
    bars = smallest_p_bars(lags)
    (axes,) = bars.figure.axes
    assert [bar.get_height() for bar in axes.patches] == pytest.approx(100 * lags["share"])
    picture = slopes_by_chance(slopes)
    assert len(picture.figure.axes) == 2
    assert f"{ANSWERS}: mean −" in picture.alt


@pytest.fixture(scope="module")
def slopes():
    return null_denominators(diary_of("sore")).set_index("denominator")


def test_slopes_are_those_of_a_plain_regression(slopes):
    days = diary_of("sore").dropna(subset=["pain_post", "workload_ratio"])
    for name, column in ((OWN, "workload_ratio"), (CONSTANT, "acute_km")):
        line = stats.linregress(days[column], days["pain_post"])
        assert slopes.loc[name, "estimate"] == pytest.approx(line.slope * days[column].std(ddof=0))
        assert slopes.loc[name, "p_value"] == pytest.approx(line.pvalue)
        assert slopes.loc[name, "n_days"] == len(days)


def test_a_ratio_after_the_rating_looks_protective_from_feedback_alone(slopes):
    assert slopes.loc[LATER, "high"] < 0
    assert slopes.loc[OWN, "estimate"] < 0


def test_association_stays_without_the_weeks_before():
    diary = diary_of("quiet")
    noisy = np.random.default_rng(2).normal(0, 0.5, len(diary))
    by_acute = diary.assign(pain_post=0.6 * diary["acute_km"] + noisy)
    found = null_denominators(by_acute).set_index("denominator")
    assert (found.loc[[OWN, CONSTANT], "p_value"] < 0.001).all()
    assert found.loc[SHUFFLED, "low"] > 0


def test_shuffles_are_seeded():
    first, again, other = (null_denominators(diary_of("quiet"), seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert first["estimate"].iloc[2] != other["estimate"].iloc[2]


def test_no_slopes_without_days_or_variation():
    diary = diary_of("quiet")
    assert null_denominators(diary.head(40)).empty
    assert null_denominators(diary.assign(pain_post=2.0)).empty
