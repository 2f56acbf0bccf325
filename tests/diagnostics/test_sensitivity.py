"""Whether an answer hangs on one assumption: the table, its rule, its words and its figure."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex

from backstride.diagnostics import sensitivity as module
from backstride.diagnostics.sensitivity import (
    beyond_its_length,
    fit_claims,
    leftover_correlation,
    sensitivity,
    shape_of_distance,
    shape_of_shoe_age,
    shapes_of_shoe_age,
)
from backstride.diary import build_diary
from backstride.errors import ModelError
from backstride.exposures import add_exposures
from backstride.figures.curves import pain_by_distance, pain_by_shoe_age
from backstride.figures.diagnostics import other_models
from backstride.figures.style import PLAIN
from backstride.models.contrasts import Contrast
from backstride.models.curves import runs_by_shoe_age, shoe_age_curve
from backstride.models.frame import model_frame
from backstride.models.specification import SPECIFICATIONS
from backstride.models.variants import VARIANTS, Refitted
from backstride.simulate import SAMPLE, as_log, simulate_runner
from backstride.summaries.running import (
    beyond_length_sentence,
    beyond_length_table,
    curve_sentence,
    curve_table,
    shapes_sentence,
    shapes_table,
)
from backstride.summaries.sensitivity import (
    VARIANT_WORDS,
    kept_sentence,
    kept_table,
    leftover_table,
    leftovers_sentence,
    most_shaken,
    sensitivity_sentence,
    sensitivity_table,
)
from backstride.verdict.answers import ClaimResult, answer_diary, fit_claim
from backstride.verdict.smallest_difference import smallest_difference


@pytest.fixture(scope="module")
def diary():
    runner = simulate_runner(replace(SAMPLE, seed=5, n_days=730))
    return add_exposures(build_diary(as_log(runner)))


@pytest.fixture(scope="module")
def frame(diary):
    return model_frame(diary)


@pytest.fixture(scope="module")
def answers(diary, frame):
    return [fit_claim(diary, frame, one) for one in SPECIFICATIONS]


@pytest.fixture(scope="module")
def smallest(frame):
    return smallest_difference(frame["pain_post"].dropna(), None)


@pytest.fixture(scope="module")
def table(diary, frame, answers, smallest):
    return sensitivity(diary, frame, answers, smallest)


# The table


def test_each_fitted_claim_has_its_own_row_first_and_one_per_variant(table, answers):
    fitted = [one.specification.slug for one in answers if one.fit is not None]
    assert len(fitted) >= 5
    assert table["slug"].unique().tolist() == fitted
    for _, rows in table.groupby("slug"):
        assert rows["variant"].tolist() == ["as reported", *VARIANTS]


def test_the_first_row_is_the_report_s(table, diary):
    reported = answer_diary(diary).set_index("slug")
    own = table[table["variant"] == "as reported"].set_index("slug")
    report = reported.loc[own.index]
    for name in ("estimate", "low", "high", "p_value"):
        np.testing.assert_allclose(own[name], report[name].astype(float), rtol=1e-8)
    assert own["status"].tolist() == report["status"].tolist()
    assert own["keeps"].isna().all()


def test_every_row_is_fitted_or_says_why_not(table):
    is_fitted = table["estimate"].notna()
    assert (table["why_not"] == "").eq(is_fitted).all()
    later = table[table["variant"] != "as reported"]
    assert later["keeps"].notna().eq(later["estimate"].notna()).all()
    assert (table.loc[is_fitted, "low"] <= table.loc[is_fitted, "high"]).all()


def test_errors_of_another_kind_leave_the_estimate_where_it_is(table):
    by_variant = table.pivot_table(index="slug", columns="variant", values="estimate")
    np.testing.assert_allclose(by_variant["related errors"], by_variant["as reported"])


def test_a_refused_claim_has_no_rows(diary, frame, answers, smallest):
    refused = [replace(answers[0], fit=None, contrast=None), *answers[1:]]
    assert answers[0].specification.slug not in set(
        sensitivity(diary, frame, refused, smallest)["slug"]
    )


def test_nothing_fitted_gives_an_empty_table(diary, frame, smallest):
    empty = sensitivity(diary, frame, [], smallest)
    assert empty.empty


# The rule


def refitting(estimate, error, is_points=True):
    return lambda _: Refitted(Contrast(estimate, error, 400.0), 400, is_points)


def put_beside(monkeypatch, diary, frame, answers, variants, own, smallest=0.6, alpha=0.05):
    """The first fitted claim alone, with an answer of our making, beside variants of our making."""
    monkeypatch.setattr(module, "VARIANTS", variants)
    fitted = next(one for one in answers if one.fit is not None)
    made = replace(fitted, contrast=Contrast(*own, 400.0))
    return sensitivity(diary, frame, [made], smallest, alpha).set_index("variant")


def test_a_variant_keeps_the_answer_where_the_same_rule_gives_the_same_status(
    monkeypatch, diary, frame, answers
):
    variants = {
        "same": refitting(0.7, 0.2),
        "open": refitting(0.7, 0.5),
        "opposite": refitting(-0.7, 0.2),
        "small": refitting(0.1, 0.2),
    }
    table = put_beside(monkeypatch, diary, frame, answers, variants, (0.8, 0.2))
    assert table["status"].tolist() == [
        "raises",
        "raises",
        "cannot tell",
        "lowers",
        "no difference",
    ]
    assert table["keeps"].tolist()[1:] == [True, False, False, False]


def test_log_odds_are_held_against_no_difference_in_points(monkeypatch, diary, frame, answers):
    steps = {"near 0": refitting(0.01, 0.1, False), "off 0": refitting(0.5, 0.1, False)}
    at_0 = put_beside(monkeypatch, diary, frame, answers, steps, (0.0, 0.1))
    assert at_0["status"].tolist() == ["no difference", "cannot tell", "raises"]
    assert at_0["keeps"].tolist()[1:] == [True, False]
    off_0 = put_beside(monkeypatch, diary, frame, answers, steps, (0.8, 0.1))
    assert off_0["keeps"].tolist()[1:] == [False, True]
    assert at_0["scale"].tolist() == ["points", "log-odds", "log-odds"]


def test_holm_is_applied_anew_among_the_claims_of_the_report(monkeypatch, diary, frame, answers):
    monkeypatch.setattr(module, "VARIANTS", {"weaker": refitting(0.7, 0.3)})
    fitted = [one for one in answers if one.fit is not None][:4]
    made = [replace(one, contrast=Contrast(0.8, 0.2, 400.0)) for one in fitted[:1]]
    others = [replace(one, contrast=Contrast(0.1, 0.5, 400.0)) for one in fitted[1:]]
    alone = sensitivity(diary, frame, made, 0.6)
    among = sensitivity(diary, frame, [*made, *others], 0.6).head(2)
    assert alone["status"].tolist() == ["raises", "raises"]
    assert among["status"].tolist() == ["raises", "cannot tell"]


def test_the_level_in_force_is_the_one_given(monkeypatch, diary, frame, answers):
    variants = {"weaker": refitting(0.7, 0.3)}
    strict = put_beside(monkeypatch, diary, frame, answers, variants, (0.8, 0.2), alpha=0.008)
    assert strict["status"].tolist() == ["raises", "cannot tell"]


def test_a_variant_that_cannot_be_fitted_counts_neither_way(monkeypatch, diary, frame, answers):
    def refuse(_):
        raise ModelError("too few days are left.")

    variants = {"same": refitting(0.7, 0.2), "none": refuse}
    table = put_beside(monkeypatch, diary, frame, answers, variants, (0.8, 0.2))
    assert pd.isna(table.loc["none", "keeps"])
    assert table.loc["none", "why_not"] == "too few days are left."


# What is left over


def test_leftover_correlation_tests_each_fitted_claim(answers, table):
    left = leftover_correlation(answers)
    assert left["slug"].tolist() == table["slug"].unique().tolist()
    assert left["p_value"].between(0, 1).all()
    assert (left["n_days"] == table.groupby("slug", sort=False)["n_days"].first().tolist()).all()


# Words


def some_rows():
    """A firm answer that one of three fitted variants does not keep."""
    variants = ["as reported", "related errors", "ordered ratings", "two lags", "without illness"]
    return pd.DataFrame(
        {
            "slug": "spike",
            "variant": variants,
            "scale": ["points", "points", "log-odds", "points", ""],
            "estimate": [0.8, 0.8, 1.4, 0.5, np.nan],
            "low": [0.2, 0.1, 0.3, -0.1, np.nan],
            "high": [1.4, 1.5, 2.5, 1.1, np.nan],
            "p_value": [0.01, 0.02, 0.01, 0.1, np.nan],
            "n_days": pd.array([400, 400, 400, 380, None], dtype="Int64"),
            "smallest_difference": 0.6,
            "status": ["raises", "raises", "raises", "cannot tell", ""],
            "keeps": pd.array([None, True, True, False, None], dtype="boolean"),
            "why_not": ["", "", "", "", "too few days are left."],
        }
    )


def test_sentence_counts_those_that_keep_the_answer_and_names_the_others():
    assert sensitivity_sentence(some_rows(), "spike") == (
        "2 of 3 other models keep the answer “raises pain”. "
        "It changes with: two days of memory instead of one (can’t tell)."
    )


def test_sentence_without_an_estimate_or_without_a_variant():
    assert "no estimate" in sensitivity_sentence(some_rows(), "surface")
    assert "No other model" in sensitivity_sentence(some_rows().iloc[[0, 4]], "spike")


def test_table_shows_no_points_for_ratings_as_steps():
    shown = sensitivity_table(some_rows(), "spike").set_index("what is changed")
    steps = shown.loc["ratings as steps, not as points"]
    assert steps[["estimate", "low", "high"]].isna().all()
    assert (steps["says"], steps["p_value"]) == ("raises pain", 0.01)
    left_out = shown.loc["without illness and the 3 days after"]
    assert left_out["says"] == "not fitted: too few days are left"


def test_table_of_all_claims_counts_what_keeps_each():
    firm = some_rows().assign(slug="surface", keeps=pd.array([None, True, True, True, None]))
    both = pd.concat([some_rows(), firm], ignore_index=True)
    shown = kept_table(both).set_index("claim")
    assert shown["kept"].tolist() == ["2 of 3", "3 of 3"]
    assert shown["changes_with"].tolist() == ["two days of memory instead of one", ""]
    assert kept_sentence(both) == (
        "1 of 2 claims keeps its answer under every other model. "
        "It hangs on the model for: Too much in one run."
    )
    assert kept_sentence(firm).endswith("keeps its answer under every other model.")
    assert (most_shaken(both), most_shaken(firm)) == ("spike", "surface")
    nothing = both.iloc[:0]
    assert kept_table(nothing).empty
    assert "no estimate" in kept_sentence(nothing)
    assert most_shaken(nothing) == ""


def test_what_is_left_over_in_a_table_and_in_words():
    slugs = {"slug": ["spike", "surface"], "statistic": [3.14, 20.0], "n_days": 90}
    left = pd.DataFrame({**slugs, "p_value": [0.5, 0.004]})
    assert leftover_table(left)["chi_squared"].tolist() == [3.1, 20.0]
    said = leftovers_sentence(left)
    assert said.startswith("In 1 of 2 models what is left over hangs together within a week: Concr")
    assert "In none of 1 model " in leftovers_sentence(left.iloc[:1])
    assert "no model" in leftovers_sentence(left.iloc[:0])


def test_every_variant_has_words():
    assert list(VARIANT_WORDS) == ["as reported", *VARIANTS]


# Figures


def test_figure_has_a_row_per_variant_and_marks_those_that_change_the_answer():
    picture = other_models(some_rows(), "spike")
    axes = picture.figure.axes[0]
    rows = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    assert rows == [VARIANT_WORDS[name] for name in some_rows()["variant"]]
    points = [one for one in axes.collections if isinstance(one, PathCollection)]
    squares = [one for one in points if to_hex(one.get_facecolor()[0]) == PLAIN]
    assert [one.get_offsets().tolist() for one in squares] == [[[0.5, 3.0]]]
    said = " | ".join(text.get_text() for text in axes.texts)
    assert "raises pain" in said
    assert "not fitted" in said
    assert "+2.50" not in said


def test_figure_in_words_names_numbers_and_what_changes():
    alt = other_models(some_rows(), "spike").alt
    assert "as reported: +0.80 (+0.20 to +1.40)" in alt
    assert "two days of memory instead of one: +0.50 (−0.10 to +1.10), the answer changes" in alt
    assert "+2.50" not in alt


def test_figure_without_an_estimate_says_so():
    assert "no estimate" in other_models(some_rows(), "surface").alt


def test_figures_of_real_rows_can_be_drawn(table):
    for slug in table["slug"].unique():
        assert other_models(table, slug).figure.axes


@pytest.fixture(scope="module")
def shoe_fit(answers):
    return next(one.fit for one in answers if one.specification.slug == "shoe-age")


def test_curve_is_drawn_over_its_band_with_a_tick_per_run(shoe_fit):
    curve, runs = shoe_age_curve(shoe_fit), runs_by_shoe_age(shoe_fit)
    picture = pain_by_shoe_age(curve, runs)
    axes = picture.figure.axes[0]
    band, ticks = axes.collections
    assert band.get_zorder() < axes.lines[1].get_zorder()
    assert len(ticks.get_segments()) == len(runs)
    assert f"from {len(runs)} runs" in picture.alt
    assert "100 km" in picture.caption


@pytest.mark.parametrize("draw", [pain_by_shoe_age, pain_by_distance])
def test_no_curve_is_said(draw, shoe_fit):
    picture = draw(shoe_age_curve(shoe_fit).iloc[:0], np.empty(0))
    assert "too few or too alike" in picture.alt


# Curves in words


def a_curve(low, high):
    return pd.DataFrame(
        {"x": [0.0, 200, 400], "estimate": [0.0, 0.5, 0.9], "low": low, "high": high,
         "reference": 100.0}
    )  # fmt: skip


def test_curve_in_words():
    flat = curve_sentence(a_curve([-1.0, -0.5, -0.1], [1.0, 1.5, 1.9]))
    assert flat == "Against 100 km, over the 0 to 400 km of the runs, the band holds 0 everywhere: no distance stands out."  # fmt: skip  # noqa: E501
    risen = curve_sentence(a_curve([-1.0, 0.1, 0.2], [1.0, 0.9, 1.6]))
    assert risen.endswith("over 67 % of the way; the largest difference there is +0.90 points at 400 km.")  # fmt: skip  # noqa: E501
    assert "too few" in curve_sentence(a_curve([0.0] * 3, [0.0] * 3).iloc[:0])


def test_shapes_in_words():
    shapes = pd.DataFrame(
        {"shape": ["straight", "bend", "curve"], "estimate": [0.2, 0.1, np.nan],
         "low": [-0.1, -0.2, np.nan], "high": [0.5, 0.4, np.nan], "p_value": [0.2, 0.5, np.nan]}
    )  # fmt: skip
    assert shapes_sentence(shapes) == (
        "A pair with 500 km against one with 100 km: as a straight line +0.20 points (−0.10 to "
        "+0.50); flat up to 300 km and straight from there +0.10 points (−0.20 to +0.40)."
    )
    assert "cannot tell" in shapes_sentence(shapes.iloc[2:])


def test_beyond_its_length_in_words():
    own = Contrast(0.8, 0.2, 400.0)
    assert re.search(r"Beyond its length: \+0\.10", beyond_length_sentence(own, Contrast(0.1, 0.2, 400.0)))  # fmt: skip  # noqa: E501
    assert "cannot tell it from its length" in beyond_length_sentence(own, None)
    assert "no estimate of a spike" in beyond_length_sentence(None, None)
    assert beyond_length_table(own, None)[["spike", "estimate"]].to_numpy().tolist() == [
        ["its length included", 0.8]
    ]
    assert beyond_length_table(None, None).empty


def test_shapes_and_curves_as_tables():
    shapes = pd.DataFrame(
        {"shape": ["straight", "curve"], "estimate": [0.204, None], "low": [-0.1, None],
         "high": [0.5, None], "p_value": [0.2004, None]}
    )  # fmt: skip
    assert shapes_table(shapes).iloc[0].tolist() == ["as a straight line", 0.2, -0.1, 0.5, 0.2]
    assert shapes_table(shapes.iloc[:0]).empty
    curve = a_curve([-1.0, 0.1, 0.2], [1.0, 0.9, 1.6])
    assert curve_table(curve)["km"].tolist() == [0, 200, 400]
    assert curve_table(curve.iloc[:0]).empty


def test_a_refused_claim_has_no_shape():
    refused = ClaimResult(SPECIFICATIONS[0])
    assert shape_of_distance(refused).curve.empty
    assert len(shape_of_shoe_age(refused).runs_km) == 0
    assert shapes_of_shoe_age(refused).empty
    assert beyond_its_length(refused) is None


def test_claims_are_put_in_their_order(diary, answers):
    slugs = [one.specification.slug for one in answers]
    (spike,) = fit_claims(diary, "spike")
    assert [one.specification.slug for one in fit_claims(diary)] == slugs
    assert spike.contrast is not None
    assert spike.contrast.estimate == answers[0].contrast.estimate
