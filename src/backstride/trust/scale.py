"""The scale that a runner rates on."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LOWEST, HIGHEST = 0.0, 10.0


@dataclass(frozen=True)
class Scale:
    """The ratings that can be given, ascending."""

    levels: Floats

    def rated(self, pain: Floats) -> Floats:
        """The nearest rating; pain beyond the ends of the scale gets the end.

        Examples
        --------
        >>> Scale(np.array([0.0, 2.5, 5.0])).rated(np.array([-1.0, 1.3, 9.0])).tolist()
        [0.0, 2.5, 5.0]
        """
        between = (self.levels[1:] + self.levels[:-1]) / 2
        return self.levels[np.searchsorted(between, pain)]

    def before_rounding(self, residuals: Floats) -> Floats:
        """Residuals without the spread that rounding will add: a twelfth of a step squared.

        References
        ----------
        Sheppard (1898), Proc London Math Soc 29:353.
        """
        added = float(np.diff(self.levels).mean()) ** 2 / 12
        spread = float(residuals.var())
        return residuals * np.sqrt(max(0.0, 1 - added / spread)) if spread > 0 else residuals


def scale_of(ratings: pd.Series) -> Scale:
    """Whole points from 0 to 10 where all ratings are whole, else the ratings that were given.

    Examples
    --------
    >>> scale_of(pd.Series([0.0, 2.5, 7.5, 2.5])).levels.tolist()
    [0.0, 2.5, 7.5]
    """
    given = np.unique(ratings.dropna().to_numpy(dtype=float))
    if (given == np.rint(given)).all():
        return Scale(np.arange(LOWEST, HIGHEST + 1))
    return Scale(given)
