from dataclasses import replace
from datetime import timedelta

import pytest
from trial_examples import START, TODAY, WISH

from backstride.errors import DataError
from backstride.trial.folder import (
    carry_trial,
    first_look,
    stop_trial,
    stopped_on,
    trial_folders,
    write_plan,
)
from backstride.trial.plan import fixed_plan
from backstride.trial.seal import read_plan


@pytest.fixture(scope="module")
def plan():
    return fixed_plan(WISH, TODAY)


def test_a_trial_that_has_ended_cannot_be_given_up(plan, tmp_path):
    with pytest.raises(DataError, match=r"has reached its last day\. Leave out --stopped"):
        stop_trial(write_plan(plan, tmp_path / "trial"), plan, plan.last_day)


def test_a_stop_that_cannot_be_read_is_said(tmp_path):
    (tmp_path / "stopped.json").write_text("{}")
    with pytest.raises(DataError, match=r"cannot be read\. Put it back as it was"):
        stopped_on(tmp_path)


def test_a_first_look_that_cannot_be_read_is_said(tmp_path):
    assert first_look(tmp_path) is None
    (tmp_path / "analysed.json").write_text('{"on": "2027-01-01"}')
    with pytest.raises(DataError, match=r"analysed\.json: cannot be read\. Put it back as it was"):
        first_look(tmp_path)


@pytest.fixture
def folder(plan, tmp_path):
    return write_plan(plan, tmp_path / "trial")


def test_a_plan_is_never_written_over(plan, folder):
    before = (folder / "plan.json").read_bytes()
    with pytest.raises(DataError, match=r"holds plan\.json, calendar\.html, calendar\.ics al"):
        write_plan(replace(plan, seed=9), folder)
    assert (folder / "plan.json").read_bytes() == before


def test_nothing_is_written_where_one_file_cannot_be(plan, tmp_path):
    with pytest.raises(DataError, match="cannot be written to"):
        write_plan(plan, tmp_path, {"none/diary.xlsx": b""})
    assert list(tmp_path.iterdir()) == []


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
