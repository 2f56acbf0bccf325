"""The workbook: what it offers, and that it reads back as it was filled in."""

from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from backstride import cli, read_log, schemas
from backstride.clean.habits import HABIT_CLAIM
from backstride.errors import DataError
from backstride.readers.parse.excel import GUIDE_MARK
from backstride.workbook import TARGETS, sheets_in, write_template

RUN = [date(2026, 3, 1), time(7, 30), "run", 8.5, timedelta(minutes=48, seconds=30), "trail",
       "=blue", 4]  # fmt: skip
LONG_RIDE = [date(2026, 3, 2), None, "ride", None, timedelta(hours=30), None, None, None]
PAIN = [date(2026, 3, 1), time(7, 15), 2, time(21, 30), 3, None, None, None, None, "@stiff"]
MORE_PAIN = [date(2026, 3, 1), None, None, None, None, time(12), None, 1, "hip", None]
EVENING = [date(2026, 3, 2), None, None, None, None, None, "evening", 0, None, None]
SHOE = ["=blue", 120, date(2026, 1, 15), None]
PLANK = [date(2026, 3, 1), time(19), "plank", 60, "s"]
DAY = [date(2026, 3, 1), 7.5, 3, 6, 0, 1]


@pytest.fixture
def path(tmp_path):
    return write_template(tmp_path / "my-log.xlsx")


def filled(path, **rows):
    """Type rows into the sheets, as a person would."""
    workbook = openpyxl.load_workbook(path)
    for name, lines in rows.items():
        for place, cells in enumerate(lines, start=2):
            for number, value in enumerate(cells, start=1):
                if value is not None:
                    workbook[name].cell(place, number, value)
                    if isinstance(value, str):
                        workbook[name].cell(place, number).data_type = "s"
    workbook.save(path)
    return path


def test_what_is_filled_in_reads_back_without_a_warning_or_a_repair(path):
    rows = {
        "runs": [RUN, LONG_RIDE],
        "pain": [PAIN, MORE_PAIN, EVENING],
        "shoes": [SHOE],
        "habits": [PLANK],
        "days": [DAY],
    }
    log = read_log(filled(path, **rows))
    assert log.repairs.empty
    assert log.ledger["outcome"].unique().tolist() == ["kept"]
    assert len(log.ledger) == 8
    run, ride = log.runs.to_dict("records")
    assert run["start"] == datetime(2026, 3, 1, 7, 30)
    assert (run["sport"], run["distance_km"], run["duration_min"]) == ("run", 8.5, 48.5)
    assert (run["surface"], run["shoe"], run["rpe"]) == ("trail", "=blue", 4)
    assert (ride["sport"], ride["duration_min"]) == ("ride", 1800)
    pain = log.pain[["rated_at", "time_of_day", "pain_nrs", "site"]].astype("str").fillna("")
    assert pain.to_numpy().tolist() == [
        ["2026-03-01 07:15:00", "before-run", "2.0", "lower back"],
        ["2026-03-01 12:00:00", "", "1.0", "hip"],
        ["2026-03-01 21:30:00", "evening", "3.0", "lower back"],
        ["", "evening", "0.0", "lower back"],
    ]
    assert log.pain["note"].dropna().unique().tolist() == ["@stiff"]
    assert log.shoes[["shoe", "start_km"]].to_numpy().tolist() == [["=blue", 120]]
    assert log.habits[["time", "habit", "dose", "dose_unit"]].to_numpy().tolist() == [
        ["19:00", "plank", 60, "s"]
    ]
    assert log.days.iloc[0, 1:6].tolist() == [7.5, 3, 6, 0, 1]


@pytest.mark.parametrize("unit", ["km", "mi"])
def test_distances_are_in_the_unit_asked_for(tmp_path, unit):
    path = write_template(tmp_path / "log.xlsx", unit)
    log = read_log(filled(path, runs=[RUN], shoes=[SHOE]))
    factor = {"km": 1, "mi": 1.609344}[unit]
    assert log.runs["distance_km"].tolist() == pytest.approx([8.5 * factor])
    assert log.shoes["start_km"].tolist() == pytest.approx([120 * factor])
    assert log.repairs.empty


def test_every_choice_offered_is_understood(path):
    runs = [
        [date(2026, 3, day), time(7), sport, 5, timedelta(minutes=30), surface]
        for day, (sport, surface) in enumerate(
            [(sport, "road") for sport in schemas.SPORTS]
            + [("run", surface) for surface in schemas.SURFACES],
            start=1,
        )
    ]
    pain = [[date(2026, 3, 1), *[None] * 5, part, 1] for part in schemas.TIMES_OF_DAY]
    habits = [[date(2026, 3, 1), None, habit, 1, "min"] for habit in HABIT_CLAIM]
    log = read_log(filled(path, runs=runs, pain=pain, habits=habits))
    assert log.repairs.empty
    assert log.runs["sport"].tolist()[: len(schemas.SPORTS)] == list(schemas.SPORTS)
    assert log.runs["surface"].tolist()[len(schemas.SPORTS) :] == list(schemas.SURFACES)
    assert set(log.pain["time_of_day"]) == set(schemas.TIMES_OF_DAY)
    assert set(log.habits["habit"]) == set(HABIT_CLAIM)


def test_an_empty_workbook_says_so(path):
    with pytest.raises(DataError, match=r"my-log.xlsx: nothing is filled in yet. Fill in a row"):
        read_log(path)


def test_a_sheet_that_is_taken_out_or_empty_does_no_harm(path):
    workbook = openpyxl.load_workbook(filled(path, runs=[RUN]))
    del workbook["days"], workbook["how to"]
    workbook.save(path)
    log = read_log(path)
    assert (len(log.runs), len(log.repairs)) == (1, 0)


def test_a_clock_time_that_is_none_is_told(path):
    log = read_log(filled(path, pain=[[date(2026, 3, 1), "later", 2]]))
    assert log.pain["rated_at"].isna().tolist() == [True]
    assert log.repairs["done"].tolist() == ["not used: expected a time such as 07:30"]


def test_the_first_page_explains_each_column_in_the_words_of_the_tables(path):
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["how to", "runs", "pain", "shoes", "habits", "days"]
    page = workbook["how to"]
    assert page["A1"].value == GUIDE_MARK
    shown = {(row[0], row[1]): row[2] for row in page.iter_rows(values_only=True)}
    for sheet in sheets_in("km"):
        headers = [cell.value for cell in workbook[sheet.name][1]]
        assert headers == [column.header for column in sheet.columns]
        for column in sheet.columns:
            meaning = shown[sheet.name, column.header]
            assert meaning == sheet.schema.columns[column.feeds].description


def test_the_first_page_names_targets_and_gives_no_advice(path):
    rows = list(openpyxl.load_workbook(path)["how to"].iter_rows(values_only=True))
    place = next(number for number, row in enumerate(rows) if row[0] == "habit")
    assert "no advice" in rows[place][2]
    assert {row[0] for row in rows[place + 1 :]} == set(HABIT_CLAIM)
    assert {row[0]: row[2] for row in rows[place + 1 :] if row[0] in TARGETS} == TARGETS


def test_cells_offer_choices_ranges_and_formats_below_a_frozen_header(path):
    workbook = openpyxl.load_workbook(path)
    rules = {}
    for sheet in sheets_in("km"):
        page = workbook[sheet.name]
        assert page.freeze_panes == "A2"
        for rule in page.data_validations.dataValidation:
            rules[sheet.name, rule.promptTitle] = rule
        assert len(page.data_validations.dataValidation) == len(sheet.columns)
    assert rules["runs", "surface"].formula1 == f'"{",".join(schemas.SURFACES)}"'
    assert rules["runs", "sport"].formula1 == f'"{",".join(schemas.SPORTS)}"'
    assert rules["pain", "time of day"].formula1 == f'"{",".join(schemas.TIMES_OF_DAY)}"'
    assert rules["habits", "habit"].formula1 == f'"{",".join(HABIT_CLAIM)}"'
    assert not rules["habits", "habit"].showErrorMessage
    pain = rules["pain", "pain before run (0-10)"]
    assert (pain.type, pain.formula1, pain.formula2, pain.showErrorMessage) == (
        "decimal", "0", "10", True,
    )  # fmt: skip
    assert "A2:A1048576" in str(rules["runs", "date"].sqref)
    assert all(len(rule.formula1 or "") <= 257 for rule in rules.values())
    formats = [workbook["runs"].column_dimensions[letter].number_format for letter in "ABEG"]
    assert formats == ["yyyy-mm-dd", "hh:mm", "[h]:mm:ss", "@"]


def test_a_file_is_never_written_over(path):
    before = path.read_bytes()
    with pytest.raises(DataError, match="is there already, and a log is never written over"):
        write_template(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("log.csv", r"a workbook ends in .xlsx. Name it my-log.xlsx"),
        ("none/log.xlsx", r"cannot be written \(No such file or directory\). Name another place"),
    ],
)
def test_a_place_that_cannot_be_is_told(tmp_path, name, message):
    with pytest.raises(DataError, match=message):
        write_template(tmp_path / name)


def test_the_command_writes_the_workbook(tmp_path, monkeypatch, capsys):
    path = tmp_path / "my-log.xlsx"
    monkeypatch.setattr("sys.argv", ["backstride", "template", str(path), "--distance-unit", "mi"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert not end.value.code
    assert capsys.readouterr().out.strip() == str(path)
    assert openpyxl.load_workbook(path)["runs"]["D1"].value == "distance (mi)"
