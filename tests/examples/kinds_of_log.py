"""Simulated logs of eight kinds of runner, each awkward for a report in its own way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd

from backstride.clean.log import Log
from backstride.settings import Settings
from backstride.simulate import Scenario, as_log, simulate_runner

N_DAYS, FIVE_YEARS = 200, 1826
TIMEZONE = "Europe/Berlin"
LEFT_OUT = (("2024-03-05", "2024-05-20"), ("2024-08-01", "2024-10-15"))
DECLARED = (date(2024, 3, 5), date(2024, 5, 20))


def simulated(n_days: int = N_DAYS, *, seed: int = 5, rated_twice: bool = False) -> Log:
    scenario = Scenario(
        seed=seed,
        n_days=n_days,
        first_day=date(2024, 1, 1),
        effects={"spike": 0.8, "surface": 0.5},
        rated_before_run=rated_twice,
    )
    return as_log(simulate_runner(scenario))


def never_rated() -> Log:
    log = simulated()
    return without(log, "pain", log.pain["date"].notna())


def never_rested() -> Log:
    """A run on every day: on days without one, the last run before it once more."""
    log = simulated()
    runs = log.runs[log.runs["sport"] == "run"].drop_duplicates("date").set_index("date")
    days = pd.date_range(runs.index.min(), runs.index.max())
    every = runs.reindex(days, method="ffill").rename_axis("date").reset_index()
    moved = every["date"] - every["start"].dt.normalize()
    every = every.assign(
        start=every["start"] + moved, source_row=range(10_001, 10_001 + len(every))
    )
    added = pd.DataFrame(
        {
            "source": every["source"],
            "row": every["source_row"],
            "table": "runs",
            "outcome": "kept",
        }
    )
    log = without(log, "runs", log.runs["date"].notna())
    ledger = pd.concat([log.ledger, added.reindex(columns=log.ledger.columns)], ignore_index=True)
    return replace(
        log,
        runs=every[log.runs.columns].astype(log.runs.dtypes.to_dict()),
        ledger=ledger.astype(log.ledger.dtypes.to_dict()),
    )


def one_shoe() -> Log:
    log = simulated()
    first = log.shoes["shoe"].iloc[0]
    log = without(log, "shoes", log.shoes["shoe"] != first)
    return replace(log, runs=log.runs.assign(shoe=pd.array([first] * len(log.runs), dtype="str")))


def all_treadmill() -> Log:
    log = simulated()
    surface = pd.array(["treadmill"] * len(log.runs), dtype="str")
    return replace(log, runs=log.runs.assign(surface=surface))


def gaps_of_months() -> Log:
    """Two stretches of about eleven weeks without an entry, the first of them declared."""
    log = simulated(400)
    for name in ("runs", "pain", "habits", "days"):
        dates = getattr(log, name)["date"]
        is_out = pd.Series(False, dates.index)
        for first, last in LEFT_OUT:
            is_out |= dates.between(first, last)
        log = without(log, name, is_out)
    return replace(log, settings=Settings(timezone=TIMEZONE, unlogged=(DECLARED,)))


def without(log: Log, name: str, is_out: "pd.Series[bool]") -> Log:
    """The log without some rows of one table, nor their lines in the ledger."""
    rows = getattr(log, name)
    gone = set(rows.loc[is_out, "source_row"])
    is_line = (log.ledger["table"] == name) & log.ledger["row"].isin(gone)
    kept = rows[~is_out].reset_index(drop=True)
    return replace(log, **{name: kept}, ledger=log.ledger[~is_line].reset_index(drop=True))


KINDS: dict[str, Callable[[], Log]] = {
    "30 days": lambda: simulated(30),
    "5 years": lambda: simulated(FIVE_YEARS),
    "no pain entries": never_rated,
    "never rests": never_rested,
    "one shoe": one_shoe,
    "all treadmill": all_treadmill,
    "gaps of months": gaps_of_months,
    "two ratings a day": lambda: simulated(400, rated_twice=True),
}
