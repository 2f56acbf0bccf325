"""The true contrast of each claim on the scale that is observed: ratings 0-10."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from backstride.simulate import exposure
from backstride.simulate.draws import Floats, evening_sd, expected_rating
from backstride.simulate.exposure import RAMP_EXTRA, SPIKE_DAYS, SPIKE_THRESHOLD, WEEK
from backstride.simulate.runner import SimulatedRunner
from backstride.simulate.scenario import EFFECT_SLUGS

# A day lived again: its spike as it was, and a run as long as the others of its weekday.


def spike_points(runner: SimulatedRunner) -> tuple[Floats, Floats]:
    """What either run adds, on its evening, to what was realised.

    The other run is as long, over the longest of the 30 days before, as the runner's runs that
    were no spikes are on that weekday: a long Sunday is set against a usual Sunday and not
    against a Wednesday. It changes the spike and the weekly ratio of the day.

    Returns
    -------
    spike, other : array, shape (n_days,)
        Points, of use on days with a spike; `other` is missing where no other run is known.
    """
    daily = runner.daily
    ratio = daily["spike_ratio"]
    multiple = _other_multiples(ratio.mask(daily["spike_exposure"] == 1), daily["date"])
    longest = daily["distance_km"] / ratio
    more_km = (multiple * longest - daily["distance_km"]).to_numpy()
    points = runner.scenario.effect("spike") * daily["spike_exposure"].to_numpy()
    other = runner.scenario.effect("ramp-up") * _ramp_added(runner, more_km) - points
    return np.zeros(len(daily)), other


def _other_multiples(ratio: pd.Series, date: pd.Series) -> pd.Series:
    """Mean ratio of the runs of each day's weekday; of all runs where it has none."""
    own = ratio.groupby(date.dt.day_of_week).transform("mean")
    return own.fillna(ratio.mean())


def _ramp_added(runner: SimulatedRunner, more_km: Floats) -> Floats:
    """Change of the weekly ratio's exposure when a day has so many kilometres more."""
    week = runner.daily["distance_km"].rolling(WEEK).sum()
    is_defined = ((week > 0) & (week.shift(WEEK) > 0)).to_numpy()
    change = np.log1p(np.where(is_defined, more_km / week.to_numpy(), 0.0))
    return np.asarray(change / exposure.RAMP_UP)


# A week lived again, its runs all longer or shorter by one factor.

# Days that the exposures of a week look at: the 30 days before it and its own.
REACH = SPIKE_DAYS + WEEK


def has_forced_week(daily: pd.DataFrame) -> "pd.Series[bool]":
    """Days that end a week with a run, after a week with a run, three weeks into the log."""
    km = daily["distance_km"]
    week = km.rolling(WEEK).sum()
    is_late_enough = daily.index.to_series() >= 3 * WEEK - 1
    return (week > 0) & (week.shift(WEEK) > 0) & is_late_enough


def forced_week(daily: pd.DataFrame, factor: float) -> dict[str, Floats]:
    """Exposures of the 7 days up to each day, had that week been `factor` times the one before.

    Every run of the week is made longer or shorter alike; days of rest stay days of rest, and
    the weeks before stay as they were run.

    Parameters
    ----------
    daily : DataFrame
        `SimulatedRunner.daily`: `distance_km`, `start_min`.
    factor : float

    Returns
    -------
    dict of str to array, shape (n_days, 7)
        By slug, in the units of `Scenario.effects`, oldest day first: `spike` and `ramp-up`. Of
        use only on the days of `has_forced_week`.
    """
    km = _windows(daily["distance_km"].to_numpy()).copy()
    week, before = km[:, SPIKE_DAYS:], km[:, SPIKE_DAYS - WEEK : SPIKE_DAYS]
    total = week.sum(axis=1)
    scale = np.divide(before.sum(axis=1), total, out=np.ones(len(km)), where=total > 0)
    km[:, SPIKE_DAYS:] *= (factor * scale)[:, None]
    start_min = _windows(daily["start_min"].to_numpy(dtype=float))
    day = np.arange(len(daily))[:, None] - np.arange(WEEK - 1, -1, -1)
    is_spike = np.column_stack([_is_spike(km, start_min, place) for place in range(WEEK)])
    ramp = np.column_stack([_log_weekly_ratio(km, place) for place in range(WEEK)])
    return {
        "spike": (is_spike & (day >= SPIKE_DAYS)).astype(float),
        "ramp-up": ramp / exposure.RAMP_UP,
    }


def _windows(values: Floats) -> Floats:
    padded = np.concatenate([np.zeros(REACH - 1), values])
    return np.lib.stride_tricks.sliding_window_view(padded, REACH)


def _is_spike(km: Floats, start_min: Floats, place: int) -> NDArray[np.bool_]:
    """Whether the day `place` of the week has a run above 1.10 × the longest in 30 × 24 hours."""
    today = SPIKE_DAYS + place
    longest = km[:, place + 1 : today].max(axis=1)
    is_inside = start_min[:, place] >= start_min[:, today]
    longest = np.where(is_inside, np.maximum(longest, km[:, place]), longest)
    return np.asarray((longest > 0) & (km[:, today] > SPIKE_THRESHOLD * longest))


def _log_weekly_ratio(km: Floats, place: int) -> Floats:
    """0 where either week has no run, as in `exposure.of_history`."""
    end = SPIKE_DAYS + place + 1
    last, before = (km[:, end - n * WEEK : end - n * WEEK + WEEK].sum(axis=1) for n in (1, 2))
    is_defined = (last > 0) & (before > 0)
    return np.asarray(np.log(np.divide(last, before, out=np.ones(len(km)), where=is_defined)))


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
    kept, points = _decay(runner, WEEK), np.zeros(len(runner.daily))
    for slug, forced in forced_week(runner.daily, factor).items():
        realised = np.convolve(runner.daily[exposure.COLUMNS[slug]], kept[::-1])[: len(points)]
        points += runner.scenario.effect(slug) * (forced @ kept - realised)
    return points


def sustained_exposure(slug: str) -> Floats:
    """Exposure on each of the 28 days of a dose that is kept up, from none before them."""
    if slug == "strength":
        days = np.arange(1, SUSTAINED_DAYS + 1)
        return STRENGTH_SESSIONS_PER_WEEK * np.minimum(days, WEEK) / WEEK
    if slug == "cross-training":
        return np.full(SUSTAINED_DAYS, RIDE_MIN_PER_WEEK / WEEK / exposure.RIDE_UNIT_MIN)
    raise ValueError(f"no truth for {slug!r}")


def _sustained(runner: SimulatedRunner, slug: str) -> float:
    forced = sustained_exposure(slug)
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
    sd = evening_sd(runner.scenario.sd)
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
