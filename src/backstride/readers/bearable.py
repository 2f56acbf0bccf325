"""The CSV export of Bearable: one row per entry of any kind, symptoms rated 1 to 4.

Of the symptoms one is the pain: the one that `--pain-detail` names, else the only one that names
the back. The time of day (`am`, `mid`, `pm`) is all that is known of when it was felt.
"""

import re

import pandas as pd

from backstride.readers.base import About, Reading, UndecidedError, raw_table
from backstride.readers.files import FilePath
from backstride.readers.parse.columns import pain_header
from backstride.readers.parse.dates import date_order, parsed_times
from backstride.readers.parse.text import alias_key, word_set, words
from backstride.readers.service_table import (
    file_repair,
    header_keys,
    named_columns,
    repair_list,
    service_sheet,
    sheet_ledger,
    unsplit_header,
)
from backstride.settings import Settings

ABOUT = About(
    source="Bearable CSV export",
    pain="one symptom, 1 to 4, by its name or `--pain-detail`",
    zone="days and parts of the day, as written",
    refuses="other symptoms and other kinds of entries; several symptoms none of which is the back",
)
COLUMNS = words(
    {
        "day": "date formatted",
        "date": "date",
        "time_of_day": "time of day",
        "category": "category",
        "rating": "rating/amount",
        "detail": "detail",
        "note": "notes | note",
    }
)
SCALE = "1-4"
_BACK = word_set("back backache lumbar lumbago lbp rucken kreuz lenden dos espalda rug")
_SEVERITY = re.compile(r"\s*\((?:none|mild|moderate|severe|extreme|unbearable)\)$", re.IGNORECASE)
_MOST_LISTED = 20


def recognises(path: FilePath) -> bool:
    """Whether a file is an export of Bearable, by its header."""
    header = header_keys(path)
    return bool(header) and {"category", "rating amount", "detail"} <= header[0]


def read(path: FilePath, settings: Settings, source: str) -> Reading:
    """Ratings of the symptom that is the pain; all other rows are refused with their kind.

    Raises
    ------
    DataError
        If the file is damaged.
    UndecidedError
        If several symptoms could be the pain, or none, or `--pain-detail` names none of them.
    """
    sheet = service_sheet(path, source, COLUMNS)
    found = named_columns(sheet, COLUMNS)
    if not {"category", "rating", "detail"} <= found.keys():
        raise unsplit_header(source)
    blank = pd.Series(index=sheet.rows, dtype="str")
    kind = found["category"].map(alias_key, na_action="ignore").astype("str")
    symptom = found["detail"].str.replace(_SEVERITY, "", regex=True)
    symptom = symptom.where(kind.str.startswith("symptom", na=False))
    pain = chosen_symptom(symptom.dropna(), settings.pain_detail, source)
    day = _days(found, settings, source, blank)
    rows = pd.DataFrame(
        {
            "date": day,
            "site": _site(pain),
            "rating": found["rating"],
            "scale": SCALE,
            "time_of_day": found.get("time_of_day", blank),
            "note": found.get("note", blank),
            "source": source,
            "source_row": sheet.rows,
        }
    )
    reasons = _reasons(found, symptom, pain, day)
    told = file_repair("site", pain, "the symptom taken for the pain") if pain else pd.DataFrame()
    return Reading(
        pain=raw_table("pain", rows[reasons.isna()]),
        ledger=sheet_ledger(sheet, "pain", reasons.dropna()),
        repairs=repair_list(source, [told]),
    )


def chosen_symptom(symptoms: pd.Series, pain_detail: str | None, source: str) -> str | None:
    """The symptom that is the pain; None where there is no symptom at all.

    Raises
    ------
    UndecidedError
        If `pain_detail` names none, or without it not exactly one names the back.

    Examples
    --------
    >>> chosen_symptom(pd.Series(["Headache", "Back pain", "Back pain"]), None, "bearable.csv")
    'Back pain'
    """
    names = symptoms.drop_duplicates().tolist()
    if not names:
        return None
    if pain_detail is not None:
        fitting = [name for name in names if alias_key(name) == alias_key(pain_detail)]
        why = f"no symptom is called {pain_detail!r}"
    else:
        fitting = [name for name in names if _names_the_back(name)]
        is_only = len(names) == 1 and pain_header(names[0]) is not None
        fitting = names if is_only else fitting
        why = "several symptoms name the back" if fitting else "no symptom names the back"
    if len({alias_key(name) for name in fitting}) == 1:
        return str(fitting[0])
    listed = ", ".join(names[:_MOST_LISTED]) + (" …" if len(names) > _MOST_LISTED else "")
    raise UndecidedError(
        f'{source}: {why}; found: {listed}. Say which is the pain: --pain-detail "Back pain".'
    )


def _names_the_back(symptom: str) -> bool:
    return not _BACK.isdisjoint(alias_key(_site(symptom) or symptom).split())


def _site(symptom: str | None) -> str | None:
    header = pain_header(symptom) if symptom else None
    return header.site if header else None


def _days(
    found: dict[str, pd.Series], settings: Settings, source: str, blank: pd.Series
) -> pd.Series:
    columns = [found.get("day", blank), found.get("date", blank)]
    order = date_order(columns, settings, source)
    formatted, plain = (parsed_times(texts, order)["wall"] for texts in columns)
    days: pd.Series = formatted.fillna(plain).dt.normalize()
    return days


def _reasons(
    found: dict[str, pd.Series], symptom: pd.Series, pain: str | None, day: pd.Series
) -> pd.Series:
    category = found["category"].fillna("nothing").str[:40]
    reasons = pd.Series(pd.NA, index=day.index, dtype="str")
    reasons = reasons.mask(found["rating"].isna(), "rating/amount: found nothing, expected 1 to 4")
    reasons = reasons.mask(day.isna(), "date: found no day, expected a date such as 2024-03-01")
    is_pain = symptom.map(alias_key, na_action="ignore") == alias_key(pain or "")
    reasons = reasons.mask(~is_pain, "another symptom than the pain")
    return reasons.mask(symptom.isna(), "category: found " + category + ", expected a symptom")
