"""What else many runners can be asked of a claim: a week of it, and runners against runners."""

import pandas as pd

from backstride.errors import ModelError
from backstride.models.contrasts import Contrast
from backstride.models.pooled_sums import runner_sums
from backstride.models.pooled_terms import pooled_columns, pooled_model
from backstride.models.specification import SPECIFICATION, Specification
from backstride.models.sustained import sustained_dose, sustained_model
from backstride.models.within_between import between_runners, runner_means, whole_contrast

COLUMNS = ["asked", "estimate", "low", "high", "runners"]
WITHIN = "days of one runner against other days of the same"
WEEK = "the same on each of 7 days against none, on the last evening"
BETWEEN = "runners of the upper quarter in it against those of the lower"
# Doses of a day with or without a run, so that there can be one on each of seven days.
DAILY = ("stretching", "maintenance")


def asked_otherwise(frame: pd.DataFrame, answers: pd.DataFrame, slug: str) -> pd.DataFrame:
    """A claim as it is answered, a week of its dose, and runners set against runners.

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
        `asked`, `estimate`, `low`, `high` (points), `runners`. What cannot be told has no row;
        no rows where the claim has no estimate.
    """
    answer, specification = dict(answers.set_index("slug").loc[slug]), SPECIFICATION[slug]
    if pd.isna(answer["estimate"]):
        return pd.DataFrame(columns=COLUMNS)
    columns = pooled_columns(frame, specification)
    rows = [{"asked": WITHIN, "runners": int(answer["n_runners"]), **answer}]
    if slug in DAILY:
        rows += _week_of_doses(columns, specification)
    return pd.DataFrame([*rows, *_between(columns, specification)])[COLUMNS]


def _week_of_doses(columns: pd.DataFrame, specification: Specification) -> list[dict[str, object]]:
    model = sustained_model(pooled_model(specification), specification)
    try:
        sums = runner_sums(columns, model)
        found = sustained_dose(sums, model, specification.amount)
    except ModelError:
        return []
    return [_row(WEEK, found.contrast, len(sums.n_days))]


def _between(columns: pd.DataFrame, specification: Specification) -> list[dict[str, object]]:
    means = runner_means(columns, specification)
    try:
        found = between_runners(means, specification)
    except ModelError:
        return []
    # Runners differ by far less than a whole contrast, and a line says nothing so far out.
    lower, upper = means["exposure"].quantile([0.25, 0.75])
    share = float(upper - lower) / whole_contrast(specification)
    whole = found.contrast
    apart = Contrast(share * whole.estimate, share * whole.standard_error, whole.dof)
    return [_row(BETWEEN, apart, found.n_runners)]


def _row(asked: str, found: Contrast, n_runners: int) -> dict[str, object]:
    low, high = found.interval
    numbers = {"estimate": found.estimate, "low": low, "high": high}
    return {"asked": asked, **numbers, "runners": n_runners}
