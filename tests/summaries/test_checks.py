"""Checks in words and pictures, from tables that can be checked by hand."""

import numpy as np
import pandas as pd
import pytest

from backstride.diagnostics.artefacts import CONSTANT, LATER, OWN, SHUFFLED
from backstride.diagnostics.common import check_table
from backstride.figures.diagnostics import checks_as_intervals
from backstride.figures.habits import behaviour_after_pain
from backstride.presentation import UNITS_VARIABLE
from backstride.summaries.answers import (
    check_rows,
    future_exposure_sentence,
    null_denominator_sentence,
    other_site_sentence,
)
from backstride.summaries.artefacts import clearest_behaviours, feedback_sentence, feedback_table
from backstride.summaries.log import is_rated_when_painful, pain_scale_facts, painful_days_sentence


def changes(p_holm):
    row = {"behaviour": "stretching a day", "unit": "times", "rating": "same day", "n_days": 90}
    return pd.DataFrame(
        [{**row, "change": 0.314, "low": 0.2, "high": 0.4, "p_value": 0.001, "p_holm": p_holm}]
    )


def test_a_change_is_said_with_its_interval_and_what_it_does_to_correlation():
    said = feedback_sentence(changes(0.01))
    assert "stretching a day +0.31 times (+0.20 to +0.40)" in said
    assert "plain correlation" in said
    assert "not a test of the answers" in said
    assert feedback_table(changes(0.01))["change"].tolist() == [0.31]


def test_distances_of_behaviours_are_in_the_unit_of_the_reader(monkeypatch):
    further = changes(0.01).assign(behaviour="distance a day", unit="km", change=-0.8)
    both = pd.concat([further, changes(0.4)], ignore_index=True)
    assert feedback_sentence(both, "km").startswith(
        "For each point more in the rating before: distance a day −0.80 km (+0.20 to +0.40)"
    )
    monkeypatch.setenv(UNITS_VARIABLE, "mi")
    assert "distance a day −0.50 mi (+0.12 to +0.25)" in feedback_sentence(both)
    shown = feedback_table(both)[["unit", "change", "low", "high", "n_days"]]
    assert shown.to_numpy().tolist() == [
        ["mi", -0.5, 0.12, 0.25, 90],
        ["times", 0.31, 0.2, 0.4, 90],
    ]
    assert both["unit"].tolist() == ["km", "times"]


def test_the_picture_of_behaviours_is_in_the_unit_of_the_reader():
    ratings = {"rating": [0.0, 4.0], "n_days": [20, 9]}
    points = pd.DataFrame(
        {"behaviour": "distance a day", "unit": "km", **ratings}
        | {"mean": [16.09344, 8.04672], "low": 1.609344, "high": [20.0, 10.0]}
    )
    picture = behaviour_after_pain(points, "mi")
    (axes,) = picture.figure.axes
    assert axes.get_ylabel() == "mi"
    assert axes.collections[-1].get_offsets().tolist() == [[0.0, 10.0], [4.0, 5.0]]
    assert "10.0 mi after a rating of 0 (20 days)" in picture.alt


def test_no_change_and_too_few_days_are_said():
    assert feedback_sentence(changes(0.4)).startswith("No change was found")
    assert feedback_sentence(changes(np.nan)).startswith("There are too few rated days")


def checked(*p_values):
    slugs = ["spike", "surface", "stretching"]
    rows = [
        {"slug": slug, "estimate": 0.3, "low": -0.1, "high": 0.7, "p_value": p, "n_days": 90,
         "is_passed": p >= 0.05, "wording": "x"}
        if p is not None else {"slug": slug, "wording": "Too few days."}
        for slug, p in zip(slugs, p_values, strict=False)
    ]  # fmt: skip
    return check_table(rows)


def test_checks_are_counted_and_the_failed_one_is_named():
    said = future_exposure_sentence(checked(0.4, 0.01, None))
    assert "of 2 claims checked, 1 does not pass: “Concrete and asphalt" in said
    assert "not proven" in said
    assert check_rows(checked(0.4, 0.01, None))["passed"].tolist() == ["yes", "no", "not made"]
    assert "all 2 pass" in other_site_sentence(checked(0.4, 0.2))
    assert "the one claim checked passes" in other_site_sentence(checked(0.4))
    assert other_site_sentence(checked(None)).endswith("was not made. Too few days.")
    assert future_exposure_sentence(checked(None)).startswith("The check on earlier pain cannot")


def slopes(own, constant, later):
    names = [OWN, CONSTANT, SHUFFLED, LATER]
    p_values = [own, constant, np.nan, later]
    estimates = {"estimate": -0.2, "low": -0.3, "high": -0.1, "n_days": 90}
    return pd.DataFrame([{"denominator": n, "p_value": p} | estimates
                         for n, p in zip(names, p_values, strict=True)])  # fmt: skip


@pytest.mark.parametrize(
    ("own", "constant", "later", "expected"),
    [
        (0.01, 0.01, 0.3, "The association stays"),
        (0.3, 0.3, 0.3, "no plain association"),
        (0.01, 0.3, 0.3, "is not the same"),
        (0.01, 0.01, 0.01, "as if it protects"),
    ],
)
def test_denominators_are_read(own, constant, later, expected):
    assert expected in null_denominator_sentence(slopes(own, constant, later))


def test_no_denominator_without_days():
    assert "too few" in null_denominator_sentence(slopes(1, 1, 1).head(0))


def rated(every, pain):
    is_rated = np.arange(100) % every == 0
    worst = pd.Series(pain, index=range(100), dtype=float).where(is_rated)
    dates = pd.date_range("2025-03-03", periods=100)
    ratings = {"n_ratings": is_rated.astype(int), "pain_worst": worst, "pain_post": worst}
    return pd.DataFrame({"date": dates, **ratings})


def test_a_diary_of_painful_days_alone_is_found_out():
    assert is_rated_when_painful(rated(2, 3))
    assert "too small, not false" in painful_days_sentence(rated(2, 3))
    assert not is_rated_when_painful(rated(1, 3))
    assert "rated all the same" in painful_days_sentence(rated(1, 3))
    with_zeros = rated(2, [0, 0, 3, 3] * 25)
    assert "good days are rated, too" in painful_days_sentence(with_zeros)
    assert "too few" in painful_days_sentence(rated(20, 3))


@pytest.mark.parametrize(
    ("pain", "words"),
    [
        ([0] * 100, "Every rating after running time is 0: there is nothing to explain."),
        ([0, 0, 3] * 33 + [0], "67 % of the ratings after running time are 0. Pain cannot fall"),
        ([0, 3] * 50, "good days are rated, too."),
    ],
)
def test_where_the_scale_ends_is_said(pain, words):
    assert words in painful_days_sentence(rated(1, pain))


def test_no_rating_is_a_dash_and_a_sentence():
    unrated = rated(1, np.nan).assign(n_ratings=0)
    facts = pain_scale_facts(unrated)
    assert facts["value"].tolist() == ["0", "0", "–", "–", "–"]
    assert painful_days_sentence(unrated).startswith("No day has a rating")
    assert pain_scale_facts(rated(2, 3))["value"].tolist() == ["99", "50", "51 %", "0 %", "0 %"]


def test_the_clearest_behaviours_are_kept_and_at_least_three():
    names = ["a", "b", "c", "d", "e"]
    p_values = [0.5, 0.001, 0.4, np.nan, 0.3]
    found = pd.DataFrame({"behaviour": names, "p_value": p_values, "p_holm": p_values})
    points = pd.DataFrame({"behaviour": [*names, "a"], "mean": 1.0})
    assert clearest_behaviours(points, found)["behaviour"].tolist() == ["b", "c", "e"]
    changed = found.assign(p_holm=0.01)
    assert len(clearest_behaviours(points, changed)) == len(points)


def test_pictures_say_their_numbers_and_empty_tables_say_so():
    points = pd.DataFrame(
        {"behaviour": "stretching a day", "unit": "times", "rating": [0.0, 4.0],
         "mean": [0.2, 1.4], "low": [0.1, 1.1], "high": [0.3, 1.7], "n_days": [67, 40]}
    )  # fmt: skip
    picture = behaviour_after_pain(points)
    assert "0.2 times after a rating of 0 (67 days)" in picture.alt
    assert len(picture.figure.axes) == 1
    drawn = checks_as_intervals(check_rows(checked(0.4, 0.01, None)))
    assert drawn.alt.count("passed") == 2
    assert "not passed" in drawn.alt
    assert behaviour_after_pain(points.head(0)).alt.startswith("No figure")
    assert checks_as_intervals(check_rows(checked(None))).alt.startswith("No figure")
