"""Tables and sentences for the reader, on tables that can be checked by hand."""

import numpy as np
import pandas as pd
import pytest
from logs import log_of, runs_of, shoes_of

from backstride import summaries
from backstride.claims import CLAIM
from backstride.schemas import SURFACES
from backstride.settings import Settings
from backstride.summaries.answers import head_and_reason
from backstride.summaries.text import in_words

MONDAY = "2025-03-03"


def a_diary(n_days, **columns):
    """Rest days without a rating, unless columns say otherwise."""
    rest = {
        "date": pd.date_range(MONDAY, periods=n_days),
        "is_logged": True,
        "is_silence": False,
        "n_runs": 0,
        "distance_km": 0.0,
        "shoe": pd.Series([None] * n_days, dtype="str"),
        "n_ratings": 0,
        "n_backfilled": 0,
        "pain_pre": np.nan,
        "pain_pre_slot": "same day",
        "pain_post": np.nan,
        "weekly_ratio": np.nan,
        "spike_state": pd.Series([None] * n_days, dtype="str"),
        **{f"km_{surface}": 0.0 for surface in SURFACES},
    }
    return pd.DataFrame({**rest, **columns})


ESTIMATE = {"estimate": 0.304, "low": 0.1, "high": 0.5, "n_days": 640, "n_exposed": 15}
NAIVE = {"naive_estimate": 0.2, "naive_low": 0.1, "naive_high": 0.3}
NO_NUMBERS = dict.fromkeys([*ESTIMATE, *NAIVE], np.nan)


def answer(slug="surface", **columns):
    """One answered claim; columns replace its own."""
    row = {
        "slug": slug,
        "claim": CLAIM[slug].sentence,
        "status": "raises",
        "verdict": "raises pain",
        "p_holm": 0.01,
        "detectable_difference": 0.415,
        "needed": "",
        "formula": "pain_post ~ hard",
        **ESTIMATE,
        **NAIVE,
        **columns,
    }
    return pd.DataFrame([row])


def refused(status, why, slug="surface"):
    return answer(
        slug,
        **NO_NUMBERS,
        status=status,
        verdict=f"{status}: {why}",
        p_holm=np.nan,
        detectable_difference=np.nan,
        needed="Log it.",
        formula="",
    )


def ledger_of(*rows):
    return pd.DataFrame(rows, columns=["source", "row", "outcome", "reason"])


def test_refused_rows_are_counted_by_file_and_reason():
    ledger = ledger_of(
        ("b.csv", 2, "kept", None),
        ("b.csv", 3, "refused", "no date"),
        ("b.csv", 4, "refused", "no pain"),
        ("b.csv", 9, "refused", "no pain"),
        ("a.csv", 5, "refused", "no date"),
    )
    assert summaries.refused_rows(ledger).to_numpy().tolist() == [
        ["a.csv", "no date", 1, 5],
        ["b.csv", "no pain", 2, 4],
        ["b.csv", "no date", 1, 3],
    ]


def test_nothing_refused_and_nothing_repaired_are_empty_tables():
    assert summaries.refused_rows(ledger_of(("a.csv", 2, "kept", None))).empty
    blank = pd.DataFrame(columns=["source", "row", "column", "found", "done"])
    assert summaries.repair_counts(blank).empty


def test_repairs_are_counted_with_their_first_example():
    repairs = pd.DataFrame(
        [("a.csv", 2, "shoe", "lark", "Lark"), ("a.csv", 3, "shoe", "LARK", "Lark")],
        columns=["source", "row", "column", "found", "done"],
    )
    (row,) = summaries.repair_counts(repairs).to_dict("records")
    assert row == {
        "source": "a.csv",
        "column": "shoe",
        "repairs": 2,
        "for_example": "lark",
        "done": "Lark",
    }


def facts(log, diary):
    return summaries.log_facts(log, diary).set_index("fact")["value"].to_dict()


def test_log_facts_count_runs_days_and_ratings():
    runs = runs_of((f"{MONDAY} 07:00", 10.4, 60), ("2025-03-04 07:00", 5.0, 30))
    runs.loc[1, "sport"] = "ride"
    diary = a_diary(
        4,
        is_logged=[True, True, False, True],
        n_ratings=[2, 0, 1, 0],
        n_backfilled=[1, 0, 0, 0],
        pain_pre=[1.0, np.nan, np.nan, np.nan],
        pain_post=[0.0, np.nan, 3.0, np.nan],
    )
    found = facts(log_of(Settings(timezone="Europe/Berlin"), runs=runs), diary)
    assert found == {
        "first day": "2025-03-03",
        "last day": "2025-03-06",
        "time zone": "Europe/Berlin",
        "runs": "1",
        "kilometres run": "10",
        "other sessions": "1",
        "days without a record of running": "1",
        "days of silence of more than two weeks": "0",
        "days with a rating": "2",
        "days without any rating": "2",
        "ratings typed more than a day later (shown, not used)": "1",
        "days with a rating in the 24 hours before running time": "1",
        "the rating before is from": "same day",
        "days with a rating in the 24 hours after it": "2",
        "mean of the ratings after": "1.5",
        "share of zeros among them": "50 %",
    }


def test_log_facts_of_an_empty_log_are_words():
    found = facts(log_of(), a_diary(0))
    assert found["first day"] == found["mean of the ratings after"] == "none"
    assert found["the rating before is from"] == "none"
    assert found["time zone"] == "not stated; clock times as they stand in the log"
    assert not any("nan" in value for value in found.values())


def test_months_are_summed_and_an_unlogged_month_has_no_kilometres():
    diary = a_diary(60, pain_post=np.nan)
    diary.loc[0, ["n_runs", "distance_km", "n_ratings", "pain_post"]] = [1, 10.6, 2, 3.0]
    diary.loc[1, ["n_ratings", "pain_post"]] = [1, 0.0]
    diary.loc[29:, "distance_km"] = np.nan
    diary.loc[29:, "is_logged"] = False
    march, april, may = summaries.monthly(diary).to_dict("records")
    assert march == {
        "month": "2025-03",
        "logged_days": 29,
        "runs": 1,
        "km": 11,
        "rated_days": 2,
        "mean_pain_post": 1.5,
    }
    assert pd.isna(april["km"])
    assert pd.isna(april["mean_pain_post"])
    assert (may["month"], may["logged_days"]) == ("2025-05", 0)


def test_no_days_have_no_months():
    assert summaries.monthly(a_diary(0)).empty


def test_new_pairs_and_breaks_are_marked():
    runs = [1] * 31 + [0] * 7 + [1] * 2
    shoe = pd.Series(["A"] * 31 + [None] * 7 + ["B", "A"], dtype="str")
    found = summaries.marks(a_diary(40, n_runs=runs, shoe=shoe))
    assert found["label"].tolist() == ["break", "new pair"]
    assert found["date"].dt.strftime("%m-%d").tolist() == ["04-03", "04-10"]
    assert found["until"].iloc[0] == pd.Timestamp("2025-04-09")
    assert pd.isna(found["until"].iloc[1])


def test_six_days_of_rest_and_unlogged_days_are_no_break():
    runs = [1] * 3 + [0] * 6 + [1] * 3 + [0] * 8
    is_logged = [True] * 16 + [False] * 4
    assert summaries.marks(a_diary(20, n_runs=runs, is_logged=is_logged)).empty


def test_spike_states_are_counted_all_five():
    states = pd.Series(["usual", "usual", "large", None], dtype="str")
    diary = a_diary(4, spike_state=states, pain_pre=[1.0, 2.0, np.nan, 9.0], pain_post=2.0)
    found = summaries.spike_states(diary).set_index("state")
    assert found.index.tolist() == ["usual", "small", "moderate", "large", "return"]
    assert found["run_days"].tolist() == [2, 0, 0, 1, 0]
    assert found.loc["usual", "mean_pain_pre"] == 1.5
    assert pd.isna(found.loc["large", "mean_pain_pre"])
    assert found["rated_after"].tolist() == [2, 0, 0, 1, 0]


def test_without_a_known_state_there_is_no_row_of_zeros():
    assert summaries.spike_states(a_diary(4)).empty


@pytest.mark.parametrize(
    ("ratios", "said"),
    [
        ([np.nan, np.nan], "No week can be set against the one before: that takes two logged"),
        ([1.31, np.nan], "1 day can be set against the week before; on 100 % of them the last"),
        ([1.3, 1.5, 1.0, 0.0], "4 days can be set against the week before; on 25 % of them the"),
    ],
)
def test_raised_weeks_are_counted(ratios, said):
    assert summaries.raised_weeks(a_diary(len(ratios), weekly_ratio=ratios)).startswith(said)


def two_pairs():
    return runs_of(
        {"start": f"{MONDAY} 07:00", "distance_km": 10.0, "surface": "trail", "shoe": "Zebra"},
        {"start": "2025-03-05 07:00", "distance_km": 5.0, "surface": "road", "shoe": "Ant"},
        {"start": "2025-03-07 07:00", "distance_km": 4.0, "surface": "road", "shoe": "Zebra"},
        {"start": "2025-03-08 07:00", "distance_km": 3.0, "surface": "road", "shoe": None},
    )


def test_kilometres_by_pair_and_surface_stand_in_order_of_use():
    found = summaries.km_by_shoe_and_surface(log_of(runs=two_pairs()))
    assert found.reset_index().to_numpy().tolist() == [
        ["Zebra", 4.0, 10.0],
        ["Ant", 5.0, 0.0],
        ["not logged", 3.0, 0.0],
    ]
    assert found.columns.tolist() == ["road", "trail"]


def test_no_runs_have_no_surface():
    assert summaries.km_by_shoe_and_surface(log_of()).empty


def test_a_rated_run_day_counts_for_the_surface_of_most_of_its_km():
    diary = a_diary(
        3,
        distance_km=[9.0, 5.0, 0.0],
        km_trail=[4.0, 5.0, 0.0],
        km_road=[5.0, 0.0, 0.0],
        pain_post=[2.0, np.nan, 1.0],
    )
    assert summaries.rated_run_days(diary).to_numpy().tolist() == [["road", 2.0]]
    assert summaries.rated_run_days(diary.head(0)).empty


def test_mean_pain_has_an_interval_only_where_days_carry_it():
    days = pd.DataFrame(
        {
            "surface": ["road"] * 5 + ["trail"] * 4 + ["track"] * 6,
            "pain_post": [0.0, 0.0, 0.0, 0.0, 5.0] + [1.0, 2.0, 3.0, 4.0] + [2.0] * 6,
        }
    )
    found = summaries.mean_pain_by_surface(days).set_index("surface")
    assert found.index.tolist() == ["road", "track", "trail"]
    # mean 1, sd sqrt(5), sem 1, t(4) = 2.776: the lower end would lie below the scale
    assert found.loc["road", ["mean", "low"]].tolist() == [1.0, 0.0]
    assert found.loc["road", "high"] == pytest.approx(3.776, abs=0.001)
    assert found.loc["trail", ["low", "high"]].isna().all(), "4 days are too few"
    assert found.loc["track", ["low", "high"]].isna().all(), "equal ratings have no spread"


def test_no_rated_run_has_no_mean():
    assert summaries.mean_pain_by_surface(summaries.rated_run_days(a_diary(3))).empty


def test_pairs_show_the_wear_before_their_first_and_last_run():
    shoes = shoes_of({"shoe": "Zebra", "start_km": 100.0})
    wear = summaries.shoe_wear(log_of(runs=two_pairs(), shoes=shoes))
    zebra, ant = summaries.pairs(wear).to_dict("records")
    assert (zebra["shoe"], zebra["runs"]) == ("Zebra", 2)
    assert (zebra["first_run"], zebra["last_run"]) == ("2025-03-03", "2025-03-07")
    assert (zebra["km_at_first"], zebra["km_at_last"]) == (100, 110)
    assert pd.isna(ant["km_at_first"]), "in use before the log, and nobody stated its start"


def test_no_named_pair_has_no_row():
    assert summaries.pairs(summaries.shoe_wear(log_of())).empty


def test_dose_by_rating_counts_days_with_both():
    diary = a_diary(4, pain_pre=[1.0, 1.0, 3.0, np.nan], stretching_between=[0.0, 2.0, 1.0, 2.0])
    assert summaries.dose_by_rating(diary, "stretching").to_numpy().tolist() == [
        ["stretching", 1, 1.0, 2],
        ["stretching", 3, 1.0, 1],
    ]


@pytest.mark.parametrize("columns", [{}, {"pain_pre": 1.0, "stretching_between": 0.0}])
def test_a_habit_never_done_has_no_doses(columns):
    assert summaries.dose_by_rating(a_diary(3, **columns), "stretching").empty


def doses(*rows):
    return pd.DataFrame(rows, columns=["pain_pre", "mean_dose", "n_days"])


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (doses(), "There are too few days to see whether"),
        (doses((1, 0.5, 9)), "There are too few days to see whether"),
        (doses((0, 0.5, 300), (1, 0.5, 9)), "Nearly all ratings before it are alike"),
        (doses((0, 0.2, 10), (4, 1.3, 10)), "It was done more often when it hurt more: 1.30 times"),
        (doses((0, 1.3, 10), (4, 0.2, 10)), "It was done less often when it hurt more: 0.20"),
        (doses((0, 0.5, 10), (4, 0.55, 10)), "It was done about as often when it hurt more"),
    ],
)
def test_whether_a_habit_answers_pain_is_said(table, said):
    assert summaries.answers_pain(table).startswith(said)


def test_answers_are_rounded_and_refusals_stay_missing():
    both = pd.concat([answer(), refused("too few days", "1 day.", "spike")])
    found = summaries.rounded_answers(both)
    assert found.loc[0, ["estimate", "n_days"]].tolist() == [0.3, 640]
    assert found.loc[1, "estimate":].isna().all()
    assert summaries.rounded_answers(both, "spike")["claim"].tolist() == ["Too much in one run"]


def test_a_plain_correlation_never_stands_alone():
    alone = answer("spike", estimate=np.nan, low=np.nan, high=np.nan)
    found = summaries.honest_and_plain(pd.concat([answer(), alone]))
    assert found.to_numpy().tolist() == [[CLAIM["surface"].sentence, 0.3, 0.1, 0.5, 0.2, 0.1, 0.3]]
    assert summaries.honest_and_plain(alone).empty


def test_formulas_are_broken_into_lines_and_refusals_say_why():
    long = answer(formula=" + ".join(["pain_post ~ hard", *["something_lag1"] * 12]))
    lines = summaries.formula_text(long, "surface").splitlines()
    assert len(lines) > 1
    assert max(map(len, lines)) <= 88
    assert summaries.formula_text(refused("not logged", "Why."), "surface") == (
        "No model was fitted for “Concrete and asphalt are bad for the back” (not logged)."
    )


NUMBERS = (
    "The same run all on hard ground (road, asphalt, concrete), against all on soft ground or a "
    "treadmill, on the same evening: +0.30 points (+0.10 to +0.50), from 640 days, 15 of them "
    "with it."
)


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("raises pain", "raises pain."),
        ("lowers pain", "lowers pain."),
        ("raises pain, by less than matters", "raises pain, by less than matters."),
        ("makes no difference that matters", "makes no difference that matters."),
        ("can’t tell yet", "can’t tell yet."),
        (
            "can’t tell yet: off zero alone, but not beside the other claims tested",
            "can’t tell yet. Off zero alone, but not beside the other claims tested.",
        ),
    ],
)
def test_the_sentence_of_every_verdict_with_numbers(verdict, said):
    sentence = summaries.answer_sentence(answer(verdict=verdict), "surface")
    assert sentence == f"Concrete and asphalt are bad for the back: {said} {NUMBERS}"


@pytest.mark.parametrize(
    "status", ["not logged", "too few days", "order unknown", "same as another"]
)
def test_the_sentence_of_every_refusal_has_no_number(status):
    sentence = summaries.answer_sentence(refused(status, "Only a few."), "surface")
    assert sentence == (
        f"Concrete and asphalt are bad for the back: {status}. Only a few. What it takes: log it."
    )


def test_the_sentence_of_an_open_claim_says_what_it_takes():
    needed = "About 120 more rated days like these to find a difference of 0.6 points."
    sentence = summaries.answer_sentence(answer(verdict="can’t tell yet", needed=needed), "surface")
    assert sentence.endswith(f"What it takes: about{needed.removeprefix('About')}")


def test_one_day_is_singular():
    sentence = summaries.answer_sentence(answer(n_days=1, n_exposed=1), "surface")
    assert sentence.endswith("from 1 day, 1 of them with it.")


def test_a_verdict_is_parted_at_its_colon():
    assert head_and_reason("not logged: No pain rating yet.") == (
        "Not logged",
        "No pain rating yet.",
    )
    assert head_and_reason("can’t tell yet") == ("Can’t tell yet", "")


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({}, "A plain correlation says +0.20 points (+0.10 to +0.30): the same direction here."),
        (
            {"naive_estimate": -0.2, "naive_low": -0.3, "naive_high": -0.1},
            "A plain correlation says −0.20 points (−0.30 to −0.10): the other way round. It mixes "
            "what the habit or the run does to pain with what pain does to the habit or the run.",
        ),
        (
            {"low": -0.1, "naive_estimate": -0.2, "naive_low": -0.3, "naive_high": -0.1},
            "A plain correlation says −0.20 points (−0.30 to −0.10): on the other side of 0 from "
            "the honest estimate, which leaves 0 possible. It mixes what the habit or the run "
            "does to pain with what pain does to the habit or the run.",
        ),
        (
            {"low": -0.1, "naive_low": -0.1},
            "A plain correlation says +0.20 points (−0.10 to +0.30): like the honest estimate, it "
            "leaves 0 possible.",
        ),
        (
            NO_NUMBERS,
            "There is no honest estimate, so no plain correlation is set beside it.",
        ),
        (
            {"estimate": np.nan},
            "There is no honest estimate, so no plain correlation is set beside it.",
        ),
    ],
)
def test_the_plain_correlation_is_set_beside_an_estimate_only(numbers, said):
    assert summaries.plain_sentence(answer(**numbers), "surface") == said


def test_cells_are_words_without_nan_and_minus_zero():
    table = pd.DataFrame(
        {
            "n_days": pd.array([1200, None], dtype="Int64"),
            "p_holm": [0.0004, 1.0],
            "low": [-0.001, np.nan],
            "high": [-0.126, 2.0],
            "claim": pd.Series(["x", None], dtype="str"),
        }
    )
    shown = in_words(table)
    assert shown.columns.tolist() == ["days", "p (Holm)", "low", "high", "claim"]
    assert shown.to_numpy().tolist() == [
        ["1,200", "<0.001", "0.00", "−0.13", "x"],
        ["–", "1.00", "–", "2.00", "–"],
    ]


def test_a_table_is_shown_without_row_numbers(monkeypatch, capsys):
    shown = []
    monkeypatch.setattr("backstride.summaries.text.display", lambda kinds, **_: shown.append(kinds))
    summaries.show_table(pd.DataFrame({"n_days": [3]}, index=[77]), "Nothing.")
    (kinds,) = shown
    assert set(kinds) == {"text/html", "text/plain"}
    assert kinds["text/plain"].split() == ["days", "3"]
    assert not any("77" in text for text in kinds.values())
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("otherwise", "printed"), [("Not one row.", "Not one row.\n"), ("", "")])
def test_an_empty_table_is_a_sentence(capsys, otherwise, printed):
    summaries.show_table(pd.DataFrame(columns=["n_days"]), otherwise)
    assert capsys.readouterr().out == printed


def test_summaries_leave_their_tables_alone():
    diary, answers = a_diary(40, n_runs=1, distance_km=5.0, pain_post=1.0), answer()
    before = diary.copy(), answers.copy()
    summaries.monthly(diary)
    summaries.marks(diary)
    summaries.spike_states(diary)
    summaries.rounded_answers(answers)
    summaries.honest_and_plain(answers)
    in_words(answers)
    pd.testing.assert_frame_equal(diary, before[0])
    pd.testing.assert_frame_equal(answers, before[1])
