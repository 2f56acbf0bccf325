"""Common estimators of a cohort beside the honest one."""

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from backstride.figures.intervals import POINTS
from backstride.figures.style import (
    PLAIN,
    RUNNING,
    SOFT_INK,
    Picture,
    blank,
    canvas,
    styled,
    wrapped,
)
from backstride.summaries.wording import signed

CAPTION = (
    "Circle: the estimate that starts from the rating before the run or the habit; dotted: the "
    "same. Squares: common estimators without that rating. Lines: 95 % intervals."
)


@styled
def wrong_estimators(table: pd.DataFrame) -> Picture:
    """One interval per estimator, the honest one first.

    Parameters
    ----------
    table : DataFrame
        From `wrong_beside_honest`.

    Returns
    -------
    Picture
    """
    if table.empty:
        return blank(POINTS, "estimator", "no estimate to set others beside")
    figure, (axes,) = canvas(1.0 + 0.46 * len(table))
    axes.axvline(0, color=SOFT_INK, linewidth=0.8, zorder=1)
    axes.axvline(table["estimate"].iloc[0], color=RUNNING, linewidth=0.8, linestyle=":", zorder=1)
    for place, (_, row) in enumerate(table.iterrows()):
        is_honest = place == 0
        colour = RUNNING if is_honest else PLAIN
        axes.hlines(place, row["low"], row["high"], color=colour, linewidth=2.4, zorder=2)
        axes.scatter(
            row["estimate"], place, s=46, color=colour, marker="o" if is_honest else "s", zorder=3
        )
        axes.text(
            1.02, place, f"{row['says']}\n{_interval(row)}".rstrip(),
            transform=axes.get_yaxis_transform(), va="center", fontsize=8.5,
        )  # fmt: skip
    widest = 1.1 * float(np.nanmax(np.abs(table[["low", "high"]].to_numpy())))
    axes.set(xlim=(-widest, widest), ylim=(len(table) - 0.5, -0.5))
    axes.set_yticks(range(len(table)), [wrapped(name, 22) for name in table["estimator"]])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(f"← less       {POINTS}       more →")
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10], symmetric=True))
    named = "; ".join(
        f"{row['estimator']}: {_interval(row) or row['says']}" for _, row in table.iterrows()
    )
    return Picture(figure, f"Estimators of one claim, points on 0–10. {named}.", CAPTION)


def _interval(row: pd.Series) -> str:
    if pd.isna(row["estimate"]):
        return ""
    return f"{signed(row['estimate'])} ({signed(row['low'])} to {signed(row['high'])})"
