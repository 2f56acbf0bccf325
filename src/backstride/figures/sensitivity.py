"""One claim under other models: whether its answer hangs on one assumption."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from backstride.figures.intervals import NARROW_IN, POINTS
from backstride.figures.style import (
    GREY_ZONE,
    PLAIN,
    RUNNING,
    SOFT_INK,
    Picture,
    blank,
    canvas,
    styled,
    wrapped,
)
from backstride.summaries import signed
from backstride.summaries.sensitivity import AS_REPORTED, VARIANT_WORDS, says

CAPTION = (
    "Top row: the estimate of the report with its 95 % interval; dotted: the same estimate. Each "
    "row below changes one thing about the model. Circle: the answer stays. Square: it changes. "
    "Ratings as steps are on a scale of their own, so only what they say is given."
)


@styled
def other_models(table: pd.DataFrame, slug: str) -> Picture:
    """One row per variant of one claim: the interval, and whether the answer stays.

    Parameters
    ----------
    table : DataFrame
        From `sensitivity`.
    slug : str

    Returns
    -------
    Picture
    """
    rows = table[table["slug"] == slug].reset_index(drop=True)
    if rows.empty:
        return blank(POINTS, "model", "no estimate to compute another way")
    drawn = rows["scale"] == "points"
    figure, (axes,) = canvas(1.2 + 0.46 * len(rows), width_in=NARROW_IN)
    zone = rows["smallest_difference"].iloc[0]
    axes.axvspan(-zone, zone, color=GREY_ZONE, linewidth=0, zorder=0)
    axes.axvline(0, color=SOFT_INK, linewidth=0.8, zorder=1)
    axes.axvline(rows["estimate"].iloc[0], color=RUNNING, linewidth=0.8, linestyle=":", zorder=1)
    _draw(axes, rows[drawn])
    for place in rows.index[~drawn]:
        axes.text(
            1.03,
            place,
            wrapped(_instead(rows.loc[place]), 20),
            transform=axes.get_yaxis_transform(),
            va="center",
            fontsize=8.5,
            style="italic",
            color=SOFT_INK,
        )
    _dress(axes, rows)
    return Picture(figure, _alt(rows), CAPTION)


def _draw(axes: Axes, drawn: pd.DataFrame) -> None:
    changes = ~drawn["keeps"].fillna(True).astype(bool)
    colours = np.where(changes, PLAIN, RUNNING)
    axes.hlines(drawn.index, drawn["low"], drawn["high"], colors=colours, linewidth=2.2, zorder=2)
    for is_changed, marker in ((False, "o"), (True, "s")):
        shown = drawn[changes == is_changed]
        colour = PLAIN if is_changed else RUNNING
        axes.scatter(shown["estimate"], shown.index, color=colour, marker=marker, s=42, zorder=3)
    for place, row in drawn.iterrows():
        axes.text(
            1.03,
            float(str(place)),
            f"{signed(row['estimate'])}\n{signed(row['low'])} to {signed(row['high'])}",
            transform=axes.get_yaxis_transform(),
            va="center",
            fontsize=8.5,
        )


def _instead(row: pd.Series) -> str:
    return "not fitted" if row["why_not"] else says(row)


def _dress(axes: Axes, rows: pd.DataFrame) -> None:
    drawn = rows.loc[rows["scale"] == "points", ["low", "high", "smallest_difference"]]
    widest = np.nanmax(drawn.abs().to_numpy(float), initial=0.5)
    axes.set_xlim(-1.1 * widest, 1.1 * widest)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(
        range(len(rows)), [wrapped(VARIANT_WORDS[name], 24) for name in rows["variant"]]
    )
    axes.get_yticklabels()[0].set_fontweight("bold")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    key = Patch(color=GREY_ZONE, label="smaller than what matters")
    axes.legend(handles=[key], loc="lower center", bbox_to_anchor=(0.5, 1), borderaxespad=0)
    axes.set_xlabel(f"← less       {POINTS}       more →")
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10], symmetric=True))


def _alt(rows: pd.DataFrame) -> str:
    named = "; ".join(_said(row) for _, row in rows.iterrows())
    return f"The estimate and the same under other models, points on 0–10. {named}."


def _said(row: pd.Series) -> str:
    words = VARIANT_WORDS[row["variant"]]
    if row["scale"] != "points":
        return f"{words}: {says(row)}"
    numbers = f"{signed(row['estimate'])} ({signed(row['low'])} to {signed(row['high'])})"
    if row["variant"] == AS_REPORTED:
        return f"{words}: {numbers}"
    return f"{words}: {numbers}, the answer {'stays' if row['keeps'] else 'changes'}"
