"""How far an answer hangs on one assumption, as a table and in words."""

import pandas as pd

from backstride.claims import CLAIM
from backstride.models.variants import DAYS_AFTER_ILLNESS, FIRST_DAYS
from backstride.summaries.text import counted

AS_REPORTED = "as reported"
VARIANT_WORDS = {
    AS_REPORTED: "as reported",
    "related errors": "errors may hang together over a week",
    "fading errors": "errors carry over from day to day",
    "ordered ratings": "ratings as steps, not as points",
    "two lags": "two days of memory instead of one",
    "without trend": "without the slow trend",
    "without illness": f"without illness and the {DAYS_AFTER_ILLNESS} days after",
    "without first days": f"without the first {FIRST_DAYS} days",
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


def kept_table(table: pd.DataFrame) -> pd.DataFrame:
    """For each claim with an estimate, how many of the other models keep its answer.

    Parameters
    ----------
    table : DataFrame
        From `sensitivity`.

    Returns
    -------
    DataFrame
        Columns `claim`, `answer`, `kept` (`6 of 7`), `changes_with` (empty where none changes
        it).
    """
    rows = [
        {
            "claim": CLAIM[str(slug)].sentence,
            "answer": STATUS_WORDS[of_claim["status"].iloc[0]],
            "kept": f"{int(of_claim['keeps'].sum())} of {int(of_claim['keeps'].notna().sum())}",
            "changes_with": "; ".join(VARIANT_WORDS[name] for name in _changing(of_claim)),
        }
        for slug, of_claim in table.groupby("slug", sort=False)
    ]
    return pd.DataFrame(rows, columns=["claim", "answer", "kept", "changes_with"])


def kept_sentence(table: pd.DataFrame) -> str:
    """Say how many claims keep their answer whatever is changed, and which do not."""
    if table.empty:
        return "There is no estimate, so there is nothing to compute another way."
    changing = {str(slug): len(_changing(rows)) for slug, rows in table.groupby("slug", sort=False)}
    shaken = [CLAIM[slug].sentence for slug, number in changing.items() if number]
    firm = len(changing) - len(shaken)
    keep = "keeps its" if firm == 1 else "keep their"
    said = f"{firm} of {counted(len(changing), 'claim')} {keep} answer under every other model."
    if not shaken:
        return said
    return f"{said} It hangs on the model for: {'; '.join(shaken)}."


def most_shaken(table: pd.DataFrame) -> str:
    """Slug of the claim that most other models answer otherwise; of several, the smallest p."""
    if table.empty:
        return ""
    reported = table[table["variant"] == AS_REPORTED].set_index("slug")
    n_changes = {slug: len(_changing(rows)) for slug, rows in table.groupby("slug")}
    ranked = reported.assign(n_changes=pd.Series(n_changes))
    ranked = ranked.sort_values(["n_changes", "p_value"], ascending=[False, True], kind="stable")
    return str(ranked.index[0])


def _changing(of_claim: pd.DataFrame) -> list[str]:
    fitted = of_claim.dropna(subset=["keeps"])
    return list(fitted.loc[~fitted["keeps"].astype(bool), "variant"])


def leftover_table(leftover: pd.DataFrame) -> pd.DataFrame:
    """The table of `leftover_correlation` as it is shown.

    Returns
    -------
    DataFrame
        Columns `claim`, `chi_squared`, `p_value`, `n_days`.
    """
    return pd.DataFrame(
        {
            "claim": [CLAIM[slug].sentence for slug in leftover["slug"]],
            "chi_squared": leftover["statistic"].astype(float).round(1).to_numpy(),
            "p_value": leftover["p_value"].astype(float).round(3).to_numpy(),
            "n_days": leftover["n_days"].to_numpy(),
        }
    )


def leftovers_sentence(leftover: pd.DataFrame) -> str:
    """Say in how many models the errors still hang together within a week, and what it means."""
    if leftover.empty:
        return "There is no model, so there are no errors to look at."
    related = leftover[leftover["p_value"] < RELATED]
    models = counted(len(leftover), "model")
    if related.empty:
        return (
            f"In none of {models} does what is left over visibly hang together within a week. "
            "One in twenty would by chance."
        )
    names = "; ".join(CLAIM[slug].sentence for slug in related["slug"])
    return (
        f"In {len(related)} of {models} what is left over hangs together within a week: {names}. "
        "One in twenty does by chance. The interval may then be too narrow; the rows with related "
        "and carried-over errors below show by how much."
    )
