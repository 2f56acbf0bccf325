import gzip
import struct
import warnings
import zipfile
from contextlib import suppress
from datetime import datetime, timedelta

import fitdecode
import pytest
from fit_files import (
    FILE_ID,
    FILE_TYPES,
    RECORD,
    SESSION,
    SPORT,
    SPORTS,
    SUB_SPORTS,
    FitSession,
    activity_file,
    activity_records,
    definition,
    fit_checksum,
    fit_file,
    fit_seconds,
    record_rows,
    row,
    session_row,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.clean import clean_reading
from backstride.errors import DataError
from backstride.readers import discover, files, fit, read_paths
from backstride.readers.discover import read_all
from backstride.readers.fit import WANTED, checksum, fit_parts
from backstride.settings import Settings

BERLIN = Settings(timezone="Europe/Berlin")
SEVEN = datetime(2024, 3, 1, 7)


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def read(tmp_path, content, stated=BERLIN, name="run.fit"):
    return read_paths([write(tmp_path / name, content)], stated)


def test_a_session_in_canonical_units_and_local_time(tmp_path):
    content = activity_file(FitSession(SEVEN, distance=10_123.45, timer=3601.5, elapsed=3700))
    reading = read(tmp_path, content)
    (run,) = reading.runs.to_dict("records")
    assert run["start"] == datetime(2024, 3, 1, 8)
    assert run["date"] == datetime(2024, 3, 1)
    assert run["sport"] == "running"
    assert run["distance_km"] == pytest.approx(10.12345)
    assert run["duration_min"] == pytest.approx(60.025)
    assert run["elapsed_min"] == pytest.approx(3700 / 60)
    assert (run["source"], run["source_row"]) == ("run.fit", 1)
    assert reading.ledger[["source", "row", "table", "outcome"]].to_numpy().tolist() == [
        ["run.fit", 1, "runs", "kept"]
    ]
    assert reading.repairs.empty


def test_it_is_known_by_its_content_and_unpacked(tmp_path):
    content = activity_file(n_records=30)
    for name in ("a.fit", "a.FIT", "12345", "a.fit.gz", "b.csv"):
        packed = gzip.compress(content) if name.endswith(".gz") else content
        assert len(read(tmp_path / name, packed, name=name).runs) == 1


@pytest.mark.parametrize(
    ("sport", "sub_sport", "words", "surface"),
    [
        ("running", "street", "running", "road"),
        ("running", "trail", "running", "trail"),
        ("running", "track", "running", "track"),
        ("running", "treadmill", "running", "treadmill"),
        ("running", "indoor_running", "running", "treadmill"),
        ("running", "virtual_activity", "running", "treadmill"),
        ("running", "generic", "running", "unknown"),
        ("running", None, "running", "unknown"),
        ("cycling", "virtual_activity", "cycling", "unknown"),
        ("training", "strength_training", "training strength_training", "unknown"),
        ("fitness_equipment", "elliptical", "fitness_equipment elliptical", "unknown"),
    ],
)
def test_sport_and_surface(tmp_path, sport, sub_sport, words, surface):
    reading = read(tmp_path, activity_file(FitSession(sport=sport, sub_sport=sub_sport)))
    assert reading.runs["sport"].tolist() == [words]
    assert clean_reading(reading, BERLIN).runs["surface"].tolist() == [surface]


def test_sport_of_the_message_before_where_the_session_has_none(tmp_path):
    words = {"sport": SPORTS["running"], "sub_sport": SUB_SPORTS["track"]}
    nameless = session_row(FitSession(sport=None, sub_sport=None), local=1)
    content = fit_file(
        definition(SPORT, 2), row(SPORT, words, local=2), definition(SESSION, 1), nameless
    )
    runs = read(tmp_path, content).runs
    assert runs[["sport", "surface"]].to_numpy().tolist() == [["running", "track"]]


def test_a_session_without_a_sport_asks_for_it(tmp_path):
    content = activity_file(FitSession(sport=None))
    with pytest.raises(DataError, match=r"^run\.fit: no word on which sport.*--sport run"):
        read(tmp_path, content)
    stated = Settings(timezone="Europe/Berlin", sport="run")
    assert read(tmp_path, content, stated).runs["sport"].tolist() == ["run"]


def test_every_session_of_a_triathlon_is_a_row(tmp_path):
    parts = ("swimming", "cycling", "running")
    sessions = [FitSession(SEVEN + timedelta(hours=n), sport) for n, sport in enumerate(parts)]
    reading = read(tmp_path, activity_file(*sessions))
    assert reading.runs["sport"].tolist() == list(parts)
    assert reading.ledger["row"].tolist() == [1, 2, 3]


def test_two_files_joined_give_all_sessions(tmp_path):
    later = FitSession(SEVEN + timedelta(days=1))
    reading = read(tmp_path, activity_file(n_records=5) + activity_file(later, n_records=5))
    assert reading.runs["start"].dt.day.tolist() == [1, 2]
    assert reading.runs["source_row"].tolist() == [1, 2]
    assert reading.repairs.empty


def test_the_clock_of_the_file_is_taken_where_no_zone_is_stated(tmp_path):
    reading = read(tmp_path, activity_file(offset_min=-420), Settings())
    assert reading.runs["start"].tolist() == [datetime(2024, 3, 1, 0)]
    assert reading.repairs[["row", "column", "done"]].to_numpy().tolist() == [
        [1, "start", "moved by -7 h, the local clock the file tells"]
    ]


def test_a_stated_zone_goes_before_the_clock_of_the_file(tmp_path):
    reading = read(tmp_path, activity_file(offset_min=-420))
    assert reading.runs["start"].tolist() == [datetime(2024, 3, 1, 8)]
    assert reading.repairs.empty


@pytest.mark.parametrize("offset_min", [None, 0, 37, 60 * 24 * 400])
def test_a_clock_that_tells_no_zone_asks_for_it(tmp_path, offset_min):
    with pytest.raises(DataError, match=r"^run\.fit: times are in UTC.*--timezone"):
        read(tmp_path, activity_file(offset_min=offset_min), Settings())


def test_many_files_without_a_zone_are_one_line(tmp_path):
    for name in "abc":
        write(tmp_path / f"{name}.fit", activity_file())
    with pytest.raises(DataError) as told:
        read_paths([tmp_path], Settings())
    assert len(told.value.problems) == 1
    assert told.value.problems[0].startswith("3 files, such as a.fit: times are in UTC")


@pytest.mark.parametrize(
    ("start", "found"),
    [(None, "nothing"), (16_441_241, "16441241 s since the watch"), (0xF000_0000, "2117")],
)
def test_a_start_that_is_no_date_refuses_the_session(tmp_path, start, found):
    content = activity_file(FitSession(SEVEN), FitSession(start))
    reading = read(tmp_path, content)
    assert len(reading.runs) == 1
    line = reading.ledger.set_index("row").loc[2]
    assert line["outcome"] == "refused"
    assert line["reason"].startswith(f"start: found {found}")


def test_odd_distances_and_times_are_judged_by_the_cleaning(tmp_path):
    sessions = [
        FitSession(SEVEN, distance=None),
        FitSession(SEVEN + timedelta(days=1), distance=0.0),
        FitSession(SEVEN + timedelta(days=2), elapsed=30 * 86_400.0),
        FitSession(SEVEN + timedelta(days=40), timer=3600, elapsed=3500),
    ]
    log = clean_reading(read(tmp_path, activity_file(*sessions)), BERLIN)
    assert log.ledger["outcome"].tolist() == ["kept"] * 4
    assert log.runs["distance_km"].isna().tolist() == [True, True, False, False]
    assert log.runs["elapsed_min"].isna().tolist() == [False, False, True, True]
    assert log.runs["duration_min"].tolist() == [60.0] * 4


def test_a_wrong_checksum_is_kept_with_a_repair_line(tmp_path):
    reading = read(tmp_path, activity_file(n_records=9, checksum=1))
    assert len(reading.runs) == 1
    assert reading.repairs[["row", "column", "found"]].to_numpy().tolist() == [
        [0, "source", "wrong checksum"]
    ]


def test_a_file_cut_off_after_its_session_is_kept_with_a_repair_line(tmp_path):
    reading = read(tmp_path, activity_file(n_records=9)[:-20])
    assert len(reading.runs) == 1
    assert reading.repairs["found"].tolist() == ["the file is cut off"]


def test_other_bytes_at_the_end_are_told(tmp_path):
    reading = read(tmp_path, activity_file() + b"hello")
    assert len(reading.runs) == 1
    assert reading.repairs["found"].tolist() == ["5 bytes at its end are no FIT"]


def test_an_undefined_local_message_ends_the_pass_and_is_told(tmp_path):
    told = activity_records([FitSession()])
    reading = read(tmp_path, fit_file(*told, b"\x0b\x01\x02"))
    assert len(reading.runs) == 1
    assert reading.repairs["found"].tolist() == ["a message of an undefined kind (11)"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (fit_file(), "ends after its header"),
        (fit_file()[:12], "ends after its header"),
        (activity_file(n_records=60)[:900], r"without the summary of a session \(.*cut off"),
        (fit_file(definition(FILE_ID), row(FILE_ID, {"type": 4})), "without the summary"),
        (gzip.compress(activity_file(n_records=60))[:-30], "the gzip is damaged"),
    ],
)
def test_a_file_with_nothing_but_damage_is_told(tmp_path, content, message):
    with pytest.raises(DataError, match=message):
        read(tmp_path, content)
    write(tmp_path / "good.fit", activity_file())
    ledger = read_paths([tmp_path], BERLIN).ledger.set_index("source")
    assert ledger.loc["good.fit", "outcome"] == "kept"
    assert ledger.loc["run.fit", ["row", "table", "outcome"]].tolist() == [0, "file", "refused"]


@pytest.mark.parametrize("kind", ["settings", "workout", "course", "device"])
def test_what_is_no_activity_is_a_refused_line(tmp_path, kind):
    content = fit_file(definition(FILE_ID), row(FILE_ID, {"type": FILE_TYPES[kind]}))
    reading = read(tmp_path, content)
    assert reading.runs.empty
    (line,) = reading.ledger.to_dict("records")
    assert (line["row"], line["outcome"]) == (0, "refused")
    assert line["reason"] == f"not an activity: a FIT file of type {kind}"


def test_a_gzip_that_unpacks_to_too_much_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_FILE_BYTES", 50_000)
    with pytest.raises(DataError, match=r"unpacks to more than .* MB"):
        read(tmp_path, gzip.compress(activity_file(n_records=3000)), name="run.fit.gz")


def test_the_pass_steps_over_everything_else(tmp_path):
    start = fit_seconds(SEVEN)
    told = [
        definition(FILE_ID, big=True),
        row(FILE_ID, {"type": 4}, big=True),
        # developer fields of 3 and 4 bytes behind each track point
        definition(RECORD, 2, developer=(3, 4)),
        *(row(RECORD, {"timestamp": start}, local=2, developer=bytes(7)) for _ in range(3)),
        # the same local message, defined anew
        definition(RECORD, 2),
        *(row(RECORD, {}, local=2, offset=second) for second in range(5)),
        definition(SESSION, 1, developer=(2,), big=True),
        session_row(FitSession(), local=1, developer=b"\x40\x40", big=True),
        *record_rows(3, local=1),
    ]
    content = fit_file(*told, header_size=12)
    (part,) = fit_parts(content)
    assert part.faults == ()
    assert part.n_rows == 1 + 3 + 5 + 1 + 3
    reading = read(tmp_path, content)
    assert reading.runs["distance_km"].tolist() == [10.0]


def fields_of(frame):
    """Fields of a frame by number; developer fields are not among those we keep."""
    return {
        one.def_num: one.raw_value
        for one in frame.fields
        if one.field_def and not one.field_def.is_dev
    }


def frames_of(content):
    """Wanted messages of a whole pass of fitdecode, as far as it comes."""
    found = []
    with warnings.catch_warnings(), suppress(fitdecode.FitError):
        warnings.simplefilter("ignore")
        unchecked = fitdecode.CrcCheck.DISABLED
        with fitdecode.FitReader(content, check_crc=unchecked, processor=None) as frames:
            found.extend(frames)
    rows = [one for one in found if one.frame_type == fitdecode.FIT_FRAME_DATA]
    return [(one.global_mesg_num, fields_of(one)) for one in rows if one.global_mesg_num in WANTED]


def ours(content):
    return [told for part in fit_parts(content) if part.stream for told in frames_of(part.stream)]


def test_the_pass_agrees_with_fitdecode_message_by_message():
    sessions = [FitSession(SEVEN + timedelta(hours=n), sport) for n, sport in enumerate(SPORTS)]
    content = activity_file(*sessions, n_records=100, offset_min=60) + activity_file()
    assert len(ours(content)) == 1 + len(SPORTS) + 1 + 3
    assert ours(content) == frames_of(content)


def test_the_pass_agrees_with_fitdecode_on_real_files(real_files):
    found = sorted((real_files / "fit").rglob("*.[fF][iI][tT]"))
    assert len(found) > 30
    for path in found:
        content = path.read_bytes()
        assert ours(content) == frames_of(content), path.name


def test_real_files_are_kept_or_refused_with_a_reason(real_files):
    ledger = read_paths([real_files / "fit"], BERLIN).ledger
    names = {path.name for path in (real_files / "fit").rglob("*.*")}
    assert {source.rpartition("/")[2] for source in ledger["source"]} == names
    assert ledger.loc[ledger["outcome"] == "refused", "reason"].notna().all()
    by_name = ledger.assign(name=ledger["source"].str.rpartition("/")[2]).set_index("name")
    assert len(by_name.loc["sample_mulitple_header.fit"]) == 5
    assert "without the summary" in by_name.loc["nick.fit", "reason"]
    assert "watch was switched on" in by_name.loc["antfs-dump.63.fit", "reason"]
    assert by_name.loc["Settings.fit", "reason"] == "not an activity: a FIT file of type settings"


def test_broken_real_files_are_refused_or_noted(real_files):
    reading = read_paths([real_files / "fit" / "broken"], BERLIN)
    noted = set(reading.repairs["source"])
    refused = set(reading.ledger.loc[reading.ledger["outcome"] == "refused", "source"])
    sound = {"elemnt-bolt-no-application-id-inside-developer-data-id.fit"}
    assert noted | refused | sound == set(reading.ledger["source"])
    assert refused == {"nick.fit"}
    assert "activity-filecrc.fit" in noted


CONTENT = activity_file(FitSession(), FitSession(SEVEN + timedelta(hours=2)), n_records=20)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(12, len(CONTENT) - 1), st.integers(0, 255))), st.data())
def test_mangled_files_never_end_in_a_traceback(changes, draw):
    content = bytearray(CONTENT)
    for at, value in changes:
        content[at] = value
    cut = draw.draw(st.integers(13, len(content)))
    mangled = bytes(content[:cut]) * draw.draw(st.integers(1, 2))
    for part in fit_parts(mangled):
        found, _ = fit._decoded(part)
        assert len(found) <= part.n_rows


def test_checksum_of_any_length():
    for length in range(6):
        content = bytes(range(40, 40 + length))
        assert checksum(content) == fit_checksum(content)
    assert struct.pack("<H", checksum(CONTENT[:-2])) == CONTENT[-2:]


def test_many_files_on_two_cores_give_the_same_in_the_same_order(tmp_path, monkeypatch):
    monkeypatch.setattr(discover, "LEAST_FILES", 4)
    monkeypatch.setattr(discover, "CHUNK", 3)
    archive = tmp_path / "more.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for day in range(5):
            content = activity_file(FitSession(SEVEN + timedelta(days=20 + day)))
            packed.writestr(f"fit/{day}.fit.gz", gzip.compress(content))
    for day in range(9):
        write(tmp_path / f"{day}.fit", activity_file(FitSession(SEVEN + timedelta(days=day))))
    write(tmp_path / "5.fit", b"")
    write(tmp_path / "7.fit", fit_file())
    told = []
    many = read_paths([tmp_path], BERLIN, lambda done, all_files: told.append((done, all_files)))
    monkeypatch.setattr(discover, "LEAST_FILES", 100)
    alone = read_paths([tmp_path], BERLIN)
    assert many.runs.equals(alone.runs)
    assert many.ledger.equals(alone.ledger)
    assert len(many.runs) == 12
    assert many.ledger["outcome"].value_counts().to_dict() == {"kept": 12, "refused": 2}
    assert told == [(3, 13), (6, 13), (9, 13), (12, 13), (13, 13)]


def test_one_core_does_where_no_process_can_be_started(tmp_path, monkeypatch):
    def none_to_be_had(*_):
        raise OSError("no more processes")

    monkeypatch.setattr(discover, "LEAST_FILES", 1)
    monkeypatch.setattr(discover, "_on_cores", none_to_be_had)
    paths = [write(tmp_path / f"{n}.fit", activity_file()) for n in range(3)]
    found = read_all([(path, path.name, fit) for path in paths], n_cores=2)
    assert [one.source for one in found] == ["0.fit", "1.fit", "2.fit"]


TABLE = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename\n"
    '1,"Mar 1, 2024, 7:00:00 AM",Secret,Run,3660,10.0,activities/9.fit.gz\n'
    '2,"Mar 2, 2024, 7:00:00 AM",Secret,Hike,3660,10.0,activities/8.fit.gz\n'
)


def test_files_of_a_strava_export_merge_with_their_rows_and_add_the_surface(tmp_path):
    archive = tmp_path / "export.zip"
    later = FitSession(SEVEN + timedelta(days=1), sport="running")
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("activities.csv", TABLE)
        track = activity_file(FitSession(sport=None, sub_sport="track"))
        packed.writestr("activities/9.fit.gz", gzip.compress(track))
        # corrected on the site after the recording: the runner's own word counts
        packed.writestr("activities/8.fit.gz", gzip.compress(activity_file(later)))
    log = clean_reading(read_paths([archive], BERLIN), BERLIN)
    assert log.runs["sport"].tolist() == ["run", "walk"]
    assert log.runs["surface"].tolist() == ["track", "unknown"]
    assert sorted(log.ledger["outcome"]) == ["kept", "kept", "merged", "merged"]
