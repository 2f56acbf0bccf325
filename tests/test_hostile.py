"""Files that are made to do harm: each is told, none is followed, unpacked or run."""

import io
import os
import tracemalloc
import zipfile

import openpyxl
import pytest

from backstride import add_exposures, build_diary, read_log
from backstride.errors import DataError
from backstride.readers import files, gpx, read_paths, tcx
from backstride.readers.parse import excel, table
from backstride.report.page import Findings, page_html
from backstride.settings import Settings
from backstride.verdict import answer_claims

PAIN = "date,pain\n2024-03-01,3\n"
TRACK = "<gpx><trk><trkseg/></trk></gpx>"
ENTITIES = [
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
]
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol">{"".join(ENTITIES)}]>'
FETCH = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/hostname">]>'
CELL = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>date</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>pain</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>2024-03-01</t></is></c>'
    '<c r="B2" t="inlineStr"><is><t>{}</t></is></c></row></sheetData></worksheet>'
)


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def zipped(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def workbook(path, sheet_xml):
    """A workbook whose first sheet is this XML."""
    plain, changed = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(plain)
    with zipfile.ZipFile(plain) as parts, zipfile.ZipFile(changed, "w", 8) as archive:
        for name in parts.namelist():
            content = sheet_xml if name.endswith("sheet1.xml") else parts.read(name)
            archive.writestr(name, content)
    return write(path, changed.getvalue())


def outcomes(folder):
    ledger = read_paths([folder], Settings()).ledger
    return dict(zip(ledger["source"], ledger["outcome"], strict=True))


def refusal(folder, source):
    ledger = read_paths([folder], Settings()).ledger.set_index("source")
    assert ledger.loc[source, "outcome"] == "refused"
    return ledger.loc[source, "reason"]


def test_names_that_climb_out_of_a_zip_write_nothing_and_name_no_place(tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    names = ["../evil.csv", "/etc/evil.csv", "..\\evil.csv", "a/../../evil.csv", "good.csv"]
    zipped(inside / "log.zip", **dict.fromkeys(names, PAIN))
    before = sorted(tmp_path.rglob("*"))
    found = outcomes(inside)
    assert found["good.csv"] == "kept"
    assert all(outcome == "kept" for outcome in found.values())
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("content", [PAIN + " " * 5_000_000, PAIN * 300_000])
def test_a_zip_bomb_is_not_unpacked(tmp_path, content):
    zipped(tmp_path / "log.zip", **{"bomb.csv": content, "good.csv": PAIN})
    assert "bomb.csv: unpacks to more than 200 times" in refusal(tmp_path, "bomb.csv")
    assert outcomes(tmp_path)["good.csv"] == "kept"
    with pytest.raises(DataError, match=r"It was not unpacked"):
        files.read_bytes(zipfile.Path(tmp_path / "log.zip") / "bomb.csv")
    with pytest.raises(DataError, match=r"It was not unpacked"):
        list(files.chunks_of(zipfile.Path(tmp_path / "log.zip") / "bomb.csv"))


def test_a_member_that_states_a_smaller_size_is_refused(tmp_path):
    path = zipped(tmp_path / "log.zip", **{"big.csv": PAIN * 1000, "good.csv": PAIN})
    real = len(PAIN * 1000).to_bytes(4, "little")
    content = path.read_bytes()
    assert real in content
    path.write_bytes(content.replace(real, (len(PAIN) * 10).to_bytes(4, "little")))
    assert "cannot be read" in refusal(tmp_path, "big.csv")


def test_a_zip_in_a_zip_is_not_opened(tmp_path):
    inner = zipped(tmp_path / "inner.zip", **{"pain.csv": PAIN}).read_bytes()
    (tmp_path / "inner.zip").unlink()
    zipped(tmp_path / "log.zip", **{"inner.zip": inner, "good.csv": PAIN})
    assert "this is a zip archive, not a table" in refusal(tmp_path, "inner.zip")


def test_a_workbook_that_is_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    path = workbook(tmp_path / "log.xlsx", CELL.format(" " * 3_000_000))
    with pytest.raises(DataError, match=r"log.xlsx: unpacks to more than 500 MB or than 200 times"):
        read_paths([path], Settings())
    path = workbook(tmp_path / "fine.xlsx", CELL.format("3"))
    assert len(read_paths([path], Settings()).pain) == 1
    monkeypatch.setattr(excel, "LARGEST_WORKBOOK_BYTES", 1000)
    with pytest.raises(DataError, match=r"fine.xlsx: unpacks to more than"):
        read_paths([path], Settings())


@pytest.mark.parametrize("head", [LAUGHS, FETCH])
def test_entities_of_a_workbook_are_neither_expanded_nor_fetched(tmp_path, head):
    path = workbook(tmp_path / "log.xlsx", head + CELL.format("&i;"))
    with pytest.raises(DataError, match=r"not a readable workbook .*unrecognized entity"):
        read_paths([path], Settings())


@pytest.mark.parametrize("head", [LAUGHS, FETCH])
@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("run.gpx", TRACK.replace("<trk>", "<trk><name>&i;</name>")),
        (
            "run.tcx",
            "<TrainingCenterDatabase><Activities>&i;</Activities></TrainingCenterDatabase>",
        ),
    ],
)
def test_entities_of_an_activity_are_neither_expanded_nor_fetched(tmp_path, head, name, document):
    path = write(tmp_path / name, head + document)
    with pytest.raises(DataError) as told:
        read_paths([path], Settings(timezone="UTC"))
    assert "lol" not in str(told.value)
    assert name in str(told.value)


@pytest.mark.parametrize(
    ("around", "point"),
    [
        ("<gpx><trk><trkseg>{}</trkseg></trk></gpx>", "<trkpt lat='50' lon='8'/>"),
        ("<gpx>{}</gpx>", "<wpt lat='50' lon='8'><name>a</name></wpt>"),
        (
            "<TrainingCenterDatabase><Activities><Activity><Lap><Track>{}</Track></Lap></Activity>"
            "</Activities></TrainingCenterDatabase>",
            "<Trackpoint><Time>2024-03-01T07:00:00Z</Time></Trackpoint>",
        ),
    ],
)
def test_the_points_of_an_activity_do_not_pile_up_in_memory(tmp_path, around, point):
    n_points = 20_000
    path = write(tmp_path / "run", around.format(point * n_points))
    reader = gpx if "gpx" in around else tcx
    tracemalloc.start()
    try:
        reader.read_activities(path, "run")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # a few copies of the bytes of the file, and three numbers of each point
    assert peak < 4 * path.stat().st_size + 40 * n_points + 1_000_000


def test_nul_bytes_are_told(tmp_path):
    path = write(tmp_path / "pain.csv", b"date,pain\n2024-03-01,3\x00\n")
    with pytest.raises(DataError, match="this is a binary file, not a table"):
        read_paths([path], Settings())
    log = read_log(write(tmp_path / "wide.csv", (PAIN[:-1] + "\x00\n").encode("utf-16")))
    assert "\x00" not in "".join(log.pain["rating"]) + "".join(log.ledger["reason"].dropna())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_text_in_other_encodings_is_read(tmp_path, encoding):
    text = "Datum;Schmerz;Notiz\n2024-03-01;3;Rücken übel\n"
    log = read_log(write(tmp_path / "pain.csv", text.encode(encoding)))
    assert log.pain["note"].tolist() == ["Rücken übel"]


def test_utf_16_without_its_mark_is_told(tmp_path):
    path = write(tmp_path / "pain.csv", PAIN.encode("utf-16-le"))
    with pytest.raises(DataError, match="this is a binary file, not a table"):
        read_paths([path], Settings())


def test_markup_in_names_and_notes_is_shown_as_text(tmp_path):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    runs = [f"2024-03-{day:02},{5 + day % 3},30:00,{evil}" for day in range(1, 29)]
    pain = [f"2024-03-{day:02},20:00,{day % 4},{evil},{evil}" for day in range(1, 29)]
    write(tmp_path / f"{evil[:8]}.csv", "\n".join(["date,km,duration,shoe", *runs]))
    write(tmp_path / "pain.csv", "\n".join(["date,time,pain,site,note", *pain, f"x,{evil},,,"]))
    log = read_log([tmp_path], site=evil)
    diary = add_exposures(build_diary(log))
    page = page_html(Findings(log, diary, answer_claims(log)), [])
    assert "<script" not in page
    assert "onerror=alert(1)>" not in page


def test_links_lead_nowhere_out_of_a_folder(tmp_path):
    outside = write(tmp_path / "outside" / "secret.csv", PAIN)
    folder = tmp_path / "logs"
    write(folder / "deep" / "pain.csv", PAIN)
    (folder / "file.csv").symlink_to(outside)
    (folder / "folder").symlink_to(outside.parent)
    (folder / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    (folder / "self").symlink_to(folder / "self")
    (folder / "deep" / "up").symlink_to(folder)
    (folder / "same.csv").symlink_to(folder / "deep" / "pain.csv")
    assert outcomes(folder) == {
        "file.csv": "refused",
        "folder": "refused",
        "gone.csv": "refused",
        "self": "refused",
        "pain.csv": "kept",
    }
    for name in ("file.csv", "folder", "gone.csv", "self"):
        assert "a link that leads out of the folder" in refusal(folder, name)


def test_a_link_that_is_named_is_followed(tmp_path):
    write(tmp_path / "pain.csv", PAIN)
    (tmp_path / "link.csv").symlink_to(tmp_path / "pain.csv")
    assert len(read_log(tmp_path / "link.csv").pain) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told(tmp_path):
    path = write(tmp_path / "pain.csv", PAIN)
    write(tmp_path / "good.csv", PAIN)
    path.chmod(0)
    assert refusal(tmp_path, "pain.csv") == "pain.csv: cannot be read (Permission denied)."
    with pytest.raises(DataError, match=r"pain.csv: cannot be read \(Permission denied\)"):
        read_paths([path], Settings())


def test_a_file_that_fails_while_it_is_read_is_told(tmp_path, monkeypatch):
    path = write(tmp_path / "pain.csv", PAIN)

    def faulty(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", faulty)
    with pytest.raises(DataError, match=r"pain.csv: cannot be read \(Permission denied\)"):
        read_paths([path], Settings())


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    write(tmp_path / "pain.csv", PAIN)
    assert "not a regular file" in refusal(tmp_path, "pipe.csv")
    with pytest.raises(DataError, match=r"pipe.csv: cannot be read \(not a regular file\)"):
        read_paths([tmp_path / "pipe.csv"], Settings())


def test_a_folder_called_as_a_table_is_a_folder(tmp_path):
    write(tmp_path / "x.csv" / "pain.csv", PAIN)
    assert outcomes(tmp_path) == {"pain.csv": "kept"}
    assert outcomes(tmp_path / "x.csv") == {"pain.csv": "kept"}
    (tmp_path / "y.csv").mkdir()
    with pytest.raises(DataError, match="No log found"):
        read_paths([tmp_path / "y.csv"], Settings())


def test_one_endless_line_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_FILE_BYTES", 100_000)
    path = write(tmp_path / "pain.csv", "date,pain," * 20_000)
    with pytest.raises(DataError, match=r"pain.csv: larger than \d+ MB, more than any log"):
        read_paths([path], Settings())


def test_endless_rows_and_columns_are_told(tmp_path, monkeypatch):
    path = write(tmp_path / "wide.csv", "date,pain" + ",pain" * 500_000 + "\n")
    with pytest.raises(
        DataError, match=f"found 500002 columns, expected at most {table.MOST_COLUMNS}"
    ):
        read_paths([path], Settings())
    monkeypatch.setattr(table, "MOST_RECORDS", 100)
    path = write(tmp_path / "long.csv", PAIN + "2024-03-01,3\n" * 200)
    with pytest.raises(DataError, match="found more than 100 rows, more than any log"):
        read_paths([path], Settings())
