"""How fast mileage was raised, spikes against the ratings after them, and returns after a break."""

from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator, NullLocator

from backstride.claims import RAMP
from backstride.diary.spike import SPIKE_LIMIT, SPIKE_WINDOW_DAYS, SPIKES_ABOVE
from backstride.exposures.returns import BREAK_DAYS, RETURN_DAYS
from backstride.figures.forest import NARROW_IN
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
from backstride.summaries import counted, percent, signed

# How fast the weekly mileage was raised, and where single runs were spikes.

FAST_RATIO = 1 + RAMP
TALLEST_RATIO = 3.0
SPIKE = f"a run above {SPIKE_LIMIT:.2f} × the longest of the {SPIKE_WINDOW_DAYS} days before"


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
    spikes = days[days["spike_ratio"].gt(SPIKE_LIMIT).fillna(False)]
    figure, (weeks, ratios) = canvas(4.8, rows=2, height_ratios=[1.2, 1])
    _draw_weeks(weeks, days, spikes)
    weeks.set_ylabel(f"distance ({unit} a week)")
    _draw_ratio(ratios, days["weekly_ratio"])
    for axes in (weeks, ratios):
        shade_unlogged(axes, days["distance_km"])
    return Picture(figure, _ramp_alt(days, spikes, unit), _caption(days, spikes, unit))


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
    for level, words in ((1.0, "as the week before"), (FAST_RATIO, f"{percent(RAMP)} more")):
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


def _ramp_alt(days: pd.DataFrame, spikes: pd.DataFrame, unit: str) -> str:
    ratio = days["weekly_ratio"].dropna()
    runs = (
        f"Weekly {UNIT_NAMES[unit]}: {days['distance_km'].sum():,.0f} {unit} in all, "
        f"{_spikes_named(spikes)}."
    )
    if ratio.empty:
        return f"{runs} The week-to-week ratio is not known on any day."
    return (
        f"{runs} The week-to-week ratio has median {ratio.median():.2f} and lies above "
        f"{FAST_RATIO:.2f} on {ratio.gt(FAST_RATIO).sum()} of {counted(len(ratio), 'day')}."
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


# How far a run went beyond the longest before it, against the rating that came next.

SPIKE_RATIO_LABEL = f"run over the longest run of the {SPIKE_WINDOW_DAYS} days before (ratio)"
RATING_LABEL = "pain after the run\n(points, 0–10)"
LEFT_EDGE, RIGHT_EDGE = 0.08, 4.0
SPREAD = 0.28
SPIKES_CAPTION = (
    "Large points: mean rating of a class of ratios with its 95 % interval, where there are enough "
    "days; dashes: where a class begins. Small points: single runs, spread a little up and down; "
    "those outside stand at the edge. Plain means: pain before the run, which also decides how far "
    "one runs, is not held equal."
)


@styled
def pain_by_spike_ratio(days: pd.DataFrame, means: pd.DataFrame) -> Picture:
    """Every rating after a run by its spike ratio, behind the mean of each class.

    Parameters
    ----------
    days : DataFrame
        `spike_ratio`, `pain_post`: one row per rated day with a run whose ratio is known.
    means : DataFrame
        `spike_state`, `median_ratio`, `mean`, `low`, `high` (points on 0–10), `n_days`.

    Returns
    -------
    Picture
    """
    if days.empty:
        none_yet = f"no rated run with {SPIKE_WINDOW_DAYS} logged days before it yet"
        return blank(SPIKE_RATIO_LABEL, RATING_LABEL, none_yet)
    figure, (axes,) = canvas(3.6)
    _draw_runs(axes, days)
    for name, begins in SPIKES_ABOVE.items():
        axes.axvline(begins, color=SOFT_INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
        axes.text(begins * 1.015, 10.45, name, fontsize=8, color=SOFT_INK, va="top")
    places = means["median_ratio"].clip(LEFT_EDGE, RIGHT_EDGE)
    axes.vlines(places, means["low"], means["high"], color=INK, linewidth=2.4, zorder=3)
    axes.scatter(places, means["mean"], s=44, color=INK, zorder=4)
    _dress_spikes(axes, days)
    return Picture(figure, _spikes_alt(means), SPIKES_CAPTION)


def _draw_runs(axes: Axes, days: pd.DataFrame) -> None:
    # Steps of the golden ratio spread points evenly and, unlike random jitter, always alike.
    spread = (np.arange(len(days)) * 0.618033988749895 % 1.0 - 0.5) * 2 * SPREAD
    axes.scatter(
        days["spike_ratio"].clip(LEFT_EDGE, RIGHT_EDGE),
        days["pain_post"] + spread,
        s=14,
        color=RUNNING,
        alpha=0.45,
        linewidths=0,
        zorder=2,
    )


def _dress_spikes(axes: Axes, days: pd.DataFrame) -> None:
    axes.set_xscale("log")
    highest = min(RIGHT_EDGE, max(2.2, float(days["spike_ratio"].max()) * 1.1))
    lowest = max(LEFT_EDGE, min(0.5, float(days["spike_ratio"].min()) * 0.9))
    axes.set(
        xlabel=SPIKE_RATIO_LABEL, ylabel=RATING_LABEL, ylim=(-0.6, 10.6), xlim=(lowest, highest)
    )
    ticks = [ratio for ratio in (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.3, 2.0, 3.0) if ratio > lowest]
    axes.set_xticks([ratio for ratio in ticks if ratio < highest])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda ratio, _place: f"{ratio:g}"))
    axes.yaxis.set_major_locator(MultipleLocator(2))


def _spikes_alt(means: pd.DataFrame) -> str:
    named = "; ".join(
        f"{row['spike_state']} {row['mean']:.1f}{_interval(row)}, {counted(row['n_days'], 'day')}"
        for _, row in means.iterrows()
    )
    return f"Pain after the run by spike ratio, plain mean of each class: {named}."


def _interval(row: pd.Series) -> str:
    return f" ({row['low']:.1f} to {row['high']:.1f})" if pd.notna(row["low"]) else ""


# Returns after a break: how fast each was, and how the ratings went.

RETURN_RATIO_LABEL = f"distance of the first {RETURN_DAYS} days\nback, times the usual"
CHANGE = "mean rating after\nminus before (points)"
MOST_DRAWN, MOST_NAMED = 24, 12
RETURNS_CAPTION = (
    f"Each row is one return to running after {BREAK_DAYS} days off or more, the fastest at the "
    "top. Dotted lines: the usual distance, and ratings as before. The picture describes; it is no "
    "comparison and no verdict."
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
        return blank(RETURN_RATIO_LABEL, CHANGE, "no return with known distances and ratings yet")
    latest = known.sort_values("back_on", kind="stable").tail(MOST_DRAWN)
    rows = latest.sort_values("return_ratio", kind="stable").reset_index(drop=True)
    figure, (pace, pain) = canvas(0.95 + 0.29 * len(rows), columns=2, width_in=NARROW_IN)
    _draw(pace, rows["return_ratio"], 1, RUNNING, RETURN_RATIO_LABEL)
    _draw(pain, rows["change"], 0, PAIN, CHANGE)
    _dress_returns(pace, pain, rows)
    left_out = len(known) - len(rows)
    latest_only = f" Drawn: the latest {len(rows)} of {len(known)} returns." if left_out else ""
    alt = _returns_alt(known, len(events) - len(known))
    return Picture(figure, alt, f"{RETURNS_CAPTION}{latest_only}")


def _draw(axes: Axes, values: pd.Series, usual: float, colour: str, label: str) -> None:
    axes.axvline(usual, color=SOFT_INK, linewidth=0.8, linestyle=":", zorder=0)
    axes.hlines(values.index, usual, values, color=colour, linewidth=2)
    axes.scatter(values, values.index, s=42, color=colour, zorder=3)
    axes.set_xlabel(label)
    axes.grid(axis="y", color=SOFT_INK, alpha=0.2, linewidth=0.6)


def _dress_returns(pace: Axes, pain: Axes, rows: pd.DataFrame) -> None:
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


def _returns_alt(known: pd.DataFrame, n_unknown: int) -> str:
    named = "; ".join(
        f"{in_words(event['back_on'])}, {counted(event['days_off'], 'day')} off, "
        f"{event['return_ratio']:.1f} times the usual, {signed(event['change'])} points"
        for _, event in known.head(MOST_NAMED).iterrows()
    )
    more = len(known) - MOST_NAMED
    rest = f"; and {counted(more, 'more return')}" if more > 0 else ""
    unknown = f" Not shown, not known: {n_unknown}." if n_unknown else ""
    return f"Returns after a break: {named}{rest}.{unknown}"
