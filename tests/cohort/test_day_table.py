"""Days of many runners to diaries: what may stand in a cell, what is worked out, the ledger."""

import numpy as np
import pandas as pd
import pytest
from cohort_made_up import days_of
from hypothesis import given
from hypothesis import strategies as st

from backstride import schemas
from backstride.cohort.day_table import diary_of_days
from backstride.cohort.shards import SOURCE, SOURCE_ROW
from backstride.exposures import add_exposures
from backstride.settings import Settings

HEAD = "runner,date,distance_km,pain_post"


def cells_of(text):
    """Rows as a bucket holds them: every cell as text."""
    names, *lines = (line.split(",") for line in text.strip().splitlines())
    rows = pd.DataFrame(lines, columns=names, dtype="str")
    return rows.assign(**{SOURCE: "days.csv", SOURCE_ROW: np.arange(2, 2 + len(rows))})


def laid_out(*parts, **stated):
    return diary_of_days(list(parts), Settings.stated(**stated))


def refusals(text):
    ledger = laid_out(cells_of(text))[1]
    return ledger.loc[ledger["outcome"] == "refused", ["row", "reason"]].to_numpy().tolist()


def test_what_a_day_table_need_not_say_is_worked_out():
    diary, _ = laid_out(
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
    diary, ledger = laid_out(cells_of(f"{HEAD}\nann,2025-01-04,5,2\nann,2025-01-01,3,1"))
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
        [7, "date: this day of this runner is there twice; expected one row a day"],
        [8, "date: found nothing, expected a day as YYYY-MM-DD"],
        [9, "distance_km: found inf, expected 0 or more"],
    ]


def test_all_problems_of_a_row_are_told_at_once():
    assert refusals(
        f"{HEAD},pain_pre\nann,2025-01-01,5,2,\nann,2025-01-01,-1,12,4\nann,2025-01-02,-1,3,"
        "\nann,2025-01-02,4,3,"
    ) == [
        [
            3,
            "distance_km: found -1, expected 0 or more; pain_post: found 12, expected 0 to 10; "
            "pain_pre_slot: found nothing beside a rating before; expected same day or day before; "
            "date: this day of this runner is there twice; expected one row a day",
        ],
        [
            4,
            "distance_km: found -1, expected 0 or more; "
            "date: this day of this runner is there twice; expected one row a day",
        ],
    ]


def test_a_comma_in_decimals_is_told_of():
    rows = cells_of(f"{HEAD}\nann,2025-01-01,5,2").assign(distance_km="7,5")
    told = "distance_km: found 7,5, expected 0 or more; a point in decimals, no comma"
    assert laid_out(rows)[1]["reason"].tolist() == [told]


def test_a_runner_may_be_called_na():
    diary, ledger = laid_out(cells_of(f"{HEAD}\nNA,2025-01-01,5,2\nnan,2025-01-01,5,2"))
    assert diary["runner"].tolist() == ["NA", "nan"]
    assert ledger["outcome"].tolist() == ["kept", "kept"]


def test_days_outside_the_span_are_left_out_and_stay_kept():
    days = days_of(2, 10).assign(date=lambda day: day["date"].astype("str"))
    rows = cells_of(days.to_csv(index=False))
    diary, ledger = laid_out(rows, since="2025-01-03", until="2025-01-08")
    assert diary["date"].dt.day.tolist() == [*range(3, 9)] * 2
    assert ledger["outcome"].eq("kept").all()
    assert ledger["reason"].eq("outside --since/--until").sum() == 8


def test_days_stated_as_unlogged_are_unlogged():
    rows = cells_of(days_of(2, 10).to_csv(index=False))
    diary, _ = laid_out(rows, unlogged=["2025-01-03..2025-01-04"])
    is_stated = diary["date"].dt.day.isin([3, 4])
    assert (diary["is_logged"] != is_stated).all()
    assert (diary["distance_km"].isna() == is_stated).all()
    assert diary["pain_post"].equals(laid_out(rows)[0]["pain_post"])


def test_of_two_runs_a_day_the_longest_is_not_the_sum():
    diary, _ = laid_out(
        cells_of(
            f"{HEAD},n_runs\nann,2025-01-01,20,2,2\nann,2025-01-02,7,3,1\nann,2025-01-03,0,3,0"
        )
    )
    np.testing.assert_array_equal(diary["longest_run_km"], [np.nan, 7, np.nan])


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
    diary, _ = laid_out(cells_of(f"{HEAD},km_trail\nann,2025-01-01,10,2,4\nann,2025-01-02,6,2,"))
    assert diary["km_unknown"].tolist() == [6, 6]
    assert diary["km_trail"].tolist() == [4, 0]
    assert diary["hard_share"].tolist() == [0, 0]
    assert diary["unknown_share"].tolist() == [0.6, 1]


def test_the_diary_has_the_columns_and_types_of_a_diary_from_a_log():
    diary, _ = laid_out(cells_of(days_of(2, 40).to_csv(index=False)))
    wanted = schemas.empty(schemas.DIARY).dtypes.drop("load")
    assert diary[wanted.index].dtypes.to_dict() == wanted.to_dict()
    schemas.validated(schemas.EXPOSURES, diary[list(schemas.EXPOSURES.columns)])


def test_habits_and_typed_cells_are_taken_as_they_are():
    days = days_of(2, 40).assign(stretching_done=1.0, stretching_between=1.0, age=40)
    rows = days.assign(**{SOURCE: "days.parquet", SOURCE_ROW: np.arange(len(days))})
    diary, ledger = laid_out(rows)
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
    diary, ledger = laid_out(spoilt[spoilt["runner"].str.strip() != ""])
    assert set(ledger["outcome"]) <= {"kept", "refused"}
    assert len(ledger) == (spoilt["runner"].str.strip() != "").sum()
    assert len(diary) >= (ledger["outcome"] == "kept").sum()


@pytest.mark.parametrize("zone", [None, "Europe/Berlin"])
def test_a_day_keeps_its_date_whatever_its_clock(zone):
    days = days_of(1, 3).assign(date=lambda day: day["date"] + pd.Timedelta(hours=23))
    days["date"] = days["date"].dt.tz_localize(zone)
    diary, _ = laid_out(days.assign(**{SOURCE: "d", SOURCE_ROW: [2, 3, 4]}))
    assert diary["date"].dt.day.tolist() == [1, 2, 3]
