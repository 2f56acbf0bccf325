"""A small drawing of intervals as SVG text, for a page that has no kernel to draw anything."""

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd
from markupsafe import Markup

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
