"""Running and pain over the runner's own dates: the timeline and the calendar."""

from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from backstride.diagnostics.common import HIGHEST
from backstride.exposures.returns import BREAK_DAYS
from backstride.figures.style import (
    GREY_ZONE,
    INK,
    ONE_DAY,
    PAIN,
    PAIN_BEFORE,
    SOFT_INK,
    SURFACE_COLOURS,
    SURFACE_HATCHES,
    Picture,
    bar_width,
    blank,
    by_week,
    canvas,
    date_axis,
    in_words,
    shade_unlogged,
    styled,
)
from backstride.presentation import UNIT_NAMES, drawn_unit, in_unit
from backstride.summaries import counted

# Running and pain over the runner's own dates.

LONGEST_DAILY_SPAN_DAYS = 180
MIDWEEK = pd.Timedelta(days=3.5)
_HATCHED: dict[str, Any] = {
    "facecolor": "none",
    "edgecolor": SOFT_INK,
    "hatch": "////",
    "alpha": 0.6,
    "linewidth": 0,
}
_DASHED: dict[str, Any] = {"color": SOFT_INK, "linewidth": 0.8, "linestyle": (0, (2, 2))}
_STRETCH, _MOMENT = Patch(**_HATCHED), Line2D([], [], **_DASHED)


@styled
def running_and_pain(
    diary: pd.DataFrame, marks: pd.DataFrame | None = None, unit: str | None = None
) -> Picture:
    """Distance by surface above pain ratings, on one time axis.

    Parameters
    ----------
    diary : DataFrame
        One row per day: `date`, `distance_km` (missing where unlogged), `pain_pre`, `pain_post`
        and one column `km_<surface>` per surface. Logs longer than 180 days are drawn by week.
    marks : DataFrame, optional
        Moments to mark, such as a new pair or a break: `date` and `label`, and `until` (last
        day, inclusive) for a stretch.
    unit : {'km', 'mi'}, optional
        Unit of the distances shown; as `drawn_unit` says where it is not stated.

    Returns
    -------
    Picture
    """
    unit = drawn_unit(unit)
    if diary.empty or diary[["distance_km", "pain_pre", "pain_post"]].isna().all(axis=None):
        return blank("day", f"distance ({unit})")
    days = _in_unit(diary.sort_values("date").set_index("date"), unit)
    is_weekly = len(days) > LONGEST_DAILY_SPAN_DAYS
    figure, (running, pain) = canvas(5.0, rows=2, height_ratios=[1.15, 1])
    _draw_running(running, days, is_weekly, unit)
    _draw_pain(pain, days, is_weekly)
    for axes in (running, pain):
        shade_unlogged(axes, days["distance_km"])
        _draw_marks(axes, marks)
    _name(running, marks, ncols=6)
    _name(pain, None, ncols=3)
    date_axis(pain)
    return Picture(figure, _alt(days, unit), _caption(days, is_weekly, marks, unit))


def _in_unit(days: pd.DataFrame, unit: str) -> pd.DataFrame:
    distances = [name for name in days if name == "distance_km" or str(name).startswith("km_")]
    return days.assign(**{str(name): in_unit(days[name], unit) for name in distances})


def _draw_running(axes: Axes, days: pd.DataFrame, is_weekly: bool, unit: str) -> None:
    by_surface = days.filter(regex="^km_").rename(columns=lambda name: name.removeprefix("km_"))
    by_surface = by_surface[[name for name in SURFACE_COLOURS if name in by_surface]].fillna(0.0)
    bars = by_week(by_surface).sum() if is_weekly else by_surface
    base = pd.Series(0.0, index=bars.index)
    for surface in bars.columns[bars.sum() > 0]:
        axes.bar(
            bars.index,
            bars[surface],
            bottom=base,
            width=bar_width(len(bars)) if is_weekly else 0.9,
            align="edge",
            color=SURFACE_COLOURS[surface],
            hatch=SURFACE_HATCHES[surface],
            edgecolor=INK if surface == "unknown" else "white",
            linewidth=0.4 if surface == "unknown" else 0,
            label=surface,
        )
        base = base + bars[surface]
    axes.set_ylabel(f"distance ({unit} a {'week' if is_weekly else 'day'})")
    axes.set_ylim(0, max(1.0, float(base.max()) * 1.06))


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


def _draw_marks(axes: Axes, marks: pd.DataFrame | None) -> None:
    if marks is None:
        return
    for date, until in marks.reindex(columns=["date", "until"]).itertuples(index=False):
        if pd.notna(until):
            axes.axvspan(date, until + ONE_DAY, zorder=0, **_HATCHED)
        else:
            axes.axvline(date, zorder=0, **_DASHED)


def _name(axes: Axes, marks: pd.DataFrame | None, ncols: int) -> None:
    handles, labels = axes.get_legend_handles_labels()
    for label, is_stretch in _mark_names(marks).items():
        handles.append(_STRETCH if is_stretch else _MOMENT)
        labels.append(str(label))
    if not handles:
        return
    key = axes.legend(
        handles,
        labels,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=ncols,
        handlelength=1.2,
        columnspacing=1.2,
        borderaxespad=0.2,
    )
    for handle in key.legend_handles:
        if isinstance(handle, PathCollection):
            # The points of a long log are too small and pale to be recognised in the key.
            handle.set(sizes=[26], alpha=1)


def _mark_names(marks: pd.DataFrame | None) -> "pd.Series[bool]":
    if marks is None or marks.empty:
        return pd.Series(dtype=bool)
    until = marks.reindex(columns=["label", "until"]).set_index("label")["until"]
    return until.notna().groupby(level=0, sort=False).any()


def _alt(days: pd.DataFrame, unit: str) -> str:
    distance = days["distance_km"]
    sentence = (
        f"Running and pain, {in_words(days.index[0])} to {in_words(days.index[-1])}: "
        f"{distance.sum():,.0f} {unit} on {counted(distance.gt(0).sum(), 'day')} with a run; "
        f"{counted(distance.isna().sum(), 'day')} unlogged; "
    )
    rated = days["pain_post"].dropna()
    if rated.empty:
        return f"{sentence}no rating after a run."
    return (
        f"{sentence}{counted(len(rated), 'day')} rated after the run, mean pain "
        f"{rated.mean():.1f} of 10, highest {rated.max():.0f}."
    )


def _caption(days: pd.DataFrame, is_weekly: bool, marks: pd.DataFrame | None, unit: str) -> str:
    size = "week (Monday to Sunday)" if is_weekly else "day"
    rated = "every rating used" if days["pain_post"].notna().any() else "no rating after a run yet"
    parts = [f"Above: {UNIT_NAMES[unit]} per {size} by surface. Below: {rated}."]
    if days["distance_km"].isna().any():
        parts.append("Grey: days that were not logged, which is not rest.")
    if _mark_names(marks).any():
        parts.append(f"Hatched: breaks of {BREAK_DAYS} days or more without a run.")
    return " ".join(parts)


# A calendar of kilometres above a calendar of pain: one cell per day, or per week of long logs.

MOST_WEEKS_BY_DAY = 110
FEWEST_WEEKS_SHOWN = 12
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
KM, PAIN_SCALE = "distance_km", "pain_worst"
KM_COLOURS, PAIN_COLOURS = "Blues", "Oranges"


@styled
def km_and_pain_calendar(diary: pd.DataFrame, unit: str | None = None) -> Picture:
    """Kilometres and the worst pain of each day, laid out on the calendar.

    Parameters
    ----------
    diary : DataFrame
        One row per day: `date`, `distance_km` (missing where unlogged), `pain_worst` (0–10).
        Logs of more than 110 weeks have one cell a week and one row a year: kilometres summed,
        pain as the mean of the days rated.
    unit : {'km', 'mi'}, optional
        Unit of the distances shown; as `drawn_unit` says where it is not stated.

    Returns
    -------
    Picture
        Cells without a log or rating are hatched.
    """
    if diary.empty or diary[[KM, PAIN_SCALE]].isna().all(axis=None):
        return blank("week", "day of the week")
    unit = drawn_unit(unit)
    days = diary.sort_values("date")[["date", KM, PAIN_SCALE]].reset_index(drop=True)
    days[KM] = in_unit(days[KM], unit)
    is_daily = len(days) <= 7 * MOST_WEEKS_BY_DAY
    km, worst = _by_day(days) if is_daily else _by_year(days)
    figure, (running, pain) = canvas(1.6 + 0.4 * len(km), rows=2)
    distance = f"distance\n({unit} a {'day' if is_daily else 'week'})"
    _draw(running, km, KM_COLOURS, None, distance)
    _draw(pain, worst, PAIN_COLOURS, HIGHEST, "worst pain\n(points, 0–10)")
    running.set_xlabel("")
    pain.set_xlabel("week, by month" if is_daily else "week of the year")
    return Picture(figure, _calendar_alt(days, unit), _calendar_caption(is_daily, unit))


def _by_day(days: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    weekday = days["date"].dt.day_of_week
    table = days.assign(week=days["date"] - weekday * ONE_DAY, weekday=weekday)
    first, last = table["week"].min(), table["week"].max()
    # A log of a few days has cells of the usual size.
    last = max(last, first + 7 * ONE_DAY * (FEWEST_WEEKS_SHOWN - 1))
    weeks = pd.date_range(first, last, freq="7D")
    km, worst = (
        table.pivot(index="weekday", columns="week", values=name).reindex(range(7), columns=weeks)
        for name in (KM, PAIN_SCALE)
    )
    return km.set_axis(WEEKDAYS, axis=0), worst.set_axis(WEEKDAYS, axis=0)


def _by_year(days: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    by_date = days.set_index("date")
    weekly = pd.DataFrame(
        {KM: by_week(by_date[KM]).sum(min_count=1), PAIN_SCALE: by_week(by_date[PAIN_SCALE]).mean()}
    ).reset_index()
    table = weekly.join(weekly["date"].dt.isocalendar()[["year", "week"]])
    km, worst = (
        table.pivot(index="year", columns="week", values=name).reindex(columns=range(1, 54))
        for name in (KM, PAIN_SCALE)
    )
    return km, worst


def _draw(axes: Axes, cells: pd.DataFrame, colours: str, highest: float | None, label: str) -> None:
    axes.patch.set(facecolor=GREY_ZONE, hatch="////", edgecolor="white")
    sns.heatmap(
        cells.astype(float),
        ax=axes,
        cmap=colours,
        vmin=0,
        vmax=highest,
        linewidths=0.3,
        linecolor="white",
        cbar_kws={"label": label, "aspect": 12},
    )
    axes.set_ylabel("")
    places, words = _week_ticks(cells.columns)
    axes.set_xticks(places, words, rotation=0)
    axes.set_yticks(np.arange(len(cells)) + 0.5, [str(name) for name in cells.index], rotation=0)
    axes.tick_params(length=0, labelcolor=SOFT_INK)


def _week_ticks(weeks: "pd.Index[Any]") -> tuple[list[float], list[str]]:
    if not isinstance(weeks, pd.DatetimeIndex):
        return [place + 0.5 for place in range(0, 53, 13)], [str(1 + 13 * n) for n in range(5)]
    begins = np.flatnonzero(weeks.month[1:] != weeks.month[:-1]) + 1
    step = 1 + len(begins) // 13
    chosen = begins[::step]
    years = [0, *(weeks[place].year for place in chosen)]
    words = [
        f"{weeks[place]:%b}"
        if weeks[place].year == before
        else f"{weeks[place]:%b}\n{weeks[place].year}"
        for before, place in zip(years[:-1], chosen, strict=True)
    ]
    return [float(place) for place in chosen], words


def _calendar_alt(days: pd.DataFrame, unit: str) -> str:
    ran, rated = days[KM] > 0, days.dropna(subset=[PAIN_SCALE]).reset_index(drop=True)
    first, last = in_words(days["date"].iloc[0]), in_words(days["date"].iloc[-1])
    parts = [
        f"Calendar from {first} to {last}: {days[KM].sum():,.0f} {unit} on "
        f"{counted(ran.sum(), 'day')}"
    ]
    if rated.empty:
        parts.append("no pain rating")
    else:
        parts.append(
            f"worst pain {rated[PAIN_SCALE].mean():.1f} on average over "
            f"{counted(len(rated), 'rated day')}, at most {rated[PAIN_SCALE].max():.0f} on "
            f"{in_words(rated['date'][int(rated[PAIN_SCALE].argmax())])}"
        )
    return f"{'; '.join(parts)}."


def _calendar_caption(is_daily: bool, unit: str) -> str:
    cell = (
        "One cell a day, one column a week."
        if is_daily
        else f"One cell a week, one row a year: {UNIT_NAMES[unit]} summed, pain as the mean of its "
        "days."
    )
    return f"{cell} Darker is more. Hatched: not logged, or not rated."
