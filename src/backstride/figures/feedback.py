"""Does pain change what is done? Each behaviour, by the rating before it."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from backstride.figures.style import (
    RUNNING,
    SOFT_INK,
    Picture,
    blank,
    canvas,
    styled,
)
from backstride.presentation import amounts_in_unit
from backstride.summaries import counted

RATING = "rating before it (points, 0–10)"
AXIS = {"%": "% of days", "km": "km", "mi": "mi", "times": "times", "minutes": "min"}
OF_RUNS = {"hard ground of a run": "% of distance", "runs that are a spike": "% of runs"}
PANEL_IN = 1.5
FEWEST_STEPS = 5
CAPTION = (
    "Point: mean at each rating made before it. Line: 95 % interval. Size: days, at least 5. "
    "Plain means: where points climb or fall by more than their lines, pain may change what is "
    "done, and a plain correlation misleads."
)


@styled
def behaviour_after_pain(points: pd.DataFrame, unit: str | None = None) -> Picture:
    """One panel per behaviour: its mean with an interval at each rating made before it.

    Parameters
    ----------
    points : DataFrame
        From `behaviour_by_rating`: `behaviour`, `unit`, `rating` (0–10), `mean`, `low`, `high`,
        `n_days`.
    unit : {'km', 'mi'}, optional
        Unit of the distances shown; as `drawn_unit` says where it is not stated.

    Returns
    -------
    Picture
        The panels share the scale of ratings; the size of a point is the number of days.
    """
    known = points.dropna(subset=["rating", "mean"])
    if known.empty:
        return blank(RATING, "behaviour", "too few rated days yet")
    known = amounts_in_unit(known, ["mean", "low", "high"], unit)
    panels = [(str(name), rows) for name, rows in known.groupby("behaviour", sort=False)]
    figure, all_axes = canvas(0.7 + PANEL_IN * len(panels), rows=len(panels))
    for axes, (name, rows) in zip(all_axes, panels, strict=True):
        _draw(axes, rows)
        axes.set_title(name)
        axes.set_ylabel(OF_RUNS.get(name, AXIS[rows["unit"].iloc[0]]))
    highest = max(int(known["rating"].max()), FEWEST_STEPS)
    all_axes[-1].set(xlabel=RATING, xlim=(-0.5, highest + 0.5), xticks=range(highest + 1))
    return Picture(figure, _alt(panels), CAPTION)


def _draw(axes: Axes, rows: pd.DataFrame) -> None:
    axes.vlines(rows["rating"], rows["low"], rows["high"], color=RUNNING, linewidth=2.0)
    sizes = 14 + 0.8 * rows["n_days"].clip(upper=120)
    axes.scatter(rows["rating"], rows["mean"], s=sizes, color=RUNNING, zorder=3)
    reach = np.nanmax([*rows["high"], *rows["mean"], 0.1])
    is_share = rows["unit"].iloc[0] == "%"
    axes.set_ylim(0, min(1.08 * reach, 104.0) if is_share else 1.08 * reach)
    axes.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
    axes.grid(axis="y", color=SOFT_INK, alpha=0.2, linewidth=0.6)


def _alt(panels: list[tuple[str, pd.DataFrame]]) -> str:
    said = []
    for name, rows in panels:
        ends = [rows.iloc[place] for place in sorted({0, len(rows) - 1})]
        means = " and ".join(
            f"{end['mean']:.1f} {AXIS[end['unit']].split()[0]} after a rating of "
            f"{end['rating']:.0f} ({counted(end['n_days'], 'day')})"
            for end in ends
        )
        said.append(f"{name}: {means}")
    return f"What is done, by the rating before it. {'; '.join(said)}."
