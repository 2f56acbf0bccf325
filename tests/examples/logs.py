"""Tiny logs that a reader can check by hand."""

import pandas as pd

from backstride import schemas
from backstride.clean.log import Log
from backstride.settings import Settings


def runs_of(*rows, source="runs.csv"):
    """Runs from (start, km, minutes) or dicts."""
    table = pd.DataFrame([_run(row) for row in rows])
    table["start"] = pd.to_datetime(table["start"])
    table["date"] = pd.to_datetime(table.get("date", table["start"])).fillna(table["start"])
    table["date"] = table["date"].dt.normalize()
    defaults = {"sport": "run", "surface": "unknown", "source": source}
    for column, value in defaults.items():
        table[column] = table[column].fillna(value) if column in table else value
    return schemas.fit_to(schemas.RUNS, table.assign(source_row=range(2, len(table) + 2)))


def _run(row):
    if isinstance(row, dict):
        return {"duration_min": 60.0, **row}
    start, km, minutes = row
    return {"start": start, "distance_km": km, "duration_min": minutes}


def pain_of(*rows, **columns):
    """Ratings from (moment, pain); columns are added to every row."""
    table = pd.DataFrame(rows, columns=["rated_at", "pain_nrs"])
    table["rated_at"] = pd.to_datetime(table["rated_at"])
    table["date"] = table["rated_at"].dt.normalize()
    table = table.assign(
        pain_nrs=table["pain_nrs"].astype(float),
        rating=table["pain_nrs"].astype("str"),
        scale="0-10",
        site="lower back",
        source="pain.csv",
        source_row=range(2, len(table) + 2),
    ).assign(**columns)
    return schemas.fit_to(schemas.PAIN, table)


def shoes_of(*rows):
    """Shoes from dicts."""
    blank = ["shoe", "start_km", "first_day"]
    table = pd.DataFrame(list(rows), columns=blank).assign(
        source="shoes.csv", source_row=range(2, len(rows) + 2)
    )
    return schemas.fit_to(schemas.SHOES, table)


def habits_of(*rows):
    """Habits from (date, time, habit, dose)."""
    table = pd.DataFrame(rows, columns=["date", "time", "habit", "dose"]).assign(
        dose_unit="times", source="habits.csv", source_row=range(2, len(rows) + 2)
    )
    return schemas.fit_to(schemas.HABITS, table.assign(date=pd.to_datetime(table["date"])))


def log_of(settings=None, **log_tables):
    """A log of the tables given, the rest empty."""
    return Log(**log_tables, settings=settings or Settings())
