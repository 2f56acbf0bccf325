"""When a claim is refused, with which reason, and what it takes."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
from logs import log_of, pain_of, runs_of
from verdict_examples import NUMBERS, simulated_log, those_tested

from backstride.diary import build_diary
from backstride.exposures import add_exposures
from backstride.simulate import Scenario, as_log, simulate_runner
from backstride.verdict import answer_claims, answer_diary

ONE_WEEK = pd.Timedelta(days=7)


def answered(log, slug):
    return answer_claims(log).set_index("slug").loc[slug]


# Refusals


def test_without_any_rating_nothing_is_answered():
    answers = those_tested(answer_claims(log_of(runs=runs_of(("2025-01-01 18:00", 10, 60.0)))))
    assert (answers["status"] == "not logged").all()
    assert answers["verdict"].iloc[0] == "not logged: No pain rating yet."
    assert answers["needed"].iloc[0].startswith("A pain diary")
    assert answers[[*NUMBERS, "naive_estimate"]].isna().all().all()


def test_an_empty_log_is_refused_like_any_other():
    assert (those_tested(answer_claims(log_of()))["status"] == "not logged").all()


def test_ratings_that_never_come_after_a_run_are_said_to_be_so():
    runs = runs_of(("2025-01-03 18:00", 10, 60.0))
    log = log_of(runs=runs, pain=pain_of(("2025-01-03 07:00", 2)))
    assert "No rating is known to lie after a run." in answered(log, "spike")["verdict"]


def test_ten_days_are_too_few_and_give_no_number():
    log = as_log(simulate_runner(Scenario(seed=1, n_days=10, missing_intercept=None)))
    answers = those_tested(answer_claims(log)).set_index("slug")
    assert set(answers["status"]) <= {"not logged", "too few days"}
    assert answers[NUMBERS].isna().all().all()
    assert (answers["needed"] != "").all()


def test_a_model_needs_four_days_for_each_parameter():
    refused = answered(simulated_log(n_days=75), "surface")
    assert refused["status"] == "too few days"
    found, needed = map(int, re.findall(r"\d+", refused["verdict"]))
    assert needed > found
    assert refused["needed"] == f"About {needed - found} days more, rated before and after."


def test_four_exposed_days_are_too_few_and_five_are_not():
    log = simulated_log()
    runs = log.runs.assign(surface=log.runs["surface"].where(log.runs["sport"] != "run", "trail"))
    is_run = runs.index[runs["sport"] == "run"]
    for n_hard, status in ((4, "too few days"), (40, None)):
        surface = runs["surface"].copy()
        surface[is_run[40 : 40 + n_hard]] = "asphalt"
        found = answered(replace(log, runs=runs.assign(surface=surface)), "surface")
        assert (found["status"] == status) if status else np.isfinite(found["estimate"])


def test_unknown_ground_is_neither_hard_nor_soft():
    log = simulated_log()
    nowhere = replace(log, runs=log.runs.assign(surface="unknown"))
    assert answered(nowhere, "surface")["verdict"] == (
        "not logged: The log does not say what the runs were on."
    )
    is_soft = ~log.runs["surface"].isin(["asphalt", "road", "concrete"])
    half = log.runs["surface"].mask(is_soft, "unknown")
    refused = answered(replace(log, runs=log.runs.assign(surface=half)), "surface")
    assert refused["status"] == "too few days"
    assert "No day without it" in refused["verdict"]


def test_claims_that_were_never_logged_are_refused_by_name():
    log = simulated_log()
    bare = replace(
        log, runs=log.runs.assign(shoe=None).astype({"shoe": "str"}), habits=log_of().habits
    )
    answers = answer_claims(bare).set_index("slug")
    assert answers.loc["shoe-age", "verdict"] == (
        "not logged: The log does not say how many kilometres the shoes had."
    )
    assert answers.loc["stretching", "verdict"] == "not logged: No stretching in the log."
    assert answers.loc["stretching", "needed"].startswith("Log the time of each stretch")
    assert np.isfinite(answers.loc["spike", "estimate"])


def test_a_rating_that_never_changes_is_too_few_days():
    log = simulated_log()
    calm = replace(log, pain=log.pain.assign(pain_nrs=0.0, rating="0"))
    answers = those_tested(answer_claims(calm))
    assert answers["verdict"].str.contains("too few days: The rating never changes").all()


def test_few_alike_ratings_are_called_few_and_not_unchanging():
    log = simulated_log()
    spring = log.pain["date"].between(*(log.pain["date"].min() + ONE_WEEK * n for n in (8, 10)))
    calm = replace(log, pain=log.pain[spring].assign(pain_nrs=0.0, rating="0"))
    refused = answered(calm, "surface")
    assert re.search(r"few days: \d+ days? can be used; the model needs \d+", refused["verdict"])


def test_a_rating_after_that_repeats_the_one_before_is_too_few_days():
    log = simulated_log(missing_intercept=None)
    by_day = log.pain["date"].dt.day_of_year % 4
    echoed = replace(log, pain=log.pain.assign(pain_nrs=by_day.astype(float)))
    refused = answered(echoed, "spike")
    assert refused["verdict"] == (
        "too few days: The rating after never differs from the one before."
    )


def test_evening_ratings_alone_leave_the_order_of_stretching_unknown():
    refused = answered(simulated_log(rated_before_run=False), "stretching")
    assert refused["status"] == "order unknown"
    assert "No rating comes before the stretching on the same day" in refused["verdict"]
    assert refused["needed"].endswith("or a randomised trial on oneself.")
    assert np.isnan(refused["estimate"])


def test_untimed_stretching_has_unknown_order():
    log = simulated_log()
    untimed = log.habits.assign(
        time=log.habits["time"].mask(log.habits["habit"] == "stretching", None)
    )
    refused = answered(replace(log, habits=untimed), "stretching")
    assert refused["status"] == "order unknown"
    assert "Only 0 % of the days with stretching have clock times." in refused["verdict"]


def test_missing_ratings_do_not_make_timed_stretching_untimed():
    found = answered(simulated_log(missing_intercept=-1.5), "stretching")
    assert np.isfinite(found["estimate"])


def shoe_by_ground(log, soft_pair, unknown_ground=False):
    is_hard = log.runs["surface"].isin(["asphalt", "road", "concrete"])
    surface = (
        log.runs["surface"].where(is_hard, "unknown") if unknown_ground else log.runs["surface"]
    )
    shoe = pd.Series(np.where(is_hard, "Road pair", soft_pair), index=log.runs.index)
    pairs = pd.DataFrame({"shoe": ["Road pair", soft_pair], "start_km": [0.0, 100.0]})
    shoes = log.shoes.iloc[:2].assign(shoe=pairs["shoe"], start_km=pairs["start_km"])
    shoe = shoe.where(log.runs["sport"] == "run").astype("str")
    return replace(log, runs=log.runs.assign(shoe=shoe, surface=surface), shoes=shoes)


def test_the_wear_of_one_pair_cannot_be_told_from_the_calendar():
    log = simulated_log()
    always = log.runs["shoe"].where(log.runs["shoe"].isna(), log.shoes["shoe"].iloc[0])
    refused = answered(replace(log, runs=log.runs.assign(shoe=always)), "shoe-age")
    assert refused["verdict"] == (
        "same as another: Only one pair has known kilometres, which grow with the calendar."
    )
    assert refused["needed"] == "Runs in a second pair."


def test_one_pair_for_each_ground_cannot_be_told_apart():
    refused = answered(shoe_by_ground(simulated_log(), "Trail pair"), "shoe-age")
    assert refused["status"] == "same as another"
    assert "Each pair of shoes has its own ground" in refused["verdict"]


def test_a_pair_on_unknown_ground_is_not_taken_for_a_soft_one():
    log = shoe_by_ground(simulated_log(), "Other pair", unknown_ground=True)
    assert answered(log, "shoe-age")["status"] != "same as another"


def test_an_exposure_that_always_comes_with_another_is_refused():
    # Every run is on hard ground to the share that a warm-up came before it.
    log = simulated_log()
    diary = add_exposures(build_diary(log))
    is_warm = diary["warm_up_between"].fillna(0) > 0
    share = is_warm.astype(float).where(diary["n_runs"] > 0)
    twin = diary.assign(
        hard_share=share,
        unknown_share=share * 0,
        warm_up_between=share.fillna(0.0).where(diary["is_logged"]),
    )
    refused = answer_diary(twin).set_index("slug").loc["surface"]
    assert refused["status"] == "same as another"
    assert "always came together with something else" in refused["verdict"]


def test_ratings_on_days_of_runs_without_a_clock_ask_for_clock_times():
    run = {"date": "2025-01-03", "start": None, "distance_km": 10}
    log = log_of(runs=runs_of(run), pain=pain_of(("2025-01-03 07:00", 2), ("2025-01-03 21:00", 3)))
    answer = answered(log, "spike")
    assert answer["verdict"] == "not logged: No rating is known to lie after a run."
    assert answer["needed"].endswith("and the clock times of runs and ratings.")
