"""How a kept log knows a row again, and what a person changed in it by hand."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce
from hashlib import blake2b

import pandas as pd

from backstride import schemas
from backstride.clean.audit import mapped
from backstride.clean.csv_files import to_cells
from backstride.clean.log import OUTSIDE, Log
from backstride.ledger import stacked
from backstride.readers.base import ORIGIN, RAW_COLUMNS, Reading

# Digests of what an input row said and of what was written of it: how a row is known again.

UNIT = ["source", "row"]
# What a row is for; a row of the same file with the same slot can be a newer version of it.
_SLOTS = {
    "runs": ["start", "date"],
    "pain": ["rated_at", "date", "site", "time_of_day"],
    "shoes": ["shoe"],
    "habits": ["date", "time", "habit"],
    "days": ["date"],
}
_DIGEST_BYTES = 8
_CELL, _ROW = "\x1f", "\x1e"


def fingerprints_of(reading: Reading) -> pd.DataFrame:
    """Digests of every input row of a reading, in the order of its ledger.

    A row that its reader refused is known by the reason.

    Returns
    -------
    DataFrame
        Columns `source`, `row`, `slot`, `content`.
    """
    slots = _digests(reading, lambda name: _SLOTS[name])
    contents = _digests(reading, lambda name: list(RAW_COLUMNS[name]))
    lines = reading.ledger
    told = lines["table"] + _CELL + lines["outcome"] + _CELL + lines["reason"].fillna("")
    refusals = mapped(told, _digest).reset_index(drop=True)
    index = pd.MultiIndex.from_frame(lines[UNIT])
    prints = (
        lines[UNIT]
        .reset_index(drop=True)
        .assign(slot=slots.reindex(index).to_numpy(), content=contents.reindex(index).to_numpy())
    )
    missing = prints["content"].isna()
    for column in ("slot", "content"):
        prints[column] = prints[column].astype("str").mask(missing, refusals)
    return prints


def written_of(log: Log) -> pd.Series:
    """Digest of the tidy rows of each input row, by (source, row)."""
    return _digests(log, lambda name: [*schemas.LOG_TABLES[name].columns])


def _digests(rows_of: Reading | Log, columns: Callable[[str], list[str]]) -> pd.Series:
    named = {name: getattr(rows_of, name) for name in RAW_COLUMNS}
    filled = {name: table for name, table in named.items() if not table.empty}
    if not filled:
        return pd.Series(index=pd.MultiIndex.from_arrays([[], []], names=UNIT), dtype="str")
    parts = [_texts(name, table, columns(name)) for name, table in filled.items()]
    rows = pd.concat(parts).sort_values([*UNIT, "text"], kind="stable")
    by_unit = rows.groupby(UNIT, sort=False)["text"]
    several = by_unit.transform("size") > 1
    alone = rows[~several].set_index(UNIT)["text"]
    joined = rows[several].groupby(UNIT, sort=False)["text"].agg(_ROW.join)
    return mapped(pd.concat([alone, joined]).astype("str"), _digest)


def _texts(name: str, table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    # Times without a zone: what a row said does not depend on the zone that is stated later.
    cells = to_cells(table[[one for one in columns if one not in ORIGIN]], None)
    text = reduce(lambda left, right: left + _CELL + right, _cells_in_order(name, cells))
    return pd.DataFrame(
        {
            "source": table["source"],
            "row": table["source_row"],
            "text": name + _CELL + text + _cells_by_name(name, cells),
        }
    )


# A column of layout 1 is digested by its place. One that came later is digested by its name where
# it says something: a row that says nothing new has the digest that older folders hold of it, so
# that it is neither taken in again nor taken for one that was corrected by hand.


def _cells_in_order(name: str, cells: pd.DataFrame) -> list[pd.Series]:
    return [cells[one] for one in map(str, cells) if not _came_later(name, one)]


def _cells_by_name(name: str, cells: pd.DataFrame) -> pd.Series:
    text = pd.Series("", index=cells.index, dtype="str")
    for one in sorted(one for one in map(str, cells) if _came_later(name, one)):
        text = text + (f"{_CELL}{one}=" + cells[one]).mask(cells[one] == "", "")
    return text


def _came_later(name: str, column: str) -> bool:
    return bool(schemas.LOG_TABLES[name].columns[column].metadata["since"] > 1)


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).hexdigest()


# What a person changed in a kept log: rows deleted, corrected or added.

DELETED = "deleted from the kept log"
ADDED = "added by hand in the kept log"
CORRECTED = "corrected by hand in the kept log"
WHOLE_ROW = "row"


def marked_by_hand(log: Log, written: pd.Series) -> Log:
    """Tell in ledger and repairs what a person changed in the tables since they were written.

    A row that is gone becomes `refused`, and with it the rows that had been merged into it; one
    that differs gets a repair line; one that no ledger line speaks of gets one.

    Parameters
    ----------
    log : Log
        As read from the folder.
    written : Series of str
        Digest of each input row's tidy rows when they were written, by (source, row).
    """
    now = written_of(log)
    ledger = _with_added(_without_deleted(log.ledger, now.index), log)
    both = now.index.intersection(written.dropna().index)
    changed = both[(now.loc[both] != written.loc[both]).to_numpy()]
    return replace(log, ledger=ledger, repairs=_with_corrected(log.repairs, changed))


def corrected_units(repairs: pd.DataFrame) -> pd.MultiIndex:
    """The (source, row) of every row that was corrected by hand, now or earlier."""
    return pd.MultiIndex.from_frame(repairs.loc[repairs["done"] == CORRECTED, UNIT])


def _without_deleted(ledger: pd.DataFrame, there: pd.Index) -> pd.DataFrame:
    unit = pd.MultiIndex.from_frame(ledger[UNIT])
    is_outside = ledger["reason"].str.contains(OUTSIDE, regex=False, na=False)
    gone = (ledger["outcome"] == "kept") & ~unit.isin(there) & ~is_outside
    places = ledger["source"] + ", row " + ledger["row"].astype("str")
    gone |= ledger["into"].isin(places[gone])
    marked = ledger.assign(
        outcome=ledger["outcome"].mask(gone, "refused"),
        reason=ledger["reason"].mask(gone, DELETED),
        into=ledger["into"].mask(gone),
    )
    return schemas.fit_to(schemas.LEDGER, marked)


def _with_added(ledger: pd.DataFrame, log: Log) -> pd.DataFrame:
    parts = [
        getattr(log, name)[["source", "source_row"]].assign(table=name) for name in RAW_COLUMNS
    ]
    rows = pd.concat(parts).rename(columns={"source_row": "row"}).drop_duplicates()
    feeds = rows.groupby(UNIT)["table"].agg("+".join).reset_index()
    kept = pd.MultiIndex.from_frame(ledger.loc[ledger["outcome"] == "kept", UNIT])
    added = feeds[~pd.MultiIndex.from_frame(feeds[UNIT]).isin(kept)]
    if added.empty:
        return ledger
    told = pd.MultiIndex.from_frame(ledger[UNIT]).isin(pd.MultiIndex.from_frame(added[UNIT]))
    lines = schemas.fit_to(schemas.LEDGER, added.assign(outcome="kept", reason=ADDED))
    book = stacked([ledger[~told], lines], schemas.LEDGER)
    return book.sort_values(UNIT, kind="stable").reset_index(drop=True)


def _with_corrected(repairs: pd.DataFrame, changed: pd.Index) -> pd.DataFrame:
    fresh = changed.difference(corrected_units(repairs))
    if fresh.empty:
        return repairs
    lines = pd.DataFrame(fresh.tolist(), columns=UNIT).assign(column=WHOLE_ROW, done=CORRECTED)
    told = stacked([repairs, schemas.fit_to(schemas.REPAIRS, lines)], schemas.REPAIRS)
    return told.sort_values(list(told.columns), kind="stable").reset_index(drop=True)


# Which rows of a reading a kept log has seen before, and which are newer versions of a row.

# A file stands in place when at least this share of its known rows have their old row numbers.
_IN_PLACE = 0.5
_EDITION, _PART = r" \(\d+\)$", r" \[[^\]]*\]$"
REPLACED = "replaced by a newer version of the row"


@dataclass(frozen=True)
class Matched:
    """A reading held against a kept log.

    Parameters
    ----------
    rows : DataFrame
        One line per input row of the reading: `source`, `row`, `slot`, `content`, `name` (its
        source in the kept log), `old_source`, `old_row` (the kept log's line that it repeats or
        replaces, else missing) and `status`: `known`, `new`, `newer`, `deleted`, `corrected`.
    """

    rows: pd.DataFrame

    def with_status(self, *statuses: str) -> pd.DataFrame:
        """The rows with one of these statuses."""
        return self.rows[self.rows["status"].isin(statuses)]


def base_name(source: pd.Series) -> pd.Series:
    """Name of a file without the number of its edition: `runs.csv (2)` is `runs.csv`."""
    return source.str.replace(_EDITION, "", regex=True)


def match_rows(reading: Reading, log: Log, fingerprints: pd.DataFrame) -> Matched:
    """Hold the rows of a reading against those that a kept log remembers.

    A row is known by its content and not by its row number: exports grow at the top, at the end
    and in between. A row with other content is a *newer* version of a row of the same file whose
    content is gone from it, if both are for the same moment and thing (slot), or if both have the
    same row number in a file most of whose rows stand where they stood.

    Parameters
    ----------
    reading : Reading
        Rows of the files now read, complete.
    log : Log
        The kept log, with the changes made by hand already told.
    fingerprints : DataFrame
        As in `backstride.schemas.log.FINGERPRINTS`.
    """
    rows = fingerprints_of(reading).assign(old=-1, status="new")
    memory = _memory(log, fingerprints)
    rows = _with_files(rows)
    rows["old"] = _matches(rows, memory, ["file", "content"])
    rows["status"] = rows["status"].mask(rows["old"] >= 0, "known")
    newer = _newer(rows, memory)
    rows["old"] = rows["old"].mask(newer >= 0, newer)
    state = memory["state"].reindex(newer).set_axis(rows.index)
    rows["status"] = rows["status"].mask(newer >= 0, state.fillna("newer"))
    # the same export under another name: what a person did to its rows holds for them, too
    changed = _changed_contents(memory)
    elsewhere = rows["content"].map(changed).where(rows["status"] == "new").dropna().astype("int64")
    rows.loc[elsewhere.index, "status"] = memory["state"].reindex(elsewhere).to_numpy()
    rows.loc[elsewhere.index, "old"] = elsewhere
    rows["name"] = _editions(rows, log.ledger)
    old = memory[UNIT].reindex(rows["old"]).set_axis(rows.index)
    return Matched(rows.assign(old_source=old["source"], old_row=old["row"]))


def _memory(log: Log, fingerprints: pd.DataFrame) -> pd.DataFrame:
    lines = log.ledger[[*UNIT, "outcome", "reason", "into"]].merge(
        fingerprints, how="left", on=UNIT
    )
    fixed = corrected_units(log.repairs)
    corrected = pd.MultiIndex.from_frame(lines[UNIT]).isin(fixed)
    # and what was merged into a corrected row
    corrected |= lines["into"].isin([f"{source}, row {row}" for source, row in fixed]).to_numpy()
    deleted = (lines["outcome"] == "refused") & (lines["reason"] == DELETED)
    state = pd.Series("newer", index=lines.index).mask(corrected, "corrected")
    state = state.mask(deleted, "deleted")
    # what was replaced counts no more: the file may go back to it
    return _with_files(lines.assign(state=state))[lines["reason"] != REPLACED]


def _with_files(lines: pd.DataFrame) -> pd.DataFrame:
    # a file names its sheets and devices once it has several
    base = base_name(lines["source"])
    return lines.assign(base=base, file=base.str.replace(_PART, "", regex=True))


def _matches(rows: pd.DataFrame, memory: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Index of the line of `memory` with the same keys, the n-th with the n-th; else -1."""
    left, right = rows[keys].dropna(), memory[keys].dropna()
    left = left.assign(nth=left.groupby(keys).cumcount())
    right = right.assign(nth=right.groupby(keys).cumcount(), old=right.index)
    joined = left.merge(right, how="left", on=[*keys, "nth"]).set_axis(left.index)
    return joined["old"].reindex(rows.index).fillna(-1).astype("int64")


def _newer(rows: pd.DataFrame, memory: pd.DataFrame) -> pd.Series:
    is_known = rows["old"] >= 0
    found = pd.Series(-1, index=rows.index)
    unseen = memory[~memory.index.isin(rows["old"])]
    fresh = rows[~is_known]
    found.update(_matches(fresh, unseen, ["file", "slot"]))
    unseen = unseen[~unseen.index.isin(found)]
    fresh = fresh[(found.loc[fresh.index] < 0) & fresh["base"].isin(_in_place(rows, memory))]
    # of several editions the last one is the one that was edited
    last = unseen.drop_duplicates(["base", "row"], keep="last")
    found.update(_matches(fresh, last, ["base", "row"]))
    return found


def _in_place(rows: pd.DataFrame, memory: pd.DataFrame) -> list[str]:
    known = rows[rows["old"] >= 0]
    stands = memory["row"].reindex(known["old"]).to_numpy() == known["row"].to_numpy()
    still = known[stands].groupby("base").size()
    share = still / memory.groupby("base").size()
    return [str(base) for base in share.index[share >= _IN_PLACE]]


def _changed_contents(memory: pd.DataFrame) -> pd.Series:
    """Line of `memory`, by content, of rows that a person deleted or corrected, each of them."""
    is_changed = memory["state"].isin(["deleted", "corrected"])
    living = memory.loc[~is_changed & (memory["outcome"] != "refused"), "content"]
    lines = memory[is_changed & ~memory["content"].isin(living)].dropna(subset=["content"])
    lines = lines.drop_duplicates("content")
    return pd.Series(lines.index, index=lines["content"])


def _editions(rows: pd.DataFrame, ledger: pd.DataFrame) -> pd.Series:
    """Source under which the ledger takes up the rows: a further edition where numbers clash."""
    taken = {str(name): set(lines["row"]) for name, lines in ledger.groupby("source")}
    names = {}
    for source, fresh in rows[rows["status"] != "known"].groupby("source"):
        names[source] = _free_name(str(source), set(fresh["row"]), taken)
    return rows["source"].map(lambda source: names.get(source, source)).astype("str")


def _free_name(source: str, rows: set[int], taken: dict[str, set[int]]) -> str:
    name, edition = source, 1
    while rows & taken.get(name, set()):
        edition += 1
        name = f"{source} ({edition})"
    return name
