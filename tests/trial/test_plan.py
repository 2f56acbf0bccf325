"""The plan of a trial: what is refused, what is written, and that a change is found out."""

import json
import random
import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import openpyxl
import pandas as pd
import pytest
from repository import ROOT

from backstride import cli, read_log
from backstride.errors import DataError
from backstride.settings import Settings
from backstride.trial.calendar import calendar_file, calendar_page
from backstride.trial.commands import planned_trial, power_sentence
from backstride.trial.folder import carry_trial, trial_folders, write_plan
from backstride.trial.plan import TRIED, Wish, assignment, coin_order, fixed_plan
from backstride.trial.power import ASSUMED, Variability, own_variability, simulated_power
from backstride.trial.sample import write_sample_trial
from backstride.trial.seal import plan_hash, plan_text, read_plan
from backstride.trial.suggest import ENOUGH_POWER, length_sentence, plan_command, suggested_trial
from backstride.workbook import trial_diary

TODAY, START = date(2026, 12, 1), date(2027, 1, 4)
WISH = Wish("stretching", START, periods=12, seed=3)


@pytest.fixture(scope="module")
def plan():
    return fixed_plan(WISH, TODAY)


@pytest.fixture
def folder(plan, tmp_path):
    return write_plan(plan, tmp_path / "trial")


def run(monkeypatch, capsys, *arguments):
    monkeypatch.setattr("sys.argv", ["backstride", "trial", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    said = capsys.readouterr()
    return int(end.value.code or 0), said.out, said.err


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


def test_power_stands_on_the_runners_own_pain():
    steps = random.Random(1)
    level, ratings = 0.0, []
    for _ in range(400):
        level = 0.6 * level + steps.gauss(0, 1.5)
        ratings.append(5 + level)
    pain = own_variability(pd.Series(ratings))
    assert (pain.carry, pain.noise_sd) == (pytest.approx(0.6, abs=0.1), pytest.approx(1.5, abs=0.1))
    assert pain.n_days == 399
    calm = fixed_plan(WISH, TODAY, Variability(5.0, 0.2, 0.5, 100))
    wild = fixed_plan(WISH, TODAY, pain)
    assert calm.power > 0.95 > wild.power
    assert "at the pain of your log (399 pairs of days in a row)" in power_sentence(wild)
    assert calm.smallest_difference == 1.0


def test_without_a_log_the_pain_is_assumed_and_said_so(plan):
    assert own_variability(pd.Series([2.0] * 100)) == ASSUMED
    assert own_variability(pd.Series([1.0, float("nan"), 3.0] * 100)) == ASSUMED
    assert (plan.pain_days, plan.smallest_difference) == (0, 0.9)
    assert "at a pain that is assumed, since no log with enough different" in power_sentence(plan)
    assert plan.power_error == pytest.approx(
        (plan.power * (1 - plan.power) / 1000) ** 0.5, abs=1e-4
    )


def test_the_stated_smallest_difference_is_taken():
    assert fixed_plan(replace(WISH, smallest_difference=0.5), TODAY).smallest_difference == 0.5


@pytest.mark.parametrize(("weeks", "expected"), [(12, 0.30), (16, 0.59), (24, 0.84)])
def test_power_for_one_point_is_what_the_method_was_chosen_for(weeks, expected):
    found = simulated_power(weeks // 2, 7, -1.0, ASSUMED, seed=1)
    error = (found.mc_error**2 + expected * (1 - expected) / 400) ** 0.5
    assert abs(found.share - expected) < 3 * error


def test_a_plan_reads_back_as_it_was_fixed(plan, folder):
    assert read_plan(folder) == (plan, ())
    content = json.loads((folder / "plan.json").read_text("utf-8"))
    assert content["sha256"] == plan_hash(plan)
    assert plan_hash(plan) in (folder / "calendar.html").read_text("utf-8")
    assert sorted(path.name for path in folder.iterdir()) == [
        "calendar.html", "calendar.ics", "plan.json",
    ]  # fmt: skip


def changed(folder, **values):
    path = folder / "plan.json"
    content = json.loads(path.read_text("utf-8")) | values
    path.write_text(json.dumps(content), "utf-8")


def test_a_change_of_any_field_is_found_out(folder, plan):
    for name, value in json.loads(plan_text(plan)).items():
        if name in ("format", "sha256"):
            continue
        (folder / "plan.json").write_text(plan_text(plan), "utf-8")
        swapped = ["BA" if pair == "AB" else "AB" for pair in value] if name == "order" else None
        other = swapped or {int: 5, float: 0.123, str: "2026-12-02"}[type(value)]
        changed(folder, **{name: "strength" if name == "claim" else other})
        _, signs = read_plan(folder)
        assert "The content of the plan does not match its hash." in signs, name


def test_a_change_of_the_hash_or_of_the_format_is_found_out(folder):
    changed(folder, sha256="0" * 64)
    assert read_plan(folder)[1] == ("The content of the plan does not match its hash.",)
    changed(folder, format="another plan")
    with pytest.raises(DataError, match="is no plan of a trial"):
        read_plan(folder)


@pytest.mark.parametrize("name", ["stopped.json", "analysed.json"])
def test_what_belongs_to_another_plan_is_found_out(plan, folder, name):
    (folder / name).write_text(json.dumps({"plan": plan_hash(plan)}), "utf-8")
    assert read_plan(folder)[1] == ()
    (folder / name).write_text(json.dumps({"plan": "a" * 64}), "utf-8")
    assert read_plan(folder)[1] == (f"The hash is another one than in {name}.",)


def test_a_change_with_a_fresh_hash_is_found_out_by_what_was_printed(folder, plan):
    other = replace(plan, smallest_difference=0.2, order=("AB",) * 6, created=START)
    (folder / "plan.json").write_text(plan_text(other), "utf-8")
    _, signs = read_plan(folder)
    assert signs == (
        "The hash is another one than in calendar.html.",
        "The hash is another one than in calendar.ics.",
        "The order of the periods is not the one that the coin gave.",
        "The plan was not fixed before its first day.",
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no such file. Plan a trial first: backstride trial plan."),
        ("{", "cannot be read as a plan. Put it back as it was, or"),
        ("[1]", "is no plan of a trial. Put it back as it was, or"),
        ('{"format": "backstride trial plan"}', "is no plan of a trial."),
    ],
)
def test_what_is_no_plan_is_said(tmp_path, content, message):
    if content is not None:
        (tmp_path / "plan.json").write_text(content, "utf-8")
    with pytest.raises(DataError, match=re.escape(message)):
        read_plan(tmp_path)


@pytest.mark.parametrize(
    "values",
    [{"period_days": 0}, {"order": []}, {"order": ["AA"]}, {"claim": "luck"}, {"start": "soon"},
     {"seed": "x"}, {"site": None}],
)  # fmt: skip
def test_a_plan_that_makes_no_sense_is_none(folder, values):
    changed(folder, **values)
    with pytest.raises(DataError, match="is no plan of a trial"):
        read_plan(folder)


def test_a_plan_is_never_written_over(plan, folder):
    before = (folder / "plan.json").read_bytes()
    with pytest.raises(DataError, match=r"holds plan\.json, calendar\.html, calendar\.ics al"):
        write_plan(replace(plan, seed=9), folder)
    assert (folder / "plan.json").read_bytes() == before


def test_nothing_is_written_where_one_file_cannot_be(plan, tmp_path):
    with pytest.raises(DataError, match="cannot be written to"):
        write_plan(plan, tmp_path, {"none/diary.xlsx": b""})
    assert list(tmp_path.iterdir()) == []


def unfolded(text):
    """Lines of a calendar file, by the letter of RFC 5545."""
    assert text.endswith("\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    assert not any("\n" in line or "\r" in line for line in lines)
    assert all(len(line.encode()) <= 75 for line in lines)
    return "\r\n".join(lines).replace("\r\n ", "").split("\r\n")


def events(text):
    found = []
    for line in unfolded(text):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1].setdefault(name, value)
    return found


def plain(value):
    return re.sub(r"\\(.)", lambda match: {"n": "\n"}.get(match[1], match[1]), value)


def test_the_calendar_file_has_an_all_day_event_a_period():
    shod = fixed_plan(
        replace(WISH, claim="shoe-age", worn_pair="Läufer, 5; “old” \\ é" * 5, fresh_pair="x"),
        TODAY,
    )
    lines = unfolded(calendar_file(shod))
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Backstride//Trial//EN"]
    assert lines[-1] == "END:VCALENDAR"
    found = events(calendar_file(shod))
    assert len(found) == 12
    day = START
    for event, arm in zip(found, "".join(shod.order), strict=True):
        first = datetime.strptime(event["DTSTART;VALUE=DATE"], "%Y%m%d").date()
        after = datetime.strptime(event["DTEND;VALUE=DATE"], "%Y%m%d").date()
        assert (first, after) == (day, day + timedelta(days=7))
        assert plain(event["SUMMARY"]) == f"{arm}: {shod.arm_a if arm == 'A' else shod.arm_b}"
        assert plan_hash(shod) in plain(event["DESCRIPTION"])
        assert event["DTSTAMP"] == "20261201T000000Z"
        day = after
    assert len({event["UID"] for event in found}) == 12
    assert calendar_file(shod) == calendar_file(shod)


def test_the_calendar_page_loads_nothing_and_tells_every_period(plan):
    page = calendar_page(plan)
    assert not re.search(r"https?:|src=|url\(|<script|<link", page)
    assert page.count("☐☐☐☐☐☐☐</td>") == 12
    assert "Mon 2027-01-04 to Sun 01-10" in page
    assert f"Hash of the plan (SHA-256): {plan_hash(plan)}" in page
    assert "Seed of the coin: 3" in page
    assert "emergency department" in page
    assert 'name="viewport"' in page
    assert "Tick a box for each day that went as the letter says" in page
    folds = calendar_page(replace(plan, claim="maintenance"))
    assert "Seated forward folds are not for a herniated or bulging disc." in folds
    assert "herniated" not in page
    shod = replace(plan, arm_a="<b>worn</b>", order=("AB",) * 30)
    assert "<b>worn" not in calendar_page(shod)
    assert calendar_page(shod).count("<table>") == 2


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


def test_the_trials_of_a_folder_are_found_in_the_order_of_their_first_days(plan, tmp_path):
    (tmp_path / "plan.json").write_text('{"name": "of another program"}', "utf-8")
    assert trial_folders([tmp_path]) == []
    later = replace(plan, start=START + timedelta(days=200))
    write_plan(later, tmp_path / "a-later")
    write_plan(plan, tmp_path / "b-first")
    paths = [tmp_path, tmp_path / "b-first", tmp_path / "x.csv"]
    assert trial_folders(paths) == [tmp_path / "b-first", tmp_path / "a-later"]


def test_a_trial_is_carried_along_with_its_files(plan, tmp_path):
    write_plan(plan, tmp_path / "one")
    (tmp_path / "one" / "diary.xlsx").write_bytes(b"not carried")
    carry_trial(tmp_path / "one", tmp_path / "tidy")
    assert read_plan(tmp_path / "tidy" / "trial") == (plan, ())
    assert sorted(path.name for path in (tmp_path / "tidy" / "trial").iterdir()) == [
        "calendar.html", "calendar.ics", "plan.json",
    ]  # fmt: skip


def test_the_command_writes_plan_page_calendar_and_diary(monkeypatch, capsys, tmp_path):
    out = tmp_path / "my trial"
    start = date.today() + timedelta(days=5)
    stated = ["--claim", "warm-up", "--periods", 12, "--start", start, "--out", out, "--seed", 4]
    code, said, _ = run(monkeypatch, capsys, "plan", *stated)
    assert code == 0
    assert said.splitlines()[-1] == str(out)
    plan, signs = read_plan(out)
    assert (plan.claim, plan.seed, plan.start, signs) == ("warm-up", 4, start, ())
    assert f"Hash of the plan: {plan_hash(plan)}" in said
    assert sorted(path.name for path in out.iterdir()) == [
        "calendar.html", "calendar.ics", "diary.xlsx", "plan.json",
    ]  # fmt: skip
    code, _, err = run(monkeypatch, capsys, "plan", *stated)
    assert code == 2
    assert "holds a plan already, and a plan is never written over" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--start", "2020-01-06"], "--start: found 2020-01-06, expected a day after"),
        (["--start", "Monday"], "--start: found 'Monday', expected a day such as 2027-01-04."),
        (["--start", "2099-01-05", "--periods", "10"], "2/2^5 = 0.0625"),
    ],
)
def test_the_command_refuses_and_writes_nothing(monkeypatch, capsys, tmp_path, arguments, message):
    stated = ["--claim", "stretching", *arguments, "--out", tmp_path / "x"]
    code, _, err = run(monkeypatch, capsys, "plan", *stated)
    assert code == 2
    assert message in err
    assert not (tmp_path / "x").exists()


def test_the_log_of_the_runner_gives_the_power(tmp_path):
    said = planned_trial(
        WISH, tmp_path / "x", [ROOT / "data" / "sample-trial"], Settings(timezone="Europe/Berlin"),
        trial_diary, TODAY,
    )  # fmt: skip
    plan, _ = read_plan(tmp_path / "x")
    assert plan.pain_days > 150
    assert f"{plan.pain_days} pairs of days in a row" in said


def test_the_sample_trial_is_what_its_function_writes(tmp_path):
    write_sample_trial(tmp_path)
    kept = ROOT / "data" / "sample-trial"
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(path.name for path in kept.iterdir())
    assert [
        name for name in names if (kept / name).read_bytes() != (tmp_path / name).read_bytes()
    ] == []


def test_the_trial_that_would_settle_it_is_as_short_as_can_be():
    steps = random.Random(2)
    diary = pd.DataFrame({"pain_post": [4 + steps.gauss(0, 1) for _ in range(200)]})
    answers = pd.DataFrame(
        {
            "slug": ["spike", "stretching", "surface", "strength", "warm-up"],
            "status": ["cannot tell", "order unknown", "cannot tell", "cannot tell", "lowers"],
            "smallest_difference": 1.0,
        }
    )
    trials = suggested_trial(answers, diary).set_index("slug")
    assert list(trials.index) == ["stretching", "surface", "strength"]
    row = trials.loc["stretching"]
    assert row["weeks"] == 2 * row["pairs"]
    assert row["power"] >= ENOUGH_POWER
    pain = own_variability(diary["pain_post"])
    shorter = simulated_power(int(row["pairs"]) - 1, 7, -1.0, pain)
    assert row["pairs"] == 6 or shorter.share < ENOUGH_POWER + 3 * shorter.mc_error
    assert trials.loc["strength", "period_days"] == 14
    assert f"of {row['weeks']:.0f} weeks ({row['pairs']:.0f} pairs of 7-day" in length_sentence(row)
    asked = f"--claim stretching --periods {2 * row['pairs']:.0f} --period-days 7 --start DAY"
    assert plan_command(trials.reset_index().iloc[0]).endswith(asked)


def test_a_trial_of_more_than_a_year_is_called_one():
    answers = pd.DataFrame(
        {"slug": ["shoe-age"], "status": ["cannot tell"], "smallest_difference": [0.1]}
    )
    row = suggested_trial(answers, pd.DataFrame({"pain_post": [1.0, 2.0]})).iloc[0]
    assert row["weeks"] == 52
    assert row["power"] < ENOUGH_POWER
    assert "would take more than a year: one of 52 weeks (26 pairs" in length_sentence(row)
    assert "--worn-pair NAME --fresh-pair NAME --start DAY" in plan_command(row)


def test_without_an_open_claim_no_trial_is_suggested():
    answers = pd.DataFrame({"slug": ["surface"], "status": ["raises"], "smallest_difference": 1.0})
    assert suggested_trial(answers, pd.DataFrame({"pain_post": [1.0, 2.0]})).empty
