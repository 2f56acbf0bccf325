import pandas as pd
import pytest

from backstride.clean import clean_reading
from backstride.errors import DataError
from backstride.readers import read_paths, samsung
from backstride.settings import Settings

META = "com.samsung.shealth.exercise,6312003,11\n"
PREFIX = "com.samsung.health.exercise."
NAMES = ["start_time", "end_time", "time_offset", "duration", "distance", "exercise_type"]
HEADER = "title," + ",".join(PREFIX + name for name in NAMES) + ",live_data\n"
RUN = (
    "Secret,2024-03-01 23:30:00.000,2024-03-02 00:05:00.000,{offset},1800000,5123.4,{code},"
    "x.json,\n"
)


def reading_of(tmp_path, *rows, header=META + HEADER, **stated):
    path = tmp_path / "com.samsung.shealth.exercise.20240301.csv"
    path.write_text(header + "".join(rows), encoding="utf-8-sig")
    assert samsung.recognises(path)
    return read_paths([path], Settings(**stated))


def test_rows_one_field_longer_are_not_shifted(tmp_path):
    reading = reading_of(tmp_path, RUN.format(offset="UTC+0900", code=1002))
    run = reading.runs.iloc[0]
    assert (run["sport"], run["distance_km"]) == ("Running", pytest.approx(5.1234))
    assert (run["duration_min"], run["elapsed_min"]) == (30.0, 35.0)
    assert reading.ledger[["row", "outcome"]].to_numpy().tolist() == [[2, "kept"]]
    assert "Secret" not in reading.runs.to_csv() + reading.ledger.to_csv()


@pytest.mark.parametrize(
    ("offset", "timezone", "start"),
    [
        ("UTC+0900", None, "2024-03-02 08:30"),
        ("UTC-03:30", None, "2024-03-01 20:00"),
        ("UTC+0900", "Europe/Berlin", "2024-03-02 00:30"),
        ("", "Europe/Berlin", "2024-03-02 00:30"),
    ],
)
def test_utc_and_an_offset_make_the_local_time(tmp_path, offset, timezone, start):
    row = RUN.format(offset=offset, code=1002)
    run = reading_of(tmp_path, row, timezone=timezone).runs.iloc[0]
    assert run["start"] == pd.Timestamp(start)
    assert run["date"] == pd.Timestamp(start).normalize()


def test_a_time_without_an_offset_asks_for_the_zone(tmp_path):
    with pytest.raises(DataError, match=r"times are in UTC.*--timezone Europe/Berlin"):
        reading_of(tmp_path, RUN.format(offset="", code=1002))


@pytest.mark.parametrize(
    ("code", "sport"),
    [
        (1001, "walk"),
        (1002, "run"),
        (11007, "ride"),
        (13001, "walk"),
        (14001, "swim"),
        (15002, "strength"),
        (15005, "run"),
        (9002, "other"),
        (0, "other"),
    ],
)
def test_codes_are_sports(tmp_path, code, sport):
    reading = reading_of(tmp_path, RUN.format(offset="UTC+0000", code=code))
    log = clean_reading(reading, Settings())
    assert log.runs["sport"].tolist() == [sport]
    assert not log.repairs["done"].str.contains("not a sport").any()


def test_every_code_has_a_name_that_cleaning_knows():
    from backstride.clean.values import sport_named

    assert [name for name in samsung.SPORTS.values() if sport_named(name) is None] == []


def test_unknown_codes_are_reported(tmp_path):
    reading = reading_of(tmp_path, RUN.format(offset="UTC+0000", code=4711))
    told = clean_reading(reading, Settings()).repairs
    assert "exercise type 4711" in told["found"].tolist()
    assert "not a sport known here: counted as other" in told["done"].tolist()


def test_older_names_without_the_table_before_them(tmp_path):
    header = "com.samsung.health.exercise,1,1\n" + ",".join(NAMES) + "\n"
    row = "2024-03-01 06:00:00.000,,UTC+0100,1800000,0.0,1002,\n"
    run = reading_of(tmp_path, row, header=header).runs.iloc[0]
    assert run["start"] == pd.Timestamp("2024-03-01 07:00")
    assert pd.isna(run["distance_km"])


def test_other_tables_of_the_family_are_no_log(tmp_path):
    with pytest.raises(DataError, match=r"other than com\.samsung\.shealth\.exercise"):
        reading_of(tmp_path, header="com.samsung.shealth.stress,1,1\nstart_time,score\n")


def test_unreadable_cells_are_told_and_undated_rows_refused(tmp_path):
    odd = RUN.format(offset="UTC+0000", code=1002)
    reading = reading_of(
        tmp_path,
        odd.replace("1800000", "long").replace("5123.4", "far"),
        odd.replace("2024-03-01 23:30:00.000", "soon"),
    )
    assert reading.ledger["outcome"].tolist() == ["kept", "refused"]
    assert reading.runs["duration_min"].tolist() == [35.0]
    assert reading.repairs["done"].tolist() == [
        "not used: expected milliseconds",
        "not used: expected metres",
    ]
