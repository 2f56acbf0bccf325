"""Repeated looks: verdicts are drawn four times at most, and share one level."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from backstride import schemas
from backstride.errors import DataError
from backstride.ledger import stacked
from backstride.models.contrasts import ALPHA
from backstride.verdict.rules import (
    CUMULATIVE_ALPHA,
    DECIMALS,
    alpha_left,
    decided,
    milestone_reached,
    next_milestone,
    verdict_sentence,
)

# Looks that were kept: the last of them, and whether they can belong to the log at hand.

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
        As in `schemas.LOOKS`.
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
        Looks kept from earlier reports, as in `schemas.LOOKS`; may be empty.
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
    """What the look that is due decides, as rows of `schemas.LOOKS`; none where none is due.

    Claims that were refused or are only described take no part. A look at which no claim can be
    tested spends nothing and leaves no row: it is drawn as soon as one can.

    Parameters
    ----------
    answers : DataFrame
        As from `apply_look`.
    due : Look
    """
    if due.milestone is None:
        return schemas.empty(schemas.LOOKS)
    rows = answers.loc[answers["p_holm"].notna(), list(JUDGED)].assign(
        milestone=due.milestone,
        n_rated=due.n_rated,
        last_rated=due.last_rated,
        site=due.site,
        alpha=due.alpha,
    )
    return schemas.fit_to(schemas.LOOKS, rows)


def with_look(looks: pd.DataFrame, answers: pd.DataFrame, due: Look) -> pd.DataFrame:
    """The looks kept and, below them, the one that is drawn on `answers`."""
    return stacked([looks, look_rows(answers, due)], schemas.LOOKS)


def _alpha_in_force(milestone: int | None, kept: pd.Series) -> float:
    if milestone is not None:
        return alpha_left(milestone, kept)
    return float(kept.iloc[-1]) if len(kept) else min(CUMULATIVE_ALPHA.values())


# Verdicts as the rules of repeated looks demand: drawn when a look is due, else left standing.

BEFORE_FIRST = "can’t tell yet: verdicts are drawn from {days} rated days on"
NOT_AT_LAST = "can’t tell yet: it could not be tested at the last look"
OFF_ZERO = "can’t tell yet: off zero, but not by enough for one look of several"
NO_FURTHER = "No further look is drawn: the verdict stays."


def apply_look(answers: pd.DataFrame, due: Look, looks: pd.DataFrame) -> pd.DataFrame:
    """Give answers the verdicts of the look in force.

    Where a look is due, verdicts are drawn on the answers at its level. Where none is, those of
    the last look stand, in the words of its own numbers, while estimates and intervals follow new
    days. Before the first look no claim has a verdict. A refusal holds whenever it is given: it
    comes first in the order of the rules, needs no level, and leaves no number to judge.

    Parameters
    ----------
    answers : DataFrame
        One row per claim: `slug`, `status`, `verdict`, `estimate`, `low`, `high`, `p_holm` (missing
        for claims that are not tested), `smallest_difference`, `needed`.
    due : Look
        From `look_due`.
    looks : DataFrame
        The looks kept, as in `schemas.LOOKS`.

    Returns
    -------
    DataFrame
        `answers` with `status`, `verdict` and `needed` of the tested claims as above, and the
        columns `alpha` (level in force), `look` (milestone of the look that decided, missing
        where none did) and `looked_until` (its last rated day).
    """
    decided_now = answers.assign(status=[_decided(row, due.alpha) for row in _rows(answers)])
    in_force = last_look(with_look(looks, decided_now, due))
    standing = {row["slug"]: row for row in _rows(in_force)}
    said = [_said(row, standing.get(row["slug"]), due, bool(standing)) for row in _rows(answers)]
    columns = pd.DataFrame(said, columns=["status", "verdict", "needed"], index=answers.index)
    seen = answers["slug"].map({slug: row["milestone"] for slug, row in standing.items()})
    until = answers["slug"].map({slug: row["last_rated"] for slug, row in standing.items()})
    is_tested = answers["p_holm"].notna()
    return answers.assign(
        **columns.astype("str"),
        alpha=in_force["alpha"].iloc[0] if standing else due.alpha,
        look=seen.astype("Int64").where(is_tested),
        looked_until=pd.to_datetime(until).astype("datetime64[us]").where(is_tested),
    )


def _rows(table: pd.DataFrame) -> list[dict[Any, Any]]:
    return list(table.to_dict("records"))


def _decided(row: dict[Any, Any], alpha: float) -> str:
    if pd.isna(row["p_holm"]):
        return str(row["status"])
    numbers = (row["estimate"], row["low"], row["high"], row["p_holm"], row["smallest_difference"])
    return decided(*numbers, alpha)


def _said(
    row: dict[Any, Any], stands: dict[Any, Any] | None, due: Look, has_looked: bool
) -> tuple[str, str, str]:
    if pd.isna(row["p_holm"]):
        return row["status"], row["verdict"], row["needed"]
    further = _further(due)
    if stands is None:
        verdict = NOT_AT_LAST if has_looked else BEFORE_FIRST.format(days=due.next_milestone)
        return "cannot tell", verdict, further
    if stands["status"] != "cannot tell":
        return stands["status"], _in_words(stands), ""
    is_open = row["needed"] and due.next_milestone is not None
    return "cannot tell", _in_words(stands), row["needed"] if is_open else further


def _in_words(stands: dict[Any, Any]) -> str:
    low, high = stands["low"], stands["high"]
    is_off_zero = low > 0 or high < 0
    if stands["status"] == "cannot tell" and is_off_zero and stands["p_holm"] <= ALPHA:
        return OFF_ZERO
    return verdict_sentence(stands["status"], low, high, stands["smallest_difference"])


def _further(due: Look) -> str:
    if due.next_milestone is None:
        return NO_FURTHER
    missing = due.next_milestone - due.n_rated
    days = "1 more rated day" if missing == 1 else f"{missing} more rated days"
    return f"{days}: verdicts are drawn at {due.next_milestone}."
