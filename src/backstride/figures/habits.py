"""Does pain change what is done? Doses and behaviours by the rating before."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from backstride.figures.style import MARKERS, RUNNING, SOFT_INK, Picture, blank, canvas, styled
from backstride.presentation import amounts_in_unit
from backstride.summaries import counted

# Does a habit follow the pain? The dose taken, by the rating before it.

RATING_BEFORE_HABIT = "rating before the habit (points, 0–10)"
DOSE = "mean dose (times a day)"
HABITS_CAPTION = (
    "Mean dose at each rating given before the habit; the number at a point is its days. A line "
    "that climbs means that the habit is done when it hurts: then plain correlation blames it."
)


@styled
def dose_by_rating(doses: pd.DataFrame) -> Picture:
    """Mean dose of each habit at each rating given before it.

    Parameters
    ----------
    doses : DataFrame
        One row per habit and rating: `habit`, `pain_pre` (0–10), `mean_dose` (times a day),
        `n_days`.

    Returns
    -------
    Picture
        The size of a point is the number of days behind it.
    """
    known = doses.dropna(subset=["pain_pre", "mean_dose"])
    if known.empty:
        return blank(RATING_BEFORE_HABIT, DOSE, "not done between two ratings yet")
    figure, (axes,) = canvas(3.2)
    colours = sns.color_palette("colorblind")
    for nth, (habit, rows) in enumerate(known.groupby("habit", sort=False)):
        steps = rows.sort_values("pain_pre")
        colour = colours[nth % len(colours)]
        axes.plot(steps["pain_pre"], steps["mean_dose"], color=colour, linewidth=1.2, label=habit)
        axes.scatter(
            steps["pain_pre"],
            steps["mean_dose"],
            color=colour,
            s=14 + 2.2 * steps["n_days"].clip(upper=120),
            zorder=3,
            marker=MARKERS[nth % len(MARKERS)],
        )
        for rating, dose, n_days in steps[["pain_pre", "mean_dose", "n_days"]].to_numpy():
            axes.annotate(
                f"{n_days:.0f}",
                (rating, dose),
                xytext=(0, 11),
                ha="center",
                textcoords="offset points",
                fontsize=8,
                color=SOFT_INK,
            )
    axes.set(xlabel=RATING_BEFORE_HABIT, ylabel=DOSE, xlim=(-0.5, 10.5), xticks=range(11))
    axes.set_ylim(0, max(float(known["mean_dose"].max()) * 1.3, 0.5))
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4)
    return Picture(figure, _alt(known), HABITS_CAPTION)


def _alt(known: pd.DataFrame) -> str:
    sentences = []
    for habit, rows in known.groupby("habit", sort=False):
        steps = rows.sort_values("pain_pre")
        ends = [steps.iloc[place] for place in sorted({0, len(steps) - 1})]
        doses = " and ".join(
            f"{end['mean_dose']:.2f} at rating {end['pain_pre']:.0f} "
            f"({counted(end['n_days'], 'day')})"
            for end in ends
        )
        sentences.append(f"{habit}: mean dose {doses}")
    return f"Dose by the rating before. {'; '.join(sentences)}."


# Does pain change what is done? Each behaviour, by the rating before it.

RATING_BEFORE = "rating before it (points, 0–10)"
AXIS = {"%": "% of days", "km": "km", "mi": "mi", "times": "times", "minutes": "min"}
OF_RUNS = {"hard ground of a run": "% of distance", "runs that are a spike": "% of runs"}
PANEL_IN = 1.5
FEWEST_STEPS = 5
FEEDBACK_CAPTION = (
    "Point: mean at each rating made before it. Line: 95 % interval. Size: days, at least 5. "
    "Plain means: where points climb or fall by more than their lines, pain may change what is "
    "done, and a plain correlation misleads."
)


@styled
def behaviour_after_pain(points: pd.DataFrame, unit: str | None = None) -> Picture:
    """One panel per behaviour: its mean with an interval at each rating made before it.

    Parameters
    ----------
    points : DataFrame
        From `behaviour_by_rating`: `behaviour`, `unit`, `rating` (0–10), `mean`, `low`, `high`,
        `n_days`.
    unit : {'km', 'mi'}, optional
        Unit of the distances shown; as `drawn_unit` says where it is not stated.

    Returns
    -------
    Picture
        The panels share the scale of ratings; the size of a point is the number of days.
    """
    known = points.dropna(subset=["rating", "mean"])
    if known.empty:
        return blank(RATING_BEFORE, "behaviour", "too few rated days yet")
    known = amounts_in_unit(known, ["mean", "low", "high"], unit)
    panels = [(str(name), rows) for name, rows in known.groupby("behaviour", sort=False)]
    figure, all_axes = canvas(0.7 + PANEL_IN * len(panels), rows=len(panels))
    for axes, (name, rows) in zip(all_axes, panels, strict=True):
        _draw(axes, rows)
        axes.set_title(name)
        axes.set_ylabel(OF_RUNS.get(name, AXIS[rows["unit"].iloc[0]]))
    highest = max(int(known["rating"].max()), FEWEST_STEPS)
    all_axes[-1].set(xlabel=RATING_BEFORE, xlim=(-0.5, highest + 0.5), xticks=range(highest + 1))
    return Picture(figure, _feedback_alt(panels), FEEDBACK_CAPTION)


def _draw(axes: Axes, rows: pd.DataFrame) -> None:
    axes.vlines(rows["rating"], rows["low"], rows["high"], color=RUNNING, linewidth=2.0)
    sizes = 14 + 0.8 * rows["n_days"].clip(upper=120)
    axes.scatter(rows["rating"], rows["mean"], s=sizes, color=RUNNING, zorder=3)
    reach = np.nanmax([*rows["high"], *rows["mean"], 0.1])
    is_share = rows["unit"].iloc[0] == "%"
    axes.set_ylim(0, min(1.08 * reach, 104.0) if is_share else 1.08 * reach)
    axes.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
    axes.grid(axis="y", color=SOFT_INK, alpha=0.2, linewidth=0.6)


def _feedback_alt(panels: list[tuple[str, pd.DataFrame]]) -> str:
    said = []
    for name, rows in panels:
        ends = [rows.iloc[place] for place in sorted({0, len(rows) - 1})]
        means = " and ".join(
            f"{end['mean']:.1f} {AXIS[end['unit']].split()[0]} after a rating of "
            f"{end['rating']:.0f} ({counted(end['n_days'], 'day')})"
            for end in ends
        )
        said.append(f"{name}: {means}")
    return f"What is done, by the rating before it. {'; '.join(said)}."
