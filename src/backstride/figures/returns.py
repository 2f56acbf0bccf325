"""Returns after a break: how fast each was, and how the ratings went."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from backstride.figures.intervals import NARROW_IN
from backstride.figures.style import (
    PAIN,
    RUNNING,
    SOFT_INK,
    Picture,
    blank,
    canvas,
    in_words,
    styled,
)
from backstride.summaries import counted, signed

RATIO = "distance of the first 14 days\nback, times the usual"
CHANGE = "mean rating after\nminus before (points)"
MOST_DRAWN, MOST_NAMED = 24, 12
CAPTION = (
    "Each row is one return to running after 7 days off or more, the fastest at the top. Dotted "
    "lines: the usual distance, and ratings as before. The picture describes; it is no comparison "
    "and no verdict."
)


@styled
def returns_and_pain(events: pd.DataFrame) -> Picture:
    """How fast each return was, beside the change of the mean rating.

    Parameters
    ----------
    events : DataFrame
        From `exposures.returns.returns`: `back_on`, `days_off`, `return_ratio`, `pain_before`,
        `pain_after`.

    Returns
    -------
    Picture
        Returns whose distance or ratings are not known are left out; the words say how many.
        Of more than 24, the latest are drawn.
    """
    change = events["pain_after"] - events["pain_before"]
    known = events.assign(change=change).dropna(subset=["days_off", "return_ratio", "change"])
    if known.empty:
        return blank(RATIO, CHANGE, "no return with known distances and ratings yet")
    latest = known.sort_values("back_on", kind="stable").tail(MOST_DRAWN)
    rows = latest.sort_values("return_ratio", kind="stable").reset_index(drop=True)
    figure, (pace, pain) = canvas(0.95 + 0.29 * len(rows), columns=2, width_in=NARROW_IN)
    _draw(pace, rows["return_ratio"], 1, RUNNING, RATIO)
    _draw(pain, rows["change"], 0, PAIN, CHANGE)
    _dress(pace, pain, rows)
    left_out = len(known) - len(rows)
    latest_only = f" Drawn: the latest {len(rows)} of {len(known)} returns." if left_out else ""
    alt = _alt(known, len(events) - len(known))
    return Picture(figure, alt, f"{CAPTION}{latest_only}")


def _draw(axes: Axes, values: pd.Series, usual: float, colour: str, label: str) -> None:
    axes.axvline(usual, color=SOFT_INK, linewidth=0.8, linestyle=":", zorder=0)
    axes.hlines(values.index, usual, values, color=colour, linewidth=2)
    axes.scatter(values, values.index, s=42, color=colour, zorder=3)
    axes.set_xlabel(label)
    axes.grid(axis="y", color=SOFT_INK, alpha=0.2, linewidth=0.6)


def _dress(pace: Axes, pain: Axes, rows: pd.DataFrame) -> None:
    pace.set_xlim(0, max(1.5, float(rows["return_ratio"].max()) * 1.1))
    reach = max(1.0, float(rows["change"].abs().max()) * 1.15)
    pain.set_xlim(-reach, reach)
    pain.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10], symmetric=True))
    pace.set_ylim(-0.6, len(rows) - 0.4)
    days = [
        f"{event['back_on']:%Y-%m-%d}, {counted(event['days_off'], 'day')} off"
        for _, event in rows.iterrows()
    ]
    pace.set_yticks(rows.index, days)
    for axes in (pace, pain):
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)


def _alt(known: pd.DataFrame, n_unknown: int) -> str:
    named = "; ".join(
        f"{in_words(event['back_on'])}, {counted(event['days_off'], 'day')} off, "
        f"{event['return_ratio']:.1f} times the usual, {signed(event['change'])} points"
        for _, event in known.head(MOST_NAMED).iterrows()
    )
    more = len(known) - MOST_NAMED
    rest = f"; and {counted(more, 'more return')}" if more > 0 else ""
    unknown = f" Not shown, not known: {n_unknown}." if n_unknown else ""
    return f"Returns after a break: {named}{rest}.{unknown}"
