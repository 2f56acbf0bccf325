"""What the calibration says to one reader: the nearest simulated runners, and the kept failures."""

import io
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from backstride.calibration.engine import TABLE
from backstride.calibration.grid import CELLS
from backstride.calibration.measures import COLUMNS
from backstride.calibration.nearest import (
    EFFECTS_SCENARIO,
    NONE_PUBLISHED,
    NULL_SCENARIO,
    finding_sentence,
    nearest,
    nearest_sentence,
    nearest_table,
    published,
)
from backstride.calibration.page import (
    SAME_DAY,
    UNLOGGED,
    UNRATED,
    unlogged_sentence,
    unrated_sentence,
)
from backstride.calibration.scores import ANY, OURS, PLAIN, UNREFUSED

FOUND = pd.DataFrame({"p_holm": [0.01, np.nan]})
NOT_FOUND = pd.DataFrame({"p_holm": [0.2, np.nan]})


def line(scenario, days, claim, method, **measures):
    return {"scenario": scenario, "days": days, "claim": claim, "method": method, "runs": 1000} | (
        measures
    )


def null(scenario, days, alarms):
    return [
        line(scenario, days, "spike", OURS, type1=alarms),
        line(scenario, days, "surface", OURS, type1=0.04),
        line(scenario, days, ANY, OURS, type1=0.03),
        line(scenario, days, "spike", PLAIN, type1=0.31),
        line(scenario, days, ANY, PLAIN, type1=0.9),
    ]


def effects(days, verdicts, exaggeration):
    found = {"p_verdict": verdicts, "exaggeration": exaggeration, "wrong_sign": 0.002}
    return [
        line(EFFECTS_SCENARIO, days, "spike", OURS, coverage=0.941, **found),
        line(EFFECTS_SCENARIO, days, "surface", OURS, coverage=0.957, p_verdict=0.001,
             exaggeration=9.0, wrong_sign=1.0),
        line(EFFECTS_SCENARIO, days, ANY, OURS, p_verdict=0.02),
    ]  # fmt: skip


def failures():
    return [
        line(UNLOGGED, 365, "spike", OURS, type1=0.112),
        line(UNLOGGED, 365, "surface", OURS, type1=0.05),
        line(UNLOGGED, 365, ANY, OURS, type1=0.2),
        line(UNRATED, 365, "stretching", OURS, runs=0, p_verdict=0.0),
        line(UNRATED, 365, "stretching", UNREFUSED, type1=0.25),
        line(f"{UNRATED}, strong", 365, "stretching", UNREFUSED, type1=0.8),
    ]


@pytest.fixture
def table():
    rows = [
        *null("feedback", 180, 0.06),
        *null("feedback", 730, 0.052),
        *null("no feedback", 365, 0.07),
        *effects(180, 0.005, 4.0),
        *effects(730, 0.6, 1.26),
        *failures(),
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def a_diary(n_rated, slot=SAME_DAY):
    return pd.DataFrame({"pain_post": [2.0] * n_rated, "pain_pre": 2.0, "pain_pre_slot": slot})


def test_the_scenarios_told_are_those_of_the_calibration():
    told = {*NULL_SCENARIO.values(), EFFECTS_SCENARIO, UNLOGGED, UNRATED}
    assert told <= {cell.scenario for cell in CELLS}


@pytest.mark.parametrize(("n_rated", "days"), [(0, 180), (170, 180), (500, 730), (4000, 730)])
def test_the_nearest_length_is_chosen(table, n_rated, days):
    near = nearest(table, a_diary(n_rated), FOUND)
    assert set(near.null["days"]) == set(near.effects["days"]) == {days}


def test_feedback_decides_which_runners_are_nearest(table):
    assert set(nearest(table, a_diary(700), FOUND).null["scenario"]) == {"feedback"}
    assert set(nearest(table, a_diary(700), NOT_FOUND).null["scenario"]) == {"no feedback"}


def test_table_of_the_nearest_runners(table):
    shown = nearest_table(nearest(table, a_diary(700), FOUND)).set_index("claim")
    spike = shown.loc["Too much in one run"]
    assert spike.tolist() == ["31.0 %", "5.2 %", "94.1 %", "60.0 %", 1.3]
    assert shown.loc["Any of the claims", ["plain_alarms", "alarms", "verdicts"]].tolist() == [
        "90.0 %",
        "3.0 %",
        "–",
    ]
    # one verdict of 1,000 logs says nothing of size
    assert pd.isna(shown.loc["Concrete and asphalt are bad for the back", "exaggeration"])


def test_sentences_of_the_nearest_runners(table):
    near = nearest(table, a_diary(700), FOUND)
    assert nearest_sentence(near) == (
        "This log has 700 rated days, and pain changes what is done in it. Nearest are 1,000 "
        "simulated logs of 730 days in which the evening before decides about running and "
        "stretching and nothing has an effect. In 3.0 % of them the whole report held a false "
        "“yes”; by plain correlation in 90.0 %. Of single claims tested at 5 %, the worst is “Too "
        "much in one run” with 5.2 %. In 1,000 logs of 730 days with effects, the 95 % intervals "
        "held the truth in 94.1 % to 95.7 %, by claim."
    )
    assert "on average 1.3 times the true effect" in finding_sentence(near)
    assert "0.2 % at most" in finding_sentence(near)
    assert "almost no effect was found" in finding_sentence(nearest(table, a_diary(90), FOUND))
    assert "was not found to change" in nearest_sentence(nearest(table, a_diary(9), NOT_FOUND))


def test_without_a_calibration_it_is_said_once():
    nothing = pd.DataFrame(columns=list(COLUMNS))
    near = nearest(nothing, a_diary(700), FOUND)
    assert nearest_table(near).empty
    assert nearest_sentence(near) == NONE_PUBLISHED
    assert finding_sentence(near) == ""
    assert unlogged_sentence(nothing) == unrated_sentence(nothing, a_diary(9)) == ""


def test_the_kept_failures_are_told_with_their_numbers(table):
    assert "in up to 11.2 % of the simulated logs (“Too much in one run”" in unlogged_sentence(
        table
    )
    said = unrated_sentence(table, a_diary(9))
    assert "in 25.0 % to 80.0 % of the simulated logs" in said
    assert "a verdict came in 0.0 %." in said
    assert said.endswith("the rating before is from the same day.")
    assert unrated_sentence(table, a_diary(9, "day before")).endswith("it is of that kind.")
    assert unrated_sentence(table, a_diary(0)).endswith("no rating before running time yet.")


def test_the_package_brings_its_calibration_along():
    table = files("backstride.calibration") / "published" / TABLE
    pd.testing.assert_frame_equal(published(), pd.read_csv(io.StringIO(table.read_text("utf-8"))))
    assert set(published()["scenario"]) >= {cell.scenario for cell in CELLS}
