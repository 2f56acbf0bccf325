"""A kept log of an older release is read and grows; one of a newer release is left alone."""

import csv
import sys
from dataclasses import replace
from functools import cache

import pandas as pd
import pandera.pandas as pa
import pytest
from clean_examples import accounted, same_tables
from kept_place import FIRST, HEAD, PLAIN, SECOND, THIRD, Place, lines, reason

from backstride import cli, read_log, schemas
from backstride.clean import Log, keep_log, open_tidy_folder, read, write_log
from backstride.clean.identity import CORRECTED, DELETED, REPLACED
from backstride.clean.store import open_table, write_tables
from backstride.cohort.read import diary_of_folder
from backstride.errors import DataError
from backstride.readers import read_paths
from backstride.readers.base import RAW_COLUMNS
from backstride.schemas.log import COUNT, FINGERPRINTS, LOOKS, NUMBER, TEXT, TIME, column

READ_BACK = {**schemas.LOG_TABLES, "fingerprints": FINGERPRINTS, "looks": LOOKS}
NEEDED = {table: schemas.needed_columns(schema) for table, schema in READ_BACK.items()}
OPTIONAL = {
    table: [name for name in schema.columns if name not in NEEDED[table]]
    for table, schema in READ_BACK.items()
}


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def layout(folder):
    return (folder / "layout.csv").read_text("utf-8")


def cells_in(path):
    return pd.read_csv(path, dtype="str", keep_default_na=False)


def without(path, *names):
    """Take columns out of a file, as a release wrote it that did not know them."""
    cells_in(path).drop(columns=list(names)).to_csv(path, index=False, lineterminator="\n")


def as_before_layouts(folder):
    """Take out of a folder what older releases may not have written and its rows do not use."""
    (folder / "layout.csv").unlink()
    taken = []
    for table, names in OPTIONAL.items():
        path = folder / f"{table}.csv"
        unused = [name for name in names if path.exists() and cells_in(path)[name].eq("").all()]
        if unused:
            without(path, *unused)
        taken += [(table, name) for name in unused]
    return taken


# A missing column.


@cache
def full(table):
    """Two rows of a table with something in every cell."""
    columns = {}
    for name, how in READ_BACK[table].columns.items():
        limits = how.metadata
        low = limits["low"] or 0
        columns[name] = {
            TEXT: list(limits["allowed"][:1] or ["=7:5"]) * 2,
            NUMBER: [low, low + 0.5],
            COUNT: [low + 1, low + 2],
            TIME: [pd.Timestamp("2025-03-01"), pd.Timestamp("2025-03-02")],
        }[limits["dtype"]]
    return schemas.fit_to(READ_BACK[table], pd.DataFrame(columns))


@pytest.fixture
def filled(tmp_path):
    """A folder in which no cell is empty."""
    tables = {table: full(table) for table in READ_BACK}
    return write_tables(tables, Log(), tmp_path / "kept")


def read_back(folder, table):
    if table == "fingerprints":
        return open_table(folder / "fingerprints.csv", FINGERPRINTS, PLAIN)
    return getattr(open_tidy_folder(folder, PLAIN), table)


@pytest.mark.parametrize("table", [table for table, names in OPTIONAL.items() if names])
def test_an_optional_column_that_is_missing_reads_as_empty(filled, table):
    pd.testing.assert_frame_equal(read_back(filled, table), full(table))
    path = filled / f"{table}.csv"
    whole = path.read_bytes()
    for name in OPTIONAL[table]:
        without(path, name)
        back = read_back(filled, table)
        assert back[name].isna().all()
        assert back.dtypes.equals(full(table).dtypes)
        pd.testing.assert_frame_equal(back.drop(columns=name), full(table).drop(columns=name))
        path.write_bytes(whole)


@pytest.mark.parametrize("table", READ_BACK)
def test_a_needed_column_that_is_missing_is_told(filled, table):
    path = filled / f"{table}.csv"
    whole = path.read_bytes()
    for name in NEEDED[table]:
        without(path, name)
        with pytest.raises(DataError) as told:
            read_back(filled, table)
        said = told.value.problems[0]
        assert said.startswith(f"{table}.csv: found no column {name}, expected the columns ")
        assert ", ".join(READ_BACK[table].columns) in said
        assert said.endswith("Put the header back as it was.")
        path.write_bytes(whole)


def test_all_optional_columns_may_be_missing_at_once_and_the_others_in_any_order(filled):
    for table in schemas.LOG_TABLES:
        path = filled / f"{table}.csv"
        without(path, *OPTIONAL[table])
        cells_in(path).iloc[:, ::-1].to_csv(path, index=False)
    log = open_tidy_folder(filled, PLAIN)
    for table, names in NEEDED.items():
        if table in schemas.LOG_TABLES:
            pd.testing.assert_frame_equal(getattr(log, table)[names], full(table)[names])


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("mood,", "found the unknown column mood, expected the columns start, "),
        (",", "found the unknown column without a name, expected"),
        ("date,", "found twice the column date, expected"),
    ],
)
def test_an_unknown_column_or_one_that_is_there_twice_is_told(place, header, message):
    place.keep(place.file("runs.csv", HEAD, FIRST))
    path = place.out / "runs.csv"
    first, second = path.read_text("utf-8").splitlines()
    path.write_text(f"{header}{first}\n2024-03-01,{second}\n", "utf-8")
    before = place.state()
    with pytest.raises(DataError) as told:
        place.keep()
    assert f"runs.csv: {message}" in str(told.value)
    assert ("update Backstride" in str(told.value)) == ("unknown" in message)
    assert place.state() == before


def test_a_column_that_came_later_cannot_be_needed():
    assert column(TEXT, "the weather", since=2).nullable
    for needed in ({"required": True}, {"needed": True}):
        with pytest.raises(ValueError, match="the weather: a column that came later cannot be"):
            column(TEXT, "the weather", since=2, **needed)


# A folder that an older release has written.

OTHERS = {
    "pain.csv": ("date,time,pain,site,note", "2024-03-01,20:00,3,,=x", "2024-03-02,,4,,"),
    "shoes.csv": ("shoe,start_km", "Nova,120"),
    "habits.csv": ("date,habit,dose,unit", "2024-03-01,plank,60,s"),
    "days.csv": ("date,sleep_h,stress", "2024-03-01,7,2"),
}
LATER = {
    "more-runs.csv": (f"{HEAD},elapsed_min,rpe", f"{THIRD},50,4"),
    "more-pain.csv": ("date,time,pain,entered_at", "2024-03-05,20:00,5,2024-03-05 21:00"),
    "more-shoes.csv": ("shoe,start_km,first_day,retired_on", "Lark,10,2024-03-04,2024-05-01"),
    "more-habits.csv": ("date,time,habit,dose,unit", "2024-03-05,08:00,plank,60,s"),
    "more-days.csv": ("date,sleep_h,sitting_h,illness,medication", "2024-03-05,8,6,0,1"),
}


def first_files(place):
    runs = place.file("runs.csv", HEAD, FIRST, SECOND)
    return [runs, *(place.file(name, *table) for name, table in OTHERS.items())]


def later_files(place):
    return [place.file(name, *table) for name, table in LATER.items()]


def test_what_is_remembered_of_a_row_is_what_layout_1_remembered(place):
    place.keep(*first_files(place))
    # `fingerprints.csv` as the last release without a layout wrote it from the same files
    assert (place.out / "fingerprints.csv").read_text("utf-8") == (
        "source,row,slot,content,written\n"
        "days.csv,2,f2a87f5248002324,b4d6b5c229d85419,b4d6b5c229d85419\n"
        "habits.csv,2,5f4a3d5774dee026,d7be92397f5fc399,d7be92397f5fc399\n"
        "pain.csv,2,04f9174cf74b317e,79b41382322574f3,2668c9cbfd4e8520\n"
        "pain.csv,3,e86d876a39376693,2d325bab05ab9efd,52768f5000fa9c0c\n"
        "runs.csv,2,332b609aeaecea2d,62e725d0849520e8,0e83dee0f693b942\n"
        "runs.csv,3,e3516cd6923ecda2,bc9ee552621fa2b2,d90f849abf402eb0\n"
        "shoes.csv,2,c81cb78a001c41f4,fe2095d2e3eea7d6,fe2095d2e3eea7d6\n"
    )


def test_a_column_says_in_which_layout_it_came():
    first = {
        "runs": "start,date,sport,distance_km,duration_min,elapsed_min,surface,unpaved_share,shoe,"
        "rpe,source,source_row",
        "pain": "rated_at,date,site,rating,scale,pain_nrs,time_of_day,entered_at,note,source,"
        "source_row",
        "shoes": "shoe,start_km,first_day,retired_on,source,source_row",
        "habits": "date,time,habit,dose,dose_unit,source,source_row",
        "days": "date,sleep_h,stress,sitting_h,illness,medication,source,source_row",
        "ledger": "source,row,table,outcome,reason,into",
        "repairs": "source,row,column,found,done",
    }
    since = {
        table: {name: how.metadata["since"] for name, how in schema.columns.items()}
        for table, schema in schemas.LOG_TABLES.items()
    }
    for table, columns in since.items():
        assert [name for name, layout in columns.items() if layout == 1] == first[table].split(",")
        assert max(columns.values()) <= schemas.LAYOUT_VERSION


def test_an_older_folder_grows_to_what_one_reading_of_all_files_gives(place):
    first, later = first_files(place), later_files(place)
    place.keep(*first)
    taken = as_before_layouts(place.out)
    assert {("runs", "rpe"), ("pain", "entered_at"), ("days", "medication")} < set(taken)
    same_tables(read_log(place.out), read_log(first), schemas.LOG_TABLES)
    place.keep(*later)
    grown = place.state()
    keep_log([*first, *later], place.root / "at-once", PLAIN)
    at_once = {path.name: path.read_bytes() for path in (place.root / "at-once").iterdir()}
    assert grown == at_once
    assert layout(place.out) == f"backstride_layout\n{schemas.LAYOUT_VERSION}\n"


def test_the_same_files_again_bring_an_older_folder_up_to_date_and_no_more(place):
    first = first_files(place)
    place.keep(*first)
    before = place.state()
    as_before_layouts(place.out)
    place.keep(*first)
    assert place.state() == before


def test_what_a_person_changed_in_an_older_folder_stays_so(place):
    place.keep(*first_files(place))
    place.change("runs", ",10,55,,unknown,", ",12,,,unknown,")
    place.delete_row("pain", 2)
    place.change("shoes", "Nova,120,,,shoes.csv,2\n", "Nova,120,,,shoes.csv,2\nLark,7,,,me,1\n")
    as_before_layouts(place.out)
    log = place.keep(*first_files(place), *later_files(place))
    assert log.runs["distance_km"].tolist() == [12, 5, 8]
    assert log.pain["pain_nrs"].tolist() == [4, 5]
    assert log.shoes[["shoe", "start_km"]].to_numpy().tolist() == [["Lark", 7], ["Nova", 120]]
    assert reason(log, "pain.csv", 2) == DELETED
    assert lines(log)["me 1"] == "kept"
    assert log.repairs.loc[log.repairs["done"] == CORRECTED, "source"].tolist() == ["runs.csv"]


def test_a_column_taken_out_by_hand_is_a_correction_of_the_rows_that_filled_it(place):
    runs = place.file("runs.csv", HEAD, FIRST, SECOND)
    place.keep(runs)
    without(place.out / "runs.csv", "duration_min")
    log = place.keep(runs)
    assert log.runs["duration_min"].isna().all()
    assert log.repairs[["row", "done"]].to_numpy().tolist() == [[2, CORRECTED], [3, CORRECTED]]


@pytest.mark.parametrize("nth", [1, 5, 9])
def test_an_older_folder_is_brought_up_to_date_whole_or_not_at_all(place, monkeypatch, nth):
    place.keep(*first_files(place))
    as_before_layouts(place.out)
    before = place.state()
    replace_file, calls = type(place.root).replace, []

    def stopped(path, target):
        calls.append(path)
        if len(calls) == nth:
            raise KeyboardInterrupt
        return replace_file(path, target)

    monkeypatch.setattr(type(place.root), "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        keep_log([], place.out, PLAIN)
    monkeypatch.undo()
    assert place.state() == before
    keep_log([], place.out, PLAIN)
    assert cells_in(place.out / "runs.csv").columns.tolist() == list(schemas.RUNS.columns)


# The release after this one: a column more, in the middle of a table.


def with_weather(schema):
    columns = {}
    for name, how in schema.columns.items():
        columns[name] = how
        if name == "sport":
            columns["weather"] = column(TEXT, "the weather", since=schemas.LAYOUT_VERSION + 1)
    return pa.DataFrameSchema(columns, name=schema.name, strict=True)


@pytest.fixture
def next_release(monkeypatch):
    """Let the code be that of the next release, and say what its readers find of the weather."""

    def begin(weather):
        def read_with_weather(*args):
            reading = read_paths(*args)
            is_wet = reading.runs["source"].map(weather).astype("str")
            return replace(reading, runs=reading.runs.assign(weather=is_wet))

        runs = with_weather(schemas.RUNS)
        monkeypatch.setitem(schemas.LOG_TABLES, "runs", runs)
        monkeypatch.setattr(schemas, "RUNS", runs)
        monkeypatch.setattr(schemas, "LAYOUT_VERSION", schemas.LAYOUT_VERSION + 1)
        monkeypatch.setitem(RAW_COLUMNS, "runs", {"weather": "str", **RAW_COLUMNS["runs"]})
        monkeypatch.setattr(read, "read_paths", read_with_weather)

    return begin


def kept_by_hand(place):
    """Keep two runs, then correct the first."""
    runs = place.file("runs.csv", HEAD, FIRST, SECOND)
    place.keep(runs)
    place.change("runs", ",10,55,,unknown,", ",12,,,unknown,")
    return runs


def test_the_next_release_reads_a_folder_of_this_one_and_takes_no_row_for_another(
    place, next_release
):
    runs = kept_by_hand(place)
    place.keep()
    known = (place.out / "fingerprints.csv").read_bytes()
    next_release({})
    log = place.keep(runs)
    assert log.runs["weather"].isna().all()
    assert log.runs["distance_km"].tolist() == [12, 5]
    assert log.repairs[["row", "done"]].to_numpy().tolist() == [[2, CORRECTED]]
    assert lines(log) == {"runs.csv 2": "kept", "runs.csv 3": "kept"}
    assert (place.out / "fingerprints.csv").read_bytes() == known
    assert layout(place.out) == f"backstride_layout\n{schemas.LAYOUT_VERSION}\n"


def test_what_the_next_release_finds_more_in_a_known_file_is_taken_in(place, next_release):
    runs = kept_by_hand(place)
    next_release({"runs.csv": "rain", "more.csv": "sun"})
    log = place.keep(runs, place.file("more.csv", HEAD, THIRD))
    assert log.runs["distance_km"].tolist() == [12, 5, 8]
    # the corrected run takes nothing from any file any more
    assert log.runs["weather"].fillna("").tolist() == ["", "rain", "sun"]
    assert reason(log, "runs.csv", 3) == REPLACED
    before = place.state()
    place.keep(runs)
    assert place.state() == before
    accounted(log)


# A folder that a newer release has written.


@pytest.fixture
def newer(place):
    """A kept log as a later release may write it: another layout, tables unlike these."""
    place.keep(*first_files(place))
    (place.out / "layout.csv").write_text("backstride_layout\n99\n", "utf-8")
    place.change("runs", "start,date,", "began,day,")
    place.change("ledger", "source,row,", "file,line,")
    place.change("fingerprints", "source,row,", "file,line,")
    return place


def told(place, act):
    before = place.state()
    with pytest.raises(DataError) as refusal:
        act()
    assert place.state() == before
    assert refusal.value.problems == (
        f"{place.out}: found tables in layout 99, expected a layout up to "
        f"{schemas.LAYOUT_VERSION}, the last that this Backstride reads; update Backstride, "
        "nothing was changed.",
    )


def test_a_folder_of_a_newer_layout_is_neither_read_nor_written(newer):
    more = newer.file("more.csv", HEAD, THIRD)
    told(newer, lambda: keep_log([more], newer.out, PLAIN))
    told(newer, lambda: keep_log([newer.out], newer.out, PLAIN))
    told(newer, lambda: read_log(newer.out))
    told(newer, lambda: read_log([newer.out, more]))
    told(newer, lambda: write_log(Log(), newer.out))


@pytest.mark.parametrize("command", ["read", "report", "report elsewhere"])
def test_the_command_line_ends_with_2_on_a_newer_layout(newer, command, monkeypatch, capfd):
    more, before = newer.file("more.csv", HEAD, THIRD), newer.state()
    named = {
        "read": ["read", more, "--out", newer.out],
        "report": ["report", more, "--out", newer.out],
        "report elsewhere": ["report", newer.out, "--out", newer.root / "page"],
    }[command]
    monkeypatch.setattr(sys, "argv", ["backstride", *map(str, named)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    said = [line for line in capfd.readouterr().err.splitlines() if line.strip()]
    assert (end.value.code, len(said)) == (2, 1)
    assert said[0].startswith(f"{newer.out}: found tables in layout 99, ")
    assert newer.state() == before
    assert not (newer.root / "page").exists()


def test_a_runner_of_a_cohort_with_a_newer_layout_is_left_out_with_the_reason(newer):
    _, ledger, _ = diary_of_folder(newer.out, PLAIN)
    assert ledger["outcome"].eq("refused").all()
    assert "found tables in layout 99" in ledger["reason"].iloc[0]


def test_tables_of_a_newer_layout_inside_a_folder_are_not_read_beside_their_origin(newer):
    assert set(read_log(newer.root, rated="evening").ledger["source"]) == {"runs.csv", *OTHERS}


# The file that says the layout.


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "layout.csv: found no header that can be read, expected the columns backstride_lay"),
        ("floor,wall\n1,2\n", "layout.csv: found no column backstride_layout and the unknown"),
        ("backstride_layout\n", "layout.csv: found 0 rows, expected one with the version"),
        ("backstride_layout\n2\n2\n", "layout.csv: found 2 rows, expected one with the version"),
        ("backstride_layout\ntwo\n", "layout.csv, row 2, backstride_layout: found two, expected a"),
        ("backstride_layout\n1.5\n", "layout.csv, row 2, backstride_layout: found 1.5, expected a"),
        ("backstride_layout\n0\n", "layout.csv, row 2, backstride_layout: found 0, expected gre"),
    ],
)
def test_a_layout_that_says_no_version_is_told_and_left(place, text, message):
    runs = place.file("runs.csv", HEAD, FIRST)
    place.keep(runs)
    (place.out / "layout.csv").write_text(text, "utf-8")
    before = place.state()
    for act in (
        lambda: place.keep(runs),
        lambda: read_log(place.out),
        lambda: write_log(Log(), place.out),
    ):
        with pytest.raises(DataError) as refusal:
            act()
        assert message in str(refusal.value)
    assert place.state() == before


def test_a_folder_whose_files_a_spreadsheet_has_saved_is_read(place):
    place.keep(*first_files(place))
    before = place.state()
    for path in place.out.iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            records = list(csv.reader(file))
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows(records)
    found = read_log(place.root, rated="evening")
    assert set(found.ledger["source"]) == {"runs.csv", *OTHERS}
    place.keep(*first_files(place))
    assert place.state() == before


def test_a_layout_file_of_somebody_else_is_never_written_over(place):
    place.out.mkdir()
    own = place.out / "layout.csv"
    own.write_text("room,floor\nden,2\n", "utf-8")
    with pytest.raises(DataError, match=r"did not write: layout.csv\. They would be lost"):
        place.keep(place.file("runs.csv", HEAD, FIRST))
    assert own.read_text("utf-8") == "room,floor\nden,2\n"
