import gzip
from datetime import datetime

import pytest

from backstride.clean import clean_reading
from backstride.errors import DataError
from backstride.readers import read_paths
from backstride.settings import Settings

BERLIN = Settings(timezone="Europe/Berlin")
SPACE = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"


def trackpoint(time=None, metres=None):
    told = f"<Time>{time}</Time>" if time else ""
    told += f"<DistanceMeters>{metres}</DistanceMeters>" if metres is not None else ""
    return f"<Trackpoint>{told}</Trackpoint>"


def lap(start="2024-03-01T07:00:00Z", seconds=1800, metres=5000, *points):
    told = f"<TotalTimeSeconds>{seconds}</TotalTimeSeconds>" if seconds is not None else ""
    told += f"<DistanceMeters>{metres}</DistanceMeters>" if metres is not None else ""
    head = f'<Lap StartTime="{start}">' if start else "<Lap>"
    inside = f"<Track>{''.join(points)}</Track>" if points else ""
    return f"{head}{told}{inside}</Lap>"


def activity(*laps, sport="Running", start="2024-03-01T07:00:00Z"):
    head = f'<Activity Sport="{sport}">' if sport else "<Activity>"
    told = f"<Id>{start}</Id>" if start else ""
    return f"{head}{told}{''.join(laps)}<Notes>Secret</Notes></Activity>"


def document(*activities, head='<?xml version="1.0" encoding="UTF-8"?>\n'):
    inside = "".join(activities)
    return (
        f'{head}<TrainingCenterDatabase xmlns="{SPACE}"><Activities>{inside}</Activities>'
        "</TrainingCenterDatabase>"
    ).encode()


def read(tmp_path, content, stated=BERLIN, name="run.tcx"):
    (tmp_path / name).write_bytes(content)
    return read_paths([tmp_path / name], stated)


def only(reading):
    (run,) = reading.runs.to_dict("records")
    return run


def test_laps_add_up(tmp_path):
    second = lap("2024-03-01T07:40:00Z", 900, 2500)
    reading = read(tmp_path, document(activity(lap(), second)))
    run = only(reading)
    assert run["start"] == datetime(2024, 3, 1, 8)
    assert run["sport"] == "Running"
    assert (run["distance_km"], run["duration_min"], run["elapsed_min"]) == (7.5, 45.0, 55.0)
    assert (run["source"], run["source_row"]) == ("run.tcx", 1)
    assert reading.ledger["outcome"].tolist() == ["kept"]
    assert "Secret" not in "".join(table.to_csv() for table in vars(reading).values())


@pytest.mark.parametrize(
    "content",
    [
        b"          " + document(activity(lap())),
        b"\xef\xbb\xbf" + document(activity(lap())),
        gzip.compress(b"          " + document(activity(lap()))),
    ],
)
def test_leading_blanks_and_packing(tmp_path, content):
    assert len(read(tmp_path, content, name="whatever").runs) == 1


@pytest.mark.parametrize(
    ("word", "sport"), [("Running", "run"), ("Biking", "ride"), ("Other", "other")]
)
def test_sports(tmp_path, word, sport):
    reading = read(tmp_path, document(activity(lap(), sport=word)))
    assert clean_reading(reading, BERLIN).runs["sport"].tolist() == [sport]


def test_no_sport_asks_for_it(tmp_path):
    with pytest.raises(DataError, match=r"^run\.tcx: no word on which sport.*--sport run"):
        read(tmp_path, document(activity(lap(), sport=None)))


def test_several_activities_are_several_rows(tmp_path):
    later = activity(lap("2024-03-02T07:00:00Z"), start="2024-03-02T07:00:00Z")
    never = activity(lap(None), start=None)
    reading = read(tmp_path, document(activity(lap()), never, later))
    assert reading.runs["source_row"].tolist() == [1, 3]
    line = reading.ledger.set_index("row").loc[2]
    assert (line["outcome"], line["reason"]) == (
        "refused",
        "start: found nothing, expected a date and time",
    )


def test_no_position_and_an_empty_first_point(tmp_path):
    points = (
        trackpoint(),
        trackpoint("2024-03-01T07:00:10Z", 20),
        trackpoint("2024-03-01T07:31:00Z", 5000),
    )
    run = only(read(tmp_path, document(activity(lap("2024-03-01T07:00:00Z", 1800, 5000, *points)))))
    assert (run["distance_km"], run["elapsed_min"]) == (5.0, 31.0)


def test_a_missing_distance_of_a_lap_is_taken_from_the_track(tmp_path):
    points = (trackpoint("2024-03-01T07:00:10Z", 20), trackpoint("2024-03-01T07:40:00Z", 7100))
    laps = (lap(), lap("2024-03-01T07:30:00Z", 600, None, *points))
    assert only(read(tmp_path, document(activity(*laps))))["distance_km"] == 7.1


def test_what_no_lap_and_no_point_tells_is_missing(tmp_path):
    run = read(tmp_path, document(activity(lap(), lap("2024-03-01T07:30:00Z", None, None)))).runs
    assert run[["distance_km", "duration_min"]].isna().to_numpy().tolist() == [[True, True]]


def test_a_start_from_the_first_point(tmp_path):
    content = document(activity(lap(None, 60, 200, trackpoint("2024-03-01T07:05:00Z")), start=None))
    assert only(read(tmp_path, content))["start"] == datetime(2024, 3, 1, 8, 5)


def test_the_zone_is_asked_for_or_told_by_the_file(tmp_path):
    with pytest.raises(DataError, match=r"^run\.tcx: times are in UTC.*--timezone"):
        read(tmp_path, document(activity(lap())), Settings())
    there = "2024-03-01T07:00:00.000+05:30"
    run = only(read(tmp_path, document(activity(lap(there), start=there)), Settings()))
    assert run["start"] == datetime(2024, 3, 1, 7)


@pytest.mark.parametrize("inside", ["", "<Course><Name>x</Name></Course>"])
def test_a_course_is_no_activity(tmp_path, inside):
    reading = read(tmp_path, document(inside))
    assert reading.runs.empty
    assert reading.ledger[["row", "table", "outcome", "reason"]].to_numpy().tolist() == [
        [0, "file", "refused", "not an activity: a TCX file without one (a course or a workout)"]
    ]


def test_entities_and_damage_are_told(tmp_path):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    with pytest.raises(DataError, match="declares entities"):
        read(tmp_path, document(activity(lap()), head=bomb))
    with pytest.raises(DataError, match="damaged or cut off"):
        read(tmp_path, document(activity(lap()))[:-9])


def test_real_files_are_all_accounted_for(real_files):
    paths = sorted((real_files / "tcx").glob("*.tcx"))
    reading = read_paths([real_files / "tcx"], BERLIN)
    assert set(reading.ledger["source"]) == {path.name for path in paths}
    refused = reading.ledger[reading.ledger["outcome"] == "refused"]
    assert refused["source"].tolist() == ["ap-no_activity.tcx"]
    assert len(reading.runs) == len(reading.ledger) - 1
    clean_reading(reading, BERLIN)
