"""What to do next, by what lies in a folder."""

import os

import pytest

from backstride.cli.terminal import command_with, next_steps


@pytest.fixture(autouse=True)
def zone(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Paris")


def commands(folder) -> list[str]:
    return [line.strip() for line in next_steps(folder) if line.startswith("  ")]


def keep_log(folder, pain="date,time\n2025-01-01,08:00\n") -> None:
    folder.mkdir(parents=True)
    for name, text in (("runs.csv", "date\n"), ("pain.csv", pain), ("ledger.csv", "row\n")):
        (folder / name).write_text(text)


def test_an_empty_folder_begins_with_the_sample_and_a_workbook(tmp_path):
    assert commands(tmp_path) == ["backstride report", "backstride template my-log.xlsx"]


def test_exports_are_read_and_a_diary_is_missed(tmp_path):
    (tmp_path / "my export.zip").touch()
    (tmp_path / "a.FIT").touch()
    (tmp_path / "notes.txt").touch()
    (tmp_path / "~$open.xlsx").touch()
    assert commands(tmp_path) == [
        "backstride read a.FIT 'my export.zip' --timezone Europe/Paris --out kept-log",
        "backstride template my-log.xlsx",
        "backstride report kept-log --timezone Europe/Paris",
    ]


def test_a_workbook_among_the_files_is_diary_enough(tmp_path):
    (tmp_path / "data" / "private").mkdir(parents=True)
    (tmp_path / "my-log.xlsx").touch()
    lines = next_steps(tmp_path)
    assert lines[0].startswith("1 file here")
    assert commands(tmp_path) == [
        "backstride read my-log.xlsx --timezone Europe/Paris --out data/private",
        "backstride report data/private --timezone Europe/Paris",
    ]


def test_a_kept_log_is_reported_and_grows_by_what_is_newer(tmp_path):
    keep_log(tmp_path / "data" / "private")
    os.utime(tmp_path / "data" / "private" / "runs.csv", (1000, 1000))
    (tmp_path / "old.csv").touch()
    os.utime(tmp_path / "old.csv", (900, 900))
    (tmp_path / "new.csv").touch()
    assert commands(tmp_path) == [
        "backstride read new.csv --timezone Europe/Paris --out data/private",
        "backstride report data/private --timezone Europe/Paris",
    ]


def test_inside_a_kept_log_its_tables_are_not_taken_for_exports(tmp_path):
    keep_log(tmp_path / "log")
    assert next_steps(tmp_path / "log")[0] == "A log is kept in this folder."
    assert commands(tmp_path / "log") == ["backstride report . --timezone Europe/Paris"]


def test_a_kept_log_without_a_rating_asks_for_a_diary(tmp_path):
    keep_log(tmp_path / "kept-log", pain="date,time\n")
    assert "backstride template my-log.xlsx" in commands(tmp_path)


def test_a_report_that_is_there_is_named(tmp_path):
    keep_log(tmp_path / "kept-log")
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "report.html").touch()
    assert "Its report is reports/report.html. To write it again:" in next_steps(tmp_path)


def test_a_zone_that_is_not_known_is_a_word_to_replace(tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "")
    monkeypatch.setattr("backstride.cli.terminal.ZONES", "no such place")
    (tmp_path / "a.zip").touch()
    assert next_steps(tmp_path)[-1] == "ZONE is where you live, such as Europe/Berlin."


@pytest.mark.parametrize(
    ("arguments", "message", "command"),
    [
        (["read", "a.csv"], "Name it: --timezone.", "backstride read a.csv --timezone ZONE"),
        (["read", "a.csv", "--sport", "run"], "say --sport", None),
        (["read", "a.csv"], "a.csv: not found.", None),
        (["read", "a.csv"], "--out: cannot write", None),
        ([], "say --sport", None),
    ],
)
def test_a_message_that_names_an_option_gives_the_command(arguments, message, command):
    assert command_with(arguments, message) == command
