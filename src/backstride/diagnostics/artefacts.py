"""Patterns that come of the way of looking alone, shown on the runner's own calendar."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from backstride.diagnostics.common import KM
from backstride.diagnostics.false_alarms import DANGER, bin_p_values, lag_p_values
from backstride.diagnostics.null_diaries import NullPain, null_pain
from backstride.exposures.load import FOUR_WEEKS, WEEK
from backstride.models.contrasts import ALPHA, half_width
from backstride.models.frame import model_frame

Floats = NDArray[np.float64]
CHRONIC_WEEKS = FOUR_WEEKS // WEEK
FEWEST_WEEKS = 8
SERIES, SERIES_WEEKS = 100, 520
FEWEST_RATED = 10
ANY_BIN = "any of them"
BINS = ((-np.inf, 0.8), (0.8, 1.3), (1.3, DANGER), (DANGER, np.inf))
P_CLASSES = (0.0, 0.001, 0.01, 0.05, 0.2, 1.0)
CLASS_NAMES = ("below .001", ".001 to .01", ".01 to .05", ".05 to .20", "above .20")
IGNORES, ANSWERS = "the runner ignores it", "the runner answers it"


def coupling(diary: pd.DataFrame, seed: int = 1) -> pd.DataFrame:
    """Correlate a week's kilometres with the weeks behind it, the week itself counted or not.

    Parameters
    ----------
    diary : DataFrame
        From `add_exposures(build_diary(log))`.
    seed : int

    Returns
    -------
    DataFrame
        `order` (`your own`, `random`), `coupled`: r of a week with the mean of the four weeks
        that it ends; `uncoupled`: with the three before it; `n_weeks` whole logged weeks. The
        random order is the mean over 100 series of ten years, each week drawn anew from
        the same. No rows with fewer than 8 weeks, or weeks all alike.

    References
    ----------
    Lolli et al. (2019), Br J Sports Med 53:921, doi:10.1136/bjsports-2017-098110. Independent
    weeks have r = 0.50, 1/sqrt(4), from coupling alone.
    """
    weeks = _whole_weeks(diary)
    if len(weeks) < FEWEST_WEEKS or np.ptp(weeks) == 0:
        return pd.DataFrame(columns=["order", "coupled", "uncoupled", "n_weeks"])
    rng = np.random.default_rng(seed)
    from_a_hat = rng.choice(weeks, size=(SERIES, SERIES_WEEKS))
    own, random = _coupled_and_not(weeks[None, :]), _coupled_and_not(from_a_hat)
    rows = [("your own", *own, len(weeks)), ("random", *random, len(weeks))]
    return pd.DataFrame(rows, columns=["order", "coupled", "uncoupled", "n_weeks"])


def _whole_weeks(diary: pd.DataFrame) -> Floats:
    """Kilometres of each run of seven logged days from the first day on; weeks with gaps left."""
    km = diary["distance_km"].to_numpy(dtype=float)
    whole = km[: len(km) // WEEK * WEEK].reshape(-1, WEEK).sum(axis=1)
    return np.asarray(whole[np.isfinite(whole)])


def _coupled_and_not(weeks: Floats) -> tuple[float, float]:
    four = np.lib.stride_tricks.sliding_window_view(weeks, CHRONIC_WEEKS, axis=1)
    last = four[:, :, -1]
    means = four.mean(axis=2), four[:, :, :-1].mean(axis=2)
    coupled, uncoupled = (float(np.nanmean(_correlation(last, mean))) for mean in means)
    return coupled, uncoupled


def _correlation(one: Floats, other: Floats) -> Floats:
    a, b = one - one.mean(axis=1, keepdims=True), other - other.mean(axis=1, keepdims=True)
    size = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    r = np.divide((a * b).sum(axis=1), size, out=np.full_like(size, np.nan), where=size > 0)
    return np.asarray(r)


@dataclass(frozen=True)
class NullDiaries:
    """Pain without any effect of running, on the runner's own calendar.

    Parameters
    ----------
    frame : DataFrame
        From `model_frame`.
    ratio : Series
        Uncoupled workload ratio by day.
    pain : dict of str to NullPain
        By `IGNORES` and `ANSWERS`; empty where the ratings are too few.
    """

    frame: pd.DataFrame
    ratio: pd.Series
    pain: dict[str, NullPain]

    @property
    def has_ratio(self) -> "pd.Series[bool]":
        """Rated days with a known workload ratio."""
        return self.frame["pain_post"].notna() & self.ratio.notna()


def null_diaries(diary: pd.DataFrame, n_diaries: int = 200, seed: int = 1) -> NullDiaries:
    """Draw pain without any effect: one set that running ignores, one that running answers.

    Parameters
    ----------
    diary : DataFrame
        From `add_exposures(build_diary(log))`.
    n_diaries, seed : int
    """
    frame = model_frame(diary)
    slot = diary["pain_pre_slot"].iloc[0] if len(diary) else ""
    drawn = {
        IGNORES: null_pain(frame, [], slot, n_diaries, seed),
        ANSWERS: null_pain(frame, [KM], slot, n_diaries, seed),
    }
    known = {name: pain for name, pain in drawn.items() if pain is not None}
    return NullDiaries(frame, diary["workload_ratio"], known)


def best_lags(drawn: NullDiaries) -> pd.DataFrame:
    """How small the smallest of 15 p-values gets by chance: pain on the km 0 to 14 days before.

    Returns
    -------
    DataFrame
        `pain` (which set), `smallest_p` (class), `share` of its null diaries; no rows
        without, or where the kilometres never change.
    """
    tables = [pd.DataFrame(columns=["pain", "smallest_p", "share"])]
    for name, pain in drawn.pain.items():
        smallest = lag_p_values(drawn.frame, KM, pain.post).min(axis=0)
        if (smallest == 1).all():
            continue
        share = np.histogram(smallest, bins=P_CLASSES)[0] / len(smallest)
        tables.append(pd.DataFrame({"pain": name, "smallest_p": CLASS_NAMES, "share": share}))
    return pd.concat(tables[1:] or tables, ignore_index=True)


def ratio_bins(drawn: NullDiaries) -> pd.DataFrame:
    """Every bin of the uncoupled workload ratio against all other days.

    Returns
    -------
    DataFrame
        `acwr` (the bin), `n_days` rated in it, and for each set of null diaries the share with
        p < .05 (`ignored`, `answered`); the last row counts a diary where any bin does. Shares
        are missing for bins with fewer than 3 days; no rows without null diaries.
    """
    if not drawn.pain:
        return pd.DataFrame(columns=["acwr", "n_days", "ignored", "answered"])
    ratio = drawn.ratio[drawn.has_ratio]
    sizes = [int(((ratio > low) & (ratio <= high)).sum()) for low, high in BINS]
    names = [_bin_name(low, high) for low, high in BINS]
    shares = {"ignored": _yes_by_bin(drawn, IGNORES), "answered": _yes_by_bin(drawn, ANSWERS)}
    return pd.DataFrame({"acwr": [*names, ANY_BIN], "n_days": [*sizes, sum(sizes)], **shares})


def _bin_name(low: float, high: float) -> str:
    if low < 0:
        return f"up to {high}"
    return f"above {low}" if np.isinf(high) else f"{low} to {high}"


def _yes_by_bin(drawn: NullDiaries, name: str) -> list[float]:
    if name not in drawn.pain:
        return [float("nan")] * (len(BINS) + 1)
    frame, post = drawn.frame, drawn.pain[name].post
    by_bin = [bin_p_values(frame, drawn.ratio, low, high, post) for low, high in BINS]
    p_values = np.stack(by_bin)
    # A bin with too few days has p = 1 throughout.
    has_days = (p_values < 1).any(axis=1)
    any_bin = float((p_values < ALPHA).any(axis=0).mean()) if has_days.any() else float("nan")
    return [*np.where(has_days, (p_values < ALPHA).mean(axis=1), np.nan).tolist(), any_bin]


def protective_slopes(drawn: NullDiaries) -> pd.DataFrame:
    """Slope of the rating on the workload ratio, in diaries where running does nothing to pain.

    Returns
    -------
    DataFrame
        `pain`, `slope`: points per 1.0 of the ratio; one row per null diary, and no rows where
        the ratio is not known on 10 rated days or does not vary.
    """
    known = drawn.ratio[drawn.has_ratio].to_numpy(dtype=float)
    tables = [pd.DataFrame(columns=["pain", "slope"])]
    if len(known) >= FEWEST_RATED and np.ptp(known) > 0:
        weight = (known - known.mean()) / ((known - known.mean()) ** 2).sum()
        for name, pain in drawn.pain.items():
            slopes = weight @ pain.post[drawn.has_ratio.to_numpy()]
            tables.append(pd.DataFrame({"pain": name, "slope": slopes}))
    return pd.concat(tables[1:] or tables, ignore_index=True)


# What the ratio of acute to chronic load says when its denominator says nothing.

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
    half = half_width(line.stderr, len(pain) - 2)
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
