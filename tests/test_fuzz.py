"""Spoilt files of every source are told or accounted for row by row; nothing else may happen.

`make fuzz` runs these with many more examples; what it finds becomes a test beside the module
that it concerns.
"""

import csv
import io
import re
import tempfile
from pathlib import Path

import pytest
from clean_examples import accounted
from fuzzing import HABITS, MIXED, OWN_TABLES, SHOES, STRAVA, spoilt_logs, spoilt_texts
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride import read_log
from backstride.clean import keep_log
from backstride.errors import DataError
from backstride.readers import read_paths
from backstride.readers.parse.table import delimiter_of
from backstride.settings import Settings

BERLIN = Settings(timezone="Europe/Berlin", distance_unit="km", date_order="dmy")


def written(files, folder):
    for name, content in files.contents:
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return Path(folder)


def kept_files(folder):
    return {path: path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def records_in(text):
    """Records as the csv module alone finds them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    return [record for record in reader if record]


@given(spoilt_logs(), st.booleans())
def test_a_spoilt_log_is_told_or_accounted_for(files, is_named):
    with tempfile.TemporaryDirectory() as folder:
        place = written(files, folder)
        before = kept_files(place)
        try:
            log = read_log(sorted(before) if is_named else place, **vars(BERLIN))
        except DataError as told:
            assert str(told)
        else:
            accounted(log)
        assert kept_files(place) == before


@settings(max_examples=max(4, settings.default.max_examples // 8))
@given(spoilt_logs(), spoilt_logs())
def test_a_kept_log_takes_spoilt_files_and_loses_nothing(first, second):
    with tempfile.TemporaryDirectory() as folder:
        out, before = Path(folder) / "kept", {}
        for number, files in enumerate((first, first, second, first)):
            place = written(files, Path(folder) / f"read{number}")
            try:
                log = keep_log([place], out, BERLIN)
            except DataError as told:
                assert str(told)
                assert kept_files(out) == before
                continue
            accounted(log)
            now = kept_files(out)
            if number == 1:
                assert now == before
            before = now


@given(spoilt_texts((STRAVA, *OWN_TABLES)))
def test_every_row_of_a_spoilt_table_is_a_line_of_the_ledger(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
        try:
            ledger = read_paths([path], BERLIN).ledger
        except DataError as told:
            assert str(told)
            return
    if ledger["source"].nunique() > 1:
        assert ledger["source"].str.startswith("log.csv [").sum() >= 2
    assert sorted(ledger["row"]) == list(range(2, len(ledger) + 2))
    assert (ledger.loc[ledger["outcome"] == "refused", "reason"].fillna("") != "").all()
    records = records_in(text)
    dated = [row for row in records if any(re.match(r"\d+[-./]\d+[-./]\d+", cell) for cell in row)]
    # the header and titles above it are no rows; no row with a date may be taken for one
    assert len(dated) - 1 <= len(ledger) < len(records)


@given(st.binary(max_size=400), st.sampled_from(["log.csv", "log.xlsx", "log.zip", "run.fit"]))
def test_any_bytes_are_told_or_read(content, name):
    with tempfile.TemporaryDirectory() as folder:
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
