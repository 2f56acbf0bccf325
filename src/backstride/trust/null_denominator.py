"""What the ratio of acute to chronic load says when its denominator says nothing."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
N_RANDOM = 500
LATER_DAYS = 7
FEWEST_DAYS = 30
OWN, LATER = "own chronic load", "own, a week later"
CONSTANT, SHUFFLED = "a constant", "own, shuffled"
COLUMNS = ["denominator", "estimate", "low", "high", "p_value", "n_days"]


def null_denominators(diary: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """Plain slope of pain on the workload ratio, with its own denominator and with others.

    - own chronic load: `workload_ratio`, acute load over the 21 days before it
    - a constant: the acute load alone, whatever came before
    - own, shuffled: chronic loads of other days of the log, drawn in random order 500 times
    - own, a week later: the ratio 7 days after the rating, whose week began after it and cannot
      have caused it; where pain makes one run less, that ratio looks protective too

    All as points per standard deviation of the ratio, so that they can be set beside each other.

    Parameters
    ----------
    diary : DataFrame
        One runner's, from `add_exposures(build_diary(log))`.
    seed : int
        Of the random order.

    Returns
    -------
    DataFrame
        Columns `denominator`, `estimate` (points per SD), `low`, `high` (95 % of a plain
        regression; of the shuffles the middle 95 % of the slopes), `p_value` (of the plain
        correlation; missing for the shuffles), `n_days`. No rows with fewer than 30 days, or
        where a ratio or the rating never changes.

    References
    ----------
    Impellizzeri et al. (2021), Sports Med 51:581, doi:10.1007/s40279-020-01378-6. Replacing the
    chronic load by random and by fixed numbers left the association with injury as it was.
    """
    later = diary["workload_ratio"].shift(-LATER_DAYS)
    columns = diary[["pain_post", "acute_km", "chronic_km", "workload_ratio"]].assign(later=later)
    known = columns.loc[columns["chronic_km"] > 0].dropna(subset=["pain_post", "workload_ratio"])
    is_later = columns[["pain_post", "later"]].notna().all(axis=1)
    after = columns.loc[is_later]
    if min(len(known), len(after)) < FEWEST_DAYS or _is_flat(known, after):
        return pd.DataFrame(columns=COLUMNS)
    pain, acute = known["pain_post"].to_numpy(), known["acute_km"].to_numpy()
    rows = [
        _plain(OWN, known["workload_ratio"].to_numpy(), pain),
        _plain(CONSTANT, acute, pain),
        _shuffled(acute, known["chronic_km"].to_numpy(), pain, seed),
        _plain(LATER, after["later"].to_numpy(), after["pain_post"].to_numpy()),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _is_flat(known: pd.DataFrame, after: pd.DataFrame) -> bool:
    spreads = [*known[["pain_post", "acute_km", "workload_ratio"]].std(), *after.std()]
    return not min(spreads) > 0


def _plain(denominator: str, ratio: Floats, pain: Floats) -> dict[str, object]:
    line = stats.linregress((ratio - ratio.mean()) / ratio.std(), pain)
    half = stats.t.ppf(0.975, len(pain) - 2) * line.stderr
    numbers = (line.slope, line.slope - half, line.slope + half, line.pvalue, len(pain))
    return dict(zip(COLUMNS, (denominator, *numbers), strict=True))


def _shuffled(acute: Floats, chronic: Floats, pain: Floats, seed: int) -> dict[str, object]:
    rng = np.random.default_rng(seed)
    orders = rng.permuted(np.tile(chronic, (N_RANDOM, 1)), axis=1)
    ratios = acute / orders
    spread = ratios - ratios.mean(axis=1, keepdims=True)
    slopes = spread @ (pain - pain.mean()) / len(pain) / ratios.std(axis=1)
    low, high = np.quantile(slopes, [0.025, 0.975])
    numbers = (slopes.mean(), low, high, np.nan, len(pain))
    return dict(zip(COLUMNS, (SHUFFLED, *numbers), strict=True))
