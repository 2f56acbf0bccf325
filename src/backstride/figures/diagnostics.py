"""Checks of the answers as pictures: artefacts, false alarms, controls, sensitivity."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from backstride.diagnostics.false_alarms import LAGS, METHODS
from backstride.figures.forest import (
    ESTIMATE,
    NARROW_IN,
    POINTS,
    beside,
    intervals,
    name_grey_zone,
    name_rows,
    no_difference,
    points_axis,
)
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
from backstride.models.contrasts import ALPHA
from backstride.summaries.sensitivity import AS_REPORTED, VARIANT_WORDS, says
from backstride.summaries.text import interval_text, percent, signed

# What chance and feedback alone make of a workload ratio and of fifteen lags.

SMALLEST, SHARE_OF_DIARIES = f"smallest p-value of {LAGS} lags", "share of the diaries (%)"
SLOPE, COUNT = "slope (points of pain per 1.0 of the workload ratio)", "diaries"
PATTERN_COLOURS = (RUNNING, PAIN)
HATCHES = ("", "///")
N_BINS = 30
LAG_CAPTION = (
    f"Diaries whose pain no run has caused, sorted by the smallest of {LAGS} p-values. Left of the "
    "dashed line stands what would be called a finding."
)
SLOPE_CAPTION = (
    "Each diary has pain that no run has caused. A slope below 0 looks as if running more than "
    "usual protected; where the runner runs less when it hurts, chance leans that way."
)


@styled
def smallest_p_bars(table: pd.DataFrame) -> Picture:
    """Share of null diaries by the smallest p-value of 15 lags.

    Parameters
    ----------
    table : DataFrame
        `pain`, `smallest_p` (class), `share` (of 1).

    Returns
    -------
    Picture
    """
    if table.empty:
        return blank(SMALLEST, SHARE_OF_DIARIES, "too few ratings to draw diaries like this one")
    figure, (axes,) = canvas(3.1)
    classes, sets = list(table["smallest_p"].unique()), list(table["pain"].unique())
    width = 0.8 / len(sets)
    for nth, name in enumerate(sets):
        share = table[table["pain"] == name].set_index("smallest_p")["share"].reindex(classes)
        places = np.arange(len(classes)) + width * (nth - (len(sets) - 1) / 2)
        axes.bar(
            places,
            100 * share,
            width,
            color=PATTERN_COLOURS[nth],
            hatch=HATCHES[nth],
            edgecolor="white",
            label=f"pain: {name}",
        )
    axes.axvline(2.5, color=SOFT_INK, linewidth=1, linestyle="--")
    axes.set_xticks(range(len(classes)), classes)
    axes.set(xlabel=SMALLEST, ylabel=SHARE_OF_DIARIES)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return Picture(figure, _lag_alt(table, sets), LAG_CAPTION)


def _lag_alt(table: pd.DataFrame, sets: list[str]) -> str:
    said = [
        f"{name}: "
        + ", ".join(
            f"{percent(row['share'])} {row['smallest_p']}"
            for _, row in table[table["pain"] == name].iterrows()
        )
        for name in sets
    ]
    return f"Smallest of {LAGS} p-values without any effect. Pain, {'; '.join(said)}."


@styled
def slopes_by_chance(slopes: pd.DataFrame) -> Picture:
    """Slopes of pain on the workload ratio in diaries without any effect.

    Parameters
    ----------
    slopes : DataFrame
        `pain` (which set), `slope` (points per 1.0 of the ratio); one row per diary.

    Returns
    -------
    Picture
    """
    if slopes.empty:
        return blank(SLOPE, COUNT, "no workload ratio on enough rated days")
    sets = list(slopes["pain"].unique())
    figure, axes = canvas(1.1 + 1.5 * len(sets), rows=len(sets), sharey=True)
    reach = 1.05 * max(float(slopes["slope"].abs().max()), 0.1)
    steps = np.linspace(-reach, reach, N_BINS + 1)
    for nth, (name, panel) in enumerate(zip(sets, axes, strict=True)):
        drawn = slopes.loc[slopes["pain"] == name, "slope"]
        panel.hist(
            drawn, bins=list(steps), color=PATTERN_COLOURS[nth], edgecolor="white", linewidth=0.5
        )
        panel.axvline(0, color=SOFT_INK, linewidth=1)
        panel.axvline(float(drawn.mean()), color=SOFT_INK, linewidth=1, linestyle="--")
        panel.set_title(f"pain: {name}; mean slope {signed(float(drawn.mean()))} (dashed)")
        panel.set_ylabel(COUNT)
    axes[-1].set_xlabel(SLOPE)
    return Picture(figure, _slope_alt(slopes, sets), SLOPE_CAPTION)


def _slope_alt(slopes: pd.DataFrame, sets: list[str]) -> str:
    said = []
    for name in sets:
        drawn = slopes.loc[slopes["pain"] == name, "slope"]
        below = percent(float((drawn < 0).mean()))
        said.append(f"{name}: mean {signed(float(drawn.mean()))}, {below} of them below 0")
    return f"Slopes of pain on the workload ratio without any effect. Pain, {'; '.join(said)}."


# How often each way of looking is fooled: shares with their Monte Carlo intervals.

SHARE = "diaries with a false “yes” (%)"
METHOD_COLOURS = dict(zip(METHODS, (PLAIN, PAIN, SOFT_INK, RUNNING), strict=True))
FAIR_PERCENT = round(100 * ALPHA)
SPREAD = 0.56
FALSE_ALARMS_CAPTION = (
    "Each point: the share of diaries without any effect in which this way of looking says “yes”; "
    "line: its 95 % interval, from the number of diaries drawn. Dashed: the "
    f"{FAIR_PERCENT} % of a fair test. "
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
            _draw_shares(axes, rows, [claims.index(claim) + offset for claim in rows["claim"]], nth)
    _dress_shares(axes, claims)
    return Picture(figure, _shares_alt(known, claims), FALSE_ALARMS_CAPTION)


def _draw_shares(axes: Axes, rows: pd.DataFrame, places: list[float], nth: int) -> None:
    colour, look = METHOD_COLOURS[METHODS[nth]], {"s": 34, "marker": MARKERS[nth]}
    shares = 100 * rows[["share", "low", "high"]].set_axis(ESTIMATE, axis=1)
    intervals(axes, shares, colour, places=places, linewidth=2, label=METHODS[nth], **look)


def _dress_shares(axes: Axes, claims: list[str]) -> None:
    for place in range(1, len(claims), 2):
        axes.axhspan(place - 0.5, place + 0.5, color=GREY_ZONE, alpha=0.45, linewidth=0, zorder=-1)
    name_rows(axes, claims, 34)
    axes.set(xlim=(-1, 101), xticks=[0, FAIR_PERCENT, 20, 40, 60, 80, 100], xlabel=SHARE)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=4, columnspacing=1.2)


def _shares_alt(known: pd.DataFrame, claims: list[str]) -> str:
    said = []
    for claim in claims:
        rows = known[known["claim"] == claim]
        shares = ", ".join(
            f"{method} {percent(share)}" for method, share in rows[["method", "share"]].to_numpy()
        )
        said.append(f"{claim}: {shares}")
    return f"Share of diaries without any effect that give a false yes. {'; '.join(said)}."


# Checks as intervals that should hold 0.

SHOULD_BE_0 = "points on 0–10 that should be 0"
CHECK_CAPTION = (
    "Line: 95 % interval of what should be 0. Hollow point: passed. Filled square: not passed. "
    "One in twenty fails by chance."
)


@styled
def checks_as_intervals(checks: pd.DataFrame) -> Picture:
    """One row per claim whose check was made: the interval of what should be 0.

    Parameters
    ----------
    checks : DataFrame
        From `check_rows`: `claim`, `passed`, `estimate`, `low`, `high` (points).
    """
    made = checks.dropna(subset=ESTIMATE).reset_index(drop=True)
    if made.empty:
        return blank(SHOULD_BE_0, "claim", "no check made yet")
    figure, (axes,) = canvas(0.9 + 0.42 * len(made))
    is_passed = made["passed"] == "yes"
    look = {"s": 44, "linewidths": 1.6}
    intervals(axes, made[is_passed], RUNNING, fill="white", marker="o", **look)
    intervals(axes, made[~is_passed], RUNNING, marker="s", **look)
    _dress_checks(axes, made, made["claim"], SHOULD_BE_0)
    said = "; ".join(
        f"{row['claim']}: {interval_text(*row[ESTIMATE])}, "
        f"{'passed' if row['passed'] == 'yes' else 'not passed'}"
        for _, row in made.iterrows()
    )
    return Picture(figure, f"Checks, in points that should be 0. {said}.", CHECK_CAPTION)


def _dress_checks(axes: Axes, rows: pd.DataFrame, labels: pd.Series, x_label: str) -> None:
    no_difference(axes)
    widest = 1.08 * float(np.abs(rows[["low", "high"]].to_numpy(dtype=float)).max())
    axes.set(xlim=(-widest, widest), xlabel=x_label)
    name_rows(axes, labels, 34)


# One claim under other models: whether its answer hangs on one assumption.

SENSITIVITY_CAPTION = (
    "Top row: the estimate of the report with its 95 % interval; dotted: the same estimate. Each "
    "row below changes one thing about the model. Circle: the answer stays. Square: it changes. "
    "Ratings as steps are on a scale of their own, so only what they say is given."
)


@styled
def other_models(table: pd.DataFrame, slug: str) -> Picture:
    """One row per variant of one claim: the interval, and whether the answer stays.

    Parameters
    ----------
    table : DataFrame
        From `sensitivity`.
    slug : str

    Returns
    -------
    Picture
    """
    rows = table[table["slug"] == slug].reset_index(drop=True)
    if rows.empty:
        return blank(POINTS, "model", "no estimate to compute another way")
    drawn = rows["scale"] == "points"
    figure, (axes,) = canvas(1.2 + 0.46 * len(rows), width_in=NARROW_IN)
    zone = rows["smallest_difference"].iloc[0]
    axes.axvspan(-zone, zone, color=GREY_ZONE, linewidth=0, zorder=0)
    no_difference(axes)
    axes.axvline(rows["estimate"].iloc[0], color=RUNNING, linewidth=0.8, linestyle=":", zorder=1)
    _draw_variants(axes, rows[drawn])
    for place, row in rows[~drawn].iterrows():
        beside(axes, place, wrapped(_instead(row), 20), style="italic", color=SOFT_INK)
    _dress_variants(axes, rows)
    return Picture(figure, _variants_alt(rows), SENSITIVITY_CAPTION)


def _draw_variants(axes: Axes, drawn: pd.DataFrame) -> None:
    changes = ~drawn["keeps"].fillna(True).astype(bool)
    intervals(axes, drawn[~changes], RUNNING, marker="o", s=42)
    intervals(axes, drawn[changes], PLAIN, marker="s", s=42)
    for place, row in drawn.iterrows():
        numbers = f"{signed(row['estimate'])}\n{signed(row['low'])} to {signed(row['high'])}"
        beside(axes, place, numbers)


def _instead(row: pd.Series) -> str:
    return "not fitted" if row["why_not"] else says(row)


def _dress_variants(axes: Axes, rows: pd.DataFrame) -> None:
    drawn = rows.loc[rows["scale"] == "points", ["low", "high", "smallest_difference"]]
    widest = np.nanmax(drawn.abs().to_numpy(float), initial=0.5)
    points_axis(axes, 1.1 * widest)
    name_rows(axes, rows["variant"].map(VARIANT_WORDS), 24, room=(0.6, 0.6))
    axes.get_yticklabels()[0].set_fontweight("bold")
    name_grey_zone(axes)


def _variants_alt(rows: pd.DataFrame) -> str:
    named = "; ".join(_said(row) for _, row in rows.iterrows())
    return f"The estimate and the same under other models, points on 0–10. {named}."


def _said(row: pd.Series) -> str:
    words = VARIANT_WORDS[row["variant"]]
    if row["scale"] != "points":
        return f"{words}: {says(row)}"
    numbers = interval_text(*row[ESTIMATE])
    if row["variant"] == AS_REPORTED:
        return f"{words}: {numbers}"
    return f"{words}: {numbers}, the answer {'stays' if row['keeps'] else 'changes'}"
