"""The export of a Garmin account: summarizedActivities*.json and gear.json; lists in JSON."""

from typing import Any

import pandas as pd

from backstride.errors import DataError
from backstride.ledger import opened, settle
from backstride.readers.about import About
from backstride.readers.export_table import repair_list
from backstride.readers.files import FilePath, read_head
from backstride.readers.garmin_gear import gear_table, is_gear, shoe_of_activity
from backstride.readers.garmin_json import activities_of, payload_of
from backstride.readers.reading import Reading, raw_table
from backstride.settings import Settings

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
    book = opened(source, rows, table)
    judged = pd.DataFrame({"source": source, "row": refused.index, "reason": refused.to_numpy()})
    return settle(book, judged, "refused")


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
