import pandas as pd
import pytest

from backstride.readers import read_paths, runkeeper
from backstride.settings import Settings

OLD = (
    "Date,Type,Route Name,Distance ({unit}),Duration,Average Pace,Average Speed (km/h),"
    "Calories Burned,Climb (m),Average Heart Rate (bpm),Notes,GPX File\n"
)
NEW = "Activity Id,"


def reading_of(tmp_path, text):
    path = tmp_path / "cardioActivities.csv"
    path.write_text(text, encoding="utf-8")
    assert runkeeper.recognises(path)
    return read_paths([path], Settings())


def test_the_unit_is_in_the_header(tmp_path):
    row = "2024-03-01 07:00:00,Running,,5.00,18:31,3:42,16.2,300,10,,,a.gpx\n"
    km = reading_of(tmp_path, OLD.format(unit="km") + row)
    miles = reading_of(tmp_path, OLD.format(unit="mi") + row)
    assert km.runs["distance_km"].tolist() == [5.0]
    assert miles.runs["distance_km"].tolist() == [pytest.approx(5 * 1.609344)]
    assert km.repairs[["row", "found", "done"]].to_numpy().tolist() == [
        [1, "Distance (km)", "kilometres, as the header says"]
    ]
    assert miles.repairs["done"].tolist() == ["miles, as the header says"]


def test_local_times_and_short_and_long_durations(tmp_path):
    rows = (
        "2024-03-01 23:30:00,Running,,3.00,18:31,6:10,9,300,10,,,\n"
        "2024-03-02 07:00:00,Running,,15.00,1:20:47,5:23,11,900,10,,,\n"
    )
    runs = reading_of(tmp_path, OLD.format(unit="km") + rows).runs
    assert runs["start"].iloc[0] == pd.Timestamp("2024-03-01 23:30:00")
    assert runs["duration_min"].tolist() == [
        pytest.approx(18 + 31 / 60),
        pytest.approx(80 + 47 / 60),
    ]


def test_notes_of_several_lines_and_the_activity_id(tmp_path):
    header = NEW + OLD.format(unit="km")
    rows = (
        'a1,2024-03-01 07:00:00,Running,Home,5.00,25:00,5:00,12,300,10,,"Secret\n2024-01-01",\n'
        "a2,2024-03-02 07:00:00,Strength Training,,0.00,45:00,,,250,,,,\n"
    )
    reading = reading_of(tmp_path, header + rows)
    assert reading.runs["source_row"].tolist() == [2, 3]
    assert reading.runs["distance_km"].isna().tolist() == [False, True]
    assert (reading.ledger["outcome"] == "kept").all()
    for table in (reading.runs, reading.ledger, reading.repairs):
        assert "Secret" not in table.to_csv()


def test_unreadable_cells_are_told_and_undated_rows_refused(tmp_path):
    rows = "2024-03-01 07:00:00,Running,,far,long,,,,,,,\nsoon,Running,,5.00,25:00,,,,,,,\n"
    reading = reading_of(tmp_path, OLD.format(unit="km") + rows)
    assert reading.ledger["outcome"].tolist() == ["kept", "refused"]
    told = reading.repairs[reading.repairs["row"] == 2]
    assert told["done"].tolist() == [
        "not used: expected a distance such as 7.5",
        "not used: expected a duration such as 18:31",
    ]


def test_the_real_file(real_files):
    reading = read_paths([real_files / "runkeeper/cardioActivities.csv"], Settings())
    assert len(reading.ledger) == len(reading.runs) > 100
    assert reading.repairs["done"].tolist() == ["miles, as the header says"]
    pace = reading.runs["duration_min"] / reading.runs["distance_km"]
    assert pace.median() == pytest.approx(5.7, abs=0.6)
