"""Exports of services: each is recognised by one reader only, and mangled ones lose no row."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstride import readers
from backstride.errors import DataError
from backstride.readers import registry
from backstride.settings import Settings

GARMIN = (
    "Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR,Max HR,Avg Run Cadence,"
    "Avg Stride Length\n"
    'Running,2024-03-01 07:00:00,false,"x","5.10","1,020","00:30:00","150","170","170","1.00"\n'
    'Pool Swim,2024-03-02 07:00:00,false,"x","2,129","420","00:45:00","--","--","--","--"\n'
)
ACCOUNT = json.dumps(
    [
        {
            "summarizedActivitiesExport": [
                {"activityId": 1, "activityType": "running", "startTimeLocal": 1.7e12},
                {"activityId": 2, "activityType": "running", "distance": 5e5},
            ]
        }
    ]
)
GEAR = json.dumps([{"gearPk": 1, "gearTypeName": "Shoes", "customMakeModel": "Peg"}])
RUNKEEPER = (
    "Date,Type,Route Name,Distance (mi),Duration,Average Pace,Calories Burned,Notes,GPX File\n"
    '2024-03-01 07:00:00,Running,,3.00,25:30,8:30,300,"a\nb",\n'
)
ACTIVITIES = (
    "id,start_date_local,type,moving_time,elapsed_time,distance,icu_rpe,gear\n"
    "i1,2024-03-01T07:00:00,Run,1740,1860,5123.4,6,Peg\n"
)
WELLNESS = "date,restingHR,ctl,atl,sleepSecs,soreness,fatigue,stress\n2024-03-01,50,1,2,27000,,,1\n"
SAMSUNG = (
    "com.samsung.shealth.exercise,6312003,11\n"
    "com.samsung.health.exercise.start_time,com.samsung.health.exercise.time_offset,"
    "com.samsung.health.exercise.duration,com.samsung.health.exercise.exercise_type\n"
    "2024-03-01 06:00:00.000,UTC+0100,1800000,1002,\n"
)
RUNALYZE = (
    '"Datum","Art","Distanz in km","Zeit HH:MM:SS","HFavg","HFmax","Schuh","Notiz"\n'
    '"18.02.12","Dauerlauf","7,4","00:41:09","140","160","Peg",""\n'
)
STRAVA = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename\n"
    '1,"Oct 6, 2022, 1:00:00 PM",x,Run,1800,5.01,\n'
)
OWN_TABLES = [
    "Date,Activity Type,Distance (km),Time,Calories\n2024-03-01,Run,5.1,30:00,300\n",
    "Datum;Art;Distanz in km;Zeit;Schuh\n01.02.2024;Lauf;7,5;45:10;Peg\n",
    "date,type,distance_km,duration_min,notes\n2024-03-01,Running,5,30,x\n",
    "date,sleep_h,stress,pain\n2024-03-01,7,3,2\n",
    '{"rows": [{"date": "2024-03-01"}]}',
]
SERVICES = {
    "strava": [STRAVA],
    "garmin_csv": [GARMIN],
    "garmin_account": [ACCOUNT, GEAR],
    "runkeeper": [RUNKEEPER],
    "intervals_icu": [ACTIVITIES, WELLNESS],
    "samsung": [SAMSUNG],
    "runalyze": [RUNALYZE],
}
CASES = [(name, text) for name, texts in SERVICES.items() for text in texts]
TEXTS = st.sampled_from([text for _, text in CASES if text != STRAVA])


def recognised_by(path):
    names = [reader.__name__.rpartition(".")[2] for reader in registry.READERS]
    found = zip(names, registry.READERS, strict=True)
    return [name for name, reader in found if name != "spreadsheet" and reader.recognises(path)]


@pytest.mark.parametrize(("name", "text"), CASES)
def test_a_file_of_one_service_is_recognised_by_its_reader_alone(tmp_path, name, text):
    path = tmp_path / "any name at all"
    path.write_text(text, encoding="utf-8")
    assert recognised_by(path) == [name]


@pytest.mark.parametrize("text", OWN_TABLES)
def test_a_table_of_ones_own_belongs_to_no_service(tmp_path, text):
    path = tmp_path / "Activities.csv"
    path.write_text(text, encoding="utf-8")
    assert recognised_by(path) == []


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\x89PNG", b"PK\x03\x04", b"\xff\xfe\x00", b'"']
)
def test_what_is_no_text_belongs_to_no_service(tmp_path, content):
    path = tmp_path / "Activities.csv"
    path.write_bytes(content)
    assert recognised_by(path) == []


def test_real_files_belong_to_one_service(real_files):
    told = {
        "garmin/Activities-decimal-comma.csv": ["garmin_csv"],
        "runkeeper/cardioActivities.csv": ["runkeeper"],
        "strava/activities-2021-2023.csv": ["strava"],
        "garmin/json/activities-list.json": ["garmin_account"],
        "gear/hand-kept-shoes.csv": [],
    }
    assert {name: recognised_by(real_files / name) for name in told} == told


@st.composite
def mangled(draw):
    text = draw(TEXTS)
    for _ in range(draw(st.integers(0, 4))):
        here = draw(st.integers(0, len(text)))
        there = draw(st.integers(here, len(text)))
        match draw(st.sampled_from(["cut", "end", "splice", "swap", "header", "noise"])):
            case "cut":
                text = text[:here] + text[there:]
            case "end":
                text = text[:here]
            case "splice":
                text = text[:here] + draw(TEXTS)
            case "swap":
                marks = st.sampled_from(',.;:"')
                text = text[:here] + text[here:].replace(draw(marks), draw(marks))
            case "header":
                text += text.split("\n", 1)[0] + "\n"
            case "noise":
                text = text[:here] + draw(st.text(max_size=5)) + text[here:]
    return text


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mangled())
def test_a_mangled_export_is_told_or_accounted_for_row_by_row(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
        try:
            reading = readers.read_paths([path], Settings(distance_unit="km"))
        except DataError as told:
            assert str(told)
            return
    ledger = reading.ledger
    assert not ledger.duplicated(["source", "row"]).any()
    assert (ledger.loc[ledger["outcome"] == "refused", "reason"].fillna("") != "").all()
    kept = set(ledger.loc[ledger["outcome"] == "kept", "row"])
    filled = (reading.runs, reading.pain, reading.shoes, reading.habits, reading.days)
    assert set().union(*(table["source_row"] for table in filled)) == kept
