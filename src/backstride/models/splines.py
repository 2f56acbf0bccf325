"""Natural cubic splines with explicit knots and boundary: the columns of R's `splines::ns`."""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import BSpline

CUBIC = 3


@dataclass(frozen=True)
class NaturalSpline:
    """A basis of natural cubic splines, 0 at the lower boundary unless a constant is among them.

    Parameters
    ----------
    knots : tuple of float
        Inner knots, ascending, strictly inside the boundary.
    boundary : tuple of float
        Lowest and highest value; the curve is straight at both and not defined beyond.
    """

    knots: tuple[float, ...]
    boundary: tuple[float, float]

    def basis(self, values: np.ndarray, with_constant: bool = False) -> np.ndarray:
        """Evaluate the basis.

        Parameters
        ----------
        values : ndarray, shape (n,)
            Inside the boundary, both ends included.
        with_constant : bool
            Whether the curve may lie at any height at the lower boundary: one column more.

        Returns
        -------
        ndarray, shape (n, number of inner knots + 1, or + 2 with the constant)

        Raises
        ------
        ValueError
            If a value lies outside the boundary.
        """
        low, high = self.boundary
        ends = [low] * (CUBIC + 1), [high] * (CUBIC + 1)
        knots = np.array([*ends[0], *self.knots, *ends[1]])
        # The first piece alone is other than 0 at the lower boundary.
        kept = np.eye(len(knots) - CUBIC - 1)[:, 0 if with_constant else 1 :]
        bends = BSpline(knots, kept, CUBIC).derivative(2)(np.array(self.boundary))
        straight = np.linalg.qr(bends.T, mode="complete").Q[:, len(bends) :]
        basis: np.ndarray = BSpline(knots, kept @ straight, CUBIC, extrapolate=False)(values)
        if np.isnan(basis).any():
            raise ValueError(f"a value lies outside {low}..{high}")
        return basis


def natural_spline(values: np.ndarray, degrees: int) -> NaturalSpline | None:
    """Place the boundary at the range of the values and the knots at their quantiles.

    Take the values of running days alone: with rest days among them, more than a third of zeros
    puts a knot on the boundary and the basis loses rank.

    Parameters
    ----------
    values : ndarray
        Not missing.
    degrees : int
        Columns of the basis; `degrees - 1` inner knots.

    Returns
    -------
    NaturalSpline or None
        None where the values are too few or too alike to place the knots.

    References
    ----------
    Hastie (1992), Generalized additive models, ch. 7 of Statistical Models in S (the basis of
    R's `splines::ns`).

    Examples
    --------
    >>> natural_spline(np.arange(0.0, 31.0), 3)
    NaturalSpline(knots=(10.0, 20.0), boundary=(0.0, 30.0))
    >>> natural_spline(np.array([0.0, 0.0, 0.0, 8.0, 9.0]), 3) is None
    True
    """
    if len(np.unique(values)) <= degrees + 1:
        return None
    low, *knots, high = (float(at) for at in np.quantile(values, np.linspace(0, 1, degrees + 1)))
    if (np.diff([low, *knots, high]) <= 0).any():
        return None
    return NaturalSpline(tuple(knots), (low, high))
