"""Names, doses and units of exercises."""

import pandas as pd

from backstride.clean.audit import Rows, as_text, mapped, texts_of
from backstride.clean.log import folded, lookup
from backstride.readers.parse.columns import EXERCISE_NAMES

HABIT_CLAIM = {
    "warm-up": "warm-up",
    "stretching": "stretching",
    "cross-training": "cross-training",
    "strength": "strength",
    "plank": "strength",
    "side-plank": "strength",
    "mountain-climber": "strength",
    "maintenance": "maintenance",
    "superman": "maintenance",
    "lacrosse-ball": "maintenance",
    "seated-forward-fold": "maintenance",
    "legs-up-the-wall": "maintenance",
}
MOST_DOSE = 10_000.0
# A bare number up to this is a count; above it could be seconds or minutes.
MOST_TIMES = 10.0
TIMES, HOURS = "times", "h"
UNITS_OF_DOSE = (TIMES, "s", "min", "repetitions")

_HABITS = lookup(EXERCISE_NAMES)
_UNITS = lookup(
    {
        TIMES: "times | time | x | sets | set | session | sessions | mal | Einheit | Einheiten"
        " | Satz | Sätze | fois | séance | séances | vez | veces | sesión | sesiones | keer"
        " | count | dose | doses",
        "s": "s | sec | secs | second | seconds | Sek | Sekunde | Sekunden | seconde | secondes"
        " | seg | segundo | segundos | seconden",
        "min": "min | mins | minute | minutes | Minute | Minuten | minuto | minutos | minuut",
        "repetitions": "repetitions | repetition | reps | rep | Wdh | Wiederholung"
        " | Wiederholungen | répétition | répétitions | répét | repetición | repeticiones"
        " | herhaling | herhalingen",
        HOURS: "h | hr | hrs | hour | hours | Std | Stunde | Stunden | heure | heures | hora"
        " | horas | uur | uren",
    }
)


def habit_named(text: str) -> str | None:
    """Claim slug or exercise that a word means; other words as a slug of their own.

    Examples
    --------
    >>> habit_named("Hamstring stretch"), habit_named("Unterarmstütz"), habit_named("Dead bug")
    ('stretching', 'plank', 'dead-bug')
    """
    word = folded(text)
    return _HABITS.get(word, word.replace(" ", "-")) or None


def named_habits(rows: Rows) -> Rows:
    """Name the exercise of each row; a row that names none is refused."""
    found = rows.table["habit"]
    habit = mapped(found, habit_named)
    told = "habit: found " + found.fillna("nothing") + ", expected a name of an exercise."
    return rows.with_column("habit", habit).refused(told.where(habit.isna()))


def with_units(rows: Rows) -> Rows:
    """Bring `dose_unit` to times, s, min or repetitions; hours become minutes."""
    found = rows.table["dose_unit"]
    unit = mapped(found, lambda text: _UNITS.get(folded(text)))
    allowed = texts_of(UNITS_OF_DOSE)
    rows = rows.noted(
        found.notna() & unit.isna(), "dose_unit", found, f"left empty: use one of {allowed}"
    )
    in_hours = (unit == HOURS) & rows.table["dose"].notna()
    minutes = rows.table["dose"] * 60
    rows = rows.changed(in_hours, "dose", minutes, "hours to minutes: " + as_text(minutes))
    return rows.with_column("dose_unit", unit.mask(unit == HOURS, "min"))


def with_doses(rows: Rows) -> Rows:
    """Refuse impossible doses; a row without a dose says that it was done once."""
    dose = rows.table["dose"]
    told = "dose: found " + as_text(dose) + f", expected 0 to {MOST_DOSE:g}. Correct the cell."
    rows = rows.refused(told.where(dose.notna() & ~dose.between(0, MOST_DOSE)))
    missing = rows.table["dose"].isna()
    rows = rows.changed(missing, "dose", 1.0, "counted as done: 1 times")
    unit = rows.table["dose_unit"].mask(missing, TIMES)
    unsaid = unit.isna()
    count = unsaid & (rows.table["dose"] <= MOST_TIMES)
    rows = rows.with_column("dose_unit", unit)
    rows = rows.noted(unsaid & ~count, "dose_unit", unit, "left empty: seconds or minutes?")
    counted = count & (rows.table["dose"] > 0)
    rows = rows.noted(counted, "dose_unit", unit, "a number without a unit: times")
    return rows.with_column("dose_unit", unit.mask(count, TIMES))


def one_row_per_dose(rows: Rows) -> pd.Series:
    """Label of each row: equal for the same exercise, dose and time of a day.

    Without a clock time two rows of one source are two doses; the first of one source is the
    first of another.
    """
    habits = rows.table
    keys = habits[["date", "time", "habit", "dose", "dose_unit"]]
    names = list(keys.columns)
    nth = keys.assign(source=habits["source"]).groupby([*names, "source"], dropna=False).cumcount()
    nth = nth.where(habits["time"].isna(), 0)
    return keys.assign(nth=nth).groupby([*names, "nth"], dropna=False, sort=False).ngroup()
