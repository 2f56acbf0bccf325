"""Shoes stated with --shoe."""

import pandas as pd
import pytest

from backstride.clean import read_log
from backstride.diary.runs import add_shoe_wear
from backstride.errors import DataError
from backstride.settings import Settings

RUNS = "start,distance_km,duration_min,shoe\n2024-03-02T18:00,10,55,harrier 5\n"


@pytest.fixture
def runs(tmp_path):
    path = tmp_path / "runs.csv"
    path.write_text(RUNS)
    return path


def test_stated_kilometres_count_for_the_pair_in_any_spelling(runs):
    log = read_log(runs, shoes=["Harrier 5=120"])
    assert add_shoe_wear(log.runs, log.shoes)["shoe_km"].tolist() == [120.0]
    told = log.ledger[log.ledger["source"] == "--shoe"]
    assert told[["row", "table", "outcome"]].to_numpy().tolist() == [[1, "shoes", "kept"]]


def test_a_first_day_can_be_stated_alone(runs):
    log = read_log(runs, shoes=["Harrier 5=,2024-02-01"])
    assert log.shoes["first_day"].tolist() == [pd.Timestamp("2024-02-01")]
    assert log.shoes["start_km"].isna().all()


def test_what_is_stated_goes_before_what_a_file_says(runs, tmp_path):
    shoes = tmp_path / "shoes.csv"
    shoes.write_text("shoe,start_km\nHarrier 5,50\n")
    log = read_log([runs, shoes], shoes=["Harrier 5=120"])
    assert log.shoes["start_km"].tolist() == [120.0]
    assert "merged" in log.ledger["outcome"].tolist()


@pytest.mark.parametrize("words", ["Harrier 5", "=120", "Harrier 5=", "Harrier 5=far", "A=1,June"])
def test_other_words_are_asked_for_again(words):
    with pytest.raises(DataError, match=r"--shoe: found .*expected NAME=KM or NAME=KM,FIRST_DAY"):
        Settings.stated(shoes=[words])
