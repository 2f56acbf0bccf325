"""Runners beside each other, and common estimators beside the honest one."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from backstride.figures.forest import (
    ESTIMATE,
    POINTS,
    beside,
    intervals,
    name_rows,
    no_difference,
    points_axis,
)
from backstride.figures.style import (
    GREY_ZONE,
    INK,
    PLAIN,
    RUNNING,
    Picture,
    blank,
    canvas,
    styled,
    wrapped,
)
from backstride.summaries.cohort import evenly
from backstride.summaries.text import interval_text, signed

# Runners beside each other: a forest plot without names, their mean, and the next runner.

MOST_NAMED, MOST_DRAWN = 30, 60
BESIDE = 1.02
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
    no_difference(axes)
    intervals(axes, rows, RUNNING, linewidth=1, s=14)
    _draw_mean(axes, answer, len(rows) + 1.5)
    _dress(axes, rows, answer)
    picked = "" if n_runners == len(rows) else f" Drawn: {len(rows)} of {n_runners:,} runners."
    return Picture(figure, _alt(rows, answer, n_runners), f"{RUNNERS_CAPTION}{picked}")


def _draw_mean(axes: Axes, answer: pd.Series, place: float) -> None:
    low, high = answer["prediction_low"], answer["prediction_high"]
    axes.barh(place, high - low, left=low, height=1.5, color=GREY_ZONE, linewidth=0, zorder=0)
    axes.axvline(answer["own_estimate"], color=INK, linewidth=0.8, linestyle=":", zorder=1)
    own, pooled = answer[[f"own_{name}" for name in ESTIMATE]], answer[ESTIMATE]
    next_one = f"\none more: {signed(low)} to {signed(high)}"
    for numbers, at, colour, marker, more in (
        (own, place, INK, "D", next_one),
        (pooled, place + 2.2, PLAIN, "s", ""),
    ):
        row = pd.DataFrame([numbers.set_axis(ESTIMATE)], index=[at])
        intervals(axes, row, colour, marker=marker, s=46)
        beside(axes, at, f"{interval_text(*numbers)}{more}", BESIDE)


def _dress(axes: Axes, rows: pd.DataFrame, answer: pd.Series) -> None:
    ends = [rows["low"].min(), rows["high"].max(), answer["prediction_low"]]
    widest = 1.05 * float(np.abs([*ends, answer["prediction_high"], 0.5]).max())
    points_axis(axes, widest)
    axes.xaxis.set_major_locator(MaxNLocator(7, symmetric=True))
    own = list(range(len(rows))) if len(rows) <= MOST_NAMED else [0, len(rows) - 1]
    places = [*own, len(rows) + 1.5, len(rows) + 3.7]
    words = [*rows["runner"].iloc[own], "mean, and one more runner", "one effect for all"]
    name_rows(axes, words, 18, room=(1, 0.9), places=places)
    axes.tick_params(axis="y", labelsize=8)
    axes.set_title(wrapped(answer["contrast"], 70))


def _alt(rows: pd.DataFrame, answer: pd.Series, n_runners: int) -> str:
    first, last = rows["estimate"].iloc[0], rows["estimate"].iloc[-1]
    return (
        f"{n_runners:,} runners’ own estimates in points, from {signed(first)} to {signed(last)}. "
        f"Mean: {interval_text(*answer[[f'own_{name}' for name in ESTIMATE]])}. One more runner: "
        f"{signed(answer['prediction_low'])} to {signed(answer['prediction_high'])}. One effect "
        f"for all: {interval_text(*answer[ESTIMATE])}."
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
    no_difference(axes)
    axes.axvline(table["estimate"].iloc[0], color=RUNNING, linewidth=0.8, linestyle=":", zorder=1)
    rows = table.reset_index(drop=True)
    intervals(axes, rows.iloc[:1], RUNNING, linewidth=2.4, marker="o", s=46)
    intervals(axes, rows.iloc[1:], PLAIN, linewidth=2.4, marker="s", s=46)
    for place, row in rows.iterrows():
        beside(axes, place, f"{row['says']}\n{_interval(row)}".rstrip(), BESIDE)
    points_axis(axes, 1.1 * float(np.nanmax(np.abs(table[["low", "high"]].to_numpy()))))
    name_rows(axes, table["estimator"], 22)
    named = "; ".join(
        f"{row['estimator']}: {_interval(row) or row['says']}" for _, row in table.iterrows()
    )
    return Picture(figure, f"Estimators of one claim, points on 0–10. {named}.", POOLING_CAPTION)


def _interval(row: pd.Series) -> str:
    return "" if pd.isna(row["estimate"]) else interval_text(*row[ESTIMATE])
