"""Flares put beside each claim: a second outcome, with numbers and without verdicts."""

import numpy as np
import pandas as pd

from backstride.claims import CLAIM
from backstride.errors import ModelError
from backstride.models.flares import FlareRows, flare_days, flare_rows, hazard_odds
from backstride.models.specification import SPECIFICATIONS, Specification
from backstride.verdict import refusals
from backstride.verdict.refusals import Refusal

FEWEST_ONSETS = 10
FEWEST_EXPOSED = 3
ESTIMATED = "estimated"


def flare_hazards(diary: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Hazard odds ratio of a derived flare for each claim that has days enough.

    A claim is refused as in `answer_diary` where it was not logged, its order with the ratings
    is not known or shoes go with the ground; further with fewer than 10 onsets among the days
    that count, or fewer than 3 of those days with the exposure or without it.

    Parameters
    ----------
    diary, frame : DataFrame
        The diary with exposures, and its `model_frame`.

    Returns
    -------
    DataFrame
        One row per claim that is tested: `slug`, `claim`, `odds_ratio` (hazard odds ratio), `low`,
        `high` (95 %), `p_value` (not adjusted for the other claims), `n_onsets`, `n_at_risk`,
        `n_exposed` (days that count for the claim, at risk and rated; missing where the claim
        was refused before), `status` (`estimated`, or why not in a word or two), `why` (the
        reason as a sentence), `adjusted_for` (terms beside the exposure).
    """
    days = flare_days(diary, frame)
    return pd.DataFrame([_row(diary, frame, days, one) for one in SPECIFICATIONS])


def _row(
    diary: pd.DataFrame, frame: pd.DataFrame, days: pd.DataFrame, specification: Specification
) -> dict[str, object]:
    refusal = refusals.not_logged(diary, frame, specification)
    if refusal is None:
        refusal = refusals.design_refusal(diary, specification.slug)
    if refusal is not None:
        counts = dict.fromkeys(("n_onsets", "n_at_risk", "n_exposed"), np.nan)
        return _refused(specification, counts, refusal)
    rows = flare_rows(days, specification)
    n_exposed, n_unexposed = refusals.exposed_days(rows.days, specification)
    counts = {
        "n_onsets": float(rows.endog.sum()),
        "n_at_risk": float(len(rows.days)),
        "n_exposed": float(n_exposed),
    }
    refusal = _too_few(counts["n_onsets"], n_exposed, n_unexposed)
    if refusal is not None:
        return _refused(specification, counts, refusal)
    try:
        return _estimated(specification, counts, rows)
    except ModelError:
        return _refused(specification, counts, refusals.inseparable())


def _too_few(n_onsets: float, n_exposed: int, n_unexposed: int) -> Refusal | None:
    if n_onsets < FEWEST_ONSETS:
        found = "1 flare" if n_onsets == 1 else f"{n_onsets:.0f} flares"
        why = f"{found if n_onsets else 'No flare'} began on the days that count."
        return Refusal("too few flares", why, f"At least {FEWEST_ONSETS}.")
    fewest = min(n_exposed, n_unexposed)
    if fewest < FEWEST_EXPOSED:
        kind = "with" if n_exposed <= n_unexposed else "without"
        found = "No day" if not fewest else "Only 1 day" if fewest == 1 else f"Only {fewest} days"
        why = f"{found} {kind} it among the days on which a flare could begin."
        return Refusal("too few days", why, f"At least {FEWEST_EXPOSED}.")
    return None


def _named(specification: Specification) -> dict[str, str]:
    return {"slug": specification.slug, "claim": CLAIM[specification.slug].sentence}


def _refused(
    specification: Specification, counts: dict[str, float], refusal: Refusal
) -> dict[str, object]:
    numbers = dict.fromkeys(("odds_ratio", "low", "high", "p_value"), np.nan)
    said = {"status": refusal.status, "why": refusal.why, "adjusted_for": ""}
    return {**_named(specification), **numbers, **counts, **said}


def _estimated(
    specification: Specification, counts: dict[str, float], rows: FlareRows
) -> dict[str, object]:
    found = hazard_odds(rows, specification)
    return {
        **_named(specification),
        "odds_ratio": found.odds_ratio,
        "low": found.low,
        "high": found.high,
        "p_value": found.p_value,
        **counts,
        "status": ESTIMATED,
        "why": "",
        "adjusted_for": ", ".join(rows.terms[1:]),
    }
