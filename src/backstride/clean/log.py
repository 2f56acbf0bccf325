"""One runner's cleaned log: seven tidy tables and what the runner stated about them."""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from backstride import tables
from backstride.settings import Settings


@dataclass(frozen=True)
class Log:
    """A cleaned log; every table is as described in `backstride.tables`.

    `looks` are those of earlier reports, none for a log that comes straight from its files.
    `inputs` are the absolute paths the log was read from; they are never written to.
    """

    runs: pd.DataFrame = field(default_factory=lambda: tables.empty(tables.RUNS))
    pain: pd.DataFrame = field(default_factory=lambda: tables.empty(tables.PAIN))
    shoes: pd.DataFrame = field(default_factory=lambda: tables.empty(tables.SHOES))
    habits: pd.DataFrame = field(default_factory=lambda: tables.empty(tables.HABITS))
    days: pd.DataFrame = field(default_factory=lambda: tables.empty(tables.DAYS))
    ledger: pd.DataFrame = field(default_factory=lambda: tables.empty(tables.LEDGER))
    repairs: pd.DataFrame = field(default_factory=lambda: tables.empty(tables.REPAIRS))
    looks: pd.DataFrame = field(default_factory=lambda: tables.empty(tables.LOOKS))
    settings: Settings = field(default_factory=Settings)
    inputs: tuple[Path, ...] = ()
