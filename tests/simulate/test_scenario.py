import pytest

from backstride.errors import DataError
from backstride.simulate import EFFECT_SLUGS, Scenario, parse_effects


def test_an_unknown_effect_lists_those_allowed() -> None:
    with pytest.raises(DataError) as error:
        Scenario(effects={"spikes": 0.8})
    assert "'spikes'" in str(error.value)
    assert all(slug in str(error.value) for slug in EFFECT_SLUGS)


def test_every_unusable_value_is_named_at_once() -> None:
    with pytest.raises(DataError) as error:
        Scenario(seed=-1, n_days=0, phi=1.0, sd=0.0, form="both", habits_follow="pain")
    assert [text.split(":")[0] for text in error.value.problems] == [
        "scenario, seed",
        "scenario, n_days",
        "scenario, phi",
        "scenario, sd",
        "scenario, form",
        "scenario, habits_follow",
    ]


def test_effects_are_parsed_with_blanks_and_signs() -> None:
    assert parse_effects([" spike = 0.8", "ramp-up=-.2"]) == {"spike": 0.8, "ramp-up": -0.2}
    assert parse_effects([]) == {}


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["spike"], "found 'spike', expected slug=points such as spike=0.8"),
        (["spike=much"], "found 'spike=much', expected slug=points"),
        (["spike=0,8"], "found 'spike=0,8', expected slug=points"),
        (["spike=nan"], "spike has nan points, expected a finite number"),
        (["massage=1"], "found 'massage', expected one of spike, return, ramp-up"),
        (["spike=1", "spike=2"], "spike is given twice"),
    ],
)
def test_effects_that_cannot_be_meant(texts: list[str], message: str) -> None:
    with pytest.raises(DataError, match="--effect: ") as error:
        parse_effects(texts)
    assert message in str(error.value)


def test_all_problems_of_the_effects_are_told_together() -> None:
    with pytest.raises(DataError) as error:
        parse_effects(["spike", "massage=1"])
    assert len(error.value.problems) == 2
