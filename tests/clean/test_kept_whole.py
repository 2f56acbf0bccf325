"""A kept log is whole whatever happens: runs that are stopped, two at once, spoilt tables."""

import csv
import sys
import threading
from pathlib import Path

import pytest
from kept_place import FIRST, HEAD, PLAIN, SECOND, THIRD, Place

from backstride import read_log
from backstride.clean import keep_log, read
from backstride.clean.csv_files import STAGED, only_user
from backstride.errors import DataError
from backstride.settings import Settings


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


class StoppedError(BaseException):
    """As a key that interrupts, or the end of the process."""


@pytest.mark.parametrize("nth", [1, 4, 8])
def test_an_interrupted_run_leaves_the_old_state_whole(place, monkeypatch, nth):
    place.keep(place.file("runs.csv", HEAD, FIRST))
    before = place.state()
    replace_file, calls = type(place.root).replace, []

    def stopped(path, target):
        calls.append(path)
        if len(calls) == nth:
            raise StoppedError
        return replace_file(path, target)

    monkeypatch.setattr(type(place.root), "replace", stopped)
    more = place.file("more.csv", HEAD, SECOND, THIRD)
    with pytest.raises(StoppedError):
        keep_log([more], place.out, PLAIN)
    monkeypatch.undo()
    assert place.state() == before
    assert len(place.keep(more).runs) == 3


@pytest.mark.parametrize("nth", [1, 4, 8])
def test_a_run_killed_while_moving_files_in_is_finished_by_the_next(place, monkeypatch, nth):
    place.keep(place.file("runs.csv", HEAD, FIRST))
    replace_file, calls = type(place.root).replace, []

    def killed(path, target):
        calls.append(path)
        if len(calls) >= nth:
            raise StoppedError
        return replace_file(path, target)

    monkeypatch.setattr(type(place.root), "replace", killed)
    monkeypatch.setattr("backstride.clean.csv_files._move_back", lambda *_: None)
    more = place.file("more.csv", HEAD, SECOND, THIRD)
    with pytest.raises(StoppedError):
        keep_log([more], place.out, PLAIN)
    monkeypatch.undo()
    assert (place.out / STAGED).is_dir()
    assert len(read_log(place.out).runs) == 3
    assert len(place.keep(more).runs) == 3
    assert not (place.out / STAGED).exists()


def test_a_reading_that_fails_leaves_the_old_state(place):
    place.keep(place.file("runs.csv", HEAD, FIRST))
    before = place.state()
    with pytest.raises(DataError):
        keep_log([place.file("broken.csv", "a,b", "1,2")], place.out, PLAIN)
    assert place.state() == before


def test_a_kept_log_spoilt_by_hand_is_told_and_left(place):
    runs = place.file("runs.csv", HEAD, FIRST)
    place.keep(runs)
    place.change("runs", ",10,", ",ten,")
    before = place.state()
    with pytest.raises(DataError, match=r"runs.csv, row 2, distance_km: found ten, expected a num"):
        keep_log([runs], place.out, PLAIN)
    assert place.state() == before


def test_formula_like_text_of_every_text_column_is_written_harmless(place):
    evil = "=cmd|' /C calc'!A0"
    place.keep(
        place.file("runs.csv", HEAD, f"2024-03-01 07:00,Run,10,55,,{evil}"),
        place.file("pain.csv", "date,pain,site,note", f"2024-03-01,3,{evil},{evil}"),
        place.file("shoes.csv", "shoe,start_km", f"@{evil},5"),
        place.file("habits.csv", "date,habit,dose", f"2024-03-01,{evil},1"),
        place.file("=1+1.csv", "date,pain,+1", "2024-03-01,14,", "x,2,"),
    )
    for path in place.out.iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for record in csv.reader(file) for cell in record]
        assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")] == []


def as_lines(change):
    """A way to spoil a file: `change` of its header and of the lines below."""

    def spoil(path):
        first, *others = path.read_text("utf-8").splitlines()
        path.write_text("".join(f"{line}\n" for line in change(first, others)), "utf-8")

    return spoil


def a_folder(path):
    path.unlink()
    path.mkdir()


def in_utf_16(path):
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))


SEMICOLONS = as_lines(lambda first, others: [line.replace(",", ";") for line in (first, *others)])
TOO_LONG = as_lines(lambda first, others: [first, *(f"{line}," for line in others)])
TOO_SHORT = as_lines(lambda first, others: [first, *(line.rpartition(",")[0] for line in others)])
TWICE = as_lines(lambda first, others: [first, *others, *others])
OPEN_QUOTE = as_lines(lambda first, others: [first, *others, '"'])


@pytest.mark.parametrize(
    ("name", "spoil", "message"),
    [
        ("runs", Path.unlink, "runs.csv: missing from"),
        ("pain", Path.unlink, "pain.csv: missing from"),
        ("ledger", Path.unlink, "ledger.csv: missing from"),
        ("runs", SEMICOLONS, ", expected the columns start, date, sport, "),
        ("pain", SEMICOLONS, "source, source_row, with commas between them."),
        ("ledger", a_folder, "ledger.csv: found no header that can be read, expected"),
        ("pain", in_utf_16, "pain.csv: found no header that can be read, expected"),
        ("pain", TOO_LONG, "pain.csv, row 2: found 12 cells, expected 11."),
        ("runs", TOO_SHORT, "runs.csv, row 2: found 11 cells, expected 12. So are 1 more rows."),
        ("ledger", TWICE, "ledger.csv, row 2, source: found pain.csv, expected a row that is "),
        ("runs", OPEN_QUOTE, "runs.csv: cannot be read (unexpected end of data)."),
    ],
)
def test_a_kept_log_with_a_spoilt_file_is_told_and_never_written_over(place, name, spoil, message):
    runs = place.file("runs.csv", HEAD, FIRST, SECOND)
    place.keep(runs, place.file("pain.csv", "date,time,pain", "2024-03-01,20:00,3"))
    spoil(place.out / f"{name}.csv")
    before = files_in(place.out)
    with pytest.raises(DataError) as told:
        place.keep(runs)
    assert message in str(told.value)
    assert str(told.value).endswith("nothing was changed. Mend these files, or name another --out.")
    assert files_in(place.out) == before
    with pytest.raises(DataError) as told:
        read_log([place.out, runs])
    assert message in str(told.value)


def files_in(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_of_many_spoilt_cells_the_first_are_told(place):
    rows = [f"2024-03-{day:02},20:00,3" for day in range(1, 31)]
    place.keep(place.file("pain.csv", "date,time,pain", *rows))
    place.change("pain", ",lower back,3,", ",lower back,three,")
    place.change("pain", ",0-10,3,", ",0-10,three,")
    with pytest.raises(DataError) as told:
        place.keep()
    assert len(told.value.problems) == 12
    assert told.value.problems[10] == "pain.csv: 20 more cells of this kind."


def test_a_second_run_adds_to_what_the_first_has_kept_meanwhile(place, monkeypatch):
    more = place.file("more.csv", HEAD, SECOND)
    read_paths, others = read.read_paths, [more]

    def read_while_another_run_ends(*args):
        if others:
            keep_log([others.pop()], place.out, PLAIN)
        return read_paths(*args)

    monkeypatch.setattr(read, "read_paths", read_while_another_run_ends)
    log = place.keep(place.file("runs.csv", HEAD, FIRST, THIRD), settings=Settings(rated="evening"))
    assert log.runs["distance_km"].tolist() == [10, 5, 8]
    assert len(read_log(place.out).runs) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no locks there")
@pytest.mark.parametrize("is_there", [True, False])
def test_a_second_run_waits_until_the_first_has_written(place, is_there):
    runs = place.file("runs.csv", HEAD, FIRST)
    if is_there:
        place.keep(runs)
    ended = threading.Event()

    def second():
        keep_log([runs], place.out, PLAIN)
        ended.set()

    waiting = threading.Thread(target=second)
    with only_user(place.out, to_write=True):
        waiting.start()
        assert not ended.wait(1)
        assert is_there == place.out.exists()
    waiting.join(60)
    assert ended.is_set()


def test_what_a_killed_run_left_is_taken_away(place):
    runs = place.file("runs.csv", HEAD, FIRST)
    place.keep(runs)
    left = place.out / ".backstride-tables-abc" / "new"
    left.mkdir(parents=True)
    (left / "runs.csv").write_text("half")
    assert len(place.keep(runs).runs) == 1
    assert not left.parent.exists()
