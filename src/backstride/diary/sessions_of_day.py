"""Facts of the day's sessions: distance, load, ground, shoe, spike."""

import numpy as np
import pandas as pd

from backstride.tables import HARD_SURFACES, SURFACES

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
    has_run = days.index.isin(runs["date"])
    known = days["is_logged"] | has_run
    totals = runs.assign(load=runs["rpe"] * runs["duration_min"]).groupby("date")
    summed = totals[["distance_km", "load"]].sum(skipna=False).join(_km_by_surface(runs))
    sums = summed.reindex(days.index)
    sums.loc[known & ~has_run] = 0.0
    return (
        days.assign(is_logged=known, n_runs=totals.size().reindex(days.index, fill_value=0))
        .join(sums)
        .join(_longest_run(runs))
        .join(_largest_spike(runs))
        .join(_cross_training(sessions, days.index, known))
        .reset_index()
    )


def _km_by_surface(runs: pd.DataFrame) -> pd.DataFrame:
    """Split each run by its unpaved share where that is known, else by its class."""
    hard = runs["surface"].where(runs["surface"].isin(HARD_SURFACES), "road")
    soft = runs["surface"].where(~runs["surface"].isin([*HARD_SURFACES, "unknown"]), "trail")
    share = runs["unpaved_share"]
    split = share.notna()
    parts = pd.concat(
        [
            _part(runs[~split], runs.loc[~split, "surface"], 1.0),
            _part(runs[split], hard[split], 1 - share[split]),
            _part(runs[split], soft[split], share[split]),
        ]
    )
    table = parts.pivot_table(index="date", columns="column", values="km", aggfunc="sum")
    return table.reindex(columns=SURFACE_COLUMNS).fillna(0.0).rename_axis(columns=None)


def _part(runs: pd.DataFrame, surface: pd.Series, share: pd.Series | float) -> pd.DataFrame:
    return pd.DataFrame(
        {"date": runs["date"], "column": "km_" + surface, "km": runs["distance_km"] * share}
    )


def _longest_run(runs: pd.DataFrame) -> pd.DataFrame:
    longest = runs.sort_values("distance_km", kind="stable").groupby("date").tail(1)
    facts = longest.set_index("date")[["distance_km", "shoe", "shoe_km", "shoe_age_days"]]
    return facts.rename(columns={"distance_km": "longest_run_km"})


def _largest_spike(runs: pd.DataFrame) -> pd.DataFrame:
    # A `return` run has no ratio; it speaks for the day only where no other run has one.
    rank = runs["spike_ratio"].fillna(-np.inf)
    largest = runs.assign(_rank=rank).sort_values("_rank", kind="stable").groupby("date").tail(1)
    return largest.set_index("date")[["spike_ratio", "spike_state"]]


def _cross_training(sessions: pd.DataFrame, dates: pd.Index, known: pd.Series) -> pd.Series:
    others = sessions[sessions["sport"] != "run"]
    minutes = others.groupby("date")["duration_min"].sum().reindex(dates, fill_value=0.0)
    return minutes.where(known | (minutes > 0)).rename("cross_training_min")
