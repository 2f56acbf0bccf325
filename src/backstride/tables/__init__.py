"""Every table and every column, described once: type, unit, range, meaning."""

from backstride.tables.checks import empty, fit_to, validated
from backstride.tables.cohort import COHORT_DAYS, COHORT_LEDGER, NEEDED_DAYS
from backstride.tables.diary import DIARY, EXPOSURES
from backstride.tables.log import (
    DAYS,
    HABITS,
    HARD_SURFACES,
    LEDGER,
    LOG_TABLES,
    LONGEST_RUN_KM,
    LONGEST_SESSION_H,
    OUTCOMES,
    PAIN,
    REPAIRS,
    RUNS,
    SHOES,
    SPORTS,
    SURFACES,
    TIMES_OF_DAY,
)
from backstride.tables.looks import LOOKS

__all__ = [
    "COHORT_DAYS",
    "COHORT_LEDGER",
    "DAYS",
    "DIARY",
    "EXPOSURES",
    "HABITS",
    "HARD_SURFACES",
    "LEDGER",
    "LOG_TABLES",
    "LONGEST_RUN_KM",
    "LONGEST_SESSION_H",
    "LOOKS",
    "NEEDED_DAYS",
    "OUTCOMES",
    "PAIN",
    "REPAIRS",
    "RUNS",
    "SHOES",
    "SPORTS",
    "SURFACES",
    "TIMES_OF_DAY",
    "empty",
    "fit_to",
    "validated",
]
