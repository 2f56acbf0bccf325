"""Exercises from a person's own table: one row each, or one column per exercise."""

import numpy as np
import pandas as pd

from backstride.readers.aliases import NO, YES
from backstride.readers.moments import Moments
from backstride.readers.numbers import numbers
from backstride.readers.parts import Cells, Part, together, unused
from backstride.readers.text import alias_key

_WITH_UNIT = r"^(?:(?P<sets>\d{1,2})\s*[x×*]\s*)?(?P<number>[\d.,]+)\s*(?P<unit>[^\d\W]+\.?)?$"
_EXPECTED = "a number or yes/no"


def habits_part(cells: Cells, when: Moments, is_clock_ours: bool) -> Part:
    """Rows for the table of habits; names stay as found.

    Parameters
    ----------
    is_clock_ours : bool
        Whether the clock times of the sheet are those of the exercises.
    """
    parts = [_column(cells, when, habit) for habit in cells.columns.exercises]
    if "habit" in cells.columns.fields:
        parts.append(_listed(cells, when))
    rows = pd.concat([part.rows for part in parts])
    clock = when.at.dt.strftime("%H:%M") if is_clock_ours else cells.blank()
    timed = rows.assign(time=clock.loc[rows.index].to_numpy())
    return Part(timed.sort_index(kind="stable"), together([part.problems for part in parts]))


def yes_or_no(texts: pd.Series) -> pd.Series:
    """1 for yes, 0 for no, missing for any other word.

    Examples
    --------
    >>> yes_or_no(pd.Series(["ja", "No", "x", "often"])).tolist()
    [1.0, 0.0, 1.0, nan]
    """
    answers = dict.fromkeys(YES, 1.0) | dict.fromkeys(NO, 0.0)
    spelled = {word: answers.get(alias_key(word) or word) for word in texts.dropna().unique()}
    return texts.map(spelled).astype("float64")


def _column(cells: Cells, when: Moments, habit: str) -> Part:
    field = cells.columns.exercises[habit]
    texts = cells.sheet.column(field.label)
    doses = _doses(cells, texts, field.unit)
    rows = doses.assign(date=when.date, habit=habit)
    is_said = doses["dose"].notna() & when.date.notna()
    return Part(rows[is_said], unused(habit, texts, doses["dose"], _EXPECTED))


def _listed(cells: Cells, when: Moments) -> Part:
    fields = cells.columns.fields
    amount = next((name for name in ("dose", "duration", "time") if name in fields), "dose")
    texts = cells.text(amount)
    doses = _doses(cells, texts, cells.unit(amount))
    unit = cells.text("dose_unit").fillna(cells.text("unit"))
    rows = doses.assign(
        date=when.date, habit=cells.text("habit"), dose_unit=doses["dose_unit"].fillna(unit)
    )
    is_said = rows["habit"].notna() & when.date.notna()
    return Part(rows[is_said], unused("dose", texts, doses["dose"], _EXPECTED))


def _doses(cells: Cells, texts: pd.Series, unit: str | None) -> pd.DataFrame:
    """Dose and unit of cells such as `60`, `60 s`, `3 x 20` (60 in all) or `yes` (one time)."""
    answered = yes_or_no(texts)
    parts = texts.str.extract(_WITH_UNIT)
    sets = parts["sets"].astype("float64").fillna(1.0)
    counted = numbers(parts["number"], cells.marks, (0, 10_000)) * sets
    is_yes = answered.notna() & counted.isna()
    stated = parts["unit"].fillna(unit if unit is not None else np.nan)
    return pd.DataFrame(
        {
            "dose": counted.fillna(answered),
            "dose_unit": stated.mask(is_yes, "times").astype("str"),
        }
    )
