"""How long the distance of a day is felt: a map of distance and evening, and one slice of it."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

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
from backstride.summaries.lags import longest_of, numbers_of
from backstride.summaries.wording import signed
from backstride.verdict.cohort_lags import CohortLags

EVENINGS = "evenings after the run (0: the same evening)"
DISTANCE = "run that day (km)"
COOL_AND_WARM = (240, 30)
MOST_LINES = 7
FAINTEST = 0.005
CAPTION = (
    "Top: lines join distances and evenings with the same difference in pain, written on them in "
    "points; full lines and warm colours: more pain, dashed lines and cool colours: less. White "
    "dots: the interval leaves out 0, as one in twenty would by chance. Bottom: the uppermost row "
    "of the map with its 95 % interval, at each evening by itself."
)


@styled
def pain_by_distance_and_lag(lags: CohortLags) -> Picture:
    """Difference in pain by the distance of a day and the evenings since, in many runners.

    Parameters
    ----------
    lags : CohortLags
        From `cohort_lags`.

    Returns
    -------
    Picture
        A map of all distances, readable in grey by its lines, and the longest one below it.
    """
    surface = lags.surface
    if surface.empty:
        return blank(EVENINGS, DISTANCE, "too few runners, days or different distances for a map")
    figure, (above, below) = canvas(6.2, rows=2, height_ratios=[1.25, 1])
    _draw_map(above, surface)
    _draw_slice(below, longest_of(surface))
    return Picture(figure, _alt(surface), CAPTION)


def _draw_map(axes: Axes, surface: pd.DataFrame) -> None:
    points = surface.pivot(index="km", columns="lag_days", values="estimate")
    evenings, km, values = points.columns.to_numpy(), points.index.to_numpy(), points.to_numpy()
    widest = max(float(np.abs(values).max()), FAINTEST)
    colours = sns.diverging_palette(*COOL_AND_WARM, s=75, l=60, as_cmap=True)
    axes.pcolormesh(
        evenings, km, values, cmap=colours, vmin=-widest, vmax=widest, shading="nearest"
    )
    levels = MaxNLocator(MOST_LINES).tick_values(values.min(), values.max())
    inside = levels[(levels > values.min()) & (levels < values.max()) & (np.abs(levels) > 1e-12)]
    if len(inside) and widest > FAINTEST:
        # Negative lines are dashed by default.
        lines = axes.contour(evenings, km, values, levels=inside, colors=INK, linewidths=0.9)
        axes.clabel(lines, fmt=signed, fontsize=8)
    is_off = ((surface["low"] > 0) | (surface["high"] < 0)).to_numpy()
    off = surface[is_off]
    axes.scatter(
        off["lag_days"], off["km"], s=5, color="white", edgecolors=SOFT_INK, linewidths=0.4
    )
    axes.axhline(surface["reference_km"].iloc[0], color=SOFT_INK, linewidth=0.8, linestyle=":")
    axes.set(ylabel=DISTANCE, title="Difference in pain, in points, against a usual day with a run")


def _draw_slice(axes: Axes, long: pd.DataFrame) -> None:
    lag = long["lag_days"]
    axes.fill_between(lag, long["low"], long["high"], color=GREY_ZONE, linewidth=0, zorder=0)
    axes.axhline(0, color=SOFT_INK, linewidth=0.8, zorder=1)
    axes.plot(lag, long["estimate"], color=RUNNING, linewidth=2, marker="o", markersize=3.5)
    axes.set(xlabel=EVENINGS, ylabel="difference in pain\n(points on 0–10)")
    axes.set_title(f"{_km(long, 'km')} against {_km(long, 'reference_km')}")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def _km(rows: pd.DataFrame, column: str) -> str:
    return f"{rows[column].iloc[0]:.1f} km"


def _alt(surface: pd.DataFrame) -> str:
    long = longest_of(surface)
    evenings = {lag: numbers_of(long, lag) for lag in (0, 1, 2, 6, 13, 27)}
    some = "; ".join(
        f"evening {lag}: {signed(at['estimate'])} ({signed(at['low'])} to {signed(at['high'])})"
        for lag, at in evenings.items()
    )
    low, high = surface["km"].min(), surface["km"].max()
    return (
        f"Difference in pain, points on 0–10, by the distance of a day, {low:.1f} to {high:.1f} km "
        f"against {_km(surface, 'reference_km')}, and the evenings after it, 0 to 27. "
        f"{high:.1f} km: {some}."
    )
