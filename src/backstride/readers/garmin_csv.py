"""Activities.csv as Garmin Connect's web page writes it, in the languages and locales it knows.

Facts of the format (exports of 2012 to 2026): times are local; no unit is named, so km or miles
are told by stride length; the number locale is not that of the header's language; `--`, `NaN`
and 0 stand for what was not measured; titles are left where they are.
"""

import pandas as pd

from backstride.readers.about import About
from backstride.readers.dates import date_order, parsed_times
from backstride.readers.delimited import decoded, records_of
from backstride.readers.durations import durations_min
from backstride.readers.export_table import (
    cells_of,
    header_keys,
    named_columns,
    runs_reading,
    told_once,
)
from backstride.readers.files import FilePath, read_bytes
from backstride.readers.garmin_columns import (
    COLUMNS,
    cadence_label,
    is_activities,
    stride_label,
)
from backstride.readers.garmin_units import are_metres, metres_run, to_km, unit_of_file
from backstride.readers.numbers import Marks, decimal_marks, numbers
from backstride.readers.parts import unused
from backstride.readers.reading import Reading
from backstride.readers.sheet import Sheet, to_sheet
from backstride.readers.text import alias_key
from backstride.settings import Settings

ABOUT = About(
    source="Garmin Connect `Activities.csv`, nine languages, both number locales",
    runs="every row",
    moving_time="`Moving Time`, else `Time`",
    surface="the type: street, trail, track, treadmill, indoor, virtual",
    zone="local, as written",
    refuses="rows without a date; the file, if km or miles cannot be told: `--distance-unit`",
)


_LINES_ABOVE_HEADER = 4
# the web page writes the rows it has loaded, and loads them by the twenty
ROWS_LOADED_AT_ONCE = 20
_GROUPED = r"'?-?[1-9]\d{0,2}(?P<mark>[.,])\d{3}(?:[.,]\d{3})*"
_USUAL_DISTANCE = (0.05, 500.0)
_STRIDE_M = (0.3, 3.0)


def recognises(path: FilePath) -> bool:
    """Whether a file is an Activities.csv, by a header in its first lines."""
    return any(is_activities(keys) for keys in header_keys(path, _LINES_ABOVE_HEADER))


def read(path: FilePath, settings: Settings, source: str) -> Reading:
    """Rows of the export; distances in km, the unit told by the runner's stride.

    Raises
    ------
    DataError
        If the file is damaged.
    UndecidedError
        If distances could be km or miles, or all-number dates can be read two ways.
    """
    records = records_of(decoded(read_bytes(path), source), source)
    sheet = to_sheet(source, [_unwrapped(record) for record in records], _is_known)
    texts = _texts(sheet)
    marks = _marks(texts)
    distance = numbers(texts["distance"], marks, _USUAL_DISTANCE)
    minutes = pd.DataFrame(
        {name: _minutes(texts[name], distance) for name in ("time", "moving", "elapsed")}
    )
    km, told = _kilometres(texts, distance, minutes["time"], marks, settings, source)
    parsed = parsed_times(texts["date"], date_order([texts["date"]], settings, source))
    runs = pd.DataFrame(
        {
            "start": parsed["wall"].where(parsed["has_clock"]),
            "date": parsed["wall"].dt.normalize(),
            "sport": texts["type"],
            "distance_km": km.where(km > 0),
            "duration_min": minutes["moving"].fillna(minutes["time"]).fillna(minutes["elapsed"]),
            "elapsed_min": minutes["elapsed"],
            "surface": "unknown",
        }
    )
    problems = [
        unused("distance_km", texts["distance"], distance, "a distance such as 7.5"),
        _untimed(texts, minutes),
    ]
    return runs_reading(sheet, runs, texts["date"], problems, [*told, _cut_short(sheet)])


def _unwrapped(record: list[str]) -> list[str]:
    # some files quote every row whole, while the header is split as usual
    held = [cell for cell in record if cell.strip()]
    return cells_of(held[0]) if len(held) == 1 else record


def _is_known(cell: str) -> bool:
    return alias_key(cell) in COLUMNS


def _texts(sheet: Sheet) -> dict[str, pd.Series]:
    blank = pd.Series(index=sheet.rows, dtype="str")
    found = named_columns(sheet, COLUMNS)
    texts = {name: found.get(name, blank) for name in sorted(set(COLUMNS.values()))}
    for name, label_of in (("stride", stride_label), ("cadence", cadence_label)):
        label = label_of(sheet.header)
        texts[name] = blank if label is None else sheet.column(label)
    return texts


def _marks(texts: dict[str, pd.Series]) -> Marks:
    """The decimal mark, from decimals, from grouped whole numbers, else from split seconds."""
    # calories and steps are whole: a mark before three digits groups, and the decimal is the other
    whole = pd.concat([texts["calories"], texts["steps"]]).str.extract(_GROUPED, expand=False)
    other = whole.map({",": ".", ".": ","}, na_action="ignore").dropna()
    marks = decimal_marks([texts["distance"], texts["stride"]]) | frozenset(other.unique())
    if marks:
        return marks
    clocks = pd.concat([texts["time"], texts["moving"], texts["elapsed"]])
    return frozenset(clocks.str.extract(r":\d{2}([.,])\d", expand=False).dropna().unique())


def _minutes(texts: pd.Series, distance: pd.Series) -> pd.Series:
    minutes = durations_min(texts, "mm:ss", distance)
    return minutes.where(minutes > 0)


def _kilometres(
    texts: dict[str, pd.Series],
    distance: pd.Series,
    minutes: pd.Series,
    marks: Marks,
    settings: Settings,
    source: str,
) -> tuple[pd.Series, list[pd.DataFrame]]:
    in_metres = are_metres(distance, minutes, texts["type"])
    ordinary = distance.where(~in_metres & (distance > 0))
    if ordinary.isna().all():
        km, lines = to_km(distance, in_metres, "km", texts["distance"])
        return km, [lines]
    cadence, stride = numbers(texts["cadence"], marks), numbers(texts["stride"], marks, _STRIDE_M)
    metres = metres_run(cadence, stride, minutes, ordinary)
    unit, told = unit_of_file(metres, settings.distance_unit, source)
    km, lines = to_km(distance, in_metres, unit, texts["distance"])
    return km, [told, lines]


def _untimed(texts: dict[str, pd.Series], minutes: pd.DataFrame) -> pd.DataFrame:
    is_zero = texts["time"].str.fullmatch(r"[0:.,]*", na=False)
    return unused(
        "duration_min", texts["time"].where(~is_zero), minutes["time"], "a time such as 00:27:12"
    )


def _cut_short(sheet: Sheet) -> pd.DataFrame:
    count = len(sheet.all_rows)
    if count == 0 or count % ROWS_LOADED_AT_ONCE:
        return pd.DataFrame()
    done = (
        f"kept; a multiple of {ROWS_LOADED_AT_ONCE}: the page exports only the rows it has loaded. "
        "Scroll to the end of the list, then export again."
    )
    return told_once("source", f"{count} rows", done)
