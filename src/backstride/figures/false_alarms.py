"""How often each way of looking is fooled: shares with their Monte Carlo intervals."""

import pandas as pd
from matplotlib.axes import Axes

from backstride.figures.style import (
    GREY_ZONE,
    MARKERS,
    PAIN,
    PLAIN,
    RUNNING,
    SOFT_INK,
    Picture,
    blank,
    canvas,
    styled,
    wrapped,
)
from backstride.summaries import percent
from backstride.trust.false_alarms import METHODS

SHARE = "diaries with a false “yes” (%)"
COLOURS = dict(zip(METHODS, (PLAIN, PAIN, SOFT_INK, RUNNING), strict=True))
FAIR_PERCENT = 5
SPREAD = 0.56
CAPTION = (
    "Each point: the share of diaries without any effect in which this way of looking says “yes”; "
    "line: its 95 % interval, from the number of diaries drawn. Dashed: the 5 % of a fair test. "
    "A claim without a point for Backstride is one that it refuses on this log."
)


@styled
def false_alarm_dots(alarms: pd.DataFrame) -> Picture:
    """A point with its interval per claim and way of looking.

    Parameters
    ----------
    alarms : DataFrame
        One row per claim and method: `claim`, `method`, `share`, `low`, `high` (shares of 1);
        rows without a share are left out.

    Returns
    -------
    Picture
    """
    known = alarms.dropna(subset=["share"])
    if known.empty:
        return blank(SHARE, "claim", "too few ratings to draw diaries like this one")
    claims = list(known["claim"].unique())
    figure, (axes,) = canvas(1.4 + 0.56 * len(claims))
    axes.axvline(FAIR_PERCENT, color=SOFT_INK, linewidth=1, linestyle="--", zorder=0)
    for nth, method in enumerate(METHODS):
        rows = known[known["method"] == method]
        offset = SPREAD * (nth / (len(METHODS) - 1) - 0.5)
        if len(rows):
            _draw(axes, rows, [claims.index(claim) + offset for claim in rows["claim"]], nth)
    _dress(axes, claims)
    return Picture(figure, _alt(known, claims), CAPTION)


def _draw(axes: Axes, rows: pd.DataFrame, places: list[float], nth: int) -> None:
    method = METHODS[nth]
    colour = COLOURS[method]
    axes.hlines(places, 100 * rows["low"], 100 * rows["high"], color=colour, linewidth=2)
    axes.scatter(
        100 * rows["share"],
        places,
        color=colour,
        marker=MARKERS[nth],
        s=34,
        zorder=3,
        label=method,
    )


def _dress(axes: Axes, claims: list[str]) -> None:
    for place in range(1, len(claims), 2):
        axes.axhspan(place - 0.5, place + 0.5, color=GREY_ZONE, alpha=0.45, linewidth=0, zorder=-1)
    axes.set_ylim(len(claims) - 0.5, -0.5)
    axes.set_yticks(range(len(claims)), [wrapped(claim, 34) for claim in claims])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set(xlim=(-1, 101), xticks=[0, FAIR_PERCENT, 20, 40, 60, 80, 100], xlabel=SHARE)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=4, columnspacing=1.2)


def _alt(known: pd.DataFrame, claims: list[str]) -> str:
    said = []
    for claim in claims:
        rows = known[known["claim"] == claim]
        shares = ", ".join(
            f"{method} {percent(share)}" for method, share in rows[["method", "share"]].to_numpy()
        )
        said.append(f"{claim}: {shares}")
    return f"Share of diaries without any effect that give a false yes. {'; '.join(said)}."
