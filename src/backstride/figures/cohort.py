"""Runners beside each other, and common estimators beside the honest one."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from backstride.figures.answers import POINTS
from backstride.figures.style import (
    GREY_ZONE,
    INK,
    PLAIN,
    RUNNING,
    SOFT_INK,
    Picture,
    blank,
    canvas,
    styled,
    wrapped,
)
from backstride.summaries.cohort import evenly
from backstride.summaries.text import signed

# Runners beside each other: a forest plot without names, their mean, and the next runner.

MOST_NAMED, MOST_DRAWN = 30, 60
RUNNERS_CAPTION = (
    "Thin lines and small points: each runner’s own estimate with its 95 % interval, in order. "
    "Diamond: their mean with its interval. Wide grey bar: where the effect of one more runner "
    "probably lies. Square: one effect for all, from all days together."
)


@styled
def runners_and_mean(rows: pd.DataFrame, answers: pd.DataFrame, slug: str) -> Picture:
    """One row per runner, then their mean, the next runner, and one effect for all.

    Of more than 60 runners, 60 are drawn, evenly picked in the order of their estimates.

    Parameters
    ----------
    rows : DataFrame
        From `runner_rows`.
    answers : DataFrame
        Of the cohort, as from `answer_cohort`.
    slug : str

    Returns
    -------
    Picture
    """
    answer = answers[answers["slug"] == slug].iloc[0]
    if rows.empty:
        return blank(POINTS, "runner", "fewer than 5 runners with an estimate of their own")
    n_runners, rows = len(rows), evenly(rows, MOST_DRAWN)
    figure, (axes,) = canvas(2.2 + 0.13 * len(rows))
    axes.axvline(0, color=SOFT_INK, linewidth=0.8, zorder=1)
    axes.hlines(rows.index, rows["low"], rows["high"], color=RUNNING, linewidth=1, zorder=2)
    axes.scatter(rows["estimate"], rows.index, s=14, color=RUNNING, zorder=3)
    _draw_mean(axes, answer, len(rows) + 1.5)
    _dress(axes, rows, answer)
    picked = "" if n_runners == len(rows) else f" Drawn: {len(rows)} of {n_runners:,} runners."
    return Picture(figure, _alt(rows, answer, n_runners), f"{RUNNERS_CAPTION}{picked}")


def _draw_mean(axes: Axes, answer: pd.Series, place: float) -> None:
    low, high = answer["prediction_low"], answer["prediction_high"]
    axes.barh(place, high - low, left=low, height=1.5, color=GREY_ZONE, linewidth=0, zorder=0)
    axes.axvline(answer["own_estimate"], color=INK, linewidth=0.8, linestyle=":", zorder=1)
    own = answer[["own_estimate", "own_low", "own_high"]]
    next_one = f"\none more: {signed(low)} to {signed(high)}"
    _draw_interval(axes, own, place, (INK, "D"), next_one)
    _draw_interval(axes, answer[["estimate", "low", "high"]], place + 2.2, (PLAIN, "s"))


def _draw_interval(
    axes: Axes, numbers: pd.Series, place: float, look: tuple[str, str], more: str = ""
) -> None:
    (estimate, low, high), (colour, mark) = numbers, look
    axes.hlines(place, low, high, color=colour, linewidth=2.2, zorder=2)
    axes.scatter(estimate, place, s=46, color=colour, marker=mark, zorder=3)
    axes.text(
        1.02,
        place,
        f"{signed(estimate)} ({signed(low)} to {signed(high)}){more}",
        transform=axes.get_yaxis_transform(),
        va="center",
        fontsize=8.5,
    )


def _dress(axes: Axes, rows: pd.DataFrame, answer: pd.Series) -> None:
    ends = [rows["low"].min(), rows["high"].max(), answer["prediction_low"]]
    widest = 1.05 * float(np.abs([*ends, answer["prediction_high"], 0.5]).max())
    axes.set_xlim(-widest, widest)
    axes.set_ylim(len(rows) + 4.6, -1)
    own = list(range(len(rows))) if len(rows) <= MOST_NAMED else [0, len(rows) - 1]
    places = [*own, len(rows) + 1.5, len(rows) + 3.7]
    words = [*rows["runner"].iloc[own], "mean, and one more runner", "one effect for all"]
    axes.set_yticks(places, [wrapped(word, 18) for word in words])
    axes.tick_params(axis="y", length=0, labelsize=8)
    axes.spines["left"].set_visible(False)
    axes.set_title(wrapped(answer["contrast"], 70))
    axes.set_xlabel(f"← less       {POINTS}       more →")
    axes.xaxis.set_major_locator(MaxNLocator(7, symmetric=True))


def _alt(rows: pd.DataFrame, answer: pd.Series, n_runners: int) -> str:
    first, last = rows["estimate"].iloc[0], rows["estimate"].iloc[-1]
    return (
        f"{n_runners:,} runners’ own estimates in points, from {signed(first)} to {signed(last)}. "
        f"Mean: {signed(answer['own_estimate'])} ({signed(answer['own_low'])} to "
        f"{signed(answer['own_high'])}). One more runner: {signed(answer['prediction_low'])} to "
        f"{signed(answer['prediction_high'])}. One effect for all: {signed(answer['estimate'])} "
        f"({signed(answer['low'])} to {signed(answer['high'])})."
    )


# Common estimators of a cohort beside the honest one.

POOLING_CAPTION = (
    "Circle: the estimate that starts from the rating before the run or the habit; dotted: the "
    "same. Squares: common estimators without that rating. Lines: 95 % intervals."
)


@styled
def wrong_estimators(table: pd.DataFrame) -> Picture:
    """One interval per estimator, the honest one first.

    Parameters
    ----------
    table : DataFrame
        From `wrong_beside_honest`.

    Returns
    -------
    Picture
    """
    if table.empty:
        return blank(POINTS, "estimator", "no estimate to set others beside")
    figure, (axes,) = canvas(1.0 + 0.46 * len(table))
    axes.axvline(0, color=SOFT_INK, linewidth=0.8, zorder=1)
    axes.axvline(table["estimate"].iloc[0], color=RUNNING, linewidth=0.8, linestyle=":", zorder=1)
    for place, (_, row) in enumerate(table.iterrows()):
        is_honest = place == 0
        colour = RUNNING if is_honest else PLAIN
        axes.hlines(place, row["low"], row["high"], color=colour, linewidth=2.4, zorder=2)
        axes.scatter(
            row["estimate"], place, s=46, color=colour, marker="o" if is_honest else "s", zorder=3
        )
        axes.text(
            1.02, place, f"{row['says']}\n{_interval(row)}".rstrip(),
            transform=axes.get_yaxis_transform(), va="center", fontsize=8.5,
        )  # fmt: skip
    widest = 1.1 * float(np.nanmax(np.abs(table[["low", "high"]].to_numpy())))
    axes.set(xlim=(-widest, widest), ylim=(len(table) - 0.5, -0.5))
    axes.set_yticks(range(len(table)), [wrapped(name, 22) for name in table["estimator"]])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(f"← less       {POINTS}       more →")
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10], symmetric=True))
    named = "; ".join(
        f"{row['estimator']}: {_interval(row) or row['says']}" for _, row in table.iterrows()
    )
    return Picture(figure, f"Estimators of one claim, points on 0–10. {named}.", POOLING_CAPTION)


def _interval(row: pd.Series) -> str:
    if pd.isna(row["estimate"]):
        return ""
    return f"{signed(row['estimate'])} ({signed(row['low'])} to {signed(row['high'])})"
