"""Apple Health exports: span scan, units, times, pain, and files that are not as they should be."""

import tracemalloc
import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.clean import clean_reading
from backstride.errors import DataError
from backstride.readers import apple_health, files, read_paths
from backstride.readers.apple_health import spans
from backstride.settings import Settings

BERLIN = Settings(timezone="Europe/Berlin")
# as iOS 16 writes it: an element declared outside of the brackets that should hold it
DOCTYPE = """<!DOCTYPE HealthData [
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
<!ENTITY a "aaaaaaaaaa"> <!ENTITY b "&a;&a;&a;&a;"> <!ENTITY c SYSTEM "file:///etc/passwd">
]
<!ATTLIST HeartRateVariabilityMetadataList>
>
"""
HEART = (
    ' <Record type="HKQuantityTypeIdentifierHeartRate" device="&lt;&lt;HKDevice: 0x1&gt;, a:b&gt;" '
    'startDate="2024-03-01 08:00:00 +0100" value="72">\n  <MetadataEntry key="x" value="0"/>\n'
    " </Record>\n"
)


def export(*elements, head='<?xml version="1.0" encoding="UTF-8"?>\n' + DOCTYPE):
    return f'{head}<HealthData locale="en_US">\n{HEART.join(elements)}{HEART}</HealthData>\n'


def workout(kind="Running", inside="", start="2024-03-01 08:00:00 +0100", **attributes):
    written = {"duration": "50", "durationUnit": "min", "endDate": "2024-03-01 08:52:00 +0100"}
    written |= attributes
    told = " ".join(f'{name}="{value}"' for name, value in written.items())
    tag = f'<Workout workoutActivityType="HKWorkoutActivityType{kind}" startDate="{start}" {told}'
    return f"{tag}>{inside}</Workout>" if inside else f"{tag}/>"


def pain(value, start="2024-03-01 20:00:00 +0100"):
    return (
        f'<Record type="HKCategoryTypeIdentifierLowerBackPain" sourceName="Health" '
        f'creationDate="2024-03-02 07:00:00 +0100" startDate="{start}" value="{value}"/>'
    )


def read(tmp_path, text, stated=BERLIN, name="Exportieren.xml"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_paths([path], stated)


@pytest.mark.parametrize(
    ("attributes", "inside", "km"),
    [
        ({"totalDistance": "10", "totalDistanceUnit": "km"}, "", 10.0),
        ({"totalDistance": "10", "totalDistanceUnit": "mi"}, "", 16.09344),
        ({"totalDistance": "800", "totalDistanceUnit": "m"}, "", 0.8),
        (
            {},
            '<WorkoutStatistics type="HKQuantityTypeIdentifierDistanceCycling" sum="3" unit="km"/>'
            '<WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" '
            'sum="2" unit="mi"/>',
            3.218688,
        ),
        (
            {"totalDistance": "0", "totalDistanceUnit": "km"},
            '<WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" '
            'sum="4" unit="km"/>',
            4.0,
        ),
    ],
)
def test_distance_has_the_unit_beside_it(tmp_path, attributes, inside, km):
    run = read(tmp_path, export(workout(inside=inside, **attributes))).runs.iloc[0]
    assert run["distance_km"] == pytest.approx(km)
    assert (run["duration_min"], run["elapsed_min"]) == (50.0, 52.0)
    assert run["sport"] == "HKWorkoutActivityTypeRunning"


def test_a_statistic_of_a_part_of_a_workout_is_not_its_distance(tmp_path):
    part = (
        '<WorkoutActivity><WorkoutStatistics sum="1" unit="km" '
        'type="HKQuantityTypeIdentifierDistanceWalkingRunning"/></WorkoutActivity>'
    )
    assert read(tmp_path, export(workout(inside=part))).runs["distance_km"].isna().all()


def test_an_unknown_unit_is_told_and_not_guessed(tmp_path):
    odd = workout(totalDistance="4", totalDistanceUnit="furlong", duration="9", durationUnit="x")
    reading = read(tmp_path, export(odd))
    assert reading.runs["distance_km"].isna().all()
    assert reading.runs["duration_min"].tolist() == [52.0]
    assert reading.repairs[["row", "column", "found", "done"]].to_numpy().tolist() == [
        [1, "distance_km", "4 furlong", "not used: expected a number of km, mi, m, yd, ft"],
        [1, "duration_min", "9 x", "not used: expected a number of min, s, sec, hr, h"],
    ]


@pytest.mark.parametrize(
    ("kind", "indoor", "surface"),
    [("Running", "1", "treadmill"), ("Running", "0", "unknown"), ("Cycling", "1", "unknown")],
)
def test_indoor_is_a_treadmill_for_runs(tmp_path, kind, indoor, surface):
    inside = f'<MetadataEntry key="HKIndoorWorkout" value="{indoor}"/>'
    assert read(tmp_path, export(workout(kind, inside))).runs["surface"].tolist() == [surface]


def test_times_come_to_the_stated_zone_or_stay_as_written(tmp_path):
    text = export(workout(start="2024-03-01 22:30:00 -0800", endDate="2024-03-02 07:30:00 +0100"))
    abroad = read(tmp_path, text).runs.iloc[0]
    assert abroad["start"] == pd.Timestamp("2024-03-02 07:30:00")
    assert abroad["date"] == pd.Timestamp("2024-03-02")
    written = read(tmp_path, text, Settings()).runs.iloc[0]
    assert written["start"] == pd.Timestamp("2024-03-01 22:30:00")


def test_elapsed_time_counts_across_a_change_of_offset(tmp_path):
    text = export(workout(start="2024-03-31 01:30:00 +0100", endDate="2024-03-31 03:30:00 +0200"))
    assert read(tmp_path, text, Settings()).runs["elapsed_min"].tolist() == [60.0]


def test_words_of_pain_become_percent_of_the_maximum(tmp_path):
    words = ["NotPresent", "Mild", "Moderate", "Severe"]
    rated = [
        pain(f"HKCategoryValueSeverity{word}", f"2024-03-0{day} 20:00:00 +0100")
        for day, word in enumerate(words, start=1)
    ]
    log = clean_reading(read(tmp_path, export(*rated)), BERLIN)
    assert log.pain["pain_nrs"].tolist() == pytest.approx([0, 10 / 3, 20 / 3, 10])
    assert set(log.pain["scale"]) == {"words"}
    assert set(log.pain["site"]) == {"lower back"}
    assert log.pain["rated_at"].iloc[0] == pd.Timestamp("2024-03-01 20:00:00")
    assert log.pain["entered_at"].iloc[0] == pd.Timestamp("2024-03-02 07:00:00")
    assert log.repairs["done"].str.contains("percent of the maximum possible").all()


def test_unspecified_is_no_rating_and_a_number_of_healthkit_no_scale(tmp_path):
    text = export(pain("HKCategoryValueSeverityUnspecified"), pain("1"), pain("4"), pain(""))
    reading = read(tmp_path, text.replace(' value=""', ""))
    assert reading.pain["rating"].tolist() == [
        "HKCategoryValueSeverityNotPresent",
        "HKCategoryValueSeveritySevere",
    ]
    reasons = reading.ledger.set_index("row")["reason"]
    assert reasons[1].startswith("severity unspecified: an entry without a value")
    assert reasons[4] == "value: found nothing, expected a severity"
    assert reading.repairs["found"].tolist() == ["1", "4"]


def test_units_are_counted_together_and_other_sports_are_rows(tmp_path):
    text = export(workout("Yoga"), pain("HKCategoryValueSeverityMild"), workout("Running"))
    reading = read(tmp_path, text)
    assert reading.ledger[["row", "table", "outcome"]].to_numpy().tolist() == [
        [1, "runs", "kept"],
        [2, "pain", "kept"],
        [3, "runs", "kept"],
    ]
    sports = clean_reading(reading, BERLIN).runs["sport"]
    assert sorted(sports) == ["other", "run"]


@pytest.mark.parametrize("kind", ["HighIntensityIntervalTraining", "PreparationAndRecovery"])
def test_a_workout_that_is_no_run_is_not_taken_for_one(tmp_path, kind):
    log = clean_reading(read(tmp_path, export(workout(kind))), BERLIN)
    assert log.runs["sport"].tolist() == ["other"]


def test_control_characters_and_bad_bytes_do_no_harm(tmp_path):
    text = export(workout(sourceName="My\x0bwatch &#11;&#x0b;")).encode() + b"\xff\xfe"
    reading = read(tmp_path, text)
    assert reading.ledger["outcome"].tolist() == ["kept"]


def test_entities_are_never_expanded(tmp_path):
    text = export(workout(sourceName="&b;"), workout(device="&c;"), workout())
    reading = read(tmp_path, text)
    assert reading.ledger["outcome"].tolist() == ["refused", "refused", "kept"]
    assert (reading.ledger["reason"][:2] == "not well-formed XML: undefined entity").all()


def test_a_document_type_within_an_element_is_refused(tmp_path):
    inner = '<!DOCTYPE x [<!ENTITY a "b">]>'
    reading = read(tmp_path, export(workout(inside=inner), workout()))
    assert reading.ledger["outcome"].tolist() == ["refused", "kept"]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ('<Workout duration="1>', "its start tag is not well formed"),
        ('<Workout startDate="2024-03-01 08:00:00 +0100">', "not closed before the next workout"),
        (workout(inside="<a></b>"), "not well-formed XML: mismatched tag"),
        (workout(start="soon"), "startDate: found soon, expected such as 2024-03-01 08:00:00"),
    ],
)
def test_a_broken_element_is_refused_and_the_next_is_read(tmp_path, broken, reason):
    reading = read(tmp_path, export(broken, workout()))
    assert reading.ledger["outcome"].tolist() == ["refused", "kept"]
    assert reading.ledger["reason"][0].startswith(reason)


def test_a_file_that_ends_early_is_read_as_far_as_it_goes(tmp_path):
    whole = export(workout(), workout(inside="<a/>"))
    reading = read(tmp_path, whole[: whole.rindex("<a/>")])
    assert reading.ledger["outcome"].tolist() == ["kept", "refused"]
    assert reading.ledger["reason"][1] == "the file ends within it"
    assert reading.repairs[["row", "done"]].to_numpy().tolist() == [
        [0, "the file ends before its outermost element: what stands before was read"]
    ]


def test_a_fragment_beyond_the_limit_is_refused_with_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(apple_health, "LARGEST_FRAGMENT_BYTES", 2 * 1024 * 1024)
    route = '<WorkoutRoute a="b"/>' * 200_000
    reading = read(tmp_path, export(workout(inside=route), workout()))
    assert reading.ledger["outcome"].tolist() == ["refused", "kept"]
    assert reading.ledger["reason"][0] == "larger than 2 MB, more than any workout"


def test_a_file_beyond_the_limit_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_STREAM_BYTES", 100)
    with pytest.raises(DataError, match=r"larger than 0 GB, more than any export"):
        read(tmp_path, export(workout()))


def test_an_export_without_workouts_and_pain_says_so(tmp_path):
    with pytest.raises(DataError, match="no workouts and no records of lower-back pain in it"):
        read(tmp_path, export(""))


def test_two_apps_that_wrote_the_same_run_are_two_sources(tmp_path):
    km = {"totalDistance": "10", "totalDistanceUnit": "km"}
    same = [workout(sourceName=name, **km) for name in ("Ada's watch", "A running app")]
    reading = read(tmp_path, export(*same), name="export.xml")
    assert reading.runs["source"].tolist() == ["export.xml", "export.xml [2]"]
    log = clean_reading(reading, BERLIN)
    assert log.ledger["outcome"].tolist() == ["kept", "merged"]
    assert "Ada" not in log.ledger.to_csv() + log.repairs.to_csv()


def test_the_zip_is_read_without_its_routes_and_copies(tmp_path):
    text = export(workout(), pain("HKCategoryValueSeverityMild"))
    with zipfile.ZipFile(tmp_path / "Exportar.zip", "w") as out:
        out.writestr("apple_health_export/exportación.xml", text)
        out.writestr("apple_health_export/export_cda.xml", "<ClinicalDocument/>")
        out.writestr("apple_health_export/workout-routes/route_1.gpx", "<gpx/>")
        out.writestr("apple_health_export/electrocardiograms/ecg.csv", "Name,Ada\n")
    reading = read_paths([tmp_path / "Exportar.zip"], BERLIN)
    assert (len(reading.runs), len(reading.pain)) == (1, 1)
    assert reading.ledger["source"].tolist() == ["exportación.xml"] * 2


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 400), max_size=40))
def test_where_the_pieces_are_cut_makes_no_difference(lengths):
    elements = [workout(inside="<a/>"), pain("3"), "<Workout >", workout(), "<WorkoutRoute/>"]
    text = export(*elements).encode()
    pieces, rest = [], text
    for length in lengths:
        pieces.append(rest[:length])
        rest = rest[length:]
    cut = list(spans(piece for piece in [*pieces, rest] if piece))
    assert cut == list(spans([text]))
    assert [span.kind for span in cut] == ["runs", "pain", "runs", "runs"]


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_cuts_lose_no_whole_workout(data):
    elements = [workout(inside="<a/>"), pain("3"), workout(), pain("2")]
    text = export(*elements).encode()
    begin = text.index(b"<HealthData") + 12
    here = data.draw(st.integers(begin, len(text)))
    there = data.draw(st.integers(here, len(text)))
    mangled = text[:here] + text[there:]
    found = [span.text for span in spans([mangled]) if span.fault is None]
    whole = [element.encode() for element in elements if element.encode() in mangled]
    assert [element for element in whole if element not in found] == []


def test_memory_does_not_grow_with_the_file():
    day = (HEART * 500 + workout() + pain("2")).encode()
    chunks = (b"<HealthData>" if n == 0 else day for n in range(400))
    tracemalloc.start()
    assert sum(span.fault is None for span in spans(chunks)) == 2 * 399 + 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5 * len(day)


REAL = {
    "export-2016-watch.xml": 1,
    "export-healthkit.xml": 1,
    "health-export-cli-export.xml": 8,
    "health-export-cli-export.zip": 8,
}


@pytest.mark.parametrize(("name", "n_workouts"), REAL.items())
def test_every_real_workout_is_accounted_for(real_files, name, n_workouts):
    log = clean_reading(read_paths([real_files / "apple_health" / name], BERLIN), BERLIN)
    assert len(log.ledger) == n_workouts
    assert len(log.runs) == (log.ledger["outcome"] == "kept").sum() == n_workouts
    assert log.runs["duration_min"].notna().all()


@pytest.mark.parametrize("name", ["analyzer-example.xml", "analyzer-export.xml"])
def test_real_exports_without_workouts_are_told(real_files, name):
    with pytest.raises(DataError, match="no workouts"):
        read_paths([real_files / "apple_health" / name], BERLIN)
