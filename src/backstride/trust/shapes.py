"""The fits behind the claims, and the secondary shapes that come from one of them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from backstride.models.contrasts import Contrast
from backstride.models.curves import (
    CURVE_COLUMNS,
    SHAPE_COLUMNS,
    distance_curve,
    runs_by_distance,
    runs_by_shoe_age,
    shoe_age_curve,
    shoe_age_shapes,
    spike_beyond_length,
)
from backstride.models.frame import model_frame
from backstride.models.specification import SPECIFICATIONS
from backstride.verdict.answers import Answer, put_to


@dataclass(frozen=True)
class Shape:
    """A curve with the runs that it is drawn from; empty where there is no fit.

    Parameters
    ----------
    curve : DataFrame
        As from `models.curves.shoe_age_curve`.
    runs_km : ndarray
        The place of each run on its x axis.
    """

    curve: pd.DataFrame
    runs_km: np.ndarray


def claims_put(diary: pd.DataFrame, *slugs: str) -> list[Answer]:
    """Put the claims named, or every tested claim, to one diary.

    Parameters
    ----------
    diary : DataFrame
        From `add_exposures(build_diary(log))`.
    *slugs : str

    Returns
    -------
    list of Answer
        In the order of the claims.
    """
    frame = model_frame(diary)
    return [put_to(diary, frame, one) for one in SPECIFICATIONS if one.slug in slugs or not slugs]


def shape_of_distance(spike: Answer) -> Shape:
    """Pain by the day's distance, from the answer to the claim `spike`."""
    if spike.fit is None:
        return _nothing()
    return Shape(distance_curve(spike.fit), runs_by_distance(spike.fit))


def shape_of_shoe_age(shoe_age: Answer) -> Shape:
    """Pain by kilometres on the pair, from the answer to the claim `shoe-age`."""
    if shoe_age.fit is None:
        return _nothing()
    return Shape(shoe_age_curve(shoe_age.fit), runs_by_shoe_age(shoe_age.fit))


def shapes_of_shoe_age(shoe_age: Answer) -> pd.DataFrame:
    """500 against 100 km on the pair, straight, with a bend and as a curve (`shoe_age_shapes`)."""
    if shoe_age.fit is None:
        return pd.DataFrame(columns=SHAPE_COLUMNS)
    return shoe_age_shapes(shoe_age.fit)


def beyond_its_length(spike: Answer) -> Contrast | None:
    """What a spike adds beyond its length; None without a fit, or where nobody can tell."""
    return None if spike.fit is None else spike_beyond_length(spike.fit)


def _nothing() -> Shape:
    return Shape(pd.DataFrame(columns=CURVE_COLUMNS), np.array([]))
