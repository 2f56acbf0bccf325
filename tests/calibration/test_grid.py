"""The scenarios that answers are tried on: what each holds, and that none shares a seed."""

import pytest

from backstride.calibration import CELLS
from backstride.calibration.grid import CELL, EFFECTS, cells_named
from backstride.errors import DataError
from backstride.simulate import EFFECT_SLUGS, simulate_runner, true_contrasts

NULL, EFFECTIVE = "strong feedback", "effects"


def test_every_contrast_of_a_null_scenario_is_exactly_0():
    runner = simulate_runner(CELL["strong feedback", 365].runner(1))
    truths = true_contrasts(runner)["truth"].dropna()
    assert (truths == 0).all()
    assert len(truths) > len(EFFECT_SLUGS) - 2


def test_the_warm_up_alone_is_without_effect():
    assert set(EFFECT_SLUGS) - set(EFFECTS) == {"warm-up"}
    truths = true_contrasts(simulate_runner(CELL[EFFECTIVE, 365].runner(0))).set_index("slug")
    assert truths.index[truths["truth"] == 0].tolist() == ["warm-up"]


def test_cells_ask_each_question_and_share_no_seed():
    assert 20 <= len(CELLS) <= 30
    assert {cell.group for cell in CELLS} == {"null", "effects", "failure", "looks"}
    assert len({cell.key for cell in CELLS}) == len(CELLS)
    assert len({cell.runner(0).seed for cell in CELLS}) == len(CELLS)


def test_an_unknown_scenario_is_named_with_those_there_are():
    with pytest.raises(DataError, match="--scenario: found 'no', expected one of: no feedback; f"):
        cells_named(["no"])
