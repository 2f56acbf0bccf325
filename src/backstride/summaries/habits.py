"""Does pain come before the habit? Doses by the rating before them."""

import pandas as pd

from backstride.summaries.wording import counted

FEWEST_DAYS = 10
SAME_DOSE = 0.1


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
        Columns `habit`, `pain_pre` (rounded to whole points), `mean_dose`, `n_days`; no rows
        where the habit was never done.
    """
    column = f"{habit.replace('-', '_')}_between"
    blank = pd.DataFrame(columns=["habit", "pain_pre", "mean_dose", "n_days"], dtype=float)
    if column not in diary:
        return blank
    days = diary.dropna(subset=["pain_pre", column])
    if not days[column].any():
        return blank
    by_rating = days.groupby(days["pain_pre"].round().astype(int))[column].agg(["mean", "size"])
    table = by_rating.rename(columns={"mean": "mean_dose", "size": "n_days"}).reset_index()
    table.insert(0, "habit", habit)
    return table


def answers_pain(doses: pd.DataFrame) -> str:
    """Say whether the habit was done more after higher ratings."""
    known = doses[doses["n_days"] >= FEWEST_DAYS] if len(doses) else doses
    if len(known) == 1:
        return "Nearly all ratings before it are alike, so there is nothing to compare."
    if known.empty:
        return "There are too few days to see whether pain changes how often it is done."
    lowest, highest = known.iloc[0], known.iloc[-1]
    more = highest["mean_dose"] - lowest["mean_dose"]
    how = "about as often" if abs(more) < SAME_DOSE else "more often" if more > 0 else "less often"
    return (
        f"It was done {how} when it hurt more: {_dose(highest)} after a rating of "
        f"{highest['pain_pre']:.0f}, {_dose(lowest)} after a rating of {lowest['pain_pre']:.0f} "
        f"(only ratings with at least {counted(FEWEST_DAYS, 'day')} count here)."
    )


def _dose(row: pd.Series) -> str:
    return f"{row['mean_dose']:.2f} times a day"
