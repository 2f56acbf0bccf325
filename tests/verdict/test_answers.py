"""From a log to answers, and what must not change one."""

import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from logs import habits_of, log_of, pain_of, runs_of
from verdict_examples import NUMBERS, simulated_log, those_tested

import backstride
from backstride.claims import CLAIMS
from backstride.diary import build_diary
from backstride.errors import DataError
from backstride.exposures import add_exposures
from backstride.models.contrasts import days_needed, detectable_multiplier
from backstride.verdict import answer_claims, model_terms
from backstride.verdict.rules import holm_adjusted


@pytest.fixture(scope="module")
def log():
    return simulated_log()


@pytest.fixture(scope="module")
def answers(log):
    return answer_claims(log).set_index("slug")


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
