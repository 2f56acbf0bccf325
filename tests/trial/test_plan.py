"""The plan of a trial: what is refused, what is written, and that a change is found out."""

import random
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from repository import ROOT
from trial_examples import START, TODAY, WISH

from backstride import read_log
from backstride.errors import DataError
from backstride.trial.commands import power_sentence
from backstride.trial.plan import TRIED, assignment, coin_order, fixed_plan
from backstride.trial.sample import write_sample_trial
from backstride.workbook import trial_diary


@pytest.fixture(scope="module")
def plan():
    return fixed_plan(WISH, TODAY)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"periods": 11}, "--periods: found 11, expected an even number: periods come in pairs."),
        (
            {"periods": 8},
            "expected at least 12. With 4 pairs the smallest p that is possible is 2/2^4 = 0.125:",
        ),
        ({"periods": -2}, "expected at least 12. Without a pair there is nothing to compare."),
        ({"periods": 62}, "--periods: found 62, expected at most 60."),
        ({"period_days": 4}, "--washout-days: found 2, expected 0 to 1, so that 3 of 4 days are"),
        ({"washout_days": -1}, "--washout-days: found -1, expected 0 to 4"),
        ({"period_days": 61}, "--period-days: found 61, expected 3 to 60: a mean needs 3 rat"),
        ({"period_days": 2, "washout_days": 0}, "--period-days: found 2, expected 3 to 60"),
        ({"period_days": 0}, "--period-days: found 0, expected 3 to 60"),
        ({"start": date(9999, 12, 1)}, "--start: found 9999-12-01, expected a day within a year"),
        ({"start": TODAY}, "--start: found 2026-12-01, expected a day after 2026-12-01"),
        ({"start": date(2026, 11, 30)}, "a plan is fixed before the first day"),
        ({"seed": -1}, "--seed: found -1, expected 0 or more."),
        ({"claim": "spike"}, "--claim spike cannot be tried on oneself. It would mean to raise"),
        ({"claim": "ramp-up"}, "raise the load on purpose"),
        ({"claim": "return"}, "come back too fast on purpose"),
        ({"claim": "cross-training"}, "outlast every period"),
        ({"claim": "relaxant"}, "gives no advice on any: what to take, when, and when not to, is"),
        ({"claim": "Medication"}, "Backstride plans no trial of a medicine"),
        ({"claim": "aspirin"}, "A medicine is never tried."),
        ({"claim": "luck"}, "expected one of surface, shoe-age, warm-up, stretching, strength, m"),
        ({"claim": "shoe-age"}, "--claim shoe-age needs two pairs, named as in the log"),
        ({"claim": "shoe-age", "worn_pair": "Blue ", "fresh_pair": "blue"}, "needs two pairs"),
        ({"claim": "shoe-age", "worn_pair": "a\x07", "fresh_pair": "b"}, "needs two pairs"),
        ({"worn_pair": "blue"}, "--worn-pair and --fresh-pair belong to shoe-age."),
    ],
)
def test_what_cannot_be_planned_is_said(changed, message):
    with pytest.raises(DataError) as refusal:
        fixed_plan(replace(WISH, **changed), TODAY)
    assert message in str(refusal.value)


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(DataError) as refusal:
        fixed_plan(replace(WISH, periods=8, start=TODAY, seed=-1), TODAY)
    assert len(refusal.value.problems) == 3


@pytest.mark.parametrize("claim", sorted(TRIED))
def test_every_other_claim_can_be_tried(claim):
    pairs = {"worn_pair": "Blue", "fresh_pair": "Red"} if claim == "shoe-age" else {}
    plan = fixed_plan(replace(WISH, claim=claim, **pairs), TODAY)
    assert plan.arm_a != plan.arm_b
    assert ("Blue" in plan.arm_a, "Red" in plan.arm_b) == (bool(pairs), bool(pairs))


def test_a_period_is_as_long_as_is_usual_for_the_claim():
    assert fixed_plan(WISH, TODAY).period_days == 7
    assert fixed_plan(replace(WISH, claim="strength"), TODAY).period_days == 14
    assert fixed_plan(replace(WISH, claim="strength", period_days=7), TODAY).period_days == 7


def test_what_acts_on_run_days_alone_is_said_to_show_thinner():
    thinner = "what acts on days with a run alone has to be larger"
    assert thinner in power_sentence(fixed_plan(replace(WISH, claim="warm-up"), TODAY))
    assert thinner not in power_sentence(fixed_plan(WISH, TODAY))


def test_the_coin_is_the_same_for_the_same_seed_and_fair():
    assert coin_order(3, 6) == fixed_plan(WISH, TODAY).order
    coin = random.Random(3)
    assert coin_order(3, 6) == tuple(("AB", "BA")[coin.getrandbits(1)] for _ in range(6))
    tossed = [pair for seed in range(200) for pair in coin_order(seed, 10)]
    assert 0.46 < tossed.count("AB") / len(tossed) < 0.54


def test_a_seed_is_drawn_where_none_is_given():
    drawn = {fixed_plan(replace(WISH, seed=None), TODAY).seed for _ in range(3)}
    assert len(drawn) > 1


def test_days_are_laid_out_pair_by_pair(plan):
    days = assignment(plan)
    assert len(days) == 84
    assert days["date"].iloc[[0, -1]].dt.date.tolist() == [START, plan.last_day]
    assert plan.last_day == date(2027, 3, 28)
    assert "".join(days.groupby("period")["arm"].first()) == "".join(plan.order)
    assert (days.groupby(["pair", "arm"]).size() == 7).all()
    assert days["is_washout"].tolist() == ([True] * 2 + [False] * 5) * 12
    assert set(days["assigned"][days["arm"] == "B"]) == {"no hamstring stretching"}


def test_the_diary_says_what_is_assigned_and_reads_as_a_log(plan, tmp_path):
    path = tmp_path / "diary.xlsx"
    path.write_bytes(trial_diary(assignment(plan)))
    workbook = openpyxl.load_workbook(path)
    days = list(workbook["trial"].iter_rows(min_row=4, values_only=True))
    assert len(days) == 84
    assert (days[0][0].date(), days[0][2]) == (START, assignment(plan)["assigned"].iloc[0])
    pain = workbook["pain"]
    assert pain["L1"].value == "assigned"
    assert pain["L2"].value == '=IFERROR(VLOOKUP($A2,trial!$A$4:$C$87,3,FALSE),"")'
    pain["A2"], pain["D2"], pain["E2"] = START, datetime(2027, 1, 4, 21).time(), 3
    workbook.save(path)
    log = read_log(path)
    assert log.pain["pain_nrs"].tolist() == [3.0]
    assert log.ledger["outcome"].tolist() == ["kept"]


def test_the_sample_trial_is_what_its_function_writes(tmp_path):
    write_sample_trial(tmp_path)
    kept = ROOT / "data" / "sample-trial"
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(path.name for path in kept.iterdir())
    assert [
        name for name in names if (kept / name).read_bytes() != (tmp_path / name).read_bytes()
    ] == []
