"""The rules of the verdict in their order, Holm's adjustment, and what is needed in days."""

import pytest

from backstride.verdict.rules import (
    decided,
    holm_adjusted,
    needed_sentence,
    verdict_sentence,
)

# The rules, in their order


@pytest.mark.parametrize(
    ("estimate", "low", "high", "p_holm", "status"),
    [
        (0.8, 0.2, 1.4, 0.04, "raises"),
        (-0.8, -1.4, -0.2, 0.05, "lowers"),
        (0.3, 0.1, 0.5, 0.04, "raises"),  # rule 1 comes before rule 2
        (0.3, 0.1, 0.5, 0.06, "no difference"),
        (0.0, -0.5, 0.5, 1.0, "no difference"),
        (0.0, -0.5, 0.6, 1.0, "cannot tell"),  # the limit itself is not inside
        (0.8, 0.2, 1.4, 0.06, "cannot tell"),
    ],
)
def test_rules_hold_in_their_order(estimate, low, high, p_holm, status):
    assert decided(estimate, low, high, p_holm, smallest=0.6, alpha=0.05) == status


@pytest.mark.parametrize(
    ("status", "low", "high", "words"),
    [
        ("raises", 0.2, 1.4, "raises pain"),
        ("raises", 0.1, 0.5, "raises pain, by less than matters"),
        ("lowers", -0.5, -0.1, "lowers pain, by less than matters"),
        ("no difference", -0.5, 0.5, "makes no difference that matters"),
        ("cannot tell", -0.5, 1.5, "can’t tell yet"),
        ("cannot tell", 0.1, 1.5, "off zero alone, but not beside the other claims"),
    ],
)
def test_the_verdict_says_which_rule_it_came_from(status, low, high, words):
    assert words in verdict_sentence(status, low, high, smallest=0.6)


def test_only_holm_in_the_way_is_not_said_of_an_interval_that_holds_0():
    assert verdict_sentence("cannot tell", -0.1, 1.5, 0.6) == "can’t tell yet"


def test_an_unknown_status_is_an_error():
    with pytest.raises(ValueError, match="unknown status 'risky'"):
        verdict_sentence("risky", 0.0, 1.0, 0.5)


def test_holm_agrees_with_r():
    # p.adjust(c(.01, .04, .03, .2, .6), "holm"): 0.05 0.12 0.12 0.40 0.60
    given = dict(zip("abcde", [0.01, 0.04, 0.03, 0.2, 0.6], strict=True))
    assert list(holm_adjusted(given).values()) == pytest.approx([0.05, 0.12, 0.12, 0.40, 0.60])
    assert list(holm_adjusted(given)) == list("abcde")
    assert holm_adjusted({}) == {}


@pytest.mark.parametrize(
    ("days", "smallest", "words"),
    [
        (0, 0.6, "A difference of 0.6 points would probably have shown."),
        (1, 0.6, "About 1 more rated day like these"),
        (123, 0.6, "About 130 more rated days like these"),
        (40, 0.04, "to find a difference of 0.04 points."),
        (4000, 0.6, "More than 10 years of days like these: a diary will not settle it."),
    ],
)
def test_what_is_needed_is_said_in_days(days, smallest, words):
    said = needed_sentence(days, smallest)
    assert said.startswith(words) or said.endswith(words)
