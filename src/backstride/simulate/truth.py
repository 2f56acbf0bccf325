"""The true contrast of each claim on the scale that is observed: ratings 0-10."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from backstride.models.contrasts import ramp_steps, usual_week_shares
from backstride.simulate import exposure
from backstride.simulate.draws import Floats
from backstride.simulate.pain import evening_sd, expected_rating
from backstride.simulate.runner import SimulatedRunner
from backstride.simulate.scenario import EFFECT_SLUGS

RAMP_EXTRA = 0.3
SUSTAINED_DAYS = 28
STRENGTH_SESSIONS_PER_WEEK = 3
RIDE_MIN_PER_WEEK = 120
FIRST_RAMP_DAY = 20

# Exposure forced on one day: (exposed, unexposed), in the units of `Scenario.effects`.
SAME_DAY = {
    "spike": (1.0, 0.0),
    "return": (1.0, 0.0),
    "surface": (1.0, 0.0),
    "shoe-age": (exposure.shoe_age(500), exposure.shoe_age(100)),
    "warm-up": (1.0, 0.0),
    "stretching": (1.0, 0.0),
    "maintenance": (1.0, 0.0),
}


def true_contrasts(runner: SimulatedRunner) -> pd.DataFrame:
    """What each claim's contrast would show if the same days could be lived both ways.

    The exposure is forced to one value and then to the other, all else stays as realised, and
    the expected rating of the evening is exact: latent pain is normal around what was felt
    that morning plus the day's effects. The difference is averaged over the eligible days.

    - spike (days with a run and a defined ratio), surface, shoe-age (500 against 100 km),
      warm-up (days with a run), return (days in a return), stretching (2 doses against 0),
      maintenance (all four against none; all days): that evening;
    - ramp-up: evening of day 7 of a week × 1.3, rising as the runner's median week fills;
    - strength (3 sessions a week) and cross-training (120 min a week): evening of day 28 of
      the sustained dose against none.

    Returns
    -------
    DataFrame
        `slug`, `truth` in points; missing where no day is eligible, exactly 0 where no effect
        was planted.

    Examples
    --------
    >>> from backstride.simulate import Scenario, simulate_runner
    >>> truths = true_contrasts(simulate_runner(Scenario(n_days=120, effects={"surface": 0.3})))
    >>> truths.set_index("slug")["truth"].round(1)[["surface", "warm-up"]].tolist()
    [0.3, 0.0]
    """
    truths = [_contrast(runner, slug) for slug in EFFECT_SLUGS]
    return pd.DataFrame({"slug": EFFECT_SLUGS, "truth": truths})


def _contrast(runner: SimulatedRunner, slug: str) -> float:
    if slug in SAME_DAY:
        exposed, unexposed = SAME_DAY[slug]
        realised = runner.daily[exposure.COLUMNS[slug]].to_numpy()
        return _mean_difference(runner, slug, exposed - realised, unexposed - realised)
    if slug == "ramp-up":
        steps = ramp_steps(usual_week_shares(_week_frame(runner)), RAMP_EXTRA) / exposure.RAMP_UP
        shift = np.full(len(runner.daily), _carried(runner, steps))
        return _mean_difference(runner, slug, shift, np.zeros_like(shift))
    return _sustained(runner, slug)


def _week_frame(runner: SimulatedRunner) -> pd.DataFrame:
    daily = runner.daily
    return pd.DataFrame({"weekday": daily["date"].dt.day_of_week, "km": daily["distance_km"]})


def _sustained(runner: SimulatedRunner, slug: str) -> float:
    days = np.arange(1, SUSTAINED_DAYS + 1)
    if slug == "strength":
        forced = STRENGTH_SESSIONS_PER_WEEK * np.minimum(days, 7) / 7
    elif slug == "cross-training":
        forced = np.full(SUSTAINED_DAYS, RIDE_MIN_PER_WEEK / 7 / exposure.RIDE_UNIT_MIN)
    else:
        raise ValueError(f"no truth for {slug!r}")
    realised = runner.daily[exposure.COLUMNS[slug]].to_numpy()
    removed = np.convolve(realised, _decay(runner, SUSTAINED_DAYS)[::-1])[: len(realised)]
    return _mean_difference(runner, slug, _carried(runner, forced) - removed, -removed)


def _decay(runner: SimulatedRunner, n_days: int) -> Floats:
    """What is left, on the last of `n_days`, of one point on each of them."""
    scenario = runner.scenario
    kept = scenario.phi if scenario.form == "carry" else 0.0
    return kept ** np.arange(n_days - 1, -1, -1.0)


def _carried(runner: SimulatedRunner, exposures: Floats) -> float:
    return float(_decay(runner, len(exposures)) @ exposures)


def _mean_difference(
    runner: SimulatedRunner, slug: str, exposed: Floats, unexposed: Floats
) -> float:
    """Mean over eligible days; both arms as exposure added to what was realised."""
    is_eligible = ELIGIBLE[slug](runner.daily).to_numpy()
    if not is_eligible.any():
        return float("nan")
    points, sd = runner.scenario.effect(slug), evening_sd(runner.scenario)
    mean = (runner.daily["pain_felt"] + runner.daily["effect"]).to_numpy()
    arms = [expected_rating(mean + points * added, sd) for added in (exposed, unexposed)]
    return float((arms[0] - arms[1])[is_eligible].mean())


def _ran(daily: pd.DataFrame) -> "pd.Series[bool]":
    return daily["distance_km"] > 0


def _all_days(daily: pd.DataFrame) -> "pd.Series[bool]":
    return daily["distance_km"].notna()


ELIGIBLE: dict[str, Callable[[pd.DataFrame], "pd.Series[bool]"]] = {
    "spike": lambda daily: daily["spike_ratio"].notna(),
    "return": lambda daily: daily["is_return"] == 1,
    "ramp-up": lambda daily: daily.index.to_series() >= FIRST_RAMP_DAY,
    "surface": _ran,
    "shoe-age": _ran,
    "warm-up": _ran,
    "stretching": _all_days,
    "cross-training": lambda daily: daily.index.to_series() >= SUSTAINED_DAYS - 1,
    "strength": lambda daily: daily.index.to_series() >= SUSTAINED_DAYS - 1,
    "maintenance": _all_days,
}
