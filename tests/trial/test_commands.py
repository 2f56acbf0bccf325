import json
from datetime import date, timedelta

import pytest
from repository import ROOT
from trial_examples import SAMPLE, TODAY, WISH

from backstride import cli
from backstride.settings import Settings
from backstride.trial.commands import planned_trial
from backstride.trial.seal import plan_hash, read_plan
from backstride.workbook import trial_diary


def copied(tmp_path):
    folder = tmp_path / "trial"
    folder.mkdir()
    for file in SAMPLE.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def analyse(monkeypatch, capsys, *arguments):
    stated = ["backstride", "trial", "analyse", *map(str, arguments), "--timezone", "Europe/Berlin"]
    monkeypatch.setattr("sys.argv", stated)
    with pytest.raises(SystemExit) as end:
        cli.main()
    said = capsys.readouterr()
    return int(end.value.code or 0), said.out, said.err


def test_the_command_reports_a_plan_that_was_changed(monkeypatch, capsys, tmp_path):
    folder = copied(tmp_path)
    code, said, _ = analyse(monkeypatch, capsys, folder)
    assert code == 0
    assert "Stretch the hamstrings twice a day: lowers pain." in said
    assert "The plan matches its hash" in said
    content = json.loads((folder / "plan.json").read_text("utf-8")) | {"smallest_difference": 0.1}
    (folder / "plan.json").write_text(json.dumps(content), "utf-8")
    code, said, _ = analyse(monkeypatch, capsys, folder)
    assert code == 0
    assert "no verdict: the plan was changed after it was fixed" in said
    assert "The content of the plan does not match its hash." in said


def test_the_command_stops_a_trial_once(monkeypatch, capsys, tmp_path):
    folder = copied(tmp_path)
    until = ["--until", "2025-05-01", "--stopped"]
    code, said, _ = analyse(monkeypatch, capsys, folder, *until)
    assert code == 0
    assert "The trial was given up on 2025-05-01, after 8 of 12 pairs." in said
    assert json.loads((folder / "stopped.json").read_text())["last_day"] == "2025-05-01"
    code, _, err = analyse(monkeypatch, capsys, folder, *until)
    assert (code, "was stopped before" in err) == (2, True)


def test_the_command_tells_when_ratings_were_changed_after_the_first_look(
    monkeypatch, capsys, tmp_path
):
    folder = copied(tmp_path)
    assert "first analysis" not in analyse(monkeypatch, capsys, folder)[1]
    seen = (folder / "analysed.json").read_bytes()
    assert (
        "The ratings are those of the first analysis, on "
        in (analyse(monkeypatch, capsys, folder)[1])
    )
    pain = (folder / "pain.csv").read_text("utf-8")
    assert "\n2025-02-10,21:" in pain
    lines = [line for line in pain.splitlines() if not line.startswith("2025-02-10,21:")]
    (folder / "pain.csv").write_text("\n".join(lines) + "\n", "utf-8")
    said = analyse(monkeypatch, capsys, folder)[1]
    assert "The ratings are not those of the first analysis, on " in said
    assert "then 155 rated days and −0.78 points, now 154 rated days and " in said
    assert (folder / "analysed.json").read_bytes() == seen


def test_a_running_trial_and_a_changed_plan_put_down_no_first_look(monkeypatch, capsys, tmp_path):
    folder = copied(tmp_path)
    analyse(monkeypatch, capsys, folder, "--until", "2025-05-01")
    assert not (folder / "analysed.json").exists()
    content = json.loads((folder / "plan.json").read_text("utf-8")) | {"seed": 7}
    (folder / "plan.json").write_text(json.dumps(content), "utf-8")
    analyse(monkeypatch, capsys, folder)
    assert not (folder / "analysed.json").exists()
    code, _, err = analyse(monkeypatch, capsys, folder, "--until", "2025-05-01", "--stopped")
    assert (code, "the plan was changed. Put it back before --stopped." in err) == (2, True)
    assert not (folder / "stopped.json").exists()


def test_the_command_needs_a_plan(monkeypatch, capsys, tmp_path):
    code, _, err = analyse(monkeypatch, capsys, tmp_path)
    assert code == 2
    assert "no such file. Plan a trial first: backstride trial plan." in err


def run(monkeypatch, capsys, *arguments):
    monkeypatch.setattr("sys.argv", ["backstride", "trial", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    said = capsys.readouterr()
    return int(end.value.code or 0), said.out, said.err


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
