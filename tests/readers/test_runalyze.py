import pandas as pd
import pytest

from backstride.clean import clean_reading
from backstride.readers import read_paths, runalyze
from backstride.settings import Settings

HEADER = '"Datum","Art","Distanz in km","Zeit HH:MM:SS","HFavg","HFmax","Schuh","Notiz"\n'


def reading_of(tmp_path, *rows):
    path = tmp_path / "runalyze.csv"
    path.write_bytes((HEADER + "".join(rows)).encode("latin-1"))
    assert runalyze.recognises(path)
    return read_paths([path], Settings())


def test_german_days_distances_and_latin_letters(tmp_path):
    reading = reading_of(
        tmp_path,
        '"18.02.12","Dauerlauf","7,4","00:41:09","140","160","Brütting Größe","Geheim"\n',
        '"19.02.12","Radfahren","20,0","01:00:00","120","140","",""\n',
    )
    run = reading.runs.iloc[0]
    assert run["date"] == pd.Timestamp("2012-02-18")
    assert pd.isna(run["start"])
    assert (run["distance_km"], run["shoe"]) == (7.4, "Brütting Größe")
    assert run["duration_min"] == pytest.approx(41.15)
    assert clean_reading(reading, Settings()).runs["sport"].tolist() == ["run", "ride"]
    assert "Geheim" not in reading.runs.to_csv() + reading.ledger.to_csv()


@pytest.mark.parametrize("kind", ["Fahrtspiel", "Wettkampf", "Intervalltraining", "Regeneration"])
def test_kinds_of_runs_are_runs(tmp_path, kind):
    reading = reading_of(tmp_path, f'"18.02.12","{kind}","7,4","00:41:09","","","",""\n')
    assert clean_reading(reading, Settings()).runs["sport"].tolist() == ["run"]


def test_unreadable_cells_are_told_and_undated_rows_refused(tmp_path):
    reading = reading_of(
        tmp_path,
        '"18.02.12","Dauerlauf","weit","lang","","","",""\n',
        '"bald","Dauerlauf","7,4","00:41:09","","","",""\n',
    )
    assert reading.ledger["outcome"].tolist() == ["kept", "refused"]
    assert reading.repairs["done"].tolist() == [
        "not used: expected a distance such as 7,4",
        "not used: expected a duration such as 00:45:12",
    ]
