"""One question at every window: intervals one above the other, the chosen one marked."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from backstride.figures.style import (
    GREY_ZONE,
    INK,
    RUNNING,
    SOFT_INK,
    Picture,
    blank,
    canvas,
    styled,
)

NO_NUMBER = "no number for this choice"


@styled
def estimates_by_window(
    results: pd.DataFrame, chosen: str, scale: str, smallest: float | None
) -> Picture:
    """One interval per window of an exploratory question.

    Parameters
    ----------
    results : DataFrame
        `window` (in words), `estimate`, `low`, `high`; in the order to be drawn.
    chosen : str
        The window whose point is filled.
    scale : str
        Label of the axis.
    smallest : float, optional
        Half width of the grey zone in points; None for ratios, which are set against 1 on a
        logarithmic axis.

    Returns
    -------
    Picture
    """
    drawn = results.dropna(subset=["estimate", "low", "high"])
    if drawn.empty:
        return blank(scale, "window", NO_NUMBER)
    figure, (axes,) = canvas(1.2 + 0.34 * len(results))
    nothing = 0.0 if smallest is not None else 1.0
    if smallest is not None:
        axes.axvspan(-smallest, smallest, color=GREY_ZONE, linewidth=0, zorder=0)
    else:
        axes.set_xscale("log")
    axes.axvline(nothing, color=SOFT_INK, linewidth=0.8, zorder=1)
    _draw(axes, results.reset_index(drop=True), chosen)
    axes.set(xlabel=scale, ylabel="window", ylim=(len(results) - 0.4, -0.6))
    axes.tick_params(axis="y", length=0)
    return Picture(figure, _alt(drawn, chosen, scale), _caption(smallest))


def _draw(axes: Axes, results: pd.DataFrame, chosen: str) -> None:
    is_chosen = (results["window"] == chosen).to_numpy()
    widths = np.where(is_chosen, 3.0, 1.6)
    axes.hlines(results.index, results["low"], results["high"], color=RUNNING, linewidth=widths)
    axes.scatter(
        results["estimate"],
        results.index,
        s=np.where(is_chosen, 60, 34),
        c=list(np.where(is_chosen, RUNNING, "white")),
        edgecolors=RUNNING,
        linewidths=1.4,
        zorder=3,
    )
    axes.set_yticks(results.index, results["window"])
    for label, is_it in zip(axes.get_yticklabels(), is_chosen, strict=True):
        label.set(color=INK, weight="bold" if is_it else "normal")


def _alt(drawn: pd.DataFrame, chosen: str, scale: str) -> str:
    named = "; ".join(
        f"{row['window']}{' (chosen)' if row['window'] == chosen else ''} "
        f"{_number(row['estimate'])} ({_number(row['low'])} to {_number(row['high'])})"
        for _, row in drawn.iterrows()
    )
    return f"Exploratory: {scale}, by window: {named}."


def _number(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def _caption(smallest: float | None) -> str:
    zone = "Grey: smaller than the difference chosen. " if smallest is not None else ""
    return (
        f"Exploratory. One line per window: estimate with its 95 % interval; filled at the window "
        f"chosen. {zone}The window that suits best is no better founded than the others."
    )
