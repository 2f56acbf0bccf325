"""Nobody's log, place or health is committed: the tree keeps the rules, and a breach is found out.

Coordinates are put together here, so that this file keeps the rules as well.
"""

import shutil
import subprocess
from pathlib import Path

import nbformat
import personal_rules
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from personal_rules import MOST_BYTES, ROOT, breaches, tracked
from PIL import Image

PAIN = "date,time,pain\n2024-03-01,20:00,3\n"
STRAVA = "Activity ID,Activity Date,Activity Name,Activity Type,Distance\n"
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git lists what is tracked")


def found(root: Path, name: str, content: str | bytes) -> list[str]:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return breaches(root, [name])


@needs_git
def test_the_tree_holds_nothing_personal() -> None:
    names = tracked(ROOT)
    assert "README.md" in names
    assert breaches(ROOT, names) == []


@needs_git
def test_the_command_sees_what_is_about_to_be_committed(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(personal_rules, "ROOT", tmp_path)
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / "mine.csv").write_text(PAIN)
    assert personal_rules.main() == 0
    subprocess.run(["git", "add", "mine.csv"], cwd=tmp_path, check=True)
    assert personal_rules.main() == 1
    assert capsys.readouterr().out.startswith("mine.csv: can be read as somebody's log")


def test_without_a_repository_nothing_is_tracked(tmp_path) -> None:
    (tmp_path / "mine.csv").write_text(PAIN)
    assert tracked(tmp_path) == []


def test_private_logs_are_found_out_and_their_keeper_is_not(tmp_path) -> None:
    assert found(tmp_path, "data/private/.gitkeep", "") == []
    (said,) = found(tmp_path, "data/private/note.md", "Ann")
    assert "lies among the private logs" in said


def test_large_files_are_found_out(tmp_path) -> None:
    assert found(tmp_path, "a.bin", bytes(MOST_BYTES)) == []
    assert found(tmp_path, "a.bin", bytes(MOST_BYTES + 1)) == [
        "a.bin: 3,000,001 bytes, 3,000,000 are allowed"
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("docs/pain.csv", PAIN),
        ("docs/pain.csv", "date,time,pain\n2024-03-01,20:00,much\n"),
        ("tests/activities.csv", STRAVA),
        ("tests/runs.tsv", "date\tdistance\n2024-03-01\t10\n"),
        ("many.csv", "runner,date,distance_km,pain_post\n1,2024-03-01,8,1\n2,2024-03-01,8,1\n"),
        ("data/samples.csv", PAIN),
    ],
)
def test_a_table_that_can_be_read_as_a_log_is_found_out(tmp_path, name, content) -> None:
    assert found(tmp_path, name, content) == [
        f"{name}: can be read as somebody's log; only data/sample* has logs"
    ]


@pytest.mark.parametrize("name", ["run.FIT", "tests/track.gpx", "export.zip", "log.xlsx"])
def test_exports_are_found_out(tmp_path, name) -> None:
    assert len(found(tmp_path, name, b"x")) == 1


@pytest.mark.parametrize("folder", ["data/sample", "data/sample-cohort", "data/sample-trial"])
def test_simulated_logs_are_let_through(tmp_path, folder) -> None:
    assert found(tmp_path, f"{folder}/pain.csv", PAIN) == []


def test_tables_that_are_no_log_are_let_through(tmp_path) -> None:
    assert found(tmp_path, "speed.csv", "runners,time\n100,1.5\n") == []
    assert found(tmp_path, "settings.json", '{"theme": "dark"}') == []


@pytest.mark.parametrize(
    "line",
    [
        f'<trkpt lat="{52}.520008" lon="13">',
        f"<LatitudeDegrees>{-52}.5200</LatitudeDegrees>",
        f'{{"startLongitude": {13}.404954}}',
        f'"coordinates": [{13}.404954, 52]',
        f"lon = {13}.404954",
    ],
)
def test_coordinates_are_found_out(tmp_path, line) -> None:
    assert found(tmp_path, "a.py", f"# a run\n{line}\n") == ["a.py: line 2: a coordinate"]


@pytest.mark.parametrize(
    "line", ["flat = 0.12345", "lat='50' lon='8'", 'lat="50.001"', "lag: 1.2345"]
)
def test_made_up_places_and_other_numbers_are_let_through(tmp_path, line) -> None:
    assert found(tmp_path, "a.py", line) == []


def test_columns_of_coordinates_are_found_out(tmp_path) -> None:
    assert found(tmp_path, "a.csv", "name,start_lat,Longitude\na,1,2\n") == [
        "a.csv: a column of coordinates, longitude",
        "a.csv: a column of coordinates, start_lat",
    ]


def test_a_picture_that_says_where_it_was_taken_is_found_out(tmp_path) -> None:
    picture, place = Image.new("RGB", (1, 1)), Image.Exif()
    picture.save(tmp_path / "a.jpg")
    assert breaches(tmp_path, ["a.jpg"]) == []
    place.get_ifd(personal_rules.GPS_OF_PICTURE)[1] = "N"
    picture.save(tmp_path / "a.jpg", exif=place)
    assert breaches(tmp_path, ["a.jpg"]) == ["a.jpg: the picture says where it was taken"]


def a_notebook(source: str, **metadata: object) -> str:
    return nbformat.writes(new_notebook(cells=[new_code_cell(source)], metadata=metadata))


@pytest.mark.parametrize(
    "source", ["folder = '../data/sample'", "folder = '../data/sample-trial'", "x = 'pain_post'"]
)
def test_notebooks_of_the_sample_are_let_through(tmp_path, source) -> None:
    assert found(tmp_path, "a.ipynb", a_notebook(source)) == []


@pytest.mark.parametrize(
    "place", ["../data/private", "~/logs", "/media/log.csv", "C:\\\\log.csv", "../data/samples/x"]
)
def test_a_notebook_that_reads_another_log_is_found_out(tmp_path, place) -> None:
    (said,) = found(tmp_path, "a.ipynb", a_notebook(f"folder = '{place}'"))
    assert "code cell 1" in said
    assert "only ../data/sample* may be read" in said


def test_what_papermill_and_tables_leave_in_a_notebook_is_found_out(tmp_path) -> None:
    (said,) = found(tmp_path, "a.ipynb", a_notebook("x = 1", papermill={"input_path": "a"}))
    assert "metadata of papermill" in said
    column = "lat"
    table = new_output("display_data", data={"text/html": f"<table><th>{column}</th></table>"})
    notebook = new_notebook(cells=[new_code_cell("x", outputs=[table])])
    assert found(tmp_path, "a.ipynb", nbformat.writes(notebook)) == [
        "a.ipynb: a column of coordinates, lat"
    ]
