"""Runners' own estimates, pooled: their mean, how far they differ, and the next runner."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, stats

from backstride.errors import ModelError
from backstride.models.contrasts import LEVEL, Contrast

Floats = NDArray[np.float64]

FEWEST_POOLED = 3


@dataclass(frozen=True)
class PooledRunners:
    """The mean of the runners' own effects and their spread.

    Parameters
    ----------
    mean : Contrast
        Mean effect with its standard error, t(k - 1).
    tau : float
        SD of the true effects between runners, in points.
    i_squared : float
        Share of the spread between estimates that is not chance, 0 to 1.
    prediction_low, prediction_high : float
        95 % interval for the true effect of one more runner.
    n_runners : int
        Runners pooled, k.
    """

    mean: Contrast
    tau: float
    i_squared: float
    prediction_low: float
    prediction_high: float
    n_runners: int


def pool_runners(estimates: pd.DataFrame) -> PooledRunners:
    """Pool estimates of several runners by random effects.

    The variance between runners is that of Paule & Mandel: the weighted spread equals its degrees
    of freedom. The error is Hartung & Knapp's and Sidik & Jonkman's, and never narrower than
    1 / sqrt(sum of weights); with Paule & Mandel's variance it is just that, so that the t
    distribution is what they add.

    Parameters
    ----------
    estimates : DataFrame
        `estimate` and `pooling_error`, one row per runner (`runner_estimates`); rows without an
        estimate are left out. HC3 would be too careful here: one error too large is safe, the mean
        of many is an interval too wide, and runners seem more alike than they are.

    Raises
    ------
    ModelError
        With fewer than 3 estimates.

    References
    ----------
    Paule & Mandel (1982), J Res Natl Bur Stand 87:377, doi:10.6028/jres.087.022. Hartung & Knapp
    (2001), Stat Med 20:3875, doi:10.1002/sim.1009; Sidik & Jonkman (2002), Stat Med 21:3153,
    doi:10.1002/sim.1262. Never narrower: Jackson et al. (2017), Stat Med 36:3923,
    doi:10.1002/sim.7411. Share of the spread: Higgins & Thompson (2002), Stat Med 21:1539,
    doi:10.1002/sim.1186. Prediction interval with t(k - 2): Higgins, Thompson & Spiegelhalter
    (2009), J R Stat Soc A 172:137, doi:10.1111/j.1467-985X.2008.00552.x.

    Examples
    --------
    >>> own = pd.DataFrame({"estimate": [0.2, 0.9, 0.1, 0.6], "pooling_error": [0.2] * 4})
    >>> pooled = pool_runners(own)
    >>> round(pooled.mean.estimate, 2), round(pooled.tau, 2)
    (0.45, 0.31)
    """
    known = estimates.dropna(subset=["estimate", "pooling_error"])
    if len(known) < FEWEST_POOLED:
        raise ModelError(f"found {len(known)} estimates of runners, expected {FEWEST_POOLED}.")
    effect = known["estimate"].to_numpy(dtype=float)
    variance = np.square(known["pooling_error"].to_numpy(dtype=float))
    tau_squared = paule_mandel(effect, variance)
    weight = 1 / (variance + tau_squared)
    mean = float(weight @ effect / weight.sum())
    spread = float(weight @ np.square(effect - mean)) / (len(effect) - 1)
    error = float(np.sqrt(max(spread, 1.0) / weight.sum()))
    reach = stats.t.ppf((1 + LEVEL) / 2, len(effect) - 2) * np.hypot(np.sqrt(tau_squared), error)
    return PooledRunners(
        Contrast(mean, error, float(len(effect) - 1)),
        float(np.sqrt(tau_squared)),
        tau_squared / (tau_squared + _typical(variance)),
        float(mean - reach),
        float(mean + reach),
        len(effect),
    )


def paule_mandel(effect: Floats, variance: Floats) -> float:
    """Variance between runners at which the weighted spread of effects is k - 1; 0 if less at 0."""

    def excess(tau_squared: float) -> float:
        weight = 1 / (variance + tau_squared)
        mean = weight @ effect / weight.sum()
        return float(weight @ np.square(effect - mean)) - (len(effect) - 1)

    if excess(0.0) <= 0:
        return 0.0
    # Were all of the spread between runners, the sum could not exceed k - 1.
    highest = float(np.square(effect - effect.mean()).sum()) + float(variance.max())
    return float(optimize.brentq(excess, 0.0, highest, xtol=1e-14, rtol=1e-14))


def _typical(variance: Floats) -> float:
    """Typical variance of an estimate about its runner's effect."""
    weight = 1 / variance
    total = weight.sum()
    return float((len(weight) - 1) * total / (total**2 - np.square(weight).sum()))
