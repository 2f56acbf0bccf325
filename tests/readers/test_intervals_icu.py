import pandas as pd
import pytest

from backstride.clean import clean_reading
from backstride.readers import intervals_icu, read_paths
from backstride.settings import Settings

ACTIVITIES = (
    "id,start_date_local,type,name,moving_time,elapsed_time,distance,icu_training_load,gear,"
    "icu_rpe,feel\n"
)
WELLNESS = "date,restingHR,ctl,atl,sleepSecs,soreness,fatigue,stress,mood,injury,comments\n"


def reading_of(tmp_path, text):
    path = tmp_path / "i1234.csv"
    path.write_text(text, encoding="utf-8-sig")
    assert intervals_icu.recognises(path)
    return read_paths([path], Settings())


def test_activities_are_local_metres_and_seconds(tmp_path):
    rows = (
        "i1,2024-03-01T07:00:00,Run,Secret,1740,1860,5123.4,50,Peg 40,6,2\n"
        "i2,2024-03-02T18:00:00,VirtualRun,x,1800,1800,5000,50,,,\n"
        "i3,2024-03-03T18:00:00,WeightTraining,x,0,2400,0,20,,,\n"
    )
    reading = reading_of(tmp_path, ACTIVITIES + rows)
    runs = reading.runs
    assert runs["start"].iloc[0] == pd.Timestamp("2024-03-01 07:00:00")
    assert runs["distance_km"].iloc[:2].tolist() == [pytest.approx(5.1234), 5.0]
    assert runs["duration_min"].tolist() == [29.0, 30.0, 40.0]
    assert runs["elapsed_min"].tolist() == [31.0, 30.0, 40.0]
    assert (runs["shoe"].iloc[0], runs["rpe"].iloc[0]) == ("Peg 40", 6.0)
    assert pd.isna(runs["distance_km"].iloc[2])
    assert reading.repairs.empty
    tidy = clean_reading(reading, Settings()).runs
    assert tidy["sport"].tolist() == ["run", "run", "strength"]
    assert tidy["surface"].tolist() == ["unknown", "treadmill", "unknown"]
    assert "Secret" not in runs.to_csv()


def test_activities_that_cannot_be_read_are_told(tmp_path):
    rows = "i1,soon,Run,x,1740,1860,5123,50,,,\ni2,2024-03-01T07:00:00,Run,x,long,1800,5000,1,,9,\n"
    reading = reading_of(tmp_path, ACTIVITIES + rows)
    assert reading.ledger["outcome"].tolist() == ["refused", "kept"]
    assert reading.repairs[["row", "found", "done"]].to_numpy().tolist() == [
        [3, "long", "not used: expected seconds"]
    ]
    assert reading.runs["duration_min"].tolist() == [30.0]


def test_wellness_gives_sleep_and_stress_and_no_pain(tmp_path):
    rows = (
        "2024-03-01,50,10,12,27000,2,1,1,3,1,Secret\n"
        "2024-03-02,50,10,12,0,,,4,,,\n"
        "2024-03-03,50,10,12,,3,,,,,\n"
        "2024-03-04,50,10,12,28800,,,7,,,\n"
    )
    reading = reading_of(tmp_path, WELLNESS + rows)
    assert reading.pain.empty
    days = reading.days
    assert days["date"].dt.day.tolist() == [1, 2, 4]
    assert days["sleep_h"].fillna(-1).tolist() == [7.5, -1, 8.0]
    assert days["stress"].fillna(-1).tolist() == [0.0, 10.0, -1]
    assert reading.ledger["outcome"].tolist() == ["kept", "kept", "refused", "kept"]
    assert reading.ledger["reason"].iloc[2] == "neither sleep nor stress in it"
    told = reading.repairs.set_index("found")["done"]
    assert told["stress 1-4"].endswith("percent of the maximum possible (Cohen 1999)")
    assert told["7"] == "not used: expected a rating from 1 to 4"
    for unread in ("soreness", "fatigue", "mood", "injury"):
        assert told[unread].startswith("not read: a rating of the whole body")
    assert "Secret" not in reading.days.to_csv() + reading.repairs.to_csv()


def test_wellness_with_the_day_as_id(tmp_path):
    text = "id,ctl,atl,sleepSecs,stress\n2024-03-01,1,2,27000,\nsoon,1,2,27000,\n"
    reading = reading_of(tmp_path, text)
    assert reading.days["date"].tolist() == [pd.Timestamp("2024-03-01")]
    assert reading.ledger["reason"].iloc[1].startswith("date: found soon, expected a date")
