"""What chance and feedback alone make of a workload ratio and of fifteen lags."""

import numpy as np
import pandas as pd

from backstride.figures.style import PAIN, RUNNING, SOFT_INK, Picture, blank, canvas, styled
from backstride.summaries import percent, signed

SMALLEST, SHARE = "smallest p-value of 15 lags", "share of the diaries (%)"
SLOPE, COUNT = "slope (points of pain per 1.0 of the workload ratio)", "diaries"
COLOURS = (RUNNING, PAIN)
HATCHES = ("", "///")
N_BINS = 30
LAG_CAPTION = (
    "Diaries whose pain no run has caused, sorted by the smallest of 15 p-values. Left of the "
    "dashed line stands what would be called a finding."
)
SLOPE_CAPTION = (
    "Each diary has pain that no run has caused. A slope below 0 looks as if running more than "
    "usual protected; where the runner runs less when it hurts, chance leans that way."
)


@styled
def smallest_p_bars(table: pd.DataFrame) -> Picture:
    """Share of null diaries by the smallest p-value of 15 lags.

    Parameters
    ----------
    table : DataFrame
        `pain`, `smallest_p` (class), `share` (of 1).

    Returns
    -------
    Picture
    """
    if table.empty:
        return blank(SMALLEST, SHARE, "too few ratings to draw diaries like this one")
    figure, (axes,) = canvas(3.1)
    classes, sets = list(table["smallest_p"].unique()), list(table["pain"].unique())
    width = 0.8 / len(sets)
    for nth, name in enumerate(sets):
        share = table[table["pain"] == name].set_index("smallest_p")["share"].reindex(classes)
        places = np.arange(len(classes)) + width * (nth - (len(sets) - 1) / 2)
        axes.bar(
            places,
            100 * share,
            width,
            color=COLOURS[nth],
            hatch=HATCHES[nth],
            edgecolor="white",
            label=f"pain: {name}",
        )
    axes.axvline(2.5, color=SOFT_INK, linewidth=1, linestyle="--")
    axes.set_xticks(range(len(classes)), classes)
    axes.set(xlabel=SMALLEST, ylabel=SHARE)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return Picture(figure, _lag_alt(table, sets), LAG_CAPTION)


def _lag_alt(table: pd.DataFrame, sets: list[str]) -> str:
    said = [
        f"{name}: "
        + ", ".join(
            f"{percent(row['share'])} {row['smallest_p']}"
            for _, row in table[table["pain"] == name].iterrows()
        )
        for name in sets
    ]
    return f"Smallest of 15 p-values without any effect. Pain, {'; '.join(said)}."


@styled
def slopes_by_chance(slopes: pd.DataFrame) -> Picture:
    """Slopes of pain on the workload ratio in diaries without any effect.

    Parameters
    ----------
    slopes : DataFrame
        `pain` (which set), `slope` (points per 1.0 of the ratio); one row per diary.

    Returns
    -------
    Picture
    """
    if slopes.empty:
        return blank(SLOPE, COUNT, "no workload ratio on enough rated days")
    sets = list(slopes["pain"].unique())
    figure, axes = canvas(1.1 + 1.5 * len(sets), rows=len(sets), sharey=True)
    reach = 1.05 * max(float(slopes["slope"].abs().max()), 0.1)
    steps = np.linspace(-reach, reach, N_BINS + 1)
    for nth, (name, panel) in enumerate(zip(sets, axes, strict=True)):
        drawn = slopes.loc[slopes["pain"] == name, "slope"]
        panel.hist(drawn, bins=list(steps), color=COLOURS[nth], edgecolor="white", linewidth=0.5)
        panel.axvline(0, color=SOFT_INK, linewidth=1)
        panel.axvline(float(drawn.mean()), color=SOFT_INK, linewidth=1, linestyle="--")
        panel.set_title(f"pain: {name}; mean slope {signed(float(drawn.mean()))} (dashed)")
        panel.set_ylabel(COUNT)
    axes[-1].set_xlabel(SLOPE)
    return Picture(figure, _slope_alt(slopes, sets), SLOPE_CAPTION)


def _slope_alt(slopes: pd.DataFrame, sets: list[str]) -> str:
    said = []
    for name in sets:
        drawn = slopes.loc[slopes["pain"] == name, "slope"]
        below = percent(float((drawn < 0).mean()))
        said.append(f"{name}: mean {signed(float(drawn.mean()))}, {below} of them below 0")
    return f"Slopes of pain on the workload ratio without any effect. Pain, {'; '.join(said)}."
