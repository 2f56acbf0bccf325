"""What is known of a cohort, without anybody in it being known."""

import numpy as np
import pandas as pd

from backstride.summaries.wording import counted
from backstride.verdict.cohort_words import FEWEST_RUNNERS

POINTS, COUNTS = ["estimate", "low", "high"], ["n_runners", "n_days"]
QUARTERS = {"lower_quarter": 0.25, "median": 0.5, "upper_quarter": 0.75}


def cohort_facts(diary: pd.DataFrame) -> pd.DataFrame:
    """Days and runs of a cohort, as quartiles over runners.

    Parameters
    ----------
    diary : DataFrame
        Runner by runner: `runner`, `distance_km`, `pain_post`, `is_logged`.

    Returns
    -------
    DataFrame
        Columns `of_a_runner`, `lower_quarter`, `median`, `upper_quarter`; no rows for fewer than
        5 runners, and numbers are missing where fewer than 5 runners have one.
    """
    by_runner = diary.groupby("runner", sort=False)
    if by_runner.ngroups < FEWEST_RUNNERS:
        return pd.DataFrame(columns=["of_a_runner", *QUARTERS])
    km = by_runner["distance_km"]
    facts = {
        "days logged": by_runner["is_logged"].sum(),
        "days rated in the evening": by_runner["pain_post"].count(),
        "runs a week": 7 * km.agg(lambda days: (days > 0).sum()) / km.count(),
        "km a week": 7 * km.mean(),
        "mean pain in the evening": by_runner["pain_post"].mean(),
    }
    known = pd.DataFrame(facts)
    table = known.quantile(list(QUARTERS.values())).T.round(1)
    table.loc[known.count() < FEWEST_RUNNERS] = np.nan
    table.columns = list(QUARTERS)
    return table.rename_axis("of_a_runner").reset_index()


def cohort_sentence(diary: pd.DataFrame) -> str:
    """Say how many runners and days there are, or that these are too few to be shown."""
    n_runners = diary["runner"].nunique()
    if n_runners < FEWEST_RUNNERS:
        return (
            f"Runners in this cohort: {n_runners}. Nothing is shown of fewer than "
            f"{FEWEST_RUNNERS}: one of them could be known by it."
        )
    n_rated = int(diary["pain_post"].notna().sum())
    return (
        f"{counted(n_runners, 'runner')}, {counted(len(diary), 'day')} on their calendars, "
        f"{n_rated:,} of them rated in the evening."
    )


def cohort_answers(answers: pd.DataFrame) -> pd.DataFrame:
    """The numbers behind the answers of a cohort, rounded.

    Parameters
    ----------
    answers : DataFrame
        As from `answer_cohort`.

    Returns
    -------
    DataFrame
        Columns `claim`, `status`, `estimate`, `low`, `high` (points), `p_holm`, `n_runners`,
        `n_days`; numbers of refused claims are missing.
    """
    shown = answers[["claim", "status", *POINTS, "p_holm", *COUNTS]].copy()
    shown[POINTS] = shown[POINTS].astype(float).round(2)
    shown["p_holm"] = shown["p_holm"].astype(float).round(3)
    shown[COUNTS] = shown[COUNTS].astype("Int64")
    return shown.reset_index(drop=True)
