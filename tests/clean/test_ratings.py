"""Ratings of pain: scales, words, and the same rating told twice."""

import numpy as np
import pytest
from clean_examples import DAY, cleaned_table, reasons


def test_pain_14_is_refused_with_the_remedy():
    log = cleaned_table("pain", {"rating": "3"}, {"rating": "14"})
    assert log.pain["pain_nrs"].tolist() == [3]
    assert reasons(log) == [
        "pain_nrs: found 14, expected 0 to 10. Correct the cell or leave it empty."
    ]
    assert log.ledger["row"].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("rating", "scale", "nrs"),
    [
        ("0", None, 0), ("10", "0-10", 10), ("3,5", None, 3.5), ("7/10", None, 7),
        ("3/5", None, 6), ("40 %", None, 4), ("1", "1-4", 2.5), ("4", "1-4", 10),
        ("0", "1-4", 0), ("55", "0-100", 5.5), ("none", None, 0), ("moderate", None, 20 / 3),
        ("HKCategoryValueSeverityNotPresent", None, 0), ("stark", None, 10),
        ("Unspecified", None, np.nan),
    ],
)  # fmt: skip
def test_every_scale_becomes_zero_to_ten(rating, scale, nrs):
    pain = cleaned_table("pain", {"rating": rating, "scale": scale}).pain
    assert pain["rating"].tolist() == [rating]
    assert pain["pain_nrs"].tolist() == pytest.approx([nrs], nan_ok=True)


def test_another_scale_is_told():
    log = cleaned_table("pain", {"rating": "3", "scale": "1-4"})
    assert log.repairs[["found", "done"]].to_numpy().tolist() == [
        ["3 on 1-4", "7.50 of 10: percent of the maximum possible, absent is 0"]
    ]


def test_what_is_no_rating_is_refused():
    log = cleaned_table(
        "pain", {"rating": "ouch"}, {"rating": None}, {"rating": "3", "scale": "stars"}
    )
    assert reasons(log) == [
        "pain_nrs: found ouch, expected 0 to 10. Correct the cell or leave it empty.",
        "pain_nrs: found nothing; an empty cell is no rating and not 0.",
        "scale: found stars for 3, expected lowest-highest such as 0-10 or 1-4.",
    ]


def test_the_same_rating_twice_is_one_and_keeps_the_note():
    twice = {"rated_at": f"{DAY} 20:00", "rating": "3"}
    log = cleaned_table(
        "pain", twice, {**twice, "note": "after\x07sitting"}, {**twice, "rating": "4"}
    )
    assert dict(zip(log.pain["pain_nrs"], log.pain["note"].fillna(""), strict=True)) == {
        3.0: "after sitting",
        4.0: "",
    }
    assert (log.ledger["outcome"] == "merged").sum() == 1
