"""A forest plot: rows of an estimate with its interval, set against a line of no difference."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from backstride.figures.style import GREY_ZONE, SOFT_INK, wrapped

POINTS = "pain (points on 0–10)"
ESTIMATE = ["estimate", "low", "high"]
# Narrow enough to be read whole on a phone.
NARROW_IN = 6.2
BESIDE = 1.03


def name_rows(
    axes: Axes,
    labels: Iterable[str],
    wrap_at: int,
    room: tuple[float, float] = (0.5, 0.5),
    places: Sequence[float] = (),
) -> None:
    """Name each row beside the axis, the first one on top.

    Parameters
    ----------
    axes : Axes
    labels : iterable of str
    wrap_at : int
        Letters on a line.
    room : tuple of float
        Rows left free above the first and below the last.
    places : sequence of float, optional
        Where the labels stand; one row after the other where it is not given.
    """
    words = [wrapped(label, wrap_at) for label in labels]
    at = list(places) or list(range(len(words)))
    axes.set_ylim(at[-1] + room[1], at[0] - room[0])
    axes.set_yticks(at, words)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def no_difference(axes: Axes, at: float = 0.0) -> None:
    """The line that an interval leaves out where there is a difference."""
    axes.axvline(at, color=SOFT_INK, linewidth=0.8, zorder=1)


def intervals(
    axes: Axes,
    rows: pd.DataFrame,
    colour: Any,
    *,
    places: Any = None,
    fill: Any = None,
    linewidth: Any = 2.2,
    **point: Any,
) -> None:
    """Draw the interval of each row, and its estimate as a point.

    Parameters
    ----------
    axes : Axes
    rows : DataFrame
        `estimate`, `low`, `high`, in the unit of the axis.
    colour : color or sequence of color
    places : array of float, optional
        The row of each; their index where it is not given.
    fill : color or sequence of color, optional
        Of the points, where it is another than that of their edge.
    linewidth : float or sequence of float
        Of the intervals.
    **point
        What else `Axes.scatter` takes, such as `s`, `marker` and `label`.
    """
    at = rows.index if places is None else places
    axes.hlines(at, rows["low"], rows["high"], colors=colour, linewidth=linewidth, zorder=2)
    look = {"facecolors": colour if fill is None else fill, "edgecolors": colour, "zorder": 3}
    axes.scatter(rows["estimate"], at, **look, **point)


def beside(axes: Axes, place: Any, words: str, at: float = BESIDE, **look: Any) -> None:
    """Words to the right of a row, outside the axes, where no interval can reach."""
    margin = axes.get_yaxis_transform()
    axes.text(at, float(place), words, transform=margin, va="center", fontsize=8.5, **look)


def in_place_of_interval(axes: Axes, words: pd.Series, at: float = 0.0) -> None:
    """Why there is no interval, in each row that has none; `words` is indexed by row."""
    for place, why in words.items():
        axes.text(
            at,
            float(str(place)),
            why,
            va="center",
            ha="center",
            color=SOFT_INK,
            style="italic",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )


def points_axis(axes: Axes, widest: float) -> None:
    """An axis of more or less pain, as far to either side of 0."""
    axes.set_xlim(-widest, widest)
    axes.set_xlabel(f"← less       {POINTS}       more →")
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10], symmetric=True))


def name_grey_zone(axes: Axes) -> None:
    """Say above the axes what the grey zone is."""
    key = Patch(color=GREY_ZONE, label="smaller than what matters")
    axes.legend(handles=[key], loc="lower center", bbox_to_anchor=(0.5, 1), borderaxespad=0)
