import csv
import io
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backstride.errors import DataError
from backstride.readers import read_paths
from backstride.readers.delimited import delimiter_of
from backstride.settings import Settings

STRAVA = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Activity Gear,"
    "Filename,Moving Time,Distance,Dirt Distance\n"
    '1,"Oct 6, 2022, 1:00:00 PM","a\nb",Run,1800,5.01,Peg,,1700.0,5013.2,12.0\n'
    '2,"Oct 9, 2022, 1:00:00 PM",x,Swim,1800,"1,250",,,1700.0,,\n'
)
MIXED = (
    "Datum;km;Dauer;Schmerz vorher;Schmerz (0-10);Dehnen;Uhrzeit;Schlaf (h)\n"
    "01.02.2024;7,5;45:10;3;4;ja;07:30;7,5\n"
    "02.02.2024;;;4;;nein;abends;8\n"
    "13.02.2024;10,25;1:00:01;;2/10;60 s;;\n"
)
HABITS = "date,time,habit,dose,unit\n2024-03-01,19:00,plank,60,s\n2024-03-02,,stretching,2,times\n"
SHOES = "shoe\tstart_km\tfirst_day\nPeg\t120\t2024-01-01\nNova\t\t\n"

TEXTS = st.sampled_from([STRAVA, MIXED, HABITS, SHOES])
DELIMITERS = st.sampled_from([",", ";", "\t", "|"])
SNIPPETS = st.sampled_from(
    ['"', "\r", "\x0b", "−", "03/04/2024", "1.234", "inf", "1e999", "∞", "²"]
)


@st.composite
def mangled(draw):
    text = draw(TEXTS)
    for _ in range(draw(st.integers(0, 4))):
        here = draw(st.integers(0, len(text)))
        there = draw(st.integers(here, len(text)))
        match draw(st.sampled_from(["cut", "end", "splice", "swap", "header", "snippet", "noise"])):
            case "cut":
                text = text[:here] + text[there:]
            case "end":
                text = text[:here]
            case "splice":
                text = text[:here] + draw(TEXTS)
            case "swap":
                text = text[:here] + text[here:].replace(draw(DELIMITERS), draw(DELIMITERS))
            case "header":
                text += text.split("\n", 1)[0] + "\n"
            case "snippet":
                text = text[:here] + draw(SNIPPETS) + text[there:]
            case "noise":
                text = text[:here] + draw(st.text(max_size=5)) + text[here:]
    return text


def records_in(text):
    """Records as the csv module alone finds them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    return [record for record in reader if record]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mangled())
def test_a_mangled_file_is_told_or_accounted_for_row_by_row(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
        try:
            reading = read_paths([path], Settings(timezone="Europe/Berlin"))
        except DataError as told:
            assert str(told)
            return
    ledger = reading.ledger
    assert not ledger.duplicated(["source", "row"]).any()
    assert (ledger.loc[ledger["outcome"] == "refused", "reason"].fillna("") != "").all()
    kept = set(ledger.loc[ledger["outcome"] == "kept", "row"])
    tables = (reading.runs, reading.pain, reading.shoes, reading.habits, reading.days)
    assert set().union(*(table["source_row"] for table in tables)) == kept
    assert sorted(ledger["row"]) == list(range(2, len(ledger) + 2))
    records = records_in(text)
    dated = [row for row in records if any(re.match(r"\d+[-./]\d+[-./]\d+", cell) for cell in row)]
    # the header and titles above it are no rows; no row with a date may be taken for one
    assert len(dated) - 1 <= len(ledger) < len(records)


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_told_or_read(content):
    with tempfile.TemporaryDirectory() as folder:
        for name in ("log.csv", "log.xlsx", "log.zip"):
            path = Path(folder) / name
            path.write_bytes(content)
            try:
                read_paths([path], Settings())
            except DataError as told:
                assert name in str(told)


@pytest.mark.parametrize("text", [STRAVA, MIXED, HABITS, SHOES])
def test_whole_files_have_one_line_per_row(tmp_path, text):
    (tmp_path / "log.csv").write_text(text, encoding="utf-8")
    reading = read_paths([tmp_path / "log.csv"], Settings(timezone="Europe/Berlin"))
    assert len(reading.ledger) == len(records_in(text)) - 1
    assert (reading.ledger["outcome"] == "kept").all()
