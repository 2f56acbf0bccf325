"""A table of days of many runners to the diary of a cohort."""

import numpy as np
import pandas as pd

from backstride import schemas
from backstride.clean.log import OUTSIDE
from backstride.cohort.shards import DOSES, SOURCE, SOURCE_ROW, joined, typed_days
from backstride.errors import DataError
from backstride.exposures import add_exposures
from backstride.exposures.day_spike import add_day_spikes
from backstride.exposures.windows import first_rows
from backstride.schemas import SURFACES
from backstride.settings import Settings

# What a row of a day table says without saying it.

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
    types = schemas.empty(schemas.DIARY).dtypes
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


# What the settings of a log say of a table of days, and what they cannot say of it.

NOT_FOR_DAYS = {
    "rated": "--rated",
    "site": "--site",
    "date_order": "--date-order",
    "distance_unit": "--distance-unit",
    "sport": "--sport",
    "pain_column": "--pain-column",
    "pain_detail": "--pain-detail",
    "shoes": "--shoe",
}


def refuse_choices_of_logs(settings: Settings) -> None:
    """Refuse options that would be without effect, lest somebody trusts in them.

    Raises
    ------
    DataError
        All of them at once.
    """
    asked = [
        option
        for name, option in NOT_FOR_DAYS.items()
        if getattr(settings, name) != getattr(Settings(), name)
    ]
    if asked:
        raise DataError(
            f"{', '.join(asked)}: not for a table of days, whose columns say what they hold (days "
            "as YYYY-MM-DD, distances in km, one rating of pain). Leave it out, or give logs."
        )


def is_outside_span(date: pd.Series, settings: Settings) -> pd.Series:
    """Whether each day lies before `since` or after `until`; a missing one does not.

    Examples
    --------
    >>> days = pd.Series(pd.date_range("2025-03-01", periods=3))
    >>> is_outside_span(days, Settings.stated(since="2025-03-02")).tolist()
    [True, False, False]
    """
    is_outside = pd.Series(False, index=date.index)
    if settings.since:
        is_outside |= date < pd.Timestamp(settings.since)
    if settings.until:
        is_outside |= date > pd.Timestamp(settings.until)
    return is_outside


def is_unlogged(date: pd.Series, settings: Settings) -> pd.Series:
    """Whether runs of each day were not recorded, as stated with `unlogged`."""
    is_in_stretch = pd.Series(False, index=date.index)
    for first, last in settings.unlogged:
        is_in_stretch |= date.between(pd.Timestamp(first), pd.Timestamp(last))
    return is_in_stretch


ONE_DAY = np.timedelta64(1, "D")
DAY_BEFORE = "day before"
SLOT_NEEDED = "pain_pre_slot: found nothing beside a rating before; expected same day or day before"
TWICE = "date: this day of this runner is there twice; expected one row a day"
COUNTS = ("n_runs", "n_ratings", "n_backfilled")
FLAGS = ("is_logged", "is_silence")


def diary_of_days(
    parts: list[pd.DataFrame], settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lay days out on the calendars of their runners, with exposures.

    What a table need not say is worked out from what it says, table by table (`worked_out`);
    from other days of the runner come `spike_ratio` and `spike_state` (`add_day_spikes`) where a
    table does not have both, and, where it has no `pain_pre`, the rating before: `pain_post` of
    the day before. Days that are absent between a runner's first and last are unlogged.

    Parameters
    ----------
    parts : list of DataFrame
        Cells of each table as found, as from `rows_of_bucket`.
    settings : Settings
        `since`, `until` and `unlogged` are used.

    Returns
    -------
    diary : DataFrame
        As described in `schemas.DIARY` and `schemas.EXPOSURES`, runner by runner.
    ledger : DataFrame
        As in `schemas.COHORT_LEDGER`: every row is kept or refused.
    """
    typed = [typed_days(rows) for rows in parts]
    days = pd.concat([worked_out(part) for part, _ in typed], ignore_index=True)
    problems = pd.concat([problems for _, problems in typed], ignore_index=True)
    problems = _with_those_of_rows(days, problems)
    is_outside = is_outside_span(days["date"], settings)
    ledger = _ledger(pd.concat(parts, ignore_index=True), problems, is_outside)
    usable = days[problems.isna() & ~is_outside].sort_values(["runner", "date"], kind="stable")
    diary = _whole_calendars(usable.reset_index(drop=True))
    is_not_recorded = is_unlogged(diary["date"], settings)
    diary["is_logged"] &= ~is_not_recorded
    diary["distance_km"] = diary["distance_km"].mask(is_not_recorded)
    return add_exposures(_with_other_days(diary)), ledger


def _with_those_of_rows(days: pd.DataFrame, problems: pd.Series) -> pd.Series:
    """Problems of cells, and of what only several cells or rows show."""
    is_out_of_order = days["pain_pre"].notna() & days["pain_pre_slot"].isna()
    problems = joined(problems, pd.Series(SLOT_NEEDED, index=days.index[is_out_of_order]))
    # Of two rows of a day the one that can be used stays, else the first.
    order = problems.notna().sort_values(kind="stable").index
    again = days.loc[order].dropna(subset="date").duplicated(["runner", "date"])
    return joined(problems, pd.Series(TWICE, index=again.index[again]))


def _ledger(rows: pd.DataFrame, problems: pd.Series, is_outside: pd.Series) -> pd.DataFrame:
    lines = pd.DataFrame(
        {
            "runner": rows["runner"].astype("str"),
            "source": rows[SOURCE].astype("str"),
            "row": rows[SOURCE_ROW],
            "table": "days",
            "outcome": np.where(problems.isna(), "kept", "refused"),
            "reason": problems.mask(problems.isna() & is_outside, OUTSIDE),
        }
    )
    return schemas.fit_to(schemas.COHORT_LEDGER, lines)


def _whole_calendars(days: pd.DataFrame) -> pd.DataFrame:
    """Every day from each runner's first to the last; unlogged where there was no row."""
    first = first_rows(days["runner"])
    last = np.append(first[1:], len(days))[: len(first)] - 1
    date = days["date"].to_numpy()
    n_days = (date[last] - date[first]) // ONE_DAY + 1
    begins = np.concatenate([[0], np.cumsum(n_days)])[:-1].astype(int)
    n_rows = last - first + 1
    place = np.repeat(begins, n_rows) + (date - np.repeat(date[first], n_rows)) // ONE_DAY
    whole = days.set_index(place).reindex(range(int(n_days.sum())))
    day = np.arange(len(whole)) - np.repeat(begins, n_days)
    given = whole[[GIVEN_BEFORE, GIVEN_SPIKES]].ffill().astype(bool)
    return whole.assign(
        runner=np.repeat(days["runner"].to_numpy()[first], n_days),
        date=np.repeat(date[first], n_days) + day * ONE_DAY,
        **{name: whole[name].fillna(0).astype("int64") for name in COUNTS},
        **{name: whole[name].eq(True) for name in FLAGS},
        **given,
    ).astype({"runner": "str", "date": "datetime64[us]"})


def _with_other_days(days: pd.DataFrame) -> pd.DataFrame:
    """What a day has from the days before it, where its table does not say so itself."""
    seen = add_day_spikes(days)
    before = days["pain_post"].shift()
    before.iloc[first_rows(days["runner"])] = np.nan
    has_spikes, has_before = days[GIVEN_SPIKES], days[GIVEN_BEFORE]
    return days.assign(
        **{
            name: days[name].where(has_spikes, seen[name])
            for name in ("spike_ratio", "spike_state")
        },
        pain_pre=days["pain_pre"].where(has_before, before),
        pain_pre_slot=days["pain_pre_slot"].where(has_before, DAY_BEFORE),
    ).drop(columns=[GIVEN_SPIKES, GIVEN_BEFORE])
