"""Runners beside each other: their own estimates without their names, and who differs."""

import numpy as np
import pandas as pd
from scipy import stats

from backstride.claims import CLAIM
from backstride.models.contrasts import LEVEL
from backstride.summaries.wording import counted, signed
from backstride.verdict.cohort_words import FEWEST_RUNNERS

CHANCE = 1 - LEVEL
NUMBERS = ["estimate", "low", "high"]


def runner_rows(runners: pd.DataFrame, slug: str, is_named: bool = False) -> pd.DataFrame:
    """The runners' own estimates of one claim, in the order of the estimates.

    Parameters
    ----------
    runners : DataFrame
        From `cohort_runners`.
    slug : str
    is_named : bool
        Whether runners are called by their keys; else by their place in the order.

    Returns
    -------
    DataFrame
        Columns `runner`, `estimate`, `low`, `high` (points, 95 %), `n_days`, `n_exposed`; no rows
        where fewer than 5 runners have an estimate.
    """
    own = runners[(runners["slug"] == slug) & (runners["refused"] == "")]
    own = own.sort_values(["estimate", "n_days"], kind="stable").reset_index(drop=True)
    if len(own) < FEWEST_RUNNERS:
        own = own.iloc[:0]
    half = stats.t.ppf((1 + LEVEL) / 2, own["dof"]) * own["standard_error"]
    places = pd.Series([f"runner {place}" for place in range(1, len(own) + 1)], dtype="str")
    return pd.DataFrame(
        {
            "runner": own["runner"] if is_named else places,
            "estimate": own["estimate"],
            "low": own["estimate"] - half,
            "high": own["estimate"] + half,
            "n_days": own["n_days"],
            "n_exposed": own["n_exposed"],
        }
    )


def evenly(rows: pd.DataFrame, n_shown: int) -> pd.DataFrame:
    """At most so many rows, the first and the last and others evenly between them.

    Examples
    --------
    >>> evenly(pd.DataFrame({"place": range(100)}), 4)["place"].tolist()
    [0, 33, 66, 99]
    """
    if len(rows) <= n_shown:
        return rows
    places = np.linspace(0, len(rows) - 1, n_shown).round().astype(int)
    return rows.iloc[places].reset_index(drop=True)


def spread_table(answers: pd.DataFrame) -> pd.DataFrame:
    """How runners differ, claim by claim; claims without a spread are left out.

    Returns
    -------
    DataFrame
        Columns `claim`, `runners`, `mean`, `low`, `high` (of the mean), `differ_by` (SD of the
        effects between runners), `next_low`, `next_high` (where the effect of one more runner
        probably lies), all in points.
    """
    names = {
        "claim": "claim",
        "n_own": "runners",
        "own_estimate": "mean",
        "own_low": "low",
        "own_high": "high",
        "tau": "differ_by",
        "prediction_low": "next_low",
        "prediction_high": "next_high",
    }
    shown = answers.dropna(subset=["tau"])[list(names)].rename(columns=names)
    points = [name for name in shown if name not in ("claim", "runners")]
    return shown.assign(
        runners=shown["runners"].astype("int64"), **shown[points].astype(float).round(2)
    ).reset_index(drop=True)


def differ_sentence(rows: pd.DataFrame, answers: pd.DataFrame, slug: str) -> str:
    """Say how many runners lie off the mean, and that this names nobody and no cause."""
    claim, answer = CLAIM[slug].sentence, dict(answers.set_index("slug").loc[slug])
    if rows.empty:
        return f"{claim}: nothing is shown of single runners. {answer['spread']}".strip()
    mean = answer["own_estimate"]
    n_off = int(((rows["low"] > mean) | (rows["high"] < mean)).sum())
    expected = CHANCE * len(rows)
    return (
        f"{claim}: the mean of {counted(len(rows), 'runner')} is {signed(mean)} points. "
        f"{answer['spread']} The intervals of {counted(n_off, 'runner')} do not hold the mean; "
        f"were all alike, about {expected:.0f} would not by chance. Which of them truly differ "
        "cannot be told from one interval each."
    )


def other_side_sentence(rows: pd.DataFrame) -> str:
    """Say how many runners' own estimates lie on either side of 0, and how firmly."""
    if rows.empty:
        return ""
    more, less = int((rows["estimate"] > 0).sum()), int((rows["estimate"] < 0).sum())
    firm_more, firm_less = int((rows["low"] > 0).sum()), int((rows["high"] < 0).sum())
    return (
        f"Taken alone, {less} point to less pain ({firm_less} with an interval below 0) and "
        f"{more} to more ({firm_more} with one above 0)."
    )
