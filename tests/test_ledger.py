import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride import ledger, schemas
from backstride.errors import DataError


def book() -> pd.DataFrame:
    return ledger.open_entries("runs.csv", [2, 3, 4], "runs")


def judged(*rows: int, reason: str = "found 900", into: str | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {"source": "runs.csv", "row": list(rows), "reason": reason, "into": into}
    ).astype({"into": "str"})


def test_every_row_begins_as_kept_without_a_reason() -> None:
    assert book()["outcome"].tolist() == ["kept"] * 3
    assert book()["reason"].isna().all()


def test_no_rows_open_an_empty_ledger() -> None:
    assert ledger.open_entries("runs.csv", [], "runs").empty


def test_a_refused_row_has_its_reason_and_the_others_stay() -> None:
    settled = ledger.record_outcome(book(), judged(3), "refused")
    assert settled["outcome"].tolist() == ["kept", "refused", "kept"]
    assert settled.loc[1, "reason"] == "found 900"
    assert settled.loc[[0, 2], "reason"].isna().all()


def test_a_merged_row_says_into_what() -> None:
    settled = ledger.record_outcome(book(), judged(4, into="strava.csv, row 9"), "merged")
    assert settled.loc[2, ["outcome", "into"]].tolist() == ["merged", "strava.csv, row 9"]


def test_the_first_outcome_stands() -> None:
    refused = ledger.record_outcome(book(), judged(3, reason="first"), "refused")
    again = ledger.record_outcome(refused, judged(3, reason="second", into="x, row 2"), "merged")
    assert again.loc[1, ["outcome", "reason"]].tolist() == ["refused", "first"]
    assert pd.isna(again.loc[1, "into"])


def test_a_row_judged_twice_at_once_takes_the_first_reason() -> None:
    twice = pd.concat([judged(3, reason="first"), judged(3, reason="second")])
    assert ledger.record_outcome(book(), twice, "refused").loc[1, "reason"] == "first"


def test_the_same_row_number_of_another_file_is_another_row() -> None:
    other = judged(3).assign(source="pain.csv")
    assert ledger.record_outcome(book(), other, "refused")["outcome"].tolist() == ["kept"] * 3


def test_settling_leaves_the_argument_alone() -> None:
    before = book()
    ledger.record_outcome(before, judged(3), "refused")
    pd.testing.assert_frame_equal(before, book())


def test_judging_nothing_changes_nothing() -> None:
    pd.testing.assert_frame_equal(ledger.record_outcome(book(), judged(), "refused"), book())


def test_a_settled_ledger_obeys_its_schema() -> None:
    settled = ledger.record_outcome(book(), judged(2, 3), "refused")
    assert len(schemas.fit_to(schemas.LEDGER, settled)) == 3


def test_stacking_nothing_gives_an_empty_table_with_all_columns() -> None:
    assert list(ledger.stacked([], schemas.LEDGER).columns) == list(schemas.LEDGER.columns)


def test_stacking_numbers_the_rows_anew() -> None:
    both = ledger.stacked([book(), schemas.empty(schemas.LEDGER), book()], schemas.LEDGER)
    assert both.index.tolist() == list(range(6))


def test_counts_by_file_and_table_add_up() -> None:
    settled = ledger.record_outcome(book(), judged(2), "refused")
    settled = ledger.record_outcome(settled, judged(3, into="strava.csv, row 9"), "merged")
    both = ledger.stacked([settled, ledger.open_entries("pain.csv", [2], "pain")], schemas.LEDGER)
    assert ledger.counts(both).to_dict("records") == [
        {"source": "pain.csv", "table": "pain", "read": 1, "kept": 1, "merged": 0, "refused": 0},
        {"source": "runs.csv", "table": "runs", "read": 3, "kept": 1, "merged": 1, "refused": 1},
    ]


def test_an_outcome_nobody_knows_is_found_out() -> None:
    lost = book().assign(outcome=["kept", "lost", "kept"])
    with pytest.raises(DataError, match="rows read do not equal kept \\+ merged \\+ refused"):
        ledger.counts(lost)


def test_counting_an_empty_ledger_gives_no_lines() -> None:
    assert ledger.counts(schemas.empty(schemas.LEDGER)).empty


@given(refused=st.sets(st.integers(2, 20)), merged=st.sets(st.integers(2, 20)))
def test_whatever_is_judged_no_row_is_lost(refused: set[int], merged: set[int]) -> None:
    opened = ledger.open_entries("runs.csv", range(2, 21), "runs")
    settled = ledger.record_outcome(opened, judged(*refused), "refused")
    settled = ledger.record_outcome(settled, judged(*merged, into="x, row 2"), "merged")
    line = ledger.counts(settled).iloc[0]
    assert line["read"] == 19
    assert line["refused"] == len(refused)
    assert line["merged"] == len(merged - refused)
    assert line["kept"] == 19 - len(refused | merged)
