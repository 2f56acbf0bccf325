import os
import zipfile

import pytest

from backstride.clean import read_log, write_log
from backstride.errors import DataError
from backstride.readers import files, read_paths
from backstride.settings import Settings

PAIN = "date,pain\n2024-03-01,3\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_all_problems_of_named_files_at_once(tmp_path):
    picture = write(tmp_path / "picture.csv", PNG)
    empty = write(tmp_path / "empty.csv", "")
    binary = write(tmp_path / "binary.csv", b"date\x00pain\x00")
    good = write(tmp_path / "pain.csv", PAIN)
    with pytest.raises(DataError) as told:
        read_paths([picture, empty, binary, good], Settings())
    assert told.value.problems == (
        "binary.csv: this is a binary file, not a table. "
        "Give a Strava export, or a table as CSV or Excel.",
        "empty.csv: the file is empty.",
        "picture.csv: this is a PNG picture, not a table. "
        "Give a Strava export, or a table as CSV or Excel.",
    )


def test_missing_paths_are_all_told(tmp_path):
    with pytest.raises(DataError) as told:
        read_paths([tmp_path / "a.csv", tmp_path / "b"], Settings())
    assert len(told.value.problems) == 2
    assert "no such file or folder" in told.value.problems[0]


def test_inside_a_folder_a_bad_file_is_a_ledger_line(tmp_path):
    write(tmp_path / "pain.csv", PAIN)
    write(tmp_path / "holiday.png", PNG)
    write(tmp_path / "words.csv", "a,b\n1,2\n")
    for name in ("README.md", ".gitkeep", ".DS_Store", "~$log.xlsx"):
        write(tmp_path / name, "x")
    reading = read_paths([tmp_path], Settings())
    lines = reading.ledger.set_index("source")
    assert sorted(lines.index) == ["holiday.png", "pain.csv", "words.csv"]
    assert lines.loc["holiday.png", ["row", "table", "outcome"]].tolist() == [0, "file", "refused"]
    assert "no date column" in lines.loc["words.csv", "reason"]


def test_a_choice_only_the_runner_can_make_stops_a_folder_too(tmp_path):
    write(tmp_path / "pain.csv", PAIN)
    write(tmp_path / "runs.csv", "date,distance\n2024-03-01,5\n")
    with pytest.raises(DataError, match=r"^runs\.csv: distances could be km or miles"):
        read_paths([tmp_path], Settings())


def test_an_empty_folder_holds_no_log(tmp_path):
    with pytest.raises(DataError, match="No log found"):
        read_paths([tmp_path], Settings())


def test_a_path_given_twice_is_read_once_and_order_does_not_matter(tmp_path):
    first = write(tmp_path / "a.csv", PAIN)
    second = write(tmp_path / "b.csv", PAIN)
    once = read_paths([first, second], Settings())
    again = read_paths([second, tmp_path, first, second], Settings())
    assert once.pain.equals(again.pain)
    assert once.ledger.equals(again.ledger)


def test_files_of_one_name_carry_their_folder(tmp_path):
    write(tmp_path / "2023" / "pain.csv", PAIN)
    write(tmp_path / "2024" / "pain.csv", PAIN)
    write(tmp_path / "runs.csv", "date,km\n2024-03-01,5\n")
    reading = read_paths([tmp_path], Settings())
    assert sorted(reading.ledger["source"]) == ["2023/pain.csv", "2024/pain.csv", "runs.csv"]


def test_a_zip_of_own_tables_in_a_folder(tmp_path):
    with zipfile.ZipFile(tmp_path / "log.zip", "w") as archive:
        archive.writestr("pain.csv", PAIN)
        archive.writestr("__MACOSX/._pain.csv", "x")
        archive.writestr("inner.zip", b"PK\x03\x04")
    reading = read_paths([tmp_path], Settings())
    outcomes = dict(zip(reading.ledger["source"], reading.ledger["outcome"], strict=True))
    assert outcomes == {"inner.zip": "refused", "pain.csv": "kept"}


def test_a_broken_zip_is_told(tmp_path):
    path = write(tmp_path / "export.zip", b"PK\x03\x04 and nothing")
    with pytest.raises(DataError, match=r"export\.zip: this is a zip archive"):
        read_paths([path], Settings())


def test_a_damaged_member_is_a_ledger_line(tmp_path):
    path = tmp_path / "log.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("good.csv", PAIN)
        archive.writestr("pain.csv", PAIN)
    content = path.read_bytes()
    cut = content.rindex(b"2024-03-01", 0, content.rindex(b"PK\x01\x02"))
    path.write_bytes(content[:cut] + b"1999" + content[cut + 4 :])
    ledger = read_paths([path], Settings()).ledger.set_index("source")
    assert ledger.loc["pain.csv", "outcome"] == "refused"
    assert "cannot be read" in ledger.loc["pain.csv", "reason"]
    assert ledger.loc["good.csv", "outcome"] == "kept"


def test_a_file_beyond_the_limit_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_FILE_BYTES", 1000)
    path = write(tmp_path / "pain.csv", PAIN * 1000)
    with pytest.raises(DataError, match="larger than"):
        read_paths([path], Settings())


def test_first_lines_of_other_files_in_a_folder_stay_out_of_the_ledger(tmp_path):
    write(tmp_path / "pain.csv", PAIN)
    write(tmp_path / "letter.txt", "Dear diary, my secret\n")
    reading = read_paths([tmp_path], Settings())
    assert "letter.txt" in reading.ledger["source"].tolist()
    assert not reading.ledger["reason"].str.contains("secret", na=False).any()
    with pytest.raises(DataError, match="found: Dear diary, my secret"):
        read_paths([tmp_path / "letter.txt"], Settings())


def test_what_backstride_wrote_inside_a_folder_is_not_read_beside_its_origin(tmp_path):
    write(tmp_path / "pain.csv", PAIN)
    write_log(read_log(tmp_path), tmp_path / "tidy")
    write(tmp_path / "tidy" / "mine.csv", "date,km\n2024-03-01,5\n")
    write(tmp_path / "report.html", "<!DOCTYPE html>")
    reading = read_paths([tmp_path], Settings())
    assert sorted(reading.ledger["source"]) == ["mine.csv", "pain.csv"]
    ledger = tmp_path / "tidy" / "ledger.csv"
    ledger.write_bytes(b"\xef\xbb\xbf" + ledger.read_bytes().replace(b"\n", b"\r\n"))
    assert read_paths([tmp_path], Settings()).ledger.equals(reading.ledger)


def test_a_folder_that_leads_back_into_itself_is_read_once(tmp_path):
    write(tmp_path / "deep" / "pain.csv", PAIN)
    (tmp_path / "deep" / "up").symlink_to(tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "self").symlink_to(tmp_path / "other")
    assert read_paths([tmp_path], Settings()).ledger["source"].tolist() == ["pain.csv"]


def test_a_name_that_is_no_text_is_written_out(tmp_path):
    place = os.fsencode(tmp_path) + b"/caf\xe9.csv"
    try:
        with open(place, "w") as file:  # noqa: PTH123
            file.write(PAIN)
    except OSError:
        pytest.skip("this file system takes names of text only")
    write(tmp_path / "a\x1b[31m.csv", PAIN)
    log = read_log(tmp_path)
    assert sorted(log.ledger["source"]) == ["a\\x1b[31m.csv", "caf\\udce9.csv"]
    write_log(log, tmp_path / "tidy")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_told_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(DataError, match=r"pipe\.csv: cannot be read \(not a regular file\)"):
        read_paths([tmp_path / "pipe.csv"], Settings())


def test_a_name_that_is_too_long_is_told():
    with pytest.raises(DataError, match="no such file or folder"):
        read_paths(["a" * 5000], Settings())


def test_a_folder_that_cannot_be_opened_is_a_ledger_line(tmp_path, monkeypatch):
    write(tmp_path / "pain.csv", PAIN)
    shut = tmp_path / "shut"
    shut.mkdir()
    listed = type(shut).iterdir

    def iterdir(folder):
        if folder == shut:
            raise PermissionError(13, "Permission denied")
        return listed(folder)

    monkeypatch.setattr(type(shut), "iterdir", iterdir)
    lines = read_paths([tmp_path], Settings()).ledger.set_index("source")
    assert lines.loc["shut", "outcome"] == "refused"
    assert "cannot be read" in lines.loc["shut", "reason"]


@pytest.mark.parametrize("encoding", ["utf-32", "utf-16-le"])
def test_text_in_an_encoding_that_is_not_read_is_told(tmp_path, encoding):
    path = write(tmp_path / "pain.csv", PAIN.encode(encoding))
    with pytest.raises(DataError, match="this is a binary file, not a table"):
        read_paths([path], Settings())
