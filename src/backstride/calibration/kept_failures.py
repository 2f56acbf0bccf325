"""The failures that no model mends, in words for a reader's caveats."""

import pandas as pd

from backstride.calibration.grid import share
from backstride.calibration.limits import claims_only
from backstride.calibration.scoring import OURS, UNREFUSED
from backstride.claims import CLAIM

UNLOGGED, UNRATED = "unlogged stress", "same-day, unrated"
SAME_DAY = "same day"


def unlogged_sentence(table: pd.DataFrame) -> str:
    """What something unlogged that moves both pain and what is done does to the answers."""
    is_unlogged = table["scenario"].str.startswith(UNLOGGED) & (table["method"] == OURS)
    rows = claims_only(table[is_unlogged])
    known = rows.dropna(subset=["type1"])
    if known.empty:
        return ""
    worst = known.nlargest(1, "type1").iloc[0]
    return (
        "Where stress drives both running and pain and is not in the log, a claim without any "
        f"effect had p below .05 in up to {_percent(worst['type1'])} of the simulated logs "
        f"(“{CLAIM[worst['claim']].sentence}”; 5 % is fair). No check on this page can see "
        "that in a log: what is likely to move both is worth writing down."
    )


def unrated_sentence(table: pd.DataFrame, diary: pd.DataFrame) -> str:
    """What pain that was felt and not yet rated does, and whether this log is of that kind.

    Parameters
    ----------
    table : DataFrame
        From `published`.
    diary : DataFrame
        Needs `pain_pre_slot`.
    """
    is_unrated = table["scenario"].str.startswith(UNRATED) & (table["claim"] == "stretching")
    rows = table[is_unrated]
    would = rows.loc[rows["method"] == UNREFUSED, "type1"].dropna()
    if would.empty:
        return ""
    given = rows.loc[rows["method"] == OURS, "p_verdict"].max()
    return (
        "Where stretching answers pain that was felt that day and had not been rated before, its "
        f"model would say “yes” to nothing in {_percent(would.min())} to {_percent(would.max())} "
        f"of the simulated logs. So it is refused there: a verdict came in {_percent(given)}. "
        f"{_here(diary)}"
    )


def _here(diary: pd.DataFrame) -> str:
    if diary.empty or diary["pain_pre"].isna().all():
        return "This log has no rating before running time yet."
    if diary["pain_pre_slot"].iloc[0] == SAME_DAY:
        return "In this log the rating before is from the same day."
    return "In this log the rating before is from the day before: it is of that kind."


def _percent(value: float) -> str:
    return share(value) if pd.isna(value) else f"{100 * value:.1f} %"
