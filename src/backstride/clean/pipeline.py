"""From raw rows to a cleaned log, as plain calls."""

from dataclasses import replace
from typing import Any

import pandas as pd

from backstride import schemas
from backstride.clean.audit import Rows, all_repairs, begin, in_order, settled_ledger
from backstride.clean.duplicates import merged_groups, merged_runs
from backstride.clean.habits import named_habits, one_row_per_dose, with_doses, with_units
from backstride.clean.log import Log, within_span
from backstride.clean.ratings import one_row_per_rating, rated
from backstride.clean.shoes import one_spelling, pairs_of_shoes
from backstride.clean.values import (
    clocked,
    dated,
    named_sites,
    named_sports,
    named_surfaces,
    named_times_of_day,
    possible_runs,
    site_named,
    within,
)
from backstride.readers.base import Reading
from backstride.settings import Settings

# Raw rows of each table to tidy ones; every function is the list of steps of one table.

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
    """Rows left after cleaning, as `backstride.schemas` describes the table, in order of day.

    Raises
    ------
    DataError
        If a value breaks the description: an error of Backstride, not of the log.
    """
    schema = schemas.LOG_TABLES[rows.name]
    return schemas.fit_to(schema, in_order(rows.name, rows.table[list(schema.columns)]))


def clean_reading(reading: Reading, settings: Settings) -> Log:
    """Clean what the readers handed on; every input row keeps its line in the ledger.

    Parameters
    ----------
    reading : Reading
        Raw rows, words as found.
    settings : Settings
        What the runner states; `since` and `until` leave out days.

    Returns
    -------
    Log
        Tidy tables as described in `backstride.schemas`, sorted by day.
    """
    runs, shoes = tidy_runs_and_shoes(reading.runs, reading.shoes, stated_in_miles(reading.repairs))
    pain = tidy_pain(reading.pain)
    habits = tidy_habits(reading.habits)
    days = tidy_days(reading.days)
    cleaned = [runs, pain, shoes, habits, days]
    tidy: dict[str, Any] = {rows.name: tidied(rows) for rows in cleaned}
    log = Log(
        **tidy,
        ledger=schemas.fit_to(schemas.LEDGER, settled_ledger(reading.ledger, cleaned)),
        repairs=schemas.fit_to(schemas.REPAIRS, all_repairs(reading.repairs, cleaned)),
        settings=replace(settings, site=site_named(settings.site)),
    )
    return within_span(log)


def stated_in_miles(repairs: pd.DataFrame) -> frozenset[str]:
    """Sources whose distances were stated in miles, by what their reader told."""
    told = repairs[repairs["column"] == "distance_km"]
    words = told["found"].fillna("") + " " + told["done"]
    return frozenset(told.loc[words.str.contains(r"\bmi(?:les?)?\b"), "source"])
