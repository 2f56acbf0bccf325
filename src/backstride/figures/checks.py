"""Checks and null denominators as intervals that should, or should not, hold 0."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

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
from backstride.summaries import signed

POINTS = "points on 0–10 that should be 0"
PER_SD = "pain (points on 0–10) per SD of the ratio"
CHECK_CAPTION = (
    "Line: 95 % interval of what should be 0. Hollow point: passed. Filled square: not passed. "
    "One in twenty fails by chance."
)
RATIO_CAPTION = (
    "Each row: the plain slope of pain on the same acute load over another denominator, with its "
    "95 % interval (for the shuffles, the middle 95 % of their slopes). Rows that look alike: "
    "the denominator adds nothing."
)


@styled
def checks_as_intervals(checks: pd.DataFrame) -> Picture:
    """One row per claim whose check was made: the interval of what should be 0.

    Parameters
    ----------
    checks : DataFrame
        From `check_rows`: `claim`, `passed`, `estimate`, `low`, `high` (points).
    """
    made = checks.dropna(subset=["estimate", "low", "high"]).reset_index(drop=True)
    if made.empty:
        return blank(POINTS, "claim", "no check made yet")
    figure, (axes,) = canvas(0.9 + 0.42 * len(made))
    is_passed = made["passed"] == "yes"
    axes.hlines(made.index, made["low"], made["high"], color=RUNNING, linewidth=2.2, zorder=2)
    for rows, fill, marker in (
        (made[is_passed], "white", "o"),
        (made[~is_passed], RUNNING, "s"),
    ):
        look = {"facecolors": fill, "edgecolors": RUNNING, "linewidths": 1.6, "zorder": 3}
        axes.scatter(rows["estimate"], rows.index, s=44, marker=marker, **look)
    _dress(axes, made, list(made["claim"]), POINTS)
    said = "; ".join(
        f"{row['claim']}: {_interval(row)}, {'passed' if row['passed'] == 'yes' else 'not passed'}"
        for _, row in made.iterrows()
    )
    return Picture(figure, f"Checks, in points that should be 0. {said}.", CHECK_CAPTION)


@styled
def ratio_with_other_denominators(slopes: pd.DataFrame) -> Picture:
    """The slope of pain on the workload ratio, beside ratios whose denominator says nothing.

    Parameters
    ----------
    slopes : DataFrame
        From `null_denominators`: `denominator`, `estimate`, `low`, `high` (points per SD).
    """
    if slopes.empty:
        return blank(PER_SD, "denominator", "too few rated days yet")
    rows = slopes.reset_index(drop=True)
    figure, (axes,) = canvas(0.9 + 0.5 * len(rows))
    colours = np.where(rows.index == 0, PLAIN, SOFT_INK).tolist()
    axes.hlines(rows.index, rows["low"], rows["high"], colors=colours, linewidth=2.2)
    axes.scatter(rows["estimate"], rows.index, s=42, c=colours, marker="s", zorder=3)
    _dress(axes, rows, list(rows["denominator"]), PER_SD)
    said = "; ".join(f"{row['denominator']}: {_interval(row)}" for _, row in rows.iterrows())
    alt = f"Plain slope of pain on the workload ratio by its denominator. {said}."
    return Picture(figure, alt, RATIO_CAPTION)


def _dress(axes: Axes, rows: pd.DataFrame, labels: list[str], x_label: str) -> None:
    axes.axvline(0, color=SOFT_INK, linewidth=0.8, zorder=1)
    widest = 1.08 * float(np.abs(rows[["low", "high"]].to_numpy(dtype=float)).max())
    axes.set(xlim=(-widest, widest), ylim=(len(rows) - 0.5, -0.5), xlabel=x_label)
    axes.set_yticks(range(len(rows)), [wrapped(label, 34) for label in labels])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _interval(row: pd.Series) -> str:
    return f"{signed(row['estimate'])} ({signed(row['low'])} to {signed(row['high'])})"
