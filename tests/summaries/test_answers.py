"""Answers as tables and sentences: numbers, refusals, what it takes."""

import numpy as np
import pandas as pd
import pytest
from summary_examples import ESTIMATE, NAIVE, answer

from backstride import summaries
from backstride.claims import CLAIM
from backstride.summaries.answers import head_and_reason

NO_NUMBERS = dict.fromkeys([*ESTIMATE, *NAIVE], np.nan)


def refused(status, why, slug="surface"):
    return answer(
        slug,
        **NO_NUMBERS,
        status=status,
        verdict=f"{status}: {why}",
        p_holm=np.nan,
        detectable_difference=np.nan,
        needed="Log it.",
        formula="",
    )


def test_answers_are_rounded_and_refusals_stay_missing():
    both = pd.concat([answer(), refused("too few days", "1 day.", "spike")])
    found = summaries.rounded_answers(both)
    assert found.loc[0, ["estimate", "n_days"]].tolist() == [0.3, 640]
    assert found.loc[1, "estimate":].isna().all()
    assert summaries.rounded_answers(both, "spike")["claim"].tolist() == ["Too much in one run"]


def test_a_plain_correlation_never_stands_alone():
    alone = answer("spike", estimate=np.nan, low=np.nan, high=np.nan)
    found = summaries.honest_and_plain(pd.concat([answer(), alone]))
    assert found.to_numpy().tolist() == [[CLAIM["surface"].sentence, 0.3, 0.1, 0.5, 0.2, 0.1, 0.3]]
    assert summaries.honest_and_plain(alone).empty


def test_formulas_are_broken_into_lines_and_refusals_say_why():
    long = answer(formula=" + ".join(["pain_post ~ hard", *["something_lag1"] * 12]))
    lines = summaries.formula_text(long, "surface").splitlines()
    assert len(lines) > 1
    assert max(map(len, lines)) <= 88
    assert summaries.formula_text(refused("not logged", "Why."), "surface") == (
        "No model was fitted for “Concrete and asphalt are bad for the back” (not logged)."
    )


NUMBERS = (
    "The same run all on hard ground (road, asphalt, concrete), against all on soft ground or a "
    "treadmill, on the same evening: +0.30 points (+0.10 to +0.50), from 640 days, 15 of them "
    "with it."
)


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("raises pain", "raises pain."),
        ("lowers pain", "lowers pain."),
        ("raises pain, by less than matters", "raises pain, by less than matters."),
        ("makes no difference that matters", "makes no difference that matters."),
        ("can’t tell yet", "can’t tell yet."),
        (
            "can’t tell yet: off zero alone, but not beside the other claims tested",
            "can’t tell yet. Off zero alone, but not beside the other claims tested.",
        ),
    ],
)
def test_the_sentence_of_every_verdict_with_numbers(verdict, said):
    sentence = summaries.answer_sentence(answer(verdict=verdict), "surface")
    assert sentence == f"Concrete and asphalt are bad for the back: {said} {NUMBERS}"


@pytest.mark.parametrize(
    "status", ["not logged", "too few days", "order unknown", "same as another"]
)
def test_the_sentence_of_every_refusal_has_no_number(status):
    sentence = summaries.answer_sentence(refused(status, "Only a few."), "surface")
    assert sentence == (
        f"Concrete and asphalt are bad for the back: {status}. Only a few. What it takes: log it."
    )


def test_the_sentence_of_an_open_claim_says_what_it_takes():
    needed = "About 120 more rated days like these to find a difference of 0.6 points."
    sentence = summaries.answer_sentence(answer(verdict="can’t tell yet", needed=needed), "surface")
    assert sentence.endswith(f"What it takes: about{needed.removeprefix('About')}")


def test_one_day_is_singular():
    sentence = summaries.answer_sentence(answer(n_days=1, n_exposed=1), "surface")
    assert sentence.endswith("from 1 day, 1 of them with it.")


def test_a_verdict_is_parted_at_its_colon():
    assert head_and_reason("not logged: No pain rating yet.") == (
        "Not logged",
        "No pain rating yet.",
    )
    assert head_and_reason("can’t tell yet") == ("Can’t tell yet", "")


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({}, "A plain correlation says +0.20 points (+0.10 to +0.30): the same direction here."),
        (
            {"naive_estimate": -0.2, "naive_low": -0.3, "naive_high": -0.1},
            "A plain correlation says −0.20 points (−0.30 to −0.10): the other way round. It mixes "
            "what the habit or the run does to pain with what pain does to the habit or the run.",
        ),
        (
            {"low": -0.1, "naive_estimate": -0.2, "naive_low": -0.3, "naive_high": -0.1},
            "A plain correlation says −0.20 points (−0.30 to −0.10): on the other side of 0 from "
            "the honest estimate, which leaves 0 possible. It mixes what the habit or the run "
            "does to pain with what pain does to the habit or the run.",
        ),
        (
            {"low": -0.1, "naive_low": -0.1},
            "A plain correlation says +0.20 points (−0.10 to +0.30): like the honest estimate, it "
            "leaves 0 possible.",
        ),
        (
            NO_NUMBERS,
            "There is no honest estimate, so no plain correlation is set beside it.",
        ),
        (
            {"estimate": np.nan},
            "There is no honest estimate, so no plain correlation is set beside it.",
        ),
    ],
)
def test_the_plain_correlation_is_set_beside_an_estimate_only(numbers, said):
    assert summaries.plain_sentence(answer(**numbers), "surface") == said
