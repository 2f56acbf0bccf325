"""Where a log stands among its looks, as a reader meets it."""

import pandas as pd

from backstride.summaries.wording import counted
from backstride.verdict.kept_looks import last_look
from backstride.verdict.looks import Look
from backstride.verdict.spending import CUMULATIVE_ALPHA

FIRST, LAST = min(CUMULATIVE_ALPHA), max(CUMULATIVE_ALPHA)
ORDINALS = ("first", "second", "third", "fourth")
WHY = "Whoever looks again and again finds something in the end, also where there is nothing."


def look_sentence(due: Look, looks: pd.DataFrame) -> str:
    """Say which look the verdicts are from, what it may err, and when the next one is.

    The same log says the same, whether the look is drawn now or was kept a moment ago.

    Parameters
    ----------
    due : Look
        From `look_due`.
    looks : DataFrame
        As from `with_look`: the looks kept and the one that is drawn now.
    """
    if looks.empty and due.n_rated < FIRST:
        until = counted(FIRST - due.n_rated, "more rated day")
        return (
            f"No verdict yet: verdicts are first drawn at {FIRST} days with a rating after the run "
            f"({until}). Until then only estimates are shown. {WHY}"
        )
    if looks.empty:
        return f"No look yet: no claim could be tested. The first one is drawn when one can. {WHY}"
    return " ".join([_drawn(looks), *_assumed(looks), _next(due), WHY])


def _drawn(looks: pd.DataFrame) -> str:
    look = last_look(looks).iloc[0]
    number = ORDINALS[_n_looks(looks) - 1]
    days = counted(look["n_rated"], "rated day")
    until = f"{look['last_rated'].day} {look['last_rated']:%B %Y}"
    return (
        f"The verdicts are those of the {number} look, drawn on {days} up to {until}. It may raise "
        f"a false alarm in {_percent(look['alpha'])} of cases, all looks together in "
        f"{_percent(CUMULATIVE_ALPHA[LAST])}."
    )


def _assumed(looks: pd.DataFrame) -> list[str]:
    if _n_looks(looks) > 1:
        return []
    return ["This assumes that no earlier report on this log was looked at."]


def _n_looks(looks: pd.DataFrame) -> int:
    return len(looks["milestone"].unique())


def _next(due: Look) -> str:
    if due.next_milestone is None:
        return "It was the last look: the verdicts stay, only the estimates follow new days."
    missing = counted(due.next_milestone - due.n_rated, "more rated day")
    return (
        f"Verdicts are drawn again at {due.next_milestone} rated days ({missing}); "
        "until then they stay, and only the estimates follow new days."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".0 %", " %")
