"""Every random number of a runner, drawn before the first day is lived."""

import numpy as np
from numpy.typing import NDArray

from backstride.simulate.scenario import Scenario

Floats = NDArray[np.float64]

MAINTENANCE = ("superman", "lacrosse-ball", "seated-forward-fold", "legs-up-the-wall")
# The place of a name in its tuple is part of its seed: append, never reorder.
DAILY_UNIFORM = (
    "skip",
    "extra",
    "sore-skip",
    "surface",
    "pair",
    "warm-up",
    "stretch",
    "second-dose",
    "strength",
    "ride",
    "missing-evening",
    "missing-morning",
    "ill",
    "well",
    "medication",
    "pauses",
    "morning-clock",
    "run-clock",
    "midday-clock",
    "ride-clock",
    "late-clock",
    "evening-clock",
    *MAINTENANCE,
)
DAILY_NORMAL = (
    "stress",
    "session",
    "felt",
    "evening",
    "morning",
    "pace",
    "exertion",
    "ride-length",
    "plank",
    "climbers",
    "sleep",
    "sitting",
)
WEEKLY_UNIFORM = ("ramp", "ramp-size", "break", "break-length", "motivation")
WEEKLY_NORMAL = ("growth",)
PAIR_UNIFORM = ("pair-start",)
PAIR_NORMAL = ("pair-life", "start")


def draw(scenario: Scenario) -> dict[str, Floats]:
    """Arrays of draws by name; each name has a stream of its own.

    Effects never touch the draws, so two scenarios that differ in an effect alone meet the
    same chance (common random numbers), and a longer log begins like a shorter one.

    Examples
    --------
    >>> short, long = draw(Scenario(n_days=3)), draw(Scenario(n_days=9))
    >>> bool((short["stress"] == long["stress"][:3]).all())
    True
    """
    n_weeks, n_pairs = scenario.n_days // 7 + 2, scenario.n_days // 10 + 4
    groups = (
        (DAILY_UNIFORM, scenario.n_days, True),
        (DAILY_NORMAL, scenario.n_days, False),
        (WEEKLY_UNIFORM, n_weeks, True),
        (WEEKLY_NORMAL, n_weeks, False),
        (PAIR_UNIFORM, n_pairs, True),
        (PAIR_NORMAL, n_pairs, False),
    )
    draws = {}
    for number, (names, length, is_uniform) in enumerate(groups):
        for place, name in enumerate(names):
            stream = np.random.default_rng([scenario.seed, number, place])
            draws[name] = stream.random(length) if is_uniform else stream.standard_normal(length)
    return draws


def autoregressive(shocks: Floats, share: float) -> Floats:
    """A series of variance 1 that carries `share` of itself to the next step.

    Examples
    --------
    >>> autoregressive(np.array([1.0, 0.0, 0.0]), 0.6).round(2).tolist()
    [1.0, 0.6, 0.36]
    """
    series = np.empty_like(shocks)
    level, scale = 0.0, np.sqrt(1 - share**2)
    for step, shock in enumerate(shocks.tolist()):
        level = share * level + scale * shock if step else shock
        series[step] = level
    return series
