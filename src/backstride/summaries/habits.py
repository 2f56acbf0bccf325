"""Does pain come before the habit? Doses by the rating before them."""

import pandas as pd


def dose_by_rating(diary: pd.DataFrame, habit: str) -> pd.DataFrame:
    """Mean times a day a habit was done, by the rating made before it.

    Parameters
    ----------
    diary : DataFrame
    habit : str
        Claim slug, such as `stretching`.

    Returns
    -------
    DataFrame
        Columns `habit`, `pain_pre` (rounded to whole points), `mean_dose`, `n_days`.
    """
    column = f"{habit.replace('-', '_')}_between"
    if column not in diary:
        return pd.DataFrame(columns=["habit", "pain_pre", "mean_dose", "n_days"], dtype=float)
    days = diary.dropna(subset=["pain_pre", column])
    by_rating = days.groupby(days["pain_pre"].round())[column].agg(["mean", "size"])
    table = by_rating.rename(columns={"mean": "mean_dose", "size": "n_days"}).reset_index()
    table.insert(0, "habit", habit)
    return table


def answers_pain(doses: pd.DataFrame) -> str:
    """Say whether the habit was done more after higher ratings."""
    known = doses[doses["n_days"] >= 10] if len(doses) else doses
    if len(known) < 2:
        return "There are too few days to see whether pain changes how often it is done."
    lowest, highest = known.iloc[0], known.iloc[-1]
    return (
        f"After a rating of {lowest['pain_pre']:.0f} it was done {lowest['mean_dose']:.1f} times "
        f"a day, after a rating of {highest['pain_pre']:.0f} {highest['mean_dose']:.1f} times "
        "(ratings with at least 10 days)."
    )
