"""Verdicts as the rules of repeated looks demand: drawn when a look is due, else left standing."""

from typing import Any

import pandas as pd

from backstride.verdict.kept_looks import last_look
from backstride.verdict.looks import Look, with_look
from backstride.verdict.sentences import decided, verdict_sentence

FULL_ALPHA = 0.05
BEFORE_FIRST = "can’t tell yet: verdicts are drawn from {days} rated days on"
NOT_AT_LAST = "can’t tell yet: it could not be tested at the last look"
OFF_ZERO = "can’t tell yet: off zero, but not by enough for one look of several"
NO_FURTHER = "No further look is drawn: the verdict stays."


def drawn(answers: pd.DataFrame, due: Look, looks: pd.DataFrame) -> pd.DataFrame:
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
        The looks kept, as in `tables.LOOKS`.

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
    if stands["status"] == "cannot tell" and is_off_zero and stands["p_holm"] <= FULL_ALPHA:
        return OFF_ZERO
    return verdict_sentence(stands["status"], low, high, stands["smallest_difference"])


def _further(due: Look) -> str:
    if due.next_milestone is None:
        return NO_FURTHER
    missing = due.next_milestone - due.n_rated
    days = "1 more rated day" if missing == 1 else f"{missing} more rated days"
    return f"{days}: verdicts are drawn at {due.next_milestone}."
