"""The same sessions written as every source would write them.

Each writer takes sessions (`start` as naive local time in Europe/Berlin, `sport` run or ride,
`distance_km`, `duration_min`, `elapsed_min`, `surface`, `shoe`, `rpe`) and a folder, and gives the
path to read.
"""

import csv
import json
import math
from datetime import timedelta
from zoneinfo import ZoneInfo

from fit_files import FitSession, activity_file

ZONE = ZoneInfo("Europe/Berlin")
METRES_PER_DEGREE = math.radians(1) * 6_371_008.8


def _utc(session):
    return session.start.replace(tzinfo=ZONE).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def _clock(minutes):
    seconds = round(minutes * 60)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _word(session, run, ride):
    return run if session.sport == "run" else ride


def _empty_if_missing(value):
    return "" if value != value or value is None else value


def _table(path, header, rows, **dialect):
    with path.open("w", encoding=dialect.pop("encoding", "utf-8"), newline="") as file:
        table = csv.writer(file, **dialect)
        table.writerow(header)
        table.writerows(rows)
    return path


def _sessions(sessions):
    return sessions.itertuples(index=False)


def own_table(sessions, folder):
    header = ["start", "sport", "distance_km", "duration_min", "surface", "shoe", "rpe"]
    rows = [
        [one.start.isoformat(), one.sport, one.distance_km, one.duration_min, one.surface,
         _empty_if_missing(one.shoe), _empty_if_missing(one.rpe)]
        for one in _sessions(sessions)
    ]  # fmt: skip
    return _table(folder / "my runs.csv", header, rows)


def own_table_in_miles_and_semicolons(sessions, folder):
    header = ["Datum", "Uhrzeit", "Sportart", "Distanz (mi)", "Dauer (min)", "Schuh"]
    rows = [
        [f"{one.start:%d.%m.%Y}", f"{one.start:%H:%M:%S}", _word(one, "Laufen", "Radfahren"),
         f"{one.distance_km / 1.609344:.4f}".replace(".", ","),
         f"{one.duration_min:.2f}".replace(".", ","), _empty_if_missing(one.shoe)]
        for one in _sessions(sessions)
    ]  # fmt: skip
    return _table(folder / "laeufe.csv", header, rows, delimiter=";", encoding="cp1252")


def strava(sessions, folder):
    header = (
        "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Activity Gear,"
        "Elapsed Time,Moving Time,Distance,Perceived Exertion"
    )
    rows = [
        [number, f"{_utc(one):%b %d, %Y, %I:%M:%S %p}", "Secret", _word(one, "Run", "Ride"),
         round(one.elapsed_min * 60), f"{one.distance_km:.2f}", _empty_if_missing(one.shoe),
         one.elapsed_min * 60, one.duration_min * 60, one.distance_km * 1000,
         _empty_if_missing(one.rpe)]
        for number, one in enumerate(_sessions(sessions))
    ]  # fmt: skip
    return _table(folder / "activities.csv", header.split(","), rows)


def garmin_csv(sessions, folder):
    header = (
        "Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR,Max HR,Avg Run Cadence,"
        "Avg Stride Length,Elapsed Time"
    )
    rows = []
    for one in _sessions(sessions):
        stride = one.distance_km * 1000 / (one.duration_min * 160)
        rows.append(
            [_word(one, "Running", "Cycling"), f"{one.start:%Y-%m-%d %H:%M:%S}", "false", "Secret",
             f"{one.distance_km:.2f}", "500", _clock(one.duration_min), "140", "160",
             *_word(one, ["160", f"{stride:.2f}"], ["--", "--"]), _clock(one.elapsed_min)]
        )  # fmt: skip
    return _table(folder / "Activities.csv", header.split(","), rows, quoting=csv.QUOTE_ALL)


def garmin_account(sessions, folder):
    activities = [
        {
            "activityId": number,
            "activityType": _word(one, "running", "cycling"),
            "startTimeLocal": one.start.replace(tzinfo=ZoneInfo("UTC")).timestamp() * 1000,
            "distance": one.distance_km * 100_000,
            "duration": one.duration_min * 60_000,
            "elapsedDuration": one.elapsed_min * 60_000,
        }
        for number, one in enumerate(_sessions(sessions))
    ]
    path = folder / "runner_0_summarizedActivities.json"
    path.write_text(json.dumps([{"summarizedActivitiesExport": activities}]), "utf-8")
    return path


def fit(sessions, folder):
    place = folder / "fit"
    place.mkdir()
    for number, one in enumerate(_sessions(sessions)):
        session = FitSession(
            start=_utc(one).to_pydatetime(),
            sport=_word(one, "running", "cycling"),
            distance=one.distance_km * 1000,
            timer=one.duration_min * 60,
            elapsed=one.elapsed_min * 60,
        )
        (place / f"{number:04d}.fit").write_bytes(activity_file(session))
    return place


def gpx(sessions, folder):
    place = folder / "gpx"
    place.mkdir()
    for number, one in enumerate(_sessions(sessions)):
        points = "".join(
            f'<trkpt lat="{50 + share * one.distance_km * 1000 / METRES_PER_DEGREE:.9f}" lon="8">'
            f"<time>{_utc(one) + timedelta(minutes=share * one.duration_min):%Y-%m-%dT%H:%M:%S}Z"
            "</time></trkpt>"
            for share in (0.0, 0.25, 0.5, 0.75, 1.0)
        )
        (place / f"{number:04d}.gpx").write_text(
            '<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'
            f"<trk><name>Secret</name><type>{_word(one, 'running', 'cycling')}</type>"
            f"<trkseg>{points}</trkseg></trk></gpx>",
            "utf-8",
        )
    return place


def tcx(sessions, folder):
    activities = "".join(
        f'<Activity Sport="{_word(one, "Running", "Biking")}"><Id>{number}</Id>'
        f'<Lap StartTime="{_utc(one):%Y-%m-%dT%H:%M:%S}Z">'
        f"<TotalTimeSeconds>{one.duration_min * 60}</TotalTimeSeconds>"
        f"<DistanceMeters>{one.distance_km * 1000}</DistanceMeters></Lap></Activity>"
        for number, one in enumerate(_sessions(sessions))
    )
    path = folder / "all.tcx"
    space = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
    path.write_text(
        f'          <?xml version="1.0"?><TrainingCenterDatabase xmlns="{space}">'
        f"<Activities>{activities}</Activities></TrainingCenterDatabase>",
        "utf-8",
    )
    return path


def apple_health(sessions, folder):
    def moment(time):
        return f"{time.replace(tzinfo=ZONE):%Y-%m-%d %H:%M:%S %z}"

    workouts = "".join(
        f'<Workout workoutActivityType="HKWorkoutActivityType{_word(one, "Running", "Cycling")}"'
        f' duration="{one.duration_min}" durationUnit="min" totalDistance="{one.distance_km}"'
        f' totalDistanceUnit="km" startDate="{moment(one.start)}"'
        f' endDate="{moment(one.start + timedelta(minutes=one.elapsed_min))}"/>\n'
        for one in _sessions(sessions)
    )
    path = folder / "export.xml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<HealthData locale="de_DE">\n{workouts}</HealthData>',
        "utf-8",
    )
    return path


def runkeeper(sessions, folder):
    header = "Activity Id,Date,Type,Route Name,Distance (mi),Duration,Notes,GPX File"
    rows = [
        [number, f"{one.start:%Y-%m-%d %H:%M:%S}", _word(one, "Running", "Cycling"), "",
         f"{one.distance_km / 1.609344:.4f}", _clock(one.duration_min), "Secret\nnote", ""]
        for number, one in enumerate(_sessions(sessions))
    ]  # fmt: skip
    return _table(folder / "cardioActivities.csv", header.split(","), rows)


def intervals_icu(sessions, folder):
    header = "id,start_date_local,type,name,moving_time,elapsed_time,distance,gear,icu_rpe"
    rows = [
        [f"i{number}", one.start.isoformat(), _word(one, "Run", "Ride"), "Secret",
         round(one.duration_min * 60), round(one.elapsed_min * 60), one.distance_km * 1000,
         _empty_if_missing(one.shoe), _empty_if_missing(one.rpe)]
        for number, one in enumerate(_sessions(sessions))
    ]  # fmt: skip
    return _table(folder / "i1.csv", header.split(","), rows, encoding="utf-8-sig")


def samsung(sessions, folder):
    fields = ("start_time", "end_time", "time_offset", "duration", "distance", "exercise_type")
    header = [f"com.samsung.health.exercise.{field}" for field in fields]
    rows = []
    for one in _sessions(sessions):
        offset = f"{one.start.replace(tzinfo=ZONE):%z}"
        end = _utc(one) + timedelta(minutes=one.elapsed_min)
        rows.append(
            [f"{_utc(one):%Y-%m-%d %H:%M:%S.000}", f"{end:%Y-%m-%d %H:%M:%S.000}", f"UTC{offset}",
             round(one.duration_min * 60_000), one.distance_km * 1000,
             _word(one, "1002", "11007"), ""]
        )  # fmt: skip
    path = _table(folder / "com.samsung.shealth.exercise.csv", header, rows)
    path.write_text("com.samsung.shealth.exercise,5,7\n" + path.read_text("utf-8"), "utf-8")
    return path


def runalyze(sessions, folder):
    header = ["Datum", "Art", "Distanz in km", "Zeit HH:MM:SS", "HFavg", "HFmax", "Schuh", "Notiz"]
    rows = [
        [f"{one.start:%d.%m.%y}", _word(one, "Dauerlauf", "Radfahren"),
         f"{one.distance_km:.2f}".replace(".", ","), _clock(one.duration_min).zfill(8), "140",
         "160", _empty_if_missing(one.shoe), "Secret"]
        for one in _sessions(sessions)
    ]  # fmt: skip
    return _table(folder / "runalyze.csv", header, rows, quoting=csv.QUOTE_ALL, encoding="latin-1")


WITH_SHOES = (own_table, own_table_in_miles_and_semicolons, strava, intervals_icu, runalyze)
WITH_RPE = (own_table, strava, intervals_icu)
WRITERS = (
    *WITH_SHOES,
    garmin_csv,
    garmin_account,
    fit,
    gpx,
    tcx,
    apple_health,
    runkeeper,
    samsung,
)
WITH_CLOCK = tuple(write for write in WRITERS if write is not runalyze)
