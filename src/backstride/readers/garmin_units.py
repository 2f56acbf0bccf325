"""Kilometres, miles or metres in a Garmin file: no header says, the runner's stride does."""

import re

import pandas as pd

from backstride.readers.choices import UndecidedError
from backstride.readers.export_table import told_once
from backstride.readers.own_runs import KM_PER
from backstride.readers.text import alias_key

# Steps a minute × metres a step × minutes are the metres run: over the distance, 1000 for km and
# 1609 for miles. Real files lie within 7 % of one of the two.
METRES_PER = {"km": 1000.0, "mi": 1609.344}
TOLERANCE = 0.12
# Above this a minute a distance is metres: no run, ride or descent does 6 km in a minute, and the
# slowest swimmer does 6 m.
METRES_PER_MINUTE = 6.0
# A swim of this many km is a crossing of the Channel; of this many metres, a lap of the pool.
_LONGEST_SWIM_KM = 24.0
_SWIM = re.compile(
    r"swim|svom|svøm|\bsim|bassangsim|schwimm|natac|pływa|plywa|\busz|natation|\bnage|zwem|nuoto"
)


def metres_run(
    cadence: pd.Series, stride_m: pd.Series, minutes: pd.Series, distance: pd.Series
) -> float:
    """Median of steps × stride length over distance; missing where no row has all of them.

    Examples
    --------
    >>> one = pd.Series([1.0])
    >>> round(metres_run(170 * one, 1.0 * one, 30 * one, 5.1 * one))
    1000
    """
    steps = cadence.where(cadence > 0) * minutes.where(minutes > 0)
    return float((steps * stride_m.where(stride_m > 0) / distance.where(distance > 0)).median())


def unit_of_file(metres: float, stated: str | None, source: str) -> tuple[str, pd.DataFrame]:
    """The unit and the repair line that says what told it.

    Parameters
    ----------
    metres : float
        As `metres_run`; what it tells goes before what was stated for files that tell nothing.
    stated : {'km', 'mi'} or None
        The runner's word, from `--distance-unit`.
    source : str

    Raises
    ------
    UndecidedError
        If neither tells.
    """
    fitting = [unit for unit, length in METRES_PER.items() if abs(metres / length - 1) <= TOLERANCE]
    if fitting:
        word = {"km": "kilometres", "mi": "miles"}[fitting[0]]
        done = (
            f"{word}: cadence × stride length × minutes / distance is {metres:.0f}, "
            f"expected {METRES_PER[fitting[0]]:.0f}"
        )
        return fitting[0], told_once("distance_km", "no unit", done)
    if stated is not None:
        return stated, told_once("distance_km", "no unit", f"as stated: --distance-unit {stated}")
    found = "no cadence and stride length to tell"
    if metres == metres:
        found = f"cadence × stride length × minutes / distance is {metres:.0f}, not 1000 or 1609"
    raise UndecidedError(
        f"{source}: distances could be km or miles ({found}). Say which: --distance-unit km|mi."
    )


def are_metres(distance: pd.Series, minutes: pd.Series, types: pd.Series) -> pd.Series:
    """Whether a distance is in metres, as those of pool swims and track runs are.

    Examples
    --------
    >>> types = pd.Series(["Running", "Track Running", "Pool Swim"])
    >>> are_metres(pd.Series([10.0, 10_000, 100]), pd.Series([50.0, 50, 30]), types).tolist()
    [False, True, True]
    """
    swims = {kind for kind in types.dropna().unique() if _SWIM.search(alias_key(kind))}
    too_fast = distance > METRES_PER_MINUTE * minutes
    return too_fast | (types.isin(swims) & (distance > _LONGEST_SWIM_KM))


def to_km(
    distance: pd.Series, in_metres: pd.Series, unit: str, found: pd.Series
) -> tuple[pd.Series, pd.DataFrame]:
    """Distances in km, and a repair line for each that was in metres."""
    km = (distance * KM_PER[unit]).where(~in_metres, distance / 1000)
    rows = in_metres.index[in_metres]
    told = pd.DataFrame(
        {
            "row": rows,
            "column": "distance_km",
            "found": found.loc[rows].to_numpy(),
            "done": [f"metres: {value:.10g} km" for value in km.loc[rows]],
        }
    )
    return km, told
