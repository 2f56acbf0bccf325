"""The export of Apple Health (`export.xml`, alone or in its zip): workouts and lower-back pain.

Facts of the format (exports of 2016 to 2026): times carry an offset, that of the phone on the day
of the export; the distance has its unit beside it, workout by workout; `HKIndoorWorkout` is 1 on
a treadmill. A unit of the account is a workout or a record of lower-back pain; they are numbered
together in the order of the file.
"""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from backstride import tables
from backstride.errors import DataError
from backstride.ledger import settle
from backstride.readers.about import About
from backstride.readers.apple_fragments import facts_of
from backstride.readers.apple_spans import ROOT, spans
from backstride.readers.dates import local_times, parsed_times
from backstride.readers.files import FilePath, chunks_of, read_head
from backstride.readers.numbers import plain_numbers
from backstride.readers.reading import Reading, raw_table
from backstride.settings import Settings

ABOUT = About(
    source="Apple Health `export.xml` or `export.zip`, of any size and language",
    runs="running workouts; other workouts become cross-training",
    moving_time="`duration`, else from start to end",
    surface="treadmill from `HKIndoorWorkout`",
    pain="records of lower-back pain: absent, mild, moderate, severe",
    zone="with offset; converted with `--timezone`, else as written",
    refuses="records whose severity is unspecified; elements that are not well formed",
)
_KM_PER = {"km": 1.0, "mi": 1.609344, "m": 0.001, "yd": 0.0009144, "ft": 0.0003048}
_MINUTES_PER = {"min": 1.0, "s": 1 / 60, "sec": 1 / 60, "hr": 60.0, "h": 60.0}
_TEXTS = (
    *("kind", "fault", "start", "end", "entered", "sport", "duration", "duration_unit"),
    *("distance", "distance_unit", "surface", "device", "rating", "code"),
)
_LONGEST_FOUND = 40
_UNSPECIFIED = "HKCategoryValueSeverityUnspecified"
_BESIDE = frozenset({"workout-routes", "electrocardiograms", "attachments"})


def recognises(path: FilePath) -> bool:
    """Whether a file is an export of Apple Health, by its outermost element."""
    head = read_head(path)
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") and ROOT in head


def is_export(children: Iterable[FilePath]) -> bool:
    """Whether a folder holds an export of Apple Health."""
    return any(
        child.name.casefold().endswith(".xml") and child.is_file() and recognises(child)
        for child in children
    )


def is_no_log(child: FilePath) -> bool:
    """Whether a member of an export is none of its logs: a copy, or the route of a workout."""
    name = child.name.casefold()
    return name.endswith("_cda.xml") or (name in _BESIDE and child.is_dir())


def read(path: FilePath, settings: Settings, source: str) -> Reading:
    """Workouts and ratings of an export.

    Raises
    ------
    DataError
        If it cannot be read, or holds neither.
    """
    found = [{"kind": span.kind, **facts_of(span)} for span in spans(chunks_of(path))]
    units = pd.DataFrame(found, columns=list(_TEXTS)).astype("str")
    is_cut = units["kind"] == "cut"
    cut = [_cut_short(source)] if is_cut.any() else []
    units = units[~is_cut].set_axis(range(1, 1 + int((~is_cut).sum())))
    if units.empty:
        raise DataError(f"{source}: no workouts and no records of lower-back pain in it.")
    times = _times(units, settings, source)
    reasons = _reasons(units, times)
    runs = _runs(units, times)[reasons.isna() & (units["kind"] == "runs")]
    pain = _pain(units, times)[reasons.isna() & (units["kind"] == "pain")]
    origin = pd.DataFrame({"source": _sources(units, source), "source_row": units.index})
    return Reading(
        runs=raw_table("runs", runs.join(origin)),
        pain=raw_table("pain", pain.join(origin)),
        ledger=_ledger(units, origin, reasons),
        repairs=pd.concat([_repairs(units[reasons.isna()], runs, origin), *cut]),
    )


def _times(units: pd.DataFrame, settings: Settings, source: str) -> pd.DataFrame:
    """Local `start`, `entered` and the minutes from start to end across any change of offset."""
    names = ["start", "end", "entered"]
    parsed = parsed_times(pd.concat([units[name] for name in names], keys=names), None)
    local = local_times(parsed, settings, source)
    in_utc = local_times(parsed, replace(settings, timezone="UTC"), source)
    minutes = (in_utc["end"] - in_utc["start"]).dt.total_seconds() / 60
    return pd.DataFrame(
        {
            "start": local["start"],
            "entered": local["entered"],
            "elapsed_min": minutes.where(minutes > 0),
        }
    )


def _reasons(units: pd.DataFrame, times: pd.DataFrame) -> pd.Series:
    found = units["start"].fillna("nothing").str[:_LONGEST_FOUND]
    undated = "startDate: found " + found + ", expected such as 2024-03-01 08:00:00 +0100"
    reasons = units["fault"].where(units["fault"].notna(), undated.where(times["start"].isna()))
    is_pain = (units["kind"] == "pain") & reasons.isna()
    empty = "value: found nothing, expected a severity"
    reasons = reasons.mask(is_pain & units["rating"].isna(), empty)
    unspecified = "severity unspecified: an entry without a value, which is no rating and not 0"
    return reasons.mask(is_pain & (units["rating"] == _UNSPECIFIED), unspecified)


def _runs(units: pd.DataFrame, times: pd.DataFrame) -> pd.DataFrame:
    minutes = plain_numbers(units["duration"]) * units["duration_unit"].map(_MINUTES_PER).astype(
        "float64"
    )
    elapsed = times["elapsed_min"]
    # start and end are whole seconds, so a duration may be up to one longer
    elapsed = elapsed.where(~minutes.between(elapsed, elapsed + 1 / 60), minutes)
    return pd.DataFrame(
        {
            "start": times["start"],
            "date": times["start"].dt.normalize(),
            "sport": units["sport"],
            "distance_km": plain_numbers(units["distance"])
            * units["distance_unit"].map(_KM_PER).astype("float64"),
            "duration_min": minutes.fillna(elapsed),
            "elapsed_min": elapsed,
            "surface": units["surface"].fillna("unknown"),
        }
    )


def _pain(units: pd.DataFrame, times: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rated_at": times["start"],
            "date": times["start"].dt.normalize(),
            "site": "lower back",
            "rating": units["rating"],
            "scale": "words",
            "entered_at": times["entered"],
        }
    )


def _sources(units: pd.DataFrame, source: str) -> pd.Series:
    """Each app or watch that wrote workouts is a source of its own: they may tell of one run."""
    device = units["device"].where(units["kind"] == "runs")
    number = pd.Series(pd.factorize(device)[0], index=units.index)
    return (source + " [" + (number + 1).astype("str") + "]").where(number > 0, source)


def _ledger(units: pd.DataFrame, origin: pd.DataFrame, reasons: pd.Series) -> pd.DataFrame:
    lines = origin.rename(columns={"source_row": "row"}).assign(table=units["kind"])
    book = tables.fit_to(tables.LEDGER, lines.assign(outcome="kept"))
    return settle(book, lines.assign(reason=reasons)[reasons.notna()], "refused")


def _repairs(units: pd.DataFrame, runs: pd.DataFrame, origin: pd.DataFrame) -> pd.DataFrame:
    """Lengths in a unit not known here, and severities given as HealthKit's numbers."""
    told = [
        _line(origin, "rating", units["code"].dropna(), "HealthKit's number, put in words"),
        _unread(units, runs, origin, "distance", "distance_km", _KM_PER),
        _unread(units, runs, origin, "duration", "duration_min", _MINUTES_PER),
    ]
    filled = [lines for lines in told if not lines.empty]
    both = pd.concat(filled) if filled else tables.empty(tables.REPAIRS)
    return tables.fit_to(tables.REPAIRS, both)


def _unread(
    units: pd.DataFrame,
    runs: pd.DataFrame,
    origin: pd.DataFrame,
    name: str,
    column: str,
    per: dict[str, float],
) -> pd.DataFrame:
    asked = units.loc[runs.index, [name, f"{name}_unit"]]
    is_read = plain_numbers(asked[name]).notna() & asked[f"{name}_unit"].isin(list(per))
    lost = asked[asked[name].notna() & ~is_read]
    found = lost[name] + " " + lost[f"{name}_unit"].fillna("without a unit")
    return _line(origin, column, found, "not used: expected a number of " + ", ".join(per))


def _line(origin: pd.DataFrame, column: str, found: pd.Series, done: str) -> pd.DataFrame:
    lines = origin.loc[found.index].rename(columns={"source_row": "row"})
    return lines.assign(column=column, found=found.str[:_LONGEST_FOUND], done=done)


def _cut_short(source: str) -> pd.DataFrame:
    done = "the file ends before its outermost element: what stands before was read"
    line = pd.DataFrame({"source": [source], "row": 0, "column": "file", "done": done})
    return tables.fit_to(tables.REPAIRS, line)
