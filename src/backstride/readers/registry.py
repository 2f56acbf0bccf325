"""All sources, in the order in which they are tried.

A new source is a module with `recognises(path)` and `read(path, settings, source)`, and one
more entry in `READERS`; the spreadsheet, which takes any table, stays last.
"""

from types import ModuleType

from backstride.readers import (
    apple_health,
    bearable,
    daylio,
    garmin_account,
    garmin_csv,
    google_forms,
    intervals_icu,
    runalyze,
    runkeeper,
    samsung,
    spreadsheet,
    strava,
)
from backstride.readers.discover import ACTIVITY_READERS

READERS: tuple[ModuleType, ...] = (
    *ACTIVITY_READERS,
    strava,
    garmin_csv,
    garmin_account,
    runkeeper,
    intervals_icu,
    samsung,
    runalyze,
    apple_health,
    bearable,
    daylio,
    google_forms,
    spreadsheet,
)
