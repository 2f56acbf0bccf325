"""Words for where and when it hurts."""

import pandas as pd

from backstride.clean.rows import Rows, mapped
from backstride.clean.words import folded, lookup

LOWER_BACK = "lower back"
_LOWER_BACK = lookup(
    {
        LOWER_BACK: "lower back | low back | lowback | lower back pain | low back pain | LBP"
        " | lumbar | lumbar spine | lumbago | small of the back | unterer Rücken | unterrücken"
        " | unten am Rücken | Kreuz | Kreuzschmerz | Kreuzschmerzen | Lendenwirbelsäule | LWS"
        " | Lende | Lenden | bas du dos | bas de dos | lombaire | lombaires | lombalgie | reins"
        " | mal de dos bas | zona lumbar | lumbar baja | espalda baja | parte baja de la espalda"
        " | lumbares | lumbalgia | onderrug | lage rug | lage rugpijn | onderrugpijn | lendenen"
    }
)
# These say back only; the repair line states that the lower back is meant.
_BACK = lookup(
    {
        LOWER_BACK: "back | back pain | backache | Rücken | Rückenschmerz | Rückenschmerzen | dos"
        " | mal de dos | mal au dos | espalda | dolor de espalda | rug | rugpijn"
    }
)
_TIMES_OF_DAY = lookup(
    {
        "before-run": "before run | pre run | prerun | before | pre | vor dem Lauf | vorher | avant"
        " | avant la course | antes | antes de correr | voor | voor het lopen",
        "after-run": "after run | post run | postrun | after | post | nach dem Lauf | nachher"
        " | après | après la course | después | después de correr | na | na het lopen",
        "morning": "morning | am | Morgen | morgens | früh | vormittags | matin | mañana"
        " | por la mañana | ochtend | 's ochtends",
        "midday": "midday | mid | noon | afternoon | Mittag | mittags | nachmittags | midi"
        " | après-midi | mediodía | tarde | middag | 's middags",
        "evening": "evening | pm | night | Abend | abends | nachts | soir | nuit | noche"
        " | por la noche | avond | 's avonds | nacht",
    }
)


def site_named(text: str) -> str:
    """Site as the log spells it: `lower back` in any of five languages, else the word itself.

    Examples
    --------
    >>> site_named("Onderrug"), site_named("Left  Shoulder")
    ('lower back', 'left shoulder')
    """
    word = folded(text)
    return _LOWER_BACK.get(word) or _BACK.get(word) or " ".join(text.casefold().split())


def named_sites(rows: Rows) -> Rows:
    """Bring `site` to one spelling; a diary that names no site is about the lower back."""
    found = rows.table["site"]
    vague = mapped(found, lambda text: _BACK.get(folded(text))).notna()
    told = rows.noted(vague, "site", found, f"taken for {LOWER_BACK}")
    site = mapped(found, site_named).fillna(LOWER_BACK)
    return told.with_column("site", site.mask(site == "", LOWER_BACK))


def named_times_of_day(rows: Rows) -> Rows:
    """Bring `time_of_day` to `tables.TIMES_OF_DAY`; a word not known here is left empty."""
    found = rows.table["time_of_day"]
    named = mapped(found, lambda text: _TIMES_OF_DAY.get(folded(text)))
    strange: pd.Series = found.notna() & named.isna()
    told = rows.noted(strange, "time_of_day", found, "left empty: not a part of the day")
    return told.with_column("time_of_day", named)
