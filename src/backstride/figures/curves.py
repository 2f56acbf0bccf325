"""How pain moves with shoe age and distance: curves with their bands."""

import numpy as np
import pandas as pd

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
from backstride.summaries import signed

DIFFERENCE = "difference in pain (points on 0–10)"
SHOE_AXIS, DISTANCE_AXIS = "on the pair before the run (km)", "run that day (km)"
TOO_FEW = "the rated runs are too few or too alike for a curve"


@styled
def pain_by_shoe_age(curve: pd.DataFrame, runs_km: np.ndarray) -> Picture:
    """Difference in pain against a pair with 100 km, over the runner's own range.

    Parameters
    ----------
    curve : DataFrame
        From `shoe_age_curve`.
    runs_km : ndarray
        From `runs_by_shoe_age`: one tick below the curve for each run.

    Returns
    -------
    Picture
    """
    return _with_band(curve, runs_km, SHOE_AXIS)


@styled
def pain_by_distance(curve: pd.DataFrame, runs_km: np.ndarray) -> Picture:
    """Difference in pain against the runner's median distance, over the runner's own range.

    Parameters
    ----------
    curve : DataFrame
        From `distance_curve`.
    runs_km : ndarray
        From `runs_by_distance`.

    Returns
    -------
    Picture
    """
    return _with_band(curve, runs_km, DISTANCE_AXIS)


def _with_band(curve: pd.DataFrame, runs_km: np.ndarray, x_label: str) -> Picture:
    if curve.empty:
        return blank(x_label, DIFFERENCE, TOO_FEW)
    reference = float(curve["reference"].iloc[0])
    figure, (axes,) = canvas(3.3)
    axes.fill_between(
        curve["x"], curve["low"], curve["high"], color=GREY_ZONE, linewidth=0, zorder=0
    )
    axes.axhline(0, color=SOFT_INK, linewidth=0.8, zorder=1)
    axes.plot(curve["x"], curve["estimate"], color=RUNNING, linewidth=2.0, zorder=2)
    axes.plot([reference], [0], marker="o", color=INK, markersize=5, zorder=3)
    rug = axes.get_xaxis_transform()
    axes.vlines(runs_km, 0, 0.035, color=SOFT_INK, linewidth=0.6, alpha=0.6, transform=rug)
    axes.margins(x=0.02)
    axes.set(xlabel=x_label, ylabel=f"pain against {reference:.0f} km\n(points on 0–10)")
    return Picture(figure, _alt(curve, x_label, len(runs_km)), _caption(reference))


def _alt(curve: pd.DataFrame, x_label: str, n_runs: int) -> str:
    ends = [curve.iloc[place] for place in (0, len(curve) // 2, -1)]
    named = "; ".join(
        f"at {row['x']:.0f} km {signed(row['estimate'])} "
        f"({signed(row['low'])} to {signed(row['high'])})"
        for row in ends
    )
    reference = curve["reference"].iloc[0]
    return (
        f"Difference in pain, points on 0–10, by kilometres {x_label.removesuffix(' (km)')}, "
        f"against {reference:.0f} km, from {n_runs:,} runs: {named}."
    )


def _caption(reference: float) -> str:
    return (
        f"Line: how much more or less pain than at {reference:.0f} km (dot), all else in the model "
        "alike. Band: 95 % at each place, for that place alone. Ticks: the runs themselves; the "
        "curve ends where they end. A curve shows a shape; the answer is drawn from the claim."
    )
