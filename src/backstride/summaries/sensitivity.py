"""How far an answer hangs on one assumption, as a table and in words."""

import pandas as pd

from backstride.summaries.wording import counted

AS_REPORTED = "as reported"
VARIANT_WORDS = {
    AS_REPORTED: "as reported",
    "related errors": "errors may hang together over a week",
    "fading errors": "errors carry over from day to day",
    "ordered ratings": "ratings as steps, not as points",
    "two lags": "two days of memory instead of one",
    "without trend": "without the slow trend",
    "without illness": "without illness and the 3 days after",
    "without first days": "without the first 14 days",
}
STATUS_WORDS = {
    "raises": "raises pain",
    "lowers": "lowers pain",
    "no difference": "no difference that matters",
    "cannot tell": "can’t tell",
}
RELATED = 0.05


def sensitivity_table(table: pd.DataFrame, slug: str) -> pd.DataFrame:
    """One claim's other models, rounded.

    Parameters
    ----------
    table : DataFrame
        From `sensitivity`.
    slug : str

    Returns
    -------
    DataFrame
        Columns `what is changed`, `estimate`, `low`, `high` (points; missing for ratings as
        steps, which are on a scale of their own), `p_value`, `n_days`, `says`.
    """
    rows = table[table["slug"] == slug].reset_index(drop=True)
    is_points = rows["scale"] == "points"
    points = rows[["estimate", "low", "high"]].where(is_points).round(2)
    return pd.DataFrame(
        {
            "what is changed": rows["variant"].map(VARIANT_WORDS),
            **{name: points[name] for name in points},
            "p_value": rows["p_value"].round(3),
            "n_days": rows["n_days"],
            "says": [says(row) for _, row in rows.iterrows()],
        }
    )


def says(row: pd.Series) -> str:
    """What one variant says, in words; why it could not be fitted.

    Examples
    --------
    >>> says(pd.Series({"why_not": "", "scale": "points", "status": "raises"}))
    'raises pain'
    """
    if row["why_not"]:
        return f"not fitted: {row['why_not'].removesuffix('.')}"
    if row["scale"] == "log-odds" and row["status"] == "cannot tell":
        return "neither raises nor lowers"
    return STATUS_WORDS[row["status"]]


def sensitivity_sentence(table: pd.DataFrame, slug: str) -> str:
    """Say how many of the other models keep the answer, and name those that do not."""
    rows = table[table["slug"] == slug]
    fitted = rows.dropna(subset=["keeps"])
    if rows.empty:
        return "There is no estimate, so there is nothing to compute another way."
    if fitted.empty:
        return "No other model could be fitted to these days."
    n_kept, n_variants = int(fitted["keeps"].sum()), len(fitted)
    changed = [f"{VARIANT_WORDS[row['variant']]} ({says(row)})"
               for _, row in fitted[~fitted["keeps"].astype(bool)].iterrows()]  # fmt: skip
    reported = STATUS_WORDS[rows["status"].iloc[0]]
    head = f"{n_kept} of {counted(n_variants, 'other model')} keep the answer “{reported}”."
    if not changed:
        return head
    return f"{head} It changes with: {'; '.join(changed)}."


def leftover_sentence(leftover: pd.DataFrame, slug: str) -> str:
    """Say whether the errors of one claim's model are still related from day to day."""
    row = leftover[leftover["slug"] == slug]
    if row.empty:
        return "There is no model, so there are no errors to look at."
    p_value = float(row["p_value"].iloc[0])
    shown = "p below 0.001" if p_value < 0.001 else f"p = {p_value:.3f}"
    if p_value < RELATED:
        return (
            f"What the model leaves over still hangs together within a week ({shown}): look at "
            "the rows with related errors before you lean on the interval."
        )
    return f"What the model leaves over does not visibly hang together within a week ({shown})."
