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
from backstride.presentation import UNIT_NAMES, drawn_unit, in_unit
from backstride.summaries import signed

DIFFERENCE = "difference in pain (points on 0–10)"
SHOE_AXIS, DISTANCE_AXIS = "on the pair before the run", "run that day"
TOO_FEW = "the rated runs are too few or too alike for a curve"


@styled
def pain_by_shoe_age(curve: pd.DataFrame, runs_km: np.ndarray, unit: str | None = None) -> Picture:
    """Difference in pain against a pair with 100 km, over the runner's own range.

    Parameters
    ----------
    curve : DataFrame
        From `shoe_age_curve`.
    runs_km : ndarray
        From `runs_by_shoe_age`: one tick below the curve for each run.
    unit : {'km', 'mi'}, optional
        Unit of the distances shown; as `drawn_unit` says where it is not stated.

    Returns
    -------
    Picture
    """
    return _with_band(curve, runs_km, SHOE_AXIS, drawn_unit(unit))


@styled
def pain_by_distance(curve: pd.DataFrame, runs_km: np.ndarray, unit: str | None = None) -> Picture:
    """Difference in pain against the runner's median distance, over the runner's own range.

    Parameters
    ----------
    curve : DataFrame
        From `distance_curve`.
    runs_km : ndarray
        From `runs_by_distance`.
    unit : {'km', 'mi'}, optional
        Unit of the distances shown; as `drawn_unit` says where it is not stated.

    Returns
    -------
    Picture
    """
    return _with_band(curve, runs_km, DISTANCE_AXIS, drawn_unit(unit))


def _with_band(curve: pd.DataFrame, runs_km: np.ndarray, what: str, unit: str) -> Picture:
    if curve.empty:
        return blank(f"{what} ({unit})", DIFFERENCE, TOO_FEW)
    curve = curve.assign(**in_unit(curve[["x", "reference"]], unit))
    reference = float(curve["reference"].iloc[0])
    figure, (axes,) = canvas(3.3)
    axes.fill_between(
        curve["x"], curve["low"], curve["high"], color=GREY_ZONE, linewidth=0, zorder=0
    )
    axes.axhline(0, color=SOFT_INK, linewidth=0.8, zorder=1)
    axes.plot(curve["x"], curve["estimate"], color=RUNNING, linewidth=2.0, zorder=2)
    axes.plot([reference], [0], marker="o", color=INK, markersize=5, zorder=3)
    rug, runs = axes.get_xaxis_transform(), in_unit(runs_km, unit)
    axes.vlines(runs, 0, 0.035, color=SOFT_INK, linewidth=0.6, alpha=0.6, transform=rug)
    axes.margins(x=0.02)
    start = f"{reference:,.0f} {unit}"
    axes.set(xlabel=f"{what} ({unit})", ylabel=f"pain against {start}\n(points on 0–10)")
    return Picture(figure, _alt(curve, what, unit, len(runs_km)), _caption(start))


def _alt(curve: pd.DataFrame, what: str, unit: str, n_runs: int) -> str:
    ends = [curve.iloc[place] for place in (0, len(curve) // 2, -1)]
    named = "; ".join(
        f"at {row['x']:,.0f} {unit} {signed(row['estimate'])} "
        f"({signed(row['low'])} to {signed(row['high'])})"
        for row in ends
    )
    reference = curve["reference"].iloc[0]
    return (
        f"Difference in pain, points on 0–10, by {UNIT_NAMES[unit]} {what}, "
        f"against {reference:,.0f} {unit}, from {n_runs:,} runs: {named}."
    )


def _caption(start: str) -> str:
    return (
        f"Line: how much more or less pain than at {start} (dot), all else in the model "
        "alike. Band: 95 % at each place, for that place alone. Ticks: the runs themselves; the "
        "curve ends where they end. A curve shows a shape; the answer is drawn from the claim."
    )
