from pathlib import Path

import pytest

from backstride.readers import read_paths
from backstride.settings import Settings

HEADER = "date,start,distance_km,device\n"
TWO = "2024-05-01,2024-05-01 18:00,10,Watch\n2024-05-01,2024-05-01 18:01,10.1,phone\n"


def sources_of(tmp_path: Path, text: str) -> tuple[list[str], list[str]]:
    (tmp_path / "runs.csv").write_text(text, encoding="utf-8")
    reading = read_paths([tmp_path / "runs.csv"], Settings())
    return reading.runs["source"].tolist(), reading.ledger["source"].tolist()


def test_two_devices_in_one_table_are_two_sources(tmp_path: Path) -> None:
    names = ["runs.csv [watch]", "runs.csv [phone]"]
    assert sources_of(tmp_path, HEADER + TWO) == (names, names)


def test_a_row_that_names_no_device_keeps_the_file_as_its_source(tmp_path: Path) -> None:
    runs, _ = sources_of(tmp_path, HEADER + TWO + "2024-05-02,2024-05-02 18:00,5,\n")
    assert runs[2] == "runs.csv"


@pytest.mark.parametrize("second", ["Watch", "watch ", ""])
def test_one_device_is_the_file_itself(tmp_path: Path, second: str) -> None:
    runs, ledger = sources_of(tmp_path, HEADER + TWO.replace("phone", second))
    assert runs == ledger == ["runs.csv", "runs.csv"]
