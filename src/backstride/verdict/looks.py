"""Repeated looks: verdicts are drawn four times at most, and share one level."""

from dataclasses import dataclass

import pandas as pd

from backstride import tables
from backstride.ledger import stacked
from backstride.verdict.kept_looks import check_looks
from backstride.verdict.spending import (
    CUMULATIVE_ALPHA,
    alpha_left,
    milestone_reached,
    next_milestone,
)

JUDGED = ("slug", "status", "estimate", "low", "high", "p_holm", "smallest_difference")


@dataclass(frozen=True)
class Look:
    """Where a log stands among its looks.

    Parameters
    ----------
    n_rated : int
        Days with a rating after the run.
    last_rated : Timestamp or None
        The last of them.
    site : str
    milestone : int or None
        Of the look that is due now; None where none is.
    alpha : float
        Level in force: of the look that is due, else of the last one kept, else of the first.
    next_milestone : int or None
        Rated days at which the look after this moment falls due; None after the last.
    """

    n_rated: int
    last_rated: pd.Timestamp | None
    site: str
    milestone: int | None
    alpha: float
    next_milestone: int | None


def look_due(diary: pd.DataFrame, looks: pd.DataFrame, site: str) -> Look:
    """Say whether a look is due, and at which level.

    A look falls due with the first report at or after its milestone.

    Parameters
    ----------
    diary : DataFrame
        Needs `date` and `pain_post`, one row per day.
    looks : DataFrame
        Looks kept from earlier reports, as in `tables.LOOKS`; may be empty.
    site : str
        The site that the diary is about.

    Raises
    ------
    DataError
        If the looks contradict each other, or were drawn on another log or a longer one.
    """
    rated = diary.loc[diary["pain_post"].notna(), "date"]
    check_looks(looks, rated, site)
    kept = looks.drop_duplicates("milestone").set_index("milestone")["alpha"].sort_index()
    reached = milestone_reached(len(rated))
    milestone = None if reached in kept.index else reached
    return Look(
        n_rated=len(rated),
        last_rated=rated.max() if len(rated) else None,
        site=site,
        milestone=milestone,
        alpha=_alpha_in_force(milestone, kept),
        next_milestone=next_milestone(len(rated)),
    )


def look_rows(answers: pd.DataFrame, due: Look) -> pd.DataFrame:
    """What the look that is due decides, as rows of `tables.LOOKS`; none where none is due.

    Claims that were refused or are only described take no part. A look at which no claim can be
    tested spends nothing and leaves no row: it is drawn as soon as one can.

    Parameters
    ----------
    answers : DataFrame
        As from `drawn`.
    due : Look
    """
    if due.milestone is None:
        return tables.empty(tables.LOOKS)
    rows = answers.loc[answers["p_holm"].notna(), list(JUDGED)].assign(
        milestone=due.milestone,
        n_rated=due.n_rated,
        last_rated=due.last_rated,
        site=due.site,
        alpha=due.alpha,
    )
    return tables.fit_to(tables.LOOKS, rows)


def with_look(looks: pd.DataFrame, answers: pd.DataFrame, due: Look) -> pd.DataFrame:
    """The looks kept and, below them, the one that is drawn on `answers`."""
    return stacked([looks, look_rows(answers, due)], tables.LOOKS)


def _alpha_in_force(milestone: int | None, kept: pd.Series) -> float:
    if milestone is not None:
        return alpha_left(milestone, kept)
    return float(kept.iloc[-1]) if len(kept) else min(CUMULATIVE_ALPHA.values())
