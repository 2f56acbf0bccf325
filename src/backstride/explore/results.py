"""One question put to the diary at every window: estimates, tables and words, no verdict."""

from dataclasses import replace

import numpy as np
import pandas as pd

from backstride.claims import (
    CLAIM,
)
from backstride.errors import ModelError
from backstride.explore.choices import OUTCOMES, OWN_WINDOW, WINDOWS, Choice, windowed
from backstride.models.contrasts import contrast
from backstride.models.design import FEWEST_EXPOSED
from backstride.models.error_models import fit_newey_west, hac_lags
from backstride.models.fit import Fit
from backstride.models.flares import flare_days, flare_rows, hazard_odds
from backstride.models.frame import model_frame
from backstride.models.refit import regression_of
from backstride.models.specification import SPECIFICATION, Specification
from backstride.summaries.text import counted, with_interval
from backstride.verdict import refusals
from backstride.verdict.answers import fit_claim
from backstride.verdict.flares import FEWEST_ONSETS

# One question put to the diary at every window: estimates, without a verdict.

COLUMNS = ["window", "estimate", "low", "high", "n_days", "n_exposed", "why_not"]


def explored(
    diary: pd.DataFrame, choice: Choice, windows: tuple[int, ...] = tuple(WINDOWS)
) -> pd.DataFrame:
    """Put one question to the diary, at the window chosen and at all the others.

    All windows are shown so that the one that suits is not picked and shown alone. Over one day
    errors are HC3, over more days Newey-West, for windows overlap.

    Parameters
    ----------
    diary : DataFrame
        From `add_exposures(build_diary(log))`; exposures at the first days of a date range know
        the days before it, lags do not.
    choice : Choice
    windows : tuple of int
        Keys of `WINDOWS`.

    Returns
    -------
    DataFrame
        One row per window: `window`, `estimate`, `low`, `high` (points; ratio of odds for the
        outcome `flare`), `n_days`, `n_exposed`, and `why_not`, a sentence where there is no
        estimate, else empty.
    """
    days = _within(diary, choice)
    frame = _with_outcome(days, choice) if len(days) else days
    rows = [{"window": window, **_put(days, frame, choice, window)} for window in windows]
    return pd.DataFrame(rows, columns=COLUMNS)


def _within(diary: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    is_in = pd.Series(True, index=diary.index)
    if choice.since is not None:
        is_in &= diary["date"] >= choice.since
    if choice.until is not None:
        is_in &= diary["date"] <= choice.until
    return diary[is_in].reset_index(drop=True)


def _with_outcome(days: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    frame = model_frame(days)
    if choice.outcome != "pain_worst":
        return frame
    return frame.assign(pain_post=days["pain_worst"], pain_post_lag1=days["pain_worst"].shift())


def _put(days: pd.DataFrame, frame: pd.DataFrame, choice: Choice, window: int) -> dict[str, object]:
    if days.empty:
        return _without("No day lies in this range.")
    specification = SPECIFICATION[choice.exposure]
    refusal = refusals.not_logged(days, frame, specification)
    if refusal is not None:
        return _without(refusal.why)
    laid_out = frame
    if window != OWN_WINDOW:
        laid_out, specification = windowed(days, frame, choice.exposure, window)
    try:
        if choice.is_odds:
            return _odds(days, frame, laid_out, specification)
        return _points(days, laid_out, specification, window)
    except ModelError:
        return _without(refusals.inseparable().why)


def _points(
    days: pd.DataFrame, frame: pd.DataFrame, specification: Specification, window: int
) -> dict[str, object]:
    answer = fit_claim(days, frame, specification)
    if answer.fit is None or answer.contrast is None:
        return _without(answer.refusal.why if answer.refusal else "")
    found = answer.contrast
    if window > 1:
        found = contrast(_overlapping(answer.fit, window), specification, frame)
    rows = answer.fit.rows.frame
    exposed = refusals.exposed_days(rows, specification)[0]
    return _with(found.estimate, *found.interval, len(rows), exposed)


def _overlapping(fit: Fit, window: int) -> Fit:
    regression = regression_of(fit)
    estimates = fit_newey_west(regression, max(window, hac_lags(len(regression.endog))))
    return replace(fit, results=estimates, covariance=estimates.covariance)


def _odds(
    days: pd.DataFrame, frame: pd.DataFrame, laid_out: pd.DataFrame, specification: Specification
) -> dict[str, object]:
    # Which days are at risk hangs on the rating before the day, not before the window.
    at_risk = flare_days(days, frame)
    added = at_risk[at_risk.columns.difference(laid_out.columns)]
    at_risk = laid_out.loc[at_risk.index].join(added)
    rows = flare_rows(at_risk, specification)
    n_onsets, exposed = int(rows.endog.sum()), refusals.exposed_days(rows.days, specification)
    if n_onsets < FEWEST_ONSETS:
        began = counted(n_onsets, "flare")
        return _without(f"{began} began on days that count; {FEWEST_ONSETS} are needed.")
    if min(exposed) < FEWEST_EXPOSED:
        return _without("Too few days with it, or without it.")
    odds = hazard_odds(rows, specification)
    return _with(odds.odds_ratio, odds.low, odds.high, len(rows.days), exposed[0])


def _with(
    estimate: float, low: float, high: float, n_days: int, n_exposed: int
) -> dict[str, object]:
    sizes = {"estimate": estimate, "low": low, "high": high}
    return {**sizes, "n_days": n_days, "n_exposed": n_exposed, "why_not": ""}


def _without(why: str) -> dict[str, object]:
    numbers = ("estimate", "low", "high", "n_days", "n_exposed")
    return {**dict.fromkeys(numbers, np.nan), "why_not": why}


# An exploratory result as a table and a sentence; both say what they are, neither decides.

MARK = "Exploratory, not an answer"
POINTS, ODDS = "difference in pain (points on 0–10)", "odds that a flare begins (times)"
WITHIN = "Pain inside the window may have changed what was done in it."


def in_scale(choice: Choice) -> str:
    """What the numbers measure, with the unit: the label of an axis."""
    return ODDS if choice.is_odds else POINTS


def compared(choice: Choice) -> str:
    """What is compared, in words.

    Examples
    --------
    >>> compared(Choice("stretching", 7))
    'two doses a day over 7 days, against none'
    """
    if choice.window == OWN_WINDOW:
        return CLAIM[choice.exposure].contrast
    over = "on the day" if choice.window == 1 else f"over {choice.window} days"
    return CLAIM[choice.exposure].contrast_over.format(over=over)


def explored_table(results: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """The results as a reader meets them, the chosen window marked.

    Parameters
    ----------
    results : DataFrame
        From `explored`.
    choice : Choice

    Returns
    -------
    DataFrame
        Columns `exploratory` (the window; `►` at the chosen one), the size, `low`, `high`,
        `n_days`, `n_exposed` and `note`.
    """
    marks = [f"{'► ' if at == choice.window else ''}{WINDOWS[at]}" for at in results["window"]]
    return pd.DataFrame(
        {
            "exploratory": marks,
            "odds (times)" if choice.is_odds else "points": results["estimate"],
            "low": results["low"],
            "high": results["high"],
            "n_days": results["n_days"].astype("Int64"),
            "n_exposed": results["n_exposed"].astype("Int64"),
            "note": results["why_not"],
        }
    )


def explored_sentence(results: pd.DataFrame, choice: Choice, smallest: float) -> str:
    """The result at the chosen window in words that decide nothing.

    Parameters
    ----------
    results : DataFrame
        From `explored`.
    choice : Choice
    smallest : float
        The smallest difference that matters, points; not used for odds.
    """
    found = results[results["window"] == choice.window].iloc[0]
    asked = f"{MARK}. {OUTCOMES[choice.outcome].capitalize()}: {compared(choice)}."
    if found["why_not"]:
        return f"{asked} No number: {found['why_not']}"
    days = f"from {counted(found['n_days'], 'day')}, {found['n_exposed']:,.0f} of them with it"
    warning = f" {WITHIN}" if choice.window > 1 else ""
    if choice.is_odds:
        size = f"{found['estimate']:.2f} times the odds"
        return f"{asked} {size} ({found['low']:.2f} to {found['high']:.2f}), {days}.{warning}"
    said = with_interval(found["estimate"], found["low"], found["high"])
    reach = max(abs(found["low"]), abs(found["high"]))
    place = "lies within" if reach < smallest else "reaches beyond"
    zone = f"The interval {place} {smallest:.2f} points, the smallest difference chosen."
    return f"{asked} {said}, {days}. {zone}{warning}"


def looked_sentence(n_seen: int) -> str:
    """How many results were looked at, and what that does.

    Examples
    --------
    >>> looked_sentence(1)
    'Choices looked at: 1. Without any effect, about 1 interval in 20 lies on one side only.'
    """
    return (
        f"Choices looked at: {n_seen:,}. Without any effect, about 1 interval in 20 lies on one "
        "side only."
    )
