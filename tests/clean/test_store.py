"""A log as a folder: whole or not at all, harmless in a spreadsheet, read back strictly."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from clean_examples import reading_of, rows_of, same_tables

from backstride import schemas
from backstride.clean import Log, clean_reading, keep_log, open_tidy_folder, write_log
from backstride.clean.csv_files import STAGED
from backstride.clean.read import read_log
from backstride.errors import DataError
from backstride.settings import Settings

BERLIN = Settings(timezone="Europe/Berlin")
FILES = {f"{name}.csv" for name in (*schemas.LOG_TABLES, "layout")}


@pytest.fixture
def log():
    runs = [
        {"start": "2024-03-01 07:00", "distance_km": 10.1, "duration_min": 55, "shoe": "=Ghost"},
        {"start": "2024-10-27 02:30", "distance_km": 5, "duration_min": 30, "shoe": "'+1"},
        {"date": "2024-07-01", "distance_km": 5, "duration_min": 30, "shoe": "it's"},
    ]
    pain = [{"rated_at": "2024-07-01 20:00:00.5", "rating": "3", "note": '-a, "b"\nc'}]
    parts = {"runs": rows_of("runs", runs), "pain": rows_of("pain", pain, "pain.csv")}
    return clean_reading(reading_of(**parts), BERLIN)


def changed(folder, name, old, new):
    path = folder / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_cells_are_iso_dates_with_the_offset_of_the_day(log, tmp_path):
    lines = (write_log(log, tmp_path / "tidy") / "runs.csv").read_text("utf-8").splitlines()
    assert lines[0] == ",".join(schemas.RUNS.columns)
    assert lines[1].startswith("2024-03-01T07:00:00+01:00,2024-03-01,run,10.1,55,,unknown,")
    assert lines[2].startswith(",2024-07-01,run,5,30,")
    assert lines[3].startswith("2024-10-27T02:30:00+02:00,2024-10-27,")


def test_without_a_zone_no_offset_is_written(log, tmp_path):
    nowhere = replace(log, settings=Settings())
    text = (write_log(nowhere, tmp_path / "tidy") / "runs.csv").read_text("utf-8")
    assert "2024-03-01T07:00:00," in text


def test_text_that_a_spreadsheet_would_run_is_written_harmless_and_read_back(log, tmp_path):
    folder = write_log(log, tmp_path / "tidy")
    cells = pd.read_csv(folder / "runs.csv", dtype="str", keep_default_na=False)["shoe"].tolist()
    assert cells == ["'=Ghost", "it's", "''+1"]
    same_tables(log, open_tidy_folder(folder, BERLIN), schemas.LOG_TABLES)


@pytest.fixture
def older(tmp_path):
    """A folder with the tables of another log."""
    return write_log(Log(settings=BERLIN), tmp_path / "older")


def test_other_files_of_the_folder_stay_and_old_tables_are_replaced(log, older):
    (older / "mine.txt").write_text("mine")
    write_log(log, older)
    assert {path.name for path in older.iterdir()} == FILES | {"mine.txt"}
    same_tables(log, open_tidy_folder(older, BERLIN), schemas.LOG_TABLES)


def test_tables_that_backstride_did_not_write_are_never_written_over(log, tmp_path):
    (tmp_path / "runs.csv").write_text("date,km\n2024-03-01,5\n")
    (tmp_path / "pain.csv").write_text("")
    with pytest.raises(DataError, match=r"did not write: runs.csv, pain.csv\. They would be lost"):
        write_log(log, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"runs.csv", "pain.csv"}


def test_a_folder_in_the_way_leaves_everything_as_it_was(log, older):
    (older / "shoes.csv").unlink()
    (older / "shoes.csv").mkdir()
    before = (older / "runs.csv").read_bytes()
    with pytest.raises(DataError, match=r"shoes.csv is a folder. Name another --out"):
        write_log(log, older)
    assert {path.name for path in older.iterdir()} == FILES
    assert (older / "runs.csv").read_bytes() == before


def test_a_fault_half_way_leaves_everything_as_it_was(log, older, monkeypatch):
    before = {path.name: path.read_bytes() for path in older.iterdir()}
    replace_file = type(older).replace

    def faulty(path, target):
        if path.name == "shoes.csv" and path.parent.name == STAGED:
            raise OSError(28, "No space left on device")
        return replace_file(path, target)

    monkeypatch.setattr(type(older), "replace", faulty)
    with pytest.raises(DataError, match=r"cannot be written .No space left on device"):
        write_log(log, older)
    assert {path.name: path.read_bytes() for path in older.iterdir()} == before


def test_a_folder_on_a_disk_of_its_own_is_written_to(log, older, monkeypatch):
    rename = type(older).rename

    def within_one_disk(path, target):
        if path.is_relative_to(older) != Path(target).is_relative_to(older):
            raise OSError(18, "Invalid cross-device link")
        return rename(path, target)

    monkeypatch.setattr(type(older), "rename", within_one_disk)
    same_tables(log, open_tidy_folder(write_log(log, older), BERLIN), schemas.LOG_TABLES)


def test_a_place_that_cannot_be_a_folder_is_told(log, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be written"):
        write_log(log, tmp_path / "file" / "tidy")


def test_inputs_are_never_written_to(log, tmp_path):
    source = tmp_path / "logs" / "runs.csv"
    for out in (source.parent, source):
        with pytest.raises(DataError, match=r"is or holds the input .*runs.csv. Name another"):
            write_log(replace(log, inputs=(source,)), out)


def test_exports_may_lie_in_a_folder_within(log, tmp_path):
    source = tmp_path / "exports" / "runs.csv"
    source.parent.mkdir()
    source.write_text("mine")
    for inputs in ((source,), (source.parent,)):
        write_log(replace(log, inputs=inputs), tmp_path)
    assert source.read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("runs", ",10.1,", ",far,", "runs.csv, row 2, distance_km: found far, expected a number"),
        ("runs", ",10.1,", ",-1,", "runs.csv, row 2, distance_km: found -1.0, expected "),
        ("runs", "2024-07-01", "1.7.24", "runs.csv, row 3, date: found 1.7.24, expected a day"),
        ("runs", "T07:00", " 7:00", "runs.csv, row 2, start: found 2024-03-01 7:00:00+01:00, "),
        ("runs", ",unknown,", ",lava,", "runs.csv, row 2, surface: found lava, expected "),
        ("pain", "date", "day", "pain.csv: found no column date and the unknown "),
        ("runs", "+01:00", "+09:00", "expected the offset of --timezone Europe/Berlin"),
    ],
)
def test_a_spoilt_cell_is_told_by_file_row_and_column(log, tmp_path, name, old, new, message):
    folder = write_log(log, tmp_path / "tidy")
    changed(folder, name, old, new)
    with pytest.raises(DataError) as fault:
        open_tidy_folder(folder, BERLIN)
    assert message in str(fault.value)


def test_all_problems_of_a_folder_are_told_at_once(log, tmp_path):
    folder = write_log(log, tmp_path / "tidy")
    changed(folder, "runs", ",10.1,", ",far,")
    (folder / "days.csv").unlink()
    with pytest.raises(DataError) as fault:
        open_tidy_folder(folder, BERLIN)
    assert len(fault.value.problems) == 2
    assert "days.csv: missing from" in str(fault.value)


def test_read_log_opens_such_a_folder_as_it_is(log, tmp_path):
    folder = write_log(log, tmp_path / "tidy")
    back = read_log(folder, timezone="Europe/Berlin")
    same_tables(log, back, schemas.LOG_TABLES)
    assert back.inputs == (folder.resolve(),)
    with pytest.raises(DataError, match="is or holds the input"):
        write_log(back, folder)


def test_such_a_folder_takes_other_files_beside_it(log, tmp_path):
    folder = write_log(log, tmp_path / "tidy")
    more = tmp_path / "more.csv"
    more.write_text("date,pain\n2024-07-02,4\n")
    both = read_log([folder, more], timezone="Europe/Berlin")
    assert both.pain["pain_nrs"].tolist() == [3, 4]
    assert len(both.runs) == 3


def test_read_log_reads_and_cleans_files(tmp_path):
    table = tmp_path / "runs.csv"
    table.write_text("Date,Distance (km),Duration (min),Surface\n2024-03-01,10,55,Tarmac\n")
    log = read_log(table)
    assert log.runs[["surface", "distance_km"]].to_numpy().tolist() == [["asphalt", 10]]
    assert log.ledger["outcome"].tolist() == ["kept"]


def some_looks():
    row = {
        "milestone": 90,
        "n_rated": 101,
        "last_rated": pd.Timestamp("2025-03-01"),
        "site": "lower back",
        "alpha": 0.002,
        "slug": "spike",
        "status": "raises",
        "estimate": 0.1 + 0.2,
        "low": -0.1,
        "high": 1.0,
        "p_holm": 0.0001,
        "smallest_difference": 0.6,
    }
    return schemas.fit_to(schemas.LOOKS, pd.DataFrame([row]))


def test_looks_travel_with_the_folder_where_there_are_any(tmp_path):
    log = replace(Log(settings=BERLIN), looks=some_looks())
    folder = write_log(log, tmp_path / "tidy")
    assert {path.name for path in folder.iterdir()} == {*FILES, "looks.csv"}
    assert "\n90,101,2025-03-01,lower back,0.002,spike,raises,0.30000000000000004,-0.1,1," in (
        folder / "looks.csv"
    ).read_text("utf-8")
    same_tables(log, open_tidy_folder(folder, BERLIN), ["looks"])
    elsewhere = write_log(Log(settings=BERLIN), tmp_path / "none")
    assert open_tidy_folder(elsewhere, BERLIN).looks.empty


def test_a_kept_log_leaves_looks_alone_and_reads_none_as_rows(tmp_path):
    pain = tmp_path / "pain.csv"
    pain.write_text("date,time,pain\n2025-03-01,20:00,3\n", "utf-8")
    kept = write_log(replace(Log(), looks=some_looks()), tmp_path / "kept")
    before = (kept / "looks.csv").read_bytes()
    log = keep_log([pain], kept, Settings())
    assert (kept / "looks.csv").read_bytes() == before
    assert log.ledger["source"].tolist() == ["pain.csv"]
    same_tables(replace(log, looks=some_looks()), log, ["looks"])
    same_tables(log, read_log([kept, pain]), ["looks"])


def test_looks_beside_raw_files_are_no_rows(tmp_path):
    (tmp_path / "pain.csv").write_text("date,time,pain\n2025-03-01,20:00,3\n", "utf-8")
    (tmp_path / "looks.csv").write_text("milestone,slug\n", "utf-8")
    assert read_log(tmp_path).ledger["source"].tolist() == ["pain.csv"]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("milestone,", "mile,", "looks.csv: found no column milestone and the unknown column mi"),
        ("raises", "maybe", "looks.csv, row 2, status: found maybe, expected"),
        ("90,101", "90,", "looks.csv, row 2, n_rated: found nothing, expected a whole number"),
        ("90,101", "90.5,101", "looks.csv, row 2, milestone: found 90.5, expected a whole number"),
        ("0.0001", "nil", "looks.csv, row 2, p_holm: found nil, expected a number"),
    ],
)
def test_spoilt_looks_are_told_with_what_to_do(tmp_path, before, after, message):
    folder = write_log(replace(Log(), looks=some_looks()), tmp_path / "tidy")
    text = (folder / "looks.csv").read_text("utf-8")
    assert before in text
    (folder / "looks.csv").write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(DataError) as refusal:
        open_tidy_folder(folder, Settings())
    assert message in str(refusal.value)
    assert "looks.csv: holds the looks of earlier reports. Put it back as it was." in str(
        refusal.value
    )
