"""What changed since the last report: kept beside it, compared, and said."""

import numpy as np
import pandas as pd
import pytest

from backstride.errors import DataError
from backstride.presentation import Presentation
from backstride.report.history import (
    COLUMNS,
    FIRST,
    NAME,
    OTHER_SITE,
    SHRINKS,
    answers_now,
    before_and_kept,
    changes,
    open_last_answers,
)
from backstride.report.text import open_rows, tally_sentence

NONE = pd.DataFrame(columns=COLUMNS, dtype="str")


def said(n_rated=100, estimate=0.8, status="raises", site="lower back"):
    """What a report on so many rated days says of two claims, the second of them refused."""
    answers = pd.DataFrame(
        {
            "slug": ["spike", "surface"],
            "status": [status, "not logged"],
            "estimate": [estimate, np.nan],
            "low": [0.2, np.nan],
            "high": [1.4, np.nan],
        }
    )
    days = pd.DataFrame({"date": pd.date_range("2025-01-01", periods=n_rated), "pain_post": 2.0})
    return answers_now(answers, days, site)


def test_the_first_report_says_that_it_is_the_first():
    assert changes(NONE, said()) == [FIRST, SHRINKS]


@pytest.mark.parametrize(
    ("before", "now", "days"),
    [
        (100, 100, ", there is no new rated day."),
        (100, 101, ", there is 1 new rated day."),
        (100, 103, ", there are 3 new rated days."),
        (100, 98, ", there are 2 rated days fewer."),
        (0, 98, ", there are 98 new rated days."),
    ],
)
def test_days_are_counted_one_or_many_or_none(before, now, days):
    told = changes(said(before), said(now))
    assert told[0].startswith("Since the last report in this folder")
    assert told[0].endswith(days)
    assert ("which went up to 10 April 2025" in told[0]) == (before == 100)


STATUSES = {
    "raises": "raises pain",
    "lowers": "lowers pain",
    "no difference": "makes no difference that matters",
    "cannot tell": "can’t tell yet",
    "too few days": "too few days",
}


@pytest.mark.parametrize(("status", "verdict"), STATUSES.items())
def test_a_verdict_that_changed_is_told_with_its_numbers(status, verdict):
    told = changes(said(status="order unknown", estimate=np.nan), said(110, 0.55, status))
    expected = f"Too much in one run: it was “order unknown”, it is now “{verdict}” (+0.55)."
    assert told[1:] == [expected, SHRINKS]


def test_what_did_not_change_is_told_too():
    same = changes(said(100), said(101))
    assert same[1:] == ["No verdict changed.", "No estimate moved.", SHRINKS]
    moved = changes(said(), said(101, 0.55), Presentation("de"))
    assert (
        moved[2] == "The estimate that moved most is that of “Too much in one run”, by 0,25 points."
    )


def test_another_site_is_not_compared():
    assert changes(said(site="neck"), said()) == [OTHER_SITE, SHRINKS]


def test_a_report_is_compared_with_the_one_before_and_not_with_itself():
    before, kept = before_and_kept(NONE, said(100))
    assert before.empty
    again, kept_again = before_and_kept(kept, said(100))
    assert again.empty
    pd.testing.assert_frame_equal(kept_again, kept)
    for _ in range(2):
        before, kept = before_and_kept(kept, said(110))
        assert set(before["n_rated"]) == {"100"}
        assert kept["n_rated"].tolist() == ["100", "100", "110", "110"]


def test_what_is_kept_is_read_as_it_was(tmp_path):
    from backstride.clean.csv_files import write_cells

    assert open_last_answers(tmp_path).empty
    write_cells(said(), tmp_path / NAME)
    pd.testing.assert_frame_equal(open_last_answers(tmp_path), said())
    pd.testing.assert_frame_equal(before_and_kept(open_last_answers(tmp_path), said())[1], said())


@pytest.mark.parametrize(
    ("written", "spoilt"),
    [
        ("0.8000", "much"),
        ("2025-04-10", "10.4.2025"),
        (",100,", ",ten,"),
        ("1,lower", "7,lower"),
        ("surface", "spike"),
        ("report,", "rapport,"),
        ("raises,", "raises,,"),
    ],
)
def test_a_spoilt_file_is_told_with_what_to_do(written, spoilt, tmp_path):
    text = said().to_csv(index=False).replace(written, spoilt)
    (tmp_path / NAME).write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"last-answers\.csv: tells the next .* Delete it"):
        open_last_answers(tmp_path)


@pytest.mark.parametrize(
    ("statuses", "sentence"),
    [
        (["raises"], "Of 1 claim, 1 raises pain."),
        (["lowers", "lowers"], "Of 2 claims, 2 lower pain."),
        (
            ["not logged", "no difference", "described"],
            "Of 3 claims, 1 makes no difference that matters, 1 is not in the log and 1 is only "
            "described.",
        ),
        (
            ["too few days", "too few days", "order unknown", "same as another", "cannot tell"],
            "Of 5 claims, 1 cannot be told yet, 2 have too few days, 1 has ratings and habits in "
            "an unknown order and 1 cannot be told from another.",
        ),
    ],
)
def test_claims_are_tallied_by_verdict(statuses, sentence):
    assert tally_sentence(pd.DataFrame({"status": statuses})) == sentence


def test_only_open_claims_with_something_to_do_are_open():
    rows = [
        {"slug": "spike", "status": "cannot tell", "needed": "More days."},
        {"slug": "ramp-up", "status": "cannot tell", "needed": ""},
        {"slug": "surface", "status": "raises", "needed": "Nothing."},
        {"slug": "stretching", "status": "not logged", "needed": "Log it."},
    ]
    assert [row["slug"] for row in open_rows(rows, {})] == ["spike", "stretching"]
