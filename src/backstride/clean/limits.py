"""What a value can be: cells out of range are emptied, runs that cannot be are refused."""

import numpy as np
import pandas as pd

from backstride.clean.rows import Rows, as_text
from backstride.tables import LONGEST_RUN_KM, LONGEST_SESSION_H

# Pace in min/km. No one has run any distance faster than 1:30 (the 100 m record is at 1:36) and
# no one a kilometre in 2:00; slower than 30:00 is standing.
IMPOSSIBLE_PACE, FAST_PACE, SLOW_PACE = 1.5, 2.0, 30.0
PAUSED = 3.0
_TOLD_KM = f"above 0 to {LONGEST_RUN_KM:g}"


def within(rows: Rows, column: str, low: float, high: float) -> Rows:
    """Empty the cells of `column` outside low to high (both inclusive), with a repair line."""
    values = rows.table[column]
    wrong = values.notna() & ~values.between(low, high)
    return rows.changed(wrong, column, np.nan, f"left empty: expected {low:g} to {high:g}")


def possible_runs(rows: Rows) -> Rows:
    """Empty impossible cells of sessions, then refuse runs that cannot have happened."""
    rows = _possible_times(within(within(rows, "rpe", 0, 10), "unpaved_share", 0, 1))
    rows = rows.refused(_distance_reasons(rows.table))
    rows = _possible_distances(rows)
    return _told_pace(rows.refused(_pace_reasons(rows.table)))


def _possible_times(rows: Rows) -> Rows:
    longest = LONGEST_SESSION_H * 60
    for column in ("duration_min", "elapsed_min"):
        minutes = rows.table[column]
        wrong = minutes.notna() & ~((minutes > 0) & (minutes <= longest))
        rows = rows.changed(
            wrong, column, np.nan, f"left empty: expected above 0 to {longest:g} minutes"
        )
    moving, elapsed = rows.table["duration_min"], rows.table["elapsed_min"]
    rows = rows.changed(
        elapsed < moving, "elapsed_min", np.nan, "left empty: shorter than the moving time"
    )
    rows = _with_moving_time(rows)
    long_pause = rows.table["elapsed_min"] > PAUSED * rows.table["duration_min"]
    return rows.noted(long_pause, "elapsed_min", elapsed, "kept: more than 3 times the moving time")


def _with_moving_time(rows: Rows) -> Rows:
    untimed = rows.table["duration_min"].isna() & rows.table["elapsed_min"].notna()
    elapsed = rows.table["elapsed_min"]
    return rows.changed(untimed, "duration_min", elapsed, "elapsed time taken: no moving time")


def _distance_reasons(runs: pd.DataFrame) -> pd.Series:
    distance, is_run = runs["distance_km"], runs["sport"] == "run"
    found = "distance_km: found " + as_text(distance).fillna("nothing")
    empty = ~(distance > 0) & ~(distance < 0) & runs["duration_min"].isna()
    wrong = (distance < 0) | (distance > LONGEST_RUN_KM)
    reasons = pd.Series(pd.NA, index=runs.index, dtype="str")
    reasons = reasons.mask(wrong, found + f", expected {_TOLD_KM}. Correct the cell.")
    no_run = f" and no duration, expected {_TOLD_KM}. Fill one in; a rest day needs no row."
    return reasons.mask(empty, found + no_run).where(is_run)


def _possible_distances(rows: Rows) -> Rows:
    distance = rows.table["distance_km"]
    wrong = distance.notna() & ~((distance > 0) & (distance <= LONGEST_RUN_KM))
    return rows.changed(wrong, "distance_km", np.nan, f"left empty: expected {_TOLD_KM} km")


def pace_of(runs: pd.DataFrame) -> pd.Series:
    """Minutes per kilometre of runs; missing for other sports and where a part is missing."""
    return (runs["duration_min"] / runs["distance_km"]).where(runs["sport"] == "run")


def _pace_reasons(runs: pd.DataFrame) -> pd.Series:
    found = "distance_km: found " + as_text(runs["distance_km"])
    found = found + " in " + as_text(runs["duration_min"].round(2)) + " minutes"
    reason = found + ", faster than anyone runs. Correct the distance or the duration."
    return reason.where(pace_of(runs) < IMPOSSIBLE_PACE)


def _told_pace(rows: Rows) -> Rows:
    pace = pace_of(rows.table)
    found = pace.round(2)
    rows = rows.noted(
        pace < FAST_PACE, "duration_min", found, "kept: a pace faster than 2 min per km"
    )
    return rows.noted(pace > SLOW_PACE, "duration_min", found, "kept: a pace slower than 30 min/km")
