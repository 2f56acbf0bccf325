"""Repeated looks: when one is due, what it may spend, which verdict stands, and why at all."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from backstride import schemas
from backstride.errors import DataError
from backstride.summaries import look_sentence
from backstride.verdict.looks import apply_look, look_due, look_rows, with_look
from backstride.verdict.rules import CUMULATIVE_ALPHA, alpha_left, milestone_reached

SITE = "lower back"
NONE = schemas.empty(schemas.LOOKS)


def diary(n_rated, n_unrated=0):
    """So many rated days from 1 January 2024, then so many without a rating."""
    days = pd.date_range("2024-01-01", periods=n_rated + n_unrated, unit="us")
    return pd.DataFrame({"date": days, "pain_post": [1.0] * n_rated + [np.nan] * n_unrated})


def answers(*rows):
    """Answers from (slug, estimate, half the interval's width, p_holm); smallest difference 0.6."""
    columns = ["slug", "estimate", "half", "p_holm"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(
        low=table["estimate"] - table["half"],
        high=table["estimate"] + table["half"],
        status="cannot tell",
        verdict="can’t tell yet",
        smallest_difference=0.6,
        needed="About 120 more rated days like these to find a difference of 0.6 points.",
    ).drop(columns="half")


def refused(slug="stretching"):
    row = {"slug": slug, "status": "not logged", "verdict": "not logged: No stretching."}
    return pd.DataFrame([{**row, "smallest_difference": 0.6, "needed": "Log it."}])


def report(n_rated, table, looks=NONE):
    """One report: the answers shown, and the looks kept after it."""
    due = look_due(diary(n_rated), looks, SITE)
    shown = apply_look(table, due, looks)
    return shown, with_look(looks, shown, due)


STRONG = ("spike", 1.2, 0.5, 0.0001)
MIDDLING = ("spike", 1.2, 0.9, 0.01)
NOTHING = ("surface", 0.1, 0.3, 1.0)


@pytest.mark.parametrize(
    ("n_rated", "milestone", "alpha", "next_milestone"),
    [
        (0, None, 0.002, 90),
        (89, None, 0.002, 90),
        (90, 90, 0.002, 180),
        (179, 90, 0.002, 180),
        (180, 180, 0.008, 365),
        (400, 365, 0.02, 730),
        (730, 730, 0.05, None),
        (2000, 730, 0.05, None),
    ],
)
def test_a_first_report_draws_the_look_of_the_milestone_behind_it(
    n_rated, milestone, alpha, next_milestone
):
    due = look_due(diary(n_rated), NONE, SITE)
    assert (due.n_rated, due.milestone, due.alpha, due.next_milestone) == (
        n_rated,
        milestone,
        alpha,
        next_milestone,
    )


def test_only_days_with_a_rating_after_the_run_count():
    due = look_due(diary(90, n_unrated=300), NONE, SITE)
    assert (due.n_rated, due.milestone) == (90, 90)
    assert due.last_rated == pd.Timestamp("2024-03-30")


def test_what_earlier_looks_did_not_spend_carries_over():
    _, looks = report(100, answers(STRONG))
    assert look_due(diary(200), looks, SITE).alpha == 0.006
    assert look_due(diary(800), looks, SITE).alpha == 0.048
    _, looks = report(800, answers(STRONG), looks)
    assert looks["alpha"].tolist() == [0.002, 0.048]
    assert looks["milestone"].tolist() == [90, 730]


@pytest.mark.parametrize("seed", range(5))
def test_any_days_of_reports_spend_the_whole_level_and_no_more(seed):
    days = np.sort(np.random.default_rng(seed).integers(1, 900, 12))
    looks = NONE
    for n_rated in [*days, 900]:
        _, looks = report(int(n_rated), answers(STRONG), looks)
    assert looks["alpha"].sum() == pytest.approx(0.05)
    spent_by = looks.set_index("milestone")["alpha"].cumsum()
    assert all(spent <= CUMULATIVE_ALPHA[days] + 1e-9 for days, spent in spent_by.items())


def test_before_the_first_look_there_is_no_verdict():
    shown, looks = report(50, pd.concat([answers(STRONG, NOTHING), refused()]))
    assert looks.empty
    assert shown["status"].tolist() == ["cannot tell", "cannot tell", "not logged"]
    assert shown["verdict"].iloc[0] == "can’t tell yet: verdicts are drawn from 90 rated days on"
    assert shown["needed"].tolist()[1:] == [
        "40 more rated days: verdicts are drawn at 90.",
        "Log it.",
    ]
    assert shown["look"].isna().all()
    assert shown["looked_until"].isna().all()
    assert set(shown["alpha"]) == {0.002}
    assert report(89, answers(STRONG))[0]["needed"].tolist() == [
        "1 more rated day: verdicts are drawn at 90."
    ]


def test_a_look_decides_at_its_own_level():
    shown, looks = report(200, answers(STRONG, ("warm-up", 0.9, 0.8, 0.0081), NOTHING))
    assert shown["status"].tolist() == ["raises", "cannot tell", "no difference"]
    assert shown["verdict"].tolist() == [
        "raises pain",
        "can’t tell yet: off zero, but not by enough for one look of several",
        "makes no difference that matters",
    ]
    assert shown["needed"].tolist()[::2] == ["", ""]
    assert looks["status"].tolist() == shown["status"].tolist()
    assert report(200, answers(("surface", 0.9, 0.8, 0.008)))[0]["status"].tolist() == ["raises"]


def test_off_zero_but_not_beside_the_other_claims_is_told_apart():
    shown, _ = report(200, answers(("surface", 0.9, 0.8, 0.2)))
    assert shown["verdict"].tolist() == [
        "can’t tell yet: off zero alone, but not beside the other claims tested"
    ]


def test_between_milestones_estimates_follow_and_verdicts_stay():
    _, looks = report(100, answers(STRONG, NOTHING))
    later = answers(("spike", 0.1, 0.4, 1.0), ("surface", 0.9, 0.3, 0.0001))
    shown, kept = report(179, later, looks)
    assert shown["estimate"].tolist() == [0.1, 0.9]
    assert shown["status"].tolist() == ["raises", "no difference"]
    assert shown["verdict"].tolist() == ["raises pain", "makes no difference that matters"]
    assert shown["needed"].tolist() == ["", ""]
    assert shown["look"].tolist() == [90, 90]
    assert set(shown["looked_until"]) == {pd.Timestamp("2024-04-09")}
    assert kept.equals(looks)
    drawn_again, kept = report(180, later, looks)
    assert drawn_again["status"].tolist() == ["no difference", "raises"]
    assert kept["milestone"].tolist() == [90, 90, 180, 180]


def test_what_would_decide_today_waits_for_the_next_look():
    _, looks = report(100, answers(MIDDLING))
    shown, _ = report(150, answers(STRONG).assign(needed=""), looks)
    assert shown["status"].tolist() == ["cannot tell"]
    assert shown["needed"].tolist() == ["30 more rated days: verdicts are drawn at 180."]


def test_a_claim_that_was_not_tested_at_the_last_look_waits_for_the_next():
    _, looks = report(100, answers(NOTHING))
    shown, _ = report(150, answers(STRONG, NOTHING), looks)
    assert shown["verdict"].iloc[0] == "can’t tell yet: it could not be tested at the last look"
    assert shown["look"].isna().tolist() == [True, False]
    assert shown["needed"].iloc[0] == "30 more rated days: verdicts are drawn at 180."


def test_a_refusal_holds_at_once_and_is_no_part_of_a_look():
    _, looks = report(100, answers(STRONG))
    assert looks["slug"].tolist() == ["spike"]
    shown, _ = report(150, refused("spike").assign(estimate=np.nan, p_holm=np.nan), looks)
    assert shown[["status", "needed"]].to_numpy().tolist() == [["not logged", "Log it."]]
    assert shown["look"].isna().all()


def test_after_the_last_look_the_verdicts_stay():
    first, looks = report(740, answers(MIDDLING, ("surface", 0.4, 0.6, 1.0)))
    shown, kept = report(
        1400, answers(("spike", 0.1, 0.3, 1.0), ("surface", 0.9, 0.3, 0.0001)), looks
    )
    assert first["status"].tolist() == ["raises", "cannot tell"]
    assert kept.equals(looks)
    assert shown["slug"].tolist() == ["spike", "surface"]
    assert shown["status"].tolist() == ["raises", "cannot tell"]
    assert shown["needed"].tolist() == ["", "No further look is drawn: the verdict stays."]


def test_where_no_claim_can_be_tested_nothing_is_spent():
    nobody = refused().assign(estimate=np.nan, low=np.nan, high=np.nan, p_holm=np.nan)
    shown, looks = report(120, nobody)
    assert looks.empty
    assert shown["status"].tolist() == ["not logged"]
    assert look_due(diary(130), looks, SITE).milestone == 90


def test_the_same_log_again_says_the_same():
    table = pd.concat([answers(STRONG, ("surface", 0.9, 0.8, 0.01)), refused()])
    first, looks = report(200, table.reset_index(drop=True))
    second, kept = report(200, table.reset_index(drop=True), looks)
    pd.testing.assert_frame_equal(first, second)
    pd.testing.assert_frame_equal(looks, kept)


def test_arguments_are_left_alone():
    table, looks = answers(STRONG), report(100, answers(NOTHING))[1]
    before = table.copy(), looks.copy()
    report(200, table, looks)
    pd.testing.assert_frame_equal(table, before[0])
    pd.testing.assert_frame_equal(looks, before[1])


def some_looks():
    _, looks = report(100, answers(STRONG, NOTHING))
    return report(200, answers(STRONG, NOTHING), looks)[1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"milestone": [90, 90, 200, 200]}, "found the milestone 200, expected 90, 180, 365, 730"),
        ({"n_rated": [100, 100, 200, 201]}, "the rows of one look do not agree"),
        ({"alpha": [0.002, 0.002, 0.008, 0.008]}, "spent more than they may (column alpha)"),
        ({"n_rated": [100, 100, 179, 179]}, "not in the order of their days"),
        (
            {"last_rated": [pd.Timestamp(f"2024-0{m}-01") for m in (5, 5, 4, 4)]},
            "not in the order of their days",
        ),
    ],
)
def test_looks_that_contradict_each_other_are_refused(change, message):
    spoilt = some_looks().assign(**change)
    with pytest.raises(DataError) as refusal:
        look_due(diary(250), spoilt, SITE)
    assert message in str(refusal.value)
    assert "Put looks.csv back as it was, or name another --out." in str(refusal.value)


def test_looks_at_another_pain_are_refused():
    with pytest.raises(
        DataError, match=r"pain of the lower back, .* the knee\. Name another --out"
    ):
        look_due(diary(250), some_looks(), "knee")


@pytest.mark.parametrize("n_rated", [0, 100, 199])
def test_looks_of_a_longer_log_are_refused(n_rated):
    with pytest.raises(DataError) as refusal:
        look_due(diary(n_rated), some_looks(), SITE)
    assert str(refusal.value) == (
        "looks.csv: the last look kept here saw 200 rated days up to 2024-07-18; this log has "
        f"{n_rated} up to then. Give the whole log, without --since and --until, or name another "
        "--out."
    )


def test_a_log_cut_at_its_start_is_another_log():
    cut = diary(250).iloc[30:]
    with pytest.raises(DataError, match="this log has 170 up to then"):
        look_due(cut, some_looks(), SITE)


def test_a_few_ratings_taken_out_by_hand_do_no_harm():
    fewer = diary(250).drop(index=[3, 50, 51])
    assert look_due(fewer, some_looks(), SITE).milestone is None


def test_rows_of_a_look_are_as_described():
    due = look_due(diary(90), NONE, SITE)
    rows = look_rows(apply_look(pd.concat([answers(STRONG), refused()]), due, NONE), due)
    schemas.validated(schemas.LOOKS, rows)
    assert rows.drop(columns=["low", "high"]).to_dict("records") == [
        {
            "milestone": 90,
            "n_rated": 90,
            "last_rated": pd.Timestamp("2024-03-30"),
            "site": SITE,
            "alpha": 0.002,
            "slug": "spike",
            "status": "raises",
            "estimate": 1.2,
            "p_holm": 0.0001,
            "smallest_difference": 0.6,
        }
    ]


WHY = "Whoever looks again and again finds something in the end, also where there is nothing."


def said(n_rated, *earlier, table=None):
    table = answers(STRONG) if table is None else table
    looks = NONE
    for n_before in earlier:
        looks = report(n_before, table, looks)[1]
    due = look_due(diary(n_rated), looks, SITE)
    return look_sentence(due, with_look(looks, apply_look(table, due, looks), due))


def test_before_the_first_look_the_sentence_counts_the_days():
    for n_rated, until in ((0, "90 more rated days"), (89, "1 more rated day")):
        assert said(n_rated) == (
            "No verdict yet: verdicts are first drawn at 90 days with a rating after the run "
            f"({until}). Until then only estimates are shown. {WHY}"
        )


def test_the_first_look_says_what_it_assumes():
    assert said(90) == (
        "The verdicts are those of the first look, drawn on 90 rated days up to 30 March 2024. It "
        "may raise a false alarm in 0.2 % of cases, all looks together in 5 %. This assumes that "
        "no earlier report on this log was looked at. Verdicts are drawn again at 180 rated days "
        f"(90 more rated days); until then they stay, and only the estimates follow new days. {WHY}"
    )


def test_the_second_look_assumes_nothing_and_tells_the_days_to_the_next():
    assert said(364, 100, 200) == (
        "The verdicts are those of the second look, drawn on 200 rated days up to 18 July 2024. It "
        "may raise a false alarm in 0.6 % of cases, all looks together in 5 %. Verdicts are drawn "
        "again at 365 rated days (1 more rated day); until then they stay, and only the estimates "
        f"follow new days. {WHY}"
    )


def test_the_last_look_says_that_it_was_the_last():
    sentence = said(800, 90, 180, 365, 730)
    assert "the fourth look, drawn on 730 rated days" in sentence
    assert "3 % of cases" in sentence
    assert "It was the last look: the verdicts stay" in sentence


def test_a_look_without_any_claim_is_none():
    nobody = refused().assign(estimate=np.nan, low=np.nan, high=np.nan, p_holm=np.nan)
    assert said(120, table=nobody).startswith("No look yet: no claim could be tested.")


N_CLAIMS, N_LOGS = 8, 20_000


def smallest_p(seed, days):
    """Smallest Bonferroni-adjusted p of eight null claims at each of `days` rated days.

    Holm's procedure says "yes" at all exactly where the smallest p passes alpha / m.
    """
    rng = np.random.default_rng(seed)
    steps = np.diff([0, *days])
    smallest = np.full((N_LOGS, len(days)), np.inf)
    for _ in range(N_CLAIMS):
        walk = rng.standard_normal((N_LOGS, len(days))) * np.sqrt(steps)
        z = walk.cumsum(axis=1) / np.sqrt(days)
        smallest = np.minimum(smallest, 2 * stats.norm.sf(np.abs(z)))
    return N_CLAIMS * smallest


@pytest.mark.parametrize(
    "days", [(90, 180, 365, 730), (100, 400, 800), (170, 360, 729, 2000), (1000,)]
)
def test_eight_null_claims_are_called_real_at_any_look_in_one_log_of_twenty(days):
    spent, levels = [], []
    for n_rated in days:
        levels.append(alpha_left(milestone_reached(n_rated), spent))
        spent.append(levels[-1])
    ever = (smallest_p(11, days) <= levels).any(axis=1).mean()
    assert ever <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / N_LOGS)
    assert ever >= 0.02  # not bought by never saying anything


def test_four_weekly_reports_without_the_rule_find_something_in_one_log_of_five():
    every_four_weeks = tuple(range(84, 730, 28))
    ever = (smallest_p(12, every_four_weeks) <= 0.05).any(axis=1).mean()
    assert ever >= 0.24


def test_a_false_no_difference_is_rare_without_a_level_of_its_own():
    """An effect of just the smallest difference that matters, looked at four times.

    The whole 95 % interval lies inside it in 2.5 % of logs at one look at most: 4 * 2.5 % bounds
    all looks, and looks that share their days overlap.
    """
    days = np.array([90, 180, 365, 730])
    rng = np.random.default_rng(13)
    walk = (rng.standard_normal((N_LOGS, 4)) * np.sqrt(np.diff([0, *days]))).cumsum(axis=1)
    estimate, half = 0.6 + 1.5 * walk / days, 1.96 * 1.5 / np.sqrt(days)
    is_inside = (estimate + half < 0.6) & (estimate - half > -0.6)
    assert is_inside.mean(axis=0).max() <= 0.025 + 3 * np.sqrt(0.025 * 0.975 / N_LOGS)
    assert is_inside.any(axis=1).mean() <= 0.10


def test_a_log_without_ratings_has_no_last_day():
    assert look_due(diary(0, n_unrated=5), NONE, SITE).last_rated is None
