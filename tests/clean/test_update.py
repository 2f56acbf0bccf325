"""A kept log: it grows, and knows its rows again."""

import pytest
from clean_examples import accounted, same_tables
from kept_place import FIRST, HEAD, PLAIN, SECOND, THIRD, Place, lines, reason

from backstride import read_log, schemas
from backstride.clean import keep_log
from backstride.clean.identity import REPLACED
from backstride.errors import DataError
from backstride.settings import Settings


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def test_the_same_file_again_changes_no_byte(place):
    runs = place.file("runs.csv", HEAD, FIRST, SECOND, "2024-03-04 07:00,Run,900,30,,", "what,,,,,")
    diary = place.file(
        "pain.csv", "date,time,pain,note", "2024-03-01,20:00,3,=1+1", "2024-03-02,,14,"
    )
    place.keep(runs, diary)
    before = place.state()
    names = (*schemas.LOG_TABLES, "fingerprints", "layout")
    assert set(before) == {f"{name}.csv" for name in names}
    place.keep(runs, diary)
    place.keep(place.out, diary)
    assert place.state() == before


def test_what_is_said_of_a_file_without_a_row_is_said_once(place):
    unread = "not read: no meaning is known for a column of this name"
    empty = place.file("runs.csv", "date,km,duration,weather")
    assert place.keep(empty).repairs["done"].tolist() == [unread]
    before = place.state()
    place.keep(empty)
    assert place.state() == before
    other = place.file("pain.csv", "date,pain,weather")
    assert place.keep(other).repairs[["source", "done"]].to_numpy().tolist() == [
        ["runs.csv", unread],
        ["pain.csv", unread],
    ]
    before = place.state()
    place.keep(empty, other)
    assert place.state() == before
    log = place.keep(place.file("more.csv", HEAD, FIRST))
    assert (len(log.runs), len(log.repairs)) == (1, 2)


def test_a_first_reading_is_what_read_log_gives(place):
    runs = place.file("runs.csv", HEAD, FIRST, SECOND)
    log = place.keep(runs)
    same_tables(log, read_log(runs), schemas.LOG_TABLES)
    same_tables(log, read_log(place.out), schemas.LOG_TABLES)


def test_a_file_that_grew_adds_its_new_rows_only(place):
    place.keep(place.file("runs.csv", HEAD, FIRST, SECOND))
    log = place.keep(place.file("runs.csv", HEAD, FIRST, SECOND, THIRD))
    assert log.runs["distance_km"].tolist() == [10, 5, 8]
    assert lines(log) == {"runs.csv 2": "kept", "runs.csv 3": "kept", "runs.csv 4": "kept"}


def test_a_file_that_grew_at_the_top_is_known_by_what_its_rows_say(place):
    place.keep(place.file("runs.csv", HEAD, SECOND, FIRST))
    log = place.keep(place.file("runs.csv", HEAD, THIRD, SECOND, FIRST))
    assert log.runs["distance_km"].tolist() == [10, 5, 8]
    assert lines(log) == {"runs.csv 2": "kept", "runs.csv 3": "kept", "runs.csv (2) 2": "kept"}


def test_rows_that_a_later_file_no_longer_holds_stay(place):
    place.keep(place.file("runs.csv", HEAD, SECOND, FIRST))
    log = place.keep(place.file("runs.csv", HEAD, THIRD))
    assert log.runs["distance_km"].tolist() == [10, 5, 8]


def test_the_same_run_from_a_file_read_later_is_one_and_fills_gaps(place):
    place.keep(place.file("watch.csv", HEAD, FIRST, SECOND))
    phone = place.file("phone.csv", HEAD, "2024-03-01 07:01,Run,10.1,54,trail,", THIRD)
    log = place.keep(phone)
    assert log.runs["distance_km"].tolist() == [10, 5, 8]
    assert log.runs.loc[0, ["surface", "shoe", "source"]].tolist() == ["trail", "Nova", "watch.csv"]
    assert lines(log)["phone.csv 2"] == "merged"
    before = place.state()
    place.keep(phone)
    assert place.state() == before


def test_two_readings_give_the_tables_of_one(place):
    watch = place.file("watch.csv", HEAD, FIRST, SECOND)
    phone = place.file("phone.csv", HEAD, "2024-03-01 07:01,Run,10.1,54,,", THIRD)
    place.keep(watch)
    apart, together = place.keep(phone), read_log([watch, phone])
    drop = ["source", "source_row"]
    assert apart.runs.drop(columns=drop).equals(together.runs.drop(columns=drop))


def test_a_row_corrected_in_the_file_takes_the_place_of_the_old_one(place):
    diary = [
        "date,time,pain,site",
        "2024-03-01,20:00,3,",
        "2024-03-02,20:00,14,",
        "2024-03-03,20:00,2,",
    ]
    place.keep(place.file("pain.csv", *diary))
    log = place.keep(place.file("pain.csv", *diary[:2], "2024-03-02,21:00,4,", diary[3]))
    assert log.pain["pain_nrs"].tolist() == [3, 4, 2]
    assert reason(log, "pain.csv", 3) == REPLACED
    assert lines(log)["pain.csv (2) 3"] == "kept"
    log = place.keep(place.file("pain.csv", *diary[:2], "2024-03-02,21:00,5,", diary[3]))
    assert log.pain["pain_nrs"].tolist() == [3, 5, 2]
    log = place.keep(place.file("pain.csv", *diary[:2], "2024-03-02,21:00,50,", diary[3]))
    assert log.pain["pain_nrs"].tolist() == [3, 5, 2]
    log = place.keep(place.file("pain.csv", *diary[:2], "2024-03-02,21:00,4,", diary[3]))
    assert log.pain["pain_nrs"].tolist() == [3, 4, 2]


def test_a_run_corrected_in_the_file_beyond_likeness_is_still_that_run(place):
    place.keep(place.file("runs.csv", HEAD, FIRST, SECOND))
    log = place.keep(place.file("runs.csv", HEAD, FIRST.replace(",10,55,", ",4,29,"), SECOND))
    assert log.runs["distance_km"].tolist() == [4, 5]
    assert reason(log, "runs.csv", 2) == REPLACED


def test_a_cell_emptied_in_the_file_takes_its_part_out(place):
    head = "date,km,duration,pain (0-10),stretching"
    place.keep(place.file("log.csv", head, "2024-03-01,5,30:00,3,yes", "2024-03-02,6,36:00,4,yes"))
    log = place.keep(
        place.file("log.csv", head, "2024-03-01,5,30:00,,yes", "2024-03-02,6,36:00,4,yes")
    )
    assert log.pain["pain_nrs"].tolist() == [4]
    assert log.runs["distance_km"].tolist() == [5, 6]
    assert len(log.habits) == 2
    assert lines(log)["log.csv 2"] == "merged"


def test_an_untimed_row_more_is_a_run_or_a_dose_more(place):
    runs, habit = "2024-03-01,5,30:00", "2024-03-01,plank,60,s"
    run_head, habit_head = "date,km,duration", "date,habit,dose,unit"
    place.keep(place.file("a.csv", run_head, runs), place.file("b.csv", habit_head, habit))
    log = place.keep(
        place.file("a.csv", run_head, runs, runs), place.file("b.csv", habit_head, habit, habit)
    )
    assert (len(log.runs), len(log.habits)) == (2, 2)


def test_shoes_keep_their_spelling_and_days_their_values(place):
    days = "date,sleep_h,stress"
    place.keep(place.file("runs.csv", HEAD, FIRST), place.file("days.csv", days, "2024-03-01,7,"))
    log = place.keep(
        place.file(
            "more.csv", HEAD, *[SECOND.replace("Nova", "NOVA"), THIRD.replace("Lark", "NOVA")]
        ),
        place.file("other.csv", days, "2024-03-01,8,3"),
    )
    assert log.runs["shoe"].tolist() == ["Nova"] * 3
    assert log.days[["sleep_h", "stress"]].to_numpy().tolist() == [[7, 3]]


def test_read_log_takes_a_kept_log_beside_other_files(place):
    place.keep(place.file("runs.csv", HEAD, FIRST, SECOND))
    before = place.state()
    log = read_log([place.out, place.file("more.csv", HEAD, SECOND, THIRD)])
    assert log.runs["distance_km"].tolist() == [10, 5, 8]
    assert place.state() == before
    late = read_log([place.out, place.root / "more.csv"], since="2024-03-02")
    assert late.runs["distance_km"].tolist() == [5, 8]
    accounted(log)


def test_two_kept_logs_cannot_be_joined(place):
    runs = place.file("runs.csv", HEAD, FIRST)
    place.keep(runs)
    keep_log([runs], place.root / "other", PLAIN)
    with pytest.raises(DataError, match=r"were both written by Backstride. Give one of them"):
        read_log([place.out, place.root / "other"])


def test_the_kept_log_holds_all_days(place):
    runs = place.file("runs.csv", HEAD, FIRST, SECOND)
    stated = Settings.stated(since="2024-03-02")
    assert len(keep_log([runs], place.out, stated).runs) == 1
    with pytest.raises(DataError, match=r"keeps the log of all days. Leave out --since"):
        keep_log([runs], place.out, stated)
    assert place.keep(runs).runs["distance_km"].tolist() == [10, 5]


def test_the_zone_of_a_kept_log_is_stated_each_time(place):
    runs = place.file("runs.csv", HEAD, FIRST)
    berlin = Settings(timezone="Europe/Berlin")
    place.keep(runs, settings=berlin)
    with pytest.raises(DataError, match=r"kept in the time of a zone. State it again: --timezone"):
        keep_log([runs], place.out, PLAIN)
    with pytest.raises(DataError, match="expected the offset of --timezone America/New_York"):
        keep_log([runs], place.out, Settings(timezone="America/New_York"))


def test_a_tidy_folder_without_memory_can_be_extended(place):
    runs = place.file("runs.csv", HEAD, FIRST, SECOND)
    place.keep(runs)
    (place.out / "fingerprints.csv").unlink()
    log = place.keep(runs)
    assert log.runs["distance_km"].tolist() == [10, 5]
    before = place.state()
    place.keep(runs)
    assert place.state() == before


def test_originals_are_not_touched(place):
    place.out.mkdir()
    runs = place.file("private/runs.csv", HEAD, FIRST)
    with pytest.raises(DataError, match=r"is or holds the input .*Name another folder"):
        keep_log([runs], place.out, PLAIN)
    assert [path.name for path in place.out.iterdir()] == ["runs.csv"]


def test_the_folder_of_another_kept_log_is_no_input(place):
    place.keep(place.file("runs.csv", HEAD, FIRST))
    with pytest.raises(DataError, match=r"private keeps a log of its own\. Name it as --out"):
        keep_log([place.out], place.root / "other", PLAIN)
    assert not (place.root / "other").exists()


def test_shoes_stated_with_nothing_else_to_read_are_kept(place):
    place.keep(place.file("runs.csv", HEAD, FIRST))
    log = place.keep(place.out, settings=Settings.stated(shoes=["Nova=120"]))
    assert log.shoes[["shoe", "start_km"]].to_numpy().tolist() == [["Nova", 120]]
    assert read_log(place.out).shoes["start_km"].tolist() == [120]
