"""Natural cubic splines (R's `splines::ns`) and the cross-basis of a distributed lag model."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from scipy.interpolate import BSpline

from backstride.errors import DataError

# Natural cubic splines with explicit knots and boundary: the columns of R's `splines::ns`.

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


# How much and how long ago at once: the cross-basis of a distributed lag non-linear model.

# Windows of so many days stay in the processor's cache while they are multiplied.
ROWS_AT_A_TIME = 1024


@dataclass(frozen=True)
class CrossBasis:
    """Products of a spline of the value and a spline of the lag, added up over the lags.

    Column (i, j) of a day t is the sum over the lags l of r_i(x(t - l)) c_j(l), with r the basis
    of the value and c that of the lag, which holds a constant. The columns and their order are
    those of R's `dlnm::crossbasis` with `ns` on both sides.

    Parameters
    ----------
    value : NaturalSpline
        Of what is done on a day; 0 at its lower boundary.
    lag : NaturalSpline
        Its boundary holds the first and the last lag, in whole days.

    References
    ----------
    Gasparrini, Armstrong & Kenward (2010), Stat Med 29:2224, doi:10.1002/sim.3940.
    """

    value: NaturalSpline
    lag: NaturalSpline

    @property
    def lag_days(self) -> np.ndarray:
        """Every lag from the first to the last."""
        first, last = self.lag.boundary
        return np.arange(int(first), int(last) + 1)

    @property
    def n_columns(self) -> int:
        """Columns of the value's basis times columns of the lag's."""
        return (len(self.value.knots) + 1) * (len(self.lag.knots) + 2)

    def columns(self, values: np.ndarray, calendar_day: np.ndarray) -> np.ndarray:
        """Evaluate the cross-basis on the days of runners, one below the other.

        Parameters
        ----------
        values : ndarray, shape (n,)
            One per day, ascending within a runner; missing where not known, else inside the
            boundary of `value`.
        calendar_day : ndarray of int, shape (n,)
            From `days_of_runners`: 0 on the first day of a runner, then 1, 2, ….

        Returns
        -------
        ndarray, shape (n, n_columns)
            Missing on days for which a lag is not known or lies before the runner's first day.
        """
        first, last = self.lag.boundary
        n_lags, reach = len(self.lag_days), int(last)
        columns = np.full((len(values), self.n_columns), np.nan)
        if len(values) <= reach:
            return columns
        is_known = ~np.isnan(values)
        basis = self.value.basis(np.where(is_known, values, self.value.boundary[0]))
        latest_first = self.lag.basis(self.lag_days.astype(float), with_constant=True)
        windows = sliding_window_view(basis, n_lags, axis=0)[: len(values) - reach]
        for begin in range(0, len(windows), ROWS_AT_A_TIME):
            block = windows[begin : begin + ROWS_AT_A_TIME]
            products = block.reshape(-1, n_lags) @ latest_first[::-1]
            rows = slice(reach + begin, reach + begin + len(block))
            columns[rows] = products.reshape(len(block), -1)
        columns[~_has_lags(is_known, calendar_day, int(first), reach)] = np.nan
        return columns

    def responses(self, values: np.ndarray) -> np.ndarray:
        """What one day's value adds to every column, so many days later.

        Parameters
        ----------
        values : ndarray, shape (m,)
            Inside the boundary of `value`.

        Returns
        -------
        ndarray, shape (m, number of lags, n_columns)
            Its product with the coefficients is the effect of the value by lag, against 0.
        """
        by_value = self.value.basis(np.asarray(values, dtype=float))
        by_lag = self.lag.basis(self.lag_days.astype(float), with_constant=True)
        products = by_value[:, None, :, None] * by_lag[None, :, None, :]
        return np.asarray(products.reshape(len(by_value), len(by_lag), -1))


def days_of_runners(runner: pd.Series, date: pd.Series) -> np.ndarray:
    """Number the days of every runner from 0, and refuse calendars with holes.

    Parameters
    ----------
    runner : Series
        The rows of a runner stand together.
    date : Series of datetime
        Midnights, ascending within a runner, every calendar day once.

    Returns
    -------
    ndarray of int

    Raises
    ------
    DataError
        If a calendar day is missing, comes twice, or out of order: a lag would then count rows
        instead of days.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2025-03-01", "2025-03-02", "2025-01-01", "2025-01-02"]))
    >>> days_of_runners(pd.Series(["a", "a", "b", "b"]), days).tolist()
    [0, 1, 0, 1]
    """
    day = date.to_numpy().astype("datetime64[D]").astype(np.int64)
    begins = np.ones(len(day), dtype=bool)
    begins[1:] = runner.to_numpy()[1:] != runner.to_numpy()[:-1]
    is_next = np.diff(day, prepend=0) == 1
    if not (begins | is_next).all():
        at = int(np.flatnonzero(~(begins | is_next))[0])
        raise DataError(
            f"cohort, row {at + 1}: found {date.iloc[at]:%Y-%m-%d} after "
            f"{date.iloc[at - 1]:%Y-%m-%d} of the same runner, expected the next day. Lags need "
            "every calendar day once, in order: build the diary with build_diary."
        )
    number = np.arange(len(day))
    return number - np.maximum.accumulate(np.where(begins, number, 0))


def _has_lags(is_known: np.ndarray, calendar_day: np.ndarray, first: int, last: int) -> np.ndarray:
    """Whether all days from `last` to `first` days before are known and the runner's own."""
    n_unknown = np.concatenate([[0], np.cumsum(~is_known)])
    row = np.arange(len(is_known))
    begin, end = np.maximum(row - last, 0), np.maximum(row - first + 1, 0)
    return np.asarray((calendar_day >= last) & (n_unknown[end] == n_unknown[begin]))
