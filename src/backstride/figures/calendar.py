"""A calendar of kilometres above a calendar of pain: one cell per day, or per week of long logs."""

from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from backstride.figures.style import (
    GREY_ZONE,
    ONE_DAY,
    SOFT_INK,
    Picture,
    blank,
    by_week,
    canvas,
    in_words,
    styled,
)
from backstride.presentation import UNIT_NAMES, drawn_unit, in_unit
from backstride.summaries import counted

MOST_WEEKS_BY_DAY = 110
FEWEST_WEEKS_SHOWN = 12
MOST_PAIN = 10.0
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
KM, PAIN = "distance_km", "pain_worst"
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
    if diary.empty or diary[[KM, PAIN]].isna().all(axis=None):
        return blank("week", "day of the week")
    unit = drawn_unit(unit)
    days = diary.sort_values("date")[["date", KM, PAIN]].reset_index(drop=True)
    days[KM] = in_unit(days[KM], unit)
    is_daily = len(days) <= 7 * MOST_WEEKS_BY_DAY
    km, worst = _by_day(days) if is_daily else _by_year(days)
    figure, (running, pain) = canvas(1.6 + 0.4 * len(km), rows=2)
    distance = f"distance\n({unit} a {'day' if is_daily else 'week'})"
    _draw(running, km, KM_COLOURS, None, distance)
    _draw(pain, worst, PAIN_COLOURS, MOST_PAIN, "worst pain\n(points, 0–10)")
    running.set_xlabel("")
    pain.set_xlabel("week, by month" if is_daily else "week of the year")
    return Picture(figure, _alt(days, unit), _caption(is_daily, unit))


def _by_day(days: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    weekday = days["date"].dt.day_of_week
    table = days.assign(week=days["date"] - weekday * ONE_DAY, weekday=weekday)
    first, last = table["week"].min(), table["week"].max()
    # A log of a few days has cells of the usual size.
    last = max(last, first + 7 * ONE_DAY * (FEWEST_WEEKS_SHOWN - 1))
    weeks = pd.date_range(first, last, freq="7D")
    km, worst = (
        table.pivot(index="weekday", columns="week", values=name).reindex(range(7), columns=weeks)
        for name in (KM, PAIN)
    )
    return km.set_axis(WEEKDAYS, axis=0), worst.set_axis(WEEKDAYS, axis=0)


def _by_year(days: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    by_date = days.set_index("date")
    weekly = pd.DataFrame(
        {KM: by_week(by_date[KM]).sum(min_count=1), PAIN: by_week(by_date[PAIN]).mean()}
    ).reset_index()
    table = weekly.join(weekly["date"].dt.isocalendar()[["year", "week"]])
    km, worst = (
        table.pivot(index="year", columns="week", values=name).reindex(columns=range(1, 54))
        for name in (KM, PAIN)
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


def _alt(days: pd.DataFrame, unit: str) -> str:
    ran, rated = days[KM] > 0, days.dropna(subset=[PAIN]).reset_index(drop=True)
    first, last = in_words(days["date"].iloc[0]), in_words(days["date"].iloc[-1])
    parts = [
        f"Calendar from {first} to {last}: {days[KM].sum():,.0f} {unit} on "
        f"{counted(ran.sum(), 'day')}"
    ]
    if rated.empty:
        parts.append("no pain rating")
    else:
        parts.append(
            f"worst pain {rated[PAIN].mean():.1f} on average over "
            f"{counted(len(rated), 'rated day')}, at most {rated[PAIN].max():.0f} on "
            f"{in_words(rated['date'][int(rated[PAIN].argmax())])}"
        )
    return f"{'; '.join(parts)}."


def _caption(is_daily: bool, unit: str) -> str:
    cell = (
        "One cell a day, one column a week."
        if is_daily
        else f"One cell a week, one row a year: {UNIT_NAMES[unit]} summed, pain as the mean of its "
        "days."
    )
    return f"{cell} Darker is more. Hatched: not logged, or not rated."
