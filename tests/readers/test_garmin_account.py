import json
import zipfile

import pandas as pd
import pytest

from backstride.clean import clean_reading
from backstride.errors import DataError
from backstride.readers import garmin_account, read_paths
from backstride.settings import Settings

# 2024-03-01 07:00:00, the wall clock of the runner coded as if it were UTC
SEVEN = 1_709_276_400_000
RUN = {
    "activityId": 11,
    "name": "Secret",
    "activityType": "trail_running",
    "startTimeLocal": SEVEN + 0.0,
    "beginTimestamp": SEVEN - 3_600_000,
    "distance": 512_300.0,
    "duration": 1_800_000.0,
    "movingDuration": 1_740_000.0,
    "elapsedDuration": 1_900_000.0,
}
GEAR = {
    "gearDTOS": [
        {
            "gearPk": 1,
            "gearTypeName": "Shoes",
            "customMakeModel": "Brooks Ghost",
            "displayName": " Blue ones ",
            "dateBegin": "2023-05-04T00:00:00.0",
            "dateEnd": "2024-01-02",
            "maximumMeters": 643_737.6,
        },
        {"gearPk": 2, "gearTypeName": "Bike", "customMakeModel": "Cube"},
        {"gearPk": 3, "gearTypeName": "Shoes", "customMakeModel": "Brooks Ghost"},
        {"gearPk": 4, "gearTypeName": "Shoes", "customMakeModel": ""},
    ],
    "gearActivityDTOs": {
        "1": [{"activityId": 11, "gearPk": 1}],
        "2": [{"activityId": 12, "gearPk": 2}],
    },
}


def write(path, payload):
    path.write_text(json.dumps(payload), encoding="utf-8")
    return path


def export(*activities):
    return [{"summarizedActivitiesExport": list(activities)}]


def reading_of(tmp_path, payload, name="me_0_summarizedActivities.json"):
    path = write(tmp_path / name, payload)
    assert garmin_account.recognises(path)
    return read_paths([path], Settings())


def test_centimetres_milliseconds_and_a_wall_clock_that_is_not_shifted(tmp_path):
    reading = reading_of(tmp_path, export(RUN))
    run = reading.runs.iloc[0]
    assert run["start"] == pd.Timestamp("2024-03-01 07:00:00")
    assert run["date"] == pd.Timestamp("2024-03-01")
    assert (run["sport"], run["distance_km"]) == ("trail_running", 5.123)
    assert (run["duration_min"], run["elapsed_min"]) == (29.0, pytest.approx(1900 / 60))
    assert reading.ledger[["row", "table", "outcome"]].to_numpy().tolist() == [[1, "runs", "kept"]]
    tidy = clean_reading(reading, Settings(timezone="America/New_York")).runs.iloc[0]
    assert (tidy["sport"], tidy["surface"]) == ("run", "trail")
    assert tidy["start"] == pd.Timestamp("2024-03-01 07:00:00")


def test_false_zeros_are_missing_and_the_timer_stands_in(tmp_path):
    still = {**RUN, "distance": 0.0, "movingDuration": 0.0, "elapsedDuration": None}
    run = reading_of(tmp_path, export(still)).runs.iloc[0]
    assert pd.isna(run["distance_km"])
    assert pd.isna(run["elapsed_min"])
    assert run["duration_min"] == 30.0


def test_the_gear_file_beside_names_the_shoe_but_no_bike(tmp_path):
    write(tmp_path / "me_gear.json", [GEAR])
    reading = reading_of(tmp_path, export(RUN, {**RUN, "activityId": 12}))
    assert reading.runs["shoe"].fillna("-").tolist() == ["Blue ones", "-"]
    told = reading.repairs.iloc[0]
    assert (told["row"], told["column"]) == (0, "shoe")
    assert told["done"] == "the pair of 1 sessions taken from the gear.json beside"


def test_the_gear_file_beside_is_found_in_a_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("DI/me_summarizedActivities.json", json.dumps(export(RUN)))
        archive.writestr("DI/me_gear.json", json.dumps([GEAR]))
    reading = read_paths([tmp_path / "export.zip"], Settings())
    assert reading.runs["shoe"].tolist() == ["Blue ones"]
    assert len(reading.shoes) == 2


def test_gear_has_first_and_last_days_and_no_mileage(tmp_path):
    reading = reading_of(tmp_path, [GEAR], "me_gear.json")
    shoes = reading.shoes
    assert shoes["shoe"].tolist() == ["Blue ones", "Brooks Ghost"]
    assert shoes["first_day"].iloc[0] == pd.Timestamp("2023-05-04")
    assert shoes["retired_on"].iloc[0] == pd.Timestamp("2024-01-02")
    assert shoes["start_km"].isna().all()
    assert reading.ledger["outcome"].tolist() == ["kept", "refused", "kept", "refused"]
    assert reading.ledger["reason"].tolist()[1::2] == [
        "gearTypeName: found bike, expected Shoes",
        "displayName: found nothing, expected a name",
    ]


def test_two_pairs_of_one_name_stay_two(tmp_path):
    first = {"gearPk": 1, "gearTypeName": "Shoes", "customMakeModel": "Peg"}
    second = {**first, "gearPk": 2, "customMakeModel": "PEG", "dateBegin": 1_683_158_400_000}
    reading = reading_of(tmp_path, [first, second], "gear.json")
    assert reading.shoes["shoe"].tolist() == ["Peg (no. 1)", "PEG (2023-05-04)"]
    assert reading.repairs["done"].tolist() == ["called Peg (no. 1)", "called PEG (2023-05-04)"]


def test_a_broken_gear_file_beside_costs_the_shoes_only(tmp_path):
    (tmp_path / "me_gear.json").write_text('[{"gearPk": 1')
    assert reading_of(tmp_path, export(RUN)).runs["shoe"].isna().all()


def test_the_whole_of_a_multisport_session_gives_way_to_its_parts(tmp_path):
    whole = {**RUN, "activityId": 5, "activityType": "multi_sport"}
    reading = reading_of(tmp_path, export(whole, {**RUN, "parentId": 5}))
    assert reading.runs["source_row"].tolist() == [2]
    assert (
        reading.ledger["reason"].iloc[0] == "the whole of a multisport session; its parts are rows"
    )


def test_gear_without_any_name_is_refused(tmp_path):
    reading = reading_of(tmp_path, [{"gearPk": 1, "gearTypeName": "Shoes"}], "gear.json")
    assert reading.ledger["reason"].tolist() == ["displayName: found nothing, expected a name"]
    assert reading.shoes.empty


@pytest.mark.parametrize("begun", [None, 1e300, "soon", True, {"a": 1}])
def test_a_session_without_a_start_is_refused(tmp_path, begun):
    reading = reading_of(tmp_path, export({**RUN, "startTimeLocal": begun}, 7, None))
    assert reading.ledger["outcome"].tolist() == ["refused"] * 3
    assert reading.ledger["reason"].str.startswith("startTimeLocal: found ").all()


LISTED = {
    "activityId": 11,
    "activityName": "Secret",
    "startTimeLocal": "2024-03-01 07:00:00",
    "activityType": {"typeKey": "treadmill_running"},
    "distance": 5123.0,
    "duration": 1800.0,
    "movingDuration": 1740.0,
    "elapsedDuration": 1_900_000.0,
}
DETAIL = {
    "activityId": 11,
    "activityTypeDTO": {"typeKey": "treadmill_running"},
    "summaryDTO": {
        "startTimeLocal": "2024-03-01T07:00:00.0",
        "distance": 5123.0,
        "duration": 1800.0,
        "movingDuration": 1740.0,
        "elapsedDuration": 1900.0,
    },
}


def cell(value, unit):
    return {"value": str(value), "uom": unit}


SEARCHED = {
    "results": {
        "activities": [
            {
                "activity": {
                    "activityId": 11,
                    "activityType": {"key": "treadmill_running"},
                    "activitySummary": {
                        "BeginTimestamp": cell("2024-03-01T06:00:00.000Z", "Europe/Berlin"),
                        "SumDistance": cell(5.123, "kilometer"),
                        "SumDuration": cell(1800.0, "second"),
                        "SumMovingDuration": cell(1740.0, "second"),
                        "SumElapsedDuration": cell(1900.0, "second"),
                    },
                }
            }
        ]
    }
}


@pytest.mark.parametrize("payload", [[LISTED], LISTED, DETAIL, SEARCHED])
def test_lists_and_single_activities_in_metres_and_seconds(tmp_path, payload):
    run = reading_of(tmp_path, payload, "activities.json").runs.iloc[0]
    assert run["start"] == pd.Timestamp("2024-03-01 07:00:00")
    assert (run["sport"], run["distance_km"]) == ("treadmill_running", pytest.approx(5.123))
    assert (run["duration_min"], run["elapsed_min"]) == (29.0, pytest.approx(1900 / 60))


@pytest.mark.parametrize(
    ("payload", "what"),
    [
        ([{"typeId": 1, "typeKey": "running"}], "Garmin's list of activity types"),
        ([{"zoneNumber": 1}], "the heart-rate zones of one activity"),
        (
            {"com.garmin.activity.details.json.ActivityDetails": {}},
            "the samples of one activity",
        ),
        ({"activityId": 3}, "no list of activities"),
        (export(), "no list of activities"),
    ],
)
def test_other_json_is_named_for_what_it_is(tmp_path, payload, what):
    with pytest.raises(DataError, match=f"other.json: this is {what}, not a log"):
        reading_of(tmp_path, payload, "other.json")


@pytest.mark.parametrize("text", ['[{"gearPk": 1', '{"gearPk": ' + "[" * 100_000, '["\udcff"'])
def test_json_that_is_cut_off_or_too_deep_is_told(tmp_path, text):
    path = tmp_path / "gear.json"
    marked = text if "gearPk" in text else text + ', "gearPk"'
    path.write_bytes(marked.encode("utf-8", errors="surrogateescape"))
    with pytest.raises(DataError, match=r"gear\.json: not valid JSON, or cut off"):
        read_paths([path], Settings())


def test_titles_go_nowhere(tmp_path):
    reading = reading_of(tmp_path, export(RUN, {**RUN, "startTimeLocal": None}))
    for table in (reading.runs, reading.ledger, reading.repairs):
        assert "Secret" not in table.to_csv()


def test_the_real_lists(real_files):
    folder = real_files / "garmin/json"
    told = {
        path.name: len(read_paths([path], Settings()).runs)
        for path in sorted(folder.iterdir())
        if not path.name.endswith(("Types.json", "_samples.json", "_zones.json"))
    }
    assert told.pop("activities-list.json") == 3
    assert set(told.values()) == {1}
    assert len(told) == 10
    whole = read_paths([folder], Settings()).ledger
    assert (whole["outcome"] == "refused").sum() == 3
    detail = read_paths([folder / "activity_emoji.json"], Settings()).runs.iloc[0]
    assert detail["start"] == pd.Timestamp("2018-08-24 12:01:50")
    assert (detail["sport"], detail["distance_km"]) == ("running", pytest.approx(4.14645))
