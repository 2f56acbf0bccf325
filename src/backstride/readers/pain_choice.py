"""Which column of a table holds the pain: the one that the runner names, and never a mood."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from backstride import tables
from backstride.ledger import stacked
from backstride.readers.choices import UndecidedError
from backstride.readers.reading import Reading
from backstride.readers.text import alias_key, split_unit, word_set

MOOD_IS_NOT_PAIN = "a mood is not a rating of pain"
_MOODS = word_set(
    "mood moods stimmung stimmungen laune gemut humeur humeurs humor animo stemming humore umore"
)


def is_mood(label: str) -> bool:
    """Whether the name of a column says mood.

    Examples
    --------
    >>> is_mood("Stimmung (1-5)"), is_mood("Estado de ánimo"), is_mood("pain")
    (True, True, False)
    """
    return not _MOODS.isdisjoint(alias_key(label).split())


def chosen_column(labels: Iterable[str], pain_column: str | None, source: str) -> str | None:
    """The label that `--pain-column` names, with or without its unit; None where none does.

    Raises
    ------
    UndecidedError
        If it names a mood.

    Examples
    --------
    >>> chosen_column(["Date", "Ache level (0-10)"], "ache level", "log.csv")
    'Ache level (0-10)'
    """
    if pain_column is None:
        return None
    key = alias_key(pain_column)
    found = [
        label for label in labels if key in {alias_key(label), alias_key(split_unit(label)[0])}
    ]
    if found and is_mood(found[0]):
        raise UndecidedError(
            f"{source}: --pain-column names {found[0]!r}, and {MOOD_IS_NOT_PAIN}. Name the column "
            "of the ratings: --pain-column NAME. If it does hold ratings of pain, call it pain."
        )
    return found[0] if found else None


def told_of_missing(
    reading: Reading, source: str, chosen: str | None, pain_column: str | None
) -> Reading:
    """Say so where `--pain-column` names no column of a table whose ratings were read anyway."""
    if pain_column is None or chosen is not None or reading.pain.empty:
        return reading
    done = "--pain-column names no column of this table: ratings read from its own columns"
    line = pd.DataFrame({"source": [source], "row": 1, "column": "rating", "done": done})
    lines = tables.fit_to(tables.REPAIRS, line)
    return replace(reading, repairs=stacked([reading.repairs, lines], tables.REPAIRS))
