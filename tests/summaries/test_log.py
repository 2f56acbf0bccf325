"""What became of rows, what the log holds, and its months."""

import numpy as np
import pandas as pd
from logs import log_of, runs_of
from summary_examples import MONDAY, a_diary

from backstride import summaries
from backstride.settings import Settings


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
