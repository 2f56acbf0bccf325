"""Secondary shapes of an effect: a bend at 300 km, and natural splines of shoe age and distance."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from backstride.claims import FRESH_SHOE_KM, OLD_SHOE_KM
from backstride.errors import ModelError
from backstride.models.contrasts import Contrast, half_width
from backstride.models.fit import Fit
from backstride.models.frame import WORN_SHOE_100KM
from backstride.models.refit import (
    Estimates,
    Regression,
    fit_hc3,
    on_rows,
    regression_of,
    settled,
    with_columns,
    without_columns,
)
from backstride.models.splines import NaturalSpline, natural_spline

SHOE, SPIKE = "shoe_100km", "spike"
WORN_KM = 100 * WORN_SHOE_100KM
DEGREES = 3
CURVE_POINTS = 80
CURVE_COLUMNS = ["x", "estimate", "low", "high", "reference"]
SHAPE_COLUMNS = ["shape", "estimate", "low", "high", "p_value"]

Basis = Callable[[np.ndarray], np.ndarray]


def shoe_age_shapes(fit: Fit) -> pd.DataFrame:
    """500 against 100 km on the pair if the effect is straight, has a bend at 300 km, or a curve.

    The bend: nothing changes up to 300 km, then a straight line. The curve: a natural spline
    with 3 degrees of freedom and the boundary of the runs at hand.

    Parameters
    ----------
    fit : Fit
        The fitted model of the claim `shoe-age`.

    Returns
    -------
    DataFrame
        One row each for `straight`, `bend`, `curve`: `shape`, `estimate`, `low`, `high` (points,
        95 %, HC3), `p_value`. Missing where the days cannot tell the shape from other terms, and
        for `curve` where 100 or 500 km lie beyond the runs at hand or these are too alike.
    """
    regression = regression_of(fit)
    worn_km = _worn_km(regression)
    spline = natural_spline(worn_km[_ran(regression)], DEGREES)
    is_seen = spline is not None and all(_holds(spline, km) for km in (FRESH_SHOE_KM, OLD_SHOE_KM))
    shapes: dict[str, Basis | None] = {
        "straight": lambda km: km[:, None] / 100,
        "bend": lambda km: np.maximum(km - WORN_KM, 0)[:, None] / 100,
        "curve": spline.basis if spline is not None and is_seen else None,
    }
    rows = [(name, *_old_against_fresh(regression, basis)) for name, basis in shapes.items()]
    return pd.DataFrame(rows, columns=SHAPE_COLUMNS)


def shoe_age_curve(fit: Fit) -> pd.DataFrame:
    """Pain by kilometres on the pair, against 100 km on it, as a natural spline.

    Parameters
    ----------
    fit : Fit
        The fitted model of the claim `shoe-age`.

    Returns
    -------
    DataFrame
        Columns `x` (km on the pair, over the runs' own range), `estimate`, `low`, `high` (points,
        95 % at each x), `reference` (100 km, or what comes nearest among the runs); no rows where
        the values are too few or too alike.
    """
    regression = regression_of(fit)
    return _curve(regression, _worn_km(regression), SHOE, FRESH_SHOE_KM)


def distance_curve(fit: Fit) -> pd.DataFrame:
    """Pain by the day's distance, against the runner's median run, as a natural spline.

    The total effect of distance: neither the spike nor ground and shoes are in the model.

    Parameters
    ----------
    fit : Fit
        The fitted model of the claim `spike`.

    Returns
    -------
    DataFrame
        As from `shoe_age_curve`; `x` and `reference` in km of one day.
    """
    regression = _with_known_distance(fit)
    km = _km(regression)
    return _curve(regression, km, SPIKE, float(np.median(km[_ran(regression)])))


def spike_beyond_length(fit: Fit) -> Contrast | None:
    """The spike's contrast with the day's distance in the model, as a natural spline.

    Parameters
    ----------
    fit : Fit
        The fitted model of the claim `spike`.

    Returns
    -------
    Contrast or None
        What a spike adds beyond its length; None where the distances are too alike, or the days
        cannot tell a spike from its length.
    """
    regression = _with_known_distance(fit)
    km = _km(regression)
    spline = natural_spline(km[_ran(regression)], DEGREES)
    if spline is None:
        return None
    try:
        estimates = fit_hc3(
            settled(with_columns(regression, _columns(regression, km, spline.basis)))
        )
    except ModelError:
        return None
    return Contrast(estimates.params[SPIKE], estimates.bse[SPIKE], estimates.df_resid)


def runs_by_shoe_age(fit: Fit) -> np.ndarray:
    """Kilometres on the pair at each run behind `shoe_age_curve`."""
    regression = regression_of(fit)
    runs: np.ndarray = _worn_km(regression)[_ran(regression)]
    return runs


def runs_by_distance(fit: Fit) -> np.ndarray:
    """Kilometres of each running day behind `distance_curve`."""
    regression = _with_known_distance(fit)
    runs: np.ndarray = _km(regression)[_ran(regression)]
    return runs


def _worn_km(regression: Regression) -> np.ndarray:
    worn: np.ndarray = 100 * regression.frame[SHOE].to_numpy(float)
    return worn


def _km(regression: Regression) -> np.ndarray:
    km: np.ndarray = regression.frame["km"].to_numpy(float)
    return km


def _ran(regression: Regression) -> np.ndarray:
    ran: np.ndarray = regression.frame["ran"].to_numpy(float) == 1
    return ran


def _with_known_distance(fit: Fit) -> Regression:
    regression = regression_of(fit)
    return on_rows(regression, regression.frame["km"].notna().to_numpy())


def _holds(spline: NaturalSpline, value: float) -> bool:
    return spline.boundary[0] <= value <= spline.boundary[1]


def _columns(regression: Regression, values: np.ndarray, basis: Basis) -> dict[str, np.ndarray]:
    """Columns of the shape on running days, 0 on rest days."""
    ran = _ran(regression)
    on_runs = basis(values[ran])
    shaped = np.zeros((len(ran), on_runs.shape[1]))
    shaped[ran] = on_runs
    return {f"shape_{number}": column for number, column in enumerate(shaped.T)}


def _shaped(regression: Regression, values: np.ndarray, place: str, basis: Basis) -> Estimates:
    """Fit the model with the shape in the place of one of its columns."""
    columns = _columns(regression, values, basis)
    changed = with_columns(without_columns(regression, {place}), columns)
    return fit_hc3(settled(replace(changed, contrasted=tuple(columns))))


def _differences(estimates: Estimates, away: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Estimate and standard error of each row of weights on the columns of the shape."""
    names = [f"shape_{number}" for number in range(away.shape[1])]
    spread = estimates.covariance.loc[names, names].to_numpy()
    variance = np.einsum("ij,jk,ik->i", away, spread, away)
    return away @ estimates.params[names].to_numpy(), np.sqrt(variance)


def _old_against_fresh(regression: Regression, basis: Basis | None) -> tuple[float, ...]:
    missing = (np.nan,) * 4
    if basis is None:
        return missing
    try:
        estimates = _shaped(regression, _worn_km(regression), SHOE, basis)
    except ModelError:
        return missing
    old, fresh = basis(np.array([OLD_SHOE_KM, FRESH_SHOE_KM]))
    estimate, error = _differences(estimates, (old - fresh)[None, :])
    found = Contrast(float(estimate[0]), float(error[0]), estimates.df_resid)
    return found.estimate, *found.interval, found.p_value


def _curve(regression: Regression, values: np.ndarray, place: str, near: float) -> pd.DataFrame:
    seen = values[_ran(regression)]
    spline = natural_spline(seen, DEGREES)
    if spline is None:
        return pd.DataFrame(columns=CURVE_COLUMNS, dtype=float)
    try:
        estimates = _shaped(regression, values, place, spline.basis)
    except ModelError:
        return pd.DataFrame(columns=CURVE_COLUMNS, dtype=float)
    reference = near if _holds(spline, near) else float(seen[np.abs(seen - near).argmin()])
    x = np.linspace(*spline.boundary, CURVE_POINTS)
    away = spline.basis(x) - spline.basis(np.array([reference]))
    estimate, error = _differences(estimates, away)
    half = half_width(error, estimates.df_resid)
    columns = (x, estimate, estimate - half, estimate + half, np.full(len(x), reference))
    return pd.DataFrame(dict(zip(CURVE_COLUMNS, columns, strict=True)))
