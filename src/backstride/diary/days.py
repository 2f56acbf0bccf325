"""Facts of the day's sessions: distance, load, ground, shoe, spike."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.schemas import HARD_SURFACES, SURFACES

SURFACE_COLUMNS = [f"km_{surface}" for surface in SURFACES]


def day_sessions(sessions: pd.DataFrame, covered: pd.DataFrame) -> pd.DataFrame:
    """Sum the sessions of every calendar day.

    Parameters
    ----------
    sessions : DataFrame
        All sports, with `spike_ratio`, `spike_state` (missing for other sports), `shoe_km`,
        `shoe_age_days`.
    covered : DataFrame
        `date`, `is_logged`, `is_silence` from `coverage`.

    Returns
    -------
    DataFrame
        One row per day of `covered`. `distance_km`, `load` and `km_<surface>` are 0 on a logged
        rest day and missing on an unlogged one; `distance_km` is also missing on a day with a
        run of unknown distance, `load` (RPE x minutes) on a day with a run of unknown RPE. Shoe
        facts are those of the day's longest run, `spike_ratio` is the day's largest.
    """
    runs = sessions[sessions["sport"] == "run"]
    days = covered.set_index("date")
    totals = _totals(runs).reindex(days.index)
    has_run = totals["n_runs"].notna()
    known = days["is_logged"] | has_run
    facts = [_longest_run(runs), _largest_spike(runs)]
    return pd.concat(
        [
            days.assign(is_logged=known, n_runs=totals["n_runs"].fillna(0).astype(int)),
            totals.drop(columns="n_runs").mask(known & ~has_run, 0.0),
            *(fact.reindex(days.index) for fact in facts),
            _cross_training(sessions, days.index, known),
        ],
        axis=1,
    ).reset_index()


def _totals(runs: pd.DataFrame) -> pd.DataFrame:
    """Sums by day with a run: runs, kilometres, load, kilometres on each surface."""
    sums = pd.DataFrame(_km_by_surface(runs), columns=SURFACE_COLUMNS, index=runs.index)
    sums.insert(0, "n_runs", 1.0)
    sums.insert(1, "distance_km", runs["distance_km"])
    sums.insert(2, "load", runs["rpe"] * runs["duration_min"])
    return sums.groupby(runs["date"]).sum(skipna=False)


def _km_by_surface(runs: pd.DataFrame) -> NDArray[np.float64]:
    """Split each run by its unpaved share where that is known, else by its class.

    A run of unknown distance adds nothing to any surface.
    """
    surface = runs["surface"]
    hard = surface.where(surface.isin(HARD_SURFACES), "road")
    soft = surface.where(~surface.isin([*HARD_SURFACES, "unknown"]), "trail")
    unpaved, run = runs["unpaved_share"].to_numpy(), np.arange(len(runs))
    is_whole = np.isnan(unpaved)
    share = np.zeros((len(runs), len(SURFACES)))
    share[run, _place(hard)] = 1 - unpaved
    share[run, _place(soft)] = unpaved
    share[is_whole] = 0.0
    share[run[is_whole], _place(surface)[is_whole]] = 1.0
    km: NDArray[np.float64] = runs["distance_km"].fillna(0.0).to_numpy()
    return share * km[:, None]


def _place(surface: pd.Series) -> NDArray[np.int8]:
    return np.asarray(pd.Categorical(surface, categories=SURFACES).codes)


def _longest_run(runs: pd.DataFrame) -> pd.DataFrame:
    longest = _last_of_day(runs, runs["distance_km"])
    facts = longest[["distance_km", "shoe", "shoe_km", "shoe_age_days"]]
    return facts.rename(columns={"distance_km": "longest_run_km"})


def _largest_spike(runs: pd.DataFrame) -> pd.DataFrame:
    # A `return` run has no ratio; it speaks for the day only where no other run has one.
    rank = runs["spike_ratio"].fillna(-np.inf)
    return _last_of_day(runs, rank)[["spike_ratio", "spike_state"]]


def _last_of_day(runs: pd.DataFrame, rank: pd.Series) -> pd.DataFrame:
    """The run of each day with the highest rank; the later row of equals."""
    ordered = runs.iloc[rank.reset_index(drop=True).sort_values(kind="stable").index]
    return ordered.drop_duplicates("date", keep="last").set_index("date")


def _cross_training(sessions: pd.DataFrame, dates: pd.Index, known: pd.Series) -> pd.Series:
    others = sessions[sessions["sport"] != "run"]
    minutes = others.groupby("date")["duration_min"].sum().reindex(dates, fill_value=0.0)
    return minutes.where(known | (minutes > 0)).rename("cross_training_min")
