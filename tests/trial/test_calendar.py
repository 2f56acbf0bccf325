import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from trial_examples import START, TODAY, WISH

from backstride.trial.calendar import calendar_file, calendar_page
from backstride.trial.plan import fixed_plan
from backstride.trial.seal import plan_hash


@pytest.fixture(scope="module")
def plan():
    return fixed_plan(WISH, TODAY)


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
    text = calendar_file(shod).decode()
    lines = unfolded(text)
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Backstride//Trial//EN"]
    assert lines[-1] == "END:VCALENDAR"
    found = events(text)
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
