"""Kilometres and miles mixed up between two sources of the same run."""

import numpy as np
import pandas as pd

from backstride.clean.limits import FAST_PACE, SLOW_PACE, pace_of
from backstride.clean.pairs import is_mixed_up
from backstride.clean.rows import Rows, as_text

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
