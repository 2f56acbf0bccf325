"""What became of each row: kept, merged or refused, with every repair on the way."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from backstride import schemas
from backstride.ledger import stacked

# Rows of one table on their way to tidy: what is left, what became of the rest, what changed.

ORDER = {
    "runs": ["date", "start"],
    "pain": ["date", "rated_at"],
    "shoes": ["shoe"],
    "habits": ["date", "time", "habit"],
    "days": ["date"],
}
JUDGED = dict.fromkeys(("source", "table", "outcome", "reason", "into"), "str")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]+")


def _no_judgements() -> pd.DataFrame:
    dtypes = {**JUDGED, "row": "int64"}
    return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in dtypes.items()})


@dataclass(frozen=True)
class Rows:
    """Rows of one table with the account of what was done to them.

    Parameters
    ----------
    name : str
        Name of the table.
    table : DataFrame
        Rows still in use, with `source` and `source_row`; its index is unique.
    judged : DataFrame
        Columns `source`, `row`, `table`, `outcome`, `reason`, `into` of the rows taken out.
    repairs : DataFrame
        Lines as in `schemas.REPAIRS`.
    """

    name: str
    table: pd.DataFrame
    judged: pd.DataFrame
    repairs: pd.DataFrame

    def noted(
        self, where: pd.Series, column: str, found: pd.Series, done: pd.Series | str
    ) -> "Rows":
        """Add a repair line for each row where `where` holds; no value is changed."""
        if not where.any():
            return self
        told = self.table.loc[where, ["source", "source_row"]]
        lines = pd.DataFrame(
            {
                "source": told["source"],
                "row": told["source_row"],
                "column": column,
                "found": as_text(found.loc[told.index]),
                "done": done if isinstance(done, str) else done.loc[told.index],
            }
        )
        return replace(self, repairs=_appended(self.repairs, lines))

    def changed(
        self, where: pd.Series, column: str, value: object, done: pd.Series | str
    ) -> "Rows":
        """Set `column` to `value` where `where` holds, with a repair line for each row."""
        told = self.noted(where, column, self.table[column], done)
        return told.with_column(column, self.table[column].mask(where, value))

    def with_column(self, column: str, values: pd.Series) -> "Rows":
        """Set a column; no repair line."""
        return replace(self, table=self.table.assign(**{column: values}))

    def refused(self, reasons: pd.Series) -> "Rows":
        """Take out the rows for which `reasons` holds a text."""
        return self.settled(reasons.notna(), "refused", reasons)

    def merged(self, into: pd.Series, reason: str) -> "Rows":
        """Take out the rows for which `into` names the row that takes them up."""
        gone = into.notna()
        places = place(self.table.loc[gone])
        moved = dict(zip(places, into[gone], strict=True))
        # A row that had taken up others is now taken up itself: the others follow it.
        follows = self.judged["into"].map(lambda name: moved.get(name, name), na_action="ignore")
        judged = self.judged.assign(into=follows.astype("str"))
        reasons = pd.Series(reason, index=into.index)
        return replace(self, judged=judged).settled(gone, "merged", reasons, into)

    def settled(
        self, gone: pd.Series, outcome: str, reasons: pd.Series, into: pd.Series | None = None
    ) -> "Rows":
        """Take rows out with an outcome, a reason and, if merged, the row they went into."""
        if not gone.any():
            return self
        lines = pd.DataFrame(
            {
                "source": self.table["source"],
                "row": self.table["source_row"],
                "table": self.name,
                "outcome": outcome,
                "reason": reasons,
                "into": None if into is None else into,
            }
        )[gone].astype({**JUDGED, "row": "int64"})
        return replace(self, table=self.table[~gone], judged=_appended(self.judged, lines))


def begin(name: str, table: pd.DataFrame) -> Rows:
    """Open the account of a raw table, in an order that does not depend on the order found.

    Text is freed of control characters and outer blanks; what is then empty is missing.
    """
    tidy = table.copy()
    for column in tidy.columns[(tidy.dtypes == "str").to_numpy()].drop("source"):
        tidy[column] = mapped(tidy[column], _plain)
    return Rows(name, in_order(name, tidy), _no_judgements(), schemas.empty(schemas.REPAIRS))


def in_order(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Sort by day, time, file and row; rows alike in these by their other columns."""
    first = [*ORDER[name], "source", "source_row"]
    rest = [column for column in table.columns if column not in first]
    return table.sort_values([*first, *rest], kind="stable").reset_index(drop=True)


def mapped(texts: pd.Series, change: Callable[[str], str | None]) -> pd.Series:
    """Apply a function once per distinct text; missing stays missing."""
    answers = {text: change(text) for text in texts.dropna().unique()}
    return texts.map(answers, na_action="ignore").astype("str")


def place(table: pd.DataFrame) -> pd.Series:
    """Name of each row as the ledger writes it: `source, row n`."""
    return table["source"] + ", row " + table["source_row"].astype("str")


def as_text(values: pd.Series) -> pd.Series:
    """Values as a person would write them: `14`, not `14.0`; missing stays missing."""
    if pd.api.types.is_float_dtype(values.dtype):
        return values.map(lambda value: f"{value:.10g}", na_action="ignore").astype("str")
    return values.astype("str")


def texts_of(parts: Iterable[object]) -> str:
    """Words in a list for a message: `road, track, trail`."""
    return ", ".join(map(str, parts))


def _plain(text: str) -> str | None:
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip() or None


def _appended(lines: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    shaped = more[list(lines.columns)].astype(lines.dtypes.to_dict())
    return shaped if lines.empty else pd.concat([lines, shaped], ignore_index=True)


# The ledger and the repair list after cleaning: one outcome for each input row.

_UNIT = ["source", "row"]


def settled_ledger(ledger: pd.DataFrame, cleaned: Sequence[Rows]) -> pd.DataFrame:
    """Give each input row its one outcome from what became of its parts.

    One input row can feed several tables, or several rows of one. It is kept if any part is
    kept, else merged if any part is merged, else refused; the reasons of all its parts are told.
    A row that a reader has refused stays so.
    """
    judged = pd.concat([rows.judged for rows in cleaned], ignore_index=True)
    used = pd.concat([rows.table[["source", "source_row"]] for rows in cleaned]).drop_duplicates()
    outcomes = _outcomes(judged, pd.MultiIndex.from_frame(used))
    open_lines = ledger["outcome"] == "kept"
    index = pd.MultiIndex.from_frame(ledger[_UNIT])
    news = outcomes.reindex(index).set_axis(ledger.index)
    settled = ledger.copy()
    for column in ("outcome", "reason", "into"):
        told = open_lines & news[column].notna()
        settled[column] = ledger[column].mask(told, news[column]).astype("str")
    return settled.sort_values(_UNIT, kind="stable").reset_index(drop=True)


def all_repairs(repairs: pd.DataFrame, cleaned: Sequence[Rows]) -> pd.DataFrame:
    """Repairs of reading and cleaning, by file and row."""
    told = stacked([repairs, *(rows.repairs for rows in cleaned)], schemas.REPAIRS)
    return told.sort_values(list(told.columns), kind="stable").reset_index(drop=True)


def _outcomes(judged: pd.DataFrame, used: pd.MultiIndex) -> pd.DataFrame:
    told = judged.drop_duplicates([*_UNIT, "outcome", "reason", "into"])
    told = told.sort_values([*_UNIT, "outcome", "table"], kind="stable")
    by_row = told.groupby(_UNIT, sort=False)
    outcomes = by_row[["outcome", "into"]].first()  # `merged` sorts before `refused`
    outcomes["reason"] = by_row["reason"].first()
    apart = told.drop_duplicates([*_UNIT, "reason"])
    several = apart[apart.duplicated(_UNIT, keep=False)]
    if not several.empty:
        joined = several.groupby(_UNIT)["reason"].agg("; ".join).astype("str")
        outcomes["reason"] = joined.reindex(outcomes.index).fillna(outcomes["reason"])
    kept = outcomes.index.isin(used)
    outcomes["outcome"] = outcomes["outcome"].mask(kept, "kept")
    outcomes["into"] = outcomes["into"].mask(kept)
    return outcomes
