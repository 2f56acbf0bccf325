"""Scores are kept chunk by chunk, whole, and never mixed with those of another code."""

import pandas as pd
import pytest

from backstride.calibration import __main__ as command
from backstride.calibration import engine
from backstride.calibration.engine import Chunk, chunks_of
from backstride.calibration.grid import CELL

FEEDBACK = CELL["feedback", 180]
SCORES = pd.DataFrame(
    {
        "claim": ["spike", "any"],
        "method": "backstride",
        "estimate": [0.1 + 0.2, float("nan")],
        "low": [-1.0, float("nan")],
        "high": [1.5, float("nan")],
        "p_value": [0.4, float("nan")],
        "is_yes": [False, True],
        "truth": 0.0,
        "run": 0,
        "seconds": 1800.0,
    }
)


def test_chunks_are_all_runs_once():
    runs = [run for chunk in chunks_of(FEEDBACK, 130)
            for run in range(chunk.first, chunk.first + chunk.n_runs)]  # fmt: skip
    assert runs == list(range(130))


def test_scores_come_back_as_they_were(tmp_path):
    chunk = Chunk(FEEDBACK, 0, 1)
    assert not engine.is_kept(tmp_path / "new", chunk)
    engine.keep(tmp_path / "new", chunk, SCORES)
    back = engine.kept_scores(tmp_path / "new", chunk)
    pd.testing.assert_frame_equal(back[list(SCORES.columns)], SCORES, check_exact=True)
    assert (back["scenario"].iloc[0], back["days"].iloc[0]) == ("feedback", 180)
    assert [path.name for path in (tmp_path / "new").iterdir()] == [chunk.name]


def test_an_interrupted_write_leaves_no_chunk(tmp_path):
    class Full(pd.DataFrame):
        def to_csv(self, path, **_):
            path.write_text("claim,meth")
            raise OSError("no space left")

    chunk = Chunk(FEEDBACK, 0, 1)
    with pytest.raises(OSError, match="no space"):
        engine.keep(tmp_path, chunk, Full(SCORES))
    assert not engine.is_kept(tmp_path, chunk)


def test_another_cell_seed_length_or_code_has_another_file(monkeypatch):
    names = {
        Chunk(FEEDBACK, 0, 25).name,
        Chunk(FEEDBACK, 25, 25).name,
        Chunk(FEEDBACK, 0, 10).name,
        Chunk(CELL["feedback", 365], 0, 25).name,
        Chunk(CELL["strong feedback", 365], 0, 25).name,
    }
    assert len(names) == 5
    monkeypatch.setattr(engine, "source_digest", lambda: "other")
    assert Chunk(FEEDBACK, 0, 25).name not in names


def test_the_digest_follows_the_code_that_scores_depend_on(tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "report").mkdir()
    for name in ("settings.py", "claims.py", "models/fit.py", "report/page.py"):
        (tmp_path / name).write_text("1")
    before = engine.source_digest(root=tmp_path)
    engine.source_digest.cache_clear()
    (tmp_path / "report" / "page.py").write_text("2")
    assert engine.source_digest(root=tmp_path) == before
    engine.source_digest.cache_clear()
    (tmp_path / "models" / "adl.py").write_text("2")
    assert engine.source_digest(root=tmp_path) != before


def test_all_that_is_counted_exists():
    root = engine.Path(engine.__file__).parents[1]
    assert [place for place in engine.COUNTED if not (root / place).exists()] == []


def test_only_what_is_missing_is_scored(tmp_path, monkeypatch):
    chunks = chunks_of(FEEDBACK, 50)
    engine.keep(tmp_path, chunks[0], SCORES)
    asked = []
    monkeypatch.setattr(engine, "ProcessPoolExecutor", pool_that_notes(asked))
    assert list(engine.score_chunks(chunks, tmp_path, 2, engine.scored)) == [25, 25]
    assert asked == [chunks[1]]
    assert list(engine.score_chunks(chunks, tmp_path, 2, engine.scored)) == [50]
    assert engine.computing_hours(engine.all_scores(chunks, tmp_path)) == 0.5


def pool_that_notes(asked):
    class Pool:
        def __init__(self, *_, **__):
            pass

        def submit(self, _, chunk):
            asked.append(chunk)
            future = engine.Future()
            future.set_result(SCORES)
            return future

        def shutdown(self, cancel_futures):
            assert cancel_futures

    return Pool


def test_a_part_of_the_set_is_written_beside_its_scores(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(engine, "ProcessPoolExecutor", pool_that_notes([]))
    assert command.main(["--scenario", "feedback", "--runs", "1"]) == 0
    assert (tmp_path / "reports" / "calibration" / "calibration.md").exists()
    assert not (tmp_path / "docs").exists()
    assert "calibration.md" in capsys.readouterr().out


def test_the_whole_set_goes_into_package_and_docs(tmp_path, monkeypatch, capsys):
    tables, pages = tmp_path / "published", tmp_path / "docs"
    pages.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(engine, "PUBLISHED", tables)
    monkeypatch.setattr(engine, "DOCS", pages)
    monkeypatch.setattr(engine, "ProcessPoolExecutor", pool_that_notes([]))
    monkeypatch.setattr(command, "CELLS", (FEEDBACK,))
    monkeypatch.setattr(command, "cells_named", lambda _: (FEEDBACK,))
    monkeypatch.setattr(command, "FULL_RUNS", 1)
    assert command.main(["--runs", "1"]) == 0
    assert [path.name for path in tables.iterdir()] == ["calibration.csv"]
    assert "](../published/calibration.csv)" in (pages / "calibration.md").read_text("utf-8")
    assert str(pages / "calibration.md") in capsys.readouterr().out


def test_an_installed_package_keeps_what_it_came_with(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "DOCS", tmp_path / "not-here")
    assert engine.places_of(True) == (engine.PARTIALS, engine.PARTIALS)


def test_an_unknown_scenario_ends_in_one_line(capsys):
    assert command.main(["--scenario", "no"]) == 2
    assert capsys.readouterr().err.startswith("--scenario: found 'no'")


@pytest.mark.parametrize("words", [["--runs", "0"], ["--processes", "-1"]])
def test_counts_are_at_least_one(words, capsys):
    with pytest.raises(SystemExit):
        command.main(words)
    assert "expected 1 or more" in capsys.readouterr().err
