"""The whole way of a real export: its runs match it row by row, and every row is in the ledger."""

import csv
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backstride import build_diary, read_log

ZONE = ZoneInfo("Europe/Copenhagen")


@pytest.fixture
def export(real_files):
    path = real_files / "strava" / "activities-2021-2023.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not among the real exports")
    return path


def sessions_of(path):
    """Row number, local start, kind and km of every row, read with the csv module alone."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *records = csv.reader(file)
    day, kind = header.index("Activity Date"), header.index("Activity Type")
    metres = len(header) - 1 - header[::-1].index("Distance")
    for row, record in enumerate(records, start=2):
        utc = datetime.strptime(record[day] + " +0000", "%b %d, %Y, %I:%M:%S %p %z")
        start = utc.astimezone(ZONE).replace(tzinfo=None)
        yield row, start, record[kind], float(record[metres]) / 1000


def diary_for(days, path):
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["date", "time", "pain"])
        for number, day in enumerate(days):
            writer.writerow([day, "07:00", number % 4])
            writer.writerow([day, "22:30", (number + 1) % 5])


def test_every_row_of_a_real_export_is_accounted_for(export, tmp_path):
    sessions = list(sessions_of(export))
    runs = {row: (start, km) for row, start, kind, km in sessions if kind == "Run"}
    assert (len(sessions), len(runs)) == (112, 89)
    first = datetime(2021, 1, 1)
    last = max(start for _, start, _, _ in sessions)
    days = [(first + timedelta(days=n)).date() for n in range((last - first).days + 1)]
    diary_for(days, tmp_path / "mypain.csv")

    log = read_log([export, tmp_path / "mypain.csv"], timezone="Europe/Copenhagen")

    lines = log.ledger[log.ledger["source"] == export.name]
    assert lines["row"].tolist() == [row for row, *_ in sessions]
    assert (log.ledger["outcome"] == "kept").all()
    found = log.runs[log.runs["sport"] == "run"].set_index("source_row")
    assert sorted(found.index) == sorted(runs)
    for row, (start, km) in runs.items():
        assert found.loc[row, "start"] == start
        # a run without a distance says 0 metres; the log says that it is not known
        said = found.loc[row, "distance_km"]
        assert said == pytest.approx(km, abs=1e-9) if km else said != said
    assert found["distance_km"].sum() == pytest.approx(sum(km for _, km in runs.values()))

    assert len(log.pain) == 2 * len(days)
    diary = build_diary(log)
    assert diary["n_runs"].sum() == len(runs)
    assert diary["distance_km"].sum() == pytest.approx(found["distance_km"].sum())
    rated = diary[diary["date"].dt.date >= days[0]]
    assert (rated["n_ratings"] == 2).all()
    assert rated["pain_post"].notna().mean() > 0.9
