"""Sentences of the page and the sheet: answers, log, red flags, the diary to start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from backstride.clean.log import Log
from backstride.presentation import PLAIN, Presentation
from backstride.summaries import head_and_reason, percent
from backstride.trial.plan import Plan
from backstride.trial.suggest import length_sentence, plan_command, suggested_trial

# The answers in words: rows of the claims table, how many say what, what would settle the rest.

FIRM = ("raises", "lowers", "no difference")
# In the order in which a reader looks for them; each for one claim and for several.
TALLIES = {
    "raises": ("raises pain", "raise pain"),
    "lowers": ("lowers pain", "lower pain"),
    "no difference": ("makes no difference that matters", "make no difference that matters"),
    "cannot tell": ("cannot be told yet", "cannot be told yet"),
    "too few days": ("has too few days", "have too few days"),
    "order unknown": (
        "has ratings and habits in an unknown order",
        "have ratings and habits in an unknown order",
    ),
    "same as another": ("cannot be told from another", "cannot be told from others"),
    "not logged": ("is not in the log", "are not in the log"),
    "described": ("is only described", "are only described"),
}


def claim_rows(answers: pd.DataFrame, presentation: Presentation = PLAIN) -> list[dict[str, str]]:
    """The claims table in words: one row per claim, in the order of `answers`.

    Returns
    -------
    list of dict
        `slug`, `status`, `claim`, `contrast`, `verdict` and `reason` (often empty), `estimate`,
        `interval`, `days`, `exposed`, `needed`, `evidence`; numbers of refused claims are empty.
    """
    return [_claim_row(row, presentation) for row in answers.to_dict("records")]


def _claim_row(row: Mapping[Any, Any], presentation: Presentation) -> dict[str, str]:
    head, reason = head_and_reason(row["verdict"])
    said = {
        "claim": _begun(row["claim"]),
        "contrast": str(row["contrast"]),
        "verdict": head,
        "reason": reason,
        "needed": _begun(row["needed"]),
        "evidence": _begun(row["evidence"]),
    }
    names = {"slug": str(row["slug"]), "status": str(row["status"])}
    sentences = {name: presentation.sentence(text) for name, text in said.items()}
    return {**names, **sentences, **_numbers(row, presentation)}


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _numbers(row: Mapping[Any, Any], presentation: Presentation) -> dict[str, str]:
    signed = presentation.signed
    has_estimate = pd.notna(row["estimate"])
    interval = f"{signed(row['low'])} to {signed(row['high'])}" if has_estimate else ""
    return {
        "estimate": signed(row["estimate"]) if has_estimate else "",
        "interval": interval,
        "days": _whole(row["n_days"], presentation),
        "exposed": _whole(row["n_exposed"], presentation),
    }


def _whole(number: float, presentation: Presentation) -> str:
    return presentation.number(number) if pd.notna(number) else ""


def tally_sentence(answers: pd.DataFrame) -> str:
    """How many claims have which verdict, in one sentence.

    Examples
    --------
    >>> tally_sentence(pd.DataFrame({"status": ["cannot tell", "raises", "cannot tell"]}))
    'Of 3 claims, 1 raises pain and 2 cannot be told yet.'
    """
    found = answers["status"].value_counts()
    parts = [
        f"{found[status]} {one if found[status] == 1 else several}"
        for status, (one, several) in TALLIES.items()
        if status in found
    ]
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    return f"Of {len(answers)} claim{'' if len(answers) == 1 else 's'}, {listed}."


def open_rows(
    rows: list[dict[str, str]], trials: Mapping[str, tuple[str, str]]
) -> list[dict[str, str]]:
    """Those claims that more days, another entry or a trial could settle.

    Parameters
    ----------
    rows : list of dict
        From `claim_rows`.
    trials : mapping of slug to (str, str)
        From `trial_words`.

    Returns
    -------
    list of dict
        The rows, each with `trial` and `command`: the trial that would settle it, and what plans
        it; empty where there is none.
    """
    return [
        row | dict(zip(("trial", "command"), trials.get(row["slug"], ("", "")), strict=True))
        for row in rows
        if row["status"] not in FIRM and row["needed"]
    ]


def trial_words(
    answers: pd.DataFrame,
    diary: pd.DataFrame,
    trials: Sequence[Plan] = (),
    presentation: Presentation = PLAIN,
) -> dict[str, tuple[str, str]]:
    """The trial that would settle each open claim, with its length, and its command, by slug.

    Parameters
    ----------
    answers, diary : DataFrame
    trials : sequence of Plan
        Of the trials that lie in the runner's folder: they are not suggested again.
    presentation : Presentation
    """
    words = {
        row["slug"]: (presentation.sentence(length_sentence(row)), plan_command(row))
        for _, row in suggested_trial(answers, diary).iterrows()
    }
    for claim in {plan.claim for plan in trials}:
        spans = [
            f"{presentation.day(plan.start)} to {presentation.day(plan.last_day)}"
            for plan in trials
            if plan.claim == claim
        ]
        words[claim] = (_of_its_own(spans), "")
    return words


def _of_its_own(spans: Sequence[str]) -> str:
    if len(spans) == 1:
        return f"A trial of it, {spans[0]}, has a section of its own below."
    return f"{len(spans)} trials of it, {'; '.join(spans)}, have sections of their own below."


def trial_part(plan: Plan, nth: int, n_trials: int) -> str:
    """Which of several trials it is, to stand after the title of its section.

    Parameters
    ----------
    plan : Plan
    nth : int
        From 1, in the order of their first days.
    n_trials : int
    """
    return f"Trial {nth} of {n_trials}: {plan.claim}, from {PLAIN.day(plan.start)}"


# What must be seen by a doctor, and how soon: said first on every page.

TITLE = "This is not medical advice"
EMERGENCY = (
    "numbness around genitals, anus or inner thighs",
    "new bladder or bowel trouble",
    "new or growing leg weakness",
    "a serious fall",
    "back pain together with chest pain",
)
URGENT = (
    "fever",
    "unexplained weight loss",
    "history of cancer",
    "steroid or immunosuppressant use",
    "constant night pain",
    "osteoporosis",
    "first episode under 20 or over 55",
)
FLAGS = (
    ("Go to an emergency department for", f"{', '.join(EMERGENCY)}."),
    ("Urgent review for", f"{', '.join(URGENT)}."),
)


# An empty pain diary for the runner who has none, ready to be filled in today.

HEADER = "date,time,pain,site,note\n"


def start_diary(out: Path) -> Path | None:
    """Write an empty `pain.csv` into `out`, unless one is there already.

    Parameters
    ----------
    out : Path
        An existing folder.

    Returns
    -------
    Path or None
        The new file; None where a `pain.csv` was left as it was.
    """
    path = out / "pain.csv"
    try:
        with path.open("x", encoding="utf-8", newline="") as diary:
            diary.write(HEADER)
    except FileExistsError:
        return None
    return path


def has_diary(log: Log) -> bool:
    """Whether any row of the input was one of a pain diary, be it refused or left out."""
    return bool(log.ledger["table"].str.split("+").explode().eq("pain").any())


# What the log holds, in the words and numbers of the page and of the sheet.


@dataclass(frozen=True)
class LogLines:
    """Facts of one log as text; empty where there is nothing to say."""

    first: str
    last: str
    runs: str
    distance: str
    ratings: str
    rated_days: str
    has_runs: bool
    has_ratings: bool
    has_diary: bool
    is_read: bool
    timezone: str
    site: str


def log_lines(log: Log, presentation: Presentation) -> LogLines:
    """Count runs and ratings; other sports are not runs."""
    runs = log.runs[log.runs["sport"] == "run"]
    days = pd.concat([runs["date"], log.pain["date"]]).dropna()
    return LogLines(
        first=presentation.day(days.min()) if len(days) else "",
        last=presentation.day(days.max()) if len(days) else "",
        runs=presentation.counted(len(runs), "run"),
        distance=presentation.distance(runs["distance_km"].sum()),
        ratings=presentation.counted(len(log.pain), "pain rating"),
        rated_days=presentation.counted(log.pain["date"].nunique(), "day"),
        has_runs=len(runs) > 0,
        has_ratings=not log.pain.empty,
        has_diary=has_diary(log),
        is_read=not log.ledger.empty,
        timezone=log.settings.timezone or "",
        site=log.settings.site,
    )


def pain_lines(diary: pd.DataFrame, presentation: Presentation) -> list[tuple[str, str]]:
    """The ratings that answers rest on: days, mean, share of zeros."""
    after = diary["pain_post"].dropna()
    if after.empty:
        return [("Days rated after the run", "none")]
    return [
        ("Days rated after the run", presentation.number(len(after))),
        ("Mean of those ratings", f"{presentation.number(after.mean(), 1)} of 10"),
        ("Share of zeros among them", percent((after == 0).mean())),
    ]


def logged_lines(log: Log, diary: pd.DataFrame, presentation: Presentation) -> list[str]:
    """What was logged and how much of it, one line a thing; what is absent says so."""
    runs = log.runs[log.runs["sport"] == "run"]
    others = len(log.runs) - len(runs)
    unlogged = int((~diary["is_logged"].astype(bool)).sum()) if len(diary) else 0
    return [
        _share("Runs with a distance", runs["distance_km"].notna()),
        _share("Runs with a known surface", runs["surface"].fillna("unknown") != "unknown"),
        _share("Runs with a named shoe", runs["shoe"].notna()),
        _share("Ratings with a clock time", log.pain["rated_at"].notna()),
        f"Other sports: {presentation.counted(others, 'session')}.",
        _habits(log, presentation),
        _day_facts(log, presentation),
        f"Days without a record of running: {presentation.number(unlogged)}.",
    ]


def _share(what: str, holds: pd.Series) -> str:
    return f"{what}: {percent(float(holds.mean())) if len(holds) else 'none'}."


def _habits(log: Log, presentation: Presentation) -> str:
    n_entries = len(log.habits)
    if n_entries == 0:
        return "Exercises and habits: none."
    entries = "1 entry" if n_entries == 1 else f"{presentation.number(n_entries)} entries"
    n_days = log.habits["date"].nunique()
    return f"Exercises and habits: {entries} on {presentation.counted(n_days, 'day')}."


def _day_facts(log: Log, presentation: Presentation) -> str:
    names = ["sleep_h", "stress", "sitting_h", "illness", "medication"]
    n_days = int(log.days[names].notna().any(axis=1).sum())
    return f"Sleep, stress, sitting, illness, medicine: {presentation.counted(n_days, 'day')}."
