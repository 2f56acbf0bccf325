"""Ground and shoes: what was run on, and in what."""

import pandas as pd

from backstride.clean.log import Log
from backstride.sessions import add_shoe_wear
from backstride.summaries.means import means_by
from backstride.tables import SURFACES

NO_PAIR = "not logged"


def km_by_shoe_and_surface(log: Log) -> pd.DataFrame:
    """Kilometres of each pair (`not logged` where unknown) on each surface of the runs.

    Pairs stand in the order of their first run, what was run without a named pair last.
    """
    runs = log.runs[log.runs["sport"] == "run"].sort_values("date", kind="stable")
    named = runs.assign(shoe=runs["shoe"].fillna(NO_PAIR))
    table = named.pivot_table(index="shoe", columns="surface", values="distance_km", aggfunc="sum")
    order = [pair for pair in named["shoe"].unique() if pair in table.index and pair != NO_PAIR]
    order += [NO_PAIR] if NO_PAIR in table.index else []
    surfaces = [name for name in SURFACES if name in table.columns]
    return (
        table.reindex(index=pd.Index(order, name="shoe"), columns=surfaces)
        .fillna(0.0)
        .rename_axis(columns=None)
    )


def rated_run_days(diary: pd.DataFrame) -> pd.DataFrame:
    """Rated days with a run: `surface` (most of the day's km) and `pain_post`."""
    days = diary[(diary["distance_km"] > 0) & diary["pain_post"].notna()]
    km = days[[f"km_{surface}" for surface in SURFACES]].set_axis(list(SURFACES), axis=1)
    surface = km.idxmax(axis=1).astype("str") if len(km) else pd.Series(dtype="str")
    return pd.DataFrame({"surface": surface, "pain_post": days["pain_post"]}).reset_index(drop=True)


def mean_pain_by_surface(days: pd.DataFrame) -> pd.DataFrame:
    """Plain mean of the ratings after runs by surface of the day, with its 95 % t interval.

    The interval ends where the scale ends. It is missing for a surface with fewer than 5 days,
    or with equal ratings only.
    """
    means = means_by(days["surface"], days["pain_post"])
    surfaces = [name for name in SURFACES if name in means.index]
    return means.loc[surfaces].rename_axis("surface").reset_index()


def shoe_wear(log: Log) -> pd.DataFrame:
    """Every run with a named pair: `shoe`, `date`, `shoe_km` before the run."""
    worn = add_shoe_wear(log.runs, log.shoes)
    runs = worn[(worn["sport"] == "run") & worn["shoe"].notna()]
    return runs[["shoe", "date", "distance_km", "shoe_km", "shoe_age_days"]].reset_index(drop=True)


def pairs(wear: pd.DataFrame) -> pd.DataFrame:
    """One row per pair: runs, first and last run, km on it before the first and the last run.

    Kilometres are missing where nobody stated how worn the pair was.
    """
    by_pair = wear.groupby("shoe", sort=False)
    table = by_pair.agg(
        runs=("date", "size"),
        first_run=("date", "min"),
        last_run=("date", "max"),
        km_at_first=("shoe_km", "first"),
        km_at_last=("shoe_km", "last"),
    )
    dates = {name: table[name].dt.strftime("%Y-%m-%d") for name in ("first_run", "last_run")}
    km = {name: table[name].round().astype("Int64") for name in ("km_at_first", "km_at_last")}
    return table.assign(**dates, **km).sort_values("first_run", kind="stable").reset_index()
