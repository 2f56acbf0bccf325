"""Flares beside each claim: hazard odds ratios on a log axis."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from backstride.figures.answers import NARROW_IN
from backstride.figures.style import RUNNING, SOFT_INK, Picture, blank, canvas, styled, wrapped
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
    for place, status in rows.loc[~drawn, "status"].items():
        axes.text(
            1,
            float(str(place)),
            status,
            va="center",
            ha="center",
            color=SOFT_INK,
            style="italic",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )
    return Picture(figure, _alt(rows, drawn), CAPTION if drawn.any() else NO_ESTIMATE)


def _dress(axes: Axes, rows: pd.DataFrame, drawn: pd.DataFrame) -> float:
    """Lay out the axes; how far they reach, as a ratio to either side of 1."""
    ends = drawn[["low", "high"]].to_numpy(dtype=float)
    farthest = np.exp(np.abs(np.log(ends)).max(initial=0.0))
    reach = float(np.clip(1.15 * farthest, LEAST_REACH, MOST_REACH))
    axes.set_xscale("log")
    axes.set(xlim=(1 / reach, reach), ylim=(len(rows) - 0.4, -0.6))
    axes.axvline(1, color=SOFT_INK, linewidth=0.8, zorder=1)
    ticks = [tick for tick in (FINE if reach <= 20 else COARSE) if 1 / reach <= tick <= reach]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.set_yticks(range(len(rows)), [wrapped(claim, 22) for claim in rows["claim"]])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(f"← lower     {ODDS}     higher →")
    return reach


def _draw_intervals(axes: Axes, drawn: pd.DataFrame, reach: float) -> None:
    low, high = drawn["low"].clip(lower=1 / reach), drawn["high"].clip(upper=reach)
    axes.hlines(drawn.index, low, high, color=RUNNING, linewidth=2.4, zorder=2)
    _draw_arrows(axes, drawn.index[drawn["low"] < 1 / reach], 1 / reach, "<")
    _draw_arrows(axes, drawn.index[drawn["high"] > reach], reach, ">")
    shown = drawn["odds_ratio"].clip(1 / reach, reach)
    points = {"s": 46, "c": "white", "edgecolors": RUNNING, "linewidths": 1.6, "zorder": 3}
    axes.scatter(shown, drawn.index, **points)
    for place, row in drawn.iterrows():
        axes.text(
            1.03,
            float(str(place)),
            f"{odds_text(row['odds_ratio'])}\n{_range(row)}",
            transform=axes.get_yaxis_transform(),
            va="center",
            fontsize=8.5,
        )


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
