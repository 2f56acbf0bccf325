"""Running and pain month by month."""

import pandas as pd


def monthly(diary: pd.DataFrame) -> pd.DataFrame:
    """One row per calendar month, days and kilometres counted, ratings averaged.

    Returns
    -------
    DataFrame
        Columns `month`, `logged_days`, `runs`, `km`, `rated_days`, `mean_pain_post` (plain mean
        of the ratings after running, missing without one), rounded.
    """
    by_month = diary.groupby(diary["date"].dt.strftime("%Y-%m"))
    table = by_month.agg(
        logged_days=("is_logged", "sum"),
        runs=("n_runs", "sum"),
        km=("distance_km", "sum"),
        rated_days=("n_ratings", lambda counts: (counts > 0).sum()),
        mean_pain_post=("pain_post", "mean"),
    )
    return table.round({"km": 0, "mean_pain_post": 1}).rename_axis("month").reset_index()
