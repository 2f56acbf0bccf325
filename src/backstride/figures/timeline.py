"""Running and pain over the runner's own dates."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from backstride.figures.style import (
    GREY_ZONE,
    INK,
    PAIN,
    PAIN_BEFORE,
    SOFT_INK,
    SURFACE_COLOURS,
    SURFACE_HATCHES,
    Picture,
    blank,
    by_week,
    canvas,
    in_words,
    styled,
)

LONGEST_DAILY_SPAN_DAYS = 180
ONE_DAY = pd.Timedelta(days=1)
MIDWEEK = pd.Timedelta(days=3.5)


@styled
def running_and_pain(diary: pd.DataFrame, marks: pd.DataFrame | None = None) -> Picture:
    """Kilometres by surface above pain ratings, on one time axis.

    Parameters
    ----------
    diary : DataFrame
        One row per day: `date`, `distance_km` (missing where unlogged), `pain_pre`, `pain_post`
        and one column `km_<surface>` per surface. Logs longer than 180 days are drawn by week.
    marks : DataFrame, optional
        Moments to mark, such as a new pair or a break: `date` and `label`, and `until` (last
        day, inclusive) for a stretch.

    Returns
    -------
    Picture
    """
    if diary.empty or diary[["distance_km", "pain_pre", "pain_post"]].isna().all(axis=None):
        return blank("day", "distance (km)")
    days = diary.sort_values("date").set_index("date")
    is_weekly = len(days) > LONGEST_DAILY_SPAN_DAYS
    figure, (running, pain) = canvas(5.0, rows=2, height_ratios=[1.15, 1])
    _draw_running(running, days, is_weekly)
    _draw_pain(pain, days, is_weekly)
    for axes in (running, pain):
        _shade_unlogged(axes, days)
        _draw_marks(axes, marks)
    _name_marks(running, marks)
    locator = AutoDateLocator()
    pain.xaxis.set_major_locator(locator)
    pain.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    pain.set_xlabel("day")
    return Picture(figure, _alt(days), _caption(is_weekly, marks))


def _draw_running(axes: Axes, days: pd.DataFrame, is_weekly: bool) -> None:
    by_surface = days.filter(regex="^km_").rename(columns=lambda name: name.removeprefix("km_"))
    by_surface = by_surface[[name for name in SURFACE_COLOURS if name in by_surface]].fillna(0.0)
    bars = by_week(by_surface).sum() if is_weekly else by_surface
    base = pd.Series(0.0, index=bars.index)
    for surface in bars.columns[bars.sum() > 0]:
        axes.bar(
            bars.index,
            bars[surface],
            bottom=base,
            width=6.4 if is_weekly else 0.9,
            align="edge",
            color=SURFACE_COLOURS[surface],
            hatch=SURFACE_HATCHES[surface],
            edgecolor=INK if surface == "unknown" else "white",
            linewidth=0.4 if surface == "unknown" else 0,
            label=surface,
        )
        base = base + bars[surface]
    axes.set_ylabel("distance (km a week)" if is_weekly else "distance (km a day)")
    if axes.containers:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=8, **_KEY)


def _draw_pain(axes: Axes, days: pd.DataFrame, is_weekly: bool) -> None:
    size, strength = (9, 0.35) if is_weekly else (22, 0.9)
    before, after = days["pain_pre"].dropna(), days["pain_post"].dropna()
    ring: dict[str, Any] = {
        "marker": "D",
        "facecolors": "none",
        "edgecolors": PAIN_BEFORE,
        "linewidths": 0.7,
    }
    axes.scatter(before.index, before, s=size, alpha=strength, label="before the run", **ring)
    dot: dict[str, Any] = {"marker": "o", "color": PAIN, "linewidths": 0}
    axes.scatter(after.index, after, s=size, alpha=strength, label="after the run", **dot)
    if is_weekly and not after.empty:
        weekly = by_week(days["pain_post"]).mean()
        label = "after, mean of the week"
        axes.plot(weekly.index + MIDWEEK, weekly, color=INK, linewidth=1.2, label=label)
    axes.set(ylabel="pain (points, 0–10)", ylim=(-0.4, 10.4), yticks=range(0, 11, 2))
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, **_KEY)


_KEY = {"handlelength": 1.2, "columnspacing": 1.2, "borderaxespad": 0.2}


def _shade_unlogged(axes: Axes, days: pd.DataFrame) -> None:
    is_unlogged = days["distance_km"].isna()
    stretch = (is_unlogged != is_unlogged.shift()).cumsum()[is_unlogged]
    for _, dates in stretch.groupby(stretch):
        last = dates.index[-1] + ONE_DAY
        axes.axvspan(dates.index[0], last, color=GREY_ZONE, linewidth=0, zorder=0)


def _draw_marks(axes: Axes, marks: pd.DataFrame | None) -> None:
    if marks is None:
        return
    for date, until in marks.reindex(columns=["date", "until"]).itertuples(index=False):
        axes.axvline(date, color=SOFT_INK, linewidth=0.7, linestyle=(0, (2, 2)), zorder=0)
        if pd.notna(until):
            look: dict[str, Any] = {
                "facecolor": "none",
                "edgecolor": SOFT_INK,
                "hatch": "//",
                "alpha": 0.4,
            }
            axes.axvspan(date, until + ONE_DAY, linewidth=0, zorder=0, **look)


def _name_marks(axes: Axes, marks: pd.DataFrame | None) -> None:
    if marks is None:
        return
    top = axes.get_ylim()[1]
    look: dict[str, Any] = {"fontsize": 7.5, "rotation": 90, "va": "top", "color": INK}
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.6}
    for date, label in marks[["date", "label"]].itertuples(index=False):
        axes.text(date, top, label, bbox=box, **look)


def _alt(days: pd.DataFrame) -> str:
    distance = days["distance_km"]
    sentence = (
        f"Kilometres and pain, {in_words(days.index[0])} to {in_words(days.index[-1])}: "
        f"{distance.sum():.0f} km on {distance.gt(0).sum()} days with a run; "
        f"{distance.isna().sum()} days unlogged; "
    )
    rated = days["pain_post"].dropna()
    if rated.empty:
        return f"{sentence}no rating after a run."
    return (
        f"{sentence}{len(rated)} days rated after the run, mean pain {rated.mean():.1f} "
        f"of 10, highest {rated.max():.0f}."
    )


def _caption(is_weekly: bool, marks: pd.DataFrame | None) -> str:
    size = "week (Monday to Sunday)" if is_weekly else "day"
    named = "" if marks is None or marks.empty else " Dashed lines mark what is named beside them."
    return (
        f"Above: kilometres per {size} by surface. Below: every rating used. "
        f"Grey: days that were not logged, which is not rest.{named}"
    )
