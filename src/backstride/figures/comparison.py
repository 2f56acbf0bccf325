"""Plain correlation beside the honest estimate."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

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
from backstride.summaries import signed

NAIVE, HONEST = ["naive_estimate", "naive_low", "naive_high"], ["estimate", "low", "high"]
CAPTION = (
    "Square: what a plain correlation says. Circle: the estimate that starts from the rating "
    "before the run or the habit. Lines: 95 % intervals. Where they disagree, pain may have "
    "changed what the runner did."
)


@styled
def plain_beside_honest(answers: pd.DataFrame) -> Picture:
    """Two intervals per claim: what a correlation says, and what the model says.

    Parameters
    ----------
    answers : DataFrame
        As from `answer_claims`: `claim`, `estimate`, `low`, `high`, `naive_estimate`,
        `naive_low`, `naive_high` (points on 0–10). Claims without both are left out.

    Returns
    -------
    Picture
    """
    both = answers.dropna(subset=NAIVE + HONEST).reset_index(drop=True)
    if both.empty:
        return blank(POINTS, "claim", "no estimate to compare yet")
    figure, (axes,) = canvas(1.3 + 0.6 * len(both))
    axes.axvline(0, color=SOFT_INK, linewidth=0.8, zorder=0)
    _draw(axes, both, NAIVE, -0.16, PLAIN, "s", "plain correlation")
    _draw(axes, both, HONEST, 0.16, RUNNING, "o", "honest estimate")
    axes.set_ylim(len(both) - 0.5, -0.5)
    axes.set_yticks(range(len(both)), [wrapped(claim, 34) for claim in both["claim"]])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    widest = 1.08 * np.abs(both[NAIVE + HONEST].to_numpy()).max()
    axes.set(xlim=(-widest, widest), xlabel=f"← less pain      {POINTS}      more pain →")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return Picture(figure, _alt(both), CAPTION)


def _draw(
    axes: Axes,
    both: pd.DataFrame,
    columns: list[str],
    offset: float,
    colour: str,
    marker: str,
    label: str,
) -> None:
    estimate, low, high = (both[column] for column in columns)
    places = both.index + offset
    axes.hlines(places, low, high, color=colour, linewidth=2.2)
    axes.scatter(estimate, places, color=colour, marker=marker, s=42, zorder=3, label=label)


def _alt(both: pd.DataFrame) -> str:
    named = "; ".join(
        f"{row['claim']}: plain {signed(row['naive_estimate'])}, honest {signed(row['estimate'])}"
        for _, row in both.iterrows()
    )
    return f"Plain correlation beside the honest estimate, points on 0–10. {named}."
