"""What a row of a day table says without saying it."""

import pandas as pd

from backstride import tables
from backstride.cohort.cells import DOSES
from backstride.tables import SURFACES

SURFACE_KM = [f"km_{surface}" for surface in SURFACES]
GIVEN_SPIKES, GIVEN_BEFORE = "table has spikes", "table has ratings before"


def worked_out(days: pd.DataFrame) -> pd.DataFrame:
    """Give the days of one table every column that a row can have by itself.

    A day with a distance is logged; a distance above 0 is one run; a lone run is the longest;
    without surfaces the ground is unknown. Whatever else is absent was not logged. Each table is
    taken by itself, so that its days say the same whatever tables lie beside it.

    Parameters
    ----------
    days : DataFrame
        Typed columns of one table, as from `typed_days`.

    Returns
    -------
    DataFrame
        The columns of a diary and of its doses; whether the table has both columns of spikes, and
        ratings before.
    """
    km = days["distance_km"]
    is_logged = km.notna()
    if "is_logged" in days:
        is_logged = (days["is_logged"] == 1) | (days["is_logged"].isna() & is_logged)
    n_runs = days["n_runs"].fillna(0) if "n_runs" in days else (km > 0).astype(float)
    whole = _blank(days).assign(
        distance_km=km.where(is_logged),
        is_logged=is_logged,
        is_silence=days["is_silence"] == 1 if "is_silence" in days else False,
        n_runs=n_runs.astype("int64"),
        **{name: _counted(days, name) for name in ("n_ratings", "n_backfilled")},
        **_ground(days),
    )
    longest_km = whole["longest_run_km"]
    return whole.assign(
        longest_run_km=longest_km.where(longest_km.notna(), km.where(n_runs == 1)),
        **{GIVEN_SPIKES: {"spike_ratio", "spike_state"} <= set(days)},
        **{GIVEN_BEFORE: "pain_pre" in days},
    )


def _blank(days: pd.DataFrame) -> pd.DataFrame:
    """The columns of a diary, with what `days` says of them."""
    types = tables.empty(tables.DIARY).dtypes
    doses = [name for name in map(str, days) if DOSES.fullmatch(name)]
    wanted = [name for name in types.index if name != "load" or "load" in days]
    texts_and_times = {name: types[name] for name in wanted if types[name].kind in "OM"}
    return days.reindex(columns=[*wanted, *doses]).astype(texts_and_times)


def _counted(days: pd.DataFrame, name: str) -> pd.Series:
    if name in days:
        return days[name].fillna(0).astype("int64")
    is_rated = days["pain_post"].notna() if name == "n_ratings" else days["pain_post"] < 0
    return is_rated.astype("int64")


def _ground(days: pd.DataFrame) -> dict[str, pd.Series]:
    """Kilometres on each surface; what no surface is told of is on unknown ground."""
    given = [name for name in SURFACE_KM if name in days]
    told = days[given].fillna(0.0)
    left = (days["distance_km"] - told.sum(axis=1)).clip(lower=0.0)
    ground = {name: told[name] if name in told else left * 0.0 for name in SURFACE_KM}
    return ground if "km_unknown" in given else {**ground, "km_unknown": left}
