"""An exploratory result as a table and a sentence; both say what they are, neither decides."""

import pandas as pd

from backstride.claims import CLAIM
from backstride.explore.choices import OUTCOMES, OWN_WINDOW, WINDOWS, Choice
from backstride.summaries import counted, signed

MARK = "Exploratory, not an answer"
POINTS, ODDS = "difference in pain (points on 0–10)", "odds that a flare begins (times)"
WITHIN = "Pain inside the window may have changed what was done in it."
COMPARED = {
    "spike": "a run that is a spike {over}, against none",
    "ramp-up": "1.3 times the kilometres {over}, against as many as in the same time before",
    "surface": "all kilometres on hard ground {over}, against all on soft ground or a treadmill",
    "shoe-age": "runs in a pair with 500 km on it {over}, against 100 km",
    "warm-up": "a warm-up before every run {over}, against none",
    "stretching": "two doses a day {over}, against none",
    "cross-training": "120 minutes a week {over}, against none",
    "strength": "3 sessions a week {over}, against none",
    "maintenance": "all four exercises a day {over}, against none",
}


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
    return COMPARED[choice.exposure].format(over=over)


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
    size = f"{signed(found['estimate'])} points"
    interval = f"({signed(found['low'])} to {signed(found['high'])})"
    reach = max(abs(found["low"]), abs(found["high"]))
    place = "lies within" if reach < smallest else "reaches beyond"
    zone = f"The interval {place} {smallest:.2f} points, the smallest difference chosen."
    return f"{asked} {size} {interval}, {days}. {zone}{warning}"


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
