"""One simulated runner written in every format gives the same diary, up to what each can hold."""

import pandas as pd
import pytest
from writers import WITH_CLOCK, WITH_RPE, WITH_SHOES, WRITERS

from backstride.clean import read_log
from backstride.diary import build_diary
from backstride.ledger import counts
from backstride.simulate import Scenario, simulate_runner

ZONE = "Europe/Berlin"


@pytest.fixture(scope="module")
def sessions():
    return simulate_runner(Scenario(seed=3, n_days=75)).sessions


@pytest.fixture(scope="module")
def as_simulated(sessions):
    """Kilometres, runs and minutes of other sports per day, straight from the simulator."""
    dated = sessions.assign(date=sessions["start"].dt.normalize())
    runs = dated[dated["sport"] == "run"].groupby("date")
    others = dated[dated["sport"] != "run"].groupby("date")
    days = pd.date_range(dated["date"].min(), dated["date"].max())
    table = pd.DataFrame(
        {
            "distance_km": runs["distance_km"].sum(),
            "n_runs": runs.size(),
            "cross_training_min": others["duration_min"].sum(),
        }
    )
    return table.reindex(days).fillna(0.0)


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_every_format_gives_the_same_diary(write, sessions, as_simulated, tmp_path):
    log = read_log(write(sessions, tmp_path), timezone=ZONE)
    diary = build_diary(log).set_index("date")
    assert len(log.runs) == len(sessions)
    assert counts(log.ledger)["kept"].sum() == len(log.ledger)
    assert diary.index.tolist() == as_simulated.index.tolist()
    assert diary["n_runs"].tolist() == as_simulated["n_runs"].tolist()
    assert diary["distance_km"].tolist() == pytest.approx(
        as_simulated["distance_km"].tolist(), abs=0.02
    )
    assert diary["cross_training_min"].tolist() == pytest.approx(
        as_simulated["cross_training_min"].tolist(), abs=0.05
    )


@pytest.mark.parametrize("write", WITH_CLOCK, ids=lambda write: write.__name__)
def test_every_format_with_a_clock_gives_the_same_hours(write, sessions, tmp_path):
    runs = read_log(write(sessions, tmp_path), timezone=ZONE).runs.sort_values("start")
    assert runs["start"].tolist() == sessions["start"].sort_values().tolist()


@pytest.mark.parametrize("write", WITH_SHOES, ids=lambda write: write.__name__)
def test_shoes_come_along(write, sessions, tmp_path):
    runs = read_log(write(sessions, tmp_path), timezone=ZONE).runs.sort_values(["date", "start"])
    expected = sessions.sort_values("start")["shoe"].fillna("").tolist()
    assert runs["shoe"].fillna("").tolist() == expected


@pytest.mark.parametrize("write", WITH_RPE, ids=lambda write: write.__name__)
def test_exertion_comes_along(write, sessions, tmp_path):
    runs = read_log(write(sessions, tmp_path), timezone=ZONE).runs.sort_values("start")
    assert runs["rpe"].tolist() == pytest.approx(
        sessions.sort_values("start")["rpe"].tolist(), nan_ok=True
    )


def test_all_formats_together_are_still_one_runner(sessions, as_simulated, tmp_path):
    places = []
    for write in WRITERS:
        (tmp_path / write.__name__).mkdir()
        places.append(write(sessions, tmp_path / write.__name__))
    log = read_log(places, timezone=ZONE)
    assert len(log.runs) == len(sessions)
    assert counts(log.ledger)["merged"].sum() == (len(WRITERS) - 1) * len(sessions)
    diary = build_diary(log).set_index("date")
    assert diary["distance_km"].tolist() == pytest.approx(
        as_simulated["distance_km"].tolist(), abs=0.03
    )


def test_titles_never_come_along(sessions, tmp_path):
    for write in WRITERS:
        (tmp_path / write.__name__).mkdir()
        log = read_log(write(sessions, tmp_path / write.__name__), timezone=ZONE)
        shown = (log.runs, log.ledger, log.repairs)
        assert not any("Secret" in table.to_csv() for table in shown)
