"""Raw rows of each table to tidy ones; every function is the list of steps of one table."""

import pandas as pd

from backstride import tables
from backstride.clean.days_and_times import clocked, dated
from backstride.clean.groups import merged_groups
from backstride.clean.habits import named_habits, one_row_per_dose, with_doses, with_units
from backstride.clean.limits import possible_runs, within
from backstride.clean.merge import merged_runs
from backstride.clean.ratings import one_row_per_rating, rated
from backstride.clean.rows import Rows, begin, in_order
from backstride.clean.shoes import one_spelling, pairs_of_shoes
from backstride.clean.sites import named_sites, named_times_of_day
from backstride.clean.sports import named_sports
from backstride.clean.surfaces import named_surfaces

_DAY_LIMITS = {
    "sleep_h": (0, 24),
    "stress": (0, 10),
    "sitting_h": (0, 24),
    "illness": (0, 1),
    "medication": (0, 1),
}


def tidy_runs_and_shoes(
    runs: pd.DataFrame, shoes: pd.DataFrame, miles_sources: frozenset[str]
) -> tuple[Rows, Rows]:
    """Sessions and pairs of shoes, together because a pair is spelled one way in both."""
    sessions, pairs = one_spelling(begin("runs", runs), begin("shoes", shoes))
    sessions = named_sports(dated(sessions, "start"))
    sessions = named_surfaces(possible_runs(sessions))
    return merged_runs(sessions, miles_sources), pairs_of_shoes(pairs)


def tidy_pain(pain: pd.DataFrame) -> Rows:
    """Ratings of pain; the same rating from two rows is one."""
    rows = named_times_of_day(named_sites(dated(begin("pain", pain), "rated_at")))
    rows = rated(rows)
    return merged_groups(rows, one_row_per_rating(rows), "the same rating")


def tidy_habits(habits: pd.DataFrame) -> Rows:
    """Exercises done; the same dose from two sources is one."""
    rows = with_doses(with_units(named_habits(clocked(dated(begin("habits", habits))))))
    return merged_groups(rows, one_row_per_dose(rows), "the same dose of the same exercise")


def tidy_days(days: pd.DataFrame) -> Rows:
    """One row per day, with what all rows of that day say."""
    rows = dated(begin("days", days))
    for column, (low, high) in _DAY_LIMITS.items():
        rows = within(rows, column, low, high)
    return merged_groups(rows, rows.table["date"], "the same day", with_conflicts=True)


def tidied(rows: Rows) -> pd.DataFrame:
    """Rows left after cleaning, as `backstride.tables` describes the table, in order of day.

    Raises
    ------
    DataError
        If a value breaks the description: an error of Backstride, not of the log.
    """
    schema = tables.LOG_TABLES[rows.name]
    return tables.fit_to(schema, in_order(rows.name, rows.table[list(schema.columns)]))
