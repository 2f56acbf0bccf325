"""The one page: the answers first, then each notebook, then what they rest on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backstride.clean.log import Log
from backstride.figures import running_and_pain
from backstride.ledger import counts
from backstride.presentation import PLAIN, Presentation
from backstride.report.sections import (
    TEMPLATES,
    Embedded,
    Section,
    embedded,
    glossary_terms,
    with_links,
)
from backstride.report.text import (
    FLAGS,
    TITLE,
    claim_rows,
    log_lines,
    logged_lines,
    open_rows,
    tally_sentence,
    trial_words,
)
from backstride.summaries import marks
from backstride.trial.plan import Plan

# Each estimate as a strip: its interval, the zone that does not matter, and what that shows.

WIDTH, MARGIN = 200.0, 6.0
LEAST_POINTS = 0.5
FIRM = ("raises", "lowers")


@dataclass(frozen=True)
class Strip:
    """Places from 0 to 200 on a strip whose middle is no difference; and the finding in words."""

    zone_left: str
    zone_width: str
    low: str
    high: str
    at: str
    is_firm: bool
    finding: str


def widest_points(answers: pd.DataFrame) -> float:
    """How many points the strips reach to either side; the same for all of one report.

    Examples
    --------
    >>> widest_points(pd.DataFrame({"low": [-0.2], "high": [1.4], "smallest_difference": [0.5]}))
    1.4
    """
    drawn = answers[answers["low"].notna()]
    reach = drawn[["low", "high", "smallest_difference"]].abs().max().max()
    return max(float(reach), LEAST_POINTS) if pd.notna(reach) else LEAST_POINTS


def strip_of(answer: Mapping[Any, Any], widest: float) -> Strip | None:
    """The strip of one row of `answer_claims`; None where there is no estimate."""
    if pd.isna(answer["estimate"]):
        return None
    zone = answer["smallest_difference"] if pd.notna(answer["smallest_difference"]) else 0.0
    left, right = _at(-zone, widest), _at(zone, widest)
    return Strip(
        zone_left=f"{left:.1f}",
        zone_width=f"{right - left:.1f}",
        low=f"{_at(answer['low'], widest):.1f}",
        high=f"{_at(answer['high'], widest):.1f}",
        at=f"{_at(answer['estimate'], widest):.1f}",
        is_firm=answer["status"] in FIRM,
        finding=finding(answer["low"], answer["high"], zone),
    )


def _at(points: float, widest: float) -> float:
    return WIDTH / 2 + points / widest * (WIDTH / 2 - MARGIN)


def finding(low: float, high: float, smallest: float) -> str:
    """Where an interval lies: on which side of 0, and whether within the smallest difference.

    Examples
    --------
    >>> finding(0.2, 1.4, 0.5)
    'The interval lies above 0 and reaches beyond what is too small to matter.'
    >>> finding(-0.1, 0.3, 0.5)
    'The interval holds 0 and lies within what is too small to matter.'
    """
    side = "lies above 0" if low > 0 else "lies below 0" if high < 0 else "holds 0"
    if max(abs(low), abs(high)) < smallest:
        return f"The interval {side} and lies within what is too small to matter."
    if low >= smallest or high <= -smallest:
        return f"The interval {side} and holds nothing that is too small to matter."
    return f"The interval {side} and reaches beyond what is too small to matter."


ONE_LOOK = (
    "One look: the verdicts assume that no earlier report was looked at. Whoever looks again and "
    "again finds something in the end, also where there is nothing."
)


@dataclass(frozen=True)
class Findings:
    """What one report is about: the log, its days, its answers, and what is said of them.

    Parameters
    ----------
    log : Log
        For its counts, days and time zone; titles and notes are not used.
    diary : DataFrame
        From `add_exposures(build_diary(log))`.
    answers : DataFrame
        As from `answer_claims`.
    looks : str
        Which look the verdicts are from, as from `look_sentence`.
    changes : sequence of str
        What changed since the last report, as from `changes`; none for the sample.
    is_sample : bool
        Say that the log is simulated.
    trials : sequence of Plan
        Of the trials that lie in the runner's folder, in the order of their first days.
    """

    log: Log
    diary: pd.DataFrame
    answers: pd.DataFrame
    looks: str = ONE_LOOK
    changes: Sequence[str] = ()
    is_sample: bool = False
    trials: Sequence[Plan] = ()


def page_html(
    findings: Findings, sections: Sequence[Section], presentation: Presentation = PLAIN
) -> str:
    """The report as one HTML document that loads nothing.

    Parameters
    ----------
    findings : Findings
    sections : sequence of Section
        One per notebook, in order.
    presentation : Presentation
        How the page writes dates, numbers and distances; sections stay as they are.

    Returns
    -------
    str
        The same input gives the same text.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    page = environment.get_template("page.html.j2").render(
        version=version("backstride"),
        style=style,
        flags_title=TITLE,
        flags=FLAGS,
        sections=sections,
        terms=glossary_terms(),
        presentation=presentation,
        **_said(findings, presentation),
    )
    return with_links(page)


def _said(findings: Findings, presentation: Presentation) -> dict[str, Any]:
    log, answers = findings.log, findings.answers
    claims, reach = claim_rows(answers, presentation), widest_points(answers)
    return {
        "is_sample": findings.is_sample,
        "looks": presentation.sentence(findings.looks),
        "changes": findings.changes,
        "log": log_lines(log, presentation),
        "logged": logged_lines(log, findings.diary, presentation),
        "tally": tally_sentence(answers),
        "claims": claims,
        "open_claims": open_rows(
            claims, trial_words(answers, findings.diary, findings.trials, presentation)
        ),
        "strips": [strip_of(row, reach) for row in answers.to_dict("records")],
        "reach": presentation.number(reach, 1),
        "timeline": _timeline(findings.diary, presentation),
        "smallest": _smallest(answers, presentation),
        "account": _account(log.ledger, presentation),
    }


def _timeline(diary: pd.DataFrame, presentation: Presentation) -> Embedded | None:
    if diary.empty or diary[["distance_km", "pain_pre", "pain_post"]].isna().all(axis=None):
        return None
    picture = running_and_pain(diary, marks(diary), presentation.units)
    return embedded(picture, Presentation(presentation.locale))


def _smallest(answers: pd.DataFrame, presentation: Presentation) -> str:
    sizes = answers.loc[answers["estimate"].notna(), "smallest_difference"].dropna()
    return presentation.number(sizes.iloc[0], 2) if len(sizes) else ""


def _account(ledger: pd.DataFrame, presentation: Presentation) -> list[dict[str, str]]:
    if ledger.empty:
        return []
    table = counts(ledger)
    total = table.sum(numeric_only=True).to_frame().T.assign(source="all files", table="")
    rows = pd.concat([table, total], ignore_index=True).to_dict("records")
    return [
        {
            str(name): presentation.number(cell) if isinstance(cell, int) else str(cell)
            for name, cell in row.items()
        }
        for row in rows
    ]
