"""A cross-basis over a million runner-days: ours against plain numpy, and dlnmpy where it is there.

Ratios within one run: below 1 is faster. The limit against plain numpy is 1. dlnmpy (GPL) is no
part of Backstride: install it in an environment of its own to compare.
"""

import importlib.util
import sys
import time
from collections.abc import Callable

import numpy as np

from backstride.models.splines import CrossBasis, NaturalSpline

N_RUNNERS, N_DAYS, TIMES = 2_000, 500, 3
LONGEST_KM, KNOTS_KM = 40.0, (7.0, 11.0)
LAGS, LAG_KNOTS = (1, 27), (2.0, 5.0, 12.0)
LIMIT = 1.0
VALUE = NaturalSpline(KNOTS_KM, (0.0, LONGEST_KM))
LAG = NaturalSpline(LAG_KNOTS, (float(LAGS[0]), float(LAGS[1])))


def diary_km() -> np.ndarray:
    rng = np.random.default_rng(7)
    run = rng.gamma(4.0, 2.5, N_RUNNERS * N_DAYS).clip(2, LONGEST_KM).round(1)
    return np.where(rng.random(len(run)) < 0.45, 0.0, run)


def ours(km: np.ndarray) -> np.ndarray:
    return CrossBasis(VALUE, LAG).columns(km, np.tile(np.arange(N_DAYS), N_RUNNERS))


def plain_numpy(km: np.ndarray) -> np.ndarray:
    """Lag matrices filled slice by slice and multiplied whole, for one endless runner."""
    first, last = LAGS
    basis = VALUE.basis(km)
    by_lag = LAG.basis(np.arange(first, last + 1.0), with_constant=True)
    lagged = np.full((len(km), len(by_lag)), np.nan, order="F")
    parts = []
    for column in basis.T:
        for place, lag in enumerate(range(first, last + 1)):
            lagged[lag:, place] = column[:-lag]
        parts.append(lagged @ by_lag)
    return np.hstack(parts)


def by_dlnmpy(km: np.ndarray) -> np.ndarray:
    import dlnmpy

    by_value = {"fun": "ns", "knots": list(KNOTS_KM), "Boundary_knots": (0.0, LONGEST_KM)}
    by_lag = {"fun": "ns", "knots": list(LAG_KNOTS)}
    runner = np.repeat(np.arange(N_RUNNERS), N_DAYS)
    return np.asarray(dlnmpy.crossbasis(km, lag=LAGS, argvar=by_value, arglag=by_lag, group=runner))


def shortest_s(task: Callable[[], object]) -> float:
    """The shortest of some tries: what others do on the machine only adds."""
    taken = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        task()
        taken.append(time.perf_counter() - begin)
    return min(taken)


def main() -> None:
    km = diary_km()
    print(f"{len(km):,} runner-days, {CrossBasis(VALUE, LAG).n_columns} columns, 27 lags")
    floor, own = shortest_s(lambda: plain_numpy(km)), shortest_s(lambda: ours(km))
    print(f"ours / plain numpy: {own / floor:.2f} (limit {LIMIT})")
    if importlib.util.find_spec("dlnmpy") is None:
        print("dlnmpy is not installed: not compared")
    else:
        found, expected = by_dlnmpy(km), ours(km)
        apart = np.nanmax(np.abs(found - expected))
        print(f"dlnmpy / ours: {shortest_s(lambda: by_dlnmpy(km)) / own:.1f}, apart by {apart:.1e}")
        if not (apart < 1e-8 and (np.isnan(found) == np.isnan(expected)).all()):
            sys.exit("not the same columns")
    if own / floor > LIMIT:
        sys.exit("slower than the limit")


if __name__ == "__main__":
    main()
