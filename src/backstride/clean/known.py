"""Which rows of a reading a kept log has seen before, and which are newer versions of a row."""

from dataclasses import dataclass

import pandas as pd

from backstride.clean.by_hand import DELETED, corrected_units
from backstride.clean.fingerprints import UNIT, fingerprints_of
from backstride.clean.log import Log
from backstride.readers.reading import Reading

# A file stands in place when at least this share of its known rows have their old row numbers.
_IN_PLACE = 0.5
_EDITION, _PART = r" \(\d+\)$", r" \[[^\]]*\]$"
REPLACED = "replaced by a newer version of the row"


@dataclass(frozen=True)
class Recognised:
    """A reading held against a kept log.

    Parameters
    ----------
    rows : DataFrame
        One line per input row of the reading: `source`, `row`, `slot`, `content`, `name` (its
        source in the kept log), `old_source`, `old_row` (the kept log's line that it repeats or
        replaces, else missing) and `fate`: `known`, `new`, `newer`, `deleted`, `corrected`.
    """

    rows: pd.DataFrame

    def with_fate(self, *fates: str) -> pd.DataFrame:
        """The rows with one of these fates."""
        return self.rows[self.rows["fate"].isin(fates)]


def base_name(source: pd.Series) -> pd.Series:
    """Name of a file without the number of its edition: `runs.csv (2)` is `runs.csv`."""
    return source.str.replace(_EDITION, "", regex=True)


def recognised(reading: Reading, log: Log, fingerprints: pd.DataFrame) -> Recognised:
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
        As in `backstride.tables.kept.FINGERPRINTS`.
    """
    rows = fingerprints_of(reading).assign(old=-1, fate="new")
    memory = _memory(log, fingerprints)
    rows = _with_files(rows)
    rows["old"] = _matches(rows, memory, ["file", "content"])
    rows["fate"] = rows["fate"].mask(rows["old"] >= 0, "known")
    newer = _newer(rows, memory)
    rows["old"] = rows["old"].mask(newer >= 0, newer)
    state = memory["state"].reindex(newer).set_axis(rows.index)
    rows["fate"] = rows["fate"].mask(newer >= 0, state.fillna("newer"))
    # the same export under another name: what a person did to its rows holds for them, too
    changed = _changed_contents(memory)
    elsewhere = rows["content"].map(changed).where(rows["fate"] == "new").dropna().astype("int64")
    rows.loc[elsewhere.index, "fate"] = memory["state"].reindex(elsewhere).to_numpy()
    rows.loc[elsewhere.index, "old"] = elsewhere
    rows["name"] = _editions(rows, log.ledger)
    old = memory[UNIT].reindex(rows["old"]).set_axis(rows.index)
    return Recognised(rows.assign(old_source=old["source"], old_row=old["row"]))


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
    for source, fresh in rows[rows["fate"] != "known"].groupby("source"):
        names[source] = _free_name(str(source), set(fresh["row"]), taken)
    return rows["source"].map(lambda source: names.get(source, source)).astype("str")


def _free_name(source: str, rows: set[int], taken: dict[str, set[int]]) -> str:
    name, edition = source, 1
    while rows & taken.get(name, set()):
        edition += 1
        name = f"{source} ({edition})"
    return name
