"""A person's own table of runs, pain, shoes, habits or days: CSV in any dialect, or Excel.

One row may feed several tables (date, km, pain and stretching side by side); it has one ledger
line, and is kept if any part of it was kept.
"""

import pandas as pd

from backstride import schemas
from backstride.errors import DataError
from backstride.ledger import open_entries, record_outcome
from backstride.readers.base import (
    About,
    NotALogError,
    Reading,
    UndecidedError,
    joined,
    raw_table,
    reason_of,
)
from backstride.readers.files import EXCEL_MARKS, FilePath, fault_of, read_bytes, read_head
from backstride.readers.own_columns import (
    MOOD_IS_NOT_PAIN,
    chosen_column,
    clock_field_of,
    is_mood,
    missing_refusals,
    moments_of,
)
from backstride.readers.own_tables import (
    REST_DAY,
    days_part,
    distances_km,
    habits_part,
    pain_part,
    runs_part,
    shoes_part,
)
from backstride.readers.parse import excel
from backstride.readers.parse.columns import Columns, columns_of, is_known, pain_header
from backstride.readers.parse.numbers import decimal_marks
from backstride.readers.parse.table import Sheet, decoded, records_of, to_sheet
from backstride.readers.service_table import Cells, Part, split_by_device, together
from backstride.settings import Settings

ABOUT = About(
    source="Your own tables: CSV in any dialect, Excel; five languages",
    runs="rows with a distance or a duration",
    moving_time="`duration`; unit from the header",
    surface="`surface` in words, `unpaved_share`",
    shoe="`shoe`; a table of shoes gives starting kilometres and dates",
    rpe="`rpe`",
    pain="any rating column with its scale; before and after the run, morning and evening",
    zone="local, as written; times with an offset are converted with `--timezone`",
    refuses="rows without a usable date or value; ratings off their scale or in words",
)
_EXCEL_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_LONGEST_NAME, _MOST_NAMES = 40, 30
_MARKUP = (b"<", b"{", b"[{", b"[\n")
_ALLOWED = (
    "A date column (date, Datum, fecha, jour, datum) and one of: distance_km, duration_min, "
    "pain, habit, stretching, sleep_h, stress, sitting_h, illness, medication; "
    "or shoe for a table of shoes. A column of pain by another name: --pain-column NAME"
)


def recognises(path: FilePath) -> bool:
    """Whether a file can hold a table: a workbook, or text that is no markup."""
    head = read_head(path)
    if head.startswith(EXCEL_MARKS):
        return path.name.casefold().endswith(_EXCEL_SUFFIXES)
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return fault_of(head) is None and not bare.startswith(_MARKUP)


def read(path: FilePath, settings: Settings, source: str) -> Reading:
    """Rows of every table of a file; sheets of a workbook that are no log get a ledger line.

    Raises
    ------
    DataError
        If nothing in the file is a log, with the columns found and those allowed.
    UndecidedError
        If a unit or the order of day and month cannot be decided.
    """
    sheets = _sheets(path, source)
    readings: list[Reading] = []
    faults: list[tuple[str, DataError]] = []
    for sheet in sheets:
        try:
            readings.append(read_sheet(sheet, settings))
        except UndecidedError:
            raise
        except DataError as fault:
            faults.append((sheet.source, fault))
    if not readings:
        raise NotALogError(
            [problem for _, fault in faults for problem in fault.problems],
            " ".join(dict.fromkeys(reason_of(fault) for _, fault in faults)),
        )
    if len(sheets) > 1 and not faults and not any(len(one.ledger) for one in readings):
        raise DataError(
            f"{source}: nothing is filled in yet. Fill in a row of runs or of pain, save the file "
            "and read it again."
        )
    lines = [
        record_outcome(
            open_entries(name, [0], "file"),
            pd.DataFrame({"source": [name], "row": [0], "reason": [reason_of(fault)]}),
            "refused",
        )
        for name, fault in faults
    ]
    return joined([*readings, *(Reading(ledger=line) for line in lines)])


def read_sheet(sheet: Sheet, settings: Settings) -> Reading:
    """Rows of one table.

    Raises
    ------
    DataError
        If it feeds no table, or holds more than one runner.
    """
    chosen = chosen_column(sheet.header, settings.pain_column, sheet.source)
    columns = columns_of(sheet, chosen)
    _check(sheet, columns)
    texts = [sheet.column(label) for label in sheet.header]
    cells = Cells(sheet, columns, settings, decimal_marks(texts))
    parts = {"shoes": shoes_part(cells)} if columns.tables == ("shoes",) else _parts(cells)
    reading = missing_refusals(
        _settled(sheet, columns, parts), sheet.source, chosen, settings.pain_column
    )
    return split_by_device(reading, sheet, columns)


def _sheets(path: FilePath, source: str) -> list[Sheet]:
    content = read_bytes(path)
    if not content.startswith(EXCEL_MARKS):
        return [to_sheet(source, records_of(decoded(content, source), source), is_known)]
    sheets = excel.sheets_of(content, source)
    if len(sheets) == 1:
        return [to_sheet(source, records, is_known) for records in sheets.values()]
    return [to_sheet(f"{source} [{title}]", records, is_known) for title, records in sheets.items()]


def _check(sheet: Sheet, columns: Columns) -> None:
    if not columns.tables:
        why = "no known columns beside the date" if columns.has_date else "no date column"
        if any(map(is_mood, columns.unread)):
            why += f"; {MOOD_IS_NOT_PAIN}: name the column of ratings with --pain-column NAME"
        problem = f"{sheet.source}: {why}; found: {_names(sheet)}. Expected: {_ALLOWED}."
        raise NotALogError([problem], f"{why}. Expected: {_ALLOWED}.")
    runner = columns.fields.get("runner")
    if runner and sheet.column(runner.label).dropna().drop_duplicates().size > 1:
        raise DataError(
            f"{sheet.source}, {runner.label}: found several runners; "
            "give a file with the rows of one."
        )


def _names(sheet: Sheet) -> str:
    labels = [label for label in sheet.header if label]
    shown = [label[:_LONGEST_NAME] for label in labels[:_MOST_NAMES]]
    return ", ".join(shown) + (" …" if len(labels) > _MOST_NAMES else "")


def _parts(cells: Cells) -> dict[str, Part]:
    feeds = cells.columns.tables
    distance_km = distances_km(cells)
    when = moments_of(cells, clock_field_of(cells, distance_km))
    # one clock column belongs to one thing: the run, else the listed exercise, else the rating
    owners = [name for name in ("runs", "pain", "habits") if name in feeds]
    owner = "habits" if "habit" in cells.columns.fields else next(iter(owners), "")
    owner = "runs" if "runs" in feeds else owner
    parts = {"": Part(pd.DataFrame(), when.problems)}
    if "runs" in feeds:
        parts["runs"] = runs_part(cells, when, distance_km, owner == "runs")
    if "pain" in feeds:
        parts["pain"] = pain_part(cells, when, owner == "pain")
    if "habits" in feeds:
        parts["habits"] = habits_part(cells, when, owner == "habits")
    if "days" in feeds:
        parts["days"] = days_part(cells, when)
    return parts


def _settled(sheet: Sheet, columns: Columns, parts: dict[str, Part]) -> Reading:
    made = {name: part.rows for name, part in parts.items() if name}
    kept = set().union(*(rows.index for rows in made.values()))
    problems = together([part.problems for part in parts.values()])
    book = open_entries(sheet.source, sheet.all_rows, "+".join(columns.tables))
    refused = _refusals(sheet, problems, kept)
    return Reading(
        **{
            name: raw_table(name, rows.assign(source=sheet.source, source_row=rows.index))
            for name, rows in made.items()
        },
        ledger=record_outcome(book, refused, "refused") if len(book) else book,
        repairs=_repairs(sheet, columns, problems[problems["row"].isin(list(kept))]),
    )


def _refusals(sheet: Sheet, problems: pd.DataFrame, kept: set[int]) -> pd.DataFrame:
    lost = [row for row in sheet.rows.tolist() if row not in kept]
    told = problems[problems["row"].isin(lost)]
    sentences = told["column"] + ": found " + told["found"] + ", expected " + told["expected"]
    reasons = sentences.groupby(told["row"]).agg("; ".join).reindex(lost)
    judged = pd.DataFrame({"row": lost, "reason": reasons.fillna("no value in it").to_numpy()})
    return pd.concat([sheet.refused, judged]).assign(source=sheet.source)


def _repairs(sheet: Sheet, columns: Columns, problems: pd.DataFrame) -> pd.DataFrame:
    # a rest day beside a rating is no loss and needs no line
    lost = problems[problems["expected"] != REST_DAY]
    lines = lost[["row", "column", "found"]].assign(
        done="not used: expected " + lost["expected"].astype("str")
    )
    unread = pd.DataFrame(
        {
            "row": 1,
            "column": list(columns.unread),
            "found": list(columns.unread),
            "done": [f"not read: {_why_unread(label)}" for label in columns.unread],
        }
    )
    both = [table for table in (unread, lines) if not table.empty]
    if not both:
        return schemas.empty(schemas.REPAIRS)
    return schemas.fit_to(schemas.REPAIRS, pd.concat(both).assign(source=sheet.source))


def _why_unread(label: str) -> str:
    if is_mood(label):
        return MOOD_IS_NOT_PAIN
    if pain_header(label):
        return "another column holds the ratings"
    return "no meaning is known for a column of this name"


# Shoes whose history is stated with `--shoe` and stands in no file.

SOURCE = "--shoe"


def stated_shoes(settings: Settings) -> Reading:
    """One row of the table of shoes for every `--shoe`, numbered in their order.

    Examples
    --------
    >>> stated = stated_shoes(Settings.stated(shoes=["Harrier 5=120,2024-03-01"]))
    >>> stated.shoes[["shoe", "start_km"]].to_numpy().tolist()
    [['Harrier 5', 120.0]]
    """
    if not settings.shoes:
        return Reading()
    numbers = range(1, len(settings.shoes) + 1)
    rows = pd.DataFrame(
        [(pair.name, pair.start_km, pair.first_day) for pair in settings.shoes],
        columns=["shoe", "start_km", "first_day"],
    ).assign(source=SOURCE, source_row=numbers)
    dated = rows.assign(first_day=pd.to_datetime(rows["first_day"]))
    return Reading(shoes=raw_table("shoes", dated), ledger=open_entries(SOURCE, numbers, "shoes"))
