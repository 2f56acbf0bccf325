"""What was run on, in which shoes, and the life of each pair."""

import math

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from backstride.figures.style import (
    INK,
    MARKERS,
    SOFT_INK,
    SURFACE_COLOURS,
    Picture,
    blank,
    canvas,
    date_axis,
    in_words,
    styled,
    wrapped,
)
from backstride.presentation import UNIT_NAMES, drawn_unit, in_unit
from backstride.summaries import counted, percent

# What was run on, in which shoes, and the pain after it.

STRIP_WIDTH = 0.6
CROSS_CAPTION = (
    "{} by pair and surface. Where a pair is worn on one surface only, the two cannot be "
    "told apart."
)
MEANS_CAPTION = (
    "Small points: single days. Large point: mean, with its 95 % interval where there are enough "
    "days. These are plain means; the honest estimate also holds distance, shoes and the rating "
    "before the run equal."
)
NO_RATED_RUN = "no rating after a run yet"


@styled
def surface_by_shoe(distance_km: pd.DataFrame, unit: str | None = None) -> Picture:
    """Kilometres of each pair on each surface, so that a pair worn on one surface only is seen.

    Parameters
    ----------
    distance_km : DataFrame
        Cross table in km; index: shoe, columns: surface.
    unit : {'km', 'mi'}, optional
        Unit of the distances shown; as `drawn_unit` says where it is not stated.

    Returns
    -------
    Picture
    """
    if distance_km.empty or not distance_km.fillna(0.0).to_numpy().any():
        return blank("surface", "pair")
    unit = drawn_unit(unit)
    cells = in_unit(distance_km.fillna(0.0), unit)
    figure, (axes,) = canvas(1.2 + 0.45 * len(cells))
    sns.heatmap(
        cells,
        ax=axes,
        annot=True,
        fmt=".0f",
        cmap="Blues",
        linewidths=2,
        vmin=0,
        cbar_kws={"label": f"distance ({unit})", "shrink": 0.9},
        annot_kws={"fontsize": 9},
    )
    axes.set(xlabel="surface", ylabel="pair")
    axes.set_yticks(
        np.arange(len(cells)) + 0.5, [wrapped(str(shoe), 20) for shoe in cells.index], rotation=0
    )
    axes.tick_params(length=0)
    caption = CROSS_CAPTION.format(UNIT_NAMES[unit].capitalize())
    return Picture(figure, _cross_alt(cells, unit), caption, tuple(map(str, cells.index)))


def _cross_alt(cells: pd.DataFrame, unit: str) -> str:
    worn = cells[cells.sum(axis=1) > 0]
    named = "; ".join(f"{shoe} {_mostly_on(worn_on, unit)}" for shoe, worn_on in worn.iterrows())
    return f"Heat map of {UNIT_NAMES[unit]} by pair and surface: {named}."


def _mostly_on(worn_on: pd.Series, unit: str) -> str:
    share = worn_on.max() / worn_on.sum()
    part = "all" if share == 1 else percent(share)
    return f"{worn_on.sum():,.0f} {unit}, {part} on {worn_on.idxmax()}"


@styled
def pain_by_surface(days: pd.DataFrame, means: pd.DataFrame) -> Picture:
    """Every rating after a run by the surface of the day, with the mean and its interval.

    Parameters
    ----------
    days : DataFrame
        One row per rated day with a run: `surface`, `pain_post`.
    means : DataFrame
        One row per surface: `surface`, `mean`, `low`, `high` (points on 0–10), `n_days`.

    Returns
    -------
    Picture
    """
    rated = days.dropna(subset=["pain_post", "surface"])
    if rated.empty:
        return blank("surface of the day", "pain after the run (points, 0–10)", NO_RATED_RUN)
    surfaces = [name for name in SURFACE_COLOURS if name in set(rated["surface"])]
    figure, (axes,) = canvas(3.6)
    _draw_ratings(axes, rated, surfaces)
    table = means.set_index("surface").reindex(surfaces)
    places = np.arange(len(surfaces)) + 0.38
    axes.vlines(places, table["low"], table["high"], color=INK, linewidth=2.2)
    axes.scatter(places, table["mean"], color=INK, s=38, zorder=3)
    counts = rated["surface"].value_counts()
    axes.set_xticks(range(len(surfaces)), [f"{name}\nn = {counts[name]}" for name in surfaces])
    axes.set(
        xlabel="surface of the day",
        ylabel="pain after the run (points, 0–10)",
        ylim=(-0.5, 10.5),
        xlim=(-0.6, len(surfaces) - 0.3),
    )
    return Picture(figure, _means_alt(table), MEANS_CAPTION)


def _draw_ratings(axes: Axes, rated: pd.DataFrame, surfaces: list[str]) -> None:
    nth = rated.groupby("surface").cumcount()
    # Steps of the golden ratio spread points evenly and, unlike random jitter, always alike.
    spread = ((nth * 0.618033988749895) % 1.0 - 0.5) * STRIP_WIDTH
    places = rated["surface"].map({name: place for place, name in enumerate(surfaces)})
    for surface, marker in zip(surfaces, "os^DvPX*", strict=False):
        chosen = rated["surface"] == surface
        sns.scatterplot(
            x=(places + spread)[chosen],
            y=rated.loc[chosen, "pain_post"],
            ax=axes,
            marker=marker,
            s=18,
            color=SURFACE_COLOURS[surface],
            edgecolor=SOFT_INK,
            linewidth=0.3,
            alpha=0.65,
            legend=False,
        )


def _means_alt(table: pd.DataFrame) -> str:
    named = "; ".join(
        f"{surface} {row['mean']:.1f} ({_interval(row)}{counted(row['n_days'], 'day')})"
        for surface, row in table.dropna(subset=["mean"]).iterrows()
    )
    return f"Pain after the run by surface of the day, mean with interval: {named}."


def _interval(row: pd.Series) -> str:
    return f"{row['low']:.1f} to {row['high']:.1f}, " if pd.notna(row["low"]) else ""


# The life of each pair of shoes.

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
