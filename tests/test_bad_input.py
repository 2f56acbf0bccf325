"""Bad input as people have it: refused rows or a clear message, never a traceback or a lost row."""

import pandas as pd
import pytest

from backstride import build_diary, read_log, write_log
from backstride.errors import DataError
from backstride.ledger import counts
from backstride.verdict import answer_claims


def written(folder, name, content, encoding="utf-8"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def account_of(log):
    """Reasons of refused rows by row number; read, kept, merged and refused add up."""
    assert counts(log.ledger)["read"].sum() == len(log.ledger)
    refused = log.ledger[log.ledger["outcome"] == "refused"]
    return dict(zip(refused["row"], refused["reason"], strict=True))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "log.csv: the file is empty."),
        (b"\n \n", "log.csv: the file is empty."),
        (b"\x89PNG\r\n\x1a\n\x00", "log.csv: this is a PNG picture"),
        (b"\xff\xd8\xff\xe0", "log.csv: this is a JPEG picture"),
        ("km,shoe\n5,Ghost\n", "log.csv: no date column; found: km, shoe."),
        ("km,pain,shoe\n5,3,Ghost\n", "log.csv: no date column"),
        ("date,km\n03/04/2025,5\n", "could be day/month or month/day. Say which: --date-order"),
        ("date,distance\n2025-03-04,5\n", "could be km or miles"),
        ('date,km,note\n2024-03-01,5,"a\n' + "2024-03-02,5,b\n" * 20_000, "row 2: a quote is open"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path, content, message):
    path = written(tmp_path, "log.csv", content)
    with pytest.raises(DataError) as told:
        read_log(path)
    assert message in str(told.value)


def test_many_columns_of_a_strange_table_are_not_all_listed(tmp_path):
    strange = ",".join(f"column {number} {'x' * 500}" for number in range(300))
    with pytest.raises(DataError) as told:
        read_log(written(tmp_path, "log.csv", f"{strange}\n1\n"))
    assert len(str(told.value)) < 3000


def test_impossible_cells_are_refused_or_repaired_row_by_row(tmp_path):
    path = written(
        tmp_path,
        "log.csv",
        "date,start time,km,minutes,surface,pain\n"
        "2024-03-01,07:00,900,60,road,\n"
        "2024-03-02,25:61,5,30,lava,14\n"
        "0202-03-03,07:00,5,30,road,3\n"
        "2922-03-03,07:00,5,30,road,3\n"
        "2024-03-04,07:00,-5,30,road,\n"
        ",07:00,5,30,road,3\n"
        "2024-03-05,,,,,-1\n"
        "2024-03-06,07:00,5,30,road,3\n",
    )
    log = read_log(path)
    assert log.runs["source_row"].tolist() == [3, 9]
    assert log.pain["source_row"].tolist() == [9]
    reasons = account_of(log)
    assert sorted(reasons) == [2, 4, 5, 6, 7, 8]
    assert "found 900, expected above 0 to 300" in reasons[2]
    assert "found 0202-03-03, expected a date" in reasons[4]
    assert "found 2922-03-03, expected a date" in reasons[5]
    assert "found -5" in reasons[6]
    assert "found nothing, expected a date" in reasons[7]
    assert "found -1, expected 0 to 10" in reasons[8]
    lost = log.ledger.set_index("row").loc[3]
    assert lost["outcome"] == "kept"
    assert "found 14, expected 0 to 10" in lost["reason"]
    found = log.repairs.loc[log.repairs["row"] == 3, "found"].tolist()
    assert sorted(found) == ["25:61", "lava"]
    assert log.runs["surface"].tolist() == ["unknown", "road"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_line_ends_and_encodings_make_no_difference(tmp_path, ends, encoding):
    lines = ["Datum;Strecke (km);Schuhe;Schmerz", "01.03.2024;7,5;Größe;3", "02.03.2024;8,25;x;2"]
    log = read_log(written(tmp_path, "log.csv", ends.join(lines) + ends, encoding))
    assert log.runs["distance_km"].tolist() == [7.5, 8.25]
    assert log.runs["shoe"].tolist() == ["Größe", "x"]
    assert log.pain["pain_nrs"].tolist() == [3, 2]


@pytest.mark.parametrize(
    "line",
    [
        "2024-03-01,5,{}\n".format("note " * 60_000),
        "2024-03-01,5{}x9,\n".format(" " * 200_000),
        "2024-03-01,{},\n".format("9" * 200_000),
        "2024-03-01{}x,5,\n".format(" " * 200_000),
    ],
)
def test_a_very_long_cell_is_one_cell(tmp_path, line):
    log = read_log(written(tmp_path, "log.csv", f"date,km,note\n{line}2024-03-02,4,\n"))
    assert 4 in log.runs["distance_km"].tolist()
    assert log.ledger["row"].tolist() == [2, 3]
    shown = pd.concat([log.ledger["reason"], log.repairs["found"]]).dropna()
    assert (shown.str.len() < 200).all()


def test_a_very_long_header_is_no_trap(tmp_path):
    header = "date,km," + "<(" * 200_000 + ",a" * 5
    log = read_log(written(tmp_path, "log.csv", f"{header}\n2024-03-02,4,1\n"))
    assert log.runs["distance_km"].tolist() == [4]


@pytest.mark.parametrize("content", ["date,distance_km\n", "date,time,pain,site,note\n"])
def test_a_table_of_headers_only_holds_no_row(tmp_path, content):
    log = read_log(written(tmp_path, "log.csv", content))
    assert log.ledger.empty
    assert set(answer_claims(log)["status"]) == {"not logged", "described"}


def test_rows_that_all_are_refused_answer_nothing(tmp_path):
    log = read_log(written(tmp_path, "log.csv", "date,km,pain\n2024-03-01,900,14\n"))
    assert list(account_of(log)) == [2]
    assert build_diary(log).empty
    assert set(answer_claims(log)["status"]) == {"not logged", "described"}


def test_formulas_and_markup_stay_text(tmp_path):
    markup = "<script>alert(1)</script>"
    path = written(
        tmp_path,
        "log.csv",
        f'date,km,shoe,title,note,description,latitude\n2024-03-01,=SUM(A1),"=HYPERLINK(""x"")",'
        f"{markup},{markup},{markup},{markup}\n2024-03-02,5,@Ghost,,{markup},,51.123\n",
    )
    log = read_log(path)
    assert "found =SUM(A1)" in account_of(log)[2]
    folder = write_log(log, tmp_path / "tidy")
    assert (folder / "runs.csv").read_text().count("'@Ghost") == 1
    for name in ("runs", "ledger", "repairs", "habits", "days", "shoes"):
        text = (folder / f"{name}.csv").read_text()
        assert markup not in text
        assert "51.123" not in text


def test_one_table_of_everything_without_a_clock_places_before_and_after(tmp_path):
    path = written(
        tmp_path,
        "log.csv",
        "date,km,pain_before,pain_after,stretching\n"
        "2024-03-01,5,2,4,yes\n2024-03-02,0,3,1,no\n2024-03-03,,,,\n",
    )
    log = read_log(path)
    assert log.ledger["table"].unique().tolist() == ["runs+pain+habits"]
    assert list(account_of(log)) == [4]
    diary = build_diary(log)
    assert diary["distance_km"].tolist()[0] == 5
    assert diary["pain_pre"].tolist() == [2, 3]
    assert diary["pain_post"].tolist() == [4, 1]
    assert diary["stretching_done"].tolist() == [1, 0]


def test_a_diary_without_clock_times_asks_when_it_was_filled_in(tmp_path):
    path = written(tmp_path, "log.csv", "date,km,pain\n2024-03-01,5,2\n2024-03-02,,3\n")
    with pytest.raises(DataError, match=r"no rating has a clock time.*--rated morning\|evening"):
        build_diary(read_log(path))
    diary = build_diary(read_log(path, rated="evening"))
    assert diary["pain_post"].tolist() == [2, 3]
