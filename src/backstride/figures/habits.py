"""Does a habit follow the pain? The dose taken, by the rating before it."""

import pandas as pd
import seaborn as sns

from backstride.figures.style import MARKERS, SOFT_INK, Picture, blank, canvas, styled
from backstride.summaries import counted

RATING = "rating before the habit (points, 0–10)"
DOSE = "mean dose (times a day)"
CAPTION = (
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
        return blank(RATING, DOSE, "not done between two ratings yet")
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
    axes.set(xlabel=RATING, ylabel=DOSE, xlim=(-0.5, 10.5), xticks=range(11))
    axes.set_ylim(0, max(float(known["mean_dose"].max()) * 1.3, 0.5))
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4)
    return Picture(figure, _alt(known), CAPTION)


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
