"""A table of days of many runners to the diary of a cohort."""

import numpy as np
import pandas as pd

from backstride import tables
from backstride.clean.span import OUTSIDE
from backstride.cohort.buckets import SOURCE, SOURCE_ROW
from backstride.cohort.cells import joined, typed_days
from backstride.cohort.day_columns import GIVEN_BEFORE, GIVEN_SPIKES, worked_out
from backstride.cohort.day_span import is_outside_span, is_unlogged
from backstride.exposures import add_exposures
from backstride.exposures.day_spike import add_day_spikes
from backstride.exposures.windows import first_rows
from backstride.settings import Settings

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
        As described in `tables.DIARY` and `tables.EXPOSURES`, runner by runner.
    ledger : DataFrame
        As in `tables.COHORT_LEDGER`: every row is kept or refused.
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
    return tables.fit_to(tables.COHORT_LEDGER, lines)


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
