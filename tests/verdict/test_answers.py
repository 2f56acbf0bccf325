"""Refusals, the rules of the verdict in their order, and what must not change an answer."""

import re
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from logs import habits_of, log_of, pain_of, runs_of

import backstride
from backstride.claims import CLAIMS
from backstride.diary import build_diary
from backstride.errors import DataError
from backstride.exposures import add_exposures
from backstride.models.contrasts import days_needed, detectable_multiplier
from backstride.simulate import SAMPLE, Scenario, as_log, simulate_runner
from backstride.verdict import answer_claims, answer_diary, model_terms
from backstride.verdict.rules import (
    decided,
    holm_adjusted,
    needed_sentence,
    smallest_difference,
    verdict_sentence,
)

ONE_WEEK = pd.Timedelta(days=7)
NUMBERS = ["estimate", "low", "high", "p_value", "p_holm", "n_days", "detectable_difference"]


def simulated_log(n_days=400, **changes):
    return as_log(simulate_runner(replace(SAMPLE, seed=5, n_days=n_days, **changes)))


@pytest.fixture(scope="module")
def log():
    return simulated_log()


@pytest.fixture(scope="module")
def answers(log):
    return answer_claims(log).set_index("slug")


def those_tested(answers):
    """All but the claim that is described only."""
    return answers[answers["status"] != "described"]


def answered(log, slug):
    return answer_claims(log).set_index("slug").loc[slug]


# The rules, in their order


@pytest.mark.parametrize(
    ("estimate", "low", "high", "p_holm", "status"),
    [
        (0.8, 0.2, 1.4, 0.04, "raises"),
        (-0.8, -1.4, -0.2, 0.05, "lowers"),
        (0.3, 0.1, 0.5, 0.04, "raises"),  # rule 1 comes before rule 2
        (0.3, 0.1, 0.5, 0.06, "no difference"),
        (0.0, -0.5, 0.5, 1.0, "no difference"),
        (0.0, -0.5, 0.6, 1.0, "cannot tell"),  # the limit itself is not inside
        (0.8, 0.2, 1.4, 0.06, "cannot tell"),
    ],
)
def test_rules_hold_in_their_order(estimate, low, high, p_holm, status):
    assert decided(estimate, low, high, p_holm, smallest=0.6, alpha=0.05) == status


@pytest.mark.parametrize(
    ("status", "low", "high", "words"),
    [
        ("raises", 0.2, 1.4, "raises pain"),
        ("raises", 0.1, 0.5, "raises pain, by less than matters"),
        ("lowers", -0.5, -0.1, "lowers pain, by less than matters"),
        ("no difference", -0.5, 0.5, "makes no difference that matters"),
        ("cannot tell", -0.5, 1.5, "can’t tell yet"),
        ("cannot tell", 0.1, 1.5, "off zero alone, but not beside the other claims"),
    ],
)
def test_the_verdict_says_which_rule_it_came_from(status, low, high, words):
    assert words in verdict_sentence(status, low, high, smallest=0.6)


def test_only_holm_in_the_way_is_not_said_of_an_interval_that_holds_0():
    assert verdict_sentence("cannot tell", -0.1, 1.5, 0.6) == "can’t tell yet"


def test_an_unknown_status_is_an_error():
    with pytest.raises(ValueError, match="unknown status 'risky'"):
        verdict_sentence("risky", 0.0, 1.0, 0.5)


def test_holm_agrees_with_r():
    # p.adjust(c(.01, .04, .03, .2, .6), "holm"): 0.05 0.12 0.12 0.40 0.60
    given = dict(zip("abcde", [0.01, 0.04, 0.03, 0.2, 0.6], strict=True))
    assert list(holm_adjusted(given).values()) == pytest.approx([0.05, 0.12, 0.12, 0.40, 0.60])
    assert list(holm_adjusted(given)) == list("abcde")
    assert holm_adjusted({}) == {}


@pytest.mark.parametrize(
    ("ratings", "stated", "points"),
    [([1.0, 2.0, 3.0], None, 0.6), ([5.0, 7.0], None, 1.0), ([1.0, 2.0, 3.0], 0.25, 0.25)],
)
def test_smallest_difference_is_30_percent_of_the_mean_and_at_most_a_point(ratings, stated, points):
    assert smallest_difference(pd.Series(ratings), stated) == pytest.approx(points)


@pytest.mark.parametrize(
    ("days", "smallest", "words"),
    [
        (0, 0.6, "A difference of 0.6 points would probably have shown."),
        (1, 0.6, "About 1 more rated day like these"),
        (123, 0.6, "About 130 more rated days like these"),
        (40, 0.04, "to find a difference of 0.04 points."),
        (4000, 0.6, "More than 10 years of days like these: a diary will not settle it."),
    ],
)
def test_what_is_needed_is_said_in_days(days, smallest, words):
    said = needed_sentence(days, smallest)
    assert said.startswith(words) or said.endswith(words)


# From a log to answers


def test_every_claim_has_one_row_and_the_numbers_agree(answers):
    assert answers.index.tolist() == [claim.slug for claim in CLAIMS]
    fitted = answers.dropna(subset="estimate")
    assert fitted.index.tolist() == those_tested(answers).index.tolist()
    assert fitted["estimate"].between(fitted["low"], fitted["high"]).all()
    adjusted = holm_adjusted(fitted["p_value"].to_dict())
    assert fitted["p_holm"].to_dict() == pytest.approx(adjusted)
    assert (answers["smallest_difference"] == answers["smallest_difference"].iloc[0]).all()


def test_detectable_difference_and_days_use_the_number_of_fitted_claims():
    log = replace(simulated_log(), habits=log_of().habits)
    answers = answer_claims(log).set_index("slug")
    fitted = answers.dropna(subset="estimate")
    assert len(fitted) == 5
    spike = fitted.loc["spike"]
    terms = model_terms(add_exposures(build_diary(log)), "spike").set_index("term")
    error = terms.loc["spike", "standard_error"]
    dof = 300  # far enough in the tail of t that its exact value does not matter here
    reached = detectable_multiplier(dof, 5, spike["alpha"])
    expected = error * reached
    assert spike["detectable_difference"] == pytest.approx(expected, rel=0.01)
    days = days_needed(error, spike["n_days"], reached, spike["smallest_difference"])
    more = spike["needed"].split(" more")[0].split()[-1]
    assert int(more.replace(",", "")) == pytest.approx(days - spike["n_days"], rel=0.02)


def test_coming_back_from_a_break_is_described_and_never_tested(answers):
    assert answers.loc["return", "status"] == "described"
    assert answers.loc["return", NUMBERS].isna().all()


def test_a_stated_smallest_difference_is_used(log):
    stated = replace(log, settings=replace(log.settings, smallest_difference=0.25))
    assert (answer_claims(stated)["smallest_difference"] == 0.25).all()


def test_terms_of_an_unknown_claim_name_those_that_are_tested(log):
    with pytest.raises(DataError, match="found 'luck', expected one of spike, ramp-up"):
        model_terms(add_exposures(build_diary(log)), "luck")


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


# What must not change an answer


def assert_same_numbers(one, other, rtol=1e-9):
    assert one["status"].tolist() == other["status"].tolist()
    np.testing.assert_allclose(one[NUMBERS], other[NUMBERS], rtol=rtol, atol=1e-12)


def test_order_of_rows_does_not_matter(log, answers):
    shuffled = replace(
        log,
        **{
            name: getattr(log, name).sample(frac=1, random_state=3)
            for name in ("runs", "pain", "shoes", "habits", "days", "ledger")
        },
    )
    assert_same_numbers(answer_claims(shuffled), answers)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/St_Johns"])
def test_the_zone_of_the_machine_does_not_matter(log, answers, monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert_same_numbers(answer_claims(log), answers)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_kilometres_and_miles_give_the_same_answers(log, tmp_path):
    runs = log.runs[log.runs["sport"] == "run"]
    ratings = log.pain.assign(
        date=log.pain["date"].dt.date, time=log.pain["rated_at"].dt.strftime("%H:%M")
    )
    ratings.rename(columns={"pain_nrs": "pain"})[["date", "time", "pain"]].to_csv(
        tmp_path / "pain.csv", index=False
    )
    found = []
    for unit, km in (("km", 1.0), ("mi", 1.609344)):
        path = tmp_path / f"runs-{unit}.csv"
        table = runs[["start", "duration_min", "surface"]].assign(
            distance=runs["distance_km"] / km, unit=unit
        )
        table.to_csv(path, index=False, float_format="%.9f")
        read = backstride.read_log([path, tmp_path / "pain.csv"], timezone="Europe/Berlin")
        found.append(answer_claims(read).set_index("slug").loc[["spike", "ramp-up", "surface"]])
    assert found[0]["estimate"].notna().all()
    assert_same_numbers(*found, rtol=1e-5)


@pytest.mark.parametrize("n_days", [45, 200])
def test_no_exposure_looks_ahead(log, n_days):
    last = log.runs["date"].min() + pd.Timedelta(days=n_days)
    short = replace(
        log,
        runs=log.runs[log.runs["date"] <= last],
        pain=log.pain[log.pain["date"] <= last],
        days=log.days[log.days["date"] <= last],
    )
    whole, cut = (add_exposures(build_diary(one)) for one in (log, short))
    # After the last session of a cut log nothing is known to be rest.
    known = cut.loc[cut["date"] <= short.runs["date"].max()]
    # Doses lie between ratings; which ratings those are hangs on the runner's usual hours.
    columns = [name for name in known if not name.startswith(("pain_", "stretching", "warm_up"))]
    columns = [name for name in columns if not name.startswith(("strength", "maintenance"))]
    pd.testing.assert_frame_equal(whole.loc[known.index, columns], known[columns])


def test_habits_of_tables_by_hand_are_read_as_doses():
    rows = habits_of(
        ("2025-01-03", "12:00", "stretching", 1), ("2025-01-05", "12:00", "stretching", 2)
    )
    pain = pain_of(
        *[(f"2025-01-{n:02d} {clock}", n) for n in (3, 4, 5) for clock in ("07:00", "21:00")]
    )
    log = log_of(runs=runs_of(("2025-01-04 18:00", 5, 30.0)), pain=pain, habits=rows)
    assert build_diary(log)["stretching_between"].tolist() == [1, 0, 2]


def test_ratings_on_days_of_runs_without_a_clock_ask_for_clock_times():
    run = {"date": "2025-01-03", "start": None, "distance_km": 10}
    log = log_of(runs=runs_of(run), pain=pain_of(("2025-01-03 07:00", 2), ("2025-01-03 21:00", 3)))
    answer = answered(log, "spike")
    assert answer["verdict"] == "not logged: No rating is known to lie after a run."
    assert answer["needed"].endswith("and the clock times of runs and ratings.")
