"""Common estimators beside the one that starts from the rating before: a warning, computed."""

from typing import Any

import pandas as pd

from backstride.claims import CLAIM
from backstride.models.specification import SPECIFICATION
from backstride.summaries.wording import signed, with_interval
from backstride.trust.pooled_wrongly import pooled_wrongly

HONEST = "from the rating before"
NUMBERS = ["estimate", "low", "high"]


def wrong_beside_honest(frame: pd.DataFrame, answers: pd.DataFrame, slug: str) -> pd.DataFrame:
    """What a cohort's answer and common estimators say of one claim.

    Parameters
    ----------
    frame : DataFrame
        From `cohort_frame`.
    answers : DataFrame
        Of the cohort, as from `answer_cohort`.
    slug : str

    Returns
    -------
    DataFrame
        Columns `estimator`, `estimate`, `low`, `high` (points), `says`; the honest estimate
        first. Numbers are missing of an estimator that does not converge. No rows where the claim
        has no estimate.
    """
    answer = dict(answers.set_index("slug").loc[slug])
    if pd.isna(answer["estimate"]):
        return pd.DataFrame(columns=["estimator", *NUMBERS, "says"])
    honest = pd.DataFrame([{"estimator": HONEST, **{name: answer[name] for name in NUMBERS}}])
    wrong = pooled_wrongly(frame, SPECIFICATION[slug])[["estimator", *NUMBERS]]
    both = pd.concat([honest, wrong], ignore_index=True).astype(dict.fromkeys(NUMBERS, float))
    return both.assign(says=[_says(row) for _, row in both.iterrows()])


def wrongly_sentence(table: pd.DataFrame, slug: str) -> str:
    """Say which of the common estimators contradict the honest one.

    A contradiction: an interval that leaves out 0 on the other side, or that does not hold the
    honest estimate.
    """
    claim = CLAIM[slug].sentence
    if table.empty:
        return f"{claim}: there is no estimate, so nothing is set beside it."
    honest, wrong = dict(table.iloc[0]), table.iloc[1:].dropna(subset=NUMBERS)
    unsettled = _unsettled(table.drop(index=wrong.index).iloc[1:])
    said = with_interval(honest["estimate"], honest["low"], honest["high"])
    misses = (wrong["low"] > honest["estimate"]) | (wrong["high"] < honest["estimate"])
    if not misses.any():
        return (
            f"{claim}: {said} from the rating before. The intervals of all {len(wrong)} common "
            f"estimators hold this here, which nobody could know beforehand.{unsettled}"
        )
    named = [f"{row['estimator']} {signed(row['estimate'])}" for _, row in wrong[misses].iterrows()]
    return (
        f"{claim}: {said} from the rating before. Of {len(wrong)} common estimators, "
        f"{len(named)} without this in {'its' if len(named) == 1 else 'their'} interval: "
        f"{'; '.join(named)}. {_turned(honest, wrong)}Without the rating before, what pain does to "
        "the habit or the run cannot be told from what these do to pain, however many the runners."
        f"{unsettled}"
    )


def _turned(honest: dict[str, Any], wrong: pd.DataFrame) -> str:
    """Which of them claim the opposite, with an interval that leaves out 0."""
    is_other = wrong["high"] < 0 if honest["estimate"] > 0 else wrong["low"] > 0
    if not is_other.any():
        return ""
    named = "; ".join(wrong.loc[is_other, "estimator"])
    return f"The opposite, with 0 left out, is what this says: {named}. "


def _unsettled(missing: pd.DataFrame) -> str:
    named = "; ".join(missing["estimator"])
    return f" Without an estimate, since it did not converge: {named}." if named else ""


def _says(row: pd.Series) -> str:
    if pd.isna(row["estimate"]):
        return "did not converge"
    if row["low"] > 0:
        return "more pain"
    return "less pain" if row["high"] < 0 else "0 stays possible"
