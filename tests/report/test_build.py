"""A report is written whole or not at all, and keeps its looks."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import nbformat as nf
import numpy as np
import pandas as pd
import pytest
from logs import pain_of, runs_of
from report_examples import RESULT, SETTINGS, TABLE, a_log, a_notebook, some_answers

from backstride.clean import open_tidy_folder
from backstride.clean.log import Log
from backstride.diary import build_diary
from backstride.errors import DataError
from backstride.report import build
from backstride.report.execute import Executed
from backstride.report.text import start_diary
from backstride.settings import Settings
from backstride.trial.folder import trial_folders, write_plan
from backstride.trial.sample import sample_plan
from backstride.trial.seal import read_plan
from backstride.verdict.looks import apply_look, look_due


@pytest.fixture(scope="module")
def notebook_files(tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("notebooks {with braces}")
    notebooks = {
        "1-tables.ipynb": a_notebook("What is shown?", RESULT, TABLE),
        "2-broken.ipynb": a_notebook("What fails?", "raise ValueError('<i>no</i> ratings')"),
    }
    for name, notebook in notebooks.items():
        nf.write(notebook, folder / name)
    return [folder / name for name in notebooks]


FILES = ["last-answers.csv", "report.html"]


@pytest.fixture
def pipeline(monkeypatch):
    """The steps before the report replaced by a hand-made log and answers."""
    asked = []

    def read_log(paths, **stated):
        asked.append((paths, stated))
        return a_log(with_diary="no-diary" not in str(paths[0]))

    def write_log(_log, out):
        out.mkdir()

    monkeypatch.setattr(build, "read_log", read_log)
    monkeypatch.setattr(build, "write_log", write_log)
    monkeypatch.setattr(build, "answer_claims", lambda _log: some_answers())
    monkeypatch.setattr(build, "notebook_paths", lambda: [])
    monkeypatch.setattr(build, "sample_folder", lambda: Path("/sample"))
    return asked


@pytest.mark.usefixtures("pipeline")
def test_the_same_input_gives_the_same_bytes(monkeypatch, tmp_path, notebook_files):
    silent = a_notebook("What is shown?", "import pandas as pd", TABLE)
    nf.write(silent, tmp_path / "1-tables.ipynb")
    monkeypatch.setattr(
        build, "notebook_paths", lambda: [tmp_path / "1-tables.ipynb", notebook_files[1]]
    )
    first = build.written_report(["a.csv"], SETTINGS, tmp_path / "one" / "deep")
    second = build.written_report(["a.csv"], SETTINGS, tmp_path / "two")
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.path == tmp_path / "one" / "deep" / "report.html"
    assert first.failed == ("What fails?",)
    assert sorted(path.name for path in first.path.parent.iterdir()) == FILES


def test_the_input_is_read_once_with_what_was_stated(pipeline, tmp_path):
    assert build.write_report(["a.csv"], SETTINGS, tmp_path) == tmp_path / "report.html"
    assert pipeline == [([Path("a.csv")], vars(SETTINGS))]


def test_no_files_means_the_sample(pipeline, tmp_path):
    page = build.write_report([], SETTINGS, tmp_path).read_text(encoding="utf-8")
    assert pipeline[0][0] == [Path("/sample")]
    assert "one simulated runner" in page


@pytest.mark.usefixtures("pipeline")
def test_without_a_diary_an_empty_one_is_started(tmp_path):
    report = build.written_report(["no-diary.csv"], SETTINGS, tmp_path)
    assert report.diary == tmp_path / "pain.csv"
    assert report.diary.read_bytes() == b"date,time,pain,site,note\n"
    assert build.written_report(["a.csv"], SETTINGS, tmp_path / "b").diary is None


def test_a_diary_that_is_there_is_never_overwritten(tmp_path):
    (tmp_path / "pain.csv").write_text("mine")
    assert start_diary(tmp_path) is None
    assert (tmp_path / "pain.csv").read_text() == "mine"


@pytest.mark.usefixtures("pipeline")
def test_what_cannot_be_read_leaves_nothing_behind(monkeypatch, tmp_path):
    def refuse(*_args, **_stated):
        raise DataError("a.csv: is empty.")

    monkeypatch.setattr(build, "read_log", refuse)
    with pytest.raises(DataError, match="is empty"):
        build.write_report(["a.csv"], SETTINGS, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("pipeline")
def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "deep"):
        with pytest.raises(DataError, match=r"--out: cannot write to .*\. Name a folder"):
            build.write_report(["a.csv"], SETTINGS, place)


def test_a_place_that_cannot_be_written_is_told_before_anything_is_read(pipeline, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="--out"):
        build.write_report(["a.csv"], SETTINGS, tmp_path / "file")
    assert pipeline == []


@pytest.fixture
def daily(monkeypatch):
    """A log of `rated` days, each with a run at 7 and a rating at 20 o'clock, and one claim."""
    told = {"rated": 100}

    def read_log(_paths, **_stated):
        days = pd.date_range("2025-01-01", periods=told["rated"]).strftime("%Y-%m-%d")
        runs = runs_of(*((f"{day} 07:00", 10.0, 60.0) for day in days))
        return Log(runs=runs, pain=pain_of(*((f"{day} 20:00", 3) for day in days)))

    def answer_claims(log):
        due = look_due(build_diary(log), log.looks, log.settings.site)
        return apply_look(some_answers().assign(p_holm=[0.001, np.nan]), due, log.looks)

    def page_html(found, _sections, _presentation):
        told = f"{found.looks} Sample: {found.is_sample}. {' '.join(found.changes)}"
        return f"{told} {found.answers.to_csv()}"

    monkeypatch.setattr(build, "read_log", read_log)
    monkeypatch.setattr(build, "answer_claims", answer_claims)
    monkeypatch.setattr(build, "page_html", page_html)
    monkeypatch.setattr(build, "notebook_paths", lambda: [])
    monkeypatch.setattr(build, "sample_folder", lambda: Path("/sample"))
    return told


def test_a_look_is_kept_beside_the_page_and_used_by_the_next_report(daily, tmp_path):
    page = build.write_report(["a.csv"], Settings(), tmp_path).read_bytes()
    kept = (tmp_path / "looks.csv").read_text("utf-8")
    assert kept.splitlines()[1].startswith("90,100,2025-04-10,lower back,0.002,spike,raises,0.8,")
    assert build.write_report(["a.csv"], Settings(), tmp_path).read_bytes() == page
    assert (tmp_path / "looks.csv").read_text("utf-8") == kept
    daily["rated"] = 190
    later = build.write_report(["a.csv"], Settings(), tmp_path).read_text("utf-8")
    assert "those of the second look, drawn on 190 rated days up to 9 July 2025" in later
    assert (tmp_path / "looks.csv").read_text("utf-8").startswith(kept)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "last-answers.csv",
        "looks.csv",
        "report.html",
    ]


def test_the_notebooks_get_the_looks_kept_before(daily, monkeypatch, tmp_path):
    given = []

    def execute(chapters, settings, *_others):
        (folder,) = {chapter.folder for chapter in chapters}
        given.append(open_tidy_folder(folder, settings).looks["milestone"].tolist())
        return []

    monkeypatch.setattr(build, "notebook_paths", lambda: [Path("1-x.ipynb")])
    monkeypatch.setattr(build, "execute_notebooks", execute)
    for daily["rated"] in (100, 190, 200):
        build.write_report(["a.csv"], Settings(), tmp_path)
    assert given == [[], [90], [90, 180]]


@pytest.mark.usefixtures("daily")
def test_each_trial_of_a_folder_has_a_section_in_the_order_of_their_first_days(
    monkeypatch, tmp_path
):
    plan = sample_plan()
    later = replace(plan, start=plan.start + timedelta(days=200))
    write_plan(later, tmp_path / "log" / "a-later")
    write_plan(plan, tmp_path / "log" / "b-first")
    given, shown = [], []

    def execute(chapters, *_others):
        given.extend(
            [one.path.stem, *map(read_plan, trial_folders([one.folder]))] for one in chapters
        )
        return [Executed(one.path, a_notebook("Settled?"), part=one.part) for one in chapters]

    def page_html(found, sections, _presentation):
        shown.extend([section.slug, section.title] for section in sections)
        return str([trial.start for trial in found.trials])

    notebooks = [Path("1-x.ipynb"), Path("9-trial.ipynb")]
    monkeypatch.setattr(build, "notebook_paths", lambda: notebooks)
    monkeypatch.setattr(build, "execute_notebooks", execute)
    monkeypatch.setattr(build, "page_html", page_html)
    page = build.write_report([tmp_path / "log"], Settings(timezone="Europe/Berlin"), tmp_path)
    assert given == [["1-x"], ["9-trial", (plan, ())], ["9-trial", (later, ())]]
    assert shown == [
        ["1-x", "Settled?"],
        [
            "9-trial-trial-1-of-2-stretching-from-6-january-2025",
            "Settled? Trial 1 of 2: stretching, from 6 January 2025",
        ],
        [
            "9-trial-trial-2-of-2-stretching-from-25-july-2025",
            "Settled? Trial 2 of 2: stretching, from 25 July 2025",
        ],
    ]
    assert page.read_text() == str([plan.start, later.start])


def test_before_the_first_look_and_for_the_sample_none_is_kept(daily, tmp_path):
    build.write_report([], Settings(), tmp_path)
    daily["rated"] = 89
    page = build.write_report(["a.csv"], Settings(), tmp_path).read_text("utf-8")
    assert "first drawn at 90 days with a rating after the run (1 more rated day)" in page
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES


def test_the_sample_pays_no_heed_to_looks_of_a_person(daily, tmp_path):
    build.write_report(["a.csv"], Settings(), tmp_path)
    kept = (tmp_path / "looks.csv").read_bytes()
    daily["rated"] = 50
    sample = build.write_report([], Settings(), tmp_path).read_text("utf-8")
    assert "first drawn at 90" in sample
    assert "Sample: True" in sample
    assert (tmp_path / "looks.csv").read_bytes() == kept
    with pytest.raises(DataError, match=r"100 rated days up to 2025-04-10.*or name another --out"):
        build.write_report(["a.csv"], Settings(), tmp_path)


@pytest.mark.usefixtures("daily")
def test_page_and_look_are_written_both_or_neither(monkeypatch, tmp_path):
    (tmp_path / "report.html").write_text("before", "utf-8")

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build, "write_tables", full)
    with pytest.raises(DataError, match="No space left on device"):
        build.write_report(["a.csv"], Settings(), tmp_path)
    assert (tmp_path / "report.html").read_text("utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_spoilt_looks_are_told_before_anything_is_read(pipeline, tmp_path):
    (tmp_path / "looks.csv").write_text("mine", "utf-8")
    with pytest.raises(DataError, match="expected the columns milestone"):
        build.write_report(["a.csv"], SETTINGS, tmp_path)
    assert pipeline == []
