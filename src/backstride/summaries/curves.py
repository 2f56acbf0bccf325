"""Secondary shapes of an effect, in tables and in words."""

import numpy as np
import pandas as pd

from backstride.models.contrasts import Contrast
from backstride.summaries.wording import percent, signed, with_interval

SHAPES = {
    "straight": "as a straight line",
    "bend": "flat up to 300 km and straight from there",
    "curve": "as a smooth curve",
}
POINTS = ["estimate", "low", "high"]
SHOWN_PLACES = 5


def shapes_table(shapes: pd.DataFrame) -> pd.DataFrame:
    """The table of `shoe_age_shapes` as it is shown: 500 against 100 km under each shape.

    Returns
    -------
    DataFrame
        Columns `effect`, `estimate`, `low`, `high` (points), `p_value`.
    """
    shown = shapes.assign(effect=shapes["shape"].map(SHAPES))
    shown[POINTS] = shown[POINTS].astype(float).round(2)
    shown["p_value"] = shown["p_value"].astype(float).round(3)
    return shown[["effect", *POINTS, "p_value"]]


def curve_table(curve: pd.DataFrame) -> pd.DataFrame:
    """A curve at 5 places, its ends among them.

    Parameters
    ----------
    curve : DataFrame
        From `shoe_age_curve` or `distance_curve`.

    Returns
    -------
    DataFrame
        Columns `km`, `estimate`, `low`, `high` (points).
    """
    places = np.unique(np.linspace(0, len(curve) - 1, SHOWN_PLACES).round().astype(int))
    shown = curve.iloc[places] if len(curve) else curve
    shown = shown.rename(columns={"x": "km"})[["km", *POINTS]].astype(float)
    return shown.round({"km": 1, **dict.fromkeys(POINTS, 2)}).reset_index(drop=True)


def shapes_sentence(shapes: pd.DataFrame) -> str:
    """Say what 500 against 100 km on the pair comes to under each shape.

    Parameters
    ----------
    shapes : DataFrame
        From `shoe_age_shapes`.
    """
    known = shapes.dropna(subset=["estimate"])
    if known.empty:
        return "These days cannot tell any shape of the effect of shoe age."
    parts = [
        f"{SHAPES[row['shape']]} {with_interval(row['estimate'], row['low'], row['high'])}"
        for _, row in known.iterrows()
    ]
    return f"A pair with 500 km against one with 100 km: {'; '.join(parts)}."


def curve_sentence(curve: pd.DataFrame) -> str:
    """Say over what range a curve is drawn, and where its band lies off 0.

    Parameters
    ----------
    curve : DataFrame
        From `shoe_age_curve` or `distance_curve`.
    """
    if curve.empty:
        return "The rated runs are too few or too alike to draw a curve."
    reference, x = curve["reference"].iloc[0], curve["x"]
    start = f"Against {reference:,.0f} km, over the {x.min():.0f} to {x.max():,.0f} km of the runs,"
    off = curve[(curve["low"] > 0) | (curve["high"] < 0)]
    if off.empty:
        return f"{start} the band holds 0 everywhere: no distance stands out."
    most = off.iloc[int(off["estimate"].abs().argmax())]
    return (
        f"{start} the band lies off 0 over {percent(len(off) / len(curve))} of the way; the "
        f"largest difference there is {signed(most['estimate'])} points at {most['x']:,.0f} km."
    )


def beyond_length_table(own: Contrast | None, beyond: Contrast | None) -> pd.DataFrame:
    """The spike's contrast above what it adds beyond its length; what is not known is left out.

    Returns
    -------
    DataFrame
        Columns `spike`, `estimate`, `low`, `high` (points), `p_value`.
    """
    parts = {"its length included": own, "beyond its length": beyond}
    rows = [
        (name, one.estimate, *one.interval, one.p_value)
        for name, one in parts.items()
        if one is not None
    ]
    table = pd.DataFrame(rows, columns=["spike", *POINTS, "p_value"])
    return table.round({**dict.fromkeys(POINTS, 2), "p_value": 3})


def beyond_length_sentence(own: Contrast | None, beyond: Contrast | None) -> str:
    """Set the spike's contrast beside what it adds beyond its length."""
    if own is None:
        return "There is no estimate of a spike, so none of what it adds beyond its length."
    whole = with_interval(own.estimate, *own.interval)
    if beyond is None:
        return f"A spike: {whole}. These days cannot tell it from its length."
    added = with_interval(beyond.estimate, *beyond.interval)
    return f"A spike, its length included: {whole}. Beyond its length: {added}."
