"""Answers, their looks, their checks and what more days would show: tables and sentences."""

import textwrap
from typing import Any

import pandas as pd

from backstride.claims import CLAIM
from backstride.diagnostics.artefacts import CONSTANT, LATER, OWN, SHUFFLED
from backstride.models.contrasts import ALPHA
from backstride.summaries.text import counted, interval_text, with_interval
from backstride.verdict.looks import Look, last_look
from backstride.verdict.rules import CUMULATIVE_ALPHA

# Answers as a reader meets them: a rounded table and one sentence, computed.

FORMULA_WIDTH = 88
NUMBERS = ["estimate", "low", "high", "p_holm", "n_days", "n_exposed", "detectable_difference"]
OPPOSED_TO_NOTHING = "on the other side of 0 from the honest estimate, which leaves 0 possible"
HONEST = {"estimate": "honest", "low": "honest_low", "high": "honest_high"}
PLAIN = {"naive_estimate": "plain", "naive_low": "plain_low", "naive_high": "plain_high"}


def rounded_answers(answers: pd.DataFrame, *slugs: str) -> pd.DataFrame:
    """The numbers behind verdicts, rounded; all claims, or those named.

    Returns
    -------
    DataFrame
        Columns `claim`, `status`, `estimate`, `low`, `high`, `p_holm`, `n_days`, `n_exposed`,
        `detectable_difference`; numbers of refused claims are missing.
    """
    shown = _named(answers, slugs)[["claim", "status", *NUMBERS]].copy()
    points = ["estimate", "low", "high", "detectable_difference"]
    shown[points] = shown[points].astype(float).round(2)
    shown["p_holm"] = shown["p_holm"].astype(float).round(3)
    counts = ["n_days", "n_exposed"]
    shown[counts] = shown[counts].astype("Int64")
    return shown.reset_index(drop=True)


def honest_and_plain(answers: pd.DataFrame, *slugs: str) -> pd.DataFrame:
    """The honest estimate beside the plain correlation, on the same contrast.

    Claims without both are left out: a plain correlation alone would look like an answer.
    """
    names = {**HONEST, **PLAIN}
    shown = _named(answers, slugs)[["claim", *names]].rename(columns=names)
    numbers = list(names.values())
    shown[numbers] = shown[numbers].astype(float).round(2)
    return shown.dropna(subset=numbers).reset_index(drop=True)


def _named(answers: pd.DataFrame, slugs: tuple[str, ...]) -> pd.DataFrame:
    return answers[answers["slug"].isin(slugs)] if slugs else answers


def formula_text(answers: pd.DataFrame, slug: str) -> str:
    """The statsmodels formula of one claim, broken into lines; why there is none if refused."""
    row = _row(answers, slug)
    if not row["formula"]:
        return f"No model was fitted for “{CLAIM[slug].sentence}” ({row['status']})."
    return "\n".join(textwrap.wrap(row["formula"], FORMULA_WIDTH, break_on_hyphens=False))


def head_and_reason(verdict: str) -> tuple[str, str]:
    """A verdict parted into its head and the reason behind the colon, as a sentence each.

    Examples
    --------
    >>> head_and_reason("too few days: The rating never changes.")
    ('Too few days', 'The rating never changes.')
    >>> head_and_reason("raises pain")
    ('Raises pain', '')
    """
    head, _, reason = verdict.partition(": ")
    return _begun(head), _closed(_begun(reason)) if reason else ""


def answer_sentence(answers: pd.DataFrame, slug: str) -> str:
    """One claim's verdict with its numbers, or why there is none and what it takes."""
    row = _row(answers, slug)
    head, reason = head_and_reason(row["verdict"])
    parts = [f"{CLAIM[slug].sentence}: {head[0].lower()}{head[1:].removesuffix('.')}.", reason]
    if pd.notna(row["estimate"]):
        numbers = with_interval(row["estimate"], row["low"], row["high"])
        parts.append(f"{_begun(CLAIM[slug].contrast)}: {numbers}, {_days_behind(row)}.")
    if row["needed"]:
        parts.append(f"What it takes: {row['needed'][0].lower()}{row['needed'][1:]}")
    return " ".join(part for part in parts if part)


def _row(answers: pd.DataFrame, slug: str) -> dict[str, Any]:
    return dict(answers.set_index("slug").loc[slug])


def _days_behind(row: dict[str, Any]) -> str:
    return f"from {counted(row['n_days'], 'day')}, {row['n_exposed']:,.0f} of them with it"


def plain_sentence(answers: pd.DataFrame, slug: str) -> str:
    """Say whether the plain correlation and the honest estimate point the same way.

    Where the intervals of both hold 0, neither points anywhere.
    """
    row = _row(answers, slug)
    if pd.isna(row["estimate"]) or pd.isna(row["naive_estimate"]):
        return "There is no honest estimate, so no plain correlation is set beside it."
    plain = with_interval(row["naive_estimate"], row["naive_low"], row["naive_high"])
    if row["low"] * row["high"] <= 0 and row["naive_low"] * row["naive_high"] <= 0:
        return f"A plain correlation says {plain}: like the honest estimate, it leaves 0 possible."
    if row["estimate"] * row["naive_estimate"] > 0:
        return f"A plain correlation says {plain}: the same direction here."
    is_open = row["low"] * row["high"] <= 0
    opposed = OPPOSED_TO_NOTHING if is_open else "the other way round"
    return (
        f"A plain correlation says {plain}: {opposed}. It mixes what the habit or "
        "the run does to pain with what pain does to the habit or the run."
    )


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _closed(sentence: str) -> str:
    return sentence if sentence.endswith(".") else f"{sentence}."


# Where a log stands among its looks, as a reader meets it.

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


# What more weeks would show, in a table and in words.

SHOWN_WEEKS = (0, 12, 52, 104)


def weeks_ahead(ahead: pd.DataFrame) -> pd.DataFrame:
    """Detectable difference of each claim today and after 12, 52 and 104 more weeks, rounded.

    Parameters
    ----------
    ahead : DataFrame
        From `diagnostics.power.detectable_ahead`.
    """
    shown = ahead[ahead["more_weeks"].isin(SHOWN_WEEKS)]
    wide = shown.pivot(index="claim", columns="more_weeks", values="detectable_difference")
    ordered = wide.reindex(shown["claim"].unique()).round(2)
    names = {0: "today", **{weeks: f"{weeks} weeks on" for weeks in SHOWN_WEEKS[1:]}}
    return ordered.rename(columns=names).rename_axis(columns=None).reset_index()


def weeks_sentence(ahead: pd.DataFrame) -> str:
    """How many claims could show a difference that matters, now and after more weeks."""
    if ahead.empty:
        return "No claim is estimated yet, so nothing can be said about more weeks."
    can_show = ahead["detectable_difference"] <= ahead["smallest_difference"]
    by_week = can_show.groupby(ahead["more_weeks"]).sum()
    n_claims, last = ahead["slug"].nunique(), int(by_week.index.max())
    later = by_week[by_week > by_week.iloc[0]]
    now = f"Of {counted(n_claims, 'estimated claim')}, {by_week.iloc[0]} could show today"
    size = f"a difference of {ahead['smallest_difference'].iloc[0]:.2f} points, if it is there"
    if later.empty:
        return f"{now} {size}; {last} more weeks like these would not change that."
    weeks, number = int(later.index[0]), int(later.iloc[0])
    return (
        f"{now} {size}; with {weeks} more weeks "
        f"like these {number}, with {last} more weeks {by_week.iloc[-1]}."
    )


# Checks of the answers on the reader's own days: rounded tables and one sentence each.

Row = pd.Series
BLIND = (
    "What passes is not proven: the check does not see something unlogged that moves both pain "
    "and what is done, nor pain that was felt and not rated."
)
FOLLOWS = (
    "What does not pass goes with older pain than its model takes into account: read its answer "
    "with care."
)


def check_rows(found: pd.DataFrame) -> pd.DataFrame:
    """A check of `future_exposure` or `other_site` as a reader meets it.

    Returns
    -------
    DataFrame
        Columns `claim`, `passed` (`yes`, `no`, or `not made`), `estimate`, `low`, `high`,
        `p_value`, `n_days`, `wording`.
    """
    passed = found["is_passed"].map({True: "yes", False: "no"}).astype("str")
    shown = pd.DataFrame(
        {
            "claim": [CLAIM[slug].sentence for slug in found["slug"]],
            "passed": passed.where(found["is_passed"].notna().to_numpy(), "not made").to_numpy(),
        }
    )
    numbers = found[["estimate", "low", "high"]].round(2).assign(p_value=found["p_value"].round(3))
    rest = pd.concat([numbers, found[["n_days", "wording"]]], axis=1)
    return pd.concat([shown, rest.reset_index(drop=True)], axis=1)


def future_exposure_sentence(found: pd.DataFrame) -> str:
    """Say how many claims pass the check on earlier pain, and what it cannot see."""
    made = found.dropna(subset=["is_passed"])
    if made.empty:
        return "The check on earlier pain cannot be made with the days logged so far."
    failed = [FOLLOWS] if not made["is_passed"].all() else []
    return " ".join([f"Earlier pain: {_counts(made)}", *failed, BLIND])


def other_site_sentence(found: pd.DataFrame) -> str:
    """Say how many claims leave the other site alone, or why the check cannot be made."""
    made = found.dropna(subset=["is_passed"])
    if made.empty:
        why = found["wording"].mode()
        return f"The check on another site was not made. {why.iloc[0] if len(why) else ''}".strip()
    return f"Another site: {_counts(made)}"


def _counts(made: pd.DataFrame) -> str:
    failed = made[~made["is_passed"].astype(bool)]
    by_chance = "One in twenty fails by chance."
    if failed.empty:
        every = "the one claim checked passes" if len(made) == 1 else f"all {len(made)} pass"
        return f"{every}. {by_chance}"
    names = ", ".join(f"“{CLAIM[slug].sentence}”" for slug in failed["slug"])
    verb = "does" if len(failed) == 1 else "do"
    return (
        f"of {counted(len(made), 'claim')} checked, {len(failed)} {verb} not pass: {names}. "
        f"{by_chance}"
    )


def null_denominator_sentence(found: pd.DataFrame) -> str:
    """Say whether the ratio says more than it does with a denominator that says nothing."""
    if found.empty:
        return "There are too few rated days with four logged weeks before them for this test."
    rows: dict[str, Row] = {row["denominator"]: row for _, row in found.iterrows()}
    said = [
        f"{_slope(rows[OWN])} with its own chronic load",
        f"{_slope(rows[CONSTANT])} with a constant in its place",
        f"{_slope(rows[SHUFFLED])} with chronic loads in random order",
    ]
    start = f"Points of pain per standard deviation of the workload ratio: {', '.join(said)}."
    return f"{start} {_reading(rows)} {_afterwards(rows[LATER])}"


def _slope(row: Row) -> str:
    return interval_text(row["estimate"], row["low"], row["high"])


def _reading(rows: dict[str, Row]) -> str:
    own, constant = rows[OWN], rows[CONSTANT]
    if own["p_value"] >= ALPHA and constant["p_value"] >= ALPHA:
        return "There is no plain association here that a denominator could have made."
    is_alike = own["estimate"] * constant["estimate"] > 0 and constant["p_value"] < ALPHA
    if own["p_value"] < ALPHA and is_alike:
        return (
            "The association stays when the denominator says nothing, so it is not what was run "
            "in the weeks before that makes it."
        )
    return (
        "The association is not the same with a denominator that says nothing, so the weeks "
        "before, too, play a part in it."
    )


def _afterwards(later: Row) -> str:
    if later["p_value"] >= ALPHA:
        return "The ratio of the week after a rating, which cannot cause it, does not go with it."
    way = "protects" if later["estimate"] < 0 else "harms"
    return (
        f"The ratio of the week after a rating goes with it, too: {_slope(later)}. That week "
        f"cannot have caused the rating; pain that changes how much is run makes the ratio look "
        f"as if it {way}."
    )
