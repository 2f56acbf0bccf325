"""Looks that were kept: the last of them, and whether they can belong to the log at hand."""

import pandas as pd

from backstride.errors import DataError
from backstride.verdict.spending import CUMULATIVE_ALPHA, DECIMALS

REMEDY = "Put looks.csv back as it was, or name another --out."


def last_look(looks: pd.DataFrame) -> pd.DataFrame:
    """Rows of the look whose verdicts stand; none of no look."""
    rows: pd.DataFrame = looks[looks["milestone"] == looks["milestone"].max()]
    return rows.reset_index(drop=True)


def check_looks(looks: pd.DataFrame, rated: pd.Series, site: str) -> None:
    """Refuse looks that cannot have been drawn on the log at hand.

    Parameters
    ----------
    looks : DataFrame
        As in `tables.LOOKS`.
    rated : Series
        Days of the log with a rating after the run.
    site : str
        The site that the log is about.

    Raises
    ------
    DataError
        What contradicts what, and what to do.
    """
    if looks.empty:
        return
    problem = _contradiction(looks) or _stranger(last_look(looks).iloc[0], rated, site)
    if problem:
        raise DataError(problem)


def _contradiction(looks: pd.DataFrame) -> str:
    unheard_of = sorted(set(looks["milestone"]) - set(CUMULATIVE_ALPHA))
    if unheard_of:
        known = ", ".join(map(str, CUMULATIVE_ALPHA))
        return f"looks.csv: found the milestone {unheard_of[0]}, expected {known}. {REMEDY}"
    facts = looks[["milestone", "n_rated", "last_rated", "site", "alpha"]].drop_duplicates()
    facts = facts.sort_values("milestone")
    if facts["milestone"].duplicated().any():
        return f"looks.csv: the rows of one look do not agree. {REMEDY}"
    may_be_spent = facts["milestone"].map(CUMULATIVE_ALPHA).to_numpy()
    if (facts["alpha"].cumsum().round(DECIMALS).to_numpy() > may_be_spent).any():
        return f"looks.csv: the looks spent more than they may (column alpha). {REMEDY}"
    is_early = (facts["n_rated"] < facts["milestone"]).any()
    if is_early or not facts["last_rated"].is_monotonic_increasing:
        return f"looks.csv: the looks are not in the order of their days. {REMEDY}"
    return ""


def _stranger(look: pd.Series, rated: pd.Series, site: str) -> str:
    if look["site"].casefold() != site.casefold():
        return (
            f"looks.csv: the looks kept here are at pain of the {look['site']}, this log is about "
            f"the {site}. Name another --out for it."
        )
    until = look["last_rated"]
    n_until = int((rated <= until).sum())
    # A few ratings may be gone, corrected by hand; a log cut short has fewer than the look needs.
    if n_until >= look["milestone"] and rated.max() >= until:
        return ""
    return (
        f"looks.csv: the last look kept here saw {look['n_rated']} rated days up to "
        f"{until:%Y-%m-%d}; this log has {n_until} up to then. Give the whole log, without "
        "--since and --until, or name another --out."
    )
