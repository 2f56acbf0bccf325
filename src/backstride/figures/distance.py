"""Distances in figures: kilometres, or miles where the reader asks for them."""

import os
from typing import TypeVar

import numpy as np
import pandas as pd

UNITS_VARIABLE = "BACKSTRIDE_UNITS"
KM_IN = {"km": 1.0, "mi": 1.609344}
UNIT_NAMES = {"km": "kilometres", "mi": "miles"}

Distances = TypeVar("Distances", pd.DataFrame, pd.Series, np.ndarray)


def drawn_unit(unit: str | None = None) -> str:
    """The unit stated; else that of `BACKSTRIDE_UNITS`, which a report sets for its notebooks.

    Raises
    ------
    ValueError
        Neither km nor mi.

    Examples
    --------
    >>> drawn_unit("mi")
    'mi'
    """
    chosen = unit or os.environ.get(UNITS_VARIABLE) or "km"
    if chosen not in KM_IN:
        raise ValueError(f"unknown unit {chosen!r}, expected km or mi")
    return chosen


def in_unit(distance_km: Distances, unit: str) -> Distances:
    """Distances in km as distances in `unit`.

    Examples
    --------
    >>> in_unit(pd.Series([0.0, 16.09344]), "mi").tolist()
    [0.0, 10.0]
    """
    return distance_km / KM_IN[unit]
