"""Nothing is lost: whatever is read, each row has one outcome and the tables hold the kept ones.

Cleaning costs the same for one row as for a hundred, so a few logs of two untidy weeks stand here
for many small ones; each is cleaned once for all properties.
"""

import dataclasses
import random
from datetime import date
from functools import cache

import pandas as pd
import pytest
from clean_examples import DAY, TABLES, as_reading, cleaned_table, reading_of, rows_of, same_tables

from backstride import schemas
from backstride.clean import clean_reading, open_tidy_folder, write_log
from backstride.ledger import counts
from backstride.settings import Settings

DAYS = [f"2024-03-{day:02}" for day in range(1, 15)]
CLOCKS = ["07:00", "07:00:20", "08:00", "20:00"]
MINUTES = [None, -5, 0, 5, 30, 31, 60, 180, 9000]
SCORES = [None, -1, 0, 1, 3, 14]
SIZES = [0, 1, 7, 60]
CELLS = {
    "runs": {
        "sport": [None, "Run", "Run", "Trail Run", "Ride", "Quidditch"],
        "duration_min": MINUTES,
        "elapsed_min": MINUTES,
        "surface": [None, "Asphalt", "lava", "unknown"],
        "unpaved_share": [None, None, 0.0, 0.5, 0.8, 1.4],
        "shoe": [None, "Pegasus 40", " pegasus  40", "Ghost"],
        "rpe": SCORES,
    },
    "pain": {
        "site": [None, "LBP", "shoulder", "back"],
        "rating": [None, "3", "3", "3", "3,0", "3,5", "14", "7/10", "mild", "ouch", "=2"],
        "scale": [None, None, "0-10", "0-10", "1-4", "stars"],
        "time_of_day": [None, "am", "later"],
    },
    "shoes": {
        "shoe": [None, "Pegasus 40", "PEGASUS 40", "Ghost"],
        "start_km": [None, -3, 100],
    },
    "habits": {
        "time": [None, "7:00", "noon"],
        "habit": [None, "Plank", "Hamstring stretch", "Dead bug"],
        "dose": [None, -1, 0, 1, 60],
        "dose_unit": [None, "sec", "h", "furlong"],
    },
    "days": {"sleep_h": SCORES, "stress": SCORES, "illness": SCORES},
}
MOMENTS = {
    "runs": (["date"], "start"),
    "pain": (["date"], "rated_at"),
    "shoes": (["first_day", "retired_on"], None),
    "habits": (["date"], None),
    "days": (["date"], None),
}


def distance_of(chance):
    usual = chance.choice([None, -1, 0, 3.1, 5, 5, 5.05, 8.05, 10, 900])
    return chance.choice([usual, usual, round(chance.uniform(0, 400), 3)])


def row_of(name, chance):
    cells = {column: chance.choice(choices) for column, choices in CELLS[name].items()}
    days, moment = MOMENTS[name]
    day = chance.choice(DAYS)
    cells |= {column: chance.choice([None, "1969-12-31", *[day] * 8]) for column in days}
    if moment:
        cells[moment] = chance.choice([None, f"{day} {chance.choice(CLOCKS)}"])
    if name == "runs":
        cells["distance_km"] = distance_of(chance)
    # each table has rows of its own, as each is a file of its own
    return {"source": f"{name}-{chance.choice('abc')}.csv", **cells}


@cache
def reading(seed):
    chance = random.Random(seed)
    sizes = {name: chance.choice(SIZES) if seed % 2 else 60 for name in TABLES}
    records = {name: [row_of(name, chance) for _ in range(sizes[name])] for name in TABLES}
    return reading_of(**{name: rows_of(name, rows) for name, rows in records.items()})


@cache
def cleaned(seed):
    return clean_reading(reading(seed), Settings())


every_seed = pytest.mark.parametrize("seed", range(6))


@every_seed
def test_every_row_has_one_outcome_and_the_tables_hold_the_kept_ones(seed):
    log = cleaned(seed)
    ledger = log.ledger
    assert len(ledger) == len(reading(seed).ledger)
    assert counts(ledger)["read"].sum() == len(reading(seed).ledger)
    for name in TABLES:
        lines = ledger[ledger["table"] == name]
        kept = lines.loc[lines["outcome"] == "kept", ["source", "row"]]
        there = getattr(log, name)[["source", "source_row"]]
        assert sorted(map(tuple, kept.to_numpy())) == sorted(map(tuple, there.to_numpy()))
    assert ledger.loc[ledger["outcome"] != "kept", "reason"].notna().all()
    kept = ledger[ledger["outcome"] == "kept"]
    places = set(kept["source"] + ", row " + kept["row"].astype("str"))
    assert set(ledger.loc[ledger["outcome"] == "merged", "into"]) <= places
    assert ledger.loc[ledger["outcome"] != "merged", "into"].isna().all()


def test_the_examples_hold_every_outcome():
    ledger = pd.concat([cleaned(seed).ledger for seed in range(6)])
    outcomes = ledger.groupby("table")["outcome"].agg(set)
    assert (outcomes == set(schemas.OUTCOMES)).all(), outcomes


@every_seed
def test_cleaning_leaves_its_argument_as_it_was(seed):
    fresh = reading.__wrapped__(seed)
    cleaned(seed)
    for name in (*TABLES, "ledger"):
        pd.testing.assert_frame_equal(getattr(reading(seed), name), getattr(fresh, name))


@every_seed
def test_the_order_of_rows_does_not_matter(seed):
    chance, found = random.Random(seed), reading(seed)
    mixed = {}
    for name in TABLES:
        table = getattr(found, name)
        order = chance.sample(range(len(table)), len(table))
        mixed[name] = table.iloc[order].reset_index(drop=True)
    turned = dataclasses.replace(found, **mixed, ledger=found.ledger.iloc[::-1])
    same_tables(cleaned(seed), clean_reading(turned, Settings()), schemas.LOG_TABLES)


@every_seed
@pytest.mark.parametrize("timezone", [None, "Europe/Berlin"])
def test_a_written_log_reads_back_equal(tmp_path, seed, timezone):
    stated = Settings(timezone=timezone)
    log = dataclasses.replace(cleaned(seed), settings=stated)
    back = open_tidy_folder(write_log(log, tmp_path / "tidy"), stated)
    same_tables(log, back, schemas.LOG_TABLES)
    assert back.settings == log.settings


@every_seed
def test_cleaning_twice_changes_nothing_more(seed):
    once = cleaned(seed)
    again = clean_reading(as_reading(once), Settings())
    for name in TABLES:
        drop = ["source", "source_row"]
        pd.testing.assert_frame_equal(
            getattr(once, name).drop(columns=drop), getattr(again, name).drop(columns=drop)
        )
    assert (again.ledger["outcome"] == "kept").all()


def test_one_row_in_two_tables_has_one_outcome():
    run = rows_of("runs", [{"date": DAY, "distance_km": 5, "duration_min": 30}])
    pain = rows_of("pain", [{"date": DAY, "rating": "14"}])
    log = clean_reading(reading_of(runs=run, pain=pain), Settings())
    (line,) = log.ledger.to_dict("records")
    assert (line["table"], line["outcome"]) == ("runs+pain", "kept")
    assert line["reason"].startswith("pain_nrs: found 14")
    assert (len(log.runs), len(log.pain)) == (1, 0)


def test_days_outside_the_span_stay_kept_with_a_reason():
    early, late = {"rating": "1", "date": "2024-02-29"}, {"rating": "2"}
    log = cleaned_table("pain", early, late, settings=Settings(since=date(2024, 3, 1)))
    assert log.pain["date"].tolist() == [pd.Timestamp(DAY)]
    assert log.ledger["outcome"].tolist() == ["kept", "kept"]
    assert log.ledger["reason"].fillna("").tolist() == ["outside --since/--until", ""]
