"""What more weeks of logging would be able to show."""

import pandas as pd
import seaborn as sns

from backstride.figures.style import (
    MARKERS,
    SOFT_INK,
    Picture,
    blank,
    canvas,
    styled,
    wrapped,
)

WEEKS, POINTS = "more weeks of logging", "detectable difference (points)"


@styled
def detectable_over_weeks(ahead: pd.DataFrame) -> Picture:
    """One line per claim, against the smallest difference that matters.

    Parameters
    ----------
    ahead : DataFrame
        From `trust.more_days.detectable_ahead`.
    """
    if ahead.empty:
        return blank(WEEKS, POINTS, "no claim is estimated yet")
    figure, (axes,) = canvas(4.6)
    last = ahead[ahead["more_weeks"] == ahead["more_weeks"].max()]
    order = last.sort_values("detectable_difference")["slug"].tolist()
    colours = sns.color_palette("colorblind")
    for place, slug in enumerate(order):
        line = ahead[ahead["slug"] == slug]
        axes.plot(
            line["more_weeks"],
            line["detectable_difference"],
            color=colours[place % len(colours)],
            marker=MARKERS[place % len(MARKERS)],
            markevery=3,
            markersize=4.5,
            linewidth=1.4,
            label=wrapped(line["claim"].iloc[0], 30),
        )
    smallest = ahead["smallest_difference"].iloc[0]
    axes.axhline(
        smallest, color=SOFT_INK, linestyle="--", linewidth=1.2, label="smallest that matters"
    )
    axes.set(xlabel=WEEKS, ylabel=POINTS, ylim=(0, None))
    axes.legend(reverse=True, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return Picture(figure, _alt(ahead, smallest), CAPTION)


CAPTION = (
    "The difference that days like these would show four times in five, after so many more weeks. "
    "A line below the dashes: the diary can settle that claim."
)


def _alt(ahead: pd.DataFrame, smallest: float) -> str:
    first, last = ahead["more_weeks"].min(), ahead["more_weeks"].max()
    size = ahead.set_index(["slug", "more_weeks"])["detectable_difference"]
    parts = [
        f"{claim}: {size[slug, first]:.2f} today, {size[slug, last]:.2f} after {last} weeks"
        for slug, claim in ahead[["slug", "claim"]].drop_duplicates().itertuples(index=False)
    ]
    return f"Detectable difference in points. {'; '.join(parts)}. What matters: {smallest:.2f}."
