"""When no number would be honest: decided from the log alone, before any estimate is seen."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats.contingency import association

from backstride.claims import CLAIM, Claim
from backstride.models.design import DAYS_PER_PARAMETER, FEWEST_EXPOSED, ModelRows, n_parameters
from backstride.models.specification import KNOWN_GROUND, MOSTLY, Specification

SAME_PAIR_AND_GROUND = 0.80
KNOWN_ORDER_SHARE = 0.80


@dataclass(frozen=True)
class Refusal:
    """Why a claim gets no estimate.

    Parameters
    ----------
    status : {'described', 'not logged', 'too few days', 'order unknown', 'same as another'}
    why : str
        What was found, as a sentence.
    needed : str
        What it takes, as a sentence.
    """

    status: str
    why: str
    needed: str


def described() -> Refusal:
    """Leave a claim without a test: it is described in its notebook."""
    why = "One runner comes back from a break too seldom for a test."
    return Refusal("described", why, "Many runners together could show it; one log cannot.")


def not_logged(
    diary: pd.DataFrame, frame: pd.DataFrame, specification: Specification
) -> Refusal | None:
    """Refuse a claim whose ratings, exposure, or order of the two was not logged."""
    claim = CLAIM[specification.slug]
    if frame["pain_post"].notna().sum() == 0:
        return _unplaced(diary)
    if claim.habit_column:
        return _habit_refusal(diary, claim)
    known = frame.loc[specification.is_compared(frame), specification.exposure]
    if not known.notna().any():
        found = f"The log does not say {claim.not_logged}."
        return Refusal("not logged", found, _log(claim.needs))
    return None


def _unplaced(diary: pd.DataFrame) -> Refusal:
    if not diary["n_ratings"].any():
        needed = "A pain diary: one rating before and one after the run."
        return Refusal("not logged", "No pain rating yet.", needed)
    needed = "One rating before and one after each run, and the clock times of runs and ratings."
    return Refusal("not logged", "No rating is known to lie after a run.", needed)


def _log(needs: str) -> str:
    return f"Log {needs}."


def _habit_refusal(diary: pd.DataFrame, claim: Claim) -> Refusal | None:
    if claim.habit_column not in diary or not (diary[claim.habit_column] > 0).any():
        return Refusal("not logged", f"No {claim.not_logged} in the log.", _log(claim.needs))
    why = _unknown_order(diary, claim) if claim.is_order_needed else ""
    if not why:
        return None
    needed = f"{_log(claim.needs)[:-1]}; or a randomised trial on oneself."
    return Refusal("order unknown", why, needed)


def _unknown_order(diary: pd.DataFrame, claim: Claim) -> str:
    """Why it is not known whether the habit came after the rating before; empty if it is."""
    if claim.is_done_for_pain and not (diary["pain_pre_slot"] == "same day").all():
        return (
            f"No rating comes before the {claim.not_logged} on the same day, so pain that led to "
            "it cannot be told from pain that followed it."
        )
    is_rated = diary[["pain_pre", "pain_post"]].notna().all(axis=1)
    is_done = (diary[claim.habit_column] > 0) & is_rated
    is_timed = diary.loc[is_done, f"{claim.column_name}_between"].notna()
    share = is_timed.mean() if len(is_timed) else 1.0
    if share >= KNOWN_ORDER_SHARE:
        return ""
    return f"Only {100 * share:.0f} % of the days with {claim.not_logged} have clock times."


def too_few(rows: ModelRows, specification: Specification) -> Refusal | None:
    """Refuse a model with fewer than 4 rated days a parameter or fewer than 5 exposed days."""
    frame = rows.frame
    if frame.empty:
        why = "No day has all that is needed."
        return Refusal("too few days", why, "Days with a rating before and one after.")
    missing = DAYS_PER_PARAMETER * n_parameters(rows) - len(frame)
    if missing > 0:
        why = f"{_days(len(frame))} can be used; the model needs {len(frame) + missing:,}."
        return Refusal("too few days", why, f"About {_days(missing)} more, rated before and after.")
    if (frame["pain_post"] == frame["pain_post"].iloc[0]).all():
        return Refusal("too few days", "The rating never changes.", "Days with a different rating.")
    if (frame["pain_post"] == frame["pain_pre"]).all():
        why = "The rating after never differs from the one before."
        return Refusal("too few days", why, "Days on which the two differ.")
    n_exposed, n_unexposed = exposed_days(frame, specification)
    fewest = min(n_exposed, n_unexposed)
    if fewest < FEWEST_EXPOSED:
        kind = "with" if n_exposed <= n_unexposed else "without"
        found = f"Only {_days(fewest)}" if fewest else "No day"
        why = f"{found} {kind} it among the days that can be used."
        return Refusal(
            "too few days", why, f"At least {_days(FEWEST_EXPOSED - fewest)} more {kind} it."
        )
    return None


def exposed_days(frame: pd.DataFrame, specification: Specification) -> tuple[int, int]:
    """Count exposed and unexposed days among the rows of a model."""
    compared = specification.is_compared(frame)
    exposed = specification.is_exposed(frame) & compared
    return int(exposed.sum()), int((compared & ~exposed).sum())


def shoe_is_ground(diary: pd.DataFrame) -> Refusal | None:
    """Refuse shoe age where each pair has its own ground: the two cannot be told apart.

    Runs of which more than half is on unknown ground say nothing about it.
    """
    is_known = (diary["distance_km"] > 0) & (diary["unknown_share"] <= KNOWN_GROUND)
    ran = diary[is_known & diary["shoe"].notna()]
    ground = np.where(ran["hard_share"] >= MOSTLY, "hard", "soft")
    table = pd.crosstab(ran["shoe"], ground)
    if min(table.shape) < 2 or association(table.to_numpy()) <= SAME_PAIR_AND_GROUND:
        return None
    return Refusal(
        "same as another",
        "Each pair of shoes has its own ground; the two cannot be told apart.",
        "Now and then each pair on the other ground.",
    )


def shoe_is_calendar(diary: pd.DataFrame) -> Refusal | None:
    """Refuse shoe age where only one pair has known kilometres.

    They grow with the calendar; a change of pair is what tells the two apart.
    """
    pairs = set(diary.loc[diary["shoe_km"].notna(), "shoe"])
    if len(pairs) != 1:
        return None
    return Refusal(
        "same as another",
        "Only one pair has known kilometres, which grow with the calendar.",
        "Runs in a second pair.",
    )


# What else can stand in the way of a claim, by slug: asked of the diary before anything is fitted.
DESIGN_REFUSALS = {"shoe-age": (shoe_is_calendar, shoe_is_ground)}


def design_refusal(diary: pd.DataFrame, slug: str) -> Refusal | None:
    """Refuse a claim that this diary cannot tell from something else, whatever the ratings say."""
    refusals = (refuse(diary) for refuse in DESIGN_REFUSALS.get(slug, ()))
    return next((one for one in refusals if one is not None), None)


def inseparable() -> Refusal:
    """Refuse a contrast that the data cannot tell from another term of the model."""
    return Refusal(
        "same as another",
        "It always came together with something else in the log.",
        "Days with the one and without the other.",
    )


def no_level() -> Refusal:
    """Refuse the level of a lasting dose where pain never settles from day to day."""
    why = "What one evening carries to the next cannot be told yet."
    return Refusal("too few days", why, "More rated days in a row.")


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"
