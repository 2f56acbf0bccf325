"""Days of many runners to diaries: what may stand in a cell, what is worked out, the ledger."""

import numpy as np
import pandas as pd
import pytest
from cohort_made_up import days_of
from hypothesis import given
from hypothesis import strategies as st

from backstride import tables
from backstride.cohort.buckets import SOURCE, SOURCE_ROW
from backstride.cohort.day_table import diary_of_days
from backstride.exposures import add_exposures

HEAD = "runner,date,distance_km,pain_post"


def cells_of(text):
    """Rows as a bucket holds them: every cell as text."""
    names, *lines = (line.split(",") for line in text.strip().splitlines())
    rows = pd.DataFrame(lines, columns=names, dtype="str")
    return rows.assign(**{SOURCE: "days.csv", SOURCE_ROW: np.arange(2, 2 + len(rows))})


def refusals(text):
    ledger = diary_of_days(cells_of(text))[1]
    return ledger.loc[ledger["outcome"] == "refused", ["row", "reason"]].to_numpy().tolist()


def test_what_a_day_table_need_not_say_is_worked_out():
    diary, _ = diary_of_days(
        cells_of(
            f"{HEAD}\nann,2025-01-01,5,2\nann,2025-01-02,0,3\nann,2025-01-03,,1\nbo,2025-01-03,4,6"
        )
    )
    assert diary["is_logged"].tolist() == [True, True, False, True]
    assert diary["n_runs"].tolist() == [1, 0, 0, 1]
    np.testing.assert_array_equal(diary["km_unknown"], [5, 0, np.nan, 4])
    np.testing.assert_array_equal(diary["pain_pre"], [np.nan, 2, 3, np.nan])
    assert diary["pain_pre_slot"].unique().tolist() == ["day before"]
    assert diary["n_ratings"].tolist() == [1, 1, 1, 1]


def test_a_day_without_a_row_is_unlogged_and_not_rest():
    diary, ledger = diary_of_days(cells_of(f"{HEAD}\nann,2025-01-04,5,2\nann,2025-01-01,3,1"))
    assert diary["date"].dt.day.tolist() == [1, 2, 3, 4]
    assert diary["is_logged"].tolist() == [True, False, False, True]
    assert diary["pain_post"].tolist()[::3] == [1, 2]
    assert ledger["outcome"].tolist() == ["kept", "kept"]


def test_every_problem_is_one_refused_row_and_the_rest_goes_on():
    assert refusals(
        f"{HEAD}\nann,2025-01-01,-1,2\nann,2.1.2025,1,2\nann,2025-01-03,5,12\nann,2025-01-04,x,2"
        "\nann,2025-01-05,5,3\nann,2025-01-05,6,4\nann,,6,4\nann,2025-01-08,inf,4"
    ) == [
        [2, "distance_km: found -1, expected 0 or more"],
        [3, "date: found 2.1.2025, expected a day as YYYY-MM-DD"],
        [4, "pain_post: found 12, expected 0 to 10"],
        [5, "distance_km: found x, expected 0 or more"],
        [7, "date: this day of this runner is there before; expected one row a day"],
        [8, "date: found , expected a day as YYYY-MM-DD"],
        [9, "distance_km: found inf, expected 0 or more"],
    ]


def test_a_rating_before_needs_a_word_on_when():
    told = refusals(f"{HEAD},pain_pre\nann,2025-01-01,5,2,1\nann,2025-01-02,5,2,")
    assert told == [
        [2, "pain_pre_slot: found nothing beside a rating before; expected same day or day before"]
    ]


def test_words_and_flags_are_checked():
    assert refusals(
        f"{HEAD},is_logged,spike_state\nann,2025-01-01,5,2,perhaps,\nann,2025-01-02,5,2,1,huge"
    ) == [
        [2, "is_logged: found perhaps, expected true or false"],
        [3, "spike_state: found huge, expected usual or small or moderate or large or return"],
    ]


def test_surfaces_that_are_told_leave_the_rest_unknown():
    diary, _ = diary_of_days(
        cells_of(f"{HEAD},km_trail\nann,2025-01-01,10,2,4\nann,2025-01-02,6,2,")
    )
    assert diary["km_unknown"].tolist() == [6, 6]
    assert diary["km_trail"].tolist() == [4, 0]
    assert diary["hard_share"].tolist() == [0, 0]
    assert diary["unknown_share"].tolist() == [0.6, 1]


def test_the_diary_has_the_columns_and_types_of_a_diary_from_a_log():
    diary, _ = diary_of_days(cells_of(days_of(2, 40).to_csv(index=False)))
    wanted = tables.empty(tables.DIARY).dtypes.drop("load")
    assert diary[wanted.index].dtypes.to_dict() == wanted.to_dict()
    tables.validated(tables.EXPOSURES, diary[list(tables.EXPOSURES.columns)])


def test_habits_and_typed_cells_are_taken_as_they_are():
    days = days_of(2, 40).assign(stretching_done=1.0, stretching_between=1.0, age=40)
    rows = days.assign(**{SOURCE: "days.parquet", SOURCE_ROW: np.arange(len(days))})
    diary, ledger = diary_of_days(rows)
    assert diary["stretching_between"].eq(1).all()
    assert "age" not in diary
    assert ledger["outcome"].eq("kept").all()
    expected = add_exposures(days[["runner", "date", "distance_km"]])
    np.testing.assert_array_equal(diary["ewma_ratio"], expected["ewma_ratio"])


@given(st.lists(st.text(max_size=6), min_size=3, max_size=3), st.integers(0, 3))
def test_whatever_stands_in_a_cell_rows_are_kept_or_refused(words, place):
    rows = cells_of(f"{HEAD}\nann,2025-01-01,5,2\nann,2025-01-02,0,3\nann,2025-01-03,5,1")
    name = HEAD.split(",")[place]
    spoilt = rows.assign(**{name: pd.Series(words, dtype="str")})
    diary, ledger = diary_of_days(spoilt[spoilt["runner"].str.strip() != ""])
    assert set(ledger["outcome"]) <= {"kept", "refused"}
    assert len(ledger) == (spoilt["runner"].str.strip() != "").sum()
    assert len(diary) >= (ledger["outcome"] == "kept").sum()


@pytest.mark.parametrize("zone", [None, "Europe/Berlin"])
def test_a_day_keeps_its_date_whatever_its_clock(zone):
    days = days_of(1, 3).assign(date=lambda day: day["date"] + pd.Timedelta(hours=23))
    days["date"] = days["date"].dt.tz_localize(zone)
    diary, _ = diary_of_days(days.assign(**{SOURCE: "d", SOURCE_ROW: [2, 3, 4]}))
    assert diary["date"].dt.day.tolist() == [1, 2, 3]
