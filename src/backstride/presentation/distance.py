"""Distances in pictures and tables: kilometres, or miles where the reader asks for them."""

import os
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pandas as pd

from backstride.presentation.reader import KM_PER_MILE

UNITS_VARIABLE = "BACKSTRIDE_UNITS"
KM_IN = {"km": 1.0, "mi": KM_PER_MILE}
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


def amounts_in_unit(
    rows: pd.DataFrame, columns: Sequence[str], unit: str | None = None
) -> pd.DataFrame:
    """Amounts whose own `unit` is km in the reader's unit; other rows as they are.

    Parameters
    ----------
    rows : DataFrame
        `unit`, and the columns of amounts.
    columns : sequence of str
    unit : {'km', 'mi'}, optional
        As `drawn_unit` says where it is not stated.

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": ["km", "times"], "change": [16.09344, 3.0]})
    >>> amounts_in_unit(rows, ["change"], "mi").to_numpy().tolist()
    [['mi', 10.0], ['times', 3.0]]
    """
    chosen, is_km, names = drawn_unit(unit), rows["unit"] == "km", list(columns)
    amounts = rows[names].astype(float)
    return rows.assign(
        **amounts.where(~is_km, in_unit(amounts, chosen)),
        unit=rows["unit"].where(~is_km, chosen),
    )
