"""What comes of the way of looking alone, in words."""

from typing import Any

import numpy as np
import pandas as pd

from backstride.models.power import ALPHA
from backstride.summaries.wording import counted, percent, signed
from backstride.trust.artefacts import ANSWERS, ANY_BIN, CLASS_NAMES, IGNORES, P_CLASSES

TOO_FEW_WEEKS = "There are fewer than 8 whole logged weeks, or all are alike: nothing to correlate."
NO_PAIN = (
    "The ratings are too few, or too much alike, to draw pain without any effect; or the "
    "kilometres never change."
)
NEVER_VARIES = "The workload ratio is not known on 10 rated days, or never changes."
DANGER_BIN = "above 1.5"
IS_SIGNIFICANT = [
    name for name, end in zip(CLASS_NAMES, P_CLASSES[1:], strict=True) if end <= ALPHA
]


def coupling_sentence(table: pd.DataFrame) -> str:
    """Say what the shuffled weeks show."""
    if table.empty:
        return TOO_FEW_WEEKS
    random = _row(table, "order", "random")
    return (
        f"Where weeks are drawn at random from the {counted(random['n_weeks'], 'whole week')} of "
        "the log, a week has nothing to do with those before it. Yet it correlates at "
        f"{_r(random['coupled'])} with a mean that holds the week itself, and at "
        f"{_r(random['uncoupled'])} with the three weeks before. By arithmetic alone the first "
        "is 0.50."
    )


def _row(table: pd.DataFrame, column: str, name: str) -> dict[str, Any]:
    return dict(table.set_index(column).loc[name])


def _r(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def slope_table(slopes: pd.DataFrame) -> pd.DataFrame:
    """Slopes of many null diaries in short.

    Returns
    -------
    DataFrame
        `pain`, `mean_slope`, `low`, `high` (the middle 95 %), `looks_protective`: the share of
        diaries with a slope below 0. One row per set of null diaries.
    """
    columns = ["pain", "mean_slope", "low", "high", "looks_protective"]
    if slopes.empty:
        return pd.DataFrame(columns=columns)
    by_pain = slopes.groupby("pain", sort=False)["slope"]
    low, high = by_pain.quantile(0.025), by_pain.quantile(0.975)
    below = by_pain.agg(lambda some: float((some < 0).mean()))
    short = pd.DataFrame(
        {"mean_slope": by_pain.mean(), "low": low, "high": high, "looks_protective": below}
    )
    return short.rename_axis("pain").reset_index()


def slope_sentence(slopes: pd.DataFrame) -> str:
    """Say how a workload ratio looks when running does nothing to pain."""
    if slopes.empty:
        return NEVER_VARIES
    rows: list[dict[str, Any]] = [dict(row) for _, row in slope_table(slopes).iterrows()]
    said = [
        f"where {row['pain']}, the mean slope is {signed(row['mean_slope'])} points per 1.0 "
        f"of the ratio, and below 0 in {percent(row['looks_protective'])} of the diaries"
        for row in rows
    ]
    return f"Pain that running does not touch: {'; '.join(said)}."


def best_lag_sentence(table: pd.DataFrame) -> str:
    """Say how often the best of 15 lags is below .05 with nothing to find."""
    if table.empty:
        return NO_PAIN
    found = table[table["smallest_p"].isin(IS_SIGNIFICANT)].groupby("pain", sort=False)["share"]
    said = [f"where {pain}, in {percent(share)}" for pain, share in found.sum().items()]
    return (
        "The best of 15 lags between kilometres and pain is “significant” (p below .05) with "
        f"nothing to find: {'; '.join(said)} of the diaries. One lag chosen beforehand would be "
        "in about 5 %, were ratings independent from day to day."
    )


def bins_sentence(table: pd.DataFrame) -> str:
    """Say how often a bin of the workload ratio is below .05 with nothing to find."""
    if table.empty:
        return NO_PAIN
    any_bin, danger = _row(table, "acwr", ANY_BIN), _row(table, "acwr", DANGER_BIN)
    if np.isnan(any_bin["answered"]):
        return "No bin of the workload ratio has enough rated days."
    alone = (
        f"The bin above 1.5 alone is “significant” in {percent(danger['ignored'])} of the diaries "
        f"where {IGNORES}, in {percent(danger['answered'])} where {ANSWERS}. "
        if np.isfinite(danger["answered"])
        else "The bin above 1.5 has too few rated days here. "
    )
    return (
        f"{alone}At least one of the four bins is in {percent(any_bin['ignored'])} and "
        f"{percent(any_bin['answered'])}."
    )
