"""Pain ratings from a person's own table: one entry per column of ratings and row."""

import numpy as np
import pandas as pd

from backstride.readers.clock import clock_times
from backstride.readers.moments import Moments
from backstride.readers.pain_headers import PainHeader
from backstride.readers.parts import Cells, Part, together, unused

_NUMERIC = r"[+-]?\d*[.,]?\d+\s*(?:(?:/|of|von|sur|de|van)\s*\d+|%)?"
_USUAL_SCALE, _WORDS = "0-10", "words"


def pain_part(cells: Cells, when: Moments, is_clock_ours: bool) -> Part:
    """Rows for the pain diary; the rating and its site stay as found.

    Parameters
    ----------
    is_clock_ours : bool
        Whether the clock times of the sheet are those of the ratings: in a table of runs the
        clock is the run's, and when a rating was felt stays unknown.
    """
    entries = [
        _entries(cells, when, label, header, is_clock_ours)
        for label, header in cells.columns.ratings.items()
    ]
    rows = pd.concat([entry.rows for entry in entries])
    return Part(rows.sort_index(kind="stable"), together([entry.problems for entry in entries]))


def _entries(
    cells: Cells, when: Moments, label: str, header: PainHeader, is_clock_ours: bool
) -> Part:
    found = cells.sheet.column(label)
    is_number = found.str.fullmatch(_NUMERIC, case=False, na=False)
    stated = cells.text("scale").str.replace("–", "-", regex=False)
    has_scale = header.scale is not None or stated.notna().any()
    is_numeric_column = has_scale or is_number.sum() * 2 >= found.notna().sum()
    usual = header.scale or (_USUAL_SCALE if is_numeric_column else _WORDS)
    # a column of its own for before and after the run is not rated at the row's one clock time
    is_timed = is_clock_ours and header.time_of_day is None
    clock = _own_clock(cells, header)
    at = when.date + clock_times(clock)
    rows = pd.DataFrame(
        {
            "rated_at": when.rated_at.fillna(when.at if is_timed else at),
            "date": when.date,
            "site": header.site if header.site else cells.text("site"),
            "rating": found,
            "scale": stated.fillna(usual),
            "time_of_day": header.time_of_day if header.time_of_day else when.part_of_day,
            "entered_at": when.entered_at,
            "note": cells.text("note"),
        },
        index=cells.sheet.rows,
    )
    is_rating = is_number | (rows["scale"] == _WORDS)
    value = pd.Series(np.where(is_rating, 1.0, np.nan), index=found.index)
    expected = f"a number on the scale {usual}"
    usable = found.notna() & is_rating & when.date.notna()
    wrong_time = unused("time", clock.where(usable), at, "a time such as 07:30")
    return Part(rows[usable], together([unused("rating", found, value, expected), wrong_time]))


def _own_clock(cells: Cells, header: PainHeader) -> pd.Series:
    """Cells of the column with the clock times of this column of ratings."""
    label = cells.columns.clocks.get(header.time_of_day or "")
    return cells.blank() if label is None else cells.sheet.column(label)
