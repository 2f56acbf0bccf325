"""The load exposures of a cohort in other ways: what they are measured against."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from backstride.exposures import add_exposures

DAYS = 550
OURS = "Backstride"
LEAST, MOST = 1e-6, 1e4
Columns = dict[str, Any]
QUANTITIES = {
    "uncoupled": "workload_ratio",
    "coupled": "workload_ratio_coupled",
    "ewma": "ewma_ratio",
    "weekly": "weekly_ratio",
    "monotony": "monotony",
    "strain": "strain",
}
# The package takes one runner at a time: the time of some tells that of all.
RUNNERS_OF_ACWR = 100


@dataclass(frozen=True)
class Contender:
    """One way: what is read before the clock runs, the work, its package, and what to know."""

    prepare: Callable[[Path], Any]
    work: Callable[[Any], Columns]
    package: str
    note: str
    only_runners: int | None = None


def medians(columns: Columns) -> dict[str, float]:
    """Median of what is known of each column, so that all can be compared.

    Of values that can be: a total that runs on does not return to 0 where nothing was run, and a
    ratio of such rests is neither missing nor of any use.
    """
    arrays = {name: np.asarray(values, dtype=float) for name, values in columns.items()}
    is_real = {name: (array > LEAST) & (array < MOST) for name, array in arrays.items()}
    return {name: float(np.median(array[is_real[name]])) for name, array in arrays.items()}


def days_of(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path)


def with_backstride(days: pd.DataFrame) -> Columns:
    exposed = add_exposures(days)
    return {name: exposed[column] for name, column in QUANTITIES.items()}


def arrays_of(path: Path) -> np.ndarray:
    return pd.read_parquet(path)["distance_km"].to_numpy().reshape(-1, DAYS)


def with_numpy(km: np.ndarray) -> Columns:
    """Running totals along whole calendars without a gap: little more can be left out."""
    total = np.concatenate([np.zeros((len(km), 1)), np.cumsum(km, axis=1)], axis=1)
    square = np.concatenate([np.zeros((len(km), 1)), np.cumsum(km * km, axis=1)], axis=1)
    week, four = total[:, 7:] - total[:, :-7], total[:, 28:] - total[:, :-28]
    three = four - week[:, 21:]
    acute, chronic = week[:, 21:] / 7, three / 21
    with np.errstate(divide="ignore", invalid="ignore"):
        uncoupled, coupled = acute / chronic, acute / (four / 28)
        weekly = week[:, 7:] / week[:, :-7]
        squares = (square[:, 7:] - square[:, :-7]) - week * week / 7
        monotony = (week / 7) / np.sqrt(np.maximum(squares, 0) / 6)
    strain = week * monotony
    ewma = ewma_ratio(km)
    found = (uncoupled, coupled, ewma, weekly, monotony, strain)
    return dict(zip(QUANTITIES, found, strict=True))


def ewma_ratio(km: np.ndarray) -> np.ndarray:
    by_day = np.ascontiguousarray(km.T)
    ratio = np.empty((len(by_day), len(km)))
    acute, chronic = by_day[0].copy(), by_day[0].copy()
    for day, today in enumerate(by_day):
        acute += 2 / 8 * (today - acute)
        chronic += 2 / 29 * (today - chronic)
        with np.errstate(divide="ignore", invalid="ignore"):
            np.divide(acute, chronic, out=ratio[day])
    return ratio[27:]


def polars_frame(path: Path) -> Any:
    import polars

    return polars.read_parquet(path)


def with_polars(days: Any) -> Columns:
    from polars import col, when

    km = col("distance_km")
    week = km.rolling_sum(7)
    before = week.shift(7)
    three = before + week.shift(14) + week.shift(21)
    known = col("distance_km").cum_count() >= 28
    fast, slow = (km.ewm_mean(span=span, adjust=False) for span in (7, 28))
    monotony = (week / 7) / km.rolling_std(7)
    quotients = {
        "uncoupled": (week / 7) / (three / 21),
        "coupled": (week / 7) / ((week + three) / 28),
        "weekly": week / before,
        "ewma": when(known).then(fast / slow),
        "monotony": monotony,
        "strain": week * monotony,
    }
    exposed = days.select(ratio.over("runner").alias(name) for name, ratio in quotients.items())
    return {name: exposed[name].to_numpy() for name in QUANTITIES}


DUCKDB = """
SELECT sum7 / 7 / nullif((sum28 - sum7) / 21, 0) AS uncoupled,
       sum7 / 7 / nullif(sum28 / 28, 0) AS coupled,
       sum7 / nullif(sum14 - sum7, 0) AS weekly,
       sum7 / 7 / nullif(sd7, 0) AS monotony,
       sum7 * sum7 / 7 / nullif(sd7, 0) AS strain, place
FROM (SELECT sum(distance_km) OVER (calendar ROWS 6 PRECEDING) AS sum7,
             sum(distance_km) OVER (calendar ROWS 13 PRECEDING) AS sum14,
             sum(distance_km) OVER (calendar ROWS 27 PRECEDING) AS sum28,
             stddev_samp(distance_km) OVER (calendar ROWS 6 PRECEDING) AS sd7,
             row_number() OVER calendar AS place
      FROM days WINDOW calendar AS (PARTITION BY runner ORDER BY date))
"""


def duckdb_table(path: Path) -> Any:
    import duckdb

    place = duckdb.connect()
    place.execute(f"CREATE TABLE days AS SELECT * FROM '{path}'")
    return place


def with_duckdb(place: Any) -> Columns:
    found = place.execute(DUCKDB).fetchnumpy()
    is_known = {"weekly": found["place"] >= 14, "monotony": found["place"] >= 7}
    is_known |= {"strain": is_known["monotony"]}
    is_whole = found["place"] >= 28
    names = [name for name in QUANTITIES if name != "ewma"]
    return {name: found[name][is_known.get(name, is_whole)] for name in names}


def with_acwr(days: pd.DataFrame) -> Columns:
    import acwr

    parts: dict[str, list[pd.Series]] = {name: [] for name in QUANTITIES}
    for _, runner in days.groupby("runner", observed=True):
        km = runner.set_index("date")["distance_km"]
        for name, method in (("uncoupled", "rau"), ("coupled", "rac"), ("ewma", "ewma")):
            parts[name].append(acwr.acwr(km, method=method))
        parts["weekly"].append(1 + acwr.week_to_week_change(km, as_percent=False))
        parts["monotony"].append(acwr.monotony(km))
        parts["strain"].append(acwr.strain(km))
    return {name: pd.concat(series) for name, series in parts.items()}


def some_days(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path).head(RUNNERS_OF_ACWR * DAYS)


CONTENDERS = {
    OURS: Contender(days_of, with_backstride, "", "nine quantities, gaps allowed"),
    "numpy, cumulative sums": Contender(
        arrays_of, with_numpy, "", "the floor: whole calendars only, nothing checked"
    ),
    "polars": Contender(polars_frame, with_polars, "polars", "window functions"),
    "DuckDB": Contender(duckdb_table, with_duckdb, "duckdb", "window functions, without EWMA"),
    "acwr": Contender(
        some_days, with_acwr, "acwr", "measured on 100 runners, scaled up", RUNNERS_OF_ACWR
    ),
}
