"""Runners' own logs in a cohort: the sample as one folder of many, and as tables of all."""

import shutil

import numpy as np
import pandas as pd
import pytest
from repository import ROOT

import backstride
from backstride.cohort.read import diary_of_folder, diary_of_rows
from backstride.cohort.shards import SOURCE, SOURCE_ROW
from backstride.settings import Settings

SAMPLE = ROOT / "data" / "sample"
BERLIN = Settings(timezone="Europe/Berlin", until=pd.Timestamp("2024-04-30").date())


@pytest.fixture(scope="module")
def alone():
    """The log of the sample as a person reads it, and its diary."""
    log = backstride.read_log(SAMPLE, timezone="Europe/Berlin", until="2024-04-30")
    return log, backstride.add_exposures(backstride.build_diary(log, "ann"))


def own_rows(first_row):
    """The tables of the sample as parts of larger tables: other runners' rows come before."""
    parts = []
    for path in sorted(SAMPLE.glob("*.csv")):
        rows = pd.read_csv(path, dtype="str", keep_default_na=False)
        row = first_row + np.arange(len(rows))
        parts.append(rows.assign(**{"runner": "ann", SOURCE: path.name, SOURCE_ROW: row}))
    return parts


def test_a_folder_is_read_as_a_person_s_own_log(tmp_path, alone):
    shutil.copytree(SAMPLE, tmp_path / "ann")
    diary, ledger, _ = diary_of_folder(tmp_path / "ann", BERLIN)
    pd.testing.assert_frame_equal(diary, alone[1])
    assert ledger["runner"].unique().tolist() == ["ann"]
    pd.testing.assert_frame_equal(ledger.drop(columns="runner"), alone[0].ledger)


def test_rows_of_common_tables_are_read_as_a_person_s_own_log(alone):
    diary, ledger, _ = diary_of_rows(own_rows(2), "ann", BERLIN)
    pd.testing.assert_frame_equal(diary, alone[1])
    pd.testing.assert_frame_equal(ledger.drop(columns="runner"), alone[0].ledger)


def test_the_ledger_names_rows_of_the_common_tables(alone):
    _, ledger, _ = diary_of_rows(own_rows(502), "ann", BERLIN)
    assert (ledger["row"] - 500).tolist() == alone[0].ledger["row"].tolist()
    merged = ledger["into"].dropna()
    assert len(merged)
    into = alone[0].ledger["into"].dropna().str.rsplit(" ", n=1)
    assert merged.tolist() == [f"{said} {int(row) + 500}" for said, row in into]


def test_tables_of_one_name_and_two_kinds_are_two_tables(alone):
    parts = own_rows(2)
    place = next(at for at, rows in enumerate(parts) if rows[SOURCE].iloc[0] == "runs.csv")
    runs = parts.pop(place)
    halves = [runs[:100], runs[100:].assign(**{SOURCE: "runs.parquet"})]
    diary, ledger, _ = diary_of_rows(halves + parts, "ann", BERLIN)
    assert diary["distance_km"].sum() == pytest.approx(alone[1]["distance_km"].sum())
    n_rows = ledger["source"].str.partition(" [")[0].value_counts()
    assert (n_rows["runs.csv"], n_rows["runs.parquet"]) == (100, len(runs) - 100)
    assert not ledger.duplicated(["source", "row"]).any()
    into = ledger["into"].dropna().str.partition(" [")[0].str.partition(", row")[0]
    assert {"runs.csv", "runs.parquet"} <= set(into)


def test_columns_without_a_meaning_are_named(tmp_path):
    (tmp_path / "bo").mkdir()
    text = "date,time,pain,mood,xyz\n2025-04-03,20:00,3,1,2\n2025-04-04,20:00,2,1,2\n"
    (tmp_path / "bo" / "pain.csv").write_text(text, "utf-8")
    _, _, unread = diary_of_folder(tmp_path / "bo", Settings())
    assert unread == ("mood", "xyz")


def test_a_runner_who_cannot_be_read_is_one_line_with_the_reason(tmp_path):
    (tmp_path / "bo").mkdir()
    (tmp_path / "bo" / "pain.csv").write_text("date,pain\n03/04/2025,3\n05/06/2025,2\n", "utf-8")
    diary, ledger, _ = diary_of_folder(tmp_path / "bo", Settings())
    assert diary.empty
    assert ledger[["runner", "row", "table", "outcome"]].to_numpy().tolist() == [
        ["bo", 0, "runner", "refused"]
    ]
    assert "--date-order" in ledger["reason"].iloc[0]


def test_a_log_without_order_of_ratings_is_refused_row_by_row(tmp_path):
    (tmp_path / "bo").mkdir()
    (tmp_path / "bo" / "pain.csv").write_text("date,pain\n2025-04-03,3\n2025-04-04,2\n", "utf-8")
    _, ledger, _ = diary_of_folder(tmp_path / "bo", Settings())
    assert ledger["outcome"].tolist() == ["refused"] * 3
    assert ledger["reason"].iloc[0].startswith("pain diary: no rating has a clock time")
    assert ledger["reason"].iloc[1] == "the runner cannot be used"


def test_an_empty_folder_is_a_line_of_the_ledger(tmp_path):
    (tmp_path / "cy").mkdir()
    _, ledger, _ = diary_of_folder(tmp_path / "cy", Settings())
    assert ledger["reason"].tolist() == [
        "No log found. Give an export, a table of runs or a pain diary."
    ]


def test_tables_as_backstride_writes_them_can_be_put_together(alone, tmp_path):
    backstride.write_log(alone[0], tmp_path / "tidy")
    parts = []
    for name in ("runs", "pain", "shoes", "habits", "days"):
        rows = pd.read_csv(tmp_path / "tidy" / f"{name}.csv", dtype="str", keep_default_na=False)
        row = 2 + np.arange(len(rows))
        parts.append(rows.assign(**{"runner": "ann", SOURCE: f"{name}.csv", SOURCE_ROW: row}))
    diary, ledger, _ = diary_of_rows(parts, "ann", BERLIN)
    assert ledger["outcome"].eq("kept").all()
    pd.testing.assert_frame_equal(diary, alone[1])
