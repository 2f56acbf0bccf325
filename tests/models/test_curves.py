"""Shapes of shoe age against R, curves over the runner's own range."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from backstride.models.contrasts import contrast
from backstride.models.curves import (
    distance_curve,
    runs_by_distance,
    runs_by_shoe_age,
    shoe_age_curve,
    shoe_age_shapes,
    spike_beyond_length,
)
from backstride.models.design import ModelRows
from backstride.models.fit import fit_adl
from backstride.models.specification import SPECIFICATIONS

SPECIFICATION = {specification.slug: specification for specification in SPECIFICATIONS}
DAYS = np.arange(120)


def worn_days():
    """Runs every other day; the table of the R commands below."""
    ran = DAYS % 2
    worn_km = np.where(ran == 1, (37 * DAYS) % 700, 0)
    pre = (DAYS * DAYS) % 7
    post = (DAYS**3) % 5 + ran * (worn_km > 300) + (pre > 3)
    return pd.DataFrame(
        {
            "day": DAYS,
            "pain_post": post,
            "pain_pre": pre,
            "ran": ran,
            "shoe_100km": worn_km / 100,
            "km": np.where(ran == 1, 4 + (13 * DAYS) % 17, 0),
            "spike": ran * ((13 * DAYS) % 17 > 12),
        }
    ).astype(float)


def fitted(frame, exposure="shoe_100km"):
    return fit_adl(ModelRows(frame, (exposure, "pain_pre", "ran"), (exposure,)))


# Shoe age


def test_500_against_100_km_and_its_error_agree_with_r():
    # i <- 0:119; ran <- i %% 2; km <- ifelse(ran == 1, (37 * i) %% 700, 0)
    # pre <- (i * i) %% 7; post <- (i * i * i) %% 5 + ran * (km > 300) + (pre > 3)
    # B <- matrix(0, 120, 3); basis <- splines::ns(km[ran == 1], df = 3); B[ran == 1, ] <- basis
    # m <- lm(post ~ pre + ran + B); V <- sandwich::vcovHC(m, type = "HC3")
    # g <- c(0, 0, 0, predict(basis, 500) - predict(basis, 100))
    # sum(g * coef(m)); sqrt(t(g) %*% V %*% g)
    # h <- lm(post ~ pre + ran + pmax(km - 300, 0)); 200 * coef(h)[4]
    # 200 * sqrt(sandwich::vcovHC(h, type = "HC3")[4, 4])
    shapes = shoe_age_shapes(fitted(worn_days())).set_index("shape")
    for shape, dof, estimate, error in (
        ("curve", 114, 1.23498332620, 0.51980271122),
        ("bend", 116, 0.321150440622, 0.282785761060),
    ):
        found = shapes.loc[shape]
        half = stats.t.ppf(0.975, dof) * error
        assert found["estimate"] == pytest.approx(estimate, rel=1e-9)
        assert [found["low"], found["high"]] == pytest.approx([estimate - half, estimate + half])


def test_the_straight_shape_is_the_claim_itself():
    fit = fitted(worn_days())
    own = contrast(fit, SPECIFICATION["shoe-age"], worn_days())
    straight = shoe_age_shapes(fit).set_index("shape").loc["straight"]
    found = straight[["estimate", "low", "high", "p_value"]].tolist()
    assert found == pytest.approx([own.estimate, *own.interval, own.p_value])


def test_a_bend_is_found_where_there_is_one():
    worn = worn_days()
    beyond = np.maximum(worn["shoe_100km"] - 3, 0) * worn["ran"]
    shapes = shoe_age_shapes(fitted(worn.assign(pain_post=worn["pain_pre"] + 0.5 * beyond)))
    assert shapes.set_index("shape").loc["bend", "estimate"] == pytest.approx(1.0)


def test_a_curve_is_not_stretched_to_kilometres_that_were_never_run():
    worn = worn_days().assign(shoe_100km=lambda days: days["shoe_100km"] * 0.6)
    shapes = shoe_age_shapes(fitted(worn)).set_index("shape")
    assert shapes["estimate"].notna().to_dict() == {"straight": True, "bend": True, "curve": False}


def test_no_bend_where_no_pair_is_worn():
    worn = worn_days().assign(shoe_100km=lambda days: days["shoe_100km"] * 0.4)
    shapes = shoe_age_shapes(fitted(worn)).set_index("shape")
    assert shapes["estimate"].notna().to_dict() == {"straight": True, "bend": False, "curve": False}


def test_curve_runs_over_the_runs_own_range_and_is_0_at_its_reference():
    fit = fitted(worn_days())
    curve, runs = shoe_age_curve(fit), runs_by_shoe_age(fit)
    assert len(runs) == 60
    assert (curve["x"].min(), curve["x"].max()) == (runs.min(), runs.max())
    assert (curve["reference"] == 100).all()
    before, after = (curve[curve["x"] <= 100].iloc[-1], curve[curve["x"] >= 100].iloc[0])
    assert before["estimate"] * after["estimate"] <= 0
    assert (curve["low"] <= curve["estimate"]).all()
    narrow = curve.loc[(curve["high"] - curve["low"]).idxmin(), "x"]
    assert abs(narrow - 100) < 10


def test_curve_agrees_with_the_contrast_of_its_ends():
    worn = worn_days()
    curve = shoe_age_curve(fitted(worn))
    shape = shoe_age_shapes(fitted(worn)).set_index("shape").loc["curve"]
    at_500 = [np.interp(500, curve["x"], curve[name]) for name in ("estimate", "low", "high")]
    assert at_500 == pytest.approx(shape[["estimate", "low", "high"]].tolist(), abs=0.01)


def test_reference_moves_to_the_nearest_run_where_no_pair_was_that_new():
    worn = worn_days()
    worn.loc[worn["ran"] == 1, "shoe_100km"] += 2
    assert shoe_age_curve(fitted(worn))["reference"].iloc[0] == pytest.approx(203)


def test_no_curve_of_runs_that_are_alike():
    worn = worn_days()
    worn.loc[worn["ran"] == 1, "shoe_100km"] = 1 + worn["day"] % 4
    curve = shoe_age_curve(fitted(worn))
    assert (len(curve), list(curve)) == (0, ["x", "estimate", "low", "high", "reference"])


# Distance


def test_distance_is_set_against_the_median_run_and_takes_the_spike_s_place():
    fit = fitted(worn_days(), "spike")
    curve, runs = distance_curve(fit), runs_by_distance(fit)
    assert curve["reference"].iloc[0] == np.median(runs)
    assert (curve["x"].iloc[0], curve["x"].iloc[-1]) == (runs.min(), runs.max())
    twin = worn_days().assign(spike=lambda days: 1 - days["spike"] * days["ran"])
    again = distance_curve(fitted(twin, "spike"))
    np.testing.assert_allclose(again["estimate"], curve["estimate"], atol=1e-8)


def test_a_straight_effect_of_distance_is_a_straight_curve():
    worn = worn_days()
    curve = distance_curve(
        fitted(worn.assign(pain_post=0.1 * worn["km"] + worn["pain_pre"]), "spike")
    )
    np.testing.assert_allclose(
        curve["estimate"], 0.1 * (curve["x"] - curve["reference"]), atol=1e-8
    )


def test_a_spike_that_is_only_its_length_is_nothing_beyond():
    worn = worn_days()
    fit = fitted(worn.assign(pain_post=0.1 * worn["km"] + worn["pain_pre"]), "spike")
    own = contrast(fit, SPECIFICATION["spike"], worn)
    assert own.estimate > 0.5
    assert spike_beyond_length(fit).estimate == pytest.approx(0, abs=1e-8)


def test_days_with_unknown_distance_are_left_out_of_the_curve():
    worn = worn_days()
    worn.loc[[1, 3], "km"] = np.nan
    assert len(runs_by_distance(fitted(worn, "spike"))) == 58


def test_beyond_its_length_needs_lengths_that_differ():
    worn = worn_days().assign(km=lambda days: 10 * days["ran"])
    assert spike_beyond_length(fitted(worn, "spike")) is None
