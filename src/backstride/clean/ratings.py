"""Pain ratings on any scale to the numerical rating scale 0 to 10."""

import re

import numpy as np
import pandas as pd

from backstride.clean.audit import Rows
from backstride.clean.log import folded, lookup

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_SCALE = re.compile(rf"^{_NUMBER}\s*(?:-|–|to|bis|à|a|tot|\.\.)\s*{_NUMBER}$")
_RATING = re.compile(
    rf"^([+-]?\d*[.,]?\d+|\d+[.,]?)\s*(?:(?:/|of|von|sur|de|van)\s*{_NUMBER}|(%))?$"
)
_STRENGTHS = lookup(
    {
        "0": "none | no pain | no | absent | not present | nil | keine | kein Schmerz"
        " | kein | nichts | aucune | aucun | pas de douleur | ninguno | ninguna | nada | sin dolor"
        " | geen | geen pijn",
        "1": "mild | light | slight | leicht | gering | légère | léger | faible | leve | ligero"
        " | licht | mild pain",
        "2": "moderate | medium | mittel | mäßig | mittelstark | modérée | modéré | moyenne"
        " | moderado | moderada | medio | matig | moderate pain",
        "3": "severe | strong | heavy | stark | schwer | sehr stark | sévère | forte | fort"
        " | intense | severo | severa | fuerte | intenso | hevig | ernstig | severe pain",
        "": "unspecified",
    }
)
WORDS, WORDS_HIGHEST = "words", 3.0


def rated(rows: Rows) -> Rows:
    """Add `pain_nrs`, 0 to 10, from `rating` and `scale`; refuse what is no rating.

    A scale other than 0-10 is read as percent of the maximum possible with *absent* as 0:
    `value / highest * 10`, so that a severity of 1 to 4 is 2.5 to 10 (Cohen P, Cohen J,
    Aiken LS, West SG. 1999. The problem of units and the circumstance for POMP. Multivariate
    Behavioral Research 34:315-346, doi:10.1207/S15327906MBR3403_2). An entry that says
    `unspecified` is kept without a value.
    """
    pain = rows.table
    pairs = pain[["rating", "scale"]].drop_duplicates()
    read = pd.DataFrame(
        [_read(rating, scale) for rating, scale in pairs.itertuples(index=False)],
        columns=["pain_nrs", "scale_read", "reason"],
        index=pairs.index,
    ).astype({"pain_nrs": "float64", "scale_read": "str", "reason": "str"})
    known = pd.concat([pairs, read], axis=1)
    # Merging on the words found brings the answer back to every row that holds them.
    answers = pain[["rating", "scale"]].merge(known, how="left", on=["rating", "scale"])
    answers = answers.set_index(pain.index)
    rows = rows.with_column("pain_nrs", answers["pain_nrs"])
    rows = rows.with_column("scale", answers["scale_read"]).refused(answers["reason"])
    return _note_scale(rows)


def _read(rating: object, scale: object) -> tuple[float, str | None, str | None]:
    if not isinstance(rating, str):
        return np.nan, None, "pain_nrs: found nothing; an empty cell is no rating and not 0."
    word = _STRENGTHS.get(folded(rating.removeprefix("HKCategoryValueSeverity")))
    if word is not None:
        value = float(word) / WORDS_HIGHEST * 10 if word else np.nan
        return value, scale if isinstance(scale, str) else WORDS, None
    match = _RATING.match(rating.strip())
    highest, stated = _highest(match, scale)
    if match is None or highest is None:
        return np.nan, None, _refusal(rating, scale, highest)
    value = _number(match[1])
    if not 0 <= value <= highest:
        return np.nan, None, _refusal(rating, scale, highest)
    return value / highest * 10, stated, None


def _highest(match: re.Match[str] | None, scale: object) -> tuple[float | None, str]:
    if match is not None and (match[2] or match[3]):
        top = _number(match[2]) if match[2] else 100.0
        return top if top > 0 else None, f"0-{top:g}"
    if not isinstance(scale, str):
        return 10.0, "0-10"
    ends = _SCALE.match(scale.strip().casefold())
    return (_number(ends[2]) if ends and _number(ends[2]) > 0 else None), scale


def _refusal(rating: str, scale: object, highest: float | None) -> str:
    if highest is None:
        return f"scale: found {scale} for {rating}, expected lowest-highest such as 0-10 or 1-4."
    found = rating[:20]
    return (
        f"pain_nrs: found {found}, expected 0 to {highest:g}. Correct the cell or leave it empty."
    )


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _note_scale(rows: Rows) -> Rows:
    scale, value = rows.table["scale"], rows.table["pain_nrs"]
    other = (scale != "0-10") & value.notna()
    done = value.map(lambda nrs: f"{nrs:.2f} of 10: percent of the maximum possible, absent is 0")
    return rows.noted(other, "pain_nrs", rows.table["rating"] + " on " + scale, done)


def one_row_per_rating(rows: Rows) -> pd.Series:
    """Label of each rating: equal for the same time, site, part of the day and value."""
    pain = rows.table
    value = pain["pain_nrs"].astype("str").mask(pain["pain_nrs"].isna(), pain["rating"])
    keys = pain[["rated_at", "date", "site", "time_of_day"]].assign(value=value)
    return keys.groupby(list(keys.columns), dropna=False, sort=False).ngroup()
