"""Answers as a reader meets them: a rounded table and one sentence, computed."""

import textwrap

import pandas as pd

from backstride.claims import CLAIM
from backstride.verdict.sentences import with_interval

FORMULA_WIDTH = 88
COLUMNS = ["estimate", "low", "high", "p_holm", "n_days", "n_exposed", "detectable_difference"]


def rounded_answers(answers: pd.DataFrame, *slugs: str) -> pd.DataFrame:
    """The numbers behind verdicts, rounded; all claims, or those named."""
    wanted = answers[answers["slug"].isin(slugs)] if slugs else answers
    shown = wanted[["claim", "status", *COLUMNS]].copy()
    points = ["estimate", "low", "high", "detectable_difference"]
    shown[points] = shown[points].astype(float).round(2)
    shown["p_holm"] = shown["p_holm"].astype(float).round(3)
    counts = ["n_days", "n_exposed"]
    shown[counts] = shown[counts].astype("Int64")
    return shown.reset_index(drop=True)


def honest_and_plain(answers: pd.DataFrame, *slugs: str) -> pd.DataFrame:
    """The honest estimate beside the plain correlation, on the same contrast."""
    wanted = answers[answers["slug"].isin(slugs)] if slugs else answers
    names = {
        "estimate": "honest", "low": "honest_low", "high": "honest_high",
        "naive_estimate": "plain", "naive_low": "plain_low", "naive_high": "plain_high",
    }  # fmt: skip
    shown = wanted[["claim", *names]].rename(columns=names)
    return shown.round(2).reset_index(drop=True)


def formula_text(answers: pd.DataFrame, slug: str) -> str:
    """The statsmodels formula of one claim, broken into lines; why there is none if refused."""
    row = answers.set_index("slug").loc[slug]
    if not row["formula"]:
        return f"No model was fitted ({row['status']})."
    return "\n".join(textwrap.wrap(row["formula"], FORMULA_WIDTH, break_on_hyphens=False))


def answer_sentence(answers: pd.DataFrame, slug: str) -> str:
    """One claim's verdict with its numbers, or why there is none and what it takes."""
    row = answers.set_index("slug").loc[slug]
    claim = CLAIM[slug]
    if pd.isna(row["estimate"]):
        return f"{claim.sentence} — {row['verdict']} What it takes: {row['needed']}"
    numbers = with_interval(row["estimate"], row["low"], row["high"])
    compared = f"{claim.contrast[0].upper()}{claim.contrast[1:]}: {numbers}"
    days = f"from {row['n_days']:.0f} days, {row['n_exposed']:.0f} of them exposed"
    needed = f" What it takes: {row['needed']}" if row["needed"] else ""
    return f"{claim.sentence} — {row['verdict']}. {compared}, {days}.{needed}"


def plain_sentence(answers: pd.DataFrame, slug: str) -> str:
    """Say whether the plain correlation and the honest estimate point the same way."""
    row = answers.set_index("slug").loc[slug]
    if pd.isna(row["estimate"]) or pd.isna(row["naive_estimate"]):
        return "There is no honest estimate to set beside the plain correlation."
    plain = with_interval(row["naive_estimate"], row["naive_low"], row["naive_high"])
    if row["estimate"] * row["naive_estimate"] < 0:
        return (
            f"The plain correlation says {plain}: the other way round. It mixes what the exposure "
            "does to pain with what pain does to the exposure."
        )
    return f"The plain correlation says {plain}: the same direction here."
