import gzip
import math
from datetime import datetime

import numpy as np
import pytest

from backstride.clean import clean_reading
from backstride.errors import DataError
from backstride.readers import gpx, read_paths
from backstride.readers.discover import with_listed_sports
from backstride.settings import Settings

BERLIN = Settings(timezone="Europe/Berlin")
RUNS = Settings(timezone="Europe/Berlin", sport="run")
RUNS_NOWHERE = Settings(sport="run")
ONE_ONE, ONE_NOUGHT = "http://www.topografix.com/GPX/1/1", "http://www.topografix.com/GPX/1/0"
# a thousandth of a degree of latitude
STEP_M = math.radians(0.001) * gpx.EARTH_RADIUS_M


def point(step, time=None):
    told = f"<time>{time}</time>" if time else ""
    return f'<trkpt lat="{50 + step / 1000}" lon="8.0"><ele>100</ele>{told}</trkpt>'


def at(minute, second=0):
    return f"2024-03-01T07:{minute:02}:{second:02}Z"


def segment(*points):
    return f"<trkseg>{''.join(points)}</trkseg>"


def track(*segments, kind="running"):
    told = f"<type>{kind}</type>" if kind else ""
    return f"<trk><name>Secret</name>{told}{''.join(segments)}</trk>"


def document(*tracks, namespace=ONE_ONE, head='<?xml version="1.0" encoding="UTF-8"?>\n'):
    return f'{head}<gpx version="1.1" xmlns="{namespace}">{"".join(tracks)}</gpx>'.encode()


RUN_SEGMENT = segment(point(0, at(0)), point(1, at(0, 30)), point(2, at(1)))
RUN = track(RUN_SEGMENT)


def read(tmp_path, content, stated=BERLIN, name="run.gpx"):
    (tmp_path / name).write_bytes(content)
    return read_paths([tmp_path / name], stated)


def reason(reading):
    return dict(zip(reading.ledger["row"], reading.ledger["reason"], strict=True))


def test_a_track_is_a_session(tmp_path):
    reading = read(tmp_path, document(RUN))
    (run,) = reading.runs.to_dict("records")
    assert run["start"] == datetime(2024, 3, 1, 8)
    assert run["sport"] == "running"
    assert run["distance_km"] == pytest.approx(2 * STEP_M / 1000)
    assert (run["duration_min"], run["elapsed_min"]) == (1.0, 1.0)
    assert (run["source"], run["source_row"]) == ("run.gpx", 1)
    assert reading.ledger["outcome"].tolist() == ["kept"]


def test_no_place_and_no_title_leaves_the_reader(tmp_path):
    reading = read(tmp_path, document(RUN))
    everything = "".join(table.to_csv() for table in vars(reading).values())
    assert "Secret" not in everything
    assert "50.00" not in everything


@pytest.mark.parametrize(
    "content",
    [
        document(RUN, namespace=ONE_NOUGHT),
        document(RUN, head=""),
        b"\xef\xbb\xbf" + document(RUN),
        b"\r\n   " + document(RUN),
        gzip.compress(document(RUN)),
        document(RUN, head='<?xml version="1.0" encoding="UTF-16"?>').decode().encode("utf-16"),
        document(RUN).replace(b"<gpx ", b"<!-- by hand -->\n<gpx "),
        document(RUN).replace(b"<gpx ", b"<g:gpx xmlns:g='x' ").replace(b"</gpx", b"</g:gpx"),
    ],
)
def test_versions_encodings_and_packing(tmp_path, content):
    assert len(read(tmp_path, content, name="whatever").runs) == 1


@pytest.mark.parametrize(
    ("kind", "sport"),
    [("running", "run"), ("Run", "run"), ("9", "run"), ("1", "ride"), ("trail_running", "run")],
)
def test_sport_from_the_type(tmp_path, kind, sport):
    content = document(RUN.replace("<type>running", f"<type>{kind}"))
    assert clean_reading(read(tmp_path, content), BERLIN).runs["sport"].tolist() == [sport]


def test_a_type_elsewhere_is_not_the_sport(tmp_path):
    link = "<link href='x'><type>text/html</type></link>"
    content = document(RUN.replace("<trkseg>", f"{link}<trkseg>", 1))
    assert read(tmp_path, content).runs["sport"].tolist() == ["running"]


def test_a_track_without_a_type_asks_for_the_sport(tmp_path):
    content = document(RUN.replace("<type>running</type>", ""))
    with pytest.raises(DataError, match=r"^run\.gpx: no word on which sport.*--sport run"):
        read(tmp_path, content)
    assert read(tmp_path, content, RUNS).runs["sport"].tolist() == ["run"]


UNNAMED = track(RUN_SEGMENT, kind="")


@pytest.mark.parametrize(
    ("points", "why"),
    [
        ([point(0), point(1)], "none of its points has a time"),
        ([], "it has no points"),
        ([point(0, at(0))], "it is one place at one moment"),
        ([point(0, at(0)), point(0, at(0))], "it is one place at one moment"),
    ],
)
def test_a_track_that_can_be_no_session_asks_for_nothing(tmp_path, points, why):
    content = document(track(segment(*points), kind=""))
    reading = read(tmp_path, content, Settings())
    assert reason(reading) == {1: f"a track that was not recorded: {why}"}


def test_a_folder_asks_for_the_sport_once_and_names_those_it_is_about(tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.gpx").write_bytes(document(UNNAMED))
    (tmp_path / "named.gpx").write_bytes(document(track(RUN_SEGMENT, kind="cycling")))
    (tmp_path / "untimed.gpx").write_bytes(document(track(segment(point(0)), kind="")))
    with pytest.raises(DataError) as asked:
        read_paths([tmp_path], BERLIN)
    (problem,) = asked.value.problems
    assert problem.startswith("3 files, such as a.gpx: no word on which sport they were.")
    assert "once for all of them: --sport run" in problem
    with pytest.raises(DataError, match=r"^4 files, such as a\.gpx: times are in UTC"):
        read_paths([tmp_path], RUNS_NOWHERE)
    reading = read_paths([tmp_path], RUNS)
    assert reading.runs["sport"].tolist() == ["run", "run", "run", "cycling"]
    assert reading.ledger.set_index("source")["outcome"]["untimed.gpx"] == "refused"


def test_a_file_that_a_runkeeper_export_lists_has_the_sport_of_its_row(tmp_path):
    (tmp_path / "2024-03-01.gpx").write_bytes(document(RUN.replace("<type>running</type>", "")))
    (tmp_path / "cardioActivities.csv").write_text(
        "Activity Id,Date,Type,Route Name,Distance (km),Duration,Average Pace,GPX File\n"
        "1,2024-03-01 08:00:00,Running,,0.22,1:00,4:30,2024-03-01.gpx\n"
    )
    log = clean_reading(read_paths([tmp_path], BERLIN), BERLIN)
    assert log.runs["sport"].tolist() == ["run"]
    assert sorted(log.ledger["outcome"]) == ["kept", "merged"]


@pytest.mark.parametrize("table", ["Date,Type\n2024-03-01,Run\n", ""])
def test_a_table_that_lists_no_files_leaves_the_sport_open(tmp_path, table):
    (tmp_path / "2024-03-01.gpx").write_bytes(document(RUN))
    (tmp_path / "cardioActivities.csv").write_text(table)
    (activities,) = with_listed_sports(
        [tmp_path / "2024-03-01.gpx"],
        [gpx.read_activities(tmp_path / "2024-03-01.gpx", "a.gpx")],
    )
    assert activities.sessions[0].sport == "running"


def test_a_pause_between_segments_counts_for_elapsed_only(tmp_path):
    first = segment(point(0, at(0)), point(1, at(1)))
    second = segment(point(9, at(31)), point(10, at(32)))
    (run,) = read(tmp_path, document(track(first, "<trkseg/>", second))).runs.to_dict("records")
    assert run["distance_km"] == pytest.approx(2 * STEP_M / 1000)
    assert (run["duration_min"], run["elapsed_min"]) == (2.0, 32.0)


def test_standing_within_a_segment_is_no_moving_time(tmp_path):
    points = (point(0, at(0)), point(1, at(1)), point(1.05, at(6)), point(2, at(7)))
    (run,) = read(tmp_path, document(track(segment(*points)))).runs.to_dict("records")
    assert (run["duration_min"], run["elapsed_min"]) == (2.0, 7.0)


def test_a_first_point_of_an_older_fix_is_no_step_back(tmp_path):
    points = (point(0, at(0, 5)), point(0, at(0)), point(1, at(1)))
    (run,) = read(tmp_path, document(track(segment(*points)))).runs.to_dict("records")
    assert run["start"] == datetime(2024, 3, 1, 8)
    assert (run["duration_min"], run["elapsed_min"]) == (1.0, 1.0)


def test_a_time_before_gps_is_no_time(tmp_path):
    points = (point(0, "1970-01-01T00:00:00Z"), point(0, at(0)), point(1, at(1)))
    runs = read(tmp_path, document(track(segment(*points)))).runs
    assert runs[["duration_min", "elapsed_min"]].to_numpy().tolist() == [[1.0, 1.0]]


def test_mixed_offsets_and_times_without_one(tmp_path):
    times = ("2026-03-08T01:59:00-08:00", "2026-03-08T03:00:00-07:00", "2026-03-08T03:01:00")
    content = document(track(segment(*(point(n, time) for n, time in enumerate(times)))))
    (run,) = read(tmp_path, content).runs.to_dict("records")
    assert run["start"] == datetime(2026, 3, 8, 10, 59)
    assert run["elapsed_min"] == 2.0
    # without a stated zone the clock of the file holds
    reading = read(tmp_path, content, Settings())
    assert reading.runs["start"].tolist() == [datetime(2026, 3, 8, 1, 59)]
    assert reading.repairs["done"].tolist() == ["moved by -8 h, the local clock the file tells"]


def test_utc_without_a_zone_asks_for_it(tmp_path):
    with pytest.raises(DataError, match=r"^run\.gpx: times are in UTC.*--timezone"):
        read(tmp_path, document(RUN), Settings())


def test_several_tracks_are_several_rows(tmp_path):
    untimed = track(segment(point(0), point(1)))
    reading = read(tmp_path, document(RUN, untimed, track(), RUN.replace("T07", "T09")))
    assert reading.runs["source_row"].tolist() == [1, 4]
    assert reading.ledger["outcome"].tolist() == ["kept", "refused", "refused", "kept"]
    assert reason(reading)[2] == "a track that was not recorded: none of its points has a time"
    assert reason(reading)[3] == "a track that was not recorded: it has no points"


@pytest.mark.parametrize(
    "inside", ["", "<rte><rtept lat='1' lon='2'/></rte>", "<wpt lat='1' lon='2'/>"]
)
def test_a_route_or_places_are_no_activity(tmp_path, inside):
    reading = read(tmp_path, document(inside))
    assert reading.runs.empty
    assert reason(reading) == {0: "not an activity: a GPX file without a track (a route or places)"}


def test_places_that_are_none_are_passed_over(tmp_path):
    content = document(RUN).replace(b'lat="50.001"', b'lat="north"')
    (run,) = read(tmp_path, content).runs.to_dict("records")
    assert run["distance_km"] == pytest.approx(2 * STEP_M / 1000)


BOMB = '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>\n'
FETCH = '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a SYSTEM "file:///etc/hostname">]>\n'


@pytest.mark.parametrize("head", [BOMB, FETCH])
def test_entities_are_refused(tmp_path, head):
    content = document(RUN.replace("Secret", "&a;"), head=head)
    with pytest.raises(DataError, match="declares entities"):
        read(tmp_path, content)


@pytest.mark.parametrize(
    "content", [document(RUN)[:-40], document(RUN).replace(b"<ele>", b"\x00", 1), b"<gpx \xff"]
)
def test_damaged_xml_is_told(tmp_path, content):
    with pytest.raises(DataError, match="damaged or cut off"):
        read(tmp_path, content)


def test_great_circles():
    # https://en.wikipedia.org/wiki/Great-circle_distance: BNA to LAX, 2886.45 km at R = 6371.009
    places = (np.array([value]) for value in (36.12, -86.67, 33.94, -118.40))
    assert gpx.great_circle_m(*places)[0] == pytest.approx(2_886_450, rel=1e-4)


def test_real_files_are_all_accounted_for(real_files):
    paths = sorted((real_files / "gpx").glob("*.gpx"))
    reading = read_paths([real_files / "gpx"], RUNS)
    assert set(reading.ledger["source"]) == {path.name for path in paths}
    refused = reading.ledger[reading.ledger["outcome"] == "refused"]
    assert refused["reason"].notna().all()
    assert "ap-route_no_time.gpx" in set(refused["source"])
    assert len(reading.runs) == (reading.ledger["outcome"] == "kept").sum() > 25
    clean_reading(reading, RUNS)
