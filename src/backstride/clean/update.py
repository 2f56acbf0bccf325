"""A new reading joins a kept log: what is new, what it replaces, which row of a pair stays."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from backstride import schemas
from backstride.clean.audit import Rows, begin, place
from backstride.clean.duplicates import FIXED, candidate_pairs, merged_candidates, merged_groups
from backstride.clean.habits import one_row_per_dose
from backstride.clean.identity import CORRECTED, DELETED, REPLACED, UNIT, Matched, base_name
from backstride.clean.log import Log
from backstride.clean.ratings import one_row_per_rating
from backstride.clean.shoes import shoe_key
from backstride.ledger import record_outcome, stacked
from backstride.readers.base import RAW_COLUMNS, Reading, raw_table

# Rows of a kept log and new, cleaned rows become one table; the kept row of a pair stays.

_KEPT, _NEWER = 1, 2
# What tells the parts of one input row apart that feed the same table.
_PARTS = {"pain": ["site", "time_of_day"], "habits": ["habit"]}
_LABELS: dict[str, Callable[[Rows], pd.Series]] = {
    "pain": one_row_per_rating,
    "shoes": lambda rows: rows.table.groupby("shoe", sort=False).ngroup(),
    # a row that a file has more than before is one more dose
    "habits": lambda rows: one_row_per_dose(
        rows.with_column("source", base_name(rows.table["source"]))
    ),
    "days": lambda rows: rows.table.groupby("date", sort=False).ngroup(),
}


@dataclass(frozen=True)
class Links:
    """How new rows belong to kept ones, by place (`source, row n`).

    Parameters
    ----------
    newer : dict of str to str
        New place → place of the kept row whose newer version it is; only where rows are left of
        the new one.
    fixed : frozenset of str
        Kept places that a person corrected: nothing is filled in there.
    seen : frozenset of (str, str)
        Kept place and a file that has just been read and holds it: other rows of that file are
        other sessions.
    miles : frozenset of str
        Sources whose distances were stated in miles.
    """

    newer: dict[str, str]
    fixed: frozenset[str]
    seen: frozenset[tuple[str, str]]
    miles: frozenset[str]


def joined_rows(kept: Log, new: Log, links: Links) -> list[Rows]:
    """The five tables of both logs, with the account of what was merged."""
    rows = {name: _both(name, kept, new) for name in ("runs", "pain", "shoes", "habits", "days")}
    is_new = {name: _is_new(one, new) for name, one in rows.items()}
    for name in ("runs", "shoes"):
        rows[name] = _spelled_as_kept(rows[name], is_new[name], kept)
    runs = _joined_runs(rows.pop("runs"), is_new["runs"], links)
    others = [_joined_groups(one, is_new[name], links) for name, one in rows.items()]
    return [_without_replaced(one, _is_new(one, new), links) for one in (runs, *others)]


def _joined_groups(rows: Rows, is_new: pd.Series, links: Links) -> Rows:
    group = _with_newer(rows, is_new, _LABELS[rows.name](rows), links)
    return merged_groups(
        rows,
        group,
        "already in the kept log",
        with_conflicts=rows.name in ("shoes", "days"),
        authority=_authority(rows, is_new, links),
    )


def _without_replaced(rows: Rows, is_new: pd.Series, links: Links) -> Rows:
    """Take out what is left of a replaced row where its newer version says nothing."""
    replaced = {old: new for new, old in links.newer.items()}
    into = place(rows.table).map(replaced).where(~is_new)
    return rows.merged(into.astype("str"), REPLACED)


def _both(name: str, kept: Log, new: Log) -> Rows:
    schema = schemas.LOG_TABLES[name]
    return begin(name, stacked([getattr(kept, name), getattr(new, name)], schema))


def _is_new(rows: Rows, new: Log) -> pd.Series:
    return place(rows.table).isin(place(getattr(new, rows.name)))


def _spelled_as_kept(rows: Rows, is_new: pd.Series, kept: Log) -> Rows:
    names = pd.concat([kept.shoes["shoe"], kept.runs["shoe"]]).dropna().drop_duplicates()
    spelled = dict(zip(names.map(shoe_key), names, strict=True))
    found = rows.table["shoe"]
    name = found.map(shoe_key, na_action="ignore").map(spelled, na_action="ignore").astype("str")
    differs = is_new & name.notna() & (found != name)
    return rows.changed(differs, "shoe", name, "spelled as elsewhere: " + name)


def _authority(rows: Rows, is_new: pd.Series, links: Links) -> pd.Series:
    places = place(rows.table)
    authority = pd.Series(_KEPT, index=rows.table.index).mask(is_new, 0)
    authority = authority.mask(is_new & places.isin(list(links.newer)), _NEWER)
    return authority.mask(~is_new & places.isin(list(links.fixed)), FIXED)


def _newer_pairs(rows: Rows, is_new: pd.Series, links: Links) -> pd.DataFrame:
    """Index of the kept row (`left`) and of its newer version (`right`), part by part."""
    places = place(rows.table)
    part = rows.table[_PARTS.get(rows.name, [])].fillna("").assign(row=rows.table.index)
    kept = part[~is_new].assign(place=places[~is_new])
    olds = places[is_new].map(links.newer).astype("str")
    fresh = part[is_new].assign(place=olds).dropna(subset=["place"])
    keys = ["place", *_PARTS.get(rows.name, [])]
    kept, fresh = (side.assign(nth=side.groupby(keys).cumcount()) for side in (kept, fresh))
    pairs = kept.merge(fresh, on=[*keys, "nth"], suffixes=("_left", "_right"))
    return pairs.rename(columns={"row_left": "left", "row_right": "right"})[["left", "right"]]


def _with_newer(rows: Rows, is_new: pd.Series, group: pd.Series, links: Links) -> pd.Series:
    pairs = _newer_pairs(rows, is_new, links)
    moved = pd.Series(group.loc[pairs["left"]].to_numpy(), index=pairs["right"].to_numpy())
    return moved.reindex(group.index).fillna(group).astype(group.dtype)


def _joined_runs(rows: Rows, is_new: pd.Series, links: Links) -> Rows:
    rows = rows.with_column("surface", rows.table["surface"].replace("unknown", None))
    side = pd.Series("kept", index=rows.table.index, dtype="str").mask(is_new, "new")
    pairs, open_choice = candidate_pairs(rows.table.assign(source=side))
    newer = _newer_pairs(rows, is_new, links).assign(
        stage=-1, apart=0.0, start_apart=0.0, shift_min=np.nan
    )
    pairs = _possible(rows.table, is_new, pairs, links)
    pairs = pd.concat([part for part in (newer, pairs) if not part.empty] or [pairs])
    authority = _authority(rows, is_new, links)
    joined = merged_candidates(rows, side, pairs, open_choice, links.miles, authority)
    return joined.with_column("surface", joined.table["surface"].fillna("unknown"))


def _possible(
    runs: pd.DataFrame, is_new: pd.Series, pairs: pd.DataFrame, links: Links
) -> pd.DataFrame:
    left_is_new = is_new.loc[pairs["left"]].to_numpy()
    kept = pairs["right"].where(left_is_new, pairs["left"])
    fresh = pairs["left"].where(left_is_new, pairs["right"])
    files = base_name(runs["source"]).loc[fresh].to_numpy()
    both = pd.MultiIndex.from_arrays([place(runs).loc[kept].to_numpy(), files])
    return pairs[~both.isin(pd.MultiIndex.from_tuples([*links.seen, ("", "")]))]


# What a reading has that a kept log has not, and what it replaces there.

_RAW_UNIT = {"source_row": "row"}


def incoming_rows(reading: Reading, rows: Matched, log: Log) -> Reading:
    """The new rows of a reading, under their names in the kept log.

    Rows that a person deleted from the kept log are refused, rows corrected there are merged
    into the corrected ones: both before they are cleaned.
    """
    used = rows.with_status("new", "newer")
    told = rows.with_status("new", "newer", "deleted", "corrected")
    raw = {
        name: raw_table(name, _renamed(getattr(reading, name).rename(columns=_RAW_UNIT), used))
        for name in RAW_COLUMNS
    }
    ledger = _settled(_renamed(reading.ledger, told), told)
    return replace(reading, **raw, ledger=ledger, repairs=_repairs(reading, rows, log))


def with_replaced(ledger: pd.DataFrame, rows: Matched, used: pd.MultiIndex) -> pd.DataFrame:
    """Tell of each replaced line of a kept log which newer row has taken its place.

    A newer version that was refused replaces nothing. Rows that had been merged into a row that
    is itself merged now name the row that stays.

    Parameters
    ----------
    ledger : DataFrame
        Lines of the kept log and of the new rows.
    rows : Recognised
    used : MultiIndex
        The (source, row) of all rows that are left in the tables.
    """
    newer = rows.with_status("newer")
    outcome = ledger.set_index(UNIT)["outcome"]
    status = outcome.reindex(pd.MultiIndex.from_frame(newer[["name", "row"]])).to_numpy()
    newer = newer[(status == "kept") | (status == "merged")]
    places = newer["name"] + ", row " + newer["row"].astype("str")
    old = pd.MultiIndex.from_arrays([newer["old_source"], newer["old_row"]])
    into = pd.Series(places.to_numpy(), index=old).reindex(pd.MultiIndex.from_frame(ledger[UNIT]))
    replaced = into.notna().to_numpy() & ~pd.MultiIndex.from_frame(ledger[UNIT]).isin(used)
    told = ledger.assign(
        outcome=ledger["outcome"].mask(replaced, "merged"),
        reason=ledger["reason"].mask(replaced, REPLACED),
        into=ledger["into"].mask(replaced, into.to_numpy()).astype("str"),
    )
    return _followed(told)


def _followed(ledger: pd.DataFrame) -> pd.DataFrame:
    merged = ledger[ledger["outcome"] == "merged"]
    places = merged["source"] + ", row " + merged["row"].astype("str")
    further = dict(zip(places, merged["into"], strict=True))
    into = ledger["into"]
    while into.isin(further).any():
        into = into.map(lambda name: further.get(name, name), na_action="ignore").astype("str")
    return ledger.assign(into=into)


def _renamed(table: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    names = rows.set_index(UNIT)["name"]
    units = pd.MultiIndex.from_frame(table[UNIT])
    chosen = units.isin(names.index)
    named = table[chosen].assign(source=names.reindex(units[chosen]).to_numpy())
    return named.rename(columns={"row": "source_row"}) if "table" not in table else named


def _settled(ledger: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    named = told[["name", "row", "status", "old_source", "old_row"]]
    named = named.rename(columns={"name": "source"})
    deleted = named[named["status"] == "deleted"].assign(reason=DELETED)
    corrected = named[named["status"] == "corrected"].assign(reason=CORRECTED)
    old_row = corrected["old_row"].astype("int64").astype("str")
    corrected = corrected.assign(into=corrected["old_source"] + ", row " + old_row)
    return record_outcome(record_outcome(ledger, deleted, "refused"), corrected, "merged")


def _repairs(reading: Reading, rows: Matched, log: Log) -> pd.DataFrame:
    """Repairs of new rows, and what is said of a whole file unless it has been said before."""
    lines = reading.repairs
    units = pd.MultiIndex.from_frame(lines[UNIT])
    of_file = ~units.isin(pd.MultiIndex.from_frame(rows.rows[UNIT]))
    of_news = units.isin(pd.MultiIndex.from_frame(rows.with_status("new", "newer")[UNIT]))
    names = rows.rows.drop_duplicates("source").set_index("source")["name"]
    columns = list(schemas.REPAIRS.columns)
    said, saying = (
        pd.MultiIndex.from_frame(part.assign(source=base_name(part["source"]))[columns].fillna(""))
        for part in (log.repairs, lines)
    )
    wanted = lines[of_news | (of_file & ~saying.isin(said))]
    named = wanted["source"].map(names).astype("str").fillna(wanted["source"])
    return wanted.assign(source=named).reset_index(drop=True)
