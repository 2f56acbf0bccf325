"""The calendar file: one all-day event a period, for any calendar program (RFC 5545)."""

from datetime import timedelta

from backstride.claims import CLAIM
from backstride.trial.plan import Plan
from backstride.trial.seal import plan_hash

LINE_OCTETS = 75


def calendar_file(plan: Plan) -> str:
    """The periods of a plan as an iCalendar file.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    str
        Lines end in CR LF and are folded at 75 octets; days without a clock time, the end not
        included; an event keeps its UID as long as the plan is the same.

    References
    ----------
    Desruisseaux (2009), RFC 5545, sections 3.1, 3.3.11 and 3.6.1.
    """
    stamp = f"{plan.created:%Y%m%d}T000000Z"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Backstride//Trial//EN"]
    for place, arm in enumerate("".join(plan.order)):
        lines += _event(plan, place, arm, stamp)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(plan: Plan, place: int, arm: str, stamp: str) -> list[str]:
    first = plan.start + timedelta(days=place * plan.period_days)
    words = {"A": plan.arm_a, "B": plan.arm_b}[arm]
    digest = plan_hash(plan)
    about = (
        f"{CLAIM[plan.claim].sentence}. Period {place + 1} of {2 * plan.n_pairs}.\nPlan {digest}"
    )
    return [
        "BEGIN:VEVENT",
        f"UID:{digest[:16]}-{place + 1}@backstride",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{first + timedelta(days=plan.period_days):%Y%m%d}",
        f"SUMMARY:{escaped(f'{arm}: {words}')}",
        f"DESCRIPTION:{escaped(about)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    r"""Text as a value of a calendar file.

    Examples
    --------
    >>> print(escaped("one, two; three"))
    one\, two\; three
    """
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def folded(line: str) -> str:
    r"""Break a line so that none is longer than 75 octets; no letter is cut in two.

    Examples
    --------
    >>> folded("x" * 80) == "x" * 75 + "\r\n " + "x" * 5
    True
    """
    parts, octets = [""], 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > LINE_OCTETS:
            parts.append(" ")
            octets = 1
        parts[-1] += letter
        octets += size
    return "\r\n".join(parts)
