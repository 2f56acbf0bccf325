"""Every random number of a cohort, block of runners by block, before the first day is lived."""

from collections.abc import Iterator

import numpy as np

from backstride.simulate.cohort_scenario import CohortScenario
from backstride.simulate.draws import MAINTENANCE, Floats
from backstride.simulate.scenario import EFFECT_SLUGS

BLOCK = 500
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
    *MAINTENANCE,
)
DAILY_NORMAL = (
    "stress",
    "session",
    "felt",
    "evening",
    "morning",
    "ride-length",
    "sleep",
    "sitting",
    "drift",
)
WEEKLY_UNIFORM = ("ramp", "ramp-size", "break", "break-length", "motivation")
WEEKLY_NORMAL = ("growth",)
PAIR_UNIFORM = ("pair-start",)
PAIR_NORMAL = ("pair-life",)
RUNNER_NORMAL = ("level", "start", *(f"{slug}-effect" for slug in EFFECT_SLUGS))


def blocks(scenario: CohortScenario) -> Iterator[tuple[int, int]]:
    """Number and size of each block of runners.

    Examples
    --------
    >>> list(blocks(CohortScenario(n_runners=1100)))
    [(0, 500), (1, 500), (2, 100)]
    """
    for number, first in enumerate(range(0, scenario.n_runners, BLOCK)):
        yield number, min(BLOCK, scenario.n_runners - first)


def draw_block(scenario: CohortScenario, block: int, n_runners: int) -> dict[str, Floats]:
    """Arrays of draws by name, days (weeks, pairs) down and runners across.

    Each name has a stream of its own, filled runner by runner: effects never touch the draws.

    Examples
    --------
    >>> few, many = (draw_block(CohortScenario(n_days=3), 0, n) for n in (2, 9))
    >>> bool((few["stress"] == many["stress"][:, :2]).all())
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
        (RUNNER_NORMAL, 1, False),
    )
    draws = {}
    for number, (names, length, is_uniform) in enumerate(groups):
        for place, name in enumerate(names):
            stream = np.random.default_rng([scenario.seed, block, number, place])
            shape = (n_runners, length)
            drawn = stream.random(shape) if is_uniform else stream.standard_normal(shape)
            draws[name] = drawn.T.copy()
    return draws


def carried_on(shocks: Floats, share: float) -> Floats:
    """`autoregressive` of each column: series of variance 1 that carry `share` to the next day.

    Examples
    --------
    >>> carried_on(np.array([[1.0], [0.0], [0.0]]), 0.6)[:, 0].round(2).tolist()
    [1.0, 0.6, 0.36]
    """
    series = shocks.copy()
    scale = np.sqrt(1 - share**2)
    for day in range(1, len(series)):
        series[day] = share * series[day - 1] + scale * shocks[day]
    return series
