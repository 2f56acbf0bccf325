"""Activities in Garmin's JSON: the account export, the lists of the web page, one activity.

The account export counts centimetres and milliseconds and codes the wall clock of the start as
if it were UTC; all the others count metres and seconds and write the start out.
"""

import json
import math
from collections.abc import Callable
from typing import Any

import pandas as pd

from backstride.errors import DataError
from backstride.readers.files import FilePath, read_bytes

Activity = dict[str, Any]

_KINDS = {
    "zoneNumber": "the heart-rate zones of one activity",
    "typeKey": "Garmin's list of activity types",
    "com.garmin.activity.details.json.ActivityDetails": "the samples of one activity",
}
_METRES_PER = {"kilometer": 1000.0, "mile": 1609.344, "meter": 1.0}
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
