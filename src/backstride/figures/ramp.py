"""How fast the weekly mileage was raised, and where single runs were spikes."""

from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from backstride.figures.style import (
    INK,
    PAIN,
    RUNNING,
    SOFT_INK,
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

FAST_RATIO = 1.3
SPIKE_RATIO = 1.10
TALLEST_RATIO = 3.0
SPIKE = "a run above 1.10 × the longest of the 30 days before"


@styled
def weekly_mileage(diary: pd.DataFrame, unit: str | None = None) -> Picture:
    """Kilometres of every calendar week with its spikes, above the week-to-week ratio.

    Parameters
    ----------
    diary : DataFrame
        One row per day with exposures: `date`, `distance_km`, `weekly_ratio` (last 7 days over
        the 7 before), `spike_ratio` (longest run over the longest of the 30 days before; a spike
        lies above 1.10).
    unit : {'km', 'mi'}, optional
        Unit of the distances shown; as `drawn_unit` says where it is not stated.

    Returns
    -------
    Picture
    """
    unit = drawn_unit(unit)
    if diary.empty or diary["distance_km"].isna().all():
        return blank("day", f"distance ({unit} a week)")
    days = diary.sort_values("date").set_index("date")
    days = days.assign(distance_km=in_unit(days["distance_km"], unit))
    spikes = days[days["spike_ratio"].gt(SPIKE_RATIO).fillna(False)]
    figure, (weeks, ratios) = canvas(4.8, rows=2, height_ratios=[1.2, 1])
    _draw_weeks(weeks, days, spikes)
    weeks.set_ylabel(f"distance ({unit} a week)")
    _draw_ratio(ratios, days["weekly_ratio"])
    for axes in (weeks, ratios):
        shade_unlogged(axes, days["distance_km"])
    return Picture(figure, _alt(days, spikes, unit), _caption(days, spikes, unit))


def _draw_weeks(axes: Axes, days: pd.DataFrame, spikes: pd.DataFrame) -> None:
    weekly = by_week(days["distance_km"]).sum()
    axes.bar(
        weekly.index, weekly, width=bar_width(len(weekly)), align="edge", color=RUNNING, linewidth=0
    )
    if len(spikes):
        height = [weekly.max() * 1.08] * len(spikes)
        axes.scatter(spikes.index, height, marker="v", s=34, color=PAIN, zorder=3, label=SPIKE)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), handlelength=1.2)


def _draw_ratio(axes: Axes, ratio: pd.Series) -> None:
    # Lines break where a ratio is missing: a gap must not look like a value.
    stretch = ratio.isna().cumsum()[ratio.notna()]
    known = ratio.dropna()
    sns.lineplot(
        x=known.index, y=known, units=stretch, estimator=None, ax=axes, color=INK, linewidth=1.2
    )
    for level, words in ((1.0, "as the week before"), (FAST_RATIO, "30 % more")):
        axes.axhline(level, color=SOFT_INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
        place: dict[str, Any] = {
            "transform": axes.get_yaxis_transform(),
            "ha": "left",
            "va": "center",
        }
        axes.text(1.01, level, words, fontsize=8, color=SOFT_INK, **place)
    top = 1.6 if known.empty else min(TALLEST_RATIO, max(1.6, float(known.max()) * 1.05))
    axes.set(ylabel="last 7 days /\n7 before (ratio)", ylim=(0, top))
    date_axis(axes)


def _alt(days: pd.DataFrame, spikes: pd.DataFrame, unit: str) -> str:
    ratio = days["weekly_ratio"].dropna()
    runs = (
        f"Weekly {UNIT_NAMES[unit]}: {days['distance_km'].sum():,.0f} {unit} in all, "
        f"{_spikes_named(spikes)}."
    )
    if ratio.empty:
        return f"{runs} The week-to-week ratio is not known on any day."
    return (
        f"{runs} The week-to-week ratio has median {ratio.median():.2f} and lies above "
        f"1.30 on {ratio.gt(FAST_RATIO).sum()} of {counted(len(ratio), 'day')}."
    )


def _caption(days: pd.DataFrame, spikes: pd.DataFrame, unit: str) -> str:
    ratio = days["weekly_ratio"].dropna()
    cut = f", cut at {TALLEST_RATIO:.0f}" if ratio.gt(TALLEST_RATIO).any() else ""
    parts = [
        f"Above: {UNIT_NAMES[unit]} per calendar week"
        f"{', triangles at spikes' if len(spikes) else ''}.",
        f"Below: the last 7 days over the 7 before{cut}; gaps where the week before holds no run "
        "or a day was not logged."
        if len(ratio)
        else "Below: nothing yet, for no week can be set against the one before.",
    ]
    if days["distance_km"].isna().any():
        parts.append("Grey: days that were not logged.")
    return " ".join(parts)


def _spikes_named(spikes: pd.DataFrame) -> str:
    ratios = spikes["spike_ratio"].dropna()
    count = counted(len(spikes), "spike")
    if ratios.empty:
        return count
    if len(ratios) == 1:
        return f"{count}, {ratios.max():.2f} on {in_words(ratios.index[0])}"
    return (
        f"{count}, the largest {ratios.max():.2f} on {in_words(ratios.index[int(ratios.argmax())])}"
    )
