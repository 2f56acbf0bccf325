"""Running and pain month by month."""

import pandas as pd


def monthly(diary: pd.DataFrame) -> pd.DataFrame:
    """One row per calendar month, days and kilometres counted, ratings averaged.

    Returns
    -------
    DataFrame
        Columns `month`, `logged_days`, `runs`, `km` (missing where no day is logged),
        `rated_days`, `mean_pain_post` (plain mean of the ratings after running, missing without
        one), rounded.
    """
    by_month = diary.groupby(diary["date"].dt.strftime("%Y-%m"))
    table = by_month.agg(
        logged_days=("is_logged", "sum"),
        runs=("n_runs", "sum"),
        rated_days=("n_ratings", lambda counts: int((counts > 0).sum())),
        mean_pain_post=("pain_post", "mean"),
    )
    km = by_month["distance_km"].sum(min_count=1).round().astype("Int64")
    table.insert(2, "km", km)
    counts = dict.fromkeys(("logged_days", "runs", "rated_days"), "Int64")
    return table.astype(counts).round({"mean_pain_post": 1}).rename_axis("month").reset_index()
