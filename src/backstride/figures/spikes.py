"""How far a run went beyond the longest before it, against the rating that came next."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MultipleLocator, NullLocator

from backstride.figures.style import (
    INK,
    RUNNING,
    SOFT_INK,
    Picture,
    blank,
    canvas,
    styled,
)
from backstride.summaries import counted

RATIO = "run over the longest run of the 30 days before (ratio)"
RATING = "pain after the run\n(points, 0–10)"
CLASSES = {"small": 1.10, "moderate": 1.30, "large": 2.00}
LEFT_EDGE, RIGHT_EDGE = 0.08, 4.0
SPREAD = 0.28
CAPTION = (
    "Large points: mean rating of a class of ratios with its 95 % interval, where there are enough "
    "days; dashes: where a class begins. Small points: single runs, spread a little up and down; "
    "those outside stand at the edge. Plain means: pain before the run, which also decides how far "
    "one runs, is not held equal."
)


@styled
def pain_by_spike_ratio(days: pd.DataFrame, means: pd.DataFrame) -> Picture:
    """Every rating after a run by its spike ratio, behind the mean of each class.

    Parameters
    ----------
    days : DataFrame
        `spike_ratio`, `pain_post`: one row per rated day with a run whose ratio is known.
    means : DataFrame
        `spike_state`, `median_ratio`, `mean`, `low`, `high` (points on 0–10), `n_days`.

    Returns
    -------
    Picture
    """
    if days.empty:
        return blank(RATIO, RATING, "no rated run with 30 logged days before it yet")
    figure, (axes,) = canvas(3.6)
    _draw_runs(axes, days)
    for name, begins in CLASSES.items():
        axes.axvline(begins, color=SOFT_INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
        axes.text(begins * 1.015, 10.45, name, fontsize=8, color=SOFT_INK, va="top")
    places = means["median_ratio"].clip(LEFT_EDGE, RIGHT_EDGE)
    axes.vlines(places, means["low"], means["high"], color=INK, linewidth=2.4, zorder=3)
    axes.scatter(places, means["mean"], s=44, color=INK, zorder=4)
    _dress(axes, days)
    return Picture(figure, _alt(means), CAPTION)


def _draw_runs(axes: Axes, days: pd.DataFrame) -> None:
    # Steps of the golden ratio spread points evenly and, unlike random jitter, always alike.
    spread = (np.arange(len(days)) * 0.618033988749895 % 1.0 - 0.5) * 2 * SPREAD
    axes.scatter(
        days["spike_ratio"].clip(LEFT_EDGE, RIGHT_EDGE),
        days["pain_post"] + spread,
        s=14,
        color=RUNNING,
        alpha=0.45,
        linewidths=0,
        zorder=2,
    )


def _dress(axes: Axes, days: pd.DataFrame) -> None:
    axes.set_xscale("log")
    highest = min(RIGHT_EDGE, max(2.2, float(days["spike_ratio"].max()) * 1.1))
    lowest = max(LEFT_EDGE, min(0.5, float(days["spike_ratio"].min()) * 0.9))
    axes.set(xlabel=RATIO, ylabel=RATING, ylim=(-0.6, 10.6), xlim=(lowest, highest))
    ticks = [ratio for ratio in (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.3, 2.0, 3.0) if ratio > lowest]
    axes.set_xticks([ratio for ratio in ticks if ratio < highest])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda ratio, _place: f"{ratio:g}"))
    axes.yaxis.set_major_locator(MultipleLocator(2))


def _alt(means: pd.DataFrame) -> str:
    named = "; ".join(
        f"{row['spike_state']} {row['mean']:.1f}{_interval(row)}, {counted(row['n_days'], 'day')}"
        for _, row in means.iterrows()
    )
    return f"Pain after the run by spike ratio, plain mean of each class: {named}."


def _interval(row: pd.Series) -> str:
    return f" ({row['low']:.1f} to {row['high']:.1f})" if pd.notna(row["low"]) else ""
