"""Rows that say the same thing become one row that keeps the best of each."""

import pandas as pd

from backstride.clean.rows import ORDER, Rows, as_text, place

_ORIGIN = ["source", "source_row"]
FIXED = 9
"""Authority of a row that takes nothing from others."""


def merged_groups(
    rows: Rows,
    group: pd.Series,
    reason: str,
    with_conflicts: bool = False,
    authority: pd.Series | None = None,
) -> Rows:
    """Merge the rows that share a label.

    The row with the highest authority stays, then the one with most filled cells (ties: first
    file by name, first row); its empty cells are filled from the others in the same order.

    Parameters
    ----------
    group : Series
        Label of each row, on the index of `rows.table`; a label held by one row does nothing.
    reason : str
        Said in the ledger of the rows taken up.
    with_conflicts : bool
        Also list the cells of the others that say something else than the row that stays.
    authority : Series of int, optional
        On the index of `rows.table`; by default all rows are equals. A row of authority `FIXED`
        stays as it is, empty cells included.
    """
    several = group[group.duplicated(keep=False)]
    if several.empty:
        return rows
    equals = pd.Series(0, index=rows.table.index)
    standing = equals if authority is None else authority
    ranked = _ranked(rows.table.loc[several.index], standing)
    label = group.loc[ranked.index]
    first = label.drop_duplicates()
    best = pd.Series(first.index, index=first.to_numpy())
    is_open = standing.loc[best.to_numpy()].to_numpy() < FIXED
    rows = _filled(rows, ranked, label[label.isin(best.index[is_open])], best)
    if with_conflicts:
        rows = _told_conflicts(rows, ranked, label, best)
    return rows.merged(_taken_up_by(rows, label, best), reason)


def _ranked(table: pd.DataFrame, standing: pd.Series) -> pd.DataFrame:
    ranks = table.assign(standing=standing.loc[table.index], filled=table.notna().sum(axis=1))
    rest = [column for column in table.columns if column not in _ORIGIN]
    by = ["standing", "filled", *_ORIGIN, *rest]
    ascending = [False, False] + [True] * (len(by) - 2)
    return table.loc[ranks.sort_values(by, ascending=ascending, kind="stable").index]


def _filled(rows: Rows, ranked: pd.DataFrame, label: pd.Series, best: pd.Series) -> Rows:
    named = place(ranked)
    for column in ranked.columns.drop(_ORIGIN):
        said = ranked.loc[label.index, column].notna()
        givers = label[said].drop_duplicates()
        giver = pd.Series(givers.index, index=best.loc[givers.to_numpy()].to_numpy())
        giver = giver[giver.to_numpy() != giver.index.to_numpy()]
        if giver.empty:
            continue
        values, taken = rows.table[column].copy(), giver.to_numpy()
        values.loc[giver.index] = ranked.loc[taken, column].to_numpy()
        done = as_text(ranked.loc[taken, column]) + " taken from " + named.loc[taken]
        done.index = giver.index
        where = pd.Series(rows.table.index.isin(giver.index), index=rows.table.index)
        rows = rows.noted(where, column, rows.table[column], done).with_column(column, values)
    return rows


def _told_conflicts(rows: Rows, ranked: pd.DataFrame, label: pd.Series, best: pd.Series) -> Rows:
    stays = pd.Series(best.loc[label.to_numpy()].to_numpy(), index=label.index)
    for column in ranked.columns.drop([*_ORIGIN, *ORDER[rows.name]]):
        kept = rows.table.loc[stays.to_numpy(), column].set_axis(stays.index)
        lost = ranked[column].notna() & (ranked[column] != kept)
        where = lost.reindex(rows.table.index, fill_value=False)
        done = "not used: another row of the day says " + as_text(kept)
        rows = rows.noted(where, column, rows.table[column], done)
    return rows


def _taken_up_by(rows: Rows, label: pd.Series, best: pd.Series) -> pd.Series:
    stays = pd.Series(best.loc[label.to_numpy()].to_numpy(), index=label.index)
    others = stays[stays.index != stays.to_numpy()]
    into = place(rows.table.loc[others.to_numpy()]).set_axis(others.index)
    return into.reindex(rows.table.index)
