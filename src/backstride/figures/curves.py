"""Curves with their bands: shoe age and distance, windows, lags."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from backstride.figures.forest import ESTIMATE, intervals, no_difference
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
from backstride.summaries.cohort import longest_of, numbers_of
from backstride.summaries.text import interval_text, signed
from backstride.verdict.cohort import CohortLags

# How pain moves with shoe age and distance: curves with their bands.

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
    _draw_band(axes, curve["x"], curve)
    axes.plot(curve["x"], curve["estimate"], color=RUNNING, linewidth=2.0, zorder=2)
    axes.plot([reference], [0], marker="o", color=INK, markersize=5, zorder=3)
    rug, runs = axes.get_xaxis_transform(), in_unit(runs_km, unit)
    axes.vlines(runs, 0, 0.035, color=SOFT_INK, linewidth=0.6, alpha=0.6, transform=rug)
    axes.margins(x=0.02)
    start = f"{reference:,.0f} {unit}"
    axes.set(xlabel=f"{what} ({unit})", ylabel=f"pain against {start}\n(points on 0–10)")
    return Picture(figure, _alt(curve, what, unit, len(runs_km)), _caption(start))


def _draw_band(axes: Axes, x: pd.Series, rows: pd.DataFrame) -> None:
    axes.fill_between(x, rows["low"], rows["high"], color=GREY_ZONE, linewidth=0, zorder=0)
    axes.axhline(0, color=SOFT_INK, linewidth=0.8, zorder=1)


def _alt(curve: pd.DataFrame, what: str, unit: str, n_runs: int) -> str:
    ends = [curve.iloc[place] for place in (0, len(curve) // 2, -1)]
    named = "; ".join(f"at {row['x']:,.0f} {unit} {interval_text(*row[ESTIMATE])}" for row in ends)
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


# One question at every window: intervals one above the other, the chosen one marked.

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
    drawn = results.dropna(subset=ESTIMATE)
    if drawn.empty:
        return blank(scale, "window", NO_NUMBER)
    figure, (axes,) = canvas(1.2 + 0.34 * len(results))
    nothing = 0.0 if smallest is not None else 1.0
    if smallest is not None:
        axes.axvspan(-smallest, smallest, color=GREY_ZONE, linewidth=0, zorder=0)
    else:
        axes.set_xscale("log")
    no_difference(axes, at=nothing)
    _draw(axes, results.reset_index(drop=True), chosen)
    axes.set(xlabel=scale, ylabel="window", ylim=(len(results) - 0.4, -0.6))
    axes.tick_params(axis="y", length=0)
    return Picture(figure, _windows_alt(drawn, chosen, scale), _windows_caption(smallest))


def _draw(axes: Axes, results: pd.DataFrame, chosen: str) -> None:
    is_chosen = (results["window"] == chosen).to_numpy()
    fills, widths = list(np.where(is_chosen, RUNNING, "white")), np.where(is_chosen, 3.0, 1.6)
    look = {"s": np.where(is_chosen, 60, 34), "linewidths": 1.4}
    intervals(axes, results, RUNNING, fill=fills, linewidth=widths, **look)
    axes.set_yticks(results.index, results["window"])
    for label, is_it in zip(axes.get_yticklabels(), is_chosen, strict=True):
        label.set(color=INK, weight="bold" if is_it else "normal")


def _windows_alt(drawn: pd.DataFrame, chosen: str, scale: str) -> str:
    named = "; ".join(
        f"{row['window']}{' (chosen)' if row['window'] == chosen else ''} "
        f"{_number(row['estimate'])} ({_number(row['low'])} to {_number(row['high'])})"
        for _, row in drawn.iterrows()
    )
    return f"Exploratory: {scale}, by window: {named}."


def _number(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def _windows_caption(smallest: float | None) -> str:
    zone = "Grey: smaller than the difference chosen. " if smallest is not None else ""
    return (
        f"Exploratory. One line per window: estimate with its 95 % interval; filled at the window "
        f"chosen. {zone}The window that suits best is no better founded than the others."
    )


# How long the distance of a day is felt: a map of distance and evening, and one slice of it.

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
    return Picture(figure, _lags_alt(surface), CAPTION)


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
    _draw_band(axes, lag, long)
    axes.plot(lag, long["estimate"], color=RUNNING, linewidth=2, marker="o", markersize=3.5)
    axes.set(xlabel=EVENINGS, ylabel="difference in pain\n(points on 0–10)")
    axes.set_title(f"{_km(long, 'km')} against {_km(long, 'reference_km')}")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def _km(rows: pd.DataFrame, column: str) -> str:
    return f"{rows[column].iloc[0]:.1f} km"


def _lags_alt(surface: pd.DataFrame) -> str:
    long = longest_of(surface)
    evenings = {lag: numbers_of(long, lag) for lag in (0, 1, 2, 6, 13, 27)}
    some = "; ".join(
        f"evening {lag}: {interval_text(*(at[name] for name in ESTIMATE))}"
        for lag, at in evenings.items()
    )
    low, high = surface["km"].min(), surface["km"].max()
    return (
        f"Difference in pain, points on 0–10, by the distance of a day, {low:.1f} to {high:.1f} km "
        f"against {_km(surface, 'reference_km')}, and the evenings after it, 0 to 27. "
        f"{high:.1f} km: {some}."
    )
