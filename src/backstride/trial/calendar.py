"""The calendar of a trial: one sheet of paper to hang up, and a file for any calendar program."""

from datetime import UTC, date, datetime, time, timedelta
from html import escape

from icalendar import Calendar, Event

from backstride.claims import CLAIM
from backstride.trial.plan import TRIED, Plan, assignment
from backstride.trial.seal import plan_hash

# The calendar page: one sheet of paper to hang up, with the hash of the plan.

MOST_ROWS = 26
MOST_BOXES = 14
EMERGENCY = (
    "Go to an emergency department for numbness around genitals, anus or inner thighs, new bladder "
    "or bowel trouble, new or growing leg weakness, a serious fall, or back pain together with "
    "chest pain. This page is not medical advice: ask a doctor or a physiotherapist before you "
    "start something that is new to you."
)
HOW = (
    "Rate the pain at the same hours every day, 0 to 10, whichever letter it is; a day without "
    "pain is a 0. Tick a box for each day that went as the letter says, and write down what you "
    "did, also where it was something else. Do not look at the numbers before the last day: the "
    "result is drawn once. Stop whenever you want to."
)
_STYLE = """
@page { size: A4 portrait; margin: 12mm; }
* { box-sizing: border-box; }
body { font: 9.5pt/1.3 sans-serif; color: #22262b; margin: 0 auto; max-width: 186mm; }
h1 { font-size: 15pt; margin: 0 0 1mm; }
p { margin: 1mm 0; }
.columns { display: flex; gap: 6mm; align-items: flex-start; margin: 2mm 0; }
table { border-collapse: collapse; flex: 1; font-size: 9pt; }
td, th { border-bottom: 0.2mm solid #9aa1a8; padding: 0.7mm 1.2mm; text-align: left; }
td { white-space: nowrap; }
td.words { white-space: normal; }
.arm { display: inline-block; width: 5mm; text-align: center; font-weight: bold;
  border: 0.3mm solid #22262b; }
.A { background: #22262b; color: #fff; print-color-adjust: exact;
  -webkit-print-color-adjust: exact; }
.boxes { letter-spacing: 0.6mm; }
.small { font-size: 8pt; overflow-wrap: anywhere; }
@media screen and (max-width: 186mm) {
  body { font-size: 11.5pt; padding: 0 3mm; }
  .columns { flex-wrap: wrap; gap: 0; }
  table { font-size: 9pt; flex: 1 0 100%; }
  td.words { display: none; }
  td.boxes { white-space: normal; word-break: break-all; letter-spacing: 0; }
  .small { font-size: 9pt; }
}
"""


def calendar_page(plan: Plan) -> str:
    """The plan on one printed page: an HTML document that loads nothing.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    str
        A row for each period with its days, its letter and a box to tick for each day; the same
        plan gives the same text.
    """
    title = f"Trial: {CLAIM[plan.claim].sentence}"
    rows = _rows(plan)
    half = (len(rows) + 1) // 2
    columns = [rows] if len(rows) <= MOST_ROWS else [rows[:half], rows[half:]]
    tables = "".join(f"<table>\n{''.join(column)}</table>\n" for column in columns)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n"
        f"<p>{_in_words(plan.start)} to {_in_words(plan.last_day)}, {2 * plan.n_pairs} periods of "
        f"{plan.period_days} days. A coin decided the order in each pair.</p>\n"
        f'<p><span class="arm A">A</span> {escape(plan.arm_a)}<br>\n'
        f'<span class="arm">B</span> {escape(plan.arm_b)}</p>\n'
        f'<div class="columns">\n{tables}</div>\n<p>{HOW}</p>\n{_caution(plan)}<p>{EMERGENCY}</p>\n'
        f'<p class="small">Fixed on {_in_words(plan.created)}. Seed of the coin: {plan.seed}. '
        f"Hash of the plan (SHA-256): {plan_hash(plan)}</p>\n</body>\n</html>\n"
    )


def _caution(plan: Plan) -> str:
    said = TRIED[plan.claim].caution
    return f"<p>{escape(said)}</p>\n" if said else ""


def _rows(plan: Plan) -> list[str]:
    days = assignment(plan).groupby("period", as_index=False)
    periods = days.agg(first=("date", "min"), last=("date", "max"), arm=("arm", "first"))
    with_words = len(periods) <= MOST_ROWS
    boxes = "☐" * plan.period_days if plan.period_days <= MOST_BOXES else "☐"
    words = {"A": plan.arm_a, "B": plan.arm_b}
    spans = periods["first"].dt.strftime("%a %Y-%m-%d") + " to "
    spans += periods["last"].dt.strftime("%a %m-%d")
    return [
        f'<tr><td>{period}</td><td>{span}</td><td><span class="arm {arm}">{arm}</span></td>'
        + (f'<td class="words">{escape(words[arm])}</td>' if with_words else "")
        + f'<td class="boxes">{boxes}</td></tr>\n'
        for period, span, arm in zip(periods["period"], spans, periods["arm"], strict=True)
    ]


def _in_words(day: date) -> str:
    return f"{day:%A, %Y-%m-%d}"


# The calendar file: one all-day event a period, for any calendar program (RFC 5545).

PRODUCT = "-//Backstride//Trial//EN"


def calendar_file(plan: Plan) -> bytes:
    """The periods of a plan as an iCalendar file.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    bytes
        UTF-8; days without a clock time, the end not included; an event keeps its UID as long as
        the plan is the same.

    References
    ----------
    Desruisseaux (2009), RFC 5545, sections 3.1, 3.3.11 and 3.6.1.
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    for place, arm in enumerate("".join(plan.order)):
        calendar.add_component(_event(plan, place, arm))
    return bytes(calendar.to_ical(sorted=False))


def _event(plan: Plan, place: int, arm: str) -> Event:
    first = plan.start + timedelta(days=place * plan.period_days)
    words = {"A": plan.arm_a, "B": plan.arm_b}[arm]
    digest = plan_hash(plan)
    event = Event()
    event.add("uid", f"{digest[:16]}-{place + 1}@backstride")
    event.add("dtstamp", datetime.combine(plan.created, time(), UTC))
    event.add("dtstart", first)
    event.add("dtend", first + timedelta(days=plan.period_days))
    event.add("summary", f"{arm}: {words}")
    event.add(
        "description",
        f"{CLAIM[plan.claim].sentence}. Period {place + 1} of {2 * plan.n_pairs}.\nPlan {digest}",
    )
    event.add("transp", "TRANSPARENT")
    return event
