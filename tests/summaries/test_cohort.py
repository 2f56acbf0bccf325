"""Tables and sentences of a cohort: computed, true for any data, and nobody named."""

import numpy as np
import pandas as pd
import pytest
from cohort_examples import example_diary, example_frame

from backstride.models.pooled.design import pooled_columns, pooled_model
from backstride.models.pooled.estimate import sustained_dose, sustained_model
from backstride.models.pooled.sums import runner_sums
from backstride.models.pooled.within_between import between_runners, runner_means
from backstride.models.specification import SPECIFICATION
from backstride.summaries import (
    alternative_estimands,
    cohort_answers,
    cohort_facts,
    cohort_sentence,
    differ_sentence,
    evenly,
    lag_sentence,
    lag_table,
    other_side_sentence,
    runner_rows,
    spread_table,
    wrong_beside_honest,
    wrongly_sentence,
)
from backstride.summaries.cohort import BETWEEN, WEEK_CONTRAST, WITHIN
from backstride.verdict.cohort import CohortLags, answer_whole_cohort

NAMES = ["anna", "bert", "cem", "dora", "ede", "fritz"]


def some_runners(n_runners=6):
    estimate = [-0.9, -0.4, -0.3, -0.2, 0.1, np.nan][:n_runners]
    return pd.DataFrame(
        {
            "runner": NAMES[:n_runners],
            "slug": "stretching",
            "n_days": 150,
            "n_exposed": [60, 61, 62, 63, 64, 2][:n_runners],
            "estimate": estimate,
            "standard_error": 0.1,
            "dof": 1e9,
            "refused": ["" if number == number else "too few days" for number in estimate],
        }
    )


def some_answers(**changed):
    row = {
        "slug": "stretching", "claim": "Stretch", "status": "lowers", "estimate": -0.3,
        "low": -0.5, "high": -0.1, "p_holm": 0.01, "n_runners": 6.0, "n_days": 900.0, "tau": 0.2,
        "own_estimate": -0.34, "own_low": -0.6, "own_high": -0.08, "n_own": 5.0,
        "prediction_low": -0.9, "prediction_high": 0.3, "spread": "Runners differ.",
    }  # fmt: skip
    refused = {name: np.nan if isinstance(value, float) else value for name, value in row.items()}
    other = refused | {"slug": "spike", "claim": "Spike", "status": "not logged", "spread": ""}
    return pd.DataFrame([row | changed, other])


def a_diary(n_runners=6, n_days=10):
    return pd.DataFrame(
        {
            "runner": np.repeat(NAMES[:n_runners], n_days),
            "distance_km": np.tile([7.0, 0.0], n_runners * n_days // 2),
            "pain_post": np.repeat(np.arange(n_runners, dtype=float), n_days),
            "is_logged": True,
        }
    )


def some_lags(low=0.1):
    lag = np.arange(28)
    estimate = 0.4 * 0.5**lag
    parts = []
    for km in (5.0, 15.0):
        shown = estimate * (km - 9) / 6
        own = {"km": km, "reference_km": 9.0, "lag_days": lag, "estimate": shown}
        total = np.cumsum(shown)
        bounds = {"low": shown - 0.4 + low, "high": shown + 0.2}
        sums = {"sum": total, "sum_low": total - 1, "sum_high": total + 1}
        parts.append(pd.DataFrame({**own, **bounds, **sums}))
    return CohortLags(pd.concat(parts, ignore_index=True), "", 40, 5000)


NO_LAGS = CohortLags(some_lags().surface.iloc[:0], "Runners with days enough: 3.")

# Facts


def test_facts_are_quartiles_over_runners():
    facts = cohort_facts(a_diary(5)).set_index("of_a_runner")
    assert facts.loc["mean pain in the evening"].tolist() == [1.0, 2.0, 3.0]
    assert facts.loc["runs a week"].tolist() == [3.5] * 3
    assert facts.loc["km a week"].tolist() == [24.5] * 3


def test_fewer_than_5_runners_are_not_described():
    assert cohort_facts(a_diary(4)).empty
    assert cohort_sentence(a_diary(4)).startswith("Runners in this cohort: 4. Nothing is shown")
    assert "6 runners, 60 days" in cohort_sentence(a_diary(6))


def test_what_fewer_than_5_of_the_runners_rated_is_not_described():
    diary = a_diary(6)
    diary["pain_post"] = diary["pain_post"].where(diary["runner"].isin(NAMES[:4]))
    facts = cohort_facts(diary).set_index("of_a_runner")
    assert facts.loc["mean pain in the evening"].isna().all()
    assert facts.drop(index="mean pain in the evening").notna().all(axis=None)


def test_answers_are_rounded_and_refused_ones_kept():
    shown = cohort_answers(some_answers())
    assert shown["n_runners"].tolist()[0] == 6
    assert pd.isna(shown["estimate"].iloc[1])
    assert shown["status"].tolist() == ["lowers", "not logged"]


# Runners


def test_runners_stand_in_the_order_of_their_estimates_without_names():
    rows = runner_rows(some_runners(), "stretching")
    assert rows["runner"].tolist() == [f"runner {place}" for place in range(1, 6)]
    assert rows["estimate"].tolist() == [-0.9, -0.4, -0.3, -0.2, 0.1]
    np.testing.assert_allclose(rows["high"] - rows["estimate"], 0.196, atol=1e-4)
    assert not set(NAMES) & set(rows.to_string().split())


def test_runners_are_named_only_where_asked():
    assert runner_rows(some_runners(), "stretching", is_named=True)["runner"].tolist() == NAMES[:5]


def test_fewer_than_5_own_estimates_are_not_shown():
    rows = runner_rows(some_runners(4), "stretching")
    assert rows.empty
    assert "nothing is shown of single runners" in differ_sentence(
        rows, some_answers(spread="Too few runners (4)."), "stretching"
    )
    assert other_side_sentence(rows) == ""


def test_how_many_lie_off_the_mean_is_set_beside_chance():
    rows = runner_rows(some_runners(), "stretching")
    said = differ_sentence(rows, some_answers(), "stretching")
    # off −0.34 ± 0.196: −0.9 and +0.1
    assert "the mean of 5 runners is −0.34 points" in said
    assert "The intervals of 2 runners do not hold the mean" in said
    assert "about 0 would not by chance" in said
    assert not set(NAMES) & set(said.split())


def test_sides_of_0_are_counted():
    said = other_side_sentence(runner_rows(some_runners(), "stretching"))
    assert said.startswith("Taken alone, 4 point to less pain (4 with an interval below 0) and 1")


def test_spread_leaves_out_claims_without_one():
    table = spread_table(some_answers())
    assert table["claim"].tolist() == ["Stretch"]
    assert table.loc[0, ["runners", "differ_by", "next_low"]].tolist() == [5, 0.2, -0.9]


def test_evenly_keeps_the_ends():
    rows = pd.DataFrame({"place": range(7)})
    assert evenly(rows, 7) is rows
    assert evenly(rows, 3)["place"].tolist() == [0, 3, 6]


# Common estimators


def a_table(*rows):
    return pd.DataFrame(rows, columns=["estimator", "estimate", "low", "high", "says"])


HONEST = ("from the rating before", -0.3, -0.4, -0.2, "less pain")


def test_what_says_the_opposite_is_named():
    said = wrongly_sentence(
        a_table(HONEST, ("mixed model", 0.2, 0.1, 0.3, ""), ("GEE", -0.1, -0.35, 0.1, "")),
        "stretching",
    )
    assert "Of 2 common estimators, 1 without this in its interval: mixed model +0.20." in said
    assert "The opposite, with 0 left out, is what this says: mixed model." in said


def test_what_misses_without_the_opposite_sign_does_not_say_the_opposite():
    said = wrongly_sentence(a_table(HONEST, ("GEE", 0.02, -0.05, 0.1, "")), "stretching")
    assert "1 without this in its interval: GEE +0.02." in said
    assert "opposite" not in said


def test_agreement_is_said_to_be_luck():
    said = wrongly_sentence(a_table(HONEST, ("GEE", -0.25, -0.35, -0.1, "")), "stretching")
    assert "hold this here" in said


@pytest.mark.parametrize("estimate", [-0.25, 0.2])
def test_an_estimator_that_did_not_converge_is_named_and_not_counted(estimate):
    none = ("mixed model", np.nan, np.nan, np.nan, "did not converge")
    gee = ("GEE", estimate, estimate - 0.1, estimate + 0.1, "")
    said = wrongly_sentence(a_table(HONEST, gee, none), "stretching")
    assert "all 1 common" in said or "Of 1 common" in said
    assert said.endswith("Without an estimate, since it did not converge: mixed model.")


def test_few_runners_who_hurt_alike_leave_the_mixed_model_without_an_estimate(monkeypatch):
    monkeypatch.setattr("backstride.diagnostics.pooling.SEARCHES", ())
    table = wrong_beside_honest(example_frame(), some_answers(), "stretching")
    assert table["says"].tolist()[-1] == "did not converge"
    assert table["estimate"].notna().sum() == 4


def test_without_an_estimate_nothing_is_set_beside_it():
    table = wrong_beside_honest(pd.DataFrame(), some_answers(), "spike")
    assert table.empty
    assert "there is no estimate" in wrongly_sentence(table, "spike")


# Lags


def test_the_lag_table_shows_the_longest_distance():
    table = lag_table(some_lags())
    assert table["evenings_later"].tolist() == [0, 1, 2, 3, 6, 13, 27]
    assert table["estimate"].tolist()[:3] == [0.4, 0.2, 0.1]
    assert lag_table(NO_LAGS).empty


def test_the_lag_sentence_has_the_numbers_of_the_first_evening_and_the_week():
    said = lag_sentence(some_lags())
    assert "A day of 15.0 km against one of 9.0 km, from 40 runners and 5,000 days" in said
    assert "+0.40 points (+0.10 to +0.60) on the same evening" in said
    assert "the 6 after it +0.79 (−0.21 to +1.79)" in said
    assert "leaves out 0 on 1 evening in a row" in said


@pytest.mark.parametrize(
    ("lags", "words"),
    [
        (some_lags(low=-0.2), "On the same evening 0 stays possible."),
        (some_lags(low=0.5), "on 28 evenings in a row"),
        (NO_LAGS, "Nothing is said of how long a run is felt. Runners with days enough: 3."),
    ],
)
def test_the_lag_sentence_holds_for_other_data(lags, words):
    assert words in lag_sentence(lags)


def test_a_claim_is_asked_of_a_week_and_of_runners_against_runners():
    frame, answers = example_frame(), answer_whole_cohort(example_diary())
    specification = SPECIFICATION["stretching"]
    asked = alternative_estimands(frame, answers, "stretching").set_index("asked")
    assert list(asked.index) == [WITHIN, WEEK_CONTRAST, BETWEEN]
    assert asked.loc[WITHIN, "estimate"] < 0 < asked.loc[BETWEEN, "estimate"]
    answer = answers.set_index("slug").loc["stretching"]
    for name in ("estimate", "low", "high"):
        assert asked.loc[WITHIN, name] == pytest.approx(answer[name], rel=1e-9)
    columns = pooled_columns(frame, specification)
    model = sustained_model(pooled_model(specification), specification)
    week = sustained_dose(runner_sums(columns, model), model, specification.contrast_size).contrast
    assert asked.loc[WEEK_CONTRAST, "low"] == pytest.approx(week.interval[0])
    means = runner_means(columns, specification)
    slope = between_runners(means, specification).contrast.estimate / specification.contrast_size
    lower, upper = np.percentile(means["exposure"], [25, 75])
    assert asked.loc[BETWEEN, "estimate"] == pytest.approx(slope * (upper - lower))


@pytest.mark.parametrize("slug", ["strength", "ramp-up", "shoe-age"])
def test_runners_are_apart_by_what_their_means_are_apart(slug):
    frame, answers = example_frame(), answer_whole_cohort(example_diary())
    answers["estimate"] = answers["estimate"].fillna(0.1)
    means = runner_means(pooled_columns(frame, SPECIFICATION[slug]), SPECIFICATION[slug])
    exog = np.column_stack([np.ones(len(means)), means[["exposure", "ran", "km"]]])
    slope = np.linalg.lstsq(exog, means["pain_post"].to_numpy())[0][1]
    lower, upper = np.percentile(means["exposure"], [25, 75])
    asked = alternative_estimands(frame, answers, slug).set_index("asked")
    assert asked.loc[BETWEEN, "estimate"] == pytest.approx(slope * (upper - lower))


def test_what_cannot_be_asked_has_no_row():
    frame, answers = example_frame(), answer_whole_cohort(example_diary())
    assert WEEK_CONTRAST not in set(alternative_estimands(frame, answers, "surface")["asked"])
    refused = answers.assign(estimate=np.nan)
    assert alternative_estimands(frame, refused, "stretching").empty
    # Four runners are too few to be set against one another.
    four = frame[frame["runner"].isin(frame["runner"].unique()[:4])]
    assert BETWEEN not in set(alternative_estimands(four, answers, "stretching")["asked"])
