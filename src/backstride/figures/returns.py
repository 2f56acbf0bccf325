"""Returns after a break: how fast each was, and how the ratings went."""

import pandas as pd

from backstride.figures.style import PAIN, SOFT_INK, Picture, blank, canvas, in_words, styled
from backstride.summaries import counted, signed

RATIO = "km in the first 14 days back, times the usual 14 days"
CHANGE = "mean rating after\nminus before (points)"
MOST_NAMED = 12
CAPTION = (
    "Each point is one return to running after 7 days off or more; the larger, the longer the "
    "break. Dotted lines: the usual distance, and ratings as before. The picture describes; it "
    "is no comparison and no verdict."
)


@styled
def returns_and_pain(events: pd.DataFrame) -> Picture:
    """The change of the mean rating at each return, by how fast it was.

    Parameters
    ----------
    events : DataFrame
        From `exposures.returns.returns`: `back_on`, `days_off`, `return_ratio`, `pain_before`,
        `pain_after`.

    Returns
    -------
    Picture
        Returns whose distance or ratings are not known are left out; the words say how many.
        Up to 12 points carry their date.
    """
    change = events["pain_after"] - events["pain_before"]
    known = events.assign(change=change).dropna(subset=["days_off", "return_ratio", "change"])
    if known.empty:
        return blank(RATIO, CHANGE, "no return with known distances and ratings yet")
    figure, (axes,) = canvas(3.2)
    axes.axvline(1, color=SOFT_INK, linewidth=0.8, linestyle=":", zorder=0)
    axes.axhline(0, color=SOFT_INK, linewidth=0.8, linestyle=":", zorder=0)
    size = 18 + 2 * known["days_off"].clip(upper=90)
    axes.scatter(known["return_ratio"], known["change"], s=size, color=PAIN, alpha=0.75)
    if len(known) <= MOST_NAMED:
        # Above and below in turn, so that neighbours do not write over each other.
        named = known.sort_values("return_ratio")[["back_on", "return_ratio", "change"]]
        for place, (back_on, ratio, points) in enumerate(named.to_numpy()):
            axes.annotate(
                f"{back_on:%Y-%m-%d}",
                (ratio, points),
                xytext=(0, 9 if place % 2 == 0 else -17),
                ha="center",
                textcoords="offset points",
                fontsize=8,
                color=SOFT_INK,
            )
    axes.set(xlabel=RATIO, ylabel=CHANGE)
    axes.set_xlim(0, max(1.5, float(known["return_ratio"].max()) * 1.15))
    reach = max(1.0, float(known["change"].abs().max()) * 1.3)
    axes.set_ylim(-reach, reach)
    return Picture(figure, _alt(known, len(events) - len(known)), CAPTION)


def _alt(known: pd.DataFrame, n_unknown: int) -> str:
    named = "; ".join(
        f"{in_words(event['back_on'])}, {counted(event['days_off'], 'day')} off, "
        f"{event['return_ratio']:.1f} times the usual, {signed(event['change'])} points"
        for _, event in known.head(MOST_NAMED).iterrows()
    )
    more = len(known) - MOST_NAMED
    rest = f"; and {counted(more, 'more return')}" if more > 0 else ""
    unknown = f" Not shown, not known: {n_unknown}." if n_unknown else ""
    return f"Returns after a break: {named}{rest}.{unknown}"
