"""One runner's cleaned log: seven tidy tables, what the runner stated, and the days to use."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from backstride import schemas
from backstride.settings import Settings

# One runner's cleaned log: seven tidy tables and what the runner stated about them.


@dataclass(frozen=True)
class Log:
    """A cleaned log; every table is as described in `backstride.schemas`.

    `looks` are those of earlier reports, none for a log that comes straight from its files.
    `inputs` are the absolute paths the log was read from; they are never written to.
    """

    runs: pd.DataFrame = field(default_factory=lambda: schemas.empty(schemas.RUNS))
    pain: pd.DataFrame = field(default_factory=lambda: schemas.empty(schemas.PAIN))
    shoes: pd.DataFrame = field(default_factory=lambda: schemas.empty(schemas.SHOES))
    habits: pd.DataFrame = field(default_factory=lambda: schemas.empty(schemas.HABITS))
    days: pd.DataFrame = field(default_factory=lambda: schemas.empty(schemas.DAYS))
    ledger: pd.DataFrame = field(default_factory=lambda: schemas.empty(schemas.LEDGER))
    repairs: pd.DataFrame = field(default_factory=lambda: schemas.empty(schemas.REPAIRS))
    looks: pd.DataFrame = field(default_factory=lambda: schemas.empty(schemas.LOOKS))
    settings: Settings = field(default_factory=Settings)
    inputs: tuple[Path, ...] = ()


# The days to use, out of all the days of a log.

OUTSIDE = "outside --since/--until"


def within_span(log: Log) -> Log:
    """Leave out the rows outside `settings.since` to `settings.until` (both days inclusive).

    Their ledger lines stay `kept`, with a reason: nothing is wrong with them. Shoes have no day
    and stay.
    """
    first, last = log.settings.since, log.settings.until
    if first is None and last is None:
        return log
    inside, outside = {}, []
    for name in ("runs", "pain", "habits", "days"):
        table = getattr(log, name)
        used = table["date"].between(
            pd.Timestamp(first or date.min), pd.Timestamp(last or date.max)
        )
        inside[name] = table[used].reset_index(drop=True)
        outside.append(table.loc[~used, ["source", "source_row"]])
    return replace(log, **inside, ledger=_note_outside(log.ledger, pd.concat(outside)))


def _note_outside(ledger: pd.DataFrame, outside: pd.DataFrame) -> pd.DataFrame:
    gone = pd.MultiIndex.from_frame(outside)
    where = pd.MultiIndex.from_frame(ledger[["source", "row"]]).isin(gone)
    where &= (ledger["outcome"] == "kept").to_numpy()
    reason = ledger["reason"].fillna("")
    joined = (reason + "; " + OUTSIDE).mask(reason == "", OUTSIDE)
    return ledger.assign(reason=ledger["reason"].mask(where, joined))


# Words brought to one form before they are looked up, whatever the language or keyboard.

# Letters that Unicode does not decompose into a base letter and an accent.
_PLAIN_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ł": "l", "đ": "d", "œ": "oe"})
_JOINTS = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")


def folded(text: str) -> str:
    """Lower-case words without accents, hyphens or camel case, for looking up.

    Examples
    --------
    >>> folded("Trail-Løb "), folded("VirtualRun"), folded("Straße")
    ('trail lob', 'virtual run', 'strasse')
    """
    words = _CAMEL.sub(" ", unicodedata.normalize("NFKC", text)).casefold()
    letters = unicodedata.normalize("NFKD", words.translate(_PLAIN_LETTERS))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _JOINTS.sub(" ", bare).strip()


def lookup(meanings: dict[str, str]) -> dict[str, str]:
    """Turn `{meaning: 'word | word'}` into `{folded word: meaning}`.

    Examples
    --------
    >>> lookup({"track": "Bahn | Tartan"})
    {'bahn': 'track', 'tartan': 'track'}
    """
    return {
        folded(word): meaning for meaning, words in meanings.items() for word in words.split("|")
    }


# What the name of a source says: whether it is a file of one activity.

ACTIVITY_FILES = (".fit", ".gpx", ".tcx")


def is_activity_file(sources: pd.Series) -> pd.Series:
    """Whether each source is a FIT, GPX or TCX file, packed or not.

    Such a file holds one activity, so that together they are the record of one device; and its
    times are UTC, so that two of them never differ by a zone.

    Examples
    --------
    >>> is_activity_file(pd.Series(["box/a.FIT.gz", "activities.csv"])).tolist()
    [True, False]
    """
    return sources.str.casefold().str.removesuffix(".gz").str.endswith(ACTIVITY_FILES)
