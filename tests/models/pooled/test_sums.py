from dataclasses import replace
from functools import reduce
from operator import add

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from cohort_examples import example_frame, golden_days, in_parts
from scipy.linalg import block_diag

from backstride.errors import DataError, ModelError
from backstride.models.pooled.design import PooledModel, pooled_columns, pooled_model
from backstride.models.pooled.estimate import pooled_estimate
from backstride.models.pooled.sums import (
    ROWS_AT_A_TIME,
    ScoreSums,
    added,
    coefficients,
    kept_terms,
    runner_sums,
    score_sums,
    spread,
    trend,
    within_sums,
)
from backstride.models.specification import SPECIFICATION

MODEL = PooledModel(("x", "z"))


def fitted(days, model=MODEL, errors="jackknife"):
    whole = within_sums(days, model)
    return pooled_estimate(whole, score_sums(days, model, whole), model, errors)


def test_coefficients_and_cr1_errors_agree_with_r():
    # d <- read.csv("gold.csv"); m <- plm::plm(pain_post ~ x + z, d, index = "runner",
    # model = "within"); coef(m); sqrt(diag(plm::vcovHC(m, type = "sss", cluster = "group")))
    fit = fitted(golden_days(), errors="CR1")
    np.testing.assert_allclose(fit.coefficients, [0.414791131166, -0.288864907698], rtol=1e-10)
    errors = np.sqrt(np.diag(fit.covariance))
    np.testing.assert_allclose(errors, [0.0643745273889, 0.0465330389499], rtol=1e-10)


def test_jackknife_errors_agree_with_r():
    # b <- sapply(unique(d$runner), function(r) coef(lm(pain_post ~ 0 + runner + x + z,
    # d[d$runner != r, ]))[c("x", "z")]); sqrt(5 / 6 * rowSums((b - coef(m))^2))
    errors = np.sqrt(np.diag(fitted(golden_days()).covariance))
    np.testing.assert_allclose(errors, [0.0656255234701, 0.0517221563398], rtol=1e-10)


# pyfixest asks pandas for a keyword that pandas is about to drop.
@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize(("errors", "cluster"), [("CR1", "CRV1"), ("jackknife", "CRV3")])
def test_fixed_effects_and_their_errors_agree_with_pyfixest(errors, cluster):
    pyfixest = pytest.importorskip("pyfixest")
    days, is_cr1 = golden_days(), errors == "CR1"
    known = pyfixest.feols(
        "pain_post ~ x + z | runner",
        days,
        vcov={cluster: "runner"},
        ssc=pyfixest.ssc(k_adj=is_cr1, k_fixef="none", G_adj=is_cr1),
    )
    fit = fitted(days, errors=errors)
    np.testing.assert_allclose(fit.coefficients, known.coef(), rtol=1e-12)
    # Its jackknife leaves out the factor (G - 1) / G of six runners.
    scale = 1.0 if is_cr1 else np.sqrt(5 / 6)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.covariance)), scale * known.se(), rtol=1e-9)


@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_the_model_of_a_claim_agrees_with_pyfixest():
    pyfixest = pytest.importorskip("pyfixest")
    specification = SPECIFICATION["surface"]
    model = pooled_model(specification)
    columns = pooled_columns(example_frame(), specification).reset_index(drop=True)
    # A trend and a coefficient of running for each runner, as columns of their own.
    days = [day.to_numpy(float) for _, day in columns.groupby("runner", sort=False)["day"]]
    trends = block_diag(*(trend(day) for day in days))
    running = columns[["ran"]].to_numpy() * pd.get_dummies(columns["runner"]).to_numpy(float)
    own = pd.DataFrame(np.column_stack([trends, running])).add_prefix("own_")
    fit = fitted(columns, model)
    formula = f"pain_post ~ {' + '.join([*fit.coefficients.index, *own])} | runner"
    known = pyfixest.feols(formula, pd.concat([columns, own], axis=1), vcov="iid").coef()
    np.testing.assert_allclose(
        fit.coefficients, known[fit.coefficients.index], rtol=1e-9, atol=1e-11
    )


def test_degrees_of_freedom_count_the_runners_in_whom_the_exposure_varies():
    days = golden_days()
    days.loc[days["runner"].isin(["a", "b"]), "x"] = 1.0
    assert fitted(days, replace(MODEL, contrasted=("x",))).dof == 3
    assert fitted(days).dof == 5


def test_sums_of_parts_are_those_of_the_whole():
    specification = SPECIFICATION["strength"]
    model = pooled_model(specification)
    columns = pooled_columns(example_frame(), specification)
    whole, parts = within_sums(columns, model), in_parts(columns, 1, 5)
    together = reduce(add, [within_sums(part, model) for part in parts])
    np.testing.assert_allclose(together.xx, whole.xx, rtol=0, atol=1e-10 * np.abs(whole.xx).max())
    np.testing.assert_allclose(together.xy, whole.xy, rtol=0, atol=1e-10 * np.abs(whole.xy).max())
    assert (together.n_runners, together.n_days) == (whole.n_runners, whole.n_days)
    scores = reduce(add, [score_sums(part, model, together) for part in parts])
    one, other = (
        pooled_estimate(sums, spreads, model)
        for sums, spreads in ((whole, score_sums(columns, model, whole)), (together, scores))
    )
    np.testing.assert_allclose(one.coefficients, other.coefficients, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-10, atol=1e-12)


def test_blocks_of_rows_change_nothing(monkeypatch):
    whole = within_sums(golden_days(), MODEL)
    monkeypatch.setattr("backstride.models.pooled.sums.ROWS_AT_A_TIME", 15)
    assert ROWS_AT_A_TIME > 15
    np.testing.assert_allclose(within_sums(golden_days(), MODEL).xx, whole.xx, rtol=1e-13)


def test_incomplete_and_lone_days_are_dropped_and_counted():
    days = golden_days()
    days.loc[3, "z"] = np.nan
    lone = pd.DataFrame({"runner": ["g"], "x": [1.0], "z": [1.0], "pain_post": [1.0]})
    sums = within_sums(pd.concat([days, lone], ignore_index=True), MODEL)
    assert (sums.n_dropped, sums.n_days, sums.n_runners) == (2, 59, 6)
    np.testing.assert_allclose(sums.xx, within_sums(days.drop(index=3), MODEL).xx)


def test_a_trend_of_each_runner_is_as_good_as_columns_of_its_own():
    days = golden_days().assign(day=golden_days().groupby("runner").cumcount() * 20.0)
    model = replace(MODEL, trend="day")
    own = block_diag(*(trend(day.to_numpy()) for _, day in days.groupby("runner")["day"]))
    assert own.shape == (60, 4 * 1 + 2 * 2)
    levels = pd.get_dummies(days["runner"]).to_numpy(dtype=float)
    exog = np.column_stack([days[["x", "z"]], levels, own])
    expected = sm.OLS(days["pain_post"].to_numpy(), exog).fit().params[:2]
    np.testing.assert_allclose(fitted(days, model).coefficients, expected, rtol=1e-9)


def test_a_coefficient_of_each_runner_is_as_good_as_columns_of_its_own():
    days = golden_days().assign(ran=(np.arange(60) % 3 > 0) * 1.0)
    levels = pd.get_dummies(days["runner"]).to_numpy(dtype=float)
    own = levels * days[["ran"]].to_numpy()
    exog = np.column_stack([days[["x", "z"]], levels, own])
    expected = sm.OLS(days["pain_post"].to_numpy(), exog).fit().params[:2]
    found = fitted(days, PooledModel(("x", "ran", "z"), own=("ran",))).coefficients
    assert list(found.index) == ["x", "z"]
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@pytest.mark.parametrize("slug", ["warm-up", "surface", "spike", "shoe-age", "stretching"])
def test_runs_that_hurt_some_runners_more_are_not_told_of_what_these_runners_do(slug):
    specification = SPECIFICATION[slug]
    model = pooled_model(specification)
    columns = pooled_columns(example_frame(), specification)
    always = columns["runner"].isin(columns["runner"].unique()[::3])
    columns.loc[always, "warm_up"] = columns.loc[always, "ran"]
    hurting = columns.assign(pain_post=columns["pain_post"] + 1.5 * always * columns["ran"])
    plain, sore = (fitted(table, model) for table in (columns, hurting))
    name = specification.exposure
    assert sore.coefficients[name] == pytest.approx(plain.coefficients[name], abs=1e-9)
    assert sore.covariance.loc[name, name] == pytest.approx(plain.covariance.loc[name, name])


def test_runners_who_always_warm_up_do_not_count_among_those_who_tell_its_effect():
    specification = SPECIFICATION["warm-up"]
    columns = pooled_columns(example_frame(), specification)
    always = columns["runner"].isin(columns["runner"].unique()[:4])
    columns.loc[always, "warm_up"] = columns.loc[always, "ran"]
    assert fitted(columns, pooled_model(specification)).dof == 12 - 4 - 1


def test_a_term_that_others_hold_is_left_out_and_a_contrasted_one_refused():
    days = golden_days().assign(twice=lambda table: 2 * table["z"])
    fit = fitted(days, PooledModel(("x", "z", "twice"), ("x",)))
    assert list(fit.coefficients.index) == ["x", "twice"]
    with pytest.raises(ModelError, match=r"z, twice: cannot be told|twice: cannot be told"):
        fitted(days, PooledModel(("x", "z", "twice"), ("z", "twice")))


def test_what_is_carried_is_whole_where_the_same_day_rating_is_news():
    days = golden_days().rename(columns={"x": "before", "z": "rating"})
    days["rating"] += 0.3 * days["before"]
    days["act"] = ((np.arange(60) * 5) % 4).astype(float)
    terms = ("act", "before", "rating")
    model = PooledModel(terms, ("act", "before"), news="rating")
    sums = added(runner_sums(days, model))
    totals = coefficients(sums.xx, sums.xy, model, kept_terms(sums, model))
    found = dict(zip(terms, totals, strict=True))
    columns = days[[*terms, "pain_post"]]
    within = columns - columns.groupby(days["runner"]).transform("mean")
    news = sm.OLS(within["rating"], within[["before"]]).fit().resid
    plain = sm.OLS(within["pain_post"], within[["act", "before"]].assign(news=news)).fit().params
    assert found["before"] == pytest.approx(plain["before"], rel=1e-10)
    assert found["act"] == pytest.approx(plain["act"], rel=1e-10)


def test_news_is_left_out_where_some_runners_have_no_same_day_rating():
    days = golden_days().assign(is_rated=1.0)
    days.loc[days["runner"] == "a", "z"] = 0.0
    model = PooledModel(("x", "z"), ("x",), news="z", marker="is_rated")
    # A rating that is always 0 is a rating.
    assert list(fitted(days, model).coefficients.index) == ["x", "z"]
    days.loc[days["runner"] == "a", "is_rated"] = 0.0
    assert list(fitted(days, model).coefficients.index) == ["x"]


def test_too_few_runners_and_other_terms_are_refused():
    one = golden_days().query("runner == 'a'")
    with pytest.raises(ModelError, match=r"found 1 runners, expected 2 or more"):
        fitted(one)
    sums = within_sums(one, MODEL)
    with pytest.raises(ModelError, match=r"found sums of x, expected those of x, z"):
        sums + within_sums(one, PooledModel(("x",)))
    scores = ScoreSums(("x",), np.zeros((1, 1)), np.zeros((1, 1)))
    with pytest.raises(ModelError, match=r"found sums of z, expected those of x"):
        scores + replace(scores, terms=("z",))


def test_unusable_tables_are_refused():
    with pytest.raises(DataError, match=r"cohort: no column z; the model needs it"):
        within_sums(golden_days().drop(columns="z"), MODEL)
    shuffled = golden_days().iloc[[0, 20, 1]]
    with pytest.raises(DataError, match=r"do not stand together\. Sort by runner and date"):
        within_sums(shuffled, MODEL)


def test_leaving_out_the_only_runner_who_tells_a_term_is_survived():
    days = golden_days().assign(rare=lambda table: (table.index == 3) * 1.0)
    sums = runner_sums(days, PooledModel(("x", "rare"), ("x",)))
    moves = spread(sums, PooledModel(("x", "rare"), ("x",)), added(sums)).moves
    assert np.isfinite(moves).all()


def test_the_columns_of_a_claim_do_not_depend_on_the_part():
    specification = SPECIFICATION["stretching"]
    first, second = in_parts(example_frame(), 4)
    bare = second.drop(columns=["maintenance", "maintenance_lag1"])
    model = pooled_model(specification)
    for part in (first, bare):
        columns = pooled_columns(part, specification)
        assert set(model.columns) <= set(columns)
        assert columns[list(model.columns)].notna().all(axis=None)
    assert (pooled_columns(bare, specification)["unknown_maintenance"] == 1).all()


def test_the_evening_before_is_a_rating_of_the_evening_whatever_the_slot():
    frame = example_frame().assign(pain_pre_slot="day before")
    columns = pooled_columns(frame, SPECIFICATION["surface"])
    assert (columns["evening_before"] == columns["pain_pre"]).all()
    assert (columns["pain_pre_same_day"] == 0).all()
