"""Exposures of many runners: plain definitions, edges of runners, parts of a cohort."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.exposures import add_exposures, windows
from backstride.exposures.returns import returns

DISTANCES = [0.0, 0.1, 3.3, 7.7, 21.1, np.nan]
PAIRS = ["Harrier", "Falcon", None]


def cohort(seed, n_days, gaps=True):
    """Runners with days like those of `build_diary`; some days are absent."""
    rng = np.random.default_rng(seed)
    parts = []
    for place, days in enumerate(n_days):
        km = rng.choice(DISTANCES, days, p=[0.4, 0.1, 0.15, 0.15, 0.18, 0.02])
        n_runs = np.where(np.isnan(km), 0, km > 0)
        part = pd.DataFrame(
            {"runner": f"r{place}", "date": pd.date_range("2025-01-01", periods=days)}
        )
        part = part.assign(
            distance_km=km,
            n_runs=n_runs.astype(int),
            is_logged=~np.isnan(km),
            is_silence=rng.random(days) < 0.02,
            km_road=km,
            km_asphalt=0.0,
            km_concrete=0.0,
            km_unknown=0.0,
            spike_state=pd.Series([None] * days, dtype="str"),
            shoe=pd.Series(np.where(n_runs > 0, rng.choice(PAIRS, days), None), dtype="str"),
            pain_post=rng.choice([0.0, 2.0, 5.0, np.nan], days),
        )
        parts.append(part[rng.random(days) < 0.98] if gaps else part)
    return pd.concat(parts, ignore_index=True)


def plain(diary):
    """The definitions, one row and one window of the calendar at a time."""
    rows = []
    for runner, date in zip(diary["runner"], diary["date"], strict=True):
        km = diary[diary["runner"] == runner].set_index("date")["distance_km"]
        days = km.reindex(pd.date_range(end=date, periods=28)).to_numpy()
        week, before, three = days[-7:], days[-14:-7], days[:-7]
        chronic = three.mean() if not np.isnan(days).any() else np.nan
        spread = week.std(ddof=1)
        rows.append(
            {
                "acute_km": week.mean(),
                "chronic_km": chronic,
                "workload_ratio": week.mean() / chronic if chronic > 0 else np.nan,
                "weekly_ratio": week.sum() / before.sum() if before.sum() > 0 else np.nan,
                "monotony": week.mean() / spread if spread > 1e-12 else np.nan,
            }
        )
    return pd.DataFrame(rows)


@given(st.integers(0, 500))
def test_every_window_is_what_its_definition_says(seed):
    diary = cohort(seed, [40, 3, 33])
    expected = plain(diary)
    pd.testing.assert_frame_equal(
        add_exposures(diary)[list(expected)], expected, rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize("block_rows", [1, 40, 100, 10_000])
def test_values_do_not_depend_on_what_else_is_in_the_table(monkeypatch, block_rows):
    diary = cohort(3, [90, 1, 120, 75])
    whole = add_exposures(diary)
    monkeypatch.setattr(windows, "BLOCK_ROWS", block_rows)
    parts = [add_exposures(days) for _, days in diary.groupby("runner")]
    pd.testing.assert_frame_equal(pd.concat(parts), whole, check_exact=True)
    pd.testing.assert_frame_equal(add_exposures(diary), whole, check_exact=True)


def test_days_since_a_run_and_rotation_stop_at_the_edge_of_a_runner():
    diary = cohort(5, [60, 60], gaps=False)
    second = add_exposures(diary)[60:]
    alone = add_exposures(diary[60:])
    columns = ["days_since_run", "is_rotating"]
    pd.testing.assert_frame_equal(second[columns], alone[columns])
    assert np.isnan(second["days_since_run"].iloc[0])


def test_rotation_counts_alternations_of_28_days():
    shoe = ["Harrier", "Falcon", "Harrier", *[None] * 40]
    diary = cohort(1, [43], gaps=False).assign(shoe=pd.Series(shoe, dtype="str"))
    is_rotating = add_exposures(diary)["is_rotating"]
    assert is_rotating.tolist() == [False, False, *[True] * 27, *[False] * 14]


def test_days_since_run_is_missing_once_an_unlogged_day_lies_between():
    diary = cohort(1, [6], gaps=False).assign(
        distance_km=[5, 0, np.nan, 0, 5, 0], n_runs=[1, 0, 0, 0, 1, 0]
    )
    found = add_exposures(diary)["days_since_run"]
    np.testing.assert_array_equal(found, [np.nan, 1, 2, np.nan, np.nan, 1])


@given(st.integers(0, 300))
def test_returns_of_a_cohort_are_those_of_its_runners(seed):
    diary = cohort(seed, [120, 15, 90]).assign(
        distance_km=lambda days: days["distance_km"].where(days.index % 40 > 14, 0.0),
        n_runs=lambda days: (days["distance_km"] > 0).astype(int),
    )
    alone = [returns(days) for _, days in diary.groupby("runner")]
    together = returns(diary.sample(frac=1, random_state=seed))
    pd.testing.assert_frame_equal(together, pd.concat(alone, ignore_index=True))


def test_no_days_have_no_exposures():
    nothing = cohort(1, [5]).iloc[:0]
    assert add_exposures(nothing)["workload_ratio"].tolist() == []
    assert returns(nothing).empty
