"""The one page: claims first, then each notebook, then the limits."""

import base64
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backstride.clean.log import Log
from backstride.figures import Picture, answers_as_intervals, png
from backstride.figures.style import in_words
from backstride.ledger import counts
from backstride.report.diary_start import has_diary
from backstride.report.sections import TEMPLATES, Section
from backstride.summaries import counted, head_and_reason, signed

WORDS = ("claim", "needed", "evidence")
ONE_LOOK = (
    "One look: the verdicts assume that no earlier report was looked at. Whoever looks again and "
    "again finds something in the end, also where there is nothing."
)
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


def page_html(
    log: Log,
    answers: pd.DataFrame,
    sections: Sequence[Section],
    *,
    looks: str = ONE_LOOK,
    is_sample: bool = False,
) -> str:
    """The report as one HTML document that loads nothing.

    Parameters
    ----------
    log : Log
        For its counts, days and time zone; titles and notes are not used.
    answers : DataFrame
        As from `answer_claims`.
    sections : sequence of Section
        One per notebook, in order.
    looks : str
        Which look the verdicts are from, as from `look_sentence`.
    is_sample : bool
        Say that the log is simulated.

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
    return environment.get_template("page.html.j2").render(
        version=version("backstride"),
        style=style,
        is_sample=is_sample,
        looks=looks,
        emergency=EMERGENCY,
        urgent=URGENT,
        log=_log_facts(log),
        claims=claim_rows(answers),
        forest=_embedded(answers_as_intervals(answers)) if _has_estimate(answers) else None,
        smallest=_smallest(answers),
        sections=sections,
        account=_account(log.ledger),
    )


def claim_rows(answers: pd.DataFrame) -> list[dict[str, str]]:
    """The claims table in words: one row per claim, in the order of `answers`.

    Returns
    -------
    list of dict
        `claim`, `contrast`, `verdict` and `reason` (often empty), `estimate`, `interval`,
        `days`, `exposed`, `needed`, `evidence`; numbers of refused claims are empty.
    """
    rows = []
    for row in answers.to_dict("records"):
        head, reason = head_and_reason(row["verdict"])
        words = {name: _begun(row[name]) for name in WORDS}
        said = {"contrast": str(row["contrast"]), "verdict": head, "reason": reason}
        rows.append({**words, **said, **_numbers(row)})
    return rows


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _numbers(row: dict[Any, Any]) -> dict[str, str]:
    has_estimate = pd.notna(row["estimate"])
    interval = f"{signed(row['low'])} to {signed(row['high'])}" if has_estimate else ""
    return {
        "estimate": signed(row["estimate"]) if has_estimate else "",
        "interval": interval,
        "days": _whole(row["n_days"]),
        "exposed": _whole(row["n_exposed"]),
    }


def _whole(number: float) -> str:
    return f"{number:,.0f}" if pd.notna(number) else ""


def _log_facts(log: Log) -> dict[str, Any]:
    runs = log.runs[log.runs["sport"] == "run"]
    days = pd.concat([runs["date"], log.pain["date"]]).dropna()
    return {
        "first": in_words(days.min()) if len(days) else "",
        "last": in_words(days.max()) if len(days) else "",
        "runs": counted(len(runs), "run"),
        "distance_km": f"{runs['distance_km'].sum():,.1f}",
        "ratings": counted(len(log.pain), "pain rating"),
        "rated_days": counted(log.pain["date"].nunique(), "day"),
        "has_runs": len(runs) > 0,
        "has_ratings": not log.pain.empty,
        "has_diary": has_diary(log),
        "is_read": not log.ledger.empty,
        "timezone": log.settings.timezone,
        "site": log.settings.site,
    }


def _has_estimate(answers: pd.DataFrame) -> bool:
    return bool(answers["estimate"].notna().any())


def _smallest(answers: pd.DataFrame) -> str:
    sizes = answers.loc[answers["estimate"].notna(), "smallest_difference"].dropna()
    return f"{sizes.iloc[0]:.2f}" if len(sizes) else ""


def _embedded(picture: Picture) -> dict[str, str]:
    image = base64.b64encode(png(picture)).decode("ascii")
    return {"image": image, "alt": picture.alt, "caption": picture.caption}


def _account(ledger: pd.DataFrame) -> list[dict[str, str]]:
    if ledger.empty:
        return []
    table = counts(ledger)
    total = table.sum(numeric_only=True).to_frame().T.assign(source="all files", table="")
    rows = pd.concat([table, total], ignore_index=True).to_dict("records")
    return [
        {
            str(name): f"{cell:,}" if isinstance(cell, int) else str(cell)
            for name, cell in row.items()
        }
        for row in rows
    ]
