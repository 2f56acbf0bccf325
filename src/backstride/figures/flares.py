"""Flares beside each claim: hazard odds ratios on a log axis."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from backstride.figures.forest import (
    ESTIMATE,
    NARROW_IN,
    beside,
    in_place_of_interval,
    intervals,
    name_rows,
    no_difference,
)
from backstride.figures.style import RUNNING, Picture, blank, canvas, styled
from backstride.summaries import odds_text

ODDS = "hazard odds ratio of a flare"
LEAST_REACH, MOST_REACH = 4.0, 100.0
FINE, COARSE = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0), (0.01, 0.1, 1.0, 10.0, 100.0)
NO_ESTIMATE = (
    "No claim can be set beside flares in this log yet; the reason stands in each row. Flares "
    "carry no verdict."
)
CAPTION = (
    "Line and numbers: the odds that a flare begins on a day with it, over the odds on a day "
    "without, with the 95 % interval; 1 means no difference. An arrow: the interval goes on. "
    "Flares carry no verdict."
)


@styled
def flare_odds(hazards: pd.DataFrame) -> Picture:
    """One row per claim: the interval of its hazard odds ratio; refused claims named.

    Parameters
    ----------
    hazards : DataFrame
        As from `flare_hazards`: `claim`, `status`, `odds_ratio`, `low`, `high`, `n_onsets`.

    Returns
    -------
    Picture
        All points are hollow: nothing here is a verdict. An interval that leaves the axis ends
        in an arrow.
    """
    if hazards.empty:
        return blank(ODDS, "claim")
    rows = hazards.reset_index(drop=True)
    drawn = rows[["odds_ratio", "low", "high"]].notna().all(axis=1)
    figure, (axes,) = canvas(0.9 + 0.5 * len(rows), width_in=NARROW_IN)
    reach = _dress(axes, rows, rows[drawn])
    _draw_intervals(axes, rows[drawn], reach)
    in_place_of_interval(axes, rows.loc[~drawn, "status"], at=1)
    return Picture(figure, _alt(rows, drawn), CAPTION if drawn.any() else NO_ESTIMATE)


def _dress(axes: Axes, rows: pd.DataFrame, drawn: pd.DataFrame) -> float:
    """Lay out the axes; how far they reach, as a ratio to either side of 1."""
    ends = drawn[["low", "high"]].to_numpy(dtype=float)
    farthest = np.exp(np.abs(np.log(ends)).max(initial=0.0))
    reach = float(np.clip(1.15 * farthest, LEAST_REACH, MOST_REACH))
    axes.set_xscale("log")
    axes.set_xlim(1 / reach, reach)
    no_difference(axes, at=1)
    ticks = [tick for tick in (FINE if reach <= 20 else COARSE) if 1 / reach <= tick <= reach]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    name_rows(axes, rows["claim"], 22, room=(0.6, 0.6))
    axes.set_xlabel(f"← lower     {ODDS}     higher →")
    return reach


def _draw_intervals(axes: Axes, drawn: pd.DataFrame, reach: float) -> None:
    _draw_arrows(axes, drawn.index[drawn["low"] < 1 / reach], 1 / reach, "<")
    _draw_arrows(axes, drawn.index[drawn["high"] > reach], reach, ">")
    shown = drawn[["odds_ratio", "low", "high"]].set_axis(ESTIMATE, axis=1).clip(1 / reach, reach)
    intervals(axes, shown, RUNNING, fill="white", linewidth=2.4, s=46, linewidths=1.6)
    for place, row in drawn.iterrows():
        beside(axes, place, f"{odds_text(row['odds_ratio'])}\n{_range(row)}")


def _draw_arrows(axes: Axes, places: pd.Index, edge: float, marker: str) -> None:
    if len(places):
        at_edge = np.full(len(places), edge)
        axes.scatter(at_edge, places, marker=marker, color=RUNNING, s=40, clip_on=False, zorder=3)


def _range(row: pd.Series) -> str:
    return f"{odds_text(row['low'])} to {odds_text(row['high'])}"


def _alt(rows: pd.DataFrame, drawn: pd.Series) -> str:
    estimated = [
        f"{row['claim']}: {odds_text(row['odds_ratio'])} ({_range(row)}, "
        f"{row['n_onsets']:.0f} flares)"
        for _, row in rows[drawn].iterrows()
    ]
    refused = [f"{row['claim']}: {row['status']}" for _, row in rows[~drawn].iterrows()]
    parts = [f"Hazard odds ratios of a flare. {'; '.join(estimated)}."] * bool(estimated)
    parts += [f"Without an estimate: {'; '.join(refused)}."] * bool(refused)
    return " ".join(parts)
