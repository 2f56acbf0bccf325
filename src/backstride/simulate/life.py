"""The daily recursion: pain decides what is done, what is done decides pain."""

import math
from typing import Any

import numpy as np
import pandas as pd

from backstride.simulate import exposure
from backstride.simulate.draws import Floats
from backstride.simulate.habits import stretching_doses
from backstride.simulate.history import RunHistory
from backstride.simulate.pain import (
    EVENING_SHARE,
    FELT_SHARE,
    MORNING_NOISE_SD,
    rate,
)
from backstride.simulate.scenario import Scenario
from backstride.simulate.shoes import SECOND_PAIR_SHARE, Closet, open_closet
from backstride.simulate.training import distance_km

Day = dict[str, Any]
# Columns of what is known beforehand that a day's decisions look at.
NEEDED = (
    "planned_km",
    "surface_if_run",
    "warm_up_if_run",
    "motivation",
    "stress_latent",
    "felt_noise",
    "morning_noise",
    "evening_noise",
    "skip_chance",
    "pair_slot",
    "stretch_chance",
    "second_dose_chance",
    *(exposure.COLUMNS[slug] for slug in ("cross-training", "strength", "maintenance")),
)


def live(
    scenario: Scenario, draws: dict[str, Floats], given: pd.DataFrame
) -> tuple[pd.DataFrame, Closet]:
    """Days as they were lived, and the closet at the end.

    Parameters
    ----------
    given : DataFrame
        What pain has no hold on, by day: the columns of `plan_training`, `plan_habits` and
        `exposure.of_planned_habits`, `start_min` of a run if there is one, `stress_latent`.

    Returns
    -------
    DataFrame
        `given` and what was done and felt, by day.
    Closet
    """
    closet, history = open_closet(draws), RunHistory(given["start_min"].tolist())
    points = {exposure.COLUMNS[slug]: effect for slug, effect in scenario.effects.items()}
    carried = scenario.sd * float(draws["start"][0])
    evening, lived = rate(scenario.mu + carried), []
    known = given.assign(**_chances(scenario, draws, given))
    for today in _records(known):
        felt = scenario.mu + scenario.phi * carried + today["felt_noise"]
        pre = rate(felt + today["morning_noise"])
        acts = _run(scenario, closet, history, today, evening)
        acts |= _stretch(scenario, today, pre, evening)
        seen = today | acts
        effect = sum(point * seen[column] for column, point in points.items())
        latent = felt + effect + today["evening_noise"]
        evening = rate(latent)
        carried = latent - scenario.mu - (effect if scenario.form == "error" else 0.0)
        acts |= {"pain_pre": pre, "pain_felt": felt, "effect": effect}
        lived.append(acts | {"pain_latent": latent, "pain_evening": evening})
    return known.join(pd.DataFrame(lived)), closet


def _records(days: pd.DataFrame) -> list[Day]:
    # Plain floats, several times faster than `to_dict("records")`.
    columns = [days[name].tolist() for name in NEEDED]
    return [dict(zip(NEEDED, today, strict=True)) for today in zip(*columns, strict=True)]


def _chances(
    scenario: Scenario, draws: dict[str, Floats], given: pd.DataFrame
) -> dict[str, Floats]:
    """Draws of the day; `felt_noise` holds the pull of stress as well."""
    felt_sd, evening_sd = (scenario.sd * math.sqrt(part) for part in (FELT_SHARE, EVENING_SHARE))
    pull = scenario.stress_on_pain * given["stress_latent"].to_numpy()
    return {
        "felt_noise": pull + felt_sd * draws["felt"],
        "evening_noise": evening_sd * draws["evening"],
        "morning_noise": MORNING_NOISE_SD * draws["morning"],
        "skip_chance": draws["sore-skip"],
        "pair_slot": (draws["pair"] < SECOND_PAIR_SHARE).astype(np.int64),
        "stretch_chance": draws["stretch"],
        "second_dose_chance": draws["second-dose"],
    }


def _run(scenario: Scenario, closet: Closet, history: RunHistory, today: Day, evening: int) -> Day:
    """Today's run, or rest, and the exposures that come of it."""
    km = distance_km(
        scenario,
        today["planned_km"],
        evening - scenario.mu,
        today["stress_latent"],
        today["skip_chance"],
    )
    past = history.add(km)
    ran = {"distance_km": km, **past, **exposure.of_history(past)}
    if km == 0:
        return ran | exposure.REST | {"shoe": None, "surface": None, "shoe_km": math.nan}
    shoe, shoe_km = closet.wear(today["pair_slot"], km, len(history.km) - 1)
    worn = {"shoe": shoe, "shoe_km": shoe_km, "surface": today["surface_if_run"]}
    return ran | worn | exposure.of_run(today, shoe_km)


def _stretch(scenario: Scenario, today: Day, pre: int, evening: int) -> Day:
    """Doses of stretching, after the rating that the habit follows."""
    ratings = {"felt": pre, "yesterday": evening, "none": scenario.mu}
    doses = stretching_doses(
        scenario,
        ratings[scenario.habits_follow],
        today["motivation"],
        today["stretch_chance"],
        today["second_dose_chance"],
    )
    full = doses / exposure.FULL_DOSES
    return {"stretching_doses": doses, exposure.COLUMNS["stretching"]: full}
