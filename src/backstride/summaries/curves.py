"""Secondary shapes of an effect in words."""

import pandas as pd

from backstride.models.contrasts import Contrast
from backstride.summaries.wording import percent, signed, with_interval

SHAPES = {
    "straight": "as a straight line",
    "bend": "flat up to 300 km and straight from there",
    "curve": "as a smooth curve",
}


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
        return "The runs are too few or too alike to draw a curve."
    reference, x = curve["reference"].iloc[0], curve["x"]
    start = f"Against {reference:.0f} km, over the {x.min():.0f} to {x.max():.0f} km of the runs,"
    off = curve[(curve["low"] > 0) | (curve["high"] < 0)]
    if off.empty:
        return f"{start} the band holds 0 everywhere: no distance stands out."
    most = off.iloc[int(off["estimate"].abs().argmax())]
    return (
        f"{start} the band lies off 0 over {percent(len(off) / len(curve))} of the way; the "
        f"largest difference there is {signed(most['estimate'])} points at {most['x']:.0f} km."
    )


def beyond_length_sentence(own: Contrast, beyond: Contrast | None) -> str:
    """Set the spike's contrast beside what it adds beyond its length."""
    whole = with_interval(own.estimate, *own.interval)
    if beyond is None:
        return f"A spike: {whole}. These days cannot tell it from its length."
    added = with_interval(beyond.estimate, *beyond.interval)
    return f"A spike, its length included: {whole}. Beyond its length: {added}."
