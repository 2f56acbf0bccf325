"""Answers as a reader meets them: a rounded table and one sentence, computed."""

import textwrap
from typing import Any

import pandas as pd

from backstride.claims import CLAIM
from backstride.summaries.wording import counted, with_interval

FORMULA_WIDTH = 88
NUMBERS = ["estimate", "low", "high", "p_holm", "n_days", "n_exposed", "detectable_difference"]
OPPOSED_TO_NOTHING = "on the other side of 0 from the honest estimate, which leaves 0 possible"
HONEST = {"estimate": "honest", "low": "honest_low", "high": "honest_high"}
PLAIN = {"naive_estimate": "plain", "naive_low": "plain_low", "naive_high": "plain_high"}


def rounded_answers(answers: pd.DataFrame, *slugs: str) -> pd.DataFrame:
    """The numbers behind verdicts, rounded; all claims, or those named.

    Returns
    -------
    DataFrame
        Columns `claim`, `status`, `estimate`, `low`, `high`, `p_holm`, `n_days`, `n_exposed`,
        `detectable_difference`; numbers of refused claims are missing.
    """
    shown = _named(answers, slugs)[["claim", "status", *NUMBERS]].copy()
    points = ["estimate", "low", "high", "detectable_difference"]
    shown[points] = shown[points].astype(float).round(2)
    shown["p_holm"] = shown["p_holm"].astype(float).round(3)
    counts = ["n_days", "n_exposed"]
    shown[counts] = shown[counts].astype("Int64")
    return shown.reset_index(drop=True)


def honest_and_plain(answers: pd.DataFrame, *slugs: str) -> pd.DataFrame:
    """The honest estimate beside the plain correlation, on the same contrast.

    Claims without both are left out: a plain correlation alone would look like an answer.
    """
    names = {**HONEST, **PLAIN}
    shown = _named(answers, slugs)[["claim", *names]].rename(columns=names)
    numbers = list(names.values())
    shown[numbers] = shown[numbers].astype(float).round(2)
    return shown.dropna(subset=numbers).reset_index(drop=True)


def _named(answers: pd.DataFrame, slugs: tuple[str, ...]) -> pd.DataFrame:
    return answers[answers["slug"].isin(slugs)] if slugs else answers


def formula_text(answers: pd.DataFrame, slug: str) -> str:
    """The statsmodels formula of one claim, broken into lines; why there is none if refused."""
    row = _row(answers, slug)
    if not row["formula"]:
        return f"No model was fitted for “{CLAIM[slug].sentence}” ({row['status']})."
    return "\n".join(textwrap.wrap(row["formula"], FORMULA_WIDTH, break_on_hyphens=False))


def head_and_reason(verdict: str) -> tuple[str, str]:
    """A verdict parted into its head and the reason behind the colon, as a sentence each.

    Examples
    --------
    >>> head_and_reason("too few days: The rating never changes.")
    ('Too few days', 'The rating never changes.')
    >>> head_and_reason("raises pain")
    ('Raises pain', '')
    """
    head, _, reason = verdict.partition(": ")
    return _begun(head), _closed(_begun(reason)) if reason else ""


def answer_sentence(answers: pd.DataFrame, slug: str) -> str:
    """One claim's verdict with its numbers, or why there is none and what it takes."""
    row = _row(answers, slug)
    head, reason = head_and_reason(row["verdict"])
    parts = [f"{CLAIM[slug].sentence}: {head[0].lower()}{head[1:].removesuffix('.')}.", reason]
    if pd.notna(row["estimate"]):
        numbers = with_interval(row["estimate"], row["low"], row["high"])
        parts.append(f"{_begun(CLAIM[slug].contrast)}: {numbers}, {_days_behind(row)}.")
    if row["needed"]:
        parts.append(f"What it takes: {row['needed'][0].lower()}{row['needed'][1:]}")
    return " ".join(part for part in parts if part)


def _row(answers: pd.DataFrame, slug: str) -> dict[str, Any]:
    return dict(answers.set_index("slug").loc[slug])


def _days_behind(row: dict[str, Any]) -> str:
    return f"from {counted(row['n_days'], 'day')}, {row['n_exposed']:,.0f} of them with it"


def plain_sentence(answers: pd.DataFrame, slug: str) -> str:
    """Say whether the plain correlation and the honest estimate point the same way.

    Where the intervals of both hold 0, neither points anywhere.
    """
    row = _row(answers, slug)
    if pd.isna(row["estimate"]) or pd.isna(row["naive_estimate"]):
        return "There is no honest estimate, so no plain correlation is set beside it."
    plain = with_interval(row["naive_estimate"], row["naive_low"], row["naive_high"])
    if row["low"] * row["high"] <= 0 and row["naive_low"] * row["naive_high"] <= 0:
        return f"A plain correlation says {plain}: like the honest estimate, it leaves 0 possible."
    if row["estimate"] * row["naive_estimate"] > 0:
        return f"A plain correlation says {plain}: the same direction here."
    is_open = row["low"] * row["high"] <= 0
    opposed = OPPOSED_TO_NOTHING if is_open else "the other way round"
    return (
        f"A plain correlation says {plain}: {opposed}. It mixes what the habit or "
        "the run does to pain with what pain does to the habit or the run."
    )


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _closed(sentence: str) -> str:
    return sentence if sentence.endswith(".") else f"{sentence}."
