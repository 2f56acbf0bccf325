"""Cells in words, tables as they are shown, marks on a calendar."""

import numpy as np
import pandas as pd
import pytest
from summary_examples import a_diary, answer

from backstride import summaries
from backstride.summaries.text import in_words


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
