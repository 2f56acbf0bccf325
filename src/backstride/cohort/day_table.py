"""A table of days of many runners to the diary of a cohort."""

import numpy as np
import pandas as pd

from backstride import tables
from backstride.cohort.buckets import SOURCE, SOURCE_ROW
from backstride.cohort.cells import DOSES, typed_days
from backstride.exposures import add_exposures
from backstride.exposures.day_spike import add_day_spikes
from backstride.exposures.windows import first_rows
from backstride.tables import SURFACES

ONE_DAY = np.timedelta64(1, "D")
DAY_BEFORE = "day before"
SLOT_NEEDED = "pain_pre_slot: found nothing beside a rating before; expected same day or day before"
SURFACE_KM = [f"km_{surface}" for surface in SURFACES]


def diary_of_days(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lay days out on the calendars of their runners, with exposures.

    What a day table need not say is worked out from what it says: a day with a distance is
    logged; a distance above 0 is one run, and its longest; without surfaces the ground is
    unknown; without `spike_ratio` and `spike_state` both come from `add_day_spikes`; without
    `pain_pre` the rating before is `pain_post` of the day before. Days that are absent between a
    runner's first and last are unlogged. Whatever else is absent was not logged.

    Parameters
    ----------
    rows : DataFrame
        Cells as found, as from `rows_of_bucket`.

    Returns
    -------
    diary : DataFrame
        As described in `tables.DIARY` and `tables.EXPOSURES`, runner by runner.
    ledger : DataFrame
        As in `tables.COHORT_LEDGER`: every row is kept or refused.
    """
    days, problems = typed_days(rows)
    problems = problems.mask(problems.isna() & _is_out_of_order(days), SLOT_NEEDED)
    again = days[problems.isna()].duplicated(["runner", "date"])
    twice = again.index[again]
    problems[twice] = "date: this day of this runner is there before; expected one row a day"
    ledger = _ledger(rows, problems)
    usable = days[problems.isna()].sort_values(["runner", "date"], kind="stable")
    diary = _with_all_columns(_whole_calendars(usable.reset_index(drop=True)))
    return add_exposures(diary), ledger


def _is_out_of_order(days: pd.DataFrame) -> pd.Series:
    """Whether a rating before is given without a word on when before."""
    nothing = pd.Series(None, index=days.index, dtype="str")
    rated, slot = days.get("pain_pre", nothing), days.get("pain_pre_slot", nothing)
    return rated.notna() & slot.isna()


def _ledger(rows: pd.DataFrame, problems: pd.Series) -> pd.DataFrame:
    lines = pd.DataFrame(
        {
            "runner": rows["runner"].astype("str"),
            "source": rows[SOURCE].astype("str"),
            "row": rows[SOURCE_ROW],
            "table": "days",
            "outcome": np.where(problems.isna(), "kept", "refused"),
            "reason": problems,
        }
    )
    return tables.fit_to(tables.COHORT_LEDGER, lines)


def _whole_calendars(days: pd.DataFrame) -> pd.DataFrame:
    """Every day from each runner's first to the last; missing where there was no row."""
    first = first_rows(days["runner"])
    last = np.append(first[1:], len(days))[: len(first)] - 1
    date = days["date"].to_numpy()
    n_days = (date[last] - date[first]) // ONE_DAY + 1
    begins = np.concatenate([[0], np.cumsum(n_days)])[:-1].astype(int)
    n_rows = last - first + 1
    place = np.repeat(begins, n_rows) + (date - np.repeat(date[first], n_rows)) // ONE_DAY
    whole = days.set_index(place).reindex(range(int(n_days.sum())))
    day = np.arange(len(whole)) - np.repeat(begins, n_days)
    return whole.assign(
        runner=np.repeat(days["runner"].to_numpy()[first], n_days),
        date=np.repeat(date[first], n_days) + day * ONE_DAY,
    ).astype({"runner": "str", "date": "datetime64[us]"})


def _with_all_columns(days: pd.DataFrame) -> pd.DataFrame:
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
    whole["longest_run_km"] = whole["longest_run_km"].where(whole["longest_run_km"].notna(), km)
    if not {"spike_ratio", "spike_state"} <= set(days):
        whole = add_day_spikes(whole)
    return whole if "pain_pre" in days else _rated_the_day_before(whole)


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


def _rated_the_day_before(days: pd.DataFrame) -> pd.DataFrame:
    before = days["pain_post"].shift()
    before.iloc[first_rows(days["runner"])] = np.nan
    return days.assign(pain_pre=before, pain_pre_slot=DAY_BEFORE)
