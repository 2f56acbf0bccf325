import json
import re
from dataclasses import replace

import pytest
from trial_examples import START, TODAY, WISH

from backstride.errors import DataError
from backstride.trial.folder import write_plan
from backstride.trial.plan import fixed_plan
from backstride.trial.seal import plan_hash, plan_text, read_plan


@pytest.fixture(scope="module")
def plan():
    return fixed_plan(WISH, TODAY)


@pytest.fixture
def folder(plan, tmp_path):
    return write_plan(plan, tmp_path / "trial")


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
