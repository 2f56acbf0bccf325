"""Answers as intervals: the forest plot, its strips, plain correlation, and more days."""

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from markupsafe import Markup
from matplotlib.axes import Axes

from backstride.figures.forest import (
    ESTIMATE,
    NARROW_IN,
    POINTS,
    beside,
    in_place_of_interval,
    intervals,
    name_grey_zone,
    name_rows,
    no_difference,
    points_axis,
)
from backstride.figures.style import (
    GREY_ZONE,
    MARKERS,
    PLAIN,
    RUNNING,
    SOFT_INK,
    Picture,
    blank,
    canvas,
    styled,
    wrapped,
)
from backstride.summaries.text import interval_text, signed

# Every answer as an interval: the forest plot of the report.

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
    drawn = rows[ESTIMATE].notna().all(axis=1)
    figure, (axes,) = canvas(1.1 + 0.56 * len(rows), width_in=NARROW_IN)
    _draw_grey_zone(axes, rows[drawn])
    _draw_intervals(axes, rows[drawn])
    in_place_of_interval(axes, rows.loc[~drawn, "status"])
    _dress(axes, rows)
    return Picture(figure, _alt(rows, drawn), _caption(bool(drawn.any())))


def _draw_grey_zone(axes: Axes, drawn: pd.DataFrame) -> None:
    zone = drawn["smallest_difference"].fillna(0.0)
    axes.barh(drawn.index, 2 * zone, left=-zone, height=1.0, color=GREY_ZONE, linewidth=0, zorder=0)
    no_difference(axes)


def _draw_intervals(axes: Axes, drawn: pd.DataFrame) -> None:
    fills = list(np.where(drawn["status"].isin(FIRM), RUNNING, "white"))
    intervals(axes, drawn, RUNNING, fill=fills, linewidth=2.4, s=46, linewidths=1.6)
    for place, row in drawn.iterrows():
        status = SAID.get(row["status"], row["status"])
        beside(axes, place, f"{status}\n{interval_text(*row[ESTIMATE])}")


def _dress(axes: Axes, rows: pd.DataFrame) -> None:
    reach = rows[["low", "high"]].abs().max(axis=None)
    zone = rows["smallest_difference"].max()
    points_axis(axes, 1.12 * np.nanmax([reach, zone, 0.5]))
    name_rows(axes, rows["claim"], 22, room=(0.7, 0.6))
    if rows["estimate"].notna().any():
        name_grey_zone(axes)


def _alt(rows: pd.DataFrame, drawn: pd.Series) -> str:
    answered = [
        f"{row['claim']}: {SAID.get(row['status'], row['status'])}, {interval_text(*row[ESTIMATE])}"
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


# A small drawing of intervals as SVG text, for a page that has no kernel to draw anything.

WIDTH, LEFT, RIGHT, ROW, FOOT = 520, 120, 16, 24, 34


def interval_strips(results: pd.DataFrame, title: str, smallest: float) -> Markup:
    """One interval per row against 0, in the colours of the page around it.

    Parameters
    ----------
    results : DataFrame
        `window` (in words), `estimate`, `low`, `high` in points; rows without numbers are named.
    title : str
        What is drawn, for those who do not see it.
    smallest : float
        Half width of the grey zone, points.

    Returns
    -------
    Markup
        One `svg` element; every text is escaped.
    """
    reach = max([smallest, *results[["low", "high"]].abs().max().dropna()]) * 1.08 or 1.0
    foot = len(results) * ROW + 6
    parts = [
        Markup(
            '<rect x="{}" y="0" width="{}" height="{}" fill="currentColor" opacity=".12"/>'
        ).format(_place(-smallest, reach), round(2 * smallest / reach * _half(), 1), foot),
        _line(_place(0, reach), 0, _place(0, reach), foot, 1),
        *(_row(nth, row, reach) for nth, row in enumerate(results.to_dict("records"))),
        *(_tick(value, reach, foot) for value in _ticks(reach)),
    ]
    head = Markup(
        '<svg role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" '
        'style="max-width:100%;height:auto" font-size="12" fill="currentColor">'
    ).format(title, WIDTH, foot + FOOT, WIDTH)
    return head + Markup("").join(parts) + Markup("</svg>")


def _half() -> float:
    return (WIDTH - LEFT - RIGHT) / 2


def _place(value: float, reach: float) -> float:
    return round(LEFT + _half() * (1 + value / reach), 1)


def _line(x1: float, y1: float, x2: float, y2: float, width: float) -> Markup:
    return Markup(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="currentColor" stroke-width="{}"/>'
    ).format(x1, y1, x2, y2, width)


def _row(nth: int, row: dict[Hashable, Any], reach: float) -> Markup:
    y = nth * ROW + ROW / 2
    name = _text(LEFT - 8, y + 4, "end", str(row["window"]))
    low, estimate, high = (float(str(row[key])) for key in ("low", "estimate", "high"))
    if math.isnan(estimate):
        return name + _text(_place(0, reach), y + 4, "middle", "no number")
    point = Markup(
        '<circle cx="{}" cy="{}" r="4.5" fill="Canvas" stroke="currentColor" stroke-width="2"/>'
    ).format(_place(estimate, reach), y)
    return name + _line(_place(low, reach), y, _place(high, reach), y, 2.4) + point


def _tick(value: float, reach: float, foot: float) -> Markup:
    x = _place(value, reach)
    words = f"{value:+g}".replace("-", "−") if value else "0 points"
    return _line(x, foot, x, foot + 5, 1) + _text(x, foot + 18, "middle", words)


def _text(x: float, y: float, anchor: str, words: str) -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(x, y, anchor, words)


def _ticks(reach: float) -> list[float]:
    """Zero and the largest round number that fits on both sides of it.

    Examples
    --------
    >>> _ticks(1.3), _ticks(0.7)
    ([-1.0, 0.0, 1.0], [-0.5, 0.0, 0.5])
    """
    decade = 10.0 ** math.floor(math.log10(reach))
    step = max(size * decade for size in (1, 2, 5) if size * decade <= reach)
    return [-step, 0.0, step]


# Plain correlation beside the honest estimate.

NAIVE = [f"naive_{name}" for name in ESTIMATE]
COMPARISON_CAPTION = (
    "Square: what a plain correlation says. Circle: the estimate that starts from the rating "
    "before the run or the habit. Lines: 95 % intervals. Where they disagree, pain may have "
    "changed what the runner did."
)


@styled
def plain_beside_honest(answers: pd.DataFrame) -> Picture:
    """Two intervals per claim: what a correlation says, and what the model says.

    Parameters
    ----------
    answers : DataFrame
        As from `answer_claims`: `claim`, `estimate`, `low`, `high`, `naive_estimate`,
        `naive_low`, `naive_high` (points on 0–10). Claims without both are left out.

    Returns
    -------
    Picture
    """
    both = answers.dropna(subset=NAIVE + ESTIMATE).reset_index(drop=True)
    if both.empty:
        return blank(POINTS, "claim", "no estimate to compare yet")
    figure, (axes,) = canvas(1.3 + 0.6 * len(both))
    no_difference(axes)
    naive, place = both[NAIVE].set_axis(ESTIMATE, axis=1), both.index
    above, below = {"places": place - 0.16, "s": 42}, {"places": place + 0.16, "s": 42}
    intervals(axes, naive, PLAIN, marker="s", label="plain correlation", **above)
    intervals(axes, both, RUNNING, marker="o", label="honest estimate", **below)
    name_rows(axes, both["claim"], 34)
    widest = 1.08 * np.abs(both[NAIVE + ESTIMATE].to_numpy()).max()
    axes.set(xlim=(-widest, widest), xlabel=f"← less pain      {POINTS}      more pain →")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return Picture(figure, _comparison_alt(both), COMPARISON_CAPTION)


def _comparison_alt(both: pd.DataFrame) -> str:
    named = "; ".join(
        f"{row['claim']}: plain {signed(row['naive_estimate'])}, honest {signed(row['estimate'])}"
        for _, row in both.iterrows()
    )
    return f"Plain correlation beside the honest estimate, points on 0–10. {named}."


# What more weeks of logging would be able to show.

WEEKS, DIFFERENCE = "more weeks of logging", "detectable difference (points)"


@styled
def detectable_over_weeks(ahead: pd.DataFrame) -> Picture:
    """One line per claim, against the smallest difference that matters.

    Parameters
    ----------
    ahead : DataFrame
        From `diagnostics.power.detectable_ahead`.
    """
    if ahead.empty:
        return blank(WEEKS, DIFFERENCE, "no claim is estimated yet")
    figure, (axes,) = canvas(4.6)
    last = ahead[ahead["more_weeks"] == ahead["more_weeks"].max()]
    order = last.sort_values("detectable_difference")["slug"].tolist()
    colours = sns.color_palette("colorblind")
    for place, slug in enumerate(order):
        line = ahead[ahead["slug"] == slug]
        axes.plot(
            line["more_weeks"],
            line["detectable_difference"],
            color=colours[place % len(colours)],
            marker=MARKERS[place % len(MARKERS)],
            markevery=3,
            markersize=4.5,
            linewidth=1.4,
            label=wrapped(line["claim"].iloc[0], 30),
        )
    smallest = ahead["smallest_difference"].iloc[0]
    axes.axhline(
        smallest, color=SOFT_INK, linestyle="--", linewidth=1.2, label="smallest that matters"
    )
    axes.set(xlabel=WEEKS, ylabel=DIFFERENCE, ylim=(0, None))
    axes.legend(reverse=True, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return Picture(figure, _more_days_alt(ahead, smallest), MORE_DAYS_CAPTION)


MORE_DAYS_CAPTION = (
    "The difference that days like these would show four times in five, after so many more weeks. "
    "A line below the dashes: the diary can settle that claim."
)


def _more_days_alt(ahead: pd.DataFrame, smallest: float) -> str:
    first, last = ahead["more_weeks"].min(), ahead["more_weeks"].max()
    size = ahead.set_index(["slug", "more_weeks"])["detectable_difference"]
    parts = [
        f"{claim}: {size[slug, first]:.2f} today, {size[slug, last]:.2f} after {last} weeks"
        for slug, claim in ahead[["slug", "claim"]].drop_duplicates().itertuples(index=False)
    ]
    return f"Detectable difference in points. {'; '.join(parts)}. What matters: {smallest:.2f}."
