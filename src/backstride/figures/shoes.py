"""The life of each pair of shoes."""

import math

import pandas as pd
import seaborn as sns

from backstride.figures.style import MARKERS, Picture, blank, canvas, date_axis, in_words, styled
from backstride.presentation import UNIT_NAMES, drawn_unit, in_unit

PAIR_COLOURS = tuple(
    colour for colour in sns.color_palette("colorblind").as_hex() if colour != "#ece133"
)
KEY_COLUMNS = 3
CAPTION = (
    "One line per pair, from its first to its last logged run. A pair that was in use before the "
    "log began starts at its stated {}; where none were stated it is left out."
)


@styled
def shoe_lives(wearing: pd.DataFrame, unit: str | None = None) -> Picture:
    """Kilometres on each pair over the runner's dates: one line per pair.

    Parameters
    ----------
    wearing : DataFrame
        One row per run with a named pair: `shoe`, `date`, `shoe_km` (on the pair, km).
    unit : {'km', 'mi'}, optional
        Unit of the distances shown; as `drawn_unit` says where it is not stated.

    Returns
    -------
    Picture
        Up to eight pairs are told apart by marker as well as colour.
    """
    worn = wearing.dropna(subset=["shoe", "date", "shoe_km"]).sort_values("date", kind="stable")
    unit = drawn_unit(unit)
    if worn.empty:
        return blank("day", f"on the pair ({unit})", f"no pair with known {UNIT_NAMES[unit]} yet")
    worn = worn.assign(shoe_km=in_unit(worn["shoe_km"], unit))
    figure, (axes,) = canvas(3.0 + 0.2 * math.ceil(worn["shoe"].nunique() / KEY_COLUMNS))
    for nth, (shoe, runs) in enumerate(worn.groupby("shoe", sort=False)):
        axes.plot(
            runs["date"],
            runs["shoe_km"],
            label=f"{shoe}, {runs['shoe_km'].iloc[-1]:,.0f} {unit}",
            color=PAIR_COLOURS[nth % len(PAIR_COLOURS)],
            marker=MARKERS[nth % len(MARKERS)],
            markersize=4.5,
            markevery=max(1, len(runs) // 12),
            linewidth=1.4,
        )
    date_axis(axes)
    axes.set_ylabel(f"on the pair ({unit})")
    axes.set_ylim(bottom=0)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=KEY_COLUMNS)
    pairs = tuple(worn["shoe"].unique())
    return Picture(figure, _alt(worn, unit), CAPTION.format(UNIT_NAMES[unit]), pairs)


def _alt(worn: pd.DataFrame, unit: str) -> str:
    lives = worn.groupby("shoe", sort=False).agg(
        first=("date", "first"), last=("date", "last"), shoe_km=("shoe_km", "last")
    )
    named = "; ".join(
        f"{shoe} {in_words(life['first'])} to {in_words(life['last'])}, "
        f"{life['shoe_km']:,.0f} {unit}"
        for shoe, life in lives.iterrows()
    )
    return f"{UNIT_NAMES[unit].capitalize()} on each pair over time: {named}."
