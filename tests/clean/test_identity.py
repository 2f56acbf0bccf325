"""A row of the kept log that a person deleted, corrected or added stays as they left it."""

import pytest
from kept_place import FIRST, HEAD, SECOND, Place, lines, reason

from backstride.clean.identity import ADDED, CORRECTED, DELETED


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def test_a_deleted_row_stays_deleted_and_what_was_merged_into_it(place):
    watch = place.file("watch.csv", HEAD, FIRST, SECOND)
    phone = place.file("phone.csv", HEAD, "2024-03-01 07:01,Run,10.1,54,,")
    place.keep(watch, phone)
    place.delete_row("runs", 2)
    log = place.keep(watch, phone)
    assert log.runs["distance_km"].tolist() == [5]
    assert [reason(log, name, 2) for name in ("watch.csv", "phone.csv")] == [DELETED, DELETED]
    before = place.state()
    place.keep(watch, phone)
    assert place.state() == before
    renamed = place.file("again.csv", HEAD, FIRST, SECOND)
    log = place.keep(renamed)
    assert lines(log)["again.csv 2"] == "refused"
    assert lines(log)["again.csv 3"] == "merged"
    assert log.runs["distance_km"].tolist() == [5]


def test_a_deleted_row_stays_deleted_where_the_export_says_more_of_it(place):
    place.keep(place.file("runs.csv", HEAD, FIRST, SECOND))
    place.delete_row("runs", 2)
    log = place.keep(place.file("runs.csv", HEAD, FIRST.replace("Nova", "Lark"), SECOND))
    assert log.runs["distance_km"].tolist() == [5]
    assert lines(log) == {
        "runs.csv 2": "refused",
        "runs.csv 3": "kept",
        "runs.csv (2) 2": "refused",
    }


def test_a_corrected_cell_wins_over_the_file_and_over_others(place):
    runs = place.file("runs.csv", HEAD, FIRST, SECOND)
    place.keep(runs)
    place.change("runs", ",10,55,,unknown,", ",12,,,unknown,")
    log = place.keep(runs)
    assert log.runs["distance_km"].tolist() == [12, 5]
    assert log.repairs["done"].tolist() == [CORRECTED]
    log = place.keep(place.file("phone.csv", HEAD, "2024-03-01 07:00,Run,12,60,trail,"))
    assert log.runs.loc[0, "surface"] == "unknown"
    assert log.runs["duration_min"].isna().tolist() == [True, False]
    assert lines(log)["phone.csv 2"] == "merged"
    log = place.keep(place.file("runs.csv", HEAD, FIRST.replace(",10,", ",11,"), SECOND))
    assert log.runs["distance_km"].tolist() == [12, 5]
    assert lines(log)["runs.csv (2) 2"] == "merged"
    assert reason(log, "runs.csv (2)", 2) == CORRECTED


def test_a_row_added_or_put_back_by_hand_is_told(place):
    runs = place.file("runs.csv", HEAD, FIRST, SECOND)
    place.keep(runs)
    line = (place.out / "runs.csv").read_text("utf-8").splitlines()[1] + "\n"
    place.change("runs", line, line.replace("runs.csv,2", "me,1").replace("-01", "-09"))
    log = place.keep(runs)
    assert lines(log) == {"me 1": "kept", "runs.csv 2": "refused", "runs.csv 3": "kept"}
    assert reason(log, "me", 1) == ADDED
    place.change("runs", "me,1", "runs.csv,2")
    log = place.keep()
    assert lines(log) == {"me 1": "refused", "runs.csv 2": "kept", "runs.csv 3": "kept"}


PAIN = ("date,time,pain", "2024-03-01,20:00,3", "2024-03-02,20:00,4")


@pytest.mark.parametrize(
    ("name", "table", "old", "new"),
    [
        ("runs", (HEAD, FIRST, SECOND), "2024-03-01T07:00:00,2024-03-01", ",2024-03-02"),
        ("runs", (HEAD, FIRST, SECOND), ",10,55,", ",4,29,"),
        ("pain", PAIN, "2024-03-01T20:00:00", "2024-03-01T08:00:00"),
        ("pain", PAIN, ",3,0-10,3,", ",5,0-10,5,"),
    ],
)
def test_a_corrected_row_stays_so_where_the_export_comes_under_another_name(
    place, name, table, old, new
):
    place.keep(place.file(f"{name}.csv", *table))
    place.change(name, old, new)
    corrected = (place.out / f"{name}.csv").read_bytes()
    log = place.keep(place.file(f"{name} (1).csv", *table))
    assert (place.out / f"{name}.csv").read_bytes() == corrected
    assert reason(log, f"{name} (1).csv", 2) == CORRECTED
    assert lines(log)[f"{name} (1).csv 3"] == "merged"


def test_a_corrected_row_stays_so_where_another_file_knows_more_of_what_was_merged(place):
    watch = place.file("watch.csv", HEAD, FIRST, SECOND)
    phone = "2024-03-01 07:01,Run,10.1,54,,"
    place.keep(watch, place.file("phone.csv", HEAD, phone))
    place.change("runs", "2024-03-01T07:00:00,2024-03-01", "2024-03-02T07:00:00,2024-03-02")
    place.keep()
    log = place.keep(place.file("phone.csv", HEAD, f"{phone}Lark"))
    assert log.runs["distance_km"].tolist() == [10, 5]
    assert reason(log, "phone.csv (2)", 2) == CORRECTED
    log = place.keep(place.file("again.csv", HEAD, phone))
    assert log.runs["distance_km"].tolist() == [10, 5]
    assert reason(log, "again.csv", 2) == CORRECTED
