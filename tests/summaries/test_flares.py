"""Flares in counts and sentences."""

import numpy as np
import pandas as pd
import pytest
from flare_examples import some_hazards

from backstride import summaries
from backstride.diary.flares import derived_flares


def flares_of(*worst):
    dates = pd.date_range("2025-03-03", periods=len(worst))
    return derived_flares(
        pd.DataFrame({"runner": "a", "date": dates, "pain_worst": np.array(worst, dtype=float)})
    )


MANY = flares_of(*[0] * 14, *[4, 0, 0, 0] * 12)
REFUSED = some_hazards().tail(1)


def test_facts_count_each_kind_of_day():
    facts = summaries.flare_facts(flares_of(*[1] * 7, 5, 5, 1, 5))
    assert facts["days"].tolist() == [4, 3, 2, 2]
    assert facts["fact"].iloc[-1] == "days on which one began"


def test_the_table_has_whole_counts_and_the_ratio_by_its_name():
    table = summaries.flare_table(some_hazards())
    assert list(table) == [
        *("claim", "status", "hazard_odds_ratio", "low", "high", "p_value"),
        *("flares_begun", "days_that_count", "days_with_it"),
    ]
    assert table["flares_begun"].dtype == "Int64"
    assert table["days_with_it"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("flares", "hazards", "said"),
    [
        (flares_of(1, 1, 1), REFUSED, "No day can be set against the two weeks before it yet"),
        (flares_of(*[1] * 20), REFUSED, "No flare began on 13 days on which one could begin."),
        (flares_of(*[1] * 8, 5), REFUSED, "1 flare began on 2 days on which one could begin. That"),
        (MANY, REFUSED, "Too few are left to set any claim beside them."),
        (MANY, some_hazards(), "2 claims can be set beside the 11 to 12 that are left."),
        (MANY, some_hazards().head(1), "1 claim can be set beside the 11 that are left."),
    ],
    ids=["no level", "none", "few", "many, none to tell", "many", "many, one claim"],
)
def test_the_sentence_says_how_many_began_and_what_can_be_told(flares, hazards, said):
    assert said in summaries.flare_sentence(flares, hazards)


def test_the_sentence_of_many_counts_them_and_gives_no_verdict():
    sentence = summaries.flare_sentence(MANY, some_hazards())
    assert sentence.startswith("12 flares began on ")
    assert "no verdict" in sentence
