"""How the reader of a report writes numbers, dates and distances: the one place that knows."""

from backstride.presentation.distance import (
    UNIT_NAMES,
    UNITS_VARIABLE,
    amounts_in_unit,
    drawn_unit,
    in_unit,
)
from backstride.presentation.reader import KM_PER_MILE, PLAIN, Presentation, stated_presentation
from backstride.presentation.words import either_name, in_picture_words, in_reader_words

__all__ = [
    "KM_PER_MILE",
    "PLAIN",
    "UNITS_VARIABLE",
    "UNIT_NAMES",
    "Presentation",
    "amounts_in_unit",
    "drawn_unit",
    "either_name",
    "in_picture_words",
    "in_reader_words",
    "in_unit",
    "stated_presentation",
]
