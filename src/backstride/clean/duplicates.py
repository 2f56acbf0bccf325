"""The same session from several sources, or imported twice, becomes one."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from backstride.clean.audit import ORDER, Rows, as_text, place
from backstride.clean.log import is_activity_file
from backstride.clean.values import FAST_PACE, IMPOSSIBLE_PACE, SLOW_PACE, pace_of
from backstride.schemas import KM_PER_MILE

# Which sessions of different sources could be the same one, the likeliest first.

# Shares by which two sources may differ on the same session.
SAME_DISTANCE, SAME_AFTER_SHIFT, MIXED_UNITS = 0.03, 0.01, 0.03
LEAST_OVERLAP = 0.5
LONGEST_SHIFT_MIN, QUARTER_HOUR_MIN, CLOCK_TOLERANCE_MIN = 14 * 60.0, 15.0, 1.0
# Length on the clock of a session whose duration no source tells; used for the overlap only.
ASSUMED_LENGTH_MIN = 30.0
_ELAPSED_AT_MOST = 3.0

PAIR_COLUMNS = ["left", "right", "stage", "apart", "start_apart", "shift_min"]


def timed_pairs(runs: pd.DataFrame) -> pd.DataFrame:
    """Pairs of sessions of one sport from two sources that overlap in time or are zone-shifted.

    Two intervals from start to end overlap by at least half of the shorter, and the distances
    agree within 3 % (or by the factor of a mile, or one is missing); or, with distance and
    duration within 1 %, the starts lie a whole number of quarter-hours apart, up to 14 hours
    (never between two files of single activities, whose times are both UTC).

    Returns
    -------
    DataFrame
        `left`, `right` (index of `runs`), `stage` (0 overlap, 1 shift), `apart` (relative
        difference of the distances, 1 and more where it says little), `start_apart` (minutes),
        `shift_min` (missing unless shifted).
    """
    timed = runs[runs["start"].notna()].sort_values("start", kind="stable")
    return _judged(timed, *_neighbours(timed))


def untimed_pairs(runs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pairs of one day and sport from two sources, at least one of them without a clock time.

    Distances agree within 3 % (durations, where a distance is missing), and each of the two has
    as many such candidates in the source of the other, so that no choice is left open.

    Returns
    -------
    tuple of DataFrame
        Pairs as in `timed_pairs` (`stage` 2), and those left because a choice was open.
    """
    said = runs[["date", "sport", "source", "distance_km", "duration_min", "start"]]
    said = said.assign(row=runs.index)
    clockless = said[said["start"].isna()]
    pairs = clockless.merge(said, on=["date", "sport"], suffixes=("", "_other"))
    twice = pairs["start_other"].isna() & (pairs["row"] > pairs["row_other"])
    pairs = pairs[(pairs["source"] != pairs["source_other"]) & ~twice]
    apart = _apart(pairs["distance_km"], pairs["distance_km_other"])
    by_time = _apart(pairs["duration_min"], pairs["duration_min_other"])
    pairs = pairs.assign(apart=apart.fillna(by_time))
    pairs = pairs[pairs["apart"] <= SAME_DISTANCE]
    counts = pairs.groupby(["row", "source_other"])["apart"].transform("size")
    back = pairs.groupby(["row_other", "source"])["apart"].transform("size")
    pairs = pairs.rename(columns={"row": "left", "row_other": "right"})
    pairs = pairs.assign(stage=2, start_apart=0.0, shift_min=np.nan)[PAIR_COLUMNS]
    return pairs[counts == back], pairs[counts != back]


def _neighbours(timed: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    # A sweep over the sorted starts: the k-th neighbours of all rows at once, until none is near.
    start, reach = _minutes(timed), _minutes(timed) + np.maximum(_length(timed), _reach_of_shift())
    source, sport = pd.factorize(timed["source"])[0], pd.factorize(timed["sport"])[0]
    lefts, rights = [np.empty(0, int)], [np.empty(0, int)]
    for step in range(1, len(timed)):
        near = start[step:] <= reach[:-step]
        if not near.any():
            break
        fits = near & (source[step:] != source[:-step]) & (sport[step:] == sport[:-step])
        lefts.append(np.flatnonzero(fits))
        rights.append(np.flatnonzero(fits) + step)
    return np.concatenate(lefts), np.concatenate(rights)


def _judged(timed: pd.DataFrame, left: np.ndarray, right: np.ndarray) -> pd.DataFrame:
    start, length = _minutes(timed), _length(timed)
    end = start + length
    common = np.minimum(end[left], end[right]) - np.maximum(start[left], start[right])
    overlap = common >= LEAST_OVERLAP * np.minimum(length[left], length[right])
    apart, rank = _distances_apart(timed["distance_km"].to_numpy(), left, right)
    shift = start[right] - start[left]
    in_utc = is_activity_file(timed["source"]).to_numpy()
    shifted = ~overlap & (apart <= SAME_AFTER_SHIFT) & _quarter_hours(shift)
    shifted &= ~(in_utc[left] & in_utc[right])
    minutes = timed["duration_min"]
    same_length = _apart(minutes.iloc[left], minutes.iloc[right].set_axis(minutes.index[left]))
    shifted &= same_length.to_numpy() <= SAME_AFTER_SHIFT
    pairs = pd.DataFrame(
        {
            "left": timed.index[left],
            "right": timed.index[right],
            "stage": np.where(shifted, 1, 0),
            "apart": rank,
            "start_apart": shift,
            "shift_min": np.where(shifted, shift, np.nan),
        }
    )
    return pairs.loc[np.flatnonzero((overlap & np.isfinite(rank)) | shifted)]


def _distances_apart(
    distance: np.ndarray, left: np.ndarray, right: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    longer = np.fmax(distance[left], distance[right])
    shorter = np.fmin(distance[left], distance[right])
    missing = np.isnan(distance[left]) | np.isnan(distance[right])
    apart = np.where(missing, np.nan, 1 - shorter / longer)
    # Agreement first, then a missing distance, then a mix-up of units; infinite is another run.
    rank = np.where(apart <= SAME_DISTANCE, apart, np.inf)
    rank = np.where(missing, 1.0, rank)
    return apart, np.where(~missing & is_mixed_up(shorter, longer), 2.0, rank)


def is_mixed_up(shorter: np.ndarray, longer: np.ndarray) -> np.ndarray:
    """Whether two distances differ by the factor of a mile to a kilometre, within 3 %.

    Examples
    --------
    >>> is_mixed_up(np.array([6.2, 6.2]), np.array([10.0, 9.0])).tolist()
    [True, False]
    """
    in_miles = shorter * KM_PER_MILE
    return np.asarray(np.abs(longer - in_miles) <= MIXED_UNITS * in_miles)


def _apart(one: pd.Series, other: pd.Series) -> pd.Series:
    return (one - other).abs() / np.maximum(one, other)


def _minutes(timed: pd.DataFrame) -> np.ndarray:
    micros = timed["start"].to_numpy(dtype="datetime64[us]").astype("int64")
    return np.asarray(micros / 60e6)


def _length(timed: pd.DataFrame) -> np.ndarray:
    moving, elapsed = timed["duration_min"], timed["elapsed_min"]
    # A watch left running for days must not reach over the runs of the days after.
    believed = elapsed.where(~(elapsed > _ELAPSED_AT_MOST * moving), moving)
    return believed.fillna(moving).fillna(ASSUMED_LENGTH_MIN).to_numpy()


def _reach_of_shift() -> float:
    return LONGEST_SHIFT_MIN + CLOCK_TOLERANCE_MIN


def _quarter_hours(shift: np.ndarray) -> np.ndarray:
    off = np.abs(shift - np.round(shift / QUARTER_HOUR_MIN) * QUARTER_HOUR_MIN)
    return np.asarray((off <= CLOCK_TOLERANCE_MIN) & (np.abs(shift) <= _reach_of_shift()))


# Pairs of the same session to groups of the same session, at most one from each source.


def clustered(sources: pd.Series, pairs: Iterable[tuple[int, int]]) -> pd.Series:
    """Label of the group of each row, after joining the pairs in the order given.

    A pair is left out where it would bring two rows of one source together: one source does
    not log a session twice (its exact duplicates are gone by then).

    Parameters
    ----------
    sources : Series
        Source of each row.
    pairs : iterable of (label, label)
        Labels of the index of `sources`, the likeliest pair first.

    Examples
    --------
    >>> clustered(pd.Series(["a", "b", "a"]), [(0, 1), (1, 2)]).tolist()
    [0, 0, 2]
    """
    head = {label: label for label in sources.index}
    held = {label: {source} for label, source in sources.items()}
    for left, right in pairs:
        one, other = _head_of(head, left), _head_of(head, right)
        if one != other and held[one].isdisjoint(held[other]):
            head[other] = one
            held[one] |= held[other]
    return pd.Series([_head_of(head, label) for label in sources.index], index=sources.index)


def _head_of(head: dict[int, int], label: int) -> int:
    while head[label] != label:
        head[label] = head[head[label]]
        label = head[label]
    return label


# Rows that say the same thing become one row that keeps the best of each.

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
        rows = _note_conflicts(rows, ranked, label, best)
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


def _note_conflicts(rows: Rows, ranked: pd.DataFrame, label: pd.Series, best: pd.Series) -> Rows:
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


# Kilometres and miles mixed up between two sources of the same run.

# Fewer runs than this give no median pace to hold a distance against.
LEAST_RUNS = 5
# The two readings of a distance lie log(1.609) = 0.48 apart in log pace; the nearer one is believed
# when it is nearer by at least this much.
CLEARLY_NEARER = 0.15


def settled_units(rows: Rows, group: pd.Series, miles_sources: frozenset[str]) -> Rows:
    """Empty the distances of a mix-up that the runner's own pace speaks against.

    Where the pace cannot tell, the distance of the source that states kilometres is believed
    (else the one most rows of the run agree on, else the longer), and the repair line says so.

    Parameters
    ----------
    group : Series
        Label of the run of each row, on the index of `rows.table`.
    miles_sources : frozenset of str
        Sources whose distances were stated in miles.
    """
    runs = rows.table
    distance = runs["distance_km"]
    shortest, longest = (distance.groupby(group).transform(end) for end in ("min", "max"))
    mixed = pd.Series(is_mixed_up(shortest.to_numpy(), longest.to_numpy()), index=runs.index)
    if not mixed.any():
        return rows
    is_long = distance > np.sqrt(shortest * longest)
    believed, decided = _believed_long(runs, group, mixed, is_long, miles_sources)
    wrong = mixed & distance.notna() & (is_long != believed)
    right = distance.where(mixed & distance.notna() & ~wrong).groupby(group).transform("first")
    why = pd.Series("the pace cannot tell which", index=runs.index).mask(
        decided, "which fits the runner's pace"
    )
    done = "km and miles mixed up: " + as_text(right) + " km believed, " + why
    return rows.changed(wrong, "distance_km", np.nan, done)


def _believed_long(
    runs: pd.DataFrame,
    group: pd.Series,
    mixed: pd.Series,
    is_long: pd.Series,
    miles_sources: frozenset[str],
) -> tuple[pd.Series, pd.Series]:
    minutes = runs["duration_min"].groupby(group).transform("median")
    distance = runs["distance_km"].groupby(group)
    clear = pace_of(runs)[~mixed]
    clear = clear[clear.between(FAST_PACE, SLOW_PACE)]
    typical = clear.median() if len(clear) >= LEAST_RUNS else np.nan
    off_long, off_short = (
        np.log(minutes / distance.transform(end) / typical).abs() for end in ("max", "min")
    )
    is_run = runs["sport"] == "run"
    decided = is_run & ((off_long - off_short).abs() >= CLEARLY_NEARER)
    in_km = ~runs["source"].isin(miles_sources) & runs["distance_km"].notna()
    long_in_km = (in_km & is_long).groupby(group).transform("sum")
    short_in_km = (in_km & ~is_long).groupby(group).transform("sum")
    return (long_in_km >= short_in_km).mask(decided, off_long < off_short), decided


# The same session from several sources, or imported twice, becomes one.

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

    Both as in `backstride.clean.duplicates`.
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
    rows = _note_open_choices(rows, group, open_choice)
    rows = _note_shifts(rows, group, pairs)
    rows = settled_units(rows, _apart_where_fixed(group, authority), miles_sources)
    return _merged(rows, group, "the same session in another source", authority)


def _apart_where_fixed(group: pd.Series, authority: pd.Series | None) -> pd.Series:
    if authority is None:
        return group
    is_fixed = group.isin(group[authority == FIXED])
    return group.mask(is_fixed, pd.Series(-1 - np.arange(len(group)), index=group.index))


def _note_shifts(rows: Rows, group: pd.Series, pairs: pd.DataFrame) -> Rows:
    shifted = pairs[pairs["shift_min"].notna()]
    joined = group[shifted["left"]].to_numpy() == group[shifted["right"]].to_numpy()
    shifted = shifted[joined].drop_duplicates("right").set_index("right")
    where = pd.Series(rows.table.index.isin(shifted.index), index=rows.table.index)
    hours = (shifted["shift_min"] / 15).round() / 4
    other = place(rows.table.loc[shifted["left"]]).to_numpy()
    done = "same session as " + other + hours.map(lambda shift: f", clock {shift:g} h apart")
    return rows.noted(where, "start", rows.table["start"], done)


def _note_open_choices(rows: Rows, group: pd.Series, open_choice: pd.DataFrame) -> Rows:
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
