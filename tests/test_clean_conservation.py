"""Nothing is lost: whatever is read, each row has one outcome and the tables hold the kept ones."""

import dataclasses
import tempfile
from pathlib import Path

import pandas as pd
from clean_examples import TABLES, as_reading, reading_of, rows_of, same_tables
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from backstride import tables
from backstride.clean import clean_reading, open_tidy_folder, write_log
from backstride.ledger import counts
from backstride.settings import Settings

# Each example cleans a whole log, so a failing one is shown as found instead of shrunk for minutes.
CALM = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
)
days = st.sampled_from([None, "1969-12-31", "2024-03-01", "2024-03-02"])
clocks = st.sampled_from(
    [None, "2024-03-01 07:00", "2024-03-01 07:00:20", "2024-03-01 08:00", "2024-03-02 07:00"]
)
km = st.sampled_from([None, -1, 0, 3.1, 5, 5.05, 8.05, 10, 900]) | st.floats(0, 400)
minutes = st.sampled_from([None, -5, 0, 5, 30, 31, 60, 180, 9000])
sources = st.sampled_from(["a.csv", "b.csv", "c.csv"])
shares = st.sampled_from([None, None, 0.0, 0.5, 0.8, 1.4])
scores = st.sampled_from([None, -1, 0, 1, 3, 14])


def table_of(name, **cells):
    record = st.fixed_dictionaries({"source": sources, **cells})
    return st.lists(record, max_size=12).map(lambda records: rows_of(name, records))


readings = st.fixed_dictionaries(
    {
        "runs": table_of(
            "runs",
            start=clocks,
            date=days,
            sport=st.sampled_from([None, "Run", "Trail Run", "Ride", "Quidditch"]),
            distance_km=km,
            duration_min=minutes,
            elapsed_min=minutes,
            surface=st.sampled_from([None, "Asphalt", "lava", "unknown"]),
            unpaved_share=shares,
            shoe=st.sampled_from([None, "Pegasus 40", " pegasus  40", "Ghost"]),
            rpe=scores,
        ),
        "pain": table_of(
            "pain",
            rated_at=clocks,
            date=days,
            site=st.sampled_from([None, "LBP", "shoulder", "back"]),
            rating=st.sampled_from([None, "3", "3,5", "14", "7/10", "mild", "ouch", "=2"]),
            scale=st.sampled_from([None, "0-10", "1-4", "stars"]),
            time_of_day=st.sampled_from([None, "am", "later"]),
        ),
        "shoes": table_of(
            "shoes",
            shoe=st.sampled_from([None, "Pegasus 40", "PEGASUS 40"]),
            start_km=st.sampled_from([None, -3, 100]),
            first_day=days,
            retired_on=days,
        ),
        "habits": table_of(
            "habits",
            date=days,
            time=st.sampled_from([None, "7:00", "noon"]),
            habit=st.sampled_from([None, "Plank", "Hamstring stretch", "Dead bug"]),
            dose=st.sampled_from([None, -1, 0, 1, 60]),
            dose_unit=st.sampled_from([None, "sec", "h", "furlong"]),
        ),
        "days": table_of("days", date=days, sleep_h=scores, stress=scores, illness=scores),
    }
).map(lambda parts: reading_of(**own_rows(parts)))


def own_rows(parts):
    """Give each table rows of its own, as each is a file of its own."""
    return {
        name: table.assign(source=name + "-" + table["source"]) for name, table in parts.items()
    }


@CALM
@given(readings)
def test_every_row_has_one_outcome_and_the_tables_hold_the_kept_ones(reading):
    before = {name: getattr(reading, name).copy() for name in (*TABLES, "ledger")}
    log = clean_reading(reading, Settings())
    for name, table in before.items():
        pd.testing.assert_frame_equal(getattr(reading, name), table)
    assert len(log.ledger) == len(reading.ledger)
    assert counts(log.ledger)["read"].sum() == len(reading.ledger)
    for name in TABLES:
        lines = log.ledger[log.ledger["table"] == name]
        kept = lines.loc[lines["outcome"] == "kept", ["source", "row"]]
        there = getattr(log, name)[["source", "source_row"]]
        assert sorted(map(tuple, kept.to_numpy())) == sorted(map(tuple, there.to_numpy()))
    ledger = log.ledger
    assert ledger.loc[ledger["outcome"] != "kept", "reason"].notna().all()
    kept = ledger[ledger["outcome"] == "kept"]
    places = set(kept["source"] + ", row " + kept["row"].astype("str"))
    assert set(ledger.loc[ledger["outcome"] == "merged", "into"]) <= places
    assert ledger.loc[ledger["outcome"] != "merged", "into"].isna().all()


@CALM
@given(readings, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(reading, chance):
    mixed = {}
    for name in TABLES:
        table = getattr(reading, name)
        order = list(range(len(table)))
        chance.shuffle(order)
        mixed[name] = table.iloc[order].reset_index(drop=True)
    turned = dataclasses.replace(reading, **mixed, ledger=reading.ledger.iloc[::-1])
    one, other = clean_reading(reading, Settings()), clean_reading(turned, Settings())
    same_tables(one, other, tables.LOG_TABLES)


@settings(CALM, max_examples=30)
@given(readings, st.sampled_from([None, "Europe/Berlin"]))
def test_a_written_log_reads_back_equal(reading, timezone):
    stated = Settings(timezone=timezone)
    log = clean_reading(reading, stated)
    with tempfile.TemporaryDirectory() as folder:
        back = open_tidy_folder(write_log(log, Path(folder) / "tidy"), stated)
    same_tables(log, back, tables.LOG_TABLES)
    assert back.settings == log.settings


@CALM
@given(readings)
def test_cleaning_twice_changes_nothing_more(reading):
    once = clean_reading(reading, Settings())
    again = clean_reading(as_reading(once), Settings())
    for name in TABLES:
        drop = ["source", "source_row"]
        pd.testing.assert_frame_equal(
            getattr(once, name).drop(columns=drop), getattr(again, name).drop(columns=drop)
        )
    assert (again.ledger["outcome"] == "kept").all()
