"""Flares in counts and sentences, and the ratios of the flare models as they are shown."""

import pandas as pd

from backstride.diary.flares import DAYS_BEFORE, FEWEST_RATED
from backstride.summaries.text import counted
from backstride.verdict.flares import FEWEST_ONSETS

ESTIMATED = "estimated"
NOT_COUNTED = (
    "Those that had begun before the running, or had no rating before or after it, cannot be "
    "laid at the door of the day."
)
NO_VERDICT = (
    "Flares are a second look at the same ratings: the ratios carry no verdict, and among several "
    "intervals one that leaves out 1 is no surprise."
)


def flare_facts(flares: pd.DataFrame) -> pd.DataFrame:
    """Count the days of each kind.

    Parameters
    ----------
    flares : DataFrame
        From `derived_flares`.

    Returns
    -------
    DataFrame
        Columns `fact` and `days`, one row per fact.
    """
    begun = flares["flare_onset"]
    facts = {
        "days that can be set against the two weeks before": flares["flare_level"].notna(),
        "days in a flare": flares["flare"] == 1,
        "days on which a flare could begin, rated": begun.notna(),
        "days on which one began": begun == 1,
    }
    counts = [int(days.sum()) for days in facts.values()]
    return pd.DataFrame({"fact": list(facts), "days": counts})


def flare_table(hazards: pd.DataFrame) -> pd.DataFrame:
    """The table of `flare_hazards` as it is shown.

    Returns
    -------
    DataFrame
        Columns `claim`, `status`, `hazard_odds_ratio`, `low`, `high`, `p_value`, `flares_begun`,
        `days_that_count`, `days_with_it`; the counts are whole or missing.
    """
    names = {
        "odds_ratio": "hazard_odds_ratio",
        "n_onsets": "flares_begun",
        "n_at_risk": "days_that_count",
        "n_exposed": "days_with_it",
    }
    shown = hazards[["claim", "status", "odds_ratio", "low", "high", "p_value", *list(names)[1:]]]
    counts = dict.fromkeys(list(names)[1:], "Int64")
    return shown.astype(counts).rename(columns=names)


def flare_sentence(flares: pd.DataFrame, hazards: pd.DataFrame) -> str:
    """Say how many flares began and what can be set beside them.

    Parameters
    ----------
    flares : DataFrame
        From `derived_flares`.
    hazards : DataFrame
        From `flare_hazards`.
    """
    n_days, n_begun = int(flares["flare_onset"].notna().sum()), int(flares["flare_onset"].sum())
    if not n_days:
        return (
            "No day can be set against the two weeks before it yet: that takes ratings on at "
            f"least {FEWEST_RATED} of {DAYS_BEFORE} days."
        )
    days = f"{counted(n_days, 'day')} on which one could begin"
    if not n_begun:
        return f"No flare began on {days}."
    begun = f"{counted(n_begun, 'flare')} began on {days}"
    if n_begun < FEWEST_ONSETS:
        return f"{begun}. That is too few: to set a claim beside flares takes {FEWEST_ONSETS}."
    estimated = hazards[hazards["status"] == ESTIMATED]
    if estimated.empty:
        return f"{begun}. {NOT_COUNTED} Too few are left to set any claim beside them."
    claims = counted(len(estimated), "claim")
    return (
        f"{begun}. {NOT_COUNTED} {claims} can be set beside {_span(estimated['n_onsets'])} that "
        f"are left. {NO_VERDICT}"
    )


def _span(counts: pd.Series) -> str:
    fewest, most = counts.min(), counts.max()
    return f"the {most:.0f}" if fewest == most else f"the {fewest:.0f} to {most:.0f}"


def odds_text(ratio: float) -> str:
    """A hazard odds ratio as it is printed.

    Examples
    --------
    >>> [odds_text(ratio) for ratio in (0.004, 0.83, 1.0, 40.4, 2500)]
    ['<0.01', '0.83', '1.00', '40', '>100']
    """
    if ratio < 0.01:
        return "<0.01"
    if ratio > 100:
        return ">100"
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.2f}"
