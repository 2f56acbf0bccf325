"""Which sessions of different sources could be the same one, the likeliest first."""

import numpy as np
import pandas as pd

from backstride.clean.sources import is_activity_file

KM_PER_MILE = 1.609344
# Shares by which two sources may differ on the same session.
SAME_DISTANCE, SAME_AFTER_SHIFT, MIXED_UNITS = 0.03, 0.01, 0.03
LEAST_OVERLAP = 0.5
LONGEST_SHIFT_MIN, QUARTER_HOUR_MIN, CLOCK_TOLERANCE_MIN = 14 * 60.0, 15.0, 1.0
# Length on the clock of a session whose duration no source tells; used for the overlap only.
ASSUMED_LENGTH_MIN = 30.0
_ELAPSED_AT_MOST = 3.0

PAIR_COLUMNS = ["left", "right", "stage", "apart", "start_apart", "shift_min"]


def timed_pairs(runs: pd.DataFrame) -> pd.DataFrame:
    """Pairs of sessions of one sport from two sources that overlap in time or are zone-shifted.

    Two intervals from start to end overlap by at least half of the shorter, and the distances
    agree within 3 % (or by the factor of a mile, or one is missing); or, with distance and
    duration within 1 %, the starts lie a whole number of quarter-hours apart, up to 14 hours
    (never between two files of single activities, whose times are both UTC).

    Returns
    -------
    DataFrame
        `left`, `right` (index of `runs`), `stage` (0 overlap, 1 shift), `apart` (relative
        difference of the distances, 1 and more where it says little), `start_apart` (minutes),
        `shift_min` (missing unless shifted).
    """
    timed = runs[runs["start"].notna()].sort_values("start", kind="stable")
    return _judged(timed, *_neighbours(timed))


def untimed_pairs(runs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pairs of one day and sport from two sources, at least one of them without a clock time.

    Distances agree within 3 % (durations, where a distance is missing), and each of the two has
    as many such candidates in the source of the other, so that no choice is left open.

    Returns
    -------
    tuple of DataFrame
        Pairs as in `timed_pairs` (`stage` 2), and those left because a choice was open.
    """
    said = runs[["date", "sport", "source", "distance_km", "duration_min", "start"]]
    said = said.assign(row=runs.index)
    clockless = said[said["start"].isna()]
    pairs = clockless.merge(said, on=["date", "sport"], suffixes=("", "_other"))
    twice = pairs["start_other"].isna() & (pairs["row"] > pairs["row_other"])
    pairs = pairs[(pairs["source"] != pairs["source_other"]) & ~twice]
    apart = _apart(pairs["distance_km"], pairs["distance_km_other"])
    by_time = _apart(pairs["duration_min"], pairs["duration_min_other"])
    pairs = pairs.assign(apart=apart.fillna(by_time))
    pairs = pairs[pairs["apart"] <= SAME_DISTANCE]
    counts = pairs.groupby(["row", "source_other"])["apart"].transform("size")
    back = pairs.groupby(["row_other", "source"])["apart"].transform("size")
    pairs = pairs.rename(columns={"row": "left", "row_other": "right"})
    pairs = pairs.assign(stage=2, start_apart=0.0, shift_min=np.nan)[PAIR_COLUMNS]
    return pairs[counts == back], pairs[counts != back]


def _neighbours(timed: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    # A sweep over the sorted starts: the k-th neighbours of all rows at once, until none is near.
    start, reach = _minutes(timed), _minutes(timed) + np.maximum(_length(timed), _reach_of_shift())
    source, sport = pd.factorize(timed["source"])[0], pd.factorize(timed["sport"])[0]
    lefts, rights = [np.empty(0, int)], [np.empty(0, int)]
    for step in range(1, len(timed)):
        near = start[step:] <= reach[:-step]
        if not near.any():
            break
        fits = near & (source[step:] != source[:-step]) & (sport[step:] == sport[:-step])
        lefts.append(np.flatnonzero(fits))
        rights.append(np.flatnonzero(fits) + step)
    return np.concatenate(lefts), np.concatenate(rights)


def _judged(timed: pd.DataFrame, left: np.ndarray, right: np.ndarray) -> pd.DataFrame:
    start, length = _minutes(timed), _length(timed)
    end = start + length
    common = np.minimum(end[left], end[right]) - np.maximum(start[left], start[right])
    overlap = common >= LEAST_OVERLAP * np.minimum(length[left], length[right])
    apart, rank = _distances_apart(timed["distance_km"].to_numpy(), left, right)
    shift = start[right] - start[left]
    in_utc = is_activity_file(timed["source"]).to_numpy()
    shifted = ~overlap & (apart <= SAME_AFTER_SHIFT) & _quarter_hours(shift)
    shifted &= ~(in_utc[left] & in_utc[right])
    minutes = timed["duration_min"]
    same_length = _apart(minutes.iloc[left], minutes.iloc[right].set_axis(minutes.index[left]))
    shifted &= same_length.to_numpy() <= SAME_AFTER_SHIFT
    pairs = pd.DataFrame(
        {
            "left": timed.index[left],
            "right": timed.index[right],
            "stage": np.where(shifted, 1, 0),
            "apart": rank,
            "start_apart": shift,
            "shift_min": np.where(shifted, shift, np.nan),
        }
    )
    return pairs.loc[np.flatnonzero((overlap & np.isfinite(rank)) | shifted)]


def _distances_apart(
    distance: np.ndarray, left: np.ndarray, right: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    longer = np.fmax(distance[left], distance[right])
    shorter = np.fmin(distance[left], distance[right])
    missing = np.isnan(distance[left]) | np.isnan(distance[right])
    apart = np.where(missing, np.nan, 1 - shorter / longer)
    # Agreement first, then a missing distance, then a mix-up of units; infinite is another run.
    rank = np.where(apart <= SAME_DISTANCE, apart, np.inf)
    rank = np.where(missing, 1.0, rank)
    return apart, np.where(~missing & is_mixed_up(shorter, longer), 2.0, rank)


def is_mixed_up(shorter: np.ndarray, longer: np.ndarray) -> np.ndarray:
    """Whether two distances differ by the factor of a mile to a kilometre, within 3 %.

    Examples
    --------
    >>> is_mixed_up(np.array([6.2, 6.2]), np.array([10.0, 9.0])).tolist()
    [True, False]
    """
    in_miles = shorter * KM_PER_MILE
    return np.asarray(np.abs(longer - in_miles) <= MIXED_UNITS * in_miles)


def _apart(one: pd.Series, other: pd.Series) -> pd.Series:
    return (one - other).abs() / np.maximum(one, other)


def _minutes(timed: pd.DataFrame) -> np.ndarray:
    micros = timed["start"].to_numpy(dtype="datetime64[us]").astype("int64")
    return np.asarray(micros / 60e6)


def _length(timed: pd.DataFrame) -> np.ndarray:
    moving, elapsed = timed["duration_min"], timed["elapsed_min"]
    # A watch left running for days must not reach over the runs of the days after.
    believed = elapsed.where(~(elapsed > _ELAPSED_AT_MOST * moving), moving)
    return believed.fillna(moving).fillna(ASSUMED_LENGTH_MIN).to_numpy()


def _reach_of_shift() -> float:
    return LONGEST_SHIFT_MIN + CLOCK_TOLERANCE_MIN


def _quarter_hours(shift: np.ndarray) -> np.ndarray:
    off = np.abs(shift - np.round(shift / QUARTER_HOUR_MIN) * QUARTER_HOUR_MIN)
    return np.asarray((off <= CLOCK_TOLERANCE_MIN) & (np.abs(shift) <= _reach_of_shift()))
