"""What a folder of many runners may hold, and what is said where it holds something else."""

import csv

import pandas as pd
import pytest

from backstride.cohort.places import find_runners
from backstride.errors import DataError

DAYS = "runner,date,distance_km,pain_post\nann,2025-01-01,5,2\n"


def write(folder, **texts):
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


def test_a_folder_for_each_runner_and_files_that_belong_to_nobody(tmp_path):
    for name in ("bo", "ann", ".hidden"):
        (tmp_path / name).mkdir()
    write(tmp_path, notes="a,b\n1,2\n")
    (tmp_path / "plan.docx").write_bytes(b"x")
    found = find_runners(tmp_path)
    assert [folder.name for folder in found.folders] == ["ann", "bo"]
    assert found.left == {
        "notes.csv": "no column runner, and not in the folder of a runner",
        "plan.docx": "not a table (.csv, .parquet) and not the folder of a runner",
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_with_a_column_runner(tmp_path, delimiter):
    write(tmp_path, days=DAYS.replace(",", delimiter))
    pd.DataFrame({"runner": ["ann"], "date": ["2025-01-01"]}).to_parquet(tmp_path / "b.parquet")
    (tmp_path / "b.parquet").rename(tmp_path.parent / "b.parquet")
    found = find_runners(tmp_path)
    assert [(table.delimiter, table.is_of_days) for table in found.tables] == [(delimiter, True)]
    alone = find_runners(tmp_path.parent / "b.parquet")
    assert [(table.delimiter, table.is_of_days) for table in alone.tables] == [("", False)]


def test_a_table_that_cannot_be_read_is_told_of(tmp_path):
    write(tmp_path, days=DAYS)
    (tmp_path / "worse.parquet").write_bytes(b"not one")
    (tmp_path / "worst.csv").write_bytes(b"\xff\xfe\x00")
    write(tmp_path, wide="runner,date\nann,2025-01-01,5\n")
    left = find_runners(tmp_path).left
    assert left.pop("wide.csv") == "cannot be read (row 2 has 3 cells, the header 2)"
    assert left.pop("worst.csv") == "cannot be read: not a text in UTF-8. Save it as CSV UTF-8"
    assert left.keys() == {"worse.parquet"}
    assert left["worse.parquet"].startswith("cannot be read (")


def test_folders_and_tables_at_once_are_refused(tmp_path):
    (write(tmp_path, days=DAYS) / "ann").mkdir()
    with pytest.raises(DataError, match=r"found folders \(ann …\) and tables .*days\.csv …"):
        find_runners(tmp_path)


def test_days_and_logs_at_once_are_refused(tmp_path):
    write(tmp_path, days=DAYS, runs="runner,start,distance\n")
    with pytest.raises(DataError, match=r"days\.csv holds days with their ratings, runs\.csv does"):
        find_runners(tmp_path)


def test_a_folder_without_runners_is_refused(tmp_path):
    with pytest.raises(
        DataError, match=r"found no runner\. Expected a folder for each, or a table"
    ):
        find_runners(tmp_path)


def test_why_no_table_can_be_used_is_told(tmp_path):
    write(tmp_path, days=DAYS.replace("pain_post", "distance_km"), notes="a,b\n1,2\n")
    with pytest.raises(DataError) as told:
        find_runners(tmp_path)
    assert told.value.problems[1:] == (
        "days.csv: found column distance_km twice; keep one of each name.",
        "notes.csv: no column runner, and not in the folder of a runner.",
    )


def test_a_cell_without_an_end_is_told_of(tmp_path):
    write(tmp_path, days=DAYS, endless='runner,date\n"' + 2_000 * "a")
    longest = csv.field_size_limit(1_000)
    try:
        left = find_runners(tmp_path).left
    finally:
        csv.field_size_limit(longest)
    assert left == {"endless.csv": "cannot be read (field larger than field limit (1000))"}


def test_a_place_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(DataError, match="nowhere: no such file or folder"):
        find_runners(tmp_path / "nowhere")
