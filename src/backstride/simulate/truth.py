"""The true contrast of each claim on the scale that is observed: ratings 0-10."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from backstride.simulate import exposure
from backstride.simulate.draws import Floats
from backstride.simulate.forced_run import spike_points
from backstride.simulate.forced_week import forced_week, has_forced_week
from backstride.simulate.pain import evening_sd, expected_rating
from backstride.simulate.runner import SimulatedRunner
from backstride.simulate.scenario import EFFECT_SLUGS

RAMP_EXTRA = 0.3
SUSTAINED_DAYS = 28
STRENGTH_SESSIONS_PER_WEEK = 3
RIDE_MIN_PER_WEEK = 120

# Exposure forced on one day: (exposed, unexposed), in the units of `Scenario.effects`.
SAME_DAY = {
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

    - spike (days with one): that evening, of the run as it was against one as long as the others
      of that weekday, as a multiple of the longest before; what the day's kilometres add to the
      weekly ratio belongs to it (the total effect);
    - surface, shoe-age (500 against 100 km), warm-up (days with a run), return (days in a
      return), stretching (2 doses against 0), maintenance (all four against none; all days):
      that evening;
    - ramp-up: evening of day 7 of a week whose runs are all longer or shorter by one factor, so
      that it is 1.3 × the week before, against one that equals it (any 7 days with a run in them
      and in the 7 before); the total effect, that of the spikes in such a week included;
    - strength (3 sessions a week) and cross-training (120 min a week): evening of day 28 of
      the sustained dose against none.

    Returns
    -------
    DataFrame
        `slug`, `truth` in points; missing where no day is eligible, exactly 0 where no effect
        was planted that could show.

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
    if slug == "spike":
        return _mean_difference(runner, slug, *spike_points(runner))
    if slug in SAME_DAY:
        exposed, unexposed = SAME_DAY[slug]
        realised = runner.daily[exposure.COLUMNS[slug]].to_numpy()
        points = runner.scenario.effect(slug)
        return _mean_difference(
            runner, slug, points * (exposed - realised), points * (unexposed - realised)
        )
    if slug == "ramp-up":
        raised, equal = (_week_points(runner, factor) for factor in (1 + RAMP_EXTRA, 1.0))
        return _mean_difference(runner, slug, raised, equal)
    return _sustained(runner, slug)


def _week_points(runner: SimulatedRunner, factor: float) -> Floats:
    """What a forced week adds, on its last evening, to what was realised."""
    kept, points = _decay(runner, 7), np.zeros(len(runner.daily))
    for slug, forced in forced_week(runner.daily, factor).items():
        realised = np.convolve(runner.daily[exposure.COLUMNS[slug]], kept[::-1])[: len(points)]
        points += runner.scenario.effect(slug) * (forced @ kept - realised)
    return points


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
    points = runner.scenario.effect(slug)
    return _mean_difference(
        runner, slug, points * (_carried(runner, forced) - removed), -points * removed
    )


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
    """Mean over eligible days; both arms as points added to what was realised."""
    is_eligible = ELIGIBLE[slug](runner.daily).to_numpy()
    if not is_eligible.any():
        return float("nan")
    sd = evening_sd(runner.scenario)
    mean = (runner.daily["pain_felt"] + runner.daily["effect"]).to_numpy()
    arms = [expected_rating(mean + added, sd) for added in (exposed, unexposed)]
    return float((arms[0] - arms[1])[is_eligible].mean())


def _ran(daily: pd.DataFrame) -> "pd.Series[bool]":
    return daily["distance_km"] > 0


def _all_days(daily: pd.DataFrame) -> "pd.Series[bool]":
    return daily["distance_km"].notna()


ELIGIBLE: dict[str, Callable[[pd.DataFrame], "pd.Series[bool]"]] = {
    "spike": lambda daily: daily["spike_exposure"] == 1,
    "return": lambda daily: daily["is_return"] == 1,
    "ramp-up": has_forced_week,
    "surface": _ran,
    "shoe-age": _ran,
    "warm-up": _ran,
    "stretching": _all_days,
    "cross-training": lambda daily: daily.index.to_series() >= SUSTAINED_DAYS - 1,
    "strength": lambda daily: daily.index.to_series() >= SUSTAINED_DAYS - 1,
    "maintenance": _all_days,
}
