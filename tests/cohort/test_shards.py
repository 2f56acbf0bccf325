"""Tables of a cohort to buckets: every row into one, all rows of a runner into the same."""

import io
import shutil
import signal

import pandas as pd
import pytest
from cohort_made_up import days_of

from backstride.cohort import shards
from backstride.cohort.places import find_runners
from backstride.cohort.shards import SOURCE, SOURCE_ROW, bucket_of, fill_buckets, rows_of_bucket


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(shards, "ROWS_AT_A_TIME", 50)


def filled(path, into, n_wanted=3):
    (table,) = find_runners(path).tables
    into.mkdir(exist_ok=True)
    refused = fill_buckets(table, n_wanted, into)
    parts = [pd.concat(rows_of_bucket(bucket)) for bucket in sorted(into.iterdir())]
    return refused, parts


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.usefixtures("small_chunks")
def test_every_row_is_in_one_bucket_and_runners_stay_whole(tmp_path, ending):
    days, path = days_of().sort_values("date"), tmp_path / f"days.{ending}"
    days.to_csv(path, index=False) if ending == "csv" else days.to_parquet(path)
    refused, parts = filled(path, tmp_path / "buckets")
    assert refused.empty
    assert len(parts) > 1
    assert sorted(pd.concat(parts)[SOURCE_ROW]) == list(range(2, len(days) + 2))
    assert sum(part["runner"].nunique() for part in parts) == days["runner"].nunique()
    by_row = pd.concat(parts).set_index(SOURCE_ROW)["runner"].sort_index()
    assert by_row.tolist() == days["runner"].tolist()
    assert pd.concat(parts)[SOURCE].unique().tolist() == [path.name]


def test_filling_again_changes_nothing(tmp_path):
    path = tmp_path / "days.csv"
    days_of().to_csv(path, index=False)
    first = pd.concat(filled(path, tmp_path / "buckets")[1])
    pd.testing.assert_frame_equal(pd.concat(filled(path, tmp_path / "buckets")[1]), first)


def test_a_row_without_a_runner_is_refused(tmp_path):
    path = tmp_path / "days.csv"
    path.write_text("runner,date,distance_km,pain_post\n ,2025-01-01,5,2\nann,2025-01-02,5,2\n")
    refused, parts = filled(path, tmp_path / "buckets")
    assert refused.to_numpy().tolist() == [
        [2, "runner: found nothing, expected the key of a runner"]
    ]
    assert pd.concat(parts)["runner"].tolist() == ["ann"]


@pytest.mark.usefixtures("small_chunks")
def test_a_table_that_breaks_off_leaves_nothing_behind(tmp_path):
    path = tmp_path / "days.csv"
    broken = days_of().to_csv(index=False) + "ann,2025-01-02,5,2,7,8\n"
    path.write_text(broken)
    (table,) = find_runners(path).tables
    (tmp_path / "buckets").mkdir()
    refused = fill_buckets(table, 1, tmp_path / "buckets")
    assert refused[SOURCE_ROW].tolist() == [0]
    assert "cannot be read (" in refused["reason"].iloc[0]
    assert list((tmp_path / "buckets").glob("*/*")) == []


def test_number_of_buckets_grows_with_the_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(shards, "ROWS_PER_BUCKET", 100)
    days_of().to_csv(tmp_path / "days.csv", index=False)
    assert shards.n_buckets(find_runners(tmp_path).tables) == 6
    days_of().to_parquet(tmp_path / "days.parquet")
    assert shards.n_buckets(find_runners(tmp_path / "days.parquet").tables) == 6


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("is_index", [False, True])
def test_a_number_is_the_same_key_with_or_without_a_null_near_it(tmp_path, is_index):
    days = days_of(2, 60)
    days["runner"] = days["runner"].str[-1].astype("Int64").mask(days.index == 7)
    path = tmp_path / "days.parquet"
    (days.set_index("runner") if is_index else days).to_parquet(path)
    refused, parts = filled(path, tmp_path / "buckets")
    assert refused[SOURCE_ROW].tolist() == [9]
    assert set(pd.concat(parts)["runner"]) == {"0", "1"}


def test_an_interruption_is_no_fault_of_the_table(tmp_path, monkeypatch):
    """The signal comes while pandas asks for more of the text."""
    path = tmp_path / "days.csv"
    days_of(1, 5).to_csv(path, index=False)
    (table,) = find_runners(path).tables

    class Interrupted(io.StringIO):
        def read(self, size=-1):
            signal.raise_signal(signal.SIGINT)
            return super().read(size)

    read_csv = pd.read_csv
    monkeypatch.setattr(
        pd, "read_csv", lambda path, **how: read_csv(Interrupted(path.read_text()), **how)
    )
    with pytest.raises(KeyboardInterrupt):
        fill_buckets(table, 1, tmp_path)


def test_what_a_dead_worker_was_writing_is_not_read(tmp_path):
    path = tmp_path / "days.csv"
    days_of(1, 5).to_csv(path, index=False)
    filled(path, tmp_path / "buckets", 1)
    (bucket,) = (tmp_path / "buckets").iterdir()
    (piece,) = bucket.iterdir()
    shutil.copy(piece, bucket / "a.new")
    (bucket / "b.new").write_bytes(b"half")
    assert sum(map(len, rows_of_bucket(bucket))) == 5


def test_a_bucket_hangs_on_the_key_alone():
    keys = pd.Series(["ann", "bo", "cy", "ann"])
    assert bucket_of(keys, 1000).tolist() == bucket_of(keys[::-1], 1000).tolist()[::-1]
    assert bucket_of(keys[:1], 1000).tolist() == bucket_of(keys, 1000).tolist()[:1]
