"""The export of a Garmin account: activities and gear in JSON."""

import json
import math
from collections.abc import Callable
from typing import Any

import pandas as pd

from backstride.errors import DataError
from backstride.ledger import open_entries, record_outcome
from backstride.readers.base import About, Reading, raw_table
from backstride.readers.files import FilePath, read_bytes, read_head
from backstride.readers.service_table import repair_list
from backstride.schemas import KM_PER_MILE
from backstride.settings import Settings

# Shoes in Garmin's gear.json: true first days, and which pair each activity was run in.
#
# `maximumMeters` is the distance at which the runner wants to be told, not the mileage.

_SHOES = "shoes"


def is_gear(payload: Any) -> bool:
    """Whether a payload is a list of gear."""
    return bool(_pieces(payload)) or any("gearDTOS" in part for part in _parts(payload))


def gear_table(payload: Any) -> pd.DataFrame:
    """One row per piece of gear, numbered from 1 in the order found.

    Returns
    -------
    DataFrame
        Columns `key`, `kind` (`shoes` for shoes), `shoe`, `first_day`, `retired_on` (datetime64,
        missing where not said), `is_renamed`. Two pairs of one name are told apart by their first
        day, else by their number.
    """
    pieces = _pieces(payload)
    rows = pd.DataFrame(
        {
            "key": [str(piece.get("gearPk")) for piece in pieces],
            "kind": [_word(piece.get("gearTypeName")).casefold() for piece in pieces],
            "shoe": [_name(piece) for piece in pieces],
            "first_day": [_day(piece.get("dateBegin")) for piece in pieces],
            "retired_on": [_day(piece.get("dateEnd")) for piece in pieces],
        },
        index=range(1, len(pieces) + 1),
    ).astype({"key": "str", "kind": "str", "shoe": "str"})
    for column in ("first_day", "retired_on"):
        rows[column] = pd.to_datetime(rows[column]).astype("datetime64[us]")
    return _numbered_apart(rows)


def shoe_of_activity(payload: Any) -> dict[str, str]:
    """Activity id → name of the pair; bikes and other gear are left out."""
    gear = gear_table(payload)
    shoes = gear[(gear["kind"] == _SHOES) & gear["shoe"].notna()]
    names = dict(zip(shoes["key"], shoes["shoe"], strict=True))
    pairs: dict[str, str] = {}
    for part in _parts(payload):
        links = part.get("gearActivityDTOs")
        listed = links.items() if isinstance(links, dict) else [("", links)]
        for key, activities in listed:
            for link in activities if isinstance(activities, list) else []:
                if isinstance(link, dict):
                    name = names.get(str(key or link.get("gearPk")))
                    pairs.update({str(link.get("activityId")): name} if name else {})
    return pairs


def _parts(payload: Any) -> list[dict[str, Any]]:
    elements = payload if isinstance(payload, list) else [payload]
    return [one for one in elements if isinstance(one, dict)]


def _pieces(payload: Any) -> list[dict[str, Any]]:
    parts = _parts(payload)
    listed = [part["gearDTOS"] for part in parts if isinstance(part.get("gearDTOS"), list)]
    found = [piece for pieces in listed for piece in pieces] if listed else parts
    return [one for one in found if isinstance(one, dict) and "gearPk" in one]


def _name(piece: dict[str, Any]) -> str | None:
    own = _word(piece.get("displayName"))
    return own or _word(piece.get("customMakeModel")) or None


def _numbered_apart(rows: pd.DataFrame) -> pd.DataFrame:
    key = rows["shoe"].str.casefold()
    is_shared = key.notna() & key.duplicated(keep=False) & (rows["kind"] == _SHOES)
    since = rows["first_day"].astype("str").str[:10]
    by_day = rows["shoe"] + " (" + since.fillna("no. " + rows["key"]) + ")"
    still = by_day.duplicated(keep=False)
    by_key = by_day.where(~still, rows["shoe"] + " (no. " + rows["key"] + ")")
    return rows.assign(shoe=rows["shoe"].mask(is_shared, by_key), is_renamed=is_shared)


def _day(value: Any) -> pd.Timestamp | None:
    if isinstance(value, str):
        day = pd.to_datetime(value[:10], format="%Y-%m-%d", errors="coerce")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        day = pd.to_datetime(value, unit="ms", errors="coerce")
    else:
        return None
    return None if pd.isna(day) else day.normalize()


def _word(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


# Activities in Garmin's JSON: the account export, the lists of the web page, one activity.
#
# The account export counts centimetres and milliseconds and codes the wall clock of the start as
# if it were UTC; all the others count metres and seconds and write the start out.

Activity = dict[str, Any]

_KINDS = {
    "zoneNumber": "the heart-rate zones of one activity",
    "typeKey": "Garmin's list of activity types",
    "com.garmin.activity.details.json.ActivityDetails": "the samples of one activity",
}
_METRES_PER = {"kilometer": 1000.0, "mile": 1000 * KM_PER_MILE, "meter": 1.0}
# elapsed time comes in milliseconds beside a duration in seconds
_MILLISECONDS = 500.0


def payload_of(path: FilePath, source: str) -> Any:
    """What a JSON file holds.

    Raises
    ------
    DataError
        If it is no JSON, or cut off.
    """
    try:
        return json.loads(read_bytes(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        where = f"line {fault.lineno}" if isinstance(fault, json.JSONDecodeError) else "encoding"
        raise DataError(
            f"{source}: not valid JSON, or cut off ({where}). Export it again."
        ) from None


def activities_of(payload: Any, source: str) -> pd.DataFrame:
    """One row per activity, numbered from 1 in the order found.

    Returns
    -------
    DataFrame
        Columns `id`, `parent`, `sport` (text), `start` (datetime64[us], local, missing where
        unreadable), `found_start` (text), `distance_km`, `timer_min`, `moving_min`,
        `elapsed_min`.

    Raises
    ------
    DataError
        If the file holds no activities; the message says what it is.
    """
    found, flat = _listed(payload)
    if not found:
        raise DataError(
            f"{source}: this is {_kind(payload)}, not a log. "
            "Give the list of activities: summarizedActivities.json."
        )
    empty: Activity = {}
    flattened = [flat(one) if isinstance(one, dict) else empty for one in found]
    columns = ["id", "parent", "sport", "begun", "cm_ms", "metres", "timer", "moving", "elapsed"]
    table = pd.DataFrame(flattened, index=range(1, len(found) + 1), columns=columns)
    return _in_our_units(table)


def _listed(payload: Any) -> tuple[list[Any], Callable[[Activity], Activity]]:
    elements = payload if isinstance(payload, list) else [payload]
    wrapped = [
        one["summarizedActivitiesExport"]
        for one in elements
        if isinstance(one, dict) and isinstance(one.get("summarizedActivitiesExport"), list)
    ]
    if wrapped:
        return [one for part in wrapped for one in part], _summary
    if isinstance(payload, dict) and isinstance(payload.get("results"), dict):
        results = payload["results"].get("activities")
        return results if isinstance(results, list) else [], _found_by_search
    if any(isinstance(one, dict) and isinstance(one.get("summaryDTO"), dict) for one in elements):
        return elements, _detail
    if any(isinstance(one, dict) and "startTimeLocal" in one for one in elements):
        return elements, _summary
    return [], _summary


def _summary(one: Activity) -> Activity:
    begun = one.get("startTimeLocal")
    return {
        "id": _text(one.get("activityId")),
        "parent": _text(one.get("parentId")),
        "sport": _key(one.get("activityType")),
        "begun": begun,
        "cm_ms": isinstance(begun, int | float),
        "metres": _number(one.get("distance")),
        "timer": _number(one.get("duration")),
        "moving": _number(one.get("movingDuration")),
        "elapsed": _number(one.get("elapsedDuration")),
    }


def _detail(one: Activity) -> Activity:
    told = one.get("summaryDTO")
    kind = {"activityType": one.get("activityTypeDTO")}
    return _summary({**one, **(told if isinstance(told, dict) else {}), **kind})


def _found_by_search(one: Activity) -> Activity:
    activity = one.get("activity")
    told = activity.get("activitySummary") if isinstance(activity, dict) else None
    if not isinstance(told, dict) or not isinstance(activity, dict):
        return {}
    cells = {name: cell for name, cell in told.items() if isinstance(cell, dict)}
    value = {name: _number(cell.get("value")) for name, cell in cells.items()}
    begun, far = cells.get("BeginTimestamp", {}), cells.get("SumDistance", {})
    return {
        "id": _text(activity.get("activityId")),
        "parent": _text(activity.get("parentId")),
        "sport": _key(activity.get("activityType")),
        "begun": _wall_clock(begun.get("value"), begun.get("uom")),
        "cm_ms": False,
        "metres": value.get("SumDistance", math.nan)
        * _METRES_PER.get(str(far.get("uom")), math.nan),
        "timer": value.get("SumDuration"),
        "moving": value.get("SumMovingDuration"),
        "elapsed": value.get("SumElapsedDuration"),
    }


def _in_our_units(table: pd.DataFrame) -> pd.DataFrame:
    coded = table["cm_ms"].fillna(False).astype("bool")
    number = table[["metres", "timer", "moving", "elapsed"]].astype("float64")
    number = number.where(number > 0)
    seconds = number[["timer", "moving", "elapsed"]].where(~coded, number / 1000)
    in_ms = seconds["elapsed"] > _MILLISECONDS * seconds["timer"]
    begun = table["begun"]
    return pd.DataFrame(
        {
            **{name: table[name].astype("str") for name in ("id", "parent", "sport")},
            "start": _starts(begun, coded),
            "found_start": begun.map(_text, na_action="ignore").astype("str"),
            "distance_km": (number["metres"] / 1000).where(~coded, number["metres"] / 100_000),
            "timer_min": seconds["timer"] / 60,
            "moving_min": seconds["moving"] / 60,
            "elapsed_min": seconds["elapsed"].where(~in_ms, seconds["elapsed"] / 1000) / 60,
        }
    )


def _starts(begun: pd.Series, coded: pd.Series) -> pd.Series:
    epoch = begun.where(coded).map(_number, na_action="ignore").astype("float64")
    sane = epoch.where(epoch.between(-631_152_000_000, 4_102_444_800_000))
    written = begun.where(~coded).map(_text, na_action="ignore").astype("str")
    clock = written.str.replace("T", " ").str.extract(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)")[0]
    from_text = pd.to_datetime(clock, format="%Y-%m-%d %H:%M:%S", errors="coerce")
    from_epoch = pd.to_datetime(sane, unit="ms", errors="coerce")
    return from_text.astype("datetime64[us]").fillna(from_epoch.astype("datetime64[us]"))


def _wall_clock(value: Any, zone: Any) -> str | None:
    try:
        moment = pd.Timestamp(str(value)).tz_convert(str(zone))
    except (ValueError, TypeError, KeyError, OSError):
        return None
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _key(kind: Any) -> str | None:
    if isinstance(kind, dict):
        return _text(kind.get("typeKey") or kind.get("key"))
    return _text(kind)


def _text(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return f"{value:.0f}" if isinstance(value, float) and math.isfinite(value) else str(value)


def _number(value: Any) -> float:
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        return math.nan
    return number if math.isfinite(number) else math.nan


def _kind(payload: Any) -> str:
    first = payload[0] if isinstance(payload, list) and payload else payload
    keys = list(first) if isinstance(first, dict) else []
    return next((kind for key, kind in _KINDS.items() if key in keys), "no list of activities")


# The export of a Garmin account: summarizedActivities*.json and gear.json; lists in JSON.

ABOUT = About(
    source="Garmin account export (`summarizedActivities*.json`, `gear.json`), activity lists",
    runs="every activity",
    moving_time="`movingDuration`, else `duration`",
    surface="the type, as above",
    shoe="the gear of each activity, with its true first and last day",
    zone="local, as written",
    refuses="other JSON of the account",
)


_MARKS = (
    b'"summarizedActivitiesExport"',
    b'"gearDTOS"',
    b'"gearPk"',
    b'"activityId"',
    b'"summaryDTO"',
    b'"zoneNumber"',
    b'"typeKey"',
    b'"com.garmin.',
)


def recognises(path: FilePath) -> bool:
    """Whether a file is JSON that names a thing of Garmin's in its beginning."""
    head = read_head(path)
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"[", b"{")):
        return False
    return any(mark in head for mark in _MARKS)


def read(path: FilePath, settings: Settings, source: str) -> Reading:  # noqa: ARG001
    """Activities, each with the pair that the gear.json beside the file names; or the pairs.

    Raises
    ------
    DataError
        If the file is no valid JSON, or holds neither; the message says what it is.
    """
    payload = payload_of(path, source)
    if is_gear(payload):
        return _shoes(gear_table(payload), source)
    return _runs(activities_of(payload, source), _pairs_beside(path), source)


def _runs(activities: pd.DataFrame, pairs: dict[str, str], source: str) -> Reading:
    shoe = activities["id"].map(pairs, na_action="ignore").astype("str")
    runs = activities.assign(
        date=activities["start"].dt.normalize(),
        duration_min=activities["moving_min"]
        .fillna(activities["timer_min"])
        .fillna(activities["elapsed_min"]),
        surface="unknown",
        shoe=shoe,
        source=source,
        source_row=activities.index,
    )
    found = activities["found_start"].fillna("nothing")
    undated = ("startTimeLocal: found " + found + ", expected a time").where(runs["date"].isna())
    is_whole = activities["id"].isin(activities["parent"].dropna())
    refused = undated.fillna(
        pd.Series("the whole of a multisport session; its parts are rows", runs.index).where(
            is_whole
        )
    ).dropna()
    told = pd.DataFrame(
        {
            "row": [0],
            "column": ["shoe"],
            "found": ["gear.json"],
            "done": [f"the pair of {shoe.notna().sum()} sessions taken from the gear.json beside"],
        }
    )
    return Reading(
        runs=raw_table("runs", runs.drop(refused.index)),
        ledger=_ledger(source, activities.index, "runs", refused),
        repairs=repair_list(source, [told] if shoe.notna().any() else []),
    )


def _shoes(gear: pd.DataFrame, source: str) -> Reading:
    kind = gear["kind"].where(gear["kind"] != "", "nothing")
    refused = pd.Series(pd.NA, index=gear.index, dtype="str")
    refused = refused.mask(gear["shoe"].isna(), "displayName: found nothing, expected a name")
    refused = refused.mask(
        gear["kind"] != "shoes", "gearTypeName: found " + kind + ", expected Shoes"
    ).dropna()
    rows = gear.drop(refused.index)
    renamed = rows[rows["is_renamed"]]
    told = pd.DataFrame(
        {
            "row": renamed.index,
            "column": "shoe",
            "found": "two pairs of one name",
            "done": "called " + renamed["shoe"],
        }
    )
    return Reading(
        shoes=raw_table("shoes", rows.assign(source=source, source_row=rows.index)),
        ledger=_ledger(source, gear.index, "shoes", refused),
        repairs=repair_list(source, [told]),
    )


def _ledger(source: str, rows: pd.Index, table: str, refused: pd.Series) -> pd.DataFrame:
    book = open_entries(source, rows, table)
    judged = pd.DataFrame({"source": source, "row": refused.index, "reason": refused.to_numpy()})
    return record_outcome(book, judged, "refused")


def _pairs_beside(path: FilePath) -> dict[str, str]:
    folder: Any = path.parent
    try:
        beside = [file for file in folder.iterdir() if file.name.endswith("gear.json")]
    except OSError:
        return {}
    pairs: dict[str, str] = {}
    for file in sorted(beside, key=lambda file: file.name):
        try:
            payload = payload_of(file, file.name)
        except DataError:
            # told when the file itself is read
            continue
        pairs.update(shoe_of_activity(payload) if is_gear(payload) else {})
    return pairs
