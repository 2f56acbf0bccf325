"""The answers in words: rows of the claims table, how many say what, what would settle the rest."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from backstride.presentation import PLAIN, Presentation
from backstride.summaries import head_and_reason
from backstride.trial.length import length_sentence, plan_command, suggested_trial
from backstride.trial.plan import Plan

FIRM = ("raises", "lowers", "no difference")
# In the order in which a reader looks for them; each for one claim and for several.
TALLIES = {
    "raises": ("raises pain", "raise pain"),
    "lowers": ("lowers pain", "lower pain"),
    "no difference": ("makes no difference that matters", "make no difference that matters"),
    "cannot tell": ("cannot be told yet", "cannot be told yet"),
    "too few days": ("has too few days", "have too few days"),
    "order unknown": (
        "has ratings and habits in an unknown order",
        "have ratings and habits in an unknown order",
    ),
    "same as another": ("cannot be told from another", "cannot be told from others"),
    "not logged": ("is not in the log", "are not in the log"),
    "described": ("is only described", "are only described"),
}


def claim_rows(answers: pd.DataFrame, presentation: Presentation = PLAIN) -> list[dict[str, str]]:
    """The claims table in words: one row per claim, in the order of `answers`.

    Returns
    -------
    list of dict
        `slug`, `status`, `claim`, `contrast`, `verdict` and `reason` (often empty), `estimate`,
        `interval`, `days`, `exposed`, `needed`, `evidence`; numbers of refused claims are empty.
    """
    return [_claim_row(row, presentation) for row in answers.to_dict("records")]


def _claim_row(row: Mapping[Any, Any], presentation: Presentation) -> dict[str, str]:
    head, reason = head_and_reason(row["verdict"])
    said = {
        "claim": _begun(row["claim"]),
        "contrast": str(row["contrast"]),
        "verdict": head,
        "reason": reason,
        "needed": _begun(row["needed"]),
        "evidence": _begun(row["evidence"]),
    }
    names = {"slug": str(row["slug"]), "status": str(row["status"])}
    sentences = {name: presentation.sentence(text) for name, text in said.items()}
    return {**names, **sentences, **_numbers(row, presentation)}


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _numbers(row: Mapping[Any, Any], presentation: Presentation) -> dict[str, str]:
    signed = presentation.signed
    has_estimate = pd.notna(row["estimate"])
    interval = f"{signed(row['low'])} to {signed(row['high'])}" if has_estimate else ""
    return {
        "estimate": signed(row["estimate"]) if has_estimate else "",
        "interval": interval,
        "days": _whole(row["n_days"], presentation),
        "exposed": _whole(row["n_exposed"], presentation),
    }


def _whole(number: float, presentation: Presentation) -> str:
    return presentation.number(number) if pd.notna(number) else ""


def tally_sentence(answers: pd.DataFrame) -> str:
    """How many claims have which verdict, in one sentence.

    Examples
    --------
    >>> tally_sentence(pd.DataFrame({"status": ["cannot tell", "raises", "cannot tell"]}))
    'Of 3 claims, 1 raises pain and 2 cannot be told yet.'
    """
    found = answers["status"].value_counts()
    parts = [
        f"{found[status]} {one if found[status] == 1 else several}"
        for status, (one, several) in TALLIES.items()
        if status in found
    ]
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    return f"Of {len(answers)} claim{'' if len(answers) == 1 else 's'}, {listed}."


def open_rows(
    rows: list[dict[str, str]], trials: Mapping[str, tuple[str, str]]
) -> list[dict[str, str]]:
    """Those claims that more days, another entry or a trial could settle.

    Parameters
    ----------
    rows : list of dict
        From `claim_rows`.
    trials : mapping of slug to (str, str)
        From `trial_words`.

    Returns
    -------
    list of dict
        The rows, each with `trial` and `command`: the trial that would settle it, and what plans
        it; empty where there is none.
    """
    return [
        row | dict(zip(("trial", "command"), trials.get(row["slug"], ("", "")), strict=True))
        for row in rows
        if row["status"] not in FIRM and row["needed"]
    ]


def trial_words(
    answers: pd.DataFrame,
    diary: pd.DataFrame,
    trials: Sequence[Plan] = (),
    presentation: Presentation = PLAIN,
) -> dict[str, tuple[str, str]]:
    """The trial that would settle each open claim, with its length, and its command, by slug.

    Parameters
    ----------
    answers, diary : DataFrame
    trials : sequence of Plan
        Of the trials that lie in the runner's folder: they are not suggested again.
    presentation : Presentation
    """
    words = {
        row["slug"]: (presentation.sentence(length_sentence(row)), plan_command(row))
        for _, row in suggested_trial(answers, diary).iterrows()
    }
    for claim in {plan.claim for plan in trials}:
        spans = [
            f"{presentation.day(plan.start)} to {presentation.day(plan.last_day)}"
            for plan in trials
            if plan.claim == claim
        ]
        words[claim] = (_of_its_own(spans), "")
    return words


def _of_its_own(spans: Sequence[str]) -> str:
    if len(spans) == 1:
        return f"A trial of it, {spans[0]}, has a section of its own below."
    return f"{len(spans)} trials of it, {'; '.join(spans)}, have sections of their own below."


def trial_part(plan: Plan, nth: int, n_trials: int) -> str:
    """Which of several trials it is, to stand after the title of its section.

    Parameters
    ----------
    plan : Plan
    nth : int
        From 1, in the order of their first days.
    n_trials : int
    """
    return f"Trial {nth} of {n_trials}: {plan.claim}, from {PLAIN.day(plan.start)}"
