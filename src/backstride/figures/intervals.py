"""Every answer as an interval: the forest plot of the report."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from backstride.figures.style import (
    GREY_ZONE,
    RUNNING,
    SOFT_INK,
    Picture,
    blank,
    canvas,
    styled,
    wrapped,
)
from backstride.summaries import signed

POINTS = "pain (points on 0–10)"
# Narrow enough to be read whole on a phone.
NARROW_IN = 6.2
FIRM = ("raises", "lowers")
SAID = {
    "raises": "raises pain",
    "lowers": "lowers pain",
    "no difference": "no difference that matters",
    "cannot tell": "can’t tell yet",
}


@styled
def answers_as_intervals(answers: pd.DataFrame) -> Picture:
    """One row per claim: the interval, then the estimate; refused claims named, not drawn.

    Parameters
    ----------
    answers : DataFrame
        As from `answer_claims`: `claim`, `status`, `estimate`, `low`, `high` (points),
        `smallest_difference` (points).

    Returns
    -------
    Picture
        A filled point where the verdict is raises or lowers, else a hollow one.
    """
    if answers.empty:
        return blank(POINTS, "claim")
    rows = answers.reset_index(drop=True)
    drawn = rows[["estimate", "low", "high"]].notna().all(axis=1)
    figure, (axes,) = canvas(1.1 + 0.56 * len(rows), width_in=NARROW_IN)
    _draw_grey_zone(axes, rows[drawn])
    _draw_intervals(axes, rows[drawn])
    for place in rows.index[~drawn]:
        axes.text(
            0,
            place,
            rows.loc[place, "status"],
            va="center",
            ha="center",
            color=SOFT_INK,
            style="italic",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )
    _dress(axes, rows)
    return Picture(figure, _alt(rows, drawn), _caption(bool(drawn.any())))


def _draw_grey_zone(axes: Axes, drawn: pd.DataFrame) -> None:
    zone = drawn["smallest_difference"].fillna(0.0)
    axes.barh(drawn.index, 2 * zone, left=-zone, height=1.0, color=GREY_ZONE, linewidth=0, zorder=0)
    axes.axvline(0, color=SOFT_INK, linewidth=0.8, zorder=1)


def _draw_intervals(axes: Axes, drawn: pd.DataFrame) -> None:
    axes.hlines(drawn.index, drawn["low"], drawn["high"], color=RUNNING, linewidth=2.4, zorder=2)
    fills = np.where(drawn["status"].isin(FIRM), RUNNING, "white")
    axes.scatter(
        drawn["estimate"],
        drawn.index,
        s=46,
        c=list(fills),
        edgecolors=RUNNING,
        linewidths=1.6,
        zorder=3,
    )
    for place, row in drawn.iterrows():
        # Beside the axes, where no interval can reach.
        axes.text(
            1.03,
            float(str(place)),
            f"{SAID.get(row['status'], row['status'])}\n{_interval(row)}",
            transform=axes.get_yaxis_transform(),
            va="center",
            fontsize=8.5,
        )


def _dress(axes: Axes, rows: pd.DataFrame) -> None:
    reach = rows[["low", "high"]].abs().max(axis=None)
    zone = rows["smallest_difference"].max()
    widest = np.nanmax([reach, zone, 0.5])
    axes.set_xlim(-1.12 * widest, 1.12 * widest)
    axes.set_ylim(len(rows) - 0.4, -0.7)
    axes.set_yticks(range(len(rows)), [wrapped(claim, 22) for claim in rows["claim"]])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(f"← less       {POINTS}       more →")
    if rows["estimate"].notna().any():
        key = Patch(color=GREY_ZONE, label="smaller than what matters")
        axes.legend(handles=[key], loc="lower center", bbox_to_anchor=(0.5, 1), borderaxespad=0)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10], symmetric=True))


def _interval(row: pd.Series) -> str:
    return f"{signed(row['estimate'])} ({signed(row['low'])} to {signed(row['high'])})"


def _alt(rows: pd.DataFrame, drawn: pd.Series) -> str:
    answered = [
        f"{row['claim']}: {SAID.get(row['status'], row['status'])}, {_interval(row)}"
        for _, row in rows[drawn].iterrows()
    ]
    refused = [f"{row['claim']}: {row['status']}" for _, row in rows[~drawn].iterrows()]
    parts = [f"Differences in points on 0–10 with intervals. {'; '.join(answered)}."] * bool(
        answered
    )
    parts += [f"Without an estimate: {'; '.join(refused)}."] * bool(refused)
    return " ".join(parts)


def _caption(any_drawn: bool) -> str:
    if not any_drawn:
        return "No claim can be estimated from this log yet; the reason stands in each row."
    return (
        "Line and numbers: estimate with its 95 % interval. Point: filled where the verdict says "
        "raises or lowers, hollow where it does not. An interval inside the grey zone means no "
        "difference that matters."
    )
