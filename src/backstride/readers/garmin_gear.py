"""Shoes in Garmin's gear.json: true first days, and which pair each activity was run in.

`maximumMeters` is the distance at which the runner wants to be told, not the mileage.
"""

from typing import Any

import pandas as pd

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
    return _told_apart(rows)


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


def _told_apart(rows: pd.DataFrame) -> pd.DataFrame:
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
