"""The true contrast of each claim in a cohort, on the scale that is observed: ratings 0-10."""

import numpy as np
import pandas as pd

from backstride.simulate import exposure
from backstride.simulate.cohort.days import live_block, runner_effects
from backstride.simulate.cohort.scenario import CohortScenario, blocks, draw_block
from backstride.simulate.draws import Floats, evening_sd, expected_rating, weekdays
from backstride.simulate.exposure import RAMP_EXTRA, WEEK
from backstride.simulate.scenario import EFFECT_SLUGS
from backstride.simulate.truth import (
    SAME_DAY,
    SUSTAINED_DAYS,
    forced_week,
    has_forced_week,
    sustained_exposure,
)

RUN_CLOCK_MIN = 600
AMONG_RUNS = ("surface", "shoe-age", "warm-up")


def cohort_truth(scenario: CohortScenario, slugs: tuple[str, ...] = EFFECT_SLUGS) -> pd.DataFrame:
    """What each claim's contrast would show if the runners could live the same days both ways.

    As `true_contrasts` does for one runner: the exposure is forced to one value and to the
    other, all else stays as realised, and the expected rating of the evening is exact. The mean
    over the eligible days of each runner; then over runners. The effect is the mean over the
    runners there could be, so it is best asked of a cohort much larger than the one that is
    answered. Points of single kilometres (`km_points`) stay as they were realised.

    Returns
    -------
    DataFrame
        `slug`, `truth` in points (mean over runners), and `sd` between the runners' own.

    Examples
    --------
    >>> truths = cohort_truth(CohortScenario(n_runners=20, n_days=90, effects={"surface": 0.3}))
    >>> truths.set_index("slug")["truth"].round(1)[["surface", "warm-up"]].tolist()
    [0.3, 0.0]
    """
    parts: dict[str, list[Floats]] = {slug: [] for slug in slugs}
    for block, n_runners in blocks(scenario):
        draws = draw_block(scenario, block, n_runners)
        lived, effects = live_block(scenario, draws), runner_effects(scenario, draws)
        for slug in slugs:
            parts[slug].append(_runner_truths(scenario, lived, effects, slug))
    own = {slug: np.concatenate(found) for slug, found in parts.items()}
    rows = [(slug, np.nanmean(found), np.nanstd(found)) for slug, found in own.items()]
    return pd.DataFrame(rows, columns=["slug", "truth", "sd"])


def _runner_truths(
    scenario: CohortScenario, lived: dict[str, Floats], effects: dict[str, Floats], slug: str
) -> Floats:
    """One contrast of each runner; missing where no day of a runner is eligible."""
    arms, is_eligible = _arms(scenario, lived, effects, slug)
    if not np.any(arms[0] - arms[1]):
        return np.where(is_eligible.any(axis=0), 0.0, np.nan)
    sd = evening_sd(scenario.sd)
    ratings = [expected_rating(lived["pain_mean"] + added, sd) for added in arms]
    difference = np.where(is_eligible, ratings[0] - ratings[1], 0.0)
    n_days = is_eligible.sum(axis=0)
    return np.where(n_days > 0, difference.sum(axis=0) / np.maximum(n_days, 1), np.nan)


def _arms(
    scenario: CohortScenario, lived: dict[str, Floats], effects: dict[str, Floats], slug: str
) -> tuple[list[Floats], np.ndarray]:
    """Points that either arm adds to what was realised, and the eligible days."""
    realised, points = lived[exposure.COLUMNS[slug]], effects[slug]
    has_run = lived["distance_km"] > 0
    if slug == "spike":
        return _spike_arms(scenario, lived, effects), lived["spike_exposure"] == 1
    if slug == "ramp-up":
        return _ramp_arms(scenario, lived, effects)
    if slug in SAME_DAY:
        is_eligible = has_run if slug in AMONG_RUNS else np.ones_like(has_run)
        is_eligible = realised == 1 if slug == "return" else is_eligible
        return [points * (forced - realised) for forced in SAME_DAY[slug]], is_eligible
    forced = sustained_exposure(slug)
    removed = _carried(realised, scenario.phi, SUSTAINED_DAYS)
    level = float(scenario.phi ** np.arange(SUSTAINED_DAYS - 1, -1, -1.0) @ forced)
    is_late = np.zeros_like(has_run)
    is_late[SUSTAINED_DAYS - 1 :] = True
    return [points * (level - removed), -points * removed], is_late


def _spike_arms(
    scenario: CohortScenario, lived: dict[str, Floats], effects: dict[str, Floats]
) -> list[Floats]:
    """The spike as it was run, and a run as long as the others of that weekday were.

    Long as a multiple of the longest before. What the kilometres add to the weekly ratio of the
    day belongs to the spike.
    """
    ratio, is_spike = lived["spike_ratio"], lived["spike_exposure"]
    km = lived["distance_km"]
    longest = np.divide(km, ratio, out=np.zeros_like(km), where=ratio > 0)
    week = _carried(km, 1.0, WEEK)
    is_defined = (week > 0) & (np.roll(week, WEEK, axis=0) > 0)
    is_defined[:WEEK] = False
    more_km = np.where(ratio > 0, _other_multiples(scenario, ratio, is_spike) * longest - km, 0.0)
    change = np.log1p(np.divide(more_km, week, out=np.zeros_like(km), where=is_defined))
    other = effects["ramp-up"] * change / exposure.RAMP_UP - effects["spike"] * is_spike
    return [np.zeros_like(km), other]


def _other_multiples(scenario: CohortScenario, ratio: Floats, is_spike: Floats) -> Floats:
    """Mean ratio of the runs that are no spikes, over the runners, for the weekday of each day."""
    weekday = weekdays(scenario.first_day, scenario.n_days)
    others = np.where(is_spike == 1, np.nan, ratio)
    every = np.nanmean(others) if np.isfinite(others).any() else 1.0
    means = np.full(WEEK, every)
    for day in range(WEEK):
        own = others[weekday == day]
        if np.isfinite(own).any():
            means[day] = np.nanmean(own)
    return np.asarray(means[weekday][:, None])


def _ramp_arms(
    scenario: CohortScenario, lived: dict[str, Floats], effects: dict[str, Floats]
) -> tuple[list[Floats], np.ndarray]:
    """A week whose runs are all longer or shorter by one factor, read on its last evening."""
    km = lived["distance_km"]
    raised, equal = np.zeros_like(km), np.zeros_like(km)
    is_eligible = np.zeros(km.shape, dtype=bool)
    left = scenario.phi ** np.arange(WEEK - 1, -1, -1.0)
    for runner in range(km.shape[1]):
        daily = pd.DataFrame({"distance_km": km[:, runner], "start_min": RUN_CLOCK_MIN})
        is_eligible[:, runner] = has_forced_week(daily)
        for arm, factor in ((raised, 1 + RAMP_EXTRA), (equal, 1.0)):
            for slug, forced in forced_week(daily, factor).items():
                arm[:, runner] += effects[slug][0, runner] * (forced @ left)
    for slug in ("spike", "ramp-up"):
        realised = effects[slug] * _carried(lived[exposure.COLUMNS[slug]], scenario.phi, WEEK)
        raised, equal = raised - realised, equal - realised
    return [raised, equal], is_eligible


def _carried(values: Floats, kept: float, n_days: int) -> Floats:
    """What is left of the last days' values on each day."""
    total = np.zeros_like(values)
    for lag in range(min(n_days, len(values))):
        total[lag:] += kept**lag * values[: len(values) - lag]
    return total
