"""From raw rows to a cleaned log, as plain calls."""

from dataclasses import replace
from typing import Any

import pandas as pd

from backstride import tables
from backstride.clean.account import all_repairs, settled_ledger
from backstride.clean.log import Log
from backstride.clean.sites import site_named
from backstride.clean.span import within_span
from backstride.clean.tidy import tidied, tidy_days, tidy_habits, tidy_pain, tidy_runs_and_shoes
from backstride.readers.reading import Reading
from backstride.settings import Settings


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
        Tidy tables as described in `backstride.tables`, sorted by day.
    """
    runs, shoes = tidy_runs_and_shoes(reading.runs, reading.shoes, stated_in_miles(reading.repairs))
    pain = tidy_pain(reading.pain)
    habits = tidy_habits(reading.habits)
    days = tidy_days(reading.days)
    cleaned = [runs, pain, shoes, habits, days]
    tidy: dict[str, Any] = {rows.name: tidied(rows) for rows in cleaned}
    log = Log(
        **tidy,
        ledger=tables.fit_to(tables.LEDGER, settled_ledger(reading.ledger, cleaned)),
        repairs=tables.fit_to(tables.REPAIRS, all_repairs(reading.repairs, cleaned)),
        settings=replace(settings, site=site_named(settings.site)),
    )
    return within_span(log)


def stated_in_miles(repairs: pd.DataFrame) -> frozenset[str]:
    """Sources whose distances were stated in miles, by what their reader told."""
    told = repairs[repairs["column"] == "distance_km"]
    words = told["found"].fillna("") + " " + told["done"]
    return frozenset(told.loc[words.str.contains(r"\bmi(?:les?)?\b"), "source"])
