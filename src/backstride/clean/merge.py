"""The same session from several sources, or imported twice, becomes one."""

import numpy as np
import pandas as pd

from backstride.clean.clusters import clustered
from backstride.clean.groups import FIXED, merged_groups
from backstride.clean.limits import IMPOSSIBLE_PACE, pace_of
from backstride.clean.pairs import timed_pairs, untimed_pairs
from backstride.clean.rows import Rows, place
from backstride.clean.units import settled_units

_SAME = ["sport", "start", "distance_km", "duration_min"]


def merged_runs(rows: Rows, miles_sources: frozenset[str] = frozenset()) -> Rows:
    """One row per session, keeping the best of each source.

    Parameters
    ----------
    rows : Rows
        Sessions with sport and surface named; surface `unknown` counts as missing.
    miles_sources : frozenset of str
        Sources whose distances were stated in miles.
    """
    rows = rows.with_column("surface", rows.table["surface"].replace("unknown", None))
    rows = _merged_duplicates(rows)
    rows = _merged_sources(rows, miles_sources)
    rows = _merged_duplicates(rows)
    return rows.with_column("surface", rows.table["surface"].fillna("unknown"))


def _merged_duplicates(rows: Rows) -> Rows:
    # Without a clock time two equal rows may be two runs of one day.
    runs = rows.table
    group = runs.groupby(_SAME, dropna=False, sort=False).ngroup()
    own = pd.Series(-1 - np.arange(len(runs)), index=runs.index)
    group = group.where(runs["start"].notna(), own)
    return _merged(rows, group, "the same start, distance and duration")


def _merged_sources(rows: Rows, miles_sources: frozenset[str]) -> Rows:
    pairs, open_choice = candidate_pairs(rows.table)
    return merged_candidates(rows, rows.table["source"], pairs, open_choice, miles_sources)


def candidate_pairs(runs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pairs of two sources that could be one session, and those left because a choice was open.

    Both as in `backstride.clean.pairs`.
    """
    untimed, open_choice = untimed_pairs(runs)
    both = [part for part in (timed_pairs(runs), untimed) if not part.empty]
    return pd.concat(both or [untimed]), open_choice


def merged_candidates(
    rows: Rows,
    sources: pd.Series,
    pairs: pd.DataFrame,
    open_choice: pd.DataFrame,
    miles_sources: frozenset[str],
    authority: pd.Series | None = None,
) -> Rows:
    """Merge the pairs, the likeliest first; a session takes at most one row of each source.

    Parameters
    ----------
    sources : Series of str
        Which rows count as one source, on the index of `rows.table`.
    pairs, open_choice : DataFrame
        As from `candidate_pairs`.
    authority : Series of int, optional
        As for `merged_groups`.
    """
    pairs = pairs.sort_values(["stage", "apart", "start_apart", "left", "right"], kind="stable")
    group = clustered(sources, zip(pairs["left"], pairs["right"], strict=True))
    rows = _told_open_choices(rows, group, open_choice)
    rows = _told_shifts(rows, group, pairs)
    rows = settled_units(rows, _apart_where_fixed(group, authority), miles_sources)
    return _merged(rows, group, "the same session in another source", authority)


def _apart_where_fixed(group: pd.Series, authority: pd.Series | None) -> pd.Series:
    if authority is None:
        return group
    is_fixed = group.isin(group[authority == FIXED])
    return group.mask(is_fixed, pd.Series(-1 - np.arange(len(group)), index=group.index))


def _told_shifts(rows: Rows, group: pd.Series, pairs: pd.DataFrame) -> Rows:
    shifted = pairs[pairs["shift_min"].notna()]
    joined = group[shifted["left"]].to_numpy() == group[shifted["right"]].to_numpy()
    shifted = shifted[joined].drop_duplicates("right").set_index("right")
    where = pd.Series(rows.table.index.isin(shifted.index), index=rows.table.index)
    hours = (shifted["shift_min"] / 15).round() / 4
    other = place(rows.table.loc[shifted["left"]]).to_numpy()
    done = "same session as " + other + hours.map(lambda shift: f", clock {shift:g} h apart")
    return rows.noted(where, "start", rows.table["start"], done)


def _told_open_choices(rows: Rows, group: pd.Series, open_choice: pd.DataFrame) -> Rows:
    alone = group[open_choice["left"]].to_numpy() != group[open_choice["right"]].to_numpy()
    left = open_choice[alone].drop_duplicates("left").set_index("left")
    where = pd.Series(rows.table.index.isin(left.index), index=rows.table.index)
    other = place(rows.table.loc[left["right"]]).set_axis(left.index)
    done = "kept as a session of its own; could be " + other + ", but others fit as well"
    return rows.noted(where, "start", rows.table["start"], done)


def _merged(rows: Rows, group: pd.Series, reason: str, authority: pd.Series | None = None) -> Rows:
    before = rows.table
    merged = merged_groups(rows, group, reason, authority=authority)
    runs = merged.table.assign(
        date=merged.table["start"].dt.normalize().fillna(merged.table["date"])
    )
    # Parts of two sources may not fit each other: then the row keeps its own.
    own = before.loc[runs.index]
    impossible = pace_of(runs) < IMPOSSIBLE_PACE
    for column in ("distance_km", "duration_min"):
        runs[column] = runs[column].mask(impossible, own[column])
    short = runs["elapsed_min"] < runs["duration_min"]
    runs["elapsed_min"] = runs["elapsed_min"].mask(short, np.nan)
    return (
        merged.with_column("date", runs["date"])
        .with_column("distance_km", runs["distance_km"])
        .with_column("duration_min", runs["duration_min"])
        .with_column("elapsed_min", runs["elapsed_min"])
    )
