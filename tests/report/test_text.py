"""Words of the page on claims and trials."""

from dataclasses import replace
from datetime import timedelta

from report_examples import a_log, some_answers

from backstride.diary import build_diary
from backstride.presentation import Presentation
from backstride.report.text import open_rows, trial_words
from backstride.trial.sample import sample_plan


def test_a_claim_with_trials_names_each_where_it_is_open():
    plan = sample_plan()
    later = replace(plan, start=plan.start + timedelta(days=200))
    answers, diary = some_answers(), build_diary(a_log())
    one = trial_words(answers, diary, [plan])["stretching"]
    both = trial_words(answers, diary, [plan, later], Presentation("de"))["stretching"]
    assert one == (
        "A trial of it, 6 January 2025 to 22 June 2025, has a section of its own below.",
        "",
    )
    assert both == (
        "2 trials of it, 6. Januar 2025 to 22. Juni 2025; 25. Juli 2025 to 8. Januar 2026, "
        "have sections of their own below.",
        "",
    )


def test_what_would_settle_a_claim_names_the_trial_and_its_length():
    rows = [
        {"slug": "stretching", "status": "cannot tell", "needed": "More days."},
        {"slug": "spike", "status": "cannot tell", "needed": "More days."},
        {"slug": "surface", "status": "raises", "needed": ""},
    ]
    told = open_rows(rows, {"stretching": ("A trial of 24 weeks.", "plan it")})
    assert [row["trial"] for row in told] == ["A trial of 24 weeks.", ""]
    assert [row["command"] for row in told] == ["plan it", ""]
