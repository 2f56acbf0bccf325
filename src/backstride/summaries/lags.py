"""How long the distance of a day is felt, in a table and in words."""

import pandas as pd

from backstride.summaries.wording import counted, signed, with_interval
from backstride.verdict.cohort_lags import CohortLags

SHOWN_LAGS = (0, 1, 2, 3, 6, 13, 27)
WEEK = 6


def lag_table(lags: CohortLags) -> pd.DataFrame:
    """A long day against a usual one, on some of the evenings after it.

    Returns
    -------
    DataFrame
        Columns `evenings_later`, `estimate`, `low`, `high` (points), and `sum`, `sum_low`,
        `sum_high` of all evenings so far (points times evenings); no rows where nothing is said.
    """
    long = longest_of(lags.surface)
    shown = long[long["lag_days"].isin(SHOWN_LAGS)].rename(columns={"lag_days": "evenings_later"})
    shown = shown.astype({"evenings_later": "int64"}).round(2)
    return pd.DataFrame(shown.drop(columns=["km", "reference_km"]).reset_index(drop=True))


def longest_of(surface: pd.DataFrame) -> pd.DataFrame:
    """Rows of the longest distance of the surface, by evening."""
    longest: pd.DataFrame = surface[surface["km"] == surface["km"].max()]
    return longest.sort_values("lag_days").reset_index(drop=True)


def numbers_of(long: pd.DataFrame, lag_days: int) -> dict[str, float]:
    """One evening of `longest_of` as plain numbers, by column."""
    row = long[long["lag_days"] == lag_days].iloc[0]
    return {str(name): float(number) for name, number in row.items()}


def lag_sentence(lags: CohortLags) -> str:
    """Say what a long day does on its own evening and over a week, or why nothing is said."""
    if lags.refusal:
        return f"Nothing is said of how long a run is felt. {lags.refusal}"
    long = longest_of(lags.surface)
    same, week = numbers_of(long, 0), numbers_of(long, WEEK)
    evening = with_interval(same["estimate"], same["low"], same["high"])
    total = f"{signed(week['sum'])} ({signed(week['sum_low'])} to {signed(week['sum_high'])})"
    behind = f"{counted(lags.n_runners, 'runner')} and {counted(lags.n_days, 'day')}"
    return (
        f"A day of {same['km']:.1f} km against one of {same['reference_km']:.1f} km, from "
        f"{behind}: {evening} on the same evening; added up over that evening and the "
        f"{WEEK} after it {total}, points times evenings. {_fading(long)}"
    )


def _fading(long: pd.DataFrame) -> str:
    """On how many evenings in a row, from the first, the interval leaves out 0."""
    is_off = ((long["low"] > 0) | (long["high"] < 0)).to_numpy()
    if not is_off[0]:
        return "On the same evening 0 stays possible."
    evenings = counted(len(is_off) if is_off.all() else int(is_off.argmin()), "evening")
    return f"The interval leaves out 0 on {evenings} in a row, the same one first."
